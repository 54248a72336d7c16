"""A drawn face that no network takes for a person's, and where its points are."""

from __future__ import annotations

import cv2
import numpy as np

from talking_photo.core.face_points import FacePoints
from talking_photo.core.model import Photo

SIDE = 240
POINTS = {
    "left_eye_outer": [0.29, 0.40],
    "left_eye_inner": [0.37, 0.40],
    "left_eye_top": [0.33, 0.345],
    "right_eye_inner": [0.63, 0.40],
    "right_eye_outer": [0.71, 0.40],
    "right_eye_top": [0.67, 0.345],
    "mouth_left": [0.36, 0.62],
    "mouth_right": [0.64, 0.62],
    "upper_lip": [0.5, 0.67],
    "lower_lip": [0.5, 0.675],
    "chin": [0.5, 0.84],
}
FACE = FacePoints(**POINTS)


def half(left):
    """The points of the same face in a half of a picture that is twice as wide."""
    return {name: [left + x / 2, y] for name, (x, y) in POINTS.items()}


PAIR = [half(0.5), half(0.0)]
"""Of `two_mugs`, the right one first."""


def two_mugs() -> Photo:
    """Two drawn mugs side by side."""
    return Photo(pixels=np.concatenate([drawn_mug().pixels] * 2, axis=1))


def moved(**points):
    """The same points but for these."""
    return {**POINTS, **points}


def drawn_mug() -> Photo:
    """Two dots and a line on a white mug."""
    pixels = np.full((SIDE, SIDE, 3), (206, 188, 160), np.uint8)
    cv2.rectangle(pixels, (30, 40), (210, 226), (240, 242, 245), -1)
    ink = (40, 36, 44)
    for x in (0.33, 0.67):
        centre = (round(x * SIDE), round(0.4 * SIDE))
        cv2.ellipse(pixels, centre, (9, 13), 0, 0, 360, ink, -1, cv2.LINE_AA)
    t = np.linspace(-1, 1, 30)
    smile = np.stack([0.5 + 0.14 * t, 0.62 + 0.0525 * (1 - t**2)], 1) * (SIDE - 1)
    cv2.polylines(pixels, [np.rint(smile * 16).astype(np.int32)], False, ink, 3, cv2.LINE_AA, 4)
    return Photo(pixels=pixels)
