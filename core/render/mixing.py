"""One picture laid over another, by a share for each pixel."""

from __future__ import annotations

import cv2

from talking_photo.core.model import Float32, UInt8


def mixed(under: UInt8, over: UInt8, share: Float32) -> UInt8:
    """`over` where the share (H, W) is 1, `under` where it is 0, in proportion between; both pictures (H, W, C).

    Done by OpenCV, for numpy is slow where each pixel's share has to be stretched over its channels.
    """
    return cv2.blendLinear(over, under, share, 1 - share)
