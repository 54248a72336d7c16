"""Folds beside the mouth that fade as it narrows and deepen as it widens.

The photo's own folds, from the wings of the nose past the corners of the mouth, are found once as
dark lines in the texture; a second texture without them is blended in by the shape of the mouth.
"""

from __future__ import annotations

import cv2
import numpy as np

from talking_photo.core.face.topology import LEFT_EYE_LOWER, OVAL, RIGHT_EYE_LOWER
from talking_photo.core.model import Float32, FrameControls, UInt8
from talking_photo.core.render.appearance import LUMA_WEIGHTS
from talking_photo.core.render.displacement_fields import smile_share, smoothstep
from talking_photo.core.render.face_metrics import FaceMetrics, project
from talking_photo.core.render.face_profile import FaceProfile
from talking_photo.core.render.layers import SUPERSAMPLING, Layers
from talking_photo.core.render.masks import disc
from talking_photo.core.render.moustache import detect_moustache

_NOSE = np.array([129, 358, 64, 294, 98, 327, 2, 6])
"""Landmarks around the nose."""
_SIDES = (129, 61, -1), (358, 291, 1)
"""Landmarks of the nose's wing and of the corner of the mouth, and the sign of x."""
_BESIDE_WING, _BESIDE_CORNER, _BESIDE_CHIN = (0.15, 0.1), (0.9, 0.0), (0.9, -2.6)
"""cm outwards and up from the wing, from the corner and from the corner again: where a fold
runs."""
_REACH_CM = 0.75, 1.25
"""Distance from that path within which dark lines are folds, and from which none are."""
_NOSE_CM, _OUTLINE_CM = (0.05, 0.3), (0.4, 0.9)
"""Distance from the nose, and inside the outline of the face, within which nothing is a fold, and
from which everything may be."""
_LIPS_CM = 0.12, 0.35
"""Distance from the lips' outline within which nothing is a fold, and from which everything may
be."""
_EYES_CM = 1.3
"""cm below the eyes from which there are folds; what is above moves with the lids."""
_WIDEST_CM, _FINE_CM = 0.55, 0.035
"""Width of the widest line that is a fold, and the standard deviation of detail finer than one."""
_GRAIN = 0.04
"""Contrast of finer detail that remains where a fold was."""
_CONTRAST = 0.05, 0.12
"""Share by which a fold is darker than its sides, at least, and where it counts fully."""
_RIDGE_CM = 0.3
"""Distance from a fold within which a light line is the ridge beside it."""
_DEEPEST = 0.58
"""Share by which a nostril or a strand of hair is darker than its sides; folds are less."""
_SHORTEST_CM = 1.2
"""Length below which a dark line is a mole, a shadow or stubble."""
_HAIRY_SHARE = 0.38, 0.48
"""Share of the skin beside the mouth that is dark lines from which they are doubted to be folds,
and from which they are hair, wrinkles or hatching everywhere."""
_FADE, _FADE_SMILING = 0.5, 0.4
"""Share of a fold that fully rounded lips take away, and what is added in a broad smile, whose
folds are not the face's own."""
_ROUNDED = 0.1, 0.9
"""`pucker` from which folds fade, and where they are faded fully."""
_RELAXED, _DEEPENED = 0.3, 0.25
"""Share of a broad smile's fold that closed lips take away, and by which a full smile deepens what
there is."""
_ELEMENT_RADIUS_PX = 6
"""Radius of the element that fills folds, at the resolution at which that is done."""
_NOTICEABLE = 4
"""Change of a colour, of 255, from which a texel belongs to what is drawn."""
_STEP = 0.02
"""Change of that share below which nothing is drawn again."""


