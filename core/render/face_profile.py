"""Everything measured on one face before it moves: appearance, visible teeth, dimensions."""

from __future__ import annotations

from dataclasses import dataclass

from talking_photo.core.model import Portrait
from talking_photo.core.render.appearance import PhotoAppearance, measure_appearance
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

    @classmethod
    def of(cls, portrait: Portrait) -> FaceProfile:
        """Measure a portrait."""
        appearance = measure_appearance(portrait)
        portrait = refit_cartoon_eyelids(portrait, appearance)
        teeth = detect_teeth(portrait, appearance)
        return cls(
            portrait=portrait,
            appearance=appearance,
            teeth=teeth,
            metrics=measure_face(portrait, None if teeth is None else teeth.edge),
        )
