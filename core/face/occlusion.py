"""What lies over the lips: hands, and objects that are less red than any lips are."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from talking_photo.core.face.models import FaceModels
from talking_photo.core.face.topology import (
    CHEEKS,
    FOREHEAD,
    LOWER_INNER,
    LOWER_OUTER,
    NOSE_RIDGE,
    UPPER_INNER,
    UPPER_OUTER,
)
from talking_photo.core.model import Float32, UInt8

Bool = npt.NDArray[np.bool_]

_LUMA_WEIGHTS = np.array([0.299, 0.587, 0.114], np.float32)
_HAND_FACE_WIDTHS = (1.5, 1.5, 2.0)
"""Face widths around the face in which hands are looked for: to each side, above, below."""
_MIN_HAND_FACE = 96
"""Pixels of face width from which hands are looked for: in a group's small faces none is found."""
_HAND_PIXELS = 640
"""Largest side of what the hand networks are given, pixels."""
_PALM = (0, 5, 9, 13, 17)
_FINGERS = [(root + k, root + k + 1) for root in _PALM[1:] for k in range(3)]
"""Landmarks of a hand: the palm's outline, and pairs that bones connect. No thumb: a hidden one of
a hand at the cheek is guessed, and that over the lips."""
_NEAR_LIPS = 0.6
"""Distance around the lips, in their widths, in which jaw and corners of the mouth bend a hand."""
_FINGER_WIDTH = 0.24
"""Width of a finger over the distance from the wrist to the middle finger's root."""
_RED_SHARE, _LEAST_RED = 0.45, 0.09
"""Redness (R - G over luma) relative to the skin's below which a pixel is no lip: in 45 photos and
paintings at most 0.02 of the lips are. And the skin's redness from which that can be told."""
_DARKEST = 0.25
"""Luma relative to the skin's below which the redness of a pixel is noise."""
_OUTSIDE, _INSIDE = 0.05, 0.025
"""Distance in mouth widths beyond the lips' outline from which an object is seen there, too, and
by which teeth may reach over the inner one."""
_MOUSTACHE = 0.4
"""Share of the strip above the lips that is not red either where that is hair."""

_MOST_COVERED, _MOST_UNDER_HAIR = 0.045, 0.4
"""Share of the lips under an object from which they are hidden; the second where a moustache as
grey may hang over them."""


def is_object_over_lips(pixels: UInt8, landmarks: Float32) -> bool:
    """Return whether a cup, a microphone, a cigarette or lettering hides a part of the lips.

    It has another colour, and continues beyond the lips, as light on wet lips and teeth do not.
    """
    points = landmarks[:, :2]
    width = float(np.linalg.norm(points[291] - points[61]))
    low = np.maximum(points[UPPER_OUTER].min(0) - width / 2, 0).astype(int)
    high = (points[LOWER_OUTER].max(0) + width / 2).astype(int) + 1
    window = pixels[low[1] : high[1], low[0] : high[0]].astype(np.float32)
    skin = _skin(pixels, points)
    luma = float(skin @ _LUMA_WEIGHTS)
    redness = float(skin[0] - skin[1]) / max(luma, 1)
    if not window.size or redness < _LEAST_RED:
        return False
    lumas = np.maximum(window @ _LUMA_WEIGHTS, 1)
    other = (window[..., 0] - window[..., 1] < _RED_SHARE * redness * lumas) & (
        lumas > _DARKEST * luma
    )
    whole = _polygon(window.shape, points[UPPER_OUTER], points[LOWER_OUTER], low)
    hole = _polygon(window.shape, points[UPPER_INNER], points[LOWER_INNER], low)
    lips = (whole > 0) & (_grown(hole, _INSIDE * width) == 0)
    near = _grown(whole, 3 * _OUTSIDE * width) > 0
    beyond = near & (_grown(whole, _OUTSIDE * width) == 0)
    covered = _share(_crossing(other & near, lips, beyond), lips)
    above = beyond & (np.arange(len(window))[:, None] + low[1] < points[UPPER_OUTER, 1].min())
    hairy = _share(other, above) > _MOUSTACHE
    return covered > (_MOST_UNDER_HAIR if hairy else _MOST_COVERED)


