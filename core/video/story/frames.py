"""Decodes the rendered scenes of a story at the size of its canvas, a frame at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from talking_photo.core.errors import RenderError
from talking_photo.core.model import Float32, UInt8
from talking_photo.core.video.thumbnail import open_video
from talking_photo.core.video.yuv import Yuv, planes_of

if TYPE_CHECKING:
    from av import VideoFrame

_NEARLY = 0.03
"""Difference of two aspect ratios that nobody sees."""
_BAR = (16, 128, 128)
"""Y'CbCr of bars beside a scene of another shape."""


def scene_frames(
    video: Path, size: tuple[int, int], background: Yuv | None, count: int
) -> Iterator[Yuv]:
    """Yield the frames of a scene; a transparent one stands before the background.

    Raises:
        RenderError: video_unreadable.
    """
    done = 0
    for frame in _decoded(video):
        if done == count:
            return
        yield _on_canvas(frame, size, background)
        done += 1
    if done < count:
        raise RenderError("video_unreadable")


def _decoded(video: Path) -> Iterator[VideoFrame]:
    import av

    with open_video(video) as file:
        stream = file.streams.video[0]
        if video.suffix != ".webm":
            yield from file.decode(stream)
            return
        decoder = av.CodecContext.create("libvpx-vp9", "r")  # libav's own ignores transparency
        for packet in file.demux(stream):
            yield from decoder.decode(packet)


def _on_canvas(frame: VideoFrame, size: tuple[int, int], background: Yuv | None) -> Yuv:
    width, height = size
    shape = width / height * frame.height / frame.width
    if abs(shape - 1) < _NEARLY:
        inner = size
    elif shape > 1:
        inner = (_even(frame.width * height / frame.height), height)
    else:
        inner = (width, _even(frame.height * width / frame.width))
    kind = "yuva420p" if frame.format.name == "yuva420p" else "yuv420p"
    if (frame.width, frame.height, frame.format.name) != (*inner, kind):
        frame = frame.reformat(*inner, kind, interpolation="BICUBIC")
    planes = list(planes_of(frame))
    picture = Yuv(*planes[:3])
    if inner == size and len(planes) == 3:
        return picture
    canvas = _bars(size) if background is None else Yuv(*(plane.copy() for plane in background))
    left, top = (_even((outer - side) / 2) for outer, side in zip(size, inner, strict=True))
    if len(planes) == 3:
        canvas.paste(picture, left=left, top=top)
    else:
        _composite(canvas, picture, planes[3], left, top)
    return canvas


def _composite(canvas: Yuv, picture: Yuv, alpha: UInt8, left: int, top: int) -> None:
    """Lay a picture with an alpha over the canvas, in place."""
    import cv2

    half = cv2.resize(alpha, alpha.shape[::-1], interpolation=cv2.INTER_AREA)
    half = cv2.resize(half, (alpha.shape[1] // 2, len(alpha) // 2), interpolation=cv2.INTER_AREA)
    for plane, source, cover, step in zip(
        canvas, picture, (alpha, half, half), (1, 2, 2), strict=True
    ):
        rows, columns = source.shape
        area = plane[top // step :, left // step :][:rows, :columns]
        share: Float32 = cover / np.float32(255)
        area[:] = np.rint(area + share * (source.astype(np.float32) - area))


def blend(one: Yuv, other: Yuv, share: float) -> Yuv:
    """Return a picture between two; a share of 1 is the other."""
    import cv2

    return Yuv(
        *(cv2.addWeighted(a, 1 - share, b, share, 0) for a, b in zip(one, other, strict=True))
    )


def _bars(size: tuple[int, int]) -> Yuv:
    width, height = size
    sides = ((height, width), (height // 2, width // 2), (height // 2, width // 2))
    return Yuv(*(np.full(side, level, np.uint8) for side, level in zip(sides, _BAR, strict=True)))


def _even(length: float) -> int:
    return max(round(length / 2) * 2, 0)
