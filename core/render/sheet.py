"""A rectangle of the photo that bends: a grid of points, where they go, and from where each pixel is then taken."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from talking_photo.core.model import Float32, Pose
from talking_photo.core.render.motions import Motions

_SETTLED = 0.05
"""The search for places ends when a round moved no node by more than this, pixels."""


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
    def first(self) -> tuple[float, float]:
        """Pixel coordinates of node (0, 0), x and y."""
        back = self.step / 2 + 0.5
        return self.left - back, self.top - back

    @property
    def nodes(self) -> Float32:
        """Pixel coordinates, shape (rows, columns, 2)."""
        x = self.first[0] + np.arange(self.columns) * self.step
        y = self.first[1] + np.arange(self.rows) * self.step
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
        self,
        grid: Grid,
        points: Float32,
        motions: Motions,
        hold: Float32,
        pose: Pose,
        *,
        rounds: int,
    ) -> None:
        """Prepare a sheet.

        Args:
            grid: The rectangle.
            points: Nodes in the head frame, shape (3, rows * columns).
            motions: Fields over the same nodes.
            hold: Shape (rows * columns,): 1 where the sheet is free, 0 where it is nailed down.
            pose: The head in the photo.
            rounds: After so many the search for places ends, settled or not.
        """
        self.grid = grid
        self._rounds = rounds
        self._points = points
        self._rest = motions.rest
        self._head = motions.head * hold
        self._hold = hold
        # head frame cm -> pixels (y down)
        self._seen = (pose.scale * pose.rotation[:2] * np.array([[1], [-1]])).astype(np.float32)
        moving = {n: field for n, field in motions.fields.items() if np.abs(field).max() > 1e-4}
        self._names = tuple(moving)
        self._fields = np.stack([field.ravel() for field in moving.values()])
        self._nodes = grid.nodes
        self._at = self._home = self.at(self._nodes)

    @property
    def points(self) -> Float32:
        """The nodes in the head frame, shape (rows * columns, 3), cm."""
        return self._points.T

    def shifts(self, controls: dict[str, float], move: HeadMove) -> Float32:
        """Pixels by which each node moves, shape (rows, columns, 2)."""
        amounts = np.array([controls[name] for name in self._names], np.float32)
        bent = self._rest + (amounts @ self._fields).reshape(self._rest.shape)
        turn = self._seen @ (move.turn - np.eye(3, dtype=np.float32))
        shift = self._seen @ bent * self._hold
        offset = move.shift - turn @ move.pivot
        shift += self._head * (turn @ (self._points + bent) + offset[:, None])
        across, down = shift.reshape(2, *self._nodes.shape[:2])
        return cv2.merge([across, down])

    def sources(self, shifts: Float32) -> Float32:
        """For each node, the place in the photo that lands there, shape (rows, columns, 2), in units of the nodes (see `at`).

        Solves u + shift(u) = x by fixed-point iteration, starting from the frame before. Motions shrink no distance
        to nothing (their slope stays below 1), so it converges: in some three rounds in most mouths, in eight at the
        corners of a broad one, and only not where lips that part tear a sheet of BOTH.
        """
        cells = shifts / np.float32(self.grid.step)
        at = self._at
        for _ in range(self._rounds):
            before = at
            moved = cv2.remap(cells, at, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
            at = cv2.subtract(self._home, moved)
            if cv2.norm(at, before, cv2.NORM_INF) * self.grid.step < _SETTLED:
                break
        self._at = at
        return at

    def at(self, places: Float32) -> Float32:
        """Places of the photo (pixels, any shape ending in 2) in units of the grid's nodes, as cv2.remap counts them."""
        return (places - self._nodes[0, 0]) / np.float32(self.grid.step)

    def enlarged(self, sources: Float32) -> Float32:
        """Values at nodes (rows, columns, 2), of the whole grid or a rectangle of it, for every pixel within their ring."""
        rows, columns = sources.shape[:2]
        step = self.grid.step
        full = cv2.resize(sources, (columns * step, rows * step), interpolation=cv2.INTER_LINEAR)
        return full[step:-step, step:-step]

    def follow(self, shifts: Float32, places: npt.NDArray[np.float32]) -> Float32:
        """Where given places of the photo, shape (N, 2) pixels, go."""
        at = self.at(places)[None]
        moved = cv2.remap(shifts, at, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        return places + moved[0]
