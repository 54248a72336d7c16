"""Large forms: background, shoulders and neck, and the skin of the face."""

from __future__ import annotations

import cv2
import numpy as np

from talking_photo.core.demo.canvas import (
    Points,
    SoftMask,
    add_light,
    blend,
    both_sides,
    curve,
    ellipse,
    grid,
    linear,
    multiply,
    on_side,
    ribbon,
    soft_mask,
    translated,
)
from talking_photo.core.demo.height_map import face_height, face_outline, skin_light, upsample
from talking_photo.core.model import Float32

_SKIN = (236, 186, 158)
_BLUSH, _SHADE = (232, 128, 108), (150, 84, 62)
_WOOL = (58, 112, 120)
_NECKLINE = [(0, -13.5), (2.4, -13.0), (4.0, -11.8), (4.6, -10.7)]
"""The neckline, from the middle of the throat to the shoulder."""
_SHOULDER = [(4.6, -10.7), (6.4, -11.7), (9.0, -12.9), (11.9, -14.3), (13.8, -16.6), (14.4, -19)]


def paint_background(picture: Float32) -> None:
    """Draw a wall, lit from the left."""
    x, y = grid(step=8)
    light = np.exp(-((x + 7) ** 2 / 260 + (y - 6) ** 2 / 340))[..., None]
    wall = linear((142, 150, 152)) * (1 - light) + linear((208, 206, 196)) * light
    picture[:] = cv2.resize(wall, picture.shape[1::-1], interpolation=cv2.INTER_CUBIC)


def paint_body(picture: Float32, points: Points) -> None:
    """Draw shoulders in a sweater, and the neck."""
    _paint_neck(picture, face_outline(points)[:, :2])
    _paint_sweater(picture)


def paint_face(picture: Float32, points: Points, rng: np.random.Generator) -> None:
    """Draw the skin over the mesh (478, 3): blush, freckles, shadows and highlights."""
    diffuse, shine = (upsample(field) for field in skin_light(face_height(points)))
    where = soft_mask(face_outline(points)[:, :2], 0.05)
    window = where.window
    face = np.broadcast_to(linear(_SKIN), picture.shape).copy()
    for side in (-1, 1):
        multiply(face, soft_mask(ellipse(side * 3.9, -0.6, 1.7, 1.2), 0.9), _BLUSH, 0.34)
        multiply(face, soft_mask(ellipse(side * 2.9, 3.6, 1.6, 0.6), 0.4), _SHADE, 0.20)
        multiply(face, soft_mask(ellipse(side * 2.6, 1.6, 1.2, 0.4), 0.3), (196, 150, 160), 0.20)
    multiply(face, soft_mask(ellipse(0, -0.6, 0.9, 0.7), 0.5), _BLUSH, 0.24)
    multiply(face, soft_mask(ellipse(0, -6.2, 1.1, 0.7), 0.6), _BLUSH, 0.12)
    _draw_freckles(face, rng)
    face[window] *= _skin_variation(face[window].shape[:2], rng)
    face[window] *= diffuse[window]
    face[window] += shine[window][..., None] * linear((255, 238, 222))
    _paint_nose(face)
    blend(picture, where, face[window])


