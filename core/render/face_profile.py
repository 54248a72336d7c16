"""Everything measured on one face before it moves: appearance, visible teeth, dimensions."""

from __future__ import annotations

from dataclasses import dataclass

from talking_photo.core.model import Portrait
from talking_photo.core.render.appearance import (
    PhotoAppearance,
    measure_appearance,
    with_painted_mouth,
)
from talking_photo.core.render.cartoon_eyes import refit_cartoon_eyelids
from talking_photo.core.render.face_metrics import FaceMetrics, measure_face
from talking_photo.core.render.teeth import PhotoTeeth, detect_teeth


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceProfile:
    """Measurements of one portrait that the renderer needs."""

    portrait: Portrait
    appearance: PhotoAppearance
    teeth: PhotoTeeth | None
    """The upper teeth, when the photo shows them."""
    metrics: FaceMetrics
    has_cartoon_eyes: bool
    """Whether the eyelids of the mesh were refitted to a cartoon's eyes."""

    @classmethod
    def of(cls, portrait: Portrait) -> FaceProfile:
        """Measure a portrait."""
        appearance = measure_appearance(portrait)
        if portrait.placed:  # what was placed is neither refitted nor has it human teeth
            return cls(
                portrait=portrait,
                has_cartoon_eyes=False,
                appearance=with_painted_mouth(appearance, portrait),
                teeth=None,
                metrics=measure_face(portrait),
            )
        refitted = refit_cartoon_eyelids(portrait, appearance)
        has_cartoon_eyes, portrait = refitted is not portrait, refitted
        teeth = detect_teeth(portrait, appearance)
        return cls(
            portrait=portrait,
            has_cartoon_eyes=has_cartoon_eyes,
            appearance=appearance,
            teeth=teeth,
            metrics=measure_face(portrait, None if teeth is None else teeth.edge),
        )
