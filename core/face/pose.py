"""Head pose: the mean face aligned to the landmarks."""

from __future__ import annotations

import numpy as np

from talking_photo.core.face.mean_face import mean_face
from talking_photo.core.model import Float32, Pose

# Landmarks that speech and expression move little.
RIGID = (
    *(33, 133, 362, 263, 168, 6, 197, 195, 5, 4, 10, 151, 9, 8, 127, 356),
    *(234, 454, 93, 323, 132, 361, 48, 278, 98, 327, 70, 300, 105, 334),
)


def camera(points: Float32) -> Float32:
    """Convert landmarks (x right, y down, z away) to camera space (y up, z to the viewer)."""
    return points * np.array([1, -1, -1], np.float32)


def fit_pose(landmarks: Float32) -> Pose:
    """Fit the pose of a mesh (478, 3) by Umeyama's method.

    S. Umeyama, "Least-squares estimation of transformation parameters between two point patterns",
    PAMI 13(4), 1991.
    """
    rows = list(RIGID)
    scale, rotation, translation = similarity(mean_face().points[rows], camera(landmarks)[rows])
    return Pose(
        scale=scale,
        rotation=rotation.astype(np.float32),
        translation=translation.astype(np.float32),
    )


def similarity(source: Float32, target: Float32) -> tuple[float, Float32, Float32]:
    """Return s, R, t that minimise |target - (s R source + t)| over point sets of shape (N, 3)."""
    source_mean, target_mean = source.mean(0), target.mean(0)
    x, y = source - source_mean, target - target_mean
    u, d, vt = np.linalg.svd(y.T @ x / len(x))
    flip = np.diag([1.0, 1.0, np.sign(np.linalg.det(u @ vt))])
    rotation = u @ flip @ vt
    scale = float((d * np.diag(flip)).sum() / (x**2).sum() * len(x))
    return scale, rotation, target_mean - scale * rotation @ source_mean
