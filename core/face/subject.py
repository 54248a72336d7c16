"""Subject mask: person segmentation around the head, joined with the face's outline."""

from __future__ import annotations

import cv2
import numpy as np

from talking_photo.core.face.models import FaceModels
from talking_photo.core.face.topology import OVAL
from talking_photo.core.model import Float32, UInt8

_CONTEXT_FACE_HEIGHTS = (3.0, 2.4, 5.5)
"""Face heights around the face that the network is given: to each side, above, below. It was
trained on people who fill the frame."""


def subject_mask(
    pixels: UInt8, landmarks: Float32, others: list[Float32], models: FaceModels
) -> UInt8:
    """Return a mask (H, W), 255 on the person of this mesh.

    Far from the head everything is background.

    Args:
        pixels: The photo.
        landmarks: The person's mesh.
        others: Meshes of the other people: each gets the pixels nearest to head, neck and chest.
        models: The networks.
    """
    height, width = pixels.shape[:2]
    oval = landmarks[OVAL, :2]
    centre, size = oval.mean(0), float(np.ptp(oval, axis=0).max())
    side, above, below = _CONTEXT_FACE_HEIGHTS
    left, right = (int(np.clip(centre[0] + d * size, 0, width)) for d in (-side, side))
    top, bottom = (int(np.clip(centre[1] + d * size, 0, height)) for d in (-above, below))
    crop = np.ascontiguousarray(pixels[top:bottom, left:right])
    reduced = min(1.0, 512 / max(crop.shape[:2]))
    small = cv2.resize(crop, None, fx=reduced, fy=reduced, interpolation=cv2.INTER_AREA)
    probability = models.person(small)
    if others:
        x = np.arange(probability.shape[1], dtype=np.float32) / reduced + left
        y = np.arange(probability.shape[0], dtype=np.float32)[:, None] / reduced + top
        own = distance_from_axis(x, y, landmarks)
        probability = probability * np.all(
            [own <= distance_from_axis(x, y, other) for other in others], axis=0
        )
    probability = cv2.resize(probability, (right - left, bottom - top))
    mask = np.zeros((height, width), np.uint8)
    mask[top:bottom, left:right] = probability > 0.3
    cv2.fillPoly(mask, [np.round(oval).astype(np.int32)], 1)
    _, labels = cv2.connectedComponents(mask)
    nose = np.clip(np.round(landmarks[4, :2]).astype(int), 0, [width - 1, height - 1])
    return np.where(labels == labels[nose[1], nose[0]], 255, 0).astype(np.uint8)


def distance_from_axis(x: Float32, y: Float32, landmarks: Float32) -> Float32:
    """Return squared distances from the line between forehead and chest, in face heights."""
    forehead, chin = landmarks[10, :2].tolist(), landmarks[152, :2].tolist()
    across, down = chin[0] - forehead[0], chin[1] - forehead[1]
    height = across**2 + down**2
    x, y = x - np.float32(forehead[0]), y - np.float32(forehead[1])
    t = np.clip((x * across + y * down) / height, 0, 3.2)
    return ((x - t * across) ** 2 + (y - t * down) ** 2) / height
