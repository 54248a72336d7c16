"""Bit budget of a video whose file has a size limit."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from talking_photo.core.errors import RequestError
from talking_photo.core.model import FPS, Note, Video

SOUND_BITS = 128_000
"""Bits per second of AAC; Opus needs half."""
_TARGET_SHARE = 0.94
"""Target share of the limit: the encoder's rate control is not exact."""
_CONTAINER_BITS = 8_250
"""Per second, for the index of 25 frames and 47 audio packets in an mp4 (measured)."""
_MIN_BITS = 16_000
"""Per second; with less there is nothing to see or hear."""
_BUFFER_SECONDS = 1.0
"""Length of the rate control's buffer."""
_MIN_BITS_PER_PIXEL = 0.003
"""Bits per pixel below which the picture is reduced. Seen with x264 at `veryfast` on a photo with
a plain background, 1280x720: 0.0017 is good, 0.0009 shows blocks, and at half the side the same
bits are good again."""
_MAX_BITS_PER_PIXEL = 0.5
"""Videos take 0.004 to 0.03 (measured on two photos). With a higher rate limit the encoder
declares a level of H.264 that old players refuse."""
_LIMITED_SHARE = 0.8
"""Share of its budget from which a video was limited by it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """Bits per second, and the limit that they are derived from."""

    video_bits: int
    sound_bits: int
    max_bytes: int

    def options(self, width: int, height: int) -> dict[str, str]:
        """Return x264's options: no rate limit above what a video of that size can use."""
        most = min(self.video_bits, int(_MAX_BITS_PER_PIXEL * FPS * width * height))
        return {"maxrate": f"{most}", "bufsize": f"{_BUFFER_SECONDS * most:.0f}"}


def plan_budget(max_bytes: int | None, seconds: float) -> Budget | None:
    """Divide the size limit of a video among picture, sound and container; None without a limit.

    Args:
        max_bytes: Of the whole file.
        seconds: Length of the video.

    Raises:
        RequestError: video_cannot_fit(seconds, max_seconds, max_bytes).
    """
    if max_bytes is None:
        return None
    bits = _TARGET_SHARE * 8 * max_bytes / (seconds + _BUFFER_SECONDS) - _CONTAINER_BITS
    if bits < _MIN_BITS:
        longest = _TARGET_SHARE * 8 * max_bytes / (_MIN_BITS + _CONTAINER_BITS) - _BUFFER_SECONDS
        raise RequestError(
            "video_cannot_fit",
            seconds=round(seconds, 1),
            max_seconds=max(int(longest), 0),
            max_bytes=max_bytes,
        )
    sound = min(SOUND_BITS, int(bits / 4))
    return Budget(video_bits=int(bits) - sound, sound_bits=sound, max_bytes=max_bytes)


def check_length(seconds: float, max_seconds: float | None) -> None:
    """Refuse a video that is longer than its place takes, before it is rendered.

    Raises:
        RequestError: video_too_long(seconds, max_seconds).
    """
    if max_seconds is not None and seconds > max_seconds:
        raise RequestError(
            "video_too_long", seconds=ceil(10 * seconds) / 10, max_seconds=max_seconds
        )


def side_within(budget: Budget | None, max_side: int) -> int:
    """Return the longest side, in pixels, of a picture that is still sharp; at most `max_side`."""
    if budget is None:
        return max_side
    pixels = budget.video_bits / (FPS * _MIN_BITS_PER_PIXEL)
    return min(max_side, int(pixels**0.5))


def downgrade_notes(video: Video, budget: Budget | None, *, smaller: bool) -> tuple[Note, ...]:
    """Return a note when the limit made a video smaller or coarser."""
    if budget is None:
        return ()
    rate = 8 * video.bytes / video.seconds - budget.sound_bits - _CONTAINER_BITS
    if not smaller and rate < _LIMITED_SHARE * budget.video_bits:
        return ()
    return (Note(code="video_fitted", facts={"max_bytes": budget.max_bytes}),)