def _skin_variation(shape: tuple[int, ...], rng: np.random.Generator) -> Float32:
    """Return variations of skin colour at three scales."""
    spots = np.zeros((*shape, 1), np.float32)
    for size, depth in ((56, 0.020), (18, 0.016), (5, 0.022)):
        noise = rng.standard_normal((shape[0] // size, shape[1] // size), np.float32)
        spots[..., 0] += depth * cv2.resize(noise, shape[::-1], interpolation=cv2.INTER_CUBIC)
    return 1 + spots * np.array([0.6, 1.0, 1.1], np.float32)


def _draw_freckles(face: Float32, rng: np.random.Generator) -> None:
    """Draw freckles over nose and cheeks."""
    for x, y in rng.normal((0, 0.6), (2.6, 0.75), (90, 2)):
        size = rng.uniform(0.025, 0.06)
        if abs(x) < 5.2:
            multiply(
                face, soft_mask(ellipse(x, y, size, size), 0.02), _SHADE, rng.uniform(0.1, 0.4)
            )


def _paint_nose(face: Float32) -> None:
    for side in (-1, 1):
        wing = on_side(side, curve([(1.75, -0.5), (1.86, -0.8), (1.72, -1.2), (1.35, -1.42)]))
        multiply(
            face, soft_mask(ribbon(wing, 0.01 + 0.09 * np.linspace(0, 1, 60)), 0.09), _SHADE, 0.42
        )
        hole = ellipse(side * 0.74, -1.36, 0.40, 0.13, side * 0.3)
        multiply(face, soft_mask(hole, 0.09), (130, 58, 46), 0.7)
        multiply(face, soft_mask(hole, 0.035), (96, 40, 32), 0.6)
        fold = on_side(side, curve([(1.95, -1.0), (2.5, -2.0), (2.85, -3.1)]))
        multiply(face, soft_mask(ribbon(fold, np.linspace(0.12, 0.03, 60)), 0.14), _SHADE, 0.24)
    add_light(face, soft_mask(ellipse(-0.25, 0.15, 0.22, 0.32), 0.18), (255, 236, 220), 0.14)
    add_light(face, soft_mask(ellipse(-0.16, 2.4, 0.12, 1.5), 0.16), (255, 236, 220), 0.07)


def _paint_neck(picture: Float32, jaw: Points) -> None:
    side = curve([(4.2, -3.5), (4.0, -6.5), (3.75, -9.0), (4.1, -11.0), (6.6, -12.8), (9, -14)])
    where = soft_mask(both_sides(side), 0.04)
    x, _ = grid(where.window)
    turned = np.clip(x / 4.2, -1, 1)
    light = 0.66 - 0.24 * turned - 0.36 * turned**2
    skin = linear(_SKIN) * (np.clip(light, 0.05, 1) ** 1.1)[..., None]
    blend(picture, where, skin * linear((255, 243, 238)))
    for down, blur in ((0.35, 0.3), (1.7, 0.6)):  # the jaw's shadow: contact and cast
        shadow = soft_mask(translated(jaw, 0.25 * down, -down), blur).within(where)
        multiply(picture, shadow, (164, 112, 94), 0.85)
    for sign in (-1, 1):
        cord = on_side(sign, curve([(3.2, -7.5), (2.4, -10), (0.9, -12.6)]))
        multiply(picture, soft_mask(ribbon(cord, np.linspace(0.3, 0.5, 60)), 0.35), _SHADE, 0.4)
    multiply(picture, soft_mask(ellipse(0, -12.4, 0.8, 0.5), 0.4), _SHADE, 0.5)


def _paint_sweater(picture: Float32) -> None:
    neckline = curve([*((-x, y) for x, y in _NECKLINE[:0:-1]), *_NECKLINE], 120)
    outline = np.vstack([neckline, both_sides(curve(_SHOULDER))])
    shadow = soft_mask(ribbon(translated(neckline[18:-18], 0.1, 0.35), np.full(84, 0.25)), 0.22)
    multiply(picture, shadow, (60, 34, 30), 0.75)
    where = soft_mask(outline, 0.04)
    _knit(picture, where)
    band = soft_mask(ribbon(neckline - [0, 0.5], np.full(120, 1.0)), 0.025).within(where)
    x, y = grid(where.window)
    ribs = 0.86 + 0.14 * np.sin(np.arctan2(x, y + 8.0) * 80)
    blend(picture, band, picture[where.window] * (1.12 * ribs)[..., None])
    for down, strength in ((0.06, 0.5), (1.04, 0.8)):
        edge = soft_mask(ribbon(neckline - [0, down], np.full(120, 0.12)), 0.09).within(where)
        multiply(picture, edge, (14, 26, 30), strength)


def _knit(picture: Float32, where: SoftMask) -> None:
    """Draw a knitted texture with the folds of the fabric."""
    x, y = grid(where.window)
    fall = 0.80 - 0.022 * (x + 5) - 0.0008 * (x + 3) ** 2 + 0.035 * (y + 13)
    for fold in (-8.2, -5.6, 6.2, 8.8):
        slant = x - fold - 0.25 * np.sign(fold) * (y + 15)
        fall -= 0.10 * np.exp(-(slant**2) / 0.3) - 0.06 * np.exp(-((slant + 0.8) ** 2) / 0.4)
    loops = np.sin(y * 22 + 1.3 * np.cos(x * 18)) * np.cos(x * 9) ** 2
    wool = np.clip(fall, 0.12, 1) * (1 + 0.10 * loops)
    blend(picture, where, linear(_WOOL) * wool[..., None])
