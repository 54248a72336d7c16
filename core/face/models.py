"""The mediapipe networks; the only importer of mediapipe."""

from __future__ import annotations

import functools
import sys
import threading
import types
from dataclasses import dataclass
from queue import LifoQueue
from typing import Any

import numpy as np

from talking_photo.core.model import FaceBox, Float32, UInt8

MAX_CONCURRENT_MESHES = 2
"""Landmark networks, and so threads that may run one at the same time: as many as the cores that
one job is meant for."""
_MIN_HAND_SCORE = 0.5
"""Score of the palm detector from which there is a hand. Of 43 photos 14 show one, and none of the
others has."""


@dataclass(frozen=True, slots=True)
class FaceModels:
    """Networks that are loaded once per process.

    Only `landmarks`, for up to MAX_CONCURRENT_MESHES threads, and `hands` are thread-safe.
    """

    _detectors: tuple[Any, ...]
    _meshes: LifoQueue[Any]
    """Idle networks. A single thread gets the same one each time; the other then takes hardly any
    memory."""
    _subject: Any
    _hands: Any
    _hands_lock: threading.Lock

    def detect(self, pixels: UInt8) -> list[FaceBox]:
        """Detect faces with the short-range (selfie) and the full-range network.

        The boxes may overlap.
        """
        height, width = pixels.shape[:2]
        found = []
        for detector in self._detectors:
            for face in detector.process(pixels).detections or ():
                box = face.location_data.relative_bounding_box
                found.append(
                    FaceBox(
                        x=(box.xmin + box.width / 2) * width,
                        y=(box.ymin + box.height / 2) * height,
                        width=box.width * width,
                        score=float(face.score[0]),
                    )
                )
        return found

    def landmarks(self, pixels: UInt8) -> Float32 | None:
        """Return the 478 landmarks (x, y, z in pixels) of the face in a square crop, or None."""
        mesh = self._meshes.get()
        try:
            found = mesh.process(pixels).multi_face_landmarks
        finally:
            self._meshes.put(mesh)
        if not found:
            return None
        height, width = pixels.shape[:2]
        points = np.array([(p.x, p.y, p.z) for p in found[0].landmark], np.float32)
        # z is scaled like x
        # (https://ai.google.dev/edge/mediapipe/solutions/vision/face_landmarker)
        return points * np.array([width, height, width], np.float32)

    def person(self, pixels: UInt8) -> Float32:
        """Return the probability (H, W) that a pixel belongs to a person."""
        mask: Float32 = self._subject.process(pixels).segmentation_mask
        return mask

    def hands(self, pixels: UInt8) -> list[Float32]:
        """Return the 21 landmarks of each hand in a picture, shape (21, 2), x and y in pixels."""
        with self._hands_lock:
            found = self._hands.process(pixels).multi_hand_landmarks or ()
        size = np.array([pixels.shape[1], pixels.shape[0]], np.float32)
        return [np.array([(p.x, p.y) for p in hand.landmark], np.float32) * size for hand in found]


@functools.cache
def face_models() -> FaceModels:
    """Load the networks; about half a second the first time, free afterwards."""
    _stub_matplotlib()
    from mediapipe.python.solutions import (
        face_detection,
        face_mesh,
        hands,
        selfie_segmentation,
    )

    meshes: LifoQueue[Any] = LifoQueue()
    for _ in range(MAX_CONCURRENT_MESHES):
        meshes.put(
            face_mesh.FaceMesh(
                static_image_mode=True, refine_landmarks=True, min_detection_confidence=0.3
            )
        )
    return FaceModels(
        tuple(
            face_detection.FaceDetection(model_selection=reach, min_detection_confidence=0.4)
            for reach in (0, 1)
        ),
        meshes,
        selfie_segmentation.SelfieSegmentation(model_selection=0),
        hands.Hands(
            static_image_mode=True, max_num_hands=4, min_detection_confidence=_MIN_HAND_SCORE
        ),
        threading.Lock(),
    )


def _stub_matplotlib() -> None:
    """Install an empty stand-in for matplotlib, which saves 60 MB and two seconds.

    mediapipe imports pyplot for drawing functions that are not used here.
    """
    if "matplotlib" not in sys.modules:
        pyplot = types.ModuleType("matplotlib.pyplot")
        package = types.ModuleType("matplotlib")
        package.pyplot = pyplot  # type: ignore[attr-defined]
        sys.modules |= {"matplotlib": package, "matplotlib.pyplot": pyplot}
