"""Dirty rectangles.

Bands of a frame that hold all of a subject, so that the rest need not be drawn.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from talking_photo.core.model import Float32, UInt8
from talking_photo.core.render.layers import SUPERSAMPLING, Layers
from talking_photo.core.render.warp_mesh import Grid

_BAND_HEIGHT_PX = 64
"""Pixels from top to bottom of a band. Lower bands fit the subject more closely, but each costs
several calls."""
_NEIGHBOURHOOD = np.ones((5, 5), np.uint8)
"""Nodes around a covered node that count as covered. Positions between four nodes are nearer than
that to one of them."""
_CELL_CORNERS = np.ones((3, 3), np.uint8)
"""Nodes from which the pixels of a cell are interpolated."""
_TEXELS_AROUND = np.ones((3, 3), np.uint8)
"""Texels that bilinear sampling near a pixel sees."""


@dataclass(frozen=True, slots=True)
class Band:
    """A rectangle of a grid's cells."""

    pixels: tuple[slice, slice]
    """Rows and columns in the grid's rectangle; they may reach beyond it."""
    nodes: tuple[slice, slice]
    """Rows and columns of the nodes in and around it."""
    opaque: slice
    """Columns of the pixels, counted from the band's first, that the subject surely covers."""


class CoverageBands:
    """Finds, for each frame, the bands that hold all of a layer's subject."""

    def __init__(self, grid: Grid, layers: Layers) -> None:
        """Prepare; the grid covers the layer's rectangle."""
        self._step = grid.step
        alpha = layers.texture[::SUPERSAMPLING, ::SUPERSAMPLING, 3]
        height, width = alpha.shape
        cells = np.zeros((grid.rows - 2, grid.step, grid.columns - 2, grid.step), bool)
        cells.reshape(grid.size[::-1])[:height, :width] = alpha > 0
        covered = np.pad(cells.any((1, 3)).astype(np.uint8), 1)
        self._covered: UInt8 = cv2.dilate(covered, _NEIGHBOURHOOD)
        least = cv2.erode(layers.texture[..., 3].copy(), _TEXELS_AROUND)[
            ::SUPERSAMPLING, ::SUPERSAMPLING
        ]
        # places outside the texture are sampled at its border
        cells[:] = True
        cells.reshape(grid.size[::-1])[:height, :width] = least == 255
        opaque = np.pad(cells.all((1, 3)).astype(np.uint8), 1, mode="edge")
        self._opaque: UInt8 = cv2.erode(opaque, _NEIGHBOURHOOD)

    def of(self, inverse_map: Float32) -> list[Band]:
        """Return the bands of a frame, from top to bottom.

        Args:
            inverse_map: Of the frame, in grid units, shape (rows, columns, 2).
        """
        covered, opaque = (
            cv2.remap(nodes, inverse_map, None, cv2.INTER_NEAREST, borderMode=cv2.BORDER_REPLICATE)
            for nodes in (self._covered, self._opaque)
        )
        covered = cv2.dilate(covered, _CELL_CORNERS)[1:-1, 1:-1]
        opaque = cv2.erode(opaque, _CELL_CORNERS)[1:-1, 1:-1]
        rows = max(1, _BAND_HEIGHT_PX // self._step)
        bands = []
        for top in range(0, len(covered), rows):
            left, _, width, _ = cv2.boundingRect(covered[top : top + rows])
            if width:
                bottom, right = min(top + rows, len(covered)), left + width
                solid = _longest_run(opaque[top:bottom, left:right].min(0))
                bands.append(self._band(top, bottom, left, right, solid))
        return bands

    def _band(self, top: int, bottom: int, left: int, right: int, solid: slice) -> Band:
        step = self._step
        return Band(
            pixels=(slice(top * step, bottom * step), slice(left * step, right * step)),
            nodes=(slice(top, bottom + 2), slice(left, right + 2)),
            opaque=slice(solid.start * step, solid.stop * step),
        )


def _longest_run(flags: UInt8) -> slice:
    """Return the longest run of what is not 0; an empty one where all is."""
    written = flags.tobytes()
    longest = max(written.split(b"\0"), key=len)
    start = written.index(longest)
    return slice(start, start + len(longest))
