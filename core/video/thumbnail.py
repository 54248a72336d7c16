"""The first frame of a video, for what is shown before the video is loaded."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path

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
    return await asyncio.to_thread(_first_frame, video, max_side)


def _first_frame(video: Path, max_side: int) -> bytes | None:
    import av
    from PIL import Image

    try:
        with av.open(str(video), options=_OPTIONS) as file:
            stream = file.streams.video[0]
            if stream.codec_context.name not in _CODECS:
                return None
            pixels = next(file.decode(stream)).to_ndarray(format="rgb24")
    except (av.FFmpegError, StopIteration, IndexError):
        return None
    picture = Image.fromarray(pixels)
    picture.thumbnail((max_side, max_side))
    jpeg = io.BytesIO()
    picture.save(jpeg, "JPEG", quality=80)
    return jpeg.getvalue()
