"""Portraits from points that were placed by hand, where the networks see no human face.

The mean face is fitted to the points: by a similarity as a whole, by a thin-plate spline between
them, and with lids and lips drawn through the points themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, replace

import cv2
import numpy as np
from scipy.interpolate import RBFInterpolator

from talking_photo.core.face.mean_face import mean_face
from talking_photo.core.face.portrait import refuse_small
from talking_photo.core.face.subject import distance_from_axis
from talking_photo.core.face.topology import (
    LEFT_EYE_LOWER,
    LEFT_EYE_UPPER,
    LEFT_IRIS,
    LOWER_INNER,
    LOWER_OUTER,
    OVAL,
    RIGHT_EYE_LOWER,
    RIGHT_EYE_UPPER,
    RIGHT_IRIS,
    UPPER_INNER,
    UPPER_OUTER,
)
from talking_photo.core.face_points import NAMES, FacePoints
from talking_photo.core.model import FaceBox, Float32, MouthState, Photo, Portrait, Pose, UInt8

_EYE_CORNERS = (33, 133, 362, 263)
_MOUTH_CORNERS, _LIPS, _CHIN = (61, 291), (13, 14), 152
_CLOSED_RATIO = 0.08
"""Gap between the lips over the mouth's width up to which it counts as closed: two handles are not
placed on the same pixel."""
_LIP_RATIO = 0.07
"""Height of a lip over the mouth's width: muzzles and drawings have narrow lips, or none."""
_IRIS_RATIO = 0.8
"""Radius of an iris over half the height of its eye."""
_CUT_SIDE, _CUT_ROUNDS = 320, 5
"""Pixels of the longer side at which the subject is cut out, and rounds of it."""
_BORDER_SHARE, _NEAR_SHARE = 0.02, 0.7
"""Of the longer side, what is background at the picture's border; and of the face's height around
it, what is rather the subject."""
_RIM = np.array([[0, 0], [1, 0], [0, -1], [-1, 0], [0, 1]], np.float32)


def placed_portraits(
    photo: Photo, faces: Sequence[FacePoints], *, cut_out: bool = False
) -> tuple[Portrait, ...]:
    """Return the portraits of all faces whose points are known, from left to right.

    Args:
        photo: The picture.
        faces: Where eyes, mouth and chin of each are in it.
        cut_out: As of `placed_portrait`.

    Raises:
        RequestError: face_too_small.
    """
    alone = [placed_portrait(photo, points, cut_out=cut_out) for points in faces]
    alone.sort(key=lambda portrait: portrait.faces[0].x)
    if len(alone) == 1:
        return tuple(alone)
    height, width = photo.pixels.shape[:2]
    x, y = np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)[:, None]
    nearest = np.argmin([distance_from_axis(x, y, one.landmarks) for one in alone], axis=0)
    boxes = tuple(one.faces[0] for one in alone)
    return tuple(
        replace(
            portrait,
            subject=np.where(nearest == place, portrait.subject, 0).astype(np.uint8),
            faces=boxes,
            number=place + 1,
        )
        for place, portrait in enumerate(alone)
    )


def placed_portrait(photo: Photo, points: FacePoints, *, cut_out: bool = False) -> Portrait:
    """Return the portrait of a face whose points are known.

    Args:
        photo: The picture.
        points: Where eyes, mouth and chin are in it.
        cut_out: Separate the subject from the background, by colours; otherwise the whole picture
            gives way, which leaves no edge.

    Raises:
        RequestError: face_too_small.
    """
    height, width = photo.pixels.shape[:2]
    size = np.array([width - 1, height - 1], np.float32)
    placed = dict(zip(NAMES, np.array(astuple(points), np.float32) * size, strict=True))
    pose = _pose(placed)
    refuse_small(pose)
    landmarks, closed = _landmarks(placed, pose)
    if cut_out:
        subject = _subject(photo.pixels, landmarks)
    else:
        subject = np.full((height, width), 255, np.uint8)
    return Portrait(
        pixels=photo.pixels,
        landmarks=landmarks,
        visible=np.ones(len(landmarks), bool),
        pose=pose,
        mouth=MouthState.CLOSED if closed else MouthState.OPEN,
        subject=subject,
        faces=(face_box(landmarks),),
        number=1,
        placed=True,
    )


