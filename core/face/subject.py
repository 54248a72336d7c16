"""Which pixels belong to the person: the network's mask around the head, joined with the face itself."""

from __future__ import annotations

import cv2
import numpy as np

from core.face.models import FaceModels
from core.face.topology import OVAL
from core.model import Float32, UInt8

_REACH = (3.0, 2.4, 5.5)
"""Face heights that the network looks at to each side, above and below: it was trained on people who fill the frame."""


def subject_mask(pixels: UInt8, landmarks: Float32, models: FaceModels) -> UInt8:
    """Return a mask (H, W), 255 on the person whose mesh this is. Far from the head everything counts as background."""
    height, width = pixels.shape[:2]
    oval = landmarks[OVAL, :2]
    centre, size = oval.mean(0), float(np.ptp(oval, axis=0).max())
    side, above, below = _REACH
    left, right = (int(np.clip(centre[0] + d * size, 0, width)) for d in (-side, side))
    top, bottom = (int(np.clip(centre[1] + d * size, 0, height)) for d in (-above, below))
    crop = np.ascontiguousarray(pixels[top:bottom, left:right])
    reduced = min(1.0, 512 / max(crop.shape[:2]))
    small = cv2.resize(crop, None, fx=reduced, fy=reduced, interpolation=cv2.INTER_AREA)
    likely = cv2.resize(models.person(small), (right - left, bottom - top))
    mask = np.zeros((height, width), np.uint8)
    mask[top:bottom, left:right] = likely > 0.3
    cv2.fillPoly(mask, [np.round(oval).astype(np.int32)], 1)
    _, labels = cv2.connectedComponents(mask)
    nose = np.clip(np.round(landmarks[4, :2]).astype(int), 0, [width - 1, height - 1])
    return np.where(labels == labels[nose[1], nose[0]], 255, 0).astype(np.uint8)
