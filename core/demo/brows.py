"""Brows: a shade on the skin, and hairs over it."""

from __future__ import annotations

import numpy as np

from talking_photo.core.demo.canvas import Points, curve, draw, multiply, on_side, soft_mask
from talking_photo.core.model import Float32, UInt8

_TOP, _BOTTOM = [107, 66, 105, 63, 70], [55, 65, 52, 53, 46]
"""Landmarks of the brow on the image's left, from the nose outwards; the other one is mirrored."""
_HAIRS = 330
_SHADE, _HAIR = (128, 84, 66), np.array([92, 62, 46])


def paint_brows(picture: Float32, points: Points) -> None:
    """Darken the skin under the brows of the mesh (478, 3)."""
    brow = np.vstack([curve(points[_TOP, :2]), curve(points[_BOTTOM, :2])[::-1]])
    middle = brow.mean(0)
    brow = middle + (brow - middle) * np.array([0.94, 0.6])
    for side in (1, -1):
        multiply(picture, soft_mask(on_side(side, brow), 0.14), _SHADE, 0.6)


def draw_brows(strokes: UInt8, points: Points, rng: np.random.Generator) -> None:
    """Draw the hairs: upright at the nose, flat towards the temple, sparse at both ends."""
    top, bottom = curve(points[_TOP, :2]), curve(points[_BOTTOM, :2])
    for side in (1, -1):
        for place in np.sort(rng.beta(1.4, 1.1, _HAIRS)):
            at = int(place * (len(top) - 1))
            first = max(0.0, 1 - place / 0.13)
            spread = min(0.36, 0.12 + place, 0.08 + 1.1 * (1 - place))
            high = 0.45 + spread * rng.uniform(-1, 1)
            root = bottom[at] + high * (top[at] - bottom[at])
            lean = np.radians(15 + 75 * place**0.6 + 40 * (high - 0.5))
            lean += rng.normal(0, 0.10 + 0.08 * first)
            reach = rng.uniform(0.35, 0.55) * (1 - 0.45 * place)
            tip = root + reach * np.array([-np.sin(lean), np.cos(lean)])
            tip[1] = min(tip[1], top[at, 1] + 0.12)
            bent = (root + tip) / 2 + np.array([-0.02, 0.03])
            red, green, blue = (_HAIR * (rng.uniform(0.8, 1.3) + 0.5 * first)).astype(int).tolist()
            draw(strokes, on_side(side, curve([root, bent, tip], 5)), (red, green, blue))
