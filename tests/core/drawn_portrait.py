"""A synthetic portrait, for whatever needs one without a real photo."""

from __future__ import annotations

import numpy as np

from talking_photo.core.model import FaceBox, MouthState, Portrait, Pose

EYES = [33, 133, 362, 263]


def portrait_of(
    width: int, height: int, *, face: tuple[float, float, float], hair: float = 0.3
) -> Portrait:
    """A grey ramp with a face of (centre x, centre y, height).

    The eyes are at 40 % of the face.
    """
    x, y, tall = face
    angles = np.linspace(0, 2 * np.pi, 478, endpoint=False)
    landmarks = np.stack(
        [x + 0.36 * tall * np.cos(angles), y + 0.5 * tall * np.sin(angles), np.zeros(478)], 1
    ).astype(np.float32)
    landmarks[EYES] = [(x + step * tall, y - 0.1 * tall, 0.0) for step in (-0.22, -0.1, 0.1, 0.22)]
    landmarks[[61, 291]] = [(x + step * tall, y + 0.27 * tall, 0.0) for step in (-0.15, 0.15)]
    landmarks[[2, 0, 17, 152], 0] = x
    landmarks[[2, 0, 17, 152], 1] = [y + step * tall for step in (0.15, 0.24, 0.31, 0.5)]
    subject = np.zeros((height, width), np.uint8)
    top = max(int(y - (0.5 + hair) * tall), 0)
    subject[top:, int(x - 0.4 * tall) : int(x + 0.4 * tall)] = 255
    shade = np.linspace(40, 200, width, dtype=np.uint8)
    pixels = np.repeat(np.tile(shade, (height, 1))[..., None], 3, 2)
    return Portrait(
        pixels=pixels,
        landmarks=landmarks,
        visible=np.ones(478, bool),
        pose=Pose(
            scale=tall / 20,
            rotation=np.eye(3, dtype=np.float32),
            translation=np.array([x, -y, -3], np.float32),
        ),
        mouth=MouthState.CLOSED,
        subject=subject,
        faces=(
            FaceBox(x=1, y=1, width=9, score=0.5),
            FaceBox(x=x, y=y, width=0.72 * tall, score=0.9),
        ),
        number=2,
    )
