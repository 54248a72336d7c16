"""Landmark indices: the numbering of mediapipe's face mesh, left and right as seen in the image.

Source: the face mesh map of mediapipe (face_mesh_connections.py names the same points by edges).
"""

from __future__ import annotations

import numpy as np

UPPER_INNER = np.array([78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308])
LOWER_INNER = np.array([78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308])
UPPER_OUTER = np.array([61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291])
LOWER_OUTER = np.array([61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291])
"""Edges of the lips, corner to corner."""

LEFT_EYE_UPPER = np.array([33, 246, 161, 160, 159, 158, 157, 173, 133])
LEFT_EYE_LOWER = np.array([33, 7, 163, 144, 145, 153, 154, 155, 133])
RIGHT_EYE_UPPER = np.array([362, 398, 384, 385, 386, 387, 388, 466, 263])
RIGHT_EYE_LOWER = np.array([362, 382, 381, 380, 374, 373, 390, 249, 263])
"""Edges of the lids, from the image's left to its right."""

LEFT_IRIS = np.arange(468, 473)
RIGHT_IRIS = np.arange(473, 478)
"""Centre first, then four points of the rim."""

OVAL = np.array(
    [
        *(10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377),
        *(152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109),
    ]
)
"""Outline of the face, clockwise from the forehead."""

CHEEKS = np.array([50, 101, 118, 117, 123, 280, 330, 347, 346, 352])
FOREHEAD = np.array([151, 108, 337, 69, 299, 9])
NOSE_RIDGE = np.array([6, 197, 195, 5])
CHIN = np.array([152, 175, 199, 200, 18])
"""Points on plain skin."""
