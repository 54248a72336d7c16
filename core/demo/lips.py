"""Lips: two soft volumes, the line between them, and the highlights."""

from __future__ import annotations

import numpy as np

from talking_photo.core.demo.canvas import (
    Points,
    add_light,
    curve,
    ellipse,
    multiply,
    ribbon,
    soft_mask,
    translated,
)
from talking_photo.core.face.topology import LOWER_INNER, LOWER_OUTER, UPPER_INNER, UPPER_OUTER
from talking_photo.core.model import Float32

_UPPER, _LOWER = (194, 112, 118), (212, 134, 138)
_LIP_LINE, _SHADE, _SHINE = (112, 46, 46), (150, 84, 62), (255, 226, 216)


def paint_lips(picture: Float32, points: Points, rng: np.random.Generator) -> None:
    """Draw a closed mouth on the mesh (478, 3)."""
    flat = points[:, :2]
    top, bottom = curve(flat[UPPER_OUTER], 80), curve(flat[LOWER_OUTER], 80)
    lip_line = curve((flat[UPPER_INNER] + flat[LOWER_INNER]) / 2, 80)
    along = np.linspace(0, 1, 80)
    ends = np.sin(np.pi * along)
    # The upper lip's tubercle and its two depressions.
    lip_line[:, 1] += 0.025 * np.cos(4 * np.pi * along) * ends
    upper, lower = np.vstack([top, lip_line[::-1]]), np.vstack([lip_line, bottom[::-1]])
    multiply(picture, soft_mask(upper, 0.05), _UPPER, 0.85)
    multiply(picture, soft_mask(lower, 0.06), _LOWER, 0.85)
    _crease(picture, lip_line, bottom, rng)
    _shine(picture, top, lip_line, bottom)
    # The lips shade each other where they meet.
    multiply(
        picture,
        soft_mask(ribbon(translated(lip_line, 0, 0.06), 0.22 * ends + 0.03), 0.08),
        _LIP_LINE,
        0.38,
    )
    multiply(picture, soft_mask(ribbon(lip_line, 0.10 * ends + 0.05), 0.05), _LIP_LINE, 0.55)
    multiply(picture, soft_mask(ribbon(lip_line, 0.045 * ends + 0.02), 0.016), _LIP_LINE, 0.9)
    for x, y in (lip_line[0], lip_line[-1]):
        multiply(picture, soft_mask(ellipse(x, y, 0.12, 0.07), 0.08), _LIP_LINE, 0.45)
    below = curve(bottom[[12, 26, 40, 54, 68]] - [0, 0.26], 60)
    multiply(
        picture,
        soft_mask(ribbon(below, 0.3 * np.sin(np.linspace(0, np.pi, 60))), 0.15),
        _SHADE,
        0.42,
    )


def _crease(picture: Float32, lip_line: Points, bottom: Points, rng: np.random.Generator) -> None:
    """Draw the fine vertical lines of the lower lip."""
    for at in range(10, 70, 3):
        down = rng.uniform(0.5, 0.9)
        foot = lip_line[at] + down * (bottom[at] - lip_line[at]) + [0.04 * (at - 40) / 30, 0]
        line = curve(np.array([lip_line[at], (lip_line[at] + foot) / 2 + [0.015, 0], foot]), 12)
        width = np.linspace(0.05, 0.01, 12)
        multiply(picture, soft_mask(ribbon(line, width), 0.02), _LIP_LINE, rng.uniform(0.10, 0.24))


def _shine(picture: Float32, top: Points, lip_line: Points, bottom: Points) -> None:
    swell = np.sin(np.linspace(0, np.pi, 40))
    middle = translated((0.55 * lip_line + 0.45 * bottom)[20:60], -0.08, 0)
    add_light(picture, soft_mask(ribbon(middle, 0.20 * swell), 0.11), _SHINE, 0.16)
    for x, width in ((-0.42, 0.24), (0.30, 0.14)):
        add_light(
            picture, soft_mask(ellipse(x, middle[20, 1] + 0.06, width, 0.045), 0.05), _SHINE, 0.17
        )
    for side, strength in ((slice(12, 38), 0.07), (slice(44, 68), 0.035)):
        roll = (0.72 * top + 0.28 * lip_line)[side]
        width = 0.14 * np.sin(np.linspace(0, np.pi, len(roll)))
        add_light(picture, soft_mask(ribbon(roll, width), 0.08), _SHINE, strength)
    edge = translated(top[10:70], 0, 0.05)
    add_light(picture, soft_mask(ribbon(edge, np.full(60, 0.05)), 0.04), _SHINE, 0.07)
