"""Compares what the lips were asked to do with what is seen in the video; numbers in, numbers out.

A track has shape (T,): the opening of the lips at time t / FPS, in distances between the outer
corners of the eyes. What was seen is NaN in frames in which no face was found.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from talking_photo.core.model import FPS, Phone

Track = npt.NDArray[np.float64]

SHUT = 0.04
"""Lips nearer than this count as shut: a network sees up to 0.03 between lips that touch."""
_WIDE = 0.08
"""A frame that is asked to open this far must be seen open."""
_REACH = 6
"""Frames within which a lag is looked for."""
_SLACK = 0.04
"""Seconds by which a closure may miss its sound."""
_AFTER = 0.12
"""Seconds from the start of a silence until the mouth must be shut."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many of how many."""

    hit: int
    total: int

    def text(self) -> str:
        """`7 of 8`."""
        return f"{self.hit} of {self.total}"


def correlation(one: Track, other: Track) -> float:
    """Pearson's, over the frames in which both are known; NaN for a track that never moves."""
    known = np.isfinite(one) & np.isfinite(other)
    if known.sum() < 3 or np.ptp(one[known]) == 0 or np.ptp(other[known]) == 0:
        return float("nan")
    return float(np.corrcoef(one[known], other[known])[0, 1])


def chance(asked: Track, seen: Track) -> float:
    """What the correlation reaches where it means nothing.

    The 95th percentile over turns by a second and more.
    """
    turns = range(FPS, len(asked) - FPS)
    return float(np.nanpercentile([correlation(np.roll(asked, k), seen) for k in turns], 95))


def lag(asked: Track, seen: Track) -> int:
    """Frames by which what is seen comes late, where the two agree best."""

    def agreement(late: int) -> float:
        first, last = max(late, 0), len(asked) + min(late, 0)
        return correlation(asked[first - late : last - late], seen[first:last])

    return max(range(-_REACH, _REACH + 1), key=agreement)


def closures(phones: Iterable[Phone], seen: Track) -> Share:
    """For how many of the p, b and m the lips are seen shut, within 40 ms of the sound."""
    hits = []
    for phone in phones:
        if phone.symbol[:1] in ("p", "b", "m"):
            first = int(np.ceil((phone.start - _SLACK) * FPS - 1e-6))
            last = int(np.floor((phone.end + _SLACK) * FPS + 1e-6))
            near = seen[max(first, 0) : last + 1]
            hits.append(bool((near < SHUT).any()))
    return Share(hit=sum(hits), total=len(hits))


def openings(asked: Track, seen: Track) -> Share:
    """In how many of the frames that are asked to be wide open the lips are seen apart.

    Without this a mouth that never opens would have all its closures.
    """
    wide = asked > _WIDE
    return Share(hit=int((seen[wide] >= SHUT).sum()), total=int(wide.sum()))


def silences(rests: Iterable[tuple[float, float]], seen: Track) -> Share:
    """In how many frames of silence the lips are seen shut, from 120 ms after its start on.

    Args:
        rests: Start and end of each silence, seconds.
        seen: The video.
    """
    times = np.arange(len(seen)) / FPS
    still = np.zeros(len(seen), bool)
    for start, end in rests:
        still |= (times >= (start + _AFTER if start > 0 else 0)) & (times < end)
    return Share(hit=int((seen[still] < SHUT).sum()), total=int(still.sum()))


def jitter(track: Track) -> float:
    """Root mean square of the second differences: how much it trembles."""
    return float(np.sqrt(np.nanmean(np.diff(track, 2) ** 2)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """How far and how fast lips move."""

    middle: float
    """Median opening."""
    wide: float
    """95th percentile of the opening."""
    quick: float
    """95th percentile of the speed, eye distances per second."""
    sudden: float
    """The fastest frame."""

    @classmethod
    def of(cls, track: Track) -> Movement:
        """Of a track at FPS."""
        speed = np.abs(np.diff(track)) * FPS
        return cls(
            middle=float(np.nanmedian(track)),
            wide=float(np.nanpercentile(track, 95)),
            quick=float(np.nanpercentile(speed, 95)),
            sudden=float(np.nanmax(speed)),
        )
