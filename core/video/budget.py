"""How many bits a clip may take so that its file fits into what a chat lets through."""

from __future__ import annotations

from dataclasses import dataclass

from talking_photo.core.model import FPS, Note, Video

SOUND_BITS = 128_000
"""Bits per second of AAC; Opus gets by with half."""
_SHARE = 0.94
"""Of the limit that is aimed at: the encoder may err."""
_CONTAINER_BITS = 8_250
"""Per second, for the places of 25 frames and 47 pieces of sound in an mp4 (measured)."""
_LEAST_BITS = 16_000
"""Per second; with less there is nothing to see or hear, whatever the limit is."""
_BUFFER_SECONDS = 1.0
"""The encoder may run ahead of its rate by so much."""
_LEAST_BITS_PER_PIXEL = 0.003
"""Below it the picture is made smaller. Seen with x264 at `veryfast` on a photo with a plain background, 1280x720:
0.0017 is good, 0.0009 breaks into blocks, and at half the side the same bits are good again."""
_MOST_BITS_PER_PIXEL = 0.5
"""Films take 0.004 to 0.03 (measured on two photos). An encoder that is told of more declares a level of H.264
that old players refuse."""
_CLOSE = 0.8
"""A film that took so much of its budget would have taken more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """Bits per second, and the limit that they come from."""

    video_bits: int
    sound_bits: int
    max_bytes: int

    def options(self, width: int, height: int) -> dict[str, str]:
        """For x264: a rate that is enough for any film of that size, and no more than there is."""
        most = min(self.video_bits, int(_MOST_BITS_PER_PIXEL * FPS * width * height))
        return {"maxrate": f"{most}", "bufsize": f"{_BUFFER_SECONDS * most:.0f}"}


def budget_of(max_bytes: int | None, seconds: float) -> Budget | None:
    """Share out what a file of that length may have; None when it may have any size.

    Args:
        max_bytes: Of the whole file.
        seconds: Length of the clip.
    """
    if max_bytes is None:
        return None
    bits = _SHARE * 8 * max_bytes / (seconds + _BUFFER_SECONDS) - _CONTAINER_BITS
    bits = max(bits, _LEAST_BITS)
    sound = min(SOUND_BITS, int(bits / 4))
    return Budget(video_bits=int(bits) - sound, sound_bits=sound, max_bytes=max_bytes)


def side_within(budget: Budget | None, max_side: int) -> int:
    """The longest side, in pixels, of a picture that is still sharp within the budget; up to `max_side`."""
    if budget is None:
        return max_side
    pixels = budget.video_bits / (FPS * _LEAST_BITS_PER_PIXEL)
    return min(max_side, int(pixels**0.5))


def fitted(clip: Video, budget: Budget | None, *, smaller: bool) -> tuple[Note, ...]:
    """Tell when a clip had to be made smaller or coarser than it would have been."""
    if budget is None:
        return ()
    rate = 8 * clip.bytes / clip.seconds - budget.sound_bits - _CONTAINER_BITS
    if not smaller and rate < _CLOSE * budget.video_bits:
        return ()
    return (Note(code="clip_fitted", facts={"max_bytes": budget.max_bytes}),)
