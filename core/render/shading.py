"""Shading that follows the expression: folds of a smile, lines of a raised or lowered brow.

Broad, faint changes of brightness (at most 7 %); the photo's own wrinkles stay.
"""

from __future__ import annotations

import cv2
import numpy as np

from talking_photo.core.model import Float32, FrameControls, UInt8
from talking_photo.core.render.face_metrics import FaceMetrics
from talking_photo.core.render.warp_mesh import WarpMesh

_NOSE_WINGS = (129, 358)
"""Landmarks of the nose's wings, left and right in the image."""
_BROW_UP_HALF_CM, _BROW_INNER_HALF_CM = 3.4, 1.8
"""Half the width of the lines of a forehead, raised as a whole and in the middle only. By eye."""
_RECTANGLE_LIMIT = 0.002
"""Change of brightness that a shade map must reach somewhere to extend the shaded rectangle."""
_TAIL = 1e-6
"""Change of brightness below which a shade map is cut off: denormal numbers are slow."""
_JUST_NOTICEABLE = 0.012
"""Change of brightness below the just-noticeable difference, which is not drawn."""

_FOLD, _FOLD_WIDTH_CM, _CHEEK_LIGHT = 0.07, 0.30, 0.05
"""A smile: darkening of the fold beside the mouth, its width, and lightening of the cheek. By
eye."""
_FOREHEAD_LINES, _LINE_SPACING_CM = 0.035, 0.95
"""Raised brows: contrast and spacing of the lines on the forehead. By eye."""
_FROWN_LINES, _FROWN_LINE_X_CM, _FROWN_LINE_WIDTH_CM = 0.07, 0.5, 0.2
"""Lowered brows: darkening, distance from the centre and width of the lines between. By eye."""


class Shading:
    """Shade maps over the head's grid, one for each control that has one."""

    def __init__(self, metrics: FaceMetrics, mesh: WarpMesh) -> None:
        grid = mesh.grid
        shape = (grid.rows, grid.columns)
        x, y, _ = mesh.points.T
        self._smile, self._brow_up, self._brow_inner, self._brow_down = maps = [
            np.where(np.abs(shade) < _TAIL, 0, shade).reshape(shape).astype(np.float32)
            for shade in (
                _smile(x, y, metrics),
                _forehead(x, y, metrics, _BROW_UP_HALF_CM),
                _forehead(x, y, metrics, _BROW_INNER_HALF_CM),
                _glabella(x, y, metrics),
            )
        ]
        touched = np.max([np.abs(shade) for shade in maps], axis=0) > _RECTANGLE_LIMIT
        rows, columns = (np.flatnonzero(touched.any(axis)) for axis in (1, 0))
        # One more cell on each side, so that the rectangle's edge has no shade at rest or in
        # motion.
        self._rows = slice(max(int(rows[0]) - 2, 1), min(int(rows[-1]) + 3, shape[0] - 1))
        self._columns = slice(max(int(columns[0]) - 2, 1), min(int(columns[-1]) + 3, shape[1] - 1))
        self._mesh = mesh

    def apply(self, subject: UInt8, controls: FrameControls, inverse_map: Float32) -> None:
        """Shade the warped subject layer (h, w, 4), in place.

        `inverse_map` is that of the head's mesh.
        """
        total = np.zeros_like(self._smile)
        for amount, shade in (
            (controls.smile, self._smile),
            (controls.brow_up, self._brow_up),
            (controls.brow_inner, self._brow_inner),
            (controls.brow_down, self._brow_down),
        ):
            if amount > 0:
                total += np.float32(min(amount, 1)) * shade
        if cv2.norm(total, cv2.NORM_INF) < _JUST_NOTICEABLE:
            return
        grid = self._mesh.grid
        visible_map = np.ascontiguousarray(inverse_map[self._rows, self._columns])
        moved = cv2.remap(total, visible_map, None, cv2.INTER_LINEAR)
        height, width = moved.shape
        factor = cv2.resize(1 + moved, (width * grid.step, height * grid.step))
        top, left = (self._rows.start - 1) * grid.step, (self._columns.start - 1) * grid.step
        area = subject[top : top + factor.shape[0], left : left + factor.shape[1]]
        factor = factor[: area.shape[0], : area.shape[1]]
        factors = cv2.merge([factor, factor, factor, np.ones_like(factor)])
        area[:] = cv2.multiply(area, factors, dtype=cv2.CV_8U)


def _smile(x: Float32, y: Float32, metrics: FaceMetrics) -> Float32:
    """Return a fold from each wing of the nose past the mouth, and a highlight on the cheek."""
    shade = np.zeros_like(x)
    for wing, corner in zip(_NOSE_WINGS, (61, 291), strict=True):
        start, end = metrics.points[wing, :2], metrics.points[corner, :2].copy()
        side = np.sign(end[0] - metrics.centre_x)
        end += [0.75 * side, -0.25]
        along = end - start
        t = np.clip(
            ((x - start[0]) * along[0] + (y - start[1]) * along[1]) / (along @ along), 0, 1
        )
        away = np.hypot(x - start[0] - t * along[0], y - start[1] - t * along[1])
        shade -= _FOLD * np.exp(-((away / _FOLD_WIDTH_CM) ** 2)) * np.sin(np.pi * (0.15 + 0.7 * t))
        across, up = x - start[0] - 1.5 * side, y - start[1] - 0.6  # from the centre of the cheek
        shade += _CHEEK_LIGHT * np.exp(-((across / 1.3) ** 2) - up**2)
    return shade


def _forehead(x: Float32, y: Float32, metrics: FaceMetrics, half: float) -> Float32:
    """Return horizontal lines above the brows, `half` cm to each side."""
    height = y - metrics.brow
    lines = np.cos(2 * np.pi * (height - 1.3) / _LINE_SPACING_CM)
    fade = np.exp(-((x / half) ** 4)) * np.exp(-(((height - 2.0) / 1.1) ** 4))
    return -_FOREHEAD_LINES * lines * fade


def _glabella(x: Float32, y: Float32, metrics: FaceMetrics) -> Float32:
    """Return two vertical lines between lowered brows."""
    height = y - metrics.brow
    lines = np.exp(-(((np.abs(x) - _FROWN_LINE_X_CM) / _FROWN_LINE_WIDTH_CM) ** 2))
    return -_FROWN_LINES * lines * np.exp(-(((height + 0.1) / 0.75) ** 4))
