"""Our lips compared with those of the people who speak.

How far both open, and how wide they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.agreement import STEP, Curve
from benchmarks.articulation import Speaker
from benchmarks.recognisers import envelope, parted, pocketsphinx, stepped
from talking_photo.core.lipsync.lips import lips
from talking_photo.core.model import MOUTH, Float32

_REACH = 25
"""Frames within which the sound of a video may be late."""
_NARROWS = 0.5
"""cm that rounding takes from each side of the mouth, about, for a pucker of 1."""
_STILL = 0.03
"""Spread of the opening, in eye distances, below which nobody speaks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """Correlations with a person's lips, each at the lag at which it is best."""

    name: str
    ours: float
    late: float
    """Seconds by which our opening comes late; where the sound of the video is late, so are we."""
    loudness: float
    pocketsphinx: float | None
    width: float | None
    """Of the mouth; None where it was not measured."""
    width_by_loudness: float | None


def compared(people: Sequence[Speaker]) -> tuple[Likeness, ...]:
    """Compare everyone who moves."""
    return tuple(
        _likeness(one) for one in people if one.width is None or one.opening.std() > _STILL
    )


def _likeness(person: Speaker) -> Likeness:
    count = len(person.opening)
    values = lips(person.speech).values
    loud = envelope(person.speech).opening
    recognised = pocketsphinx(person.speech)
    opening, late = best(person.opening, parted(values, count))
    return Likeness(
        name=person.name,
        ours=opening,
        late=late,
        loudness=best(person.opening, loud)[0],
        pocketsphinx=None if recognised is None else best(person.opening, recognised.opening)[0],
        width=None if person.width is None else best(person.width, widened(values, count))[0],
        width_by_loudness=None if person.width is None else best(person.width, loud)[0],
    )


def widened(values: Float32, count: int) -> Curve:
    """How far a track takes the corners of the mouth apart, in `count` steps."""
    width = values[:, MOUTH.index("wide")] - _NARROWS * values[:, MOUTH.index("pucker")]
    return stepped(width, count)


def best(real: Curve, shown: Curve) -> tuple[float, float]:
    """The largest correlation, and by how many seconds `shown` is late there."""
    count = min(len(real), len(shown))
    if np.ptp(shown[:count]) == 0:
        return 0.0, 0.0

    def at(lag: int) -> float:
        first, last = max(lag, 0), count + min(lag, 0)
        return float(np.corrcoef(real[first - lag : last - lag], shown[first:last])[0, 1])

    lag = max(range(-_REACH, _REACH + 1), key=at)
    return at(lag), lag * STEP
