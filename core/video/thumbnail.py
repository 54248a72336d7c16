"""The first frame of a video, for what is shown before the video is loaded."""

from __future__ import annotations

import asyncio
import contextlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from talking_photo.core.errors import RenderError

if TYPE_CHECKING:
    from av.container import InputContainer

_MAX_SIDE = 320
"""Pixels of the longest side (core.telegram.org/bots/api, sendVideo: JPEG, at most 320 px and 200
kB)."""

_OPTIONS = {
    # Videos come from processes that decode strangers' files: only our own kinds are opened.
    "format_whitelist": "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm",
    "protocol_whitelist": "file",
}
_CODECS = {"h264", "vp9", "libvpx-vp9"}


async def thumbnail(video: Path, max_side: int = _MAX_SIDE) -> bytes | None:
    """Return the first frame of one of our videos as JPEG; None when it cannot be read."""
    return await asyncio.to_thread(first_frame, video, max_side)


@contextlib.contextmanager
def open_video(video: Path) -> Iterator[InputContainer]:
    """Open one of our videos.

    Raises:
        RenderError: video_unreadable; also when a picture cannot be decoded inside of the `with`.
    """
    import av

    try:
        with av.open(str(video), options=_OPTIONS) as file:
            if not file.streams.video or file.streams.video[0].codec_context.name not in _CODECS:
                raise RenderError("video_unreadable")
            yield file
    except (av.FFmpegError, StopIteration) as exc:
        raise RenderError("video_unreadable") from exc


def first_frame(video: Path, max_side: int = _MAX_SIDE) -> bytes | None:
    """Return what `thumbnail` does, in this thread."""
    from PIL import Image

    try:
        with open_video(video) as file:
            pixels = next(file.decode(file.streams.video[0])).to_ndarray(format="rgb24")
    except RenderError:
        return None
    picture = Image.fromarray(pixels)
    picture.thumbnail((max_side, max_side))
    jpeg = io.BytesIO()
    picture.save(jpeg, "JPEG", quality=80)
    return jpeg.getvalue()
