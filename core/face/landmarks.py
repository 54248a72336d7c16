"""Landmarks of one face.

The median over test-time augmentations, and their spread as uncertainty.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import cv2
import numpy as np
import numpy.typing as npt

from talking_photo.core.face.mean_face import mean_face
from talking_photo.core.face.models import FaceModels
from talking_photo.core.face.topology import (
    LEFT_EYE_LOWER,
    LEFT_EYE_UPPER,
    LOWER_INNER,
    LOWER_OUTER,
    NOSE_RIDGE,
    RIGHT_EYE_LOWER,
    RIGHT_EYE_UPPER,
    UPPER_INNER,
    UPPER_OUTER,
)
from talking_photo.core.model import FaceBox, Float32, UInt8

Vector = npt.NDArray[np.float64]

CROP = 512
"""Side of the square crop that the landmark network is given."""
_SMALL_CROP, _SMALL_CROP_LIMIT = 256, 320
"""The side for faces whose square has no more pixels than this in the photo. The network's input
has 192, and enlarging what has no detail only costs time: the landmarks move no more than
between sides of 512 and 500 (0.002 eye distances, 28 faces)."""

# dx, dy (in face sizes), scale, rotation (rad), mirrored: augmentations for a robust median.
_TTA_VARIANTS = (
    (0.0, 0.0, 1.0, 0.0, False),
    (0.02, -0.01, 1.1, 0.03, False),
    (-0.02, -0.015, 0.92, -0.03, False),
    (0.0, 0.02, 1.25, 0.0, False),
    (0.0, 0.0, 1.0, 0.0, True),
    (0.015, -0.02, 1.12, 0.04, True),
)
_TURNS = (0.0, 0.4, -0.4, 0.8, -0.8, 1.57, -1.57, 3.14)
_RIGHT_EYE, _LEFT_EYE = 33, 263  # outer corners
_LIPS = np.concatenate([UPPER_INNER, LOWER_INNER, UPPER_OUTER, LOWER_OUTER])
_EYES_AND_NOSE = np.concatenate(
    [LEFT_EYE_UPPER, LEFT_EYE_LOWER, RIGHT_EYE_UPPER, RIGHT_EYE_LOWER, NOSE_RIDGE, [4, 1, 98, 327]]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mesh:
    """A face mesh in photo pixels."""

    points: Float32
    """Shape (478, 3): x right, y down, z away from the viewer."""
    jitter: float
    """Mean spread over the augmentations at eyes and nose, in eye distances: people 0.004..0.011,
    dogs and patterns above 0.015 (measured on 60 pictures)."""
    mouth_jitter: float
    """The same at the lips: 0.004..0.014 where they are visible, more behind a hand (0.016) or a
    mask (0.039)."""


def read_mesh(
    pixels: UInt8, face: FaceBox, models: FaceModels, *, mirrored: bool = False
) -> Mesh | None:
    """Fit the mesh to a detected face; return None when the network finds no face there.

    The network reads a head turned to the left otherwise than one turned to the right. With
    `mirrored` it sees the mirror image; the mesh is the photo's all the same.
    """
    reduction = min(1.0, 1.3 * CROP / (1.7 * face.width))
    if reduction < 0.75:  # Reduce once with an area filter: the warp alone would alias.
        pixels = cv2.resize(pixels, None, fx=reduction, fy=reduction, interpolation=cv2.INTER_AREA)
    else:
        reduction = 1.0
    centre = np.array([face.x, face.y - 0.06 * face.width]) * reduction
    size = 1.7 * face.width * reduction
    run = partial(_run_at, pixels, models, side=_SMALL_CROP if size <= _SMALL_CROP_LIMIT else CROP)
    sign = -1 if mirrored else 1
    for turn in _TURNS:
        mesh = run(centre, size, sign * turn, mirrored=mirrored)
        if mesh is not None:
            break
    else:
        return None
    # Refine: level the eyes and centre the mesh, not the detector's box.
    for _ in range(2):
        centre, size, turn = _square_around(mesh)
        refined = run(centre, size, turn, mirrored=mirrored)
        if refined is None:
            return None
        mesh = refined
    centre, size, turn = _square_around(mesh)
    variants = []
    for dx, dy, scale, rotation, flipped in _TTA_VARIANTS:
        moved = centre + np.array([sign * dx, dy]) * size
        points = run(moved, size * scale, turn + sign * rotation, mirrored=flipped is not mirrored)
        if points is not None:
            variants.append(points)
    if len(variants) < len(_TTA_VARIANTS) // 2:
        return None
    stack = np.stack(variants)
    median = np.median(stack, axis=0)
    spread = np.linalg.norm(stack[..., :2] - median[None, :, :2], axis=2).mean(0)
    spread /= max(np.linalg.norm(median[_LEFT_EYE, :2] - median[_RIGHT_EYE, :2]), 1e-6)
    return Mesh(
        points=(median / reduction).astype(np.float32),
        jitter=float(spread[_EYES_AND_NOSE].mean()),
        mouth_jitter=float(spread[_LIPS].mean()),
    )


def _square_around(points: Float32) -> tuple[Vector, float, float]:
    """Return centre, side and rotation of the square crop that contains this mesh."""
    eyes = points[_LEFT_EYE, :2] - points[_RIGHT_EYE, :2]
    turn = float(np.arctan2(eyes[1], eyes[0]))
    low, high = points[:468, :2].min(0), points[:468, :2].max(0)
    return (low + high) / 2, 1.7 * float((high - low).max()), turn


def _run_at(
    pixels: UInt8,
    models: FaceModels,
    centre: Vector,
    size: float,
    turn: float,
    *,
    side: int,
    mirrored: bool = False,
) -> Float32 | None:
    """Run the landmark network on a rotated square of `size` pixels, resampled to `side`."""
    scale = side / size
    cos, sin = np.cos(turn) * scale, np.sin(turn) * scale
    # photo -> crop: rotate by -turn about the centre, scale, move the centre to the crop's middle
    forward = np.array([[cos, sin], [-sin, cos]])
    shift = side / 2 - forward @ centre
    matrix = np.hstack([forward, shift[:, None]])
    if mirrored:
        matrix = np.array([[-1, 0, side - 1], [0, 1, 0]]) @ np.vstack([matrix, [0, 0, 1]])
    crop = cv2.warpAffine(
        pixels,
        matrix,
        (side, side),
        flags=cv2.INTER_CUBIC if scale > 1 else cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    points = models.landmarks(crop)
    if points is None:
        return None
    if mirrored:
        points = points[mean_face().mirror]
    flat = (points[:, :2] - matrix[:, 2]) @ np.linalg.inv(matrix[:, :2]).T
    return np.hstack([flat, points[:, 2:] / scale]).astype(np.float32)
