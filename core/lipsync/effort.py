"""How far a voice opens the mouth beyond what its sounds ask: a shout opens more, a murmur less."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter1d

from talking_photo.core.hearing.loudness import HOP, levels
from talking_photo.core.lipsync.pitch import EVERY, pitch
from talking_photo.core.model import FPS, Float32, Speech

Curve = npt.NDArray[np.float64]

_SPEECH = 40.0
"""Decibels below the loudest twentieth that still are speech; what is weaker tells nothing of effort."""
_SLOW = 0.6
"""Sigma in seconds: effort belongs to a phrase. Faster changes are those of the sounds themselves; following them made the
opening agree less with that of people on video (.62 instead of .63, for 1 % a decibel)."""
_USUAL_LEVEL, _USUAL_PITCH = 5.0, 3.0
"""Decibels and semitones to each side in which a phrase is said as usual."""
_PER_DECIBEL, _PER_SEMITONE = 0.03, 0.03
"""Opening for each of them beyond that. Jaw and lips open wider in loud speech (Schulman, "Articulatory dynamics of loud and
normal speech", J Acoust Soc Am 85, 1989), and a raised voice is a higher one, which remains when a telephone has levelled its
loudness. How much is tuned by eye."""
_LEAST, _MOST = 0.7, 1.25


def effort(speech: Speech, frames: int) -> Float32:
    """Factor on the opening in each frame, shape (frames,); 1 where the voice is as loud and as high as usual in this recording.

    Above its usual pitch a voice opens more; below it is only calm.
    """
    loud = levels(speech).astype(np.float64)
    if not len(loud):
        return np.ones(frames, np.float32)
    louder = _beyond(loud, loud > np.percentile(loud, 95) - _SPEECH, _USUAL_LEVEL, HOP)
    hertz = pitch(speech).astype(np.float64)
    voiced = np.isfinite(hertz)
    higher = _beyond(12 * np.log2(np.where(voiced, hertz, 1.0)), voiced, _USUAL_PITCH, EVERY)
    times = np.arange(frames) / FPS
    more, raised = (
        np.interp(times, np.linspace(0, speech.seconds, len(curve)), curve)
        for curve in (louder, np.maximum(higher, 0))
    )
    factor = 1 + _PER_DECIBEL * more + _PER_SEMITONE * raised
    return np.clip(factor, _LEAST, _MOST).astype(np.float32)


def _beyond(curve: Curve, known: npt.NDArray[np.bool_], usual: float, every: float) -> Curve:
    """How far each phrase lies beyond the usual range about the middle of all, shape of the curve (`every` so many seconds)."""
    if not known.any():
        return np.zeros(len(curve))
    share = gaussian_filter1d(known.astype(np.float64), _SLOW / every, mode="nearest")
    summed = gaussian_filter1d(np.where(known, curve, 0.0), _SLOW / every, mode="nearest")
    phrase = summed / np.maximum(share, 1e-6)
    apart = np.where(share > 1e-3, phrase - np.median(phrase[known]), 0.0)
    outside: Curve = np.sign(apart) * np.maximum(np.abs(apart) - usual, 0)
    return outside
