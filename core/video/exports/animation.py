"""A video as a small moving picture without sound (animated WebP), for mails."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from talking_photo.core.video.encode import encoder_errors
from talking_photo.core.video.thumbnail import open_video

_MAX_SIDE = 320
_MOST_SECONDS = 10
"""At this size 10 s take about half a megabyte; mails should stay below one."""
_EVERY = 2
"""Of the video's frames, every second is shown."""
_RATE = Fraction(25, _EVERY)
_OPTIONS = {"quality": "60", "compression_level": "2"}


def write_animation(video: Path, target: Path) -> None:
    """Write the beginning of the video as an animated WebP that loops.

    Raises:
        RenderError: video_unreadable or encoder_failed.
        StorageError: disk_full.
    """
    import av

    with (
        open_video(video) as source,
        encoder_errors(),
        av.open(target, "w", format="webp", options={"loop": "0"}) as file,
    ):
        stream = source.streams.video[0]
        stream.thread_type = "AUTO"
        scale = min(1.0, _MAX_SIDE / max(stream.width, stream.height))
        shown = file.add_stream("libwebp_anim", _RATE, options=_OPTIONS)
        shown.width, shown.height = (
            max(2, round(side * scale / 2) * 2) for side in (stream.width, stream.height)
        )
        shown.pix_fmt = "yuv420p"
        for index, frame in enumerate(source.decode(stream)):
            if index >= _MOST_SECONDS * _RATE * _EVERY:
                break
            if index % _EVERY:
                continue
            small = frame.reformat(shown.width, shown.height, "yuv420p", interpolation="AREA")
            small.pts, small.time_base = index // _EVERY, 1 / _RATE
            file.mux(shown.encode(small))
        file.mux(shown.encode())
