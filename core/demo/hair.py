"""Hair: two sheets of strands from a parting, drawn one by one and lit along their length."""

from __future__ import annotations

import cv2
import numpy as np
from scipy.ndimage import map_coordinates

from talking_photo.core.demo.canvas import (
    SUBPIXEL,
    Points,
    blend,
    both_sides,
    curve,
    draw,
    fixed_point,
    linear,
    multiply,
    soft_mask,
    translated,
)
from talking_photo.core.demo.height_map import KEY_LIGHT
from talking_photo.core.model import Float32, UInt8

_STRANDS = 1500
"""Strands in each layer of each sheet."""
_STEPS = 30
_LAYERS = ((0.25, 3), (0.6, 2), (1.0, 2), (1.25, 1))
"""Brightness of a layer, and pixels of thickness of its strands; the last is the topmost."""
_DARK, _BROWN, _SHINE = (38, 24, 20), (98, 64, 46), (200, 154, 116)
# From root to tip, cm: the strand that frames the face, one in the middle, and the outermost one.
# fmt: off
_RIGHT = (
    [(-2.0, 8.6), (-1.0, 9.5), (1.2, 9.7), (3.7, 8.8), (5.6, 6.4), (6.4, 2.8), (6.4, -1.0), (6.0, -4.0), (5.2, -6.4), (4.4, -7.9)],
    [(-1.8, 10.6), (-0.6, 11.3), (1.8, 11.5), (4.8, 10.3), (6.9, 7.4), (7.6, 3.0), (7.6, -1.0), (7.4, -4.4), (6.6, -7.2), (5.6, -9.0)],
    [(-1.7, 12.5), (0.0, 13.0), (2.8, 12.9), (5.9, 11.4), (7.9, 8.0), (8.6, 3.2), (8.8, -1.2), (8.8, -4.8), (8.1, -7.8), (7.0, -9.8)],
)
_LEFT = (
    [(-2.0, 8.6), (-2.8, 8.8), (-3.9, 8.4), (-5.1, 7.2), (-6.1, 5.2), (-6.5, 2.2), (-6.4, -1.2), (-6.0, -4.2), (-5.2, -6.5), (-4.4, -8.0)],
    [(-1.8, 10.6), (-2.8, 10.9), (-4.3, 10.3), (-6.0, 8.9), (-7.2, 6.2), (-7.6, 2.4), (-7.6, -1.4), (-7.4, -4.6), (-6.6, -7.3), (-5.6, -9.1)],
    [(-1.7, 12.5), (-3.0, 12.7), (-4.9, 12.0), (-6.9, 10.3), (-8.2, 7.2), (-8.6, 2.6), (-8.7, -1.6), (-8.7, -5.0), (-8.0, -7.9), (-7.0, -9.9)],
)
# fmt: on


def paint_back_hair(picture: Float32) -> None:
    """Draw the hair behind the neck, in the head's own shadow."""
    side = curve([(7.6, 4), (7.7, -3), (6.9, -6.5), (5.2, -8.4), (3.0, -9.0)])
    blend(picture, soft_mask(both_sides(side), 0.06), _DARK)


def paint_hair_shadow(picture: Float32) -> None:
    """Draw the shadow of the hair along the face and on the neck."""
    for sheet, lift in ((_LEFT, 0.30), (_RIGHT, 0.12)):
        front, middle = curve(sheet[0]), curve(sheet[1])
        outline = np.vstack([front[:46], middle[45::-1]])  # the tips hang free
        multiply(picture, soft_mask(translated(outline, lift, -0.28), 0.30), (120, 62, 46), 0.8)


def draw_hair(strokes: UInt8, rng: np.random.Generator) -> None:
    """Draw all strands, the lower ones first."""
    for sheet in (_LEFT, _RIGHT):
        guides = np.stack([curve(guide, 300) for guide in sheet])
        outline = np.vstack([_between(guides, 0.07)[6:250], _between(guides, 0.92)[250:6:-1]])
        cv2.fillPoly(strokes, [fixed_point(outline)], _DARK, cv2.LINE_AA, SUBPIXEL)
        for light, width in _LAYERS:
            _draw_layer(strokes, guides, light, width, rng)
    _part(strokes)


def _part(strokes: UInt8) -> None:
    """Draw the parting, where the scalp shows between the sheets."""
    draw(strokes, curve([guide[0] for guide in _RIGHT], 40)[2:34], (96, 66, 54), 2)


