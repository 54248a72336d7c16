"""Loudness of synthesised speech."""

from __future__ import annotations

import numpy as np

from talking_photo.core.model import Float32

_TARGET_RMS = 10 ** (-18 / 20)
"""RMS of the voiced parts: a usual level for speech in web video, with headroom for peaks."""
_MAX_PEAK = 0.97
_BLOCK_SECONDS = 0.05
_FADE_SECONDS = 0.004
"""Seconds of fade at both ends: synthesisers start and end on a step, which clicks."""


def normalize_loudness(samples: Float32, sample_rate: int) -> Float32:
    """Normalise speech to about -18 dBFS RMS (peaks below 0.97), without clicks at its ends."""
    if not samples.any():
        return samples
    block = max(int(_BLOCK_SECONDS * sample_rate), 1)
    power = np.square(samples[: len(samples) // block * block]).reshape(-1, block).mean(axis=1)
    loudest = power.max(initial=float(np.square(samples).mean()))
    voiced = power[power > loudest / 1000]
    level = np.sqrt(voiced.mean() if len(voiced) else loudest)
    gain = min(_TARGET_RMS / level, _MAX_PEAK / np.abs(samples).max())
    fade = min(int(_FADE_SECONDS * sample_rate), len(samples) // 2)
    normalized = samples * np.float32(gain)
    normalized[:fade] *= np.linspace(0, 1, fade, endpoint=False, dtype=np.float32)
    normalized[len(samples) - fade :] *= np.linspace(1, 0, fade, dtype=np.float32)
    return normalized
