"""Depth of every pixel of the photo: the face's from its mesh, extrapolated outside of it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from scipy.interpolate import LinearNDInterpolator
from scipy.spatial import ConvexHull, cKDTree

from talking_photo.core.model import Float32, Portrait, Pose

BACK_DEPTH_CM = -3.0
"""Depth (cm, head frame) that hair, neck and shoulders approach within some 2 cm of the face's
outline."""


@dataclass(frozen=True, slots=True)
class Surface:
    """Depth of any position in the photo."""

    _pose: Pose
    _inside: LinearNDInterpolator
    _outline: Float32
    _outline_depth: Float32

    @classmethod
    def of(cls, portrait: Portrait, points: Float32) -> Surface:
        """Build from the visible landmarks.

        `points` are all landmarks in the head frame (478, 3).
        """
        seen = np.flatnonzero(portrait.visible[:468])
        positions = portrait.landmarks[seen, :2].astype(np.float64)
        depth = points[seen, 2]
        hull = ConvexHull(positions).vertices
        # a dense outline, so that its nearest point is near everywhere
        ring, ring_depth = positions[hull], depth[hull]
        t = np.linspace(0, 1, 8, endpoint=False)[:, None]
        dense = [(ring[i] * (1 - t) + ring[(i + 1) % len(ring)] * t) for i in range(len(ring))]
        dense_depth = [
            ring_depth[i] * (1 - t[:, 0]) + ring_depth[(i + 1) % len(ring)] * t[:, 0]
            for i in range(len(ring))
        ]
        return cls(
            portrait.pose,
            LinearNDInterpolator(positions, depth),
            np.concatenate(dense).astype(np.float32),
            np.concatenate(dense_depth).astype(np.float32),
        )

    def points(self, positions: Float32) -> tuple[Float32, Float32]:
        """Lift positions (N, 2; pixels) to head frame points (N, 3; cm).

        Returns:
            The points, and the distance of each outside the face (N,; cm).
        """
        z = self._inside(positions)
        out = np.isnan(z)
        distance = np.zeros(len(positions), np.float32)
        if out.any():
            away, nearest = cKDTree(self._outline).query(positions[out])
            distance[out] = away / self._pose.scale
            edge = self._outline_depth[nearest]
            z[out] = edge + (BACK_DEPTH_CM - edge) * (1 - np.exp(-distance[out] / 2))
        return self._lift(positions, z.astype(np.float32)), distance

    def _lift(self, positions: Float32, z: Float32) -> Float32:
        """Return the head frame points of depth z that project to these positions."""
        pose = self._pose
        seen = (positions * np.array([1, -1]) - pose.translation[:2]) / pose.scale
        seen = seen - z[:, None] * pose.rotation[:2, 2]
        xy = seen @ np.linalg.inv(pose.rotation[:2, :2]).T
        return np.column_stack([xy, z]).astype(np.float32)

    def smooth_points(self, nodes: Float32, radius: float) -> tuple[Float32, Float32]:
        """Lift the nodes of a grid (rows, columns, 2); depth is smoothed by `radius` nodes."""
        rows, columns = nodes.shape[:2]
        points, distance = self.points(nodes.reshape(-1, 2))
        depth = cv2.GaussianBlur(points[:, 2].reshape(rows, columns), (0, 0), max(radius, 0.3))
        return self._lift(nodes.reshape(-1, 2), depth.ravel()), distance
