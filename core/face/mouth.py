"""State of the mouth in the photo: covered, closed, open, or showing teeth."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from talking_photo.core.face.topology import (
    CHEEKS,
    FOREHEAD,
    LOWER_INNER,
    LOWER_OUTER,
    NOSE_RIDGE,
    UPPER_INNER,
    UPPER_OUTER,
)
from talking_photo.core.model import Float32, MouthState, Note, Portrait, UInt8

_CLOSED_RATIO = 0.03
"""Gap over width: closed mouths measure 0.002..0.017, parted lips 0.03..0.05, smiles with teeth
0.12..0.25."""

_WIDE_OPEN_CM = 2.7
"""Gap from which closed lips are squeezed to half their height and less, and cheeks, folds and
tongue do not follow."""

_MAX_LIP_SKIN_DISTANCE, _MIN_LIP_FACE_DISTANCE = 6.0, 18.0
"""CIELAB distances. On only five of 60 photos lips were that similar to their surroundings, and
there at most 8 from the rest of the face (chroma alone: shadow darkens any mouth); masks and
microphones are 24 to 53 away."""
_AROUND_MOUTH = np.array([164, 167, 393, 43, 273, 18, 200, 199, 175])
"""Points on the skin above, beside and below the lips."""


def is_covered(pixels: UInt8, landmarks: Float32) -> bool:
    """Return whether something of another colour hides lips and skin alike.

    A mask, a microphone.
    """
    points = landmarks[:, :2]
    radius = max(1, round(float(np.ptp(points[:468, 0])) / 60))
    upper = (points[UPPER_OUTER] + points[UPPER_INNER]) / 2
    lower = (points[LOWER_OUTER] + points[LOWER_INNER]) / 2
    places = (
        np.concatenate([upper[2:-2], lower[2:-2]]),
        points[_AROUND_MOUTH],
        points[np.concatenate([FOREHEAD, NOSE_RIDGE])],
    )
    seen = [np.median(_patches(pixels, centres, radius), axis=0) for centres in places]
    colours = np.array([seen], np.float32) / 255
    lips, around, face = cv2.cvtColor(colours, cv2.COLOR_RGB2Lab)[0]
    alike = float(np.linalg.norm(lips - around)) < _MAX_LIP_SKIN_DISTANCE
    return alike and float(np.linalg.norm((lips - face)[1:])) > _MIN_LIP_FACE_DISTANCE


def read_mouth(pixels: UInt8, landmarks: Float32) -> MouthState:
    """Classify the mouth of a mesh (478, 3) in its photo."""
    points = landmarks[:, :2]
    width = float(np.linalg.norm(points[308] - points[78]))
    gap = float(np.linalg.norm(points[13] - points[14])) / max(width, 1e-6)
    if gap < _CLOSED_RATIO:
        return MouthState.CLOSED
    return MouthState.TEETH if _shows_teeth(pixels, points) else MouthState.OPEN


def mouth_notes(portraits: Sequence[Portrait]) -> tuple[Note, ...]:
    """Return notes about mouths whose surroundings will bend.

    Lips that are so wide open that closing squeezes them, and a hand beside them.
    """
    notes = []
    gaps = [
        float(np.linalg.norm(np.subtract(*portrait.landmarks[[13, 14]]))) / portrait.pose.scale
        for portrait in portraits
    ]
    if max(gaps) > _WIDE_OPEN_CM:
        notes.append(Note(code="mouth_wide_open"))
    if any(portrait.near_hand for portrait in portraits):
        notes.append(Note(code="hand_near_mouth"))
    return tuple(notes)


def _shows_teeth(pixels: UInt8, points: Float32) -> bool:
    """Return whether a fair part of the opening is about as bright as the skin and less red.

    Teeth.
    """
    opening = np.concatenate([points[UPPER_INNER], points[LOWER_INNER][-2:0:-1]])
    inside = _pixels_in(pixels, opening)
    skin = np.median(_patches(pixels, points[CHEEKS], 3), axis=0)
    if len(inside) < 12:
        return False
    bright = inside.mean(1) > 0.6 * skin.mean()
    pale = (inside[:, 0] - inside[:, 1]) / (inside.mean(1) + 1) < max(
        0.08, 0.9 * (skin[0] - skin[1]) / (skin.mean() + 1)
    )
    return bool((bright & pale).mean() > 0.2)


def _pixels_in(pixels: UInt8, polygon: Float32) -> Float32:
    mask = np.zeros(pixels.shape[:2], np.uint8)
    cv2.fillPoly(mask, [np.round(polygon).astype(np.int32)], 1)
    return pixels[mask > 0].astype(np.float32)


def _patches(pixels: UInt8, centres: Float32, radius: int) -> Float32:
    height, width = pixels.shape[:2]
    found = []
    for x, y in np.round(centres).astype(int):
        if radius <= x < width - radius and radius <= y < height - radius:
            patch = pixels[y - radius : y + radius + 1, x - radius : x + radius + 1]
            found.append(patch.reshape(-1, 3))
    return np.concatenate(found).astype(np.float32) if found else pixels.reshape(-1, 3)[:1] * 1.0
