"""How far the head of a photo can move before the warp shows."""

from __future__ import annotations

from itertools import product

import cv2
import numpy as np

from talking_photo.core.model import CONTROLS, Float32, FrameControls, Portrait
from talking_photo.core.render.face_metrics import measure_face
from talking_photo.core.render.head_mesh import head_mesh, head_transform
from talking_photo.core.render.surface import Surface

_FULL_MOTION = {
    "yaw": np.radians(7),
    "pitch": np.radians(5),
    "roll": np.radians(3.5),
    "shift_x": 0.8,
    "shift_y": 0.5,
}
"""What a head does at most in calm motion."""
_MIN_COMPRESSION, _MAX_STRETCH = 0.35, 1.9
"""Length of what was 1 in the photo, at which skin or hair looks squeezed or torn. By eye."""
_IGNORED_PERCENT = 0.5
"""Percent of the head in which the worst stretch may lie."""
_LEAST_REACH = 0.4


def motion_reach(portrait: Portrait) -> float:
    """Return by which factor the motion of a head is reduced, 0.4..1.

    It is that at which nothing is squeezed or stretched too much. A head that the photo's border
    cuts off is squeezed against it, one that is turned away is stretched on its far side.
    """
    metrics = measure_face(portrait)
    rows, columns = (np.flatnonzero(portrait.subject.any(axis)) for axis in (1, 0))
    area = (int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
    mesh = head_mesh(area, Surface.of(portrait, metrics.points), metrics, portrait)
    nodes = mesh.grid.nodes
    subject = cv2.remap(portrait.subject, nodes[..., 0], nodes[..., 1], cv2.INTER_NEAREST) > 0
    within = subject[:-1, :-1] & subject[1:, :-1] & subject[:-1, 1:]
    if not within.any():
        return 1.0
    rest = dict.fromkeys(CONTROLS, 0.0)
    compression, stretch = 1.0, 1.0
    for across, down, tilt in product((-1, 1), repeat=3):
        signs = {"yaw": across, "shift_x": across, "pitch": down, "shift_y": -down, "roll": tilt}
        moved = {name: sign * _FULL_MOTION[name] for name, sign in signs.items()}
        controls = FrameControls(**(rest | moved))
        still = FrameControls(**rest)
        offsets = mesh.offsets(controls, head_transform(controls, portrait.pose))
        offsets -= mesh.offsets(still, head_transform(still, portrait.pose))
        lengths = _principal_lengths(offsets / np.float32(mesh.grid.step))[within]
        compression = min(compression, float(np.percentile(lengths[:, 1], _IGNORED_PERCENT)))
        stretch = max(stretch, float(np.percentile(lengths[:, 0], 100 - _IGNORED_PERCENT)))
    # Both grow in proportion to the motion, about.
    limits = (
        (1 - _MIN_COMPRESSION) / max(1 - compression, 1e-3),
        (_MAX_STRETCH - 1) / max(stretch - 1, 1e-3),
    )
    return float(np.clip(min(limits), _LEAST_REACH, 1))


def _principal_lengths(offsets: Float32) -> Float32:
    """Return the longest and shortest length of a unit circle after a displacement, cell by cell.

    Args:
        offsets: Of the nodes, in cells, shape (rows, columns, 2).
    """
    across = (offsets[:-1, 1:] - offsets[:-1, :-1]) + [1, 0]
    down = (offsets[1:, :-1] - offsets[:-1, :-1]) + [0, 1]
    jacobian = np.stack([across, down], -1)
    return np.linalg.svd(jacobian, compute_uv=False).astype(np.float32)
