"""The light that comes and goes with an expression: folds of a smile, lines of a raised or lowered brow.

Broad, faint changes of brightness (at most 7 %), as a bending skin makes them; the photo's own wrinkles stay.
"""

from __future__ import annotations

import cv2
import numpy as np

from talking_photo.core.model import Float32, UInt8
from talking_photo.core.render.anatomy import Anatomy
from talking_photo.core.render.sheet import Sheet

_NOSE_WINGS = (129, 358)
_LEAST = 0.012
"""A change of brightness that nobody sees is not worth a multiplication."""


class Shading:
    """Shade maps over the head's grid, one for each control that has one."""

    def __init__(self, anatomy: Anatomy, sheet: Sheet) -> None:
        grid = sheet.grid
        shape = (grid.rows, grid.columns)
        x, y, _ = sheet.points.T
        self._maps = {
            name: shade.reshape(shape).astype(np.float32)
            for name, shade in {
                "smile": _smile(x, y, anatomy),
                "brow_up": _forehead(x, y, anatomy, 3.4),
                "brow_inner": _forehead(x, y, anatomy, 1.8),
                "brow_down": _glabella(x, y, anatomy),
            }.items()
        }
        touched = np.max([np.abs(shade) for shade in self._maps.values()], axis=0) > 0.002
        rows, columns = (np.flatnonzero(touched.any(axis)) for axis in (1, 0))
        # one cell more on each side, so that the rectangle's rim has no shade at rest or in motion
        self._rows = slice(max(int(rows[0]) - 2, 1), min(int(rows[-1]) + 3, shape[0] - 1))
        self._columns = slice(max(int(columns[0]) - 2, 1), min(int(columns[-1]) + 3, shape[1] - 1))
        self._sheet = sheet

    def apply(self, subject: UInt8, controls: dict[str, float], at: Float32) -> None:
        """Shade the bent subject layer (h, w, 4), in place; `at` as `sources` of the head's sheet gives it."""
        total = np.zeros_like(self._maps["smile"])
        for name, shade in self._maps.items():
            if controls[name] > 0:
                total += np.float32(min(controls[name], 1)) * shade
        if cv2.norm(total, cv2.NORM_INF) < _LEAST:
            return
        grid = self._sheet.grid
        seen = np.ascontiguousarray(at[self._rows, self._columns])
        moved = cv2.remap(total, seen, None, cv2.INTER_LINEAR)
        height, width = moved.shape
        factor = cv2.resize(1 + moved, (width * grid.step, height * grid.step))
        top, left = (self._rows.start - 1) * grid.step, (self._columns.start - 1) * grid.step
        area = subject[top : top + factor.shape[0], left : left + factor.shape[1]]
        factor = factor[: area.shape[0], : area.shape[1]]
        factors = cv2.merge([factor, factor, factor, np.ones_like(factor)])
        area[:] = cv2.multiply(area, factors, dtype=cv2.CV_8U)


def _smile(x: Float32, y: Float32, anatomy: Anatomy) -> Float32:
    """A fold from each wing of the nose past the corner of the mouth, and light on the cheek beside it."""
    shade = np.zeros_like(x)
    for wing, corner in zip(_NOSE_WINGS, (61, 291), strict=True):
        start, end = anatomy.points[wing, :2], anatomy.points[corner, :2].copy()
        side = np.sign(end[0] - anatomy.middle)
        end += [0.75 * side, -0.25]
        along = end - start
        t = np.clip(
            ((x - start[0]) * along[0] + (y - start[1]) * along[1]) / (along @ along), 0, 1
        )
        away = np.hypot(x - start[0] - t * along[0], y - start[1] - t * along[1])
        shade -= 0.07 * np.exp(-((away / 0.30) ** 2)) * np.sin(np.pi * (0.15 + 0.7 * t))
        across, up = x - start[0] - 1.5 * side, y - start[1] - 0.6  # from the round of the cheek
        shade += 0.05 * np.exp(-((across / 1.3) ** 2) - up**2)
    return shade


def _forehead(x: Float32, y: Float32, anatomy: Anatomy, half: float) -> Float32:
    """Level lines above the brows, `half` as wide as given to each side."""
    height = y - anatomy.brow
    lines = np.cos(2 * np.pi * (height - 1.3) / 0.95)
    fade = np.exp(-((x / half) ** 4)) * np.exp(-(((height - 2.0) / 1.1) ** 4))
    return -0.035 * lines * fade


def _glabella(x: Float32, y: Float32, anatomy: Anatomy) -> Float32:
    """Two upright lines between lowered brows."""
    height = y - anatomy.brow
    lines = np.exp(-(((np.abs(x) - 0.5) / 0.2) ** 2))
    return -0.07 * lines * np.exp(-(((height + 0.1) / 0.75) ** 4))
