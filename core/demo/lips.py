"""The lips: two soft rolls, the seam between them, and the light on the lower one."""

from __future__ import annotations

import numpy as np

from talking_photo.core.demo.canvas import (
    Points,
    curve,
    ellipse,
    glaze,
    glow,
    moved,
    ribbon,
    stain,
)
from talking_photo.core.face.topology import LOWER_INNER, LOWER_OUTER, UPPER_INNER, UPPER_OUTER
from talking_photo.core.model import Float32

_UPPER, _LOWER = (194, 112, 118), (212, 134, 138)
_SEAM, _SHADE, _SHINE = (112, 46, 46), (150, 84, 62), (255, 226, 216)


def paint_lips(picture: Float32, points: Points, chance: np.random.Generator) -> None:
    """Paint a closed mouth on the mesh (478, 3)."""
    flat = points[:, :2]
    top, bottom = curve(flat[UPPER_OUTER], 80), curve(flat[LOWER_OUTER], 80)
    seam = curve((flat[UPPER_INNER] + flat[LOWER_INNER]) / 2, 80)
    along = np.linspace(0, 1, 80)
    ends = np.sin(np.pi * along)
    # The upper lip's bead and its two dells.
    seam[:, 1] += 0.025 * np.cos(4 * np.pi * along) * ends
    upper, lower = np.vstack([top, seam[::-1]]), np.vstack([seam, bottom[::-1]])
    glaze(picture, stain(upper, 0.05), _UPPER, 0.85)
    glaze(picture, stain(lower, 0.06), _LOWER, 0.85)
    _crease(picture, seam, bottom, chance)
    _shine(picture, top, seam, bottom)
    # Where the lips meet they shade each other.
    glaze(picture, stain(ribbon(moved(seam, 0, 0.06), 0.22 * ends + 0.03), 0.08), _SEAM, 0.38)
    glaze(picture, stain(ribbon(seam, 0.10 * ends + 0.05), 0.05), _SEAM, 0.55)
    glaze(picture, stain(ribbon(seam, 0.045 * ends + 0.02), 0.016), _SEAM, 0.9)
    for x, y in (seam[0], seam[-1]):
        glaze(picture, stain(ellipse(x, y, 0.12, 0.07), 0.08), _SEAM, 0.45)
    below = curve(bottom[[12, 26, 40, 54, 68]] - [0, 0.26], 60)
    glaze(
        picture, stain(ribbon(below, 0.3 * np.sin(np.linspace(0, np.pi, 60))), 0.15), _SHADE, 0.42
    )


def _crease(picture: Float32, seam: Points, bottom: Points, chance: np.random.Generator) -> None:
    """The fine upright lines of the lower lip."""
    for at in range(10, 70, 3):
        down = chance.uniform(0.5, 0.9)
        foot = seam[at] + down * (bottom[at] - seam[at]) + [0.04 * (at - 40) / 30, 0]
        line = curve(np.array([seam[at], (seam[at] + foot) / 2 + [0.015, 0], foot]), 12)
        width = np.linspace(0.05, 0.01, 12)
        glaze(picture, stain(ribbon(line, width), 0.02), _SEAM, chance.uniform(0.10, 0.24))


def _shine(picture: Float32, top: Points, seam: Points, bottom: Points) -> None:
    swell = np.sin(np.linspace(0, np.pi, 40))
    middle = moved((0.55 * seam + 0.45 * bottom)[20:60], -0.08, 0)
    glow(picture, stain(ribbon(middle, 0.20 * swell), 0.11), _SHINE, 0.16)
    for x, width in ((-0.42, 0.24), (0.30, 0.14)):
        glow(picture, stain(ellipse(x, middle[20, 1] + 0.06, width, 0.045), 0.05), _SHINE, 0.17)
    for side, strength in ((slice(12, 38), 0.07), (slice(44, 68), 0.035)):
        roll = (0.72 * top + 0.28 * seam)[side]
        width = 0.14 * np.sin(np.linspace(0, np.pi, len(roll)))
        glow(picture, stain(ribbon(roll, width), 0.08), _SHINE, strength)
    edge = moved(top[10:70], 0, 0.05)
    glow(picture, stain(ribbon(edge, np.full(60, 0.05)), 0.04), _SHINE, 0.07)
