"""Prosodic prominence and pauses, which drive the head, the brows and the breath."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from talking_photo.core.hearing.loudness import HOP, levels, silences
from talking_photo.core.model import Float32, Speech


@dataclass(frozen=True, slots=True, kw_only=True)
class Accent:
    """A prominent syllable."""

    time: float
    """Middle of its vowel, seconds."""
    strength: float
    """0..1; 1 is the strongest of its kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A stretch without voice, in seconds; the lead-in and the tail of a video are pauses too."""

    start: float
    end: float


_MIN_PAUSE = 0.15
"""Shorter gaps are closures and word boundaries (seconds)."""

_PRIMARY, _SECONDARY = (0.6, 0.4), (0.3, 0.2)
"""Strength of stressed syllables, and what their level adds at most."""
_SYLLABLE_SECONDS, _PROMINENCE_DB = 0.25, 4.0
"""Peaks of the level: people stress at most about four syllables a second, and less is the ripple
inside a syllable."""


def accents(speech: Speech) -> tuple[Accent, ...]:
    """Return the prominent syllables, in order of time.

    Taken from the phones' stress where there is any (primary 0.6..1, secondary 0.3..0.5, more
    where it is louder), else from peaks of the level.
    """
    loud = levels(speech)
    stressed = [phone for phone in speech.phones or () if phone.stress]
    if not stressed:
        return _loud_syllables(loud)
    found = []
    for phone in stressed:
        window = loud[int(phone.start / HOP) : int(phone.end / HOP) + 1]
        emphasis = _above_speech(float(window.max(initial=-100.0)), loud)
        base, span = _PRIMARY if phone.stress == 2 else _SECONDARY
        found.append(Accent(time=(phone.start + phone.end) / 2, strength=base + span * emphasis))
    return tuple(found)


def pauses(speech: Speech) -> tuple[Pause, ...]:
    """Return the pauses of at least 0.15 s, in order of time."""
    gaps = silences(speech) if speech.phones is None else _silent_runs(speech)
    return tuple(Pause(start=a, end=b) for a, b in gaps if b - a >= _MIN_PAUSE)


def _silent_runs(speech: Speech) -> list[tuple[float, float]]:
    """Return the stretches that no phone with a symbol covers."""
    gaps = []
    before = 0.0
    for phone in speech.phones or ():
        if phone.symbol:
            gaps.append((before, phone.start))
            before = phone.end
    return [*gaps, (before, speech.seconds)]


def _loud_syllables(loud: Float32) -> tuple[Accent, ...]:
    from scipy.signal import find_peaks

    smooth = np.convolve(loud, np.hanning(11) / np.hanning(11).sum(), "same")
    peaks, _ = find_peaks(
        smooth, distance=round(_SYLLABLE_SECONDS / HOP), prominence=_PROMINENCE_DB
    )
    ranked = [(int(p), _above_speech(float(smooth[p]), loud)) for p in peaks]
    return tuple(Accent(time=p * HOP, strength=s) for p, s in ranked if s > 0)


def _above_speech(level: float, loud: Float32) -> float:
    """Return 0 at the median level of the voiced parts, 1 at their loudest."""
    voiced = loud[loud > loud.max(initial=-100.0) - 30]
    middle, top = np.percentile(voiced, (50, 95)) if len(voiced) else (0.0, 1.0)
    return float(np.clip((level - middle) / max(top - middle, 1.0), 0, 1))
