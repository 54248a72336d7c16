"""The whole picture, from the background to the last hair, and its grain."""

from __future__ import annotations

import cv2
import numpy as np

from talking_photo.core.demo.brows import draw_brows, paint_brows
from talking_photo.core.demo.canvas import HEIGHT, SUPERSAMPLING, WIDTH, to_srgb
from talking_photo.core.demo.eyes import draw_lashes, paint_eyes
from talking_photo.core.demo.figure import paint_background, paint_body, paint_face
from talking_photo.core.demo.hair import draw_hair, paint_back_hair, paint_hair_shadow
from talking_photo.core.demo.lips import paint_lips
from talking_photo.core.demo.person import person
from talking_photo.core.model import Float32, UInt8


def draw_portrait() -> bytes:
    """Draw the portrait and return it as PNG."""
    points = person()
    rng = np.random.default_rng(7)
    picture = np.zeros((HEIGHT * SUPERSAMPLING, WIDTH * SUPERSAMPLING, 3), np.float32)
    paint_background(picture)
    paint_back_hair(picture)
    paint_body(picture, points)
    paint_face(picture, points, rng)
    paint_lips(picture, points, rng)
    paint_eyes(picture, points, rng)
    paint_brows(picture, points)
    paint_hair_shadow(picture)
    strokes = to_srgb(picture)
    draw_brows(strokes, points, rng)
    draw_lashes(strokes, points, rng)
    draw_hair(strokes, np.random.default_rng(3))
    return _png(_add_grain(strokes, rng))


def _add_grain(strokes: UInt8, rng: np.random.Generator) -> UInt8:
    """Reduce to the final size and add grain, so that surfaces do not look like plastic."""
    picture = cv2.resize(strokes, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    fine, broad = (
        rng.standard_normal((HEIGHT // part, WIDTH // part), np.float32) for part in (1, 3)
    )
    broad = cv2.resize(broad, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    tooth: Float32 = 1.5 * fine + 1.1 * broad
    return np.clip(picture + tooth[..., None], 0, 255).astype(np.uint8)


def _png(picture: UInt8) -> bytes:
    _, png = cv2.imencode(".png", picture[..., ::-1], [cv2.IMWRITE_PNG_COMPRESSION, 4])
    return bytes(png)
