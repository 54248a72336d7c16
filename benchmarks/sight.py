"""Sees again what was drawn.

Landmarks in each frame of a video, each frame on its own, without smoothing over time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt

from benchmarks.tracks import Track
from talking_photo.core.errors import RequestError
from talking_photo.core.face import find_portraits
from talking_photo.core.face.models import face_models
from talking_photo.core.face.topology import (
    LOWER_INNER,
    LOWER_OUTER,
    OVAL,
    UPPER_INNER,
    UPPER_OUTER,
)
from talking_photo.core.model import FPS, Float32, Photo, Speech, UInt8

_CROP = 512
_AROUND = 1.7
"""Side of the crop over the size of the face."""
_LARGEST = 1280
"""Longest side in pixels at which a video is read."""
_HEARD = 16_000
"""Samples per second at which the sound of a video is analysed: enough to tell voice from
silence."""
_UPPER_LIP, _LOWER_LIP = 13, 14
_EYES = (33, 263)
_UPPER_FACE = (33, 133, 362, 263, 168, 6, 197, 195, 5, 4)
"""Corners of the eyes and ridge of the nose: what speech should leave alone."""


def frames_of(video: Path) -> Iterator[UInt8]:
    """Decode a video to RGB frames, shape (H, W, 3)."""
    with av.open(video) as container:
        stream = container.streams.video[0]
        reduction = min(1.0, _LARGEST / max(stream.width, stream.height))
        width, height = (round(side * reduction) for side in (stream.width, stream.height))
        for frame in container.decode(video=0):
            pixels = frame.to_ndarray(format="rgb24", width=width, height=height)
            yield pixels.astype(np.uint8, copy=False)


def read(pixels: UInt8, around: Float32) -> Float32:
    """Landmarks of the face in a frame as they are seen, shape (478, 2), pixels.

    See `read_deep`.
    """
    return read_deep(pixels, around)[:, :2]


def read_deep(pixels: UInt8, around: Float32) -> Float32:
    """Landmarks of the face in a frame, shape (478, 3), pixels, z away.

    NaN where the network finds none.

    Args:
        pixels: RGB.
        around: Landmarks (478, 2 or more) that tell where the face is, about.
    """
    eyes = around[_EYES[1], :2] - around[_EYES[0], :2]
    outline = around[OVAL, :2]
    middle = (outline.min(0) + outline.max(0)) / 2
    scale = _CROP / (_AROUND * float(np.ptp(outline, axis=0).max()))
    cos, sin = eyes / np.linalg.norm(eyes) * scale
    turn = np.array([[cos, sin], [-sin, cos]])
    shift = _CROP / 2 - turn @ middle
    kind = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_LINEAR
    crop = cv2.warpAffine(
        pixels, np.column_stack([turn, shift]), (_CROP, _CROP),
        flags=kind, borderMode=cv2.BORDER_REPLICATE,
    )  # fmt: skip
    points = face_models().landmarks(crop)
    if points is None:
        return np.full((478, 3), np.nan, np.float32)
    flat = (points[:, :2] - shift) @ np.linalg.inv(turn).T
    return np.column_stack([flat, points[:, 2] / scale]).astype(np.float32)


def opening(points: Float32) -> Track:
    """Distance of the inner lips at the middle, in distances of the outer eye corners.

    Points (T, 478, 2).
    """
    lips = np.linalg.norm(points[:, _UPPER_LIP] - points[:, _LOWER_LIP], axis=1)
    eyes = np.linalg.norm(points[:, _EYES[0]] - points[:, _EYES[1]], axis=1)
    return (lips / eyes).astype(np.float64)


def drift(points: Float32, photo: Float32) -> Track:
    """How far the upper face is bent out of the photo's shape, in eye distances.

    Points (T, 478, 2), photo (478, 2).

        What is left after the best shift, turn and scale; a head that turns leaves some, too.
    """
    there = points[:, _UPPER_FACE] @ np.array([1, 1j])
    here = photo[list(_UPPER_FACE)] @ np.array([1, 1j])
    there = there - there.mean(1, keepdims=True)
    here = here - here.mean()
    fit = (there * here.conj()).sum(1, keepdims=True) / (abs(here) ** 2).sum()
    left = np.sqrt((abs(there - fit * here) ** 2).mean(1))
    return (left / abs(fit[:, 0]) / np.linalg.norm(photo[_EYES[0]] - photo[_EYES[1]])).astype(
        np.float64
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MouthBox:
    """The lips of a photo and a third of their width around.

    Its rows and columns, and what of it is always skin.
    """

    rows: slice
    columns: slice
    skin: npt.NDArray[np.bool_]
    """False where the mouth is or may open, shape (h, w) of the box."""

    @classmethod
    def of(cls, points: Float32) -> MouthBox:
        """From landmarks (478, 2 or more), pixels."""
        lips = points[np.concatenate([UPPER_OUTER, LOWER_OUTER]), :2]
        rim = float(np.ptp(lips[:, 0])) / 3
        (left, top), (right, bottom) = np.maximum(lips.min(0) - rim, 0), lips.max(0) + rim
        rows, columns = slice(int(top), int(bottom)), slice(int(left), int(right))
        # between the corners, from the line between the lips down: the lower lip and the opening
        # come by there
        below = points[LOWER_INNER, :2] + [0, 2 * rim]
        moves = np.concatenate([points[UPPER_INNER, :2], below[::-1]]) - [int(left), int(top)]
        skin = np.ones((rows.stop - rows.start, columns.stop - columns.start), np.uint8)
        cv2.fillPoly(skin, [np.rint(moves).astype(np.int32)], (0,))
        around = max(3, round(rim / 4)) | 1
        return cls(rows=rows, columns=columns, skin=cv2.erode(skin, np.ones((around, around))) > 0)

    def sharpness(self, pixels: UInt8) -> tuple[float, float]:
        """Variance of the Laplacian of brightness in the box, and of its skin alone."""
        grey = cv2.cvtColor(pixels[self.rows, self.columns], cv2.COLOR_RGB2GRAY)
        detail = cv2.Laplacian(grey, cv2.CV_64F)
        return float(detail.var()), float(detail[self.skin[: len(grey), : grey.shape[1]]].var())


def speaker(video: Path) -> Track | None:
    """The opening of a person on video, at FPS.

    None for what is no video, or has no face in its first frame.
    """
    points = watch(video)
    return None if points is None else opening(points[..., :2])


def watch(video: Path) -> Float32 | None:
    """Return landmarks of the face in a video, shape (T, 478, 3), pixels, at FPS.

    NaN where no face is found; None for what is no video, or has no face in its first frame.
    """
    frames = frames_of(video)
    try:
        first = next(frames)
        around = find_portraits(Photo(pixels=first))[0].landmarks
    except (av.FFmpegError, RequestError):
        return None
    seen = []
    for pixels in _with(first, frames):
        points = read_deep(pixels, around)
        seen.append(points)
        if np.isfinite(points).all():
            around = points
    with av.open(video) as container:
        rate = float(container.streams.video[0].average_rate or FPS)
    return at_fps(np.stack(seen), rate)


def at_fps(points: Float32, rate: float) -> Float32:
    """Landmarks (T, ...) of a video of `rate` frames a second, between its frames as it takes."""
    places = np.arange(0, (len(points) - 1) / rate + 1e-6, 1 / FPS) * rate
    before = np.minimum(places.astype(int), max(len(points) - 2, 0))
    share = (places - before).reshape(-1, *[1] * (points.ndim - 1))
    after = np.minimum(before + 1, len(points) - 1)
    between = (1 - share) * points[before] + share * points[after]
    return np.where(share < 1e-3, points[before], between).astype(np.float32)


def voice(video: Path) -> Speech | None:
    """The sound of a video, mono; None where it has none."""
    with av.open(video) as container:
        if not container.streams.audio:
            return None
        to_mono = av.AudioResampler(format="flt", layout="mono", rate=_HEARD)
        recognised = [
            part.to_ndarray().ravel()
            for frame in [*container.decode(audio=0), None]
            for part in to_mono.resample(frame)
        ]
    return Speech(samples=np.concatenate(recognised), sample_rate=_HEARD)


def _with(first: UInt8, rest: Iterable[UInt8]) -> Iterator[UInt8]:
    yield first
    yield from rest
