"""A moustache that hangs over the opening: strands in its own colours, or the lip under it would be cut with scissors."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from talking_photo.core.model import Float32, Portrait
from talking_photo.core.render.anatomy import Anatomy, image
from talking_photo.core.render.light import GREY, Light

_DARK = 0.78, 0.58
"""Brightness of the skin above the upper lip against the face's, from which on it may be a moustache and is one."""
_ROUGH = 0.055, 0.105
"""The same for its contrast from pixel to pixel; shaven skin in a shadow has less. Both were read off 40 pictures."""
_LEAST = 0.15
_LONGEST = 0.17
"""cm that the longest strands hang over the edge of the lip."""
_APART = 0.05
"""cm between strands."""
_THICK = 0.042
"""Half the width of a strand at its root, cm."""
_LIFT = 0.05, 0.30
"""cm above the edge between which the strands' colours are taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moustache:
    """What hangs over the opening, as a texture over (x from the middle of the mouth, way below the lip's edge), cm."""

    texels: Float32
    """Shape (H, W, 4): RGB 0..255 and coverage 0..1; the first row lies at the lip's edge."""
    per_cm: float
    left: float
    """x of the first column."""

    def sample(self, across: Float32, below: Float32) -> Float32:
        """Texels at points (H, W) in cm, shape (H, W, 4); nothing hangs beyond them."""
        return cv2.remap(
            self.texels,
            ((across - self.left) * self.per_cm).astype(np.float32),
            (np.maximum(below, 0) * self.per_cm).astype(np.float32),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT,
        )


def find_moustache(portrait: Portrait, light: Light, anatomy: Anatomy) -> Moustache | None:
    """Look for a moustache; None where the upper lip is bare."""
    amount = _amount(portrait, light, anatomy)
    if amount < _LEAST:
        return None
    per_cm = max(2 * portrait.pose.scale, 24.0)
    edge = anatomy.upper_inner
    columns = np.arange(edge.x[0], edge.x[-1], 1 / per_cm)
    rows = np.arange(0, _LONGEST, 1 / per_cm)[:, None]
    hairs = _strip(portrait, anatomy, columns, np.linspace(*_LIFT, 6)).mean(0)
    cover = amount * _strands(columns, rows)
    soft = max(0.35, light.blur) * per_cm / portrait.pose.scale
    cover = cv2.GaussianBlur(cover, (0, 0), soft)
    colour = np.broadcast_to(hairs, (*cover.shape, 3))
    texels = np.concatenate([colour, cover[..., None]], 2).astype(np.float32)
    return Moustache(texels=texels, per_cm=per_cm, left=float(columns[0]) - anatomy.middle)


def _amount(portrait: Portrait, light: Light, anatomy: Anatomy) -> float:
    """How sure it is that hair grows above the lip: it is darker than the face and rough."""
    edge = anatomy.upper_outer
    luma = _strip(portrait, anatomy, edge.x[6:-6], np.linspace(0.15, 0.6, 12), outer=True) @ GREY
    rough = float((luma - cv2.GaussianBlur(luma, (0, 0), 5)).std()) / max(float(luma.mean()), 1)
    dark = float(luma.mean()) / max(float(light.skin @ GREY), 1)
    sure_dark = np.clip((_DARK[0] - dark) / (_DARK[0] - _DARK[1]), 0, 1)
    sure_rough = np.clip((rough - _ROUGH[0]) / (_ROUGH[1] - _ROUGH[0]), 0, 1)
    return float(sure_dark * sure_rough)


def _strip(
    portrait: Portrait, anatomy: Anatomy, x: Float32, heights: Float32, *, outer: bool = False
) -> Float32:
    """Pixels at heights (cm) above an edge of the upper lip, shape (len(heights), len(x), 3)."""
    edge = anatomy.upper_outer if outer else anatomy.upper_inner
    line = np.column_stack([x, edge(x), np.interp(x, edge.x, edge.z)])
    places = line + heights[:, None, None] * np.array([0, 1, 0])
    where = image(places.reshape(-1, 3).astype(np.float32), portrait.pose)
    where = where.reshape(len(heights), len(x), 2)
    strip = cv2.remap(
        portrait.pixels, where, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return strip.astype(np.float32)


def _strands(x: Float32, below: Float32) -> Float32:
    """Coverage of pointed strands of uneven length, shape (H, W); the same ones for each photo."""
    dice = np.random.default_rng(11)
    cover = np.zeros((len(below), len(x)))
    for root in np.arange(x[0], x[-1], _APART):
        length = _LONGEST * dice.uniform(0.25, 1)
        lean = dice.normal(0, 0.25)
        thick = _THICK * dice.uniform(0.7, 1.3) * np.clip(1 - below / length, 0, 1) ** 0.7
        away = np.abs(x - root - dice.uniform(0, _APART) - lean * below)
        cover = np.maximum(cover, np.clip((thick - away) / 0.01 + 0.5, 0, 1) * (below < length))
    return cover.astype(np.float32)
