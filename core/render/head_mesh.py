"""The mesh of a head with its shoulders, and its rigid motion."""

from __future__ import annotations

from math import cos, sin

import numpy as np

from talking_photo.core.model import FrameControls, Portrait, Pose
from talking_photo.core.render.displacement_fields import BOTH, displacement_fields, smoothstep
from talking_photo.core.render.face_metrics import FaceMetrics
from talking_photo.core.render.surface import Surface
from talking_photo.core.render.warp_mesh import Grid, HeadTransform, WarpMesh

_CELL_CM, _MAX_CELL_CM = 0.3, 0.65
"""Cell of the head's grid, cm; and its upper limit in small faces, where finer cells add no
detail."""
_MIN_CELL_PX, _SMALL_FACE_CELL_PX = 4, 6
"""Cell of the head's grid, pixels: the lower limit, and the size up to which small faces grow
it."""
_MAX_ITERATIONS = 4
"""Limit of the fixed-point iteration on the head's grid. Only the mouth would need more, and its
patch covers it."""
_BORDER_CM = 1.8
"""cm from the photo's border at which the mesh moves freely."""
_NECK_PIVOT_CM = np.array([0.0, -8.5, -5.0], np.float32)
"""Neck, about which the head rotates, in the head frame (cm)."""


def head_mesh(
    area: tuple[int, int, int, int], surface: Surface, metrics: FaceMetrics, portrait: Portrait
) -> WarpMesh:
    """Return the mesh of a head and its shoulders.

    Args:
        area: Left, top, right and bottom of what can move, pixels.
        surface: Depth of the head.
        metrics: Its dimensions.
        portrait: The portrait.
    """
    scale = metrics.pose.scale
    min_cell = max(_MIN_CELL_PX, round(_CELL_CM * scale))
    cell = max(min_cell, min(_SMALL_FACE_CELL_PX, int(_MAX_CELL_CM * scale)))
    grid = Grid.around(*area, cell)
    nodes = grid.nodes
    points, outside = surface.smooth_points(nodes, 0.4 / _CELL_CM)
    height, width = portrait.pixels.shape[:2]
    x, y = nodes.reshape(-1, 2).T
    # The photo has no pixels beyond its border: where it cuts the subject off, the mesh moves
    # along it only. With larger cells the fixed margin starts farther inside, because the border
    # lies between two nodes.
    to_border = np.stack([np.minimum(x, width - 1 - x), np.minimum(y, height - 1 - y)]) / scale
    anchor_weights = smoothstep((cell - min_cell) / 2 / scale, _BORDER_CM, to_border)
    return WarpMesh(
        grid,
        points.T.copy(),
        displacement_fields(points, outside, metrics, BOTH),
        anchor_weights,
        metrics.pose,
        max_iterations=_MAX_ITERATIONS,
    )


def head_transform(controls: FrameControls, pose: Pose) -> HeadTransform:
    """Return the rotation about the neck, and the neck's shift.

    Yaw to the image's right, pitch down, roll counter-clockwise.
    """
    yaw, pitch, roll = controls.yaw, controls.pitch, controls.roll
    about_y = np.array([[cos(yaw), 0, sin(yaw)], [0, 1, 0], [-sin(yaw), 0, cos(yaw)]])
    about_x = np.array([[1, 0, 0], [0, cos(pitch), -sin(pitch)], [0, sin(pitch), cos(pitch)]])
    about_z = np.array([[cos(roll), -sin(roll), 0], [sin(roll), cos(roll), 0], [0, 0, 1]])
    return HeadTransform(
        rotation=(about_z @ about_y @ about_x).astype(np.float32),
        pivot=_NECK_PIVOT_CM,
        shift=pose.rotation.T @ np.array([controls.shift_x, controls.shift_y, 0], np.float32),
    )
