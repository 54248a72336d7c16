"""A small picture of a film, for chats that show one before the film is loaded."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path

_SIDE = 320
"""Pixels of the longest side (core.telegram.org/bots/api, sendVideo: JPEG, at most 320 px and 200 kB)."""


async def thumbnail(film: Path) -> bytes | None:
    """The first picture of a film of ours, as JPEG; None when it cannot be read."""
    return await asyncio.to_thread(_first_picture, film)


def _first_picture(film: Path) -> bytes | None:
    import av
    from PIL import Image

    try:
        with av.open(str(film)) as file:
            pixels = next(file.decode(video=0)).to_ndarray(format="rgb24")
    except (av.FFmpegError, StopIteration, IndexError):
        return None
    picture = Image.fromarray(pixels)
    picture.thumbnail((_SIDE, _SIDE))
    jpeg = io.BytesIO()
    picture.save(jpeg, "JPEG", quality=80)
    return jpeg.getvalue()
