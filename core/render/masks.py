"""Operations on binary masks: 0 or 1 for each pixel, shape (H, W)."""

from __future__ import annotations

import cv2
import numpy as np

from talking_photo.core.model import UInt8


def touching(mask: UInt8, seed: UInt8, distance: int = 0) -> UInt8:
    """Return the connected components of a mask that come within `distance` pixels of the seed."""
    count, labels = cv2.connectedComponents(mask)
    near = cv2.dilate(seed, np.ones((2 * distance + 1, 2 * distance + 1), np.uint8))
    met = np.zeros(count, np.uint8)
    met[labels[near > 0]] = 1
    met[0] = 0  # what is not in the mask
    return met[labels]


def disc(radius: float) -> UInt8:
    """Return a round structuring element of that radius in pixels."""
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * round(radius) + 1,) * 2)
