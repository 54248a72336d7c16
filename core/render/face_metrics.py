"""Dimensions of one head in centimetres, by which the displacement fields are scaled.

The head frame is that of the mean face (x to the image's right, y up, z to the viewer; outer eye
corners 8.89 cm apart).
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from scipy.interpolate import PchipInterpolator

from talking_photo.core.face.topology import (
    LOWER_INNER,
    LOWER_OUTER,
    UPPER_INNER,
    UPPER_OUTER,
)
from talking_photo.core.model import Float32, MouthState, Portrait, Pose

LIP_ABOVE_EDGE = 0.30
"""cm by which the upper teeth show below a relaxed upper lip."""
INNER_WIDTH = 4.306
"""Width of the mean mouth between the inner corners, cm."""

_LINE_REACH, _PLACED_LINE_REACH = 0.075, 0.12
"""Share of the mouth's width within which the dark line between closed lips is looked for: that of
a drawing or a muzzle may have two bows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A line across the face: height and depth over x, constant beyond its ends."""

    x: Float32
    y: Float32
    z: Float32

    def __call__(self, x: Float32) -> Float32:
        """Return the height at x, cm."""
        return np.interp(x, self.x, self.y).astype(np.float32)

    def project(self, pose: Pose) -> Float32:
        """Project its points to the image, shape (N, 2), pixels."""
        return project(np.column_stack([self.x, self.y, self.z]), pose)


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceMetrics:
    """Dimensions of one head."""

    pose: Pose
    points: Float32
    """Landmarks in the head frame, shape (478, 3)."""
    centre_x: float
    """x of the centre of the mouth."""
    half_width: float
    """Half the width between the outer corners of the mouth."""
    mouth_width_ratio: float
    """Width of the mouth over the mean mouth's, 0.5..1.6."""
    upper_outer: Curve
    upper_inner: Curve
    lower_inner: Curve
    lower_outer: Curve
    """Edges of the lips in the photo; for a closed mouth both inner ones are the lip line."""
    gap: float
    """Largest opening in the photo, cm."""
    upper_lip_share: float
    """Share of the gap that the upper lip moves down to close it; the jaw does the rest."""
    brow: float
    """Height of the brows."""
    lid: float
    """Height of the upper lids."""
    chin: float
    """Height of the chin's lower edge."""
    turn: float
    """|yaw|, radians."""

    def lip_line(self, x: Float32) -> Float32:
        """Return the height of the line where the lips meet."""
        return (self.upper_inner(x) + self.lower_inner(x)) / 2


def to_head_frame(points: Float32, pose: Pose) -> Float32:
    """Convert landmarks (px; x right, y down, z away), shape (N, 3), to the head frame (cm)."""
    seen = points * np.array([1, -1, -1], np.float32)
    return ((seen - pose.translation) @ pose.rotation / pose.scale).astype(np.float32)


def project(points: Float32, pose: Pose) -> Float32:
    """Project head frame points (N, 3) to the image plane, shape (N, 2), pixels."""
    seen = pose.scale * points @ pose.rotation[:2].T + pose.translation[:2]
    return (seen * np.array([1, -1], np.float32)).astype(np.float32)


def measure_face(portrait: Portrait, teeth: float | None = None) -> FaceMetrics:
    """Measure a portrait's head.

    Args:
        portrait: The portrait.
        teeth: Image y of the lower edge of its upper teeth, where they are visible.
    """
    pose = portrait.pose
    q = to_head_frame(portrait.landmarks, pose)
    inner = float(q[308, 0] - q[78, 0])
    # The mesh places the inner corners too far in: move them towards the outer ones.
    corners = {78: 0.45 * q[78] + 0.55 * q[61], 308: 0.45 * q[308] + 0.55 * q[291]}
    for index, place in corners.items():
        q[index] = place
    upper, lower = q[UPPER_INNER], q[LOWER_INNER]
    if portrait.mouth is MouthState.CLOSED:
        lip_line = _refine_lip_line(portrait, (upper + lower) / 2)
        upper_inner = lower_inner = curve(lip_line)
        gap = upper_lip_share = 0.0
    else:
        # Pixels on the edge are half lip and half tooth; moving them would drag tooth colour
        # along.
        trim = min(0.010 * inner + 0.5 / pose.scale, 0.12)
        fade = 1 - (np.linspace(-1, 1, 11)[:, None] ** 8) * [0, 1, 0]
        upper_inner = curve(upper + [0, trim, 0] * fade)
        lower_inner = curve(lower - [0, trim, 0] * fade)
        gap = float((upper - lower)[:, 1].max())
        edge = None
        if teeth is not None:
            place = np.array([[*portrait.landmarks[13, :1], teeth, portrait.landmarks[13, 2]]])
            edge = float(to_head_frame(place.astype(np.float32), pose)[0, 1])
        upper_lip_share = _upper_lip_share(float(q[13, 1]), gap, edge)
    return FaceMetrics(
        pose=pose,
        points=q,
        centre_x=float((q[61, 0] + q[291, 0]) / 2),
        half_width=float((q[291, 0] - q[61, 0]) / 2),
        mouth_width_ratio=float(np.clip(inner / INNER_WIDTH, 0.5, 1.6)),
        upper_outer=curve(q[UPPER_OUTER]),
        upper_inner=upper_inner,
        lower_inner=lower_inner,
        lower_outer=curve(q[LOWER_OUTER]),
        gap=gap,
        upper_lip_share=upper_lip_share,
        brow=float(q[[105, 334], 1].mean()),
        lid=float(q[[159, 386], 1].mean()),
        chin=float(q[152, 1]),
        turn=abs(pose.yaw),
    )