def _draw_layer(
    strokes: UInt8, guides: Points, light: float, width: int, rng: np.random.Generator
) -> None:
    across = np.sort(rng.uniform(0, 1, _STRANDS))
    waves = rng.standard_normal((3, 26, 7))
    lines, length = _strands(guides, across, 0.07 if width == 1 else 0, waves, rng)
    colours = _strand_colours(lines, across, waves[2], light, rng)
    corners = fixed_point(lines)
    for strand in rng.permutation(_STRANDS):
        points, tones = corners[strand].tolist(), colours[strand].tolist()
        for step in range(length[strand]):
            thin = width if step < length[strand] - 4 else 1
            cv2.line(
                strokes, points[step], points[step + 1], tones[step], thin, cv2.LINE_AA, SUBPIXEL
            )


def _strands(
    guides: Points, across: Points, astray: float, waves: Points, rng: np.random.Generator
) -> tuple[Points, list[int]]:
    """Place strands (N, STEPS, 2) between the three guides, in locks, and cut their ends.

    A share of the thin ones deviates; thick ones would look like wire.
    """
    column = len(across), 1
    # Strands are sampled at different points each, or their segments' ends would show as lines
    # across the hair.
    along = (np.arange(_STEPS) + rng.uniform(-1, 0, column)).clip(0) / (_STEPS - 1)
    place = across[:, None] + 0.05 * np.clip(along * 2.2, 0.15, 1) * _field(waves[0], across)
    place += rng.normal(0, 0.012, column) + rng.normal(0, 0.03, column) * along**2
    place = 1 - np.abs(1 - np.abs(place))  # reflect what would exceed the sheet
    place += (rng.random(column) < astray) * rng.normal(0, 0.1, column) * along
    lines = _between(guides[:, (along * 299).round().astype(int)], place[..., None])
    root = 1 - np.clip(along * 8, 0, 1)
    lines += root[..., None] * rng.normal(0, 0.03, (len(across), 1, 2))
    wave = np.sin(10 * along + 1.2 * _field(waves[1], across))
    lines[..., 0] += 0.35 * np.clip(along - 0.3, 0, 1) * wave
    cut = 0.9 + 0.05 * _field(waves[1], across)[:, -1] + rng.normal(0, 0.035, len(across))
    return lines, np.clip(cut * (_STEPS - 1), 6, _STEPS - 1).astype(int).tolist()


def _between(guides: Points, place: Points | float) -> Points:
    """Interpolate lines in the sheet: place 0 is the edge at the face, 1 the outermost strand."""
    near, far = 2 * (place - 0.5) * (place - 1), 2 * place * (place - 0.5)
    return near * guides[0] + (1 - near - far) * guides[1] + far * guides[2]


def _field(knots: Points, across: Points) -> Points:
    """Sample smooth noise for each strand and step, shape (N, STEPS)."""
    rows = across[:, None] * (knots.shape[0] - 1)
    columns = np.linspace(0, knots.shape[1] - 1, _STEPS)[None, :]
    return map_coordinates(knots, np.broadcast_arrays(rows, columns), order=3, mode="nearest")


def _strand_colours(
    lines: Points, across: Points, waves: Points, light: float, rng: np.random.Generator
) -> Points:
    """Return the sRGB colour of each segment; highlights as on threads (Kajiya and Kay 1989)."""
    x, y = lines[..., 0] / 9.6, np.clip(lines[..., 1] - 2.5, 0, None) / 11.6
    z = np.sqrt(np.clip(1 - x**2 - y**2, 0.05, None))
    normal = np.stack([x, y, z], -1)
    normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
    half = KEY_LIGHT + np.array([0, 0, 1])
    half /= np.linalg.norm(half)
    tangent = np.gradient(np.concatenate([lines, 9 * z[..., None]], -1), axis=1)
    tangent /= np.linalg.norm(tangent, axis=-1, keepdims=True)
    thread = np.sqrt(np.clip(1 - (tangent @ half) ** 2, 0, 1))
    facing = np.clip(normal @ KEY_LIGHT * 0.7 + 0.3, 0, 1)
    along = np.linspace(0, 1, _STEPS)
    edge = np.clip(0.55 + across / 0.16, 0, 1) * np.clip(0.7 + (1 - across) / 0.3, 0, 1)
    root = np.clip(0.45 + along / 0.3, 0, 1) * np.clip(0.45 + (1 - along) / 0.35, 0, 1)
    tone = light * (edge * rng.uniform(0.7, 1.3, len(across)))[:, None] * root
    tone *= np.clip(1 + 0.28 * _field(waves, across), 0.35, 1.8)
    body = (0.2 + 0.9 * facing) * tone
    shine = facing * tone * thread**30
    colour = body[..., None] * linear(_BROWN) + 0.36 * shine[..., None] * linear(_SHINE)
    return np.clip(colour ** (1 / 2.2) * 255, 0, 255).astype(int)
