"""The drawn person's face: the mean face with parameter offsets."""

from __future__ import annotations

import numpy as np

from talking_photo.core.demo.canvas import Points
from talking_photo.core.face.mean_face import mean_face
from talking_photo.core.face.topology import (
    LEFT_EYE_LOWER,
    LEFT_EYE_UPPER,
    RIGHT_EYE_LOWER,
    RIGHT_EYE_UPPER,
)

_CORNERS = 61, 291
_EYES = (
    np.concatenate([LEFT_EYE_UPPER, LEFT_EYE_LOWER]),
    np.concatenate([RIGHT_EYE_UPPER, RIGHT_EYE_LOWER]),
)


def person() -> Points:
    """Return the landmarks of the drawn person, shape (478, 3), cm."""
    points = mean_face().points.astype(float)
    x, y = points[:, 0].copy(), points[:, 1].copy()
    below = np.clip((0.5 - y) / 8, 0, 1)
    points[:, 0] *= 1 - 0.12 * below * np.clip(np.abs(x) / 5, 0, 1)  # a narrower jaw
    for corner in _CORNERS:  # a slight smile
        near = np.exp(-((x - x[corner]) ** 2 + (y - y[corner]) ** 2) / (2 * 0.9**2))
        points[:, 1] += 0.44 * near
        points[:, 0] += 0.10 * near * np.sign(x[corner])
    for ring in _EYES:  # almond-shaped eyes, as the mesh network expects of drawn ones
        outer = points[ring[np.argmax(np.abs(points[ring, 0]))], :2].copy()
        near = np.exp(-((points[:, :2] - outer) ** 2).sum(1) / (2 * 0.7**2))
        points[:, 1] += 0.13 * near
    return points
