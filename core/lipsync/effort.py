"""How far a voice opens the mouth beyond what its sounds ask: a shout opens more, a murmur less."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import gaussian_filter1d

from core.loudness import HOP, levels
from core.model import FPS, Float32, Speech

_SPEECH = 40.0
"""Decibels below the loudest twentieth that still are speech; what is weaker tells nothing of effort."""
_SLOW = 0.6
"""Sigma in seconds: effort belongs to a phrase. Faster changes are those of the sounds themselves; following them made the
opening agree less with that of people on video (.62 instead of .63, for 1 % a decibel)."""
_USUAL = 5.0
"""Decibels to each side in which a phrase is said as usual."""
_PER_DECIBEL = 0.03
"""Opening for a decibel beyond that. Jaw and lips open wider in loud speech (Schulman, "Articulatory dynamics of loud and
normal speech", J Acoust Soc Am 85, 1989); how much is tuned by eye."""
_LEAST, _MOST = 0.7, 1.25


def effort(speech: Speech, frames: int) -> Float32:
    """Factor on the opening in each frame, shape (frames,); 1 where the voice is as loud as usual in this recording."""
    loud = levels(speech)
    speaking = loud > np.percentile(loud, 95) - _SPEECH if len(loud) else np.zeros(0, bool)
    if not speaking.any():
        return np.ones(frames, np.float32)
    share = gaussian_filter1d(speaking.astype(np.float64), _SLOW / HOP, mode="nearest")
    level = gaussian_filter1d(np.where(speaking, loud, 0.0), _SLOW / HOP, mode="nearest")
    phrase = level / np.maximum(share, 1e-6)
    apart = phrase - np.median(phrase[speaking])
    beyond = np.sign(apart) * np.maximum(np.abs(apart) - _USUAL, 0)
    factor = np.clip(1 + _PER_DECIBEL * beyond, _LEAST, _MOST)
    return np.interp(np.arange(frames) / FPS, np.arange(len(loud)) * HOP, factor).astype(
        np.float32
    )
