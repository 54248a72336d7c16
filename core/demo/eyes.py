"""Eyes, lids and lashes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from talking_photo.core.demo.canvas import (
    Indices,
    Points,
    add_light,
    blend,
    curve,
    draw,
    ellipse,
    grid,
    linear,
    multiply,
    ribbon,
    soft_mask,
    translated,
)
from talking_photo.core.face.topology import (
    LEFT_EYE_LOWER,
    LEFT_EYE_UPPER,
    LEFT_IRIS,
    RIGHT_EYE_LOWER,
    RIGHT_EYE_UPPER,
    RIGHT_IRIS,
)
from talking_photo.core.model import Float32, UInt8

_SHADE, _LASH = (150, 84, 62), (42, 26, 22)
_IRIS = 0.61
"""Radius, cm; that of the mean face."""
_SHORTER, _FLATTER = np.array([0.96, 0.98]), 0.06
"""Reduction of the eyes in length and height, and of the lower lids in depth (cm): drawn eyes are
detected a little smaller than they are, and where the network's lid and the drawn one differ, a
blink leaves a gap."""


@dataclass(frozen=True, slots=True)
class _Eye:
    """Lids as lines (80, 2) from the inner to the outer corner; side is -1 on the image's left."""

    upper: Points
    lower: Points
    iris: Points
    side: int


def paint_eyes(picture: Float32, points: Points, rng: np.random.Generator) -> None:
    """Draw both eyes on the mesh (478, 3)."""
    for eye in _eyes(points):
        _paint_lids(picture, eye)
        _paint_eyeball(picture, eye, rng)
        _paint_edges(picture, eye)


def draw_lashes(strokes: UInt8, points: Points, rng: np.random.Generator) -> None:
    """Draw the lashes, root to tip."""
    for eye in _eyes(points):
        for lid, count, length, up in ((eye.upper, 85, 0.30, 1), (eye.lower, 34, 0.12, -1)):
            for place in np.linspace(0.2, 0.99, count) + rng.normal(0, 0.006, count):
                root = lid[int(np.clip(place, 0, 1) * 79)]
                lean = (place - 0.42) * 1.9 + rng.normal(0, 0.09)
                reach = length * rng.uniform(0.7, 1.0) * (0.55 + 0.75 * place**2)
                side, high = eye.side * np.sin(lean), up * np.cos(lean)
                bend = root + 0.55 * reach * np.array([1.3 * side, 0.55 * high])
                tip = root + reach * np.array([side, high])
                tone = (46, 30, 26) if up > 0 else (120, 78, 64)
                draw(strokes, curve([root, bend, tip], 8), tone)


def _eyes(points: Points) -> tuple[_Eye, _Eye]:
    return (
        _eye(points[:, :2], LEFT_EYE_UPPER[::-1], LEFT_EYE_LOWER[::-1], LEFT_IRIS),
        _eye(points[:, :2], RIGHT_EYE_UPPER, RIGHT_EYE_LOWER, RIGHT_IRIS),
    )


def _eye(flat: Points, upper: Indices, lower: Indices, iris: Indices) -> _Eye:
    inner = flat[upper[0]]
    lids = [inner + (curve(flat[lid], 80) - inner) * _SHORTER for lid in (upper, lower)]
    lids[1][:, 1] += _FLATTER * np.sin(np.pi * np.linspace(0, 1, 80) ** 1.7)
    return _Eye(lids[0], lids[1], flat[iris[0]], 1 if inner[0] > 0 else -1)


def _paint_lids(picture: Float32, eye: _Eye) -> None:
    ends = np.sin(np.linspace(0, np.pi, 80)) ** 0.7
    crease = eye.upper + np.stack([0.06 * eye.side * np.ones(80), 0.10 + 0.30 * ends], 1)
    lid = np.vstack([eye.upper, crease[::-1]])
    add_light(picture, soft_mask(lid, 0.08), (255, 210, 190), 0.05)
    multiply(
        picture,
        soft_mask(ribbon(translated(crease, 0, 0.06), 0.16 * ends + 0.02), 0.12),
        _SHADE,
        0.55,
    )
    multiply(picture, soft_mask(ribbon(crease, 0.035 * ends + 0.015), 0.025), (96, 48, 38), 0.7)
    bag = eye.lower - np.stack([np.zeros(80), 0.12 + 0.28 * ends], 1)
    multiply(picture, soft_mask(ribbon(bag[6:60], 0.06 * ends[6:60]), 0.1), _SHADE, 0.28)


