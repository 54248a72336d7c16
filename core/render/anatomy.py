"""The measures of one head in its own frame, in centimetres: everything that the motions are scaled by.

The head frame is that of the mean face (x to the image's right, y up, z to the viewer; eyes 8.89 cm apart).
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
"""Width of the mean mouth between the inner corners, cm; `kx` is a mouth's width over it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A line across the face: height and depth over x in the head frame, constant beyond its ends."""

    x: Float32
    y: Float32
    z: Float32

    def __call__(self, x: Float32) -> Float32:
        """Height at x, cm."""
        return np.interp(x, self.x, self.y).astype(np.float32)

    def places(self, pose: Pose) -> Float32:
        """Its points as seen in the photo, shape (N, 2), pixels."""
        return image(np.column_stack([self.x, self.y, self.z]), pose)


@dataclass(frozen=True, slots=True, kw_only=True)
class Anatomy:
    """Where the parts of this head are."""

    pose: Pose
    points: Float32
    """Landmarks in the head frame, shape (478, 3)."""
    middle: float
    """x of the middle of the mouth."""
    corner: float
    """Half the width between the outer corners of the mouth."""
    kx: float
    """Width of the mouth over the mean one's."""
    upper_outer: Curve
    upper_inner: Curve
    lower_inner: Curve
    lower_outer: Curve
    """Edges of the lips in the photo; for a closed mouth both inner ones are the seam."""
    gap: float
    """Largest opening in the photo, cm."""
    drop: float
    """What part of the gap the upper lip comes down to close it; the jaw does the rest."""
    brow: float
    """Height of the brows."""
    lid: float
    """Height of the upper lids."""
    chin: float
    """Height of the chin's lower edge."""
    turn: float
    """|yaw|, radians."""

    def seam(self, x: Float32) -> Float32:
        """Height of the line where the lips meet."""
        return (self.upper_inner(x) + self.lower_inner(x)) / 2


def local(points: Float32, pose: Pose) -> Float32:
    """Landmark coordinates (px; x right, y down, z away), shape (N, 3), in the head frame (cm)."""
    seen = points * np.array([1, -1, -1], np.float32)
    return ((seen - pose.translation) @ pose.rotation / pose.scale).astype(np.float32)


def image(points: Float32, pose: Pose) -> Float32:
    """Head frame points (N, 3) as seen in the photo, shape (N, 2), pixels."""
    seen = pose.scale * points @ pose.rotation[:2].T + pose.translation[:2]
    return (seen * np.array([1, -1], np.float32)).astype(np.float32)


def measure(portrait: Portrait, teeth: float | None = None) -> Anatomy:
    """Take the measures of a portrait's head; `teeth` is the image y of its upper teeth's edge where they are seen."""
    pose = portrait.pose
    q = local(portrait.landmarks, pose)
    inner = float(q[308, 0] - q[78, 0])
    # The mesh puts the inner corners too far in: pull them to the outer ones.
    corners = {78: 0.45 * q[78] + 0.55 * q[61], 308: 0.45 * q[308] + 0.55 * q[291]}
    for index, place in corners.items():
        q[index] = place
    upper, lower = q[UPPER_INNER], q[LOWER_INNER]
    if portrait.mouth is MouthState.CLOSED:
        seam = _snapped_seam(portrait, (upper + lower) / 2)
        upper_inner = lower_inner = curve(seam)
        gap = drop = 0.0
    else:
        # Keep off the edge: its pixels are half lip, half tooth, and would be dragged along.
        trim = min(0.010 * inner + 0.5 / pose.scale, 0.12)
        fade = 1 - (np.linspace(-1, 1, 11)[:, None] ** 8) * [0, 1, 0]
        upper_inner = curve(upper + [0, trim, 0] * fade)
        lower_inner = curve(lower - [0, trim, 0] * fade)
        gap = float((upper - lower)[:, 1].max())
        edge = None
        if teeth is not None:
            place = np.array([[*portrait.landmarks[13, :1], teeth, portrait.landmarks[13, 2]]])
            edge = float(local(place.astype(np.float32), pose)[0, 1])
        drop = _drop(float(q[13, 1]), gap, edge)
    return Anatomy(
        pose=pose,
        points=q,
        middle=float((q[61, 0] + q[291, 0]) / 2),
        corner=float((q[291, 0] - q[61, 0]) / 2),
        kx=float(np.clip(inner / INNER_WIDTH, 0.5, 1.6)),
        upper_outer=curve(q[UPPER_OUTER]),
        upper_inner=upper_inner,
        lower_inner=lower_inner,
        lower_outer=curve(q[LOWER_OUTER]),
        gap=gap,
        drop=drop,
        brow=float(q[[105, 334], 1].mean()),
        lid=float(q[[159, 386], 1].mean()),
        chin=float(q[152, 1]),
        turn=abs(pose.yaw),
    )


def _drop(upper: float, gap: float, edge: float | None) -> float:
    """How a mouth closes: at rest the upper lip ends some 3 mm above the edge of the upper teeth, by which one knows.

    A smile has drawn the upper lip off the teeth, an open jaw has not; without teeth to go by, a wide gap is a jaw's.
    """
    if edge is not None:
        return float(np.clip((upper - edge - LIP_ABOVE_EDGE) / max(gap, 1e-3), 0.08, 0.5))
    return float(np.interp(gap, [0.6, 1.3], [0.38, 0.20]))


def curve(points: Float32) -> Curve:
    """A smooth curve through points that run from left to right (made strictly increasing where they do not)."""
    x = np.maximum.accumulate(points[:, 0]) + np.arange(len(points)) * 1e-3
    dense = np.linspace(x[0], x[-1], 72)
    y, z = PchipInterpolator(x, points[:, 1:])(dense).astype(np.float32).T
    return Curve(x=dense.astype(np.float32), y=y, z=z)


def _snapped_seam(portrait: Portrait, seam: Float32, columns: int = 64) -> Float32:
    """Move the seam of a closed mouth onto the dark line between the lips.

    A path of least brightness through a straightened strip, by dynamic programming (seam carving: S. Avidan and
    A. Shamir, "Seam carving for content-aware image resizing", SIGGRAPH 2007).
    """
    pose = portrait.pose
    line = _resampled(seam, columns)
    reach = 0.075 * float(seam[-1, 0] - seam[0, 0])  # cm
    rows = max(9, int(2 * reach * pose.scale) | 1)
    offsets = np.linspace(-reach, reach, rows, dtype=np.float32)
    grid = line[None] + offsets[:, None, None] * np.array([0, 1, 0], np.float32)
    where = image(grid.reshape(-1, 3), pose).reshape(rows, columns, 2)
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
