"""Sound at the level people expect from speech."""

from __future__ import annotations

import numpy as np

from talking_photo.core.model import Float32

_TARGET = 10 ** (-18 / 20)
"""RMS of the voiced parts: a usual level for speech in web video, with room for its peaks."""
_CEILING = 0.97
_BLOCK = 0.05
_FADE = 0.004
"""Seconds over which the sound comes and goes: synthesisers start and end on a step, which clicks."""


def at_speech_level(samples: Float32, sample_rate: int) -> Float32:
    """Bring speech to about -18 dBFS RMS (peaks stay under 0.97, quieter if they must), without clicks at its ends."""
    if not samples.any():
        return samples
    block = max(int(_BLOCK * sample_rate), 1)
    power = np.square(samples[: len(samples) // block * block]).reshape(-1, block).mean(axis=1)
    loudest = power.max(initial=float(np.square(samples).mean()))
    voiced = power[power > loudest / 1000]
    level = np.sqrt(voiced.mean() if len(voiced) else loudest)
    gain = min(_TARGET / level, _CEILING / np.abs(samples).max())
    fade = min(int(_FADE * sample_rate), len(samples) // 2)
    levelled = samples * np.float32(gain)
    levelled[:fade] *= np.linspace(0, 1, fade, endpoint=False, dtype=np.float32)
    levelled[len(samples) - fade :] *= np.linspace(1, 0, fade, dtype=np.float32)
    return levelled