def _upper_lip_share(upper: float, gap: float, edge: float | None) -> float:
    """Return the share of the gap by which the upper lip comes down.

    At rest it ends some 3 mm above the edge of the upper teeth, which gives the share when they
    are visible. A smile has pulled the upper lip off the teeth, an open jaw has not; without
    visible teeth a wide gap is taken for an open jaw.
    """
    if edge is not None:
        return float(np.clip((upper - edge - LIP_ABOVE_EDGE) / max(gap, 1e-3), 0.08, 0.5))
    return float(np.interp(gap, [0.6, 1.3], [0.38, 0.20]))


def curve(points: Float32) -> Curve:
    """Fit a smooth curve through points from left to right.

    x is made strictly increasing where it is not.
    """
    x = np.maximum.accumulate(points[:, 0]) + np.arange(len(points)) * 1e-3
    dense = np.linspace(x[0], x[-1], 72)
    y, z = PchipInterpolator(x, points[:, 1:])(dense).astype(np.float32).T
    return Curve(x=dense.astype(np.float32), y=y, z=z)


def _refine_lip_line(portrait: Portrait, lip_line: Float32, columns: int = 64) -> Float32:
    """Move the lip line of a closed mouth onto the dark line between the lips.

    A path of least brightness through a straightened strip, by dynamic programming (seam carving:
    S. Avidan and A. Shamir, "Seam carving for content-aware image resizing", SIGGRAPH 2007).
    """
    pose = portrait.pose
    line = _resampled(lip_line, columns)
    share = _PLACED_LINE_REACH if portrait.placed else _LINE_REACH
    reach = share * float(lip_line[-1, 0] - lip_line[0, 0])  # cm
    rows = max(9, int(2 * reach * pose.scale) | 1)
    offsets = np.linspace(-reach, reach, rows, dtype=np.float32)
    grid = line[None] + offsets[:, None, None] * np.array([0, 1, 0], np.float32)
    where = project(grid.reshape(-1, 3), pose).reshape(rows, columns, 2)
    grey = cv2.cvtColor(portrait.pixels, cv2.COLOR_RGB2GRAY).astype(np.float32)
    strip = cv2.remap(grey, where, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    strip = cv2.GaussianBlur(strip, (0, 0), max(0.5, columns / 90))
    cost = (strip - strip.min(0)) / np.maximum(np.ptp(strip, axis=0), 8)
    cost += 0.25 * (offsets[:, None] / reach) ** 2
    total, steps = cost.copy(), np.zeros((rows, columns), int)
    moves = np.array([-2, -1, 0, 1, 2])
    for column in range(1, columns):
        came = np.clip(np.arange(rows)[:, None] + moves, 0, rows - 1)
        price = total[came, column - 1] + 0.12 * np.abs(moves)
        best = price.argmin(1)
        steps[:, column] = came[np.arange(rows), best]
        total[:, column] += price[np.arange(rows), best]
    path = np.empty(columns, int)
    path[-1] = total[:, -1].argmin()
    for column in range(columns - 1, 0, -1):
        path[column - 1] = steps[path[column], column]
    shift = cv2.GaussianBlur(offsets[path][None], (0, 0), 3.0)[0]
    edge = np.clip(np.minimum(np.arange(columns), np.arange(columns)[::-1]) / 6, 0, 1)
    line[:, 1] += shift * edge
    return line


def _resampled(points: Float32, count: int) -> Float32:
    t = np.linspace(0, len(points) - 1, count)
    return PchipInterpolator(np.arange(len(points)), points)(t).astype(np.float32)
