"""What is known of one face before it moves: its light, the teeth that it shows, its measures."""

from __future__ import annotations

from dataclasses import dataclass

from talking_photo.core.model import Portrait
from talking_photo.core.render.anatomy import Anatomy, measure
from talking_photo.core.render.drawn_eyes import find_lids
from talking_photo.core.render.light import Light, read_light
from talking_photo.core.render.teeth import OwnTeeth, own_teeth


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitter:
    """One who sits for a portrait."""

    portrait: Portrait
    light: Light
    teeth: OwnTeeth | None
    """The upper teeth, when the photo shows them."""
    anatomy: Anatomy

    @classmethod
    def of(cls, portrait: Portrait) -> Sitter:
        """Look closely at a portrait."""
        light = read_light(portrait)
        portrait = find_lids(portrait, light)
        teeth = own_teeth(portrait, light)
        return cls(
            portrait=portrait,
            light=light,
            teeth=teeth,
            anatomy=measure(portrait, None if teeth is None else teeth.edge),
        )
