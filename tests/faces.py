"""Pictures of the built-in portrait, and what the landmark network finds in a frame."""

from __future__ import annotations

import cv2
import numpy as np

from talking_photo.core.face import find_portraits
from talking_photo.core.face.models import face_models
from talking_photo.core.face.topology import UPPER_INNER
from talking_photo.core.model import CONTROLS, Performance, Photo

BACKDROP = (150, 170, 160)


def found(pixels):
    """The portrait in a picture."""
    return find_portraits(Photo(pixels=np.ascontiguousarray(pixels)))[0]


def resized(pixels, factor):
    """A smaller (or larger) picture."""
    kind = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=kind)


def pasted(width, height, *pieces):
    """A plain picture of that size with pieces (picture, left, top) on it."""
    canvas = np.full((height, width, 3), BACKDROP, np.uint8)
    for piece, left, top in pieces:
        canvas[top : top + piece.shape[0], left : left + piece.shape[1]] = piece
    return canvas


def face_width(portrait):
    """Pixels from one side of the mesh to the other."""
    return float(np.ptp(portrait.landmarks[:468, 0]))


def eye_distance(landmarks):
    """Pixels between the outer corners of the eyes."""
    return float(np.linalg.norm(landmarks[33, :2] - landmarks[263, :2]))


def performance_of(frames, **controls):
    """A performance at rest but for these controls, each a number or a sequence of `frames`
    numbers.
    """
    values = np.zeros((frames, len(CONTROLS)), np.float32)
    for name, value in controls.items():
        values[:, CONTROLS.index(name)] = value
    return Performance(values=values)


class FaceReader:
    """Looks at frames of one portrait where its face is, with the network that found it."""

    def __init__(self, portrait, *, factor=1.0):
        points = portrait.landmarks[:468, :2] * factor
        low, high = points.min(0), points.max(0)
        self._scale = 512 / (1.6 * float((high - low).max()))
        shift = 256 - self._scale * (low + high) / 2
        self._matrix = np.array([[self._scale, 0, shift[0]], [0, self._scale, shift[1]]])

    def landmarks(self, frame):
        """Shape (478, 2), pixels of the frame; None when there is no face any more."""
        crop = cv2.warpAffine(
            frame,
            self._matrix,
            (512, 512),
            flags=cv2.INTER_CUBIC,
            borderMode=cv2.BORDER_REPLICATE,
        )
        points = face_models().landmarks(crop)
        return None if points is None else (points[:, :2] - self._matrix[:, 2]) / self._scale

    def opening(self, frame):
        """Distance between the inner lips over that between the eyes."""
        points = self.landmarks(frame)
        return float(np.linalg.norm(points[13] - points[14])) / eye_distance(points)

    def eyes(self, frame):
        """How far each eye is open, over its width: left and right as seen."""
        points = self.landmarks(frame)
        return tuple(
            float(np.linalg.norm(points[up] - points[low]) / np.linalg.norm(points[a] - points[b]))
            for up, low, a, b in ((159, 145, 33, 133), (386, 374, 362, 263))
        )


def mouth_area(landmarks, margin=0.0):
    """Rows and columns of the rectangle about the inner lips, and `margin` eye distances more."""
    lips = landmarks[[*UPPER_INNER, 14], :2]
    pad = margin * eye_distance(landmarks)
    (left, top), (right, bottom) = np.floor(lips.min(0) - pad), np.ceil(lips.max(0) + pad)
    return slice(max(int(top), 0), int(bottom) + 1), slice(max(int(left), 0), int(right) + 1)
