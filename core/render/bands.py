"""Where a subject is in a frame: a stack of rectangles that leave out what is beside it, and need not be drawn."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from talking_photo.core.model import Float32, UInt8
from talking_photo.core.render.layers import ZOOM, Layers
from talking_photo.core.render.sheet import Grid

_TALL = 64
"""Pixels from top to bottom of a band; lower ones would hug the subject closer, but each costs some calls."""
_REACH = np.ones((5, 5), np.uint8)
"""Nodes around a piece of subject that count as near. Places between four nodes are nearer than that to one of them."""
_CORNERS = np.ones((3, 3), np.uint8)
"""The nodes from which the pixels of a cell are interpolated."""


@dataclass(frozen=True, slots=True)
class Band:
    """A rectangle of a grid's cells."""

    pixels: tuple[slice, slice]
    """Rows and columns in the grid's rectangle; they may reach beyond it."""
    nodes: tuple[slice, slice]
    """Rows and columns of the nodes in and around it."""


class Bands:
    """Finds, frame by frame, the bands that hold all of a layer's subject."""

    def __init__(self, grid: Grid, layers: Layers) -> None:
        """Prepare; the grid covers the layer's rectangle."""
        self._step = grid.step
        coverage = layers.texture[::ZOOM, ::ZOOM, 3]
        height, width = coverage.shape
        cells = np.zeros((grid.rows - 2, grid.step, grid.columns - 2, grid.step), bool)
        cells.reshape(grid.size[::-1])[:height, :width] = coverage > 0
        near = np.pad(cells.any((1, 3)).astype(np.uint8), 1)
        self._near: UInt8 = cv2.dilate(near, _REACH)

    def of(self, at: Float32) -> list[Band]:
        """The bands of a frame, from top to bottom; `at` is where its nodes come from, in nodes, (rows, columns, 2)."""
        seen = cv2.remap(self._near, at, None, cv2.INTER_NEAREST, borderMode=cv2.BORDER_REPLICATE)
        seen = cv2.dilate(seen, _CORNERS)[1:-1, 1:-1]
        tall = max(1, _TALL // self._step)
        bands = []
        for top in range(0, len(seen), tall):
            left, _, width, _ = cv2.boundingRect(seen[top : top + tall])
            if width:
                bands.append(self._band(top, min(top + tall, len(seen)), left, left + width))
        return bands

    def _band(self, top: int, bottom: int, left: int, right: int) -> Band:
        step = self._step
        return Band(
            pixels=(slice(top * step, bottom * step), slice(left * step, right * step)),
            nodes=(slice(top, bottom + 2), slice(left, right + 2)),
        )
