"""Blending of two images with an alpha for each pixel."""

from __future__ import annotations

import cv2

from talking_photo.core.model import Float32, UInt8


def blend(under: UInt8, over: UInt8, share: Float32) -> UInt8:
    """Blend `foreground` over `background` with an alpha (H, W) of 0..1.

    Both images are (H, W, C).

    OpenCV does it: numpy is slow where an (H, W) array is broadcast over channels.
    """
    return cv2.blendLinear(over, under, share, 1 - share)
