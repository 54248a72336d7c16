"""Warp mesh: a grid over a rectangle of the photo, its displacements, and their inverse map."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from talking_photo.core.model import Float32, FrameControls, Pose
from talking_photo.core.render.displacement_fields import DisplacementFields

_TOLERANCE_PX = 0.05
"""The iteration has converged when a round moved no node by more than this, pixels."""
_LEAST_FIELD, _FIELD_TAIL = 1e-4, 1e-6
"""Largest value (cm per unit of its control) up to which a field moves nothing, and the value
below which its tails are cut off: products of denormal numbers are a hundred times as slow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A rectangle of whole cells.

    Node (i, j) is the centre of its cell, where cv2.resize samples.
    """

    left: int
    top: int
    step: int
    """Side of a cell, pixels."""
    columns: int
    rows: int
    """Nodes, including one ring outside the rectangle so that the border is interpolated, not
    extrapolated."""

    @classmethod
    def around(cls, left: int, top: int, right: int, bottom: int, step: int) -> Grid:
        """Return the smallest grid that covers a rectangle (pixels, ends excluded)."""
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
class HeadTransform:
    """Rigid motion of the head away from its pose in the photo."""

    rotation: Float32
    """Rotation, shape (3, 3), in the head frame."""
    pivot: Float32
    """Centre of the rotation (the neck), shape (3,), cm."""
    shift: Float32
    """How far the centre moves, shape (3,), cm in the head frame of the photo."""


class WarpMesh:
    """A grid with displacement fields.

    Keeps its last inverse map as the next start value; not thread-safe.
    """

    def __init__(
        self,
        grid: Grid,
        points: Float32,
        displacements: DisplacementFields,
        anchor_weights: Float32,
        pose: Pose,
        *,
        max_iterations: int,
    ) -> None:
        """Prepare a mesh.

        Args:
            grid: The rectangle.
            points: Nodes in the head frame, shape (3, rows * columns).
            displacements: Fields over the same nodes.
            anchor_weights: Shape (2, rows * columns): 1 where the mesh moves freely across and
                down, 0 where it is fixed.
            pose: The head in the photo.
            max_iterations: Limit of the fixed-point iteration, converged or not.
        """
        self.grid = grid
        self.pose = pose
        self._max_iterations = max_iterations
        self._points = points
        self._rest_offset = _without_tails(displacements.rest_offset)
        self._head_weights = displacements.head_weights * anchor_weights
        self._shift_weights = displacements.shift_weights * anchor_weights
        self._anchor_weights = anchor_weights
        self._is_free = bool((anchor_weights == 1).all())
        # head frame cm -> pixels (y down)
        self._projection = (pose.scale * pose.rotation[:2] * np.array([[1], [-1]])).astype(
            np.float32
        )
        active = {
            name: _without_tails(field)
            for name, field in displacements.fields.items()
            if np.abs(field).max() > _LEAST_FIELD
        }
        self._columns = np.array([FrameControls._fields.index(name) for name in active])
        self._fields = np.stack([field.ravel() for field in active.values()])
        self._nodes = grid.nodes
        self._last_map = self._identity = self.to_grid_units(self._nodes)

    @property
    def points(self) -> Float32:
        """Nodes in the head frame, shape (rows * columns, 3), cm."""
        return self._points.T

    def offsets(self, controls: FrameControls, transform: HeadTransform) -> Float32:
        """Return the displacement of each node in pixels, shape (rows, columns, 2)."""
        amounts = np.array(controls, np.float32)[self._columns]
        displaced = (amounts @ self._fields).reshape(self._rest_offset.shape)
        displaced += self._rest_offset
        offsets = self._projection @ displaced
        if not self._is_free:
            offsets *= self._anchor_weights
        rotation = self._projection @ (transform.rotation - np.eye(3, dtype=np.float32))
        displaced += self._points
        turned = rotation @ displaced
        turned -= (rotation @ transform.pivot)[:, None]
        turned *= self._head_weights
        offsets += turned
        if transform.shift.any():
            offsets += self._shift_weights * (self._projection @ transform.shift)[:, None]
        across, down = offsets.reshape(2, *self._nodes.shape[:2])
        return cv2.merge([across, down])

    def rigid_motion(self, point: Float32, transform: HeadTransform) -> Float32:
        """Return by how many pixels, x and y, a point of the head (3,) moves with it alone."""
        turned = (transform.rotation - np.eye(3, dtype=np.float32)) @ (point - transform.pivot)
        motion: Float32 = self._projection @ (turned + transform.shift)
        return motion

    def inverse_map(self, offsets: Float32, moved: npt.NDArray[np.int_] | None = None) -> Float32:
        """Return for each node the position in the photo that moves there, in grid units.

        Its shape is (rows, columns, 2). Solves u + offset(u) = x by fixed-point iteration,
        starting from the previous frame. The slope of every field stays below 1, so it converges:
        in about three rounds for most mouths, in eight at the corners of a broad one. It does not
        converge where parting lips tear a mesh of BOTH regions.

        Args:
            offsets: See `offsets`.
            moved: How far the rectangle of the frame that is drawn lies beside the grid's, pixels.
        """
        cells = offsets / np.float32(self.grid.step)
        target = self._identity
        if moved is not None:
            target = target + (moved / self.grid.step).astype(np.float32)
        inverse = self._last_map
        for _ in range(self._max_iterations):
            before = inverse
            displaced = cv2.remap(
                cells, inverse, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
            )
            inverse = cv2.subtract(target, displaced)
            if cv2.norm(inverse, before, cv2.NORM_INF) * self.grid.step < _TOLERANCE_PX:
                break
        self._last_map = inverse
        return inverse

    def to_grid_units(self, places: Float32) -> Float32:
        """Convert positions in the photo (pixels, any shape ending in 2) to grid units.

        They are those in which cv2.remap counts nodes.
        """
        return (places - self._nodes[0, 0]) / np.float32(self.grid.step)

    def upsample(self, inverse_map: Float32) -> Float32:
        """Interpolate values at nodes (rows, columns, 2) for every pixel within their outer ring.

        The nodes are those of the whole grid or of a rectangle of it.
        """
        rows, columns = inverse_map.shape[:2]
        step = self.grid.step
        full = cv2.resize(
            inverse_map, (columns * step, rows * step), interpolation=cv2.INTER_LINEAR
        )
        return full[step:-step, step:-step]

    def displace_points(self, offsets: Float32, places: npt.NDArray[np.float32]) -> Float32:
        """Move given positions of the photo, shape (N, 2) pixels (the forward map)."""
        where = self.to_grid_units(places)[None]
        moved = cv2.remap(offsets, where, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        return places + moved[0]


def _without_tails(field: Float32) -> Float32:
    """Set what moves nothing to 0."""
    return np.where(np.abs(field) < _FIELD_TAIL, np.float32(0), field)
