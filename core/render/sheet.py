"""A rectangle of the photo that bends: a grid of points, where they go, and from where each pixel is then taken."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from core.model import Float32, Pose
from core.render.motions import Motions


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A rectangle of whole cells. Node (i, j) lies at the middle of its cell, which is where cv2.resize samples."""

    left: int
    top: int
    step: int
    """Side of a cell, pixels."""
    columns: int
    rows: int
    """Nodes, including one ring outside the rectangle so that the rim is interpolated, not extrapolated."""

    @classmethod
    def around(cls, left: int, top: int, right: int, bottom: int, step: int) -> Grid:
        """The smallest grid that covers a rectangle (pixels, ends excluded)."""
        columns, rows = -(-(right - left) // step), -(-(bottom - top) // step)
        return cls(left=left, top=top, step=step, columns=columns + 2, rows=rows + 2)

    @property
    def nodes(self) -> Float32:
        """Pixel coordinates, shape (rows, columns, 2)."""
        x = self.left + (np.arange(self.columns) - 0.5) * self.step - 0.5
        y = self.top + (np.arange(self.rows) - 0.5) * self.step - 0.5
        return np.stack(np.meshgrid(x, y), 2).astype(np.float32)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the rectangle, pixels."""
        return (self.columns - 2) * self.step, (self.rows - 2) * self.step


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadMove:
    """How the head turns away from the photo's pose."""

    turn: Float32
    """Shape (3, 3), in the head frame."""
    pivot: Float32
    """Shape (3,), cm: the neck."""
    shift: Float32
    """Shape (2,), pixels."""


class Sheet:
    """A grid with its motions. Keeps the last answer, from which the next search starts; not for several threads."""

    def __init__(
        self, grid: Grid, points: Float32, motions: Motions, hold: Float32, pose: Pose
    ) -> None:
        """Prepare a sheet.

        Args:
            grid: The rectangle.
            points: Nodes in the head frame, shape (3, rows * columns).
            motions: Fields over the same nodes.
            hold: Shape (rows * columns,): 1 where the sheet is free, 0 where it is nailed down.
            pose: The head in the photo.
        """
        self.grid = grid
        self._points = points
        self._rest = motions.rest
        self._head = motions.head * hold
        self._hold = hold
        # head frame cm -> pixels (y down)
        self._seen = (pose.scale * pose.rotation[:2] * np.array([[1], [-1]])).astype(np.float32)
        self._fields = {
            name: np.ascontiguousarray(field)
            for name, field in motions.fields.items()
            if np.abs(field).max() > 1e-4
        }
        self._nodes = grid.nodes
        self._from = self._nodes.copy()

    @property
    def points(self) -> Float32:
        """The nodes in the head frame, shape (rows * columns, 3), cm."""
        return self._points.T

    def shifts(self, controls: dict[str, float], move: HeadMove) -> Float32:
        """Pixels by which each node moves, shape (rows, columns, 2)."""
        bent = self._rest.copy()
        for name, field in self._fields.items():
            amount = controls[name]
            if abs(amount) > 1e-4:
                bent += np.float32(amount) * field
        turn = self._seen @ (move.turn - np.eye(3, dtype=np.float32))
        shift = self._seen @ bent * self._hold
        shift += self._head * (
            turn @ (self._points + bent - move.pivot[:, None]) + move.shift[:, None]
        )
        return np.ascontiguousarray(shift.T).reshape(self._nodes.shape)

    def sources(self, shifts: Float32) -> Float32:
        """For each node, the place in the photo that lands there, shape (rows, columns, 2), pixels.

        Solves u + shift(u) = x by fixed-point iteration, starting from the frame before. Motions shrink no distance
        to nothing (their slope stays below 1), so it converges; five rounds leave less than 0.05 pixels.
        """
        source = self._from
        for _ in range(5):
            at = self.at(source)
            shift = cv2.remap(shifts, at, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
            source = self._nodes - shift
        self._from = source
        return source

    def at(self, places: Float32) -> Float32:
        """Places of the photo (pixels, any shape ending in 2) in units of the grid's nodes, as cv2.remap counts them."""
        return (places - self._nodes[0, 0]) / np.float32(self.grid.step)

    def enlarged(self, sources: Float32) -> Float32:
        """The sources for every pixel of the rectangle, shape (height, width, 2)."""
        grid = self.grid
        size = (grid.columns * grid.step, grid.rows * grid.step)
        full = cv2.resize(sources, size, interpolation=cv2.INTER_LINEAR)
        return full[grid.step : -grid.step, grid.step : -grid.step]

    def follow(self, shifts: Float32, places: npt.NDArray[np.float32]) -> Float32:
        """Where given places of the photo, shape (N, 2) pixels, go."""
        at = self.at(places)[None]
        moved = cv2.remap(shifts, at, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        return places + moved[0]
