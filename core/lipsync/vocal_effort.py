"""Vocal effort, estimated from level and pitch, which scales jaw and lip opening."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter1d

from talking_photo.core.hearing.loudness import HOP, levels
from talking_photo.core.lipsync.f0 import HOP_SECONDS, estimate_f0
from talking_photo.core.model import FPS, Float32, Speech

Curve = npt.NDArray[np.float64]

_SPEECH_RANGE_DB = 40.0
"""Decibels below the 95th percentile that still count as speech."""
_PHRASE_SIGMA = 0.6
"""Standard deviation in seconds: effort belongs to a phrase. Faster changes are those of the
phones themselves; following them made the opening correlate less with that of people on video
(.62 instead of .63, for 1 % a decibel)."""
_NORMAL_RANGE_DB, _NORMAL_RANGE_SEMITONES = 5.0, 3.0
"""Decibels and semitones to each side of the median that count as normal effort."""
_PER_DECIBEL, _PER_SEMITONE = 0.03, 0.03
"""Opening for each of them beyond that. Jaw and lips open wider in loud speech (Schulman,
"Articulatory dynamics of loud and normal speech", J Acoust Soc Am 85, 1989), and a raised voice
is higher, which remains after a telephone has levelled its loudness. The factors are tuned by
eye."""
_MIN_FACTOR, _MAX_FACTOR = 0.7, 1.25


def vocal_effort(speech: Speech, frames: int) -> Float32:
    """Return the factor on the opening in each frame, shape (frames,).

    1 at this recording's normal level and pitch. A pitch above normal opens more; below it changes
    nothing.
    """
    loud = levels(speech).astype(np.float64)
    if not len(loud):
        return np.ones(frames, np.float32)
    louder = _excess(
        loud, loud > np.percentile(loud, 95) - _SPEECH_RANGE_DB, _NORMAL_RANGE_DB, HOP
    )
    f0 = estimate_f0(speech).astype(np.float64)
    voiced = np.isfinite(f0)
    higher = _excess(
        12 * np.log2(np.where(voiced, f0, 1.0)), voiced, _NORMAL_RANGE_SEMITONES, HOP_SECONDS
    )
    times = np.arange(frames) / FPS
    more, raised = (
        np.interp(times, np.linspace(0, speech.seconds, len(curve)), curve)
        for curve in (louder, np.maximum(higher, 0))
    )
    factor = 1 + _PER_DECIBEL * more + _PER_SEMITONE * raised
    return np.clip(factor, _MIN_FACTOR, _MAX_FACTOR).astype(np.float32)


def _excess(curve: Curve, known: npt.NDArray[np.bool_], normal_range: float, hop: float) -> Curve:
    """Return how far each phrase lies beyond the normal range around the median.

    Args:
        curve: Of level or pitch.
        known: Where the curve is valid.
        normal_range: Half the normal range.
        hop: Seconds between two values.
    """
    if not known.any():
        return np.zeros(len(curve))
    share = gaussian_filter1d(known.astype(np.float64), _PHRASE_SIGMA / hop, mode="nearest")
    summed = gaussian_filter1d(np.where(known, curve, 0.0), _PHRASE_SIGMA / hop, mode="nearest")
    phrase = summed / np.maximum(share, 1e-6)
    apart = np.where(share > 1e-3, phrase - np.median(phrase[known]), 0.0)
    outside: Curve = np.sign(apart) * np.maximum(np.abs(apart) - normal_range, 0)
    return outside