def shares_under_hands(
    pixels: UInt8, landmarks: Float32, models: FaceModels
) -> tuple[float, float]:
    """Return the shares, 0..1, of the lips and of the skin around them that a hand lies over."""
    points = landmarks[:, :2]
    size = float(np.ptp(points[:468, 0]))
    if size < _MIN_HAND_FACE:
        return 0.0, 0.0
    centre = (points[:468].min(0) + points[:468].max(0)) / 2
    side, above, below = (size * widths for widths in _HAND_FACE_WIDTHS)
    low = np.maximum(centre - np.array([side, above]), 0).astype(int)
    high = np.maximum(centre + np.array([side, below]), 0).astype(int)
    crop = pixels[low[1] : high[1], low[0] : high[0]]
    if not crop.size:  # a mesh may lie outside the picture
        return 0.0, 0.0
    reduced = min(1.0, _HAND_PIXELS / max(crop.shape[:2]))
    small = cv2.resize(crop, None, fx=reduced, fy=reduced, interpolation=cv2.INTER_AREA)
    hands = np.zeros(small.shape[:2], np.uint8)
    for hand in models.hands(small):
        hands |= _hand_mask(hands.shape, hand)
    if not hands.any():
        return 0.0, 0.0
    upper, lower = ((points[edge] - low) * reduced for edge in (UPPER_OUTER, LOWER_OUTER))
    lips = _polygon(hands.shape, upper, lower, np.zeros(2, np.float32))
    width = float(np.linalg.norm(upper[-1] - upper[0]))
    around = _grown(lips, _NEAR_LIPS * width) - lips
    return _share(hands > 0, lips > 0), _share(hands > 0, around > 0)


def _hand_mask(shape: tuple[int, ...], hand: Float32) -> UInt8:
    """Return 1 where a hand is, from its landmarks (21, 2)."""
    mask = np.zeros(shape[:2], np.uint8)
    places = np.rint(hand).astype(np.int32)
    cv2.fillConvexPoly(mask, cv2.convexHull(places[list(_PALM)]), (1,))
    width = max(1, round(_FINGER_WIDTH * float(np.linalg.norm(hand[0] - hand[9]))))
    for one, other in _FINGERS:
        cv2.line(mask, places[one].tolist(), places[other].tolist(), (1,), width)
    return mask


def _skin(pixels: UInt8, points: Float32) -> Float32:
    """Return the median colour of cheeks, forehead and nose, shape (3,)."""
    height, width = pixels.shape[:2]
    places = np.rint(points[np.concatenate([CHEEKS, FOREHEAD, NOSE_RIDGE])]).astype(int)
    inside = np.all((places >= 0) & (places < [width, height]), axis=1)
    if not inside.any():
        return np.zeros(3, np.float32)
    smooth = cv2.blur(pixels, (3, 3))
    x, y = places[inside].T
    return np.median(smooth[y, x].astype(np.float32), axis=0)


def _polygon(shape: tuple[int, ...], upper: Float32, lower: Float32, corner: Float32) -> UInt8:
    """Return 1 between two lines across a window, 0 elsewhere, (h, w)."""
    mask = np.zeros(shape[:2], np.uint8)
    outline = np.concatenate([upper, lower[::-1]]) - corner
    cv2.fillPoly(mask, [np.rint(outline).astype(np.int32)], (1,))
    return mask


def _grown(mask: UInt8, radius: float) -> UInt8:
    size = 2 * max(round(radius), 1) + 1
    return cv2.dilate(mask, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)))


def _crossing(mask: Bool, lips: Bool, beyond: Bool) -> Bool:
    """Keep the components of a mask that lie on the lips and beyond them."""
    _, labels = cv2.connectedComponents(mask.astype(np.uint8))
    both = np.intersect1d(labels[mask & lips], labels[mask & beyond])
    return np.isin(labels, both[both > 0])


def _share(mask: Bool, within: Bool) -> float:
    return float(mask[within].mean()) if within.any() else 0.0