def _subject(pixels: UInt8, landmarks: Float32) -> UInt8:
    """Return a mask of what belongs to a face by its colours, 255 or 0, shape (H, W).

    C. Rother et al., "GrabCut: interactive foreground extraction using iterated graph cuts",
    SIGGRAPH 2004.
    """
    height, width = pixels.shape[:2]
    scale = min(1.0, _CUT_SIDE / max(height, width))
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    oval = np.zeros(small.shape[:2], np.uint8)
    outline = landmarks[OVAL, :2] * scale
    cv2.fillPoly(oval, [np.rint(outline).astype(np.int32)], (255,))
    away = cv2.distanceTransform(255 - oval, cv2.DIST_L2, 5) / float(np.ptp(outline[:, 1]))
    mask = np.where(away < _NEAR_SHARE, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    border = max(1, round(_BORDER_SHARE * max(small.shape)))
    for edge in (mask[:border], mask[:, :border], mask[:, -border:]):
        edge[:] = cv2.GC_BGD
    mask[oval > 0] = cv2.GC_FGD
    cv2.setRNGSeed(0)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(small, mask, None, *models, _CUT_ROUNDS, cv2.GC_INIT_WITH_MASK)
    found = ((mask == cv2.GC_FGD) | (mask == cv2.GC_PR_FGD)).astype(np.uint8)
    _, labels = cv2.connectedComponents(found)
    found = np.where(np.isin(labels, np.unique(labels[oval > 0])), np.float32(255), 0)
    soft = cv2.resize(cv2.GaussianBlur(found, (0, 0), 1.0), (width, height))
    return np.where(soft > 127, 255, 0).astype(np.uint8)


def face_box(landmarks: Float32) -> FaceBox:
    """Return the box of a mesh."""
    low, high = landmarks[:468, :2].min(0), landmarks[:468, :2].max(0)
    middle = (low + high) / 2
    return FaceBox(
        x=float(middle[0]), y=float(middle[1]), width=float(high[0] - low[0]), score=1.0
    )


def _pose(placed: dict[str, Float32]) -> Pose:
    """Fit the mean face by a similarity in the picture's plane: a face seen from the front."""
    source, target = _anchors(placed)
    target = target * [1, -1]
    source_mean, target_mean = source.mean(0), target.mean(0)
    x, y = source - source_mean, target - target_mean
    # least squares over complex numbers: y = s e^(i a) x
    along = (x * y).sum()
    aside = (x[:, 0] * y[:, 1] - x[:, 1] * y[:, 0]).sum()
    scale = float(np.hypot(along, aside) / (x**2).sum())
    cos, sin = np.cos(np.arctan2(aside, along)), np.sin(np.arctan2(aside, along))
    rotation = np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1]], np.float32)
    shift = target_mean - scale * rotation[:2, :2] @ source_mean
    translation = np.array([*shift, 0], np.float32)
    return Pose(scale=scale, rotation=rotation, translation=translation)


def _anchors(placed: dict[str, Float32]) -> tuple[Float32, Float32]:
    """Return points of the mean face (cm, y up) and where they were placed (pixels, y down)."""
    mean = mean_face().points[:, :2]
    rows = [*_EYE_CORNERS, *_MOUTH_CORNERS, _CHIN]
    source = np.concatenate([mean[rows], mean[list(_LIPS)].mean(0, keepdims=True)])
    names = (
        *("left_eye_outer", "left_eye_inner", "right_eye_inner", "right_eye_outer"),
        *("mouth_left", "mouth_right", "chin"),
    )
    lips = (placed["upper_lip"] + placed["lower_lip"]) / 2
    return source, np.array([*(placed[name] for name in names), lips], np.float32)


def _landmarks(placed: dict[str, Float32], pose: Pose) -> tuple[Float32, bool]:
    """Return the mesh (478, 3) through the points, and whether its mouth is closed."""
    mean = mean_face().points
    source, target = _anchors(placed)

    def project(points: Float32) -> Float32:
        flat = pose.scale * points @ pose.rotation[:2, :2].T + pose.translation[:2]
        return (flat * [1, -1]).astype(np.float32)

    spline = RBFInterpolator(source, target - project(source), kernel="thin_plate_spline")
    flat = project(mean[:, :2]) + spline(mean[:, :2])
    landmarks = np.column_stack([flat, -pose.scale * mean[:, 2]]).astype(np.float32)
    for side, first, last, upper, lower, iris in (
        ("left", "outer", "inner", LEFT_EYE_UPPER, LEFT_EYE_LOWER, LEFT_IRIS),
        ("right", "inner", "outer", RIGHT_EYE_UPPER, RIGHT_EYE_LOWER, RIGHT_IRIS),
    ):
        start, end = placed[f"{side}_eye_{first}"], placed[f"{side}_eye_{last}"]
        middle = (start + end) / 2
        rise = placed[f"{side}_eye_top"] - middle
        turn = np.linspace(np.pi, 0, len(upper))[:, None]
        edge = middle + (end - start) / 2 * np.cos(turn)
        landmarks[upper, :2] = edge + rise * np.sin(turn)
        landmarks[lower, :2] = edge - rise * np.sin(turn)
        radius = _IRIS_RATIO * float(np.linalg.norm(rise))
        landmarks[iris, :2] = middle + radius * _RIM
    closed = _draw_lips(landmarks, placed)
    return landmarks, closed


def _draw_lips(landmarks: Float32, placed: dict[str, Float32]) -> bool:
    """Put the lips through their points, in place; return whether they are closed."""
    left, right = placed["mouth_left"], placed["mouth_right"]
    upper, lower = placed["upper_lip"], placed["lower_lip"]
    across = right - left
    width = float(np.linalg.norm(across))
    down = np.array([-across[1], across[0]], np.float32) / width
    gap = float((lower - upper) @ down)
    closed = gap < _CLOSED_RATIO * width
    if closed:
        upper = lower = (upper + lower) / 2
    t = np.linspace(-1, 1, len(UPPER_INNER), dtype=np.float32)[:, None]
    chord = (left + right) / 2 + t * across / 2
    bow = 1 - t**2

    def edge(middle: Float32, thickness: float) -> Float32:
        sag = float((middle - (left + right) / 2) @ down) + thickness
        lean = float((middle - (left + right) / 2) @ across) / width**2
        return chord + bow * (sag * down + lean * across)

    lip = _LIP_RATIO * width
    for rows, middle, thickness in (
        (UPPER_OUTER, upper, -lip),
        (LOWER_OUTER, lower, lip),
        (UPPER_INNER, upper, 0.0),
        (LOWER_INNER, lower, 0.0),
    ):
        landmarks[rows, :2] = edge(middle, thickness)
    return closed