class Folds:
    """Fades the folds of one portrait in the texture of its layers."""

    def __init__(self, profile: FaceProfile, layers: Layers) -> None:
        self._smiling = smile_share(profile.metrics)
        hair = detect_moustache(profile.portrait, profile.appearance, profile.metrics)
        sides = [_Side.of(layers, profile, *side) for side in (() if hair else _SIDES)]
        self._sides = [side for side in sides if side is not None]
        self._last = 0.0

    def draw(self, texture: UInt8, controls: FrameControls) -> None:
        """Draw the folds of this frame into the texture (h, w, 4), in place."""
        share = round(self._share(controls) / _STEP) * _STEP
        if share == self._last:
            return
        self._last = share
        for side in self._sides:
            side.draw(texture, share)

    def _share(self, controls: FrameControls) -> float:
        """Return the share of the folds that is gone; below 0 they are deeper."""
        rounded = float(smoothstep(*_ROUNDED, np.array(controls.pucker, np.float32)))
        most = _FADE + _FADE_SMILING * self._smiling
        widened = min(max(controls.smile, controls.wide, 0.0), 1.0)
        rest = _RELAXED * self._smiling * (1 - widened) - _DEEPENED * max(controls.smile, 0.0)
        return rest + rounded * (most - rest)


class _Side:
    """The window of the texture with the fold on one side."""

    def __init__(self, rows: slice, columns: slice, photo: UInt8, without: UInt8) -> None:
        self._part = rows, columns
        self._photo, self._without = photo, without

    @classmethod
    def of(
        cls, layers: Layers, profile: FaceProfile, wing: int, corner: int, sign: int
    ) -> _Side | None:
        """Find the fold of a side; None where there is none, or none that is certain."""
        metrics = profile.metrics
        scale = metrics.pose.scale * SUPERSAMPLING
        path = _path(metrics, wing, corner, sign)
        origin = np.array([layers.left, layers.top])
        where = (project(path, metrics.pose) - origin) * SUPERSAMPLING
        margin = (_REACH_CM[1] + _WIDEST_CM) * scale
        low = np.maximum(where.min(0) - margin, 0).astype(int)
        high = (where.max(0) + margin).astype(int) + 1
        eyes = profile.portrait.landmarks[np.concatenate([LEFT_EYE_LOWER, RIGHT_EYE_LOWER]), 1]
        lowest = (float(eyes.max()) - layers.top) * SUPERSAMPLING + _EYES_CM * scale
        low[1] = max(low[1], int(lowest))
        rows, columns = slice(low[1], high[1]), slice(low[0], high[0])
        photo = layers.texture[rows, columns].copy()
        if min(photo.shape[:2]) < 8:
            return None
        near = _near_path(photo.shape[:2], where - low, scale)
        points = profile.portrait.landmarks[:, :2]
        nose = cv2.convexHull(points[_NOSE])[:, 0]
        for outline, limits, inside in (
            (_lips(metrics), _LIPS_CM, False),
            (nose, _NOSE_CM, False),
            (points[OVAL], _OUTLINE_CM, True),
        ):
            mask = np.zeros(near.shape, np.uint8)
            corners = (outline - origin) * SUPERSAMPLING - low
            cv2.fillPoly(mask, [np.rint(corners).astype(np.int32)], (255,))
            away = mask if inside else 255 - mask
            distance = cv2.distanceTransform(away, cv2.DIST_L2, 3) / np.float32(scale)
            near *= smoothstep(*limits, distance)
        without = _without_folds(photo, near, scale)
        changed = np.abs(without.astype(np.int16) - photo).max(2) >= _NOTICEABLE
        if not changed.any():
            return None
        down, across = (np.flatnonzero(changed.any(axis)) for axis in (1, 0))
        part = slice(down[0], down[-1] + 1), slice(across[0], across[-1] + 1)
        top, left = low[1] + part[0].start, low[0] + part[1].start
        photo, without = photo[part].copy(), without[part].copy()
        height, width = photo.shape[:2]
        return cls(slice(top, top + height), slice(left, left + width), photo, without)

    def draw(self, texture: UInt8, share: float) -> None:
        """Draw the window with this share of the fold taken away."""
        texture[self._part] = cv2.addWeighted(self._photo, 1 - share, self._without, share, 0.0)


def _path(metrics: FaceMetrics, wing: int, corner: int, sign: int) -> Float32:
    """Return three points in the head frame by which a fold passes, shape (3, 3)."""
    start, beside = metrics.points[wing], metrics.points[corner]
    outwards = np.array([sign, 1, 0])
    steps = [
        np.array([*step, 0]) * outwards for step in (_BESIDE_WING, _BESIDE_CORNER, _BESIDE_CHIN)
    ]
    return np.array([start + steps[0], beside + steps[1], beside + steps[2]], np.float32)