def _paint_eyeball(picture: Float32, eye: _Eye, rng: np.random.Generator) -> None:
    opening = np.vstack([eye.upper, eye.lower[::-1]])
    where = soft_mask(opening, 0.012)
    x, y = grid(where.window)
    middle = opening.mean(0)
    away = ((x - middle[0]) / 1.55) ** 2 + ((y - middle[1]) / 1.3) ** 2
    ball = linear((226, 218, 212)) * (1.0 - 0.55 * np.clip(away, 0, 1))[..., None]
    ball[..., 0] += 0.05 * np.clip(away - 0.3, 0, 1)
    ball = _with_iris(ball, x - eye.iris[0], y - eye.iris[1], rng)
    shade = soft_mask(
        np.vstack([translated(eye.upper, 0, 0.3), translated(eye.upper, 0, -0.17)[::-1]]), 0.09
    )
    blend(picture, where, ball)
    multiply(picture, shade.within(where), (64, 44, 46), 0.85)
    inner = np.array(opening[0])
    duct = soft_mask(ellipse(inner[0] + 0.12 * eye.side, inner[1] + 0.02, 0.16, 0.09), 0.04)
    blend(picture, duct.within(where), (206, 132, 122), 0.85)
    x, y = eye.iris
    add_light(
        picture,
        soft_mask(ellipse(x - 0.19, y + 0.20, 0.10, 0.12, 0.3), 0.02),
        (255, 252, 246),
        0.95,
    )
    add_light(
        picture,
        soft_mask(ellipse(x + 0.24, y - 0.26, 0.09, 0.05, 0.7), 0.05),
        (200, 220, 230),
        0.30,
    )


def _with_iris(ball: Float32, x: Float32, y: Float32, rng: np.random.Generator) -> Float32:
    """Draw iris and pupil around x = y = 0 (cm)."""
    radius, angle = np.hypot(x, y), np.arctan2(y, x)
    rays = rng.uniform(0.7, 1.2, 90)
    turn = (angle / (2 * np.pi) % 1) * len(rays)
    low = np.floor(turn).astype(int) % len(rays)
    part = turn - np.floor(turn)
    fibre = rays[low] * (1 - part) + rays[(low + 1) % len(rays)] * part
    out = np.clip(radius / _IRIS, 0, 1)
    warm = np.clip(1 - (out - 0.40) / 0.28, 0, 1)[..., None]
    iris = linear((84, 112, 108)) * (1 - warm) + linear((150, 104, 56)) * warm
    # Light gathers opposite the key light.
    lit = 0.85 + 0.9 * np.clip((0.55 * x - y) / _IRIS, -0.35, 1)
    iris = iris * (fibre * lit)[..., None]
    rim = np.clip((out - 0.78) / 0.2, 0, 1)[..., None]
    iris = iris * (1 - 0.82 * rim)
    pupil = np.clip((0.245 - radius) / 0.03 + 0.5, 0, 1)[..., None]
    iris = iris * (1 - 0.97 * pupil)
    share = np.clip((_IRIS - radius) / 0.05 + 0.5, 0, 1)[..., None]
    return (ball * (1 - share) + iris * share).astype(np.float32)


def _paint_edges(picture: Float32, eye: _Eye) -> None:
    along = np.linspace(0, 1, 80)
    ends = np.sin(np.pi * along) ** 0.5
    rim = translated(eye.lower, 0, -0.01)
    blend(picture, soft_mask(ribbon(rim, 0.06 * ends), 0.02), (216, 150, 134), 0.6)
    multiply(
        picture,
        soft_mask(ribbon(translated(rim, 0, -0.06), 0.04 * ends), 0.04),
        (110, 56, 46),
        0.5,
    )
    line = soft_mask(ribbon(translated(eye.upper, 0, 0.02), 0.06 + 0.07 * along * ends), 0.02)
    blend(picture, line, _LASH, 0.92)
    multiply(
        picture, soft_mask(ribbon(eye.lower[30:], 0.03 + 0.02 * along[30:]), 0.03), _LASH, 0.45
    )
