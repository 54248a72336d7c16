"""How far a voice opens its mouth: each has its way, told from its pace, pitch and level."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from talking_photo.core.hearing.loudness import levels
from talking_photo.core.lipsync.f0 import estimate_f0
from talking_photo.core.lipsync.visemes import parts
from talking_photo.core.model import Phone, Speech

_USUAL_FACTOR = 1.30
"""Factor on the openings of the viseme table for a voice that is usual in all of the following.
The 95th percentile of the opening in videos is then that of people who talk freely."""
_MIN_FACTOR, _MAX_FACTOR = 1.0, 1.55
_USUAL_VOWELS, _PACE_EXPONENT = 5.5, -0.30
"""Vowels a second of a usual pace, and the exponent of it: who speaks slowly opens wider, beyond
the undershoot of single vowels (Lindblom 1963). Tuned by eye, as the others here."""
_USUAL_HZ, _PITCH_EXPONENT = 170.0, 0.22
"""Pitch between men's and women's, and the exponent of it: women's vowels lie farther apart (A.
Simpson, "Phonetic differences between male and female speech", 2009)."""
_USUAL_SEMITONES, _PER_SEMITONE = 2.8, 0.035
"""Usual standard deviation of the pitch, and the factor's change for each more: a lively voice has
a lively mouth."""
_USUAL_DECIBELS, _PER_DECIBEL = 8.2, 0.03
"""Usual standard deviation of the level in speech, and the factor's change for each more."""
_SPEECH_RANGE_DB = 30.0
"""Decibels below the 95th percentile of the level that count as speech."""
_LEAST_SECONDS = 0.5
"""Seconds of speech below which a voice is taken for a usual one."""


def speaking_style(speech: Speech, phones: Sequence[Phone]) -> float:
    """Return the factor of this voice on all of its openings."""
    spoken = sum(phone.end - phone.start for phone in phones if phone.symbol)
    level = levels(speech).astype(np.float64)
    if spoken < _LEAST_SECONDS or not len(level):
        return _USUAL_FACTOR
    vowels = sum(any(part.viseme.vowel for part in parts(phone.symbol)) for phone in phones)
    pace = np.clip(vowels / spoken / _USUAL_VOWELS, 0.5, 2)
    factor = _USUAL_FACTOR * pace**_PACE_EXPONENT
    loud = level[level > np.percentile(level, 95) - _SPEECH_RANGE_DB]
    factor *= 1 + _PER_DECIBEL * np.clip(loud.std() - _USUAL_DECIBELS, -3, 3)
    f0 = estimate_f0(speech).astype(np.float64)
    f0 = f0[np.isfinite(f0)]
    if len(f0):
        usual = float(np.median(f0))
        # the median deviation ignores octave errors
        spread = 1.48 * float(np.median(np.abs(12 * np.log2(f0 / usual))))
        factor *= np.clip(usual / _USUAL_HZ, 0.5, 2) ** _PITCH_EXPONENT
        factor *= 1 + _PER_SEMITONE * np.clip(spread - _USUAL_SEMITONES, -2.5, 2.5)
    return float(np.clip(factor, _MIN_FACTOR, _MAX_FACTOR))