def _near_path(shape: tuple[int, ...], path: Float32, scale: float) -> Float32:
    """Return 1 near a path (N, 2) in pixels, 0 away from it."""
    line = np.full(shape[:2], 255, np.uint8)
    cv2.polylines(line, [np.rint(path).astype(np.int32)], False, (0,))
    distance = cv2.distanceTransform(line, cv2.DIST_L2, 3) / np.float32(scale)
    return 1 - smoothstep(*_REACH_CM, distance)


def _lips(metrics: FaceMetrics) -> Float32:
    """Return the outline of both lips, pixels of the photo."""
    upper, lower = (e.project(metrics.pose) for e in (metrics.upper_outer, metrics.lower_outer))
    return np.concatenate([upper, lower[::-1]])


def _without_folds(photo: UInt8, near: Float32, scale: float) -> UInt8:
    """Return the window with folds as light as their sides, (h, w, 4).

    Dark lines are what a grey closing (J. Serra, 1982) fills, and the light ridges beside them
    what an opening takes away; for each channel, because the shadow in a fold is warmer than the
    skin.

    Args:
        photo: The window.
        near: 1 where a fold may be, 0 elsewhere, (h, w).
        scale: Pixels per cm.
    """
    colour = np.maximum(photo[..., :3].astype(np.float32), 1)
    smooth = cv2.GaussianBlur(colour, (0, 0), max(_FINE_CM * scale, 0.5))
    filled = cv2.GaussianBlur(
        _without_lines(smooth, _WIDEST_CM * scale / 2),
        (0, 0),
        max(_WIDEST_CM * scale / 4, 0.5),
    )
    depth = 1 - smooth @ LUMA_WEIGHTS / (filled @ LUMA_WEIGHTS)
    possible = near > 0.3
    lines = np.zeros(near.shape, bool)
    dark = (possible & (depth > _CONTRAST[0])).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(dark)
    for label in range(1, count):
        extent = np.hypot(*stats[label, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]])
        line = labels == label
        if extent > _SHORTEST_CM * scale and np.percentile(depth[line], 90) < _DEEPEST:
            lines |= line
    covered = np.array(lines.sum() / max(np.count_nonzero(possible), 1), np.float32)
    certain = 1 - float(smoothstep(*_HAIRY_SHARE, covered))
    lines_mask = lines.astype(np.uint8)
    beside = cv2.dilate(lines_mask, disc(_RIDGE_CM * scale))
    amount = np.where(depth > 0, _soft(lines_mask, scale), _soft(beside, scale))
    amount *= near * smoothstep(0, _CONTRAST[1], np.abs(depth)) * certain
    # what is stronger is no grain of the skin, but the fold's thin core
    detail = np.clip(colour / smooth, 1 - _GRAIN, 1 + _GRAIN)
    plain = colour + cv2.merge([amount, amount, amount]) * (filled * detail - colour)
    without = photo.copy()
    # premultiplied: no colour may exceed alpha
    without[..., :3] = np.rint(np.minimum(plain, photo[..., 3:]))
    return without


def _without_lines(picture: Float32, radius: float) -> Float32:
    """Fill dark lines narrower than twice a radius (pixels), and take light ones away.

    A wide element is applied at a lower resolution: its time grows with its area.
    """
    less = max(1, round(radius / _ELEMENT_RADIUS_PX))
    height, width = picture.shape[:2]
    size = (-(-width // less), -(-height // less))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    element = disc(radius / less)
    small = cv2.morphologyEx(small, cv2.MORPH_CLOSE, element)
    small = cv2.morphologyEx(small, cv2.MORPH_OPEN, element)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)


def _soft(mask: UInt8, scale: float) -> Float32:
    """Return a mask (0, 1) with a soft edge, 0..1."""
    blurred = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), max(0.06 * scale, 0.8))
    return np.minimum(2 * blurred, 1)
