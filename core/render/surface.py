"""The depth of everything in the photo: the face's from its mesh, the rest of the head falling away behind it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from scipy.interpolate import LinearNDInterpolator
from scipy.spatial import ConvexHull, cKDTree

from talking_photo.core.model import Float32, Portrait, Pose

BACK = -3.0
"""Depth (cm, head frame) that hair, neck and shoulders fall away to, within some 2 cm of the face's outline."""


@dataclass(frozen=True, slots=True)
class Surface:
    """Gives a depth to any place of the photo."""

    _pose: Pose
    _inside: LinearNDInterpolator
    _outline: Float32
    _outline_depth: Float32

    @classmethod
    def of(cls, portrait: Portrait, points: Float32) -> Surface:
        """Build from the visible landmarks; `points` are all landmarks in the head frame (478, 3)."""
        seen = np.flatnonzero(portrait.visible[:468])
        places = portrait.landmarks[seen, :2].astype(np.float64)
        depth = points[seen, 2]
        hull = ConvexHull(places).vertices
        # a dense outline, so that the nearest point of it is near everywhere
        ring, ring_depth = places[hull], depth[hull]
        t = np.linspace(0, 1, 8, endpoint=False)[:, None]
        dense = [(ring[i] * (1 - t) + ring[(i + 1) % len(ring)] * t) for i in range(len(ring))]
        dense_depth = [
            ring_depth[i] * (1 - t[:, 0]) + ring_depth[(i + 1) % len(ring)] * t[:, 0]
            for i in range(len(ring))
        ]
        return cls(
            portrait.pose,
            LinearNDInterpolator(places, depth),
            np.concatenate(dense).astype(np.float32),
            np.concatenate(dense_depth).astype(np.float32),
        )

    def points(self, places: Float32) -> tuple[Float32, Float32]:
        """Lift places (N, 2; pixels) to head frame points (N, 3; cm); also their distance outside the face (N,; cm)."""
        z = self._inside(places)
        out = np.isnan(z)
        distance = np.zeros(len(places), np.float32)
        if out.any():
            away, nearest = cKDTree(self._outline).query(places[out])
            distance[out] = away / self._pose.scale
            edge = self._outline_depth[nearest]
            z[out] = edge + (BACK - edge) * (1 - np.exp(-distance[out] / 2))
        return self._lifted(places, z.astype(np.float32)), distance

    def _lifted(self, places: Float32, z: Float32) -> Float32:
        """The head frame points of depth z that are seen at these places."""
        pose = self._pose
        seen = (places * np.array([1, -1]) - pose.translation[:2]) / pose.scale
        seen = seen - z[:, None] * pose.rotation[:2, 2]
        xy = seen @ np.linalg.inv(pose.rotation[:2, :2]).T
        return np.column_stack([xy, z]).astype(np.float32)

    def smooth_points(self, nodes: Float32, radius: float) -> tuple[Float32, Float32]:
        """Like `points` for a grid (rows, columns, 2), the depth smoothed by `radius` nodes so that no facet shows."""
        rows, columns = nodes.shape[:2]
        points, distance = self.points(nodes.reshape(-1, 2))
        depth = cv2.GaussianBlur(points[:, 2].reshape(rows, columns), (0, 0), max(radius, 0.3))
        return self._lifted(nodes.reshape(-1, 2), depth.ravel()), distance
