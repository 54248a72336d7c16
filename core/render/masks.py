"""Masks of what belongs together in a picture: 0 or 1 for each pixel, shape (H, W)."""

from __future__ import annotations

import cv2
import numpy as np

from talking_photo.core.model import UInt8


def touching(mask: UInt8, seed: UInt8, away: int = 0) -> UInt8:
    """The connected parts of a mask that come as near to the seed as `away` pixels."""
    _, labels = cv2.connectedComponents(mask)
    near = cv2.dilate(seed, np.ones((2 * away + 1, 2 * away + 1), np.uint8))
    met = np.unique(labels[(near > 0) & (mask > 0)])
    return np.isin(labels, met[met > 0]).astype(np.uint8)


def disc(radius: float) -> UInt8:
    """What a mask is grown or shrunk by, in pixels, when it should keep its roundness."""
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * round(radius) + 1,) * 2)
