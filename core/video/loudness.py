"""Bring the sound of a video to the loudness that platforms expect, whatever came in."""

from __future__ import annotations

import numpy as np

from talking_photo.core.model import Float32, Layout

_LUFS = -16.0
_LUFS_FOR_FEEDS = -14.0
"""Integrated loudness (ITU-R BS.1770); what is made for feeds of short videos is louder there."""
_FEEDS = (Layout.PORTRAIT, Layout.SQUARE)
_TRUE_PEAK = 10 ** (-1.5 / 20)
"""At most -1 dBTP is wanted; the encoder adds some tenths."""
_OVERSAMPLING = 4
"""For peaks between samples, as BS.1770 has it."""
_LOOKAHEAD_SECONDS = 0.01
_FADE_SECONDS = 0.005
"""At both ends, where a recording may be cut in the middle of a vowel."""
_CLOSE_ENOUGH = 0.2
_MOST_TRIES = 5
_SHORTEST_SECONDS = 0.5
"""BS.1770 measures in blocks of 0.4 s; what is shorter is repeated for the measurement."""


def loudness_of(layout: Layout) -> float:
    """Return the integrated loudness of a video in LUFS."""
    return _LUFS_FOR_FEEDS if layout in _FEEDS else _LUFS


def at_loudness(samples: Float32, sample_rate: int, lufs: float) -> Float32:
    """Return the sound at that loudness, peaks held below -1.5 dBTP, without clicks at its ends.

    Args:
        samples: Mono, shape (N,).
        sample_rate: Hz.
        lufs: Integrated loudness; silence stays as it is.
    """
    faded = _faded(samples, sample_rate)
    loudest = np.abs(faded).max(initial=0.0)
    if loudest > 0:  # BS.1770 takes everything below -70 LUFS for silence
        faded /= loudest
    measured = _measure(faded, sample_rate)
    if not np.isfinite(measured):
        return faded
    gain, result = 0.0, faded
    for _ in range(_MOST_TRIES):  # limiting takes loudness away again
        gain += lufs - measured
        result = _limited(faded * np.float32(10 ** (gain / 20)), sample_rate)
        measured = _measure(result, sample_rate)
        if abs(lufs - measured) < _CLOSE_ENOUGH:
            break
    return result


def _measure(samples: Float32, sample_rate: int) -> float:
    """Return the integrated loudness in LUFS, -inf for silence."""
    from pyloudnorm import Meter

    shortest = int(_SHORTEST_SECONDS * sample_rate)
    if not samples.any():
        return float("-inf")
    if len(samples) < shortest:
        samples = np.tile(samples, -(-shortest // len(samples)))
    return float(Meter(sample_rate).integrated_loudness(samples))


def _limited(samples: Float32, sample_rate: int) -> Float32:
    """Hold true peaks below the ceiling, by a gain that falls before each and rises after it."""
    from scipy.ndimage import minimum_filter1d, uniform_filter1d
    from scipy.signal import resample_poly

    between = np.abs(resample_poly(samples, _OVERSAMPLING, 1)).reshape(-1, _OVERSAMPLING)
    peaks = np.maximum(between.max(axis=1), np.abs(samples))
    if peaks.max(initial=0.0) <= _TRUE_PEAK:
        return samples
    needed = np.minimum(1.0, _TRUE_PEAK / np.maximum(peaks, 1e-9))
    width = 2 * int(_LOOKAHEAD_SECONDS * sample_rate) + 1
    # The mean of minima about a sample is never above what that sample needs.
    gain = uniform_filter1d(minimum_filter1d(needed, width, mode="nearest"), width, mode="nearest")
    return (samples * gain).astype(np.float32)


def _faded(samples: Float32, sample_rate: int) -> Float32:
    fade = min(int(_FADE_SECONDS * sample_rate), len(samples) // 2)
    faded = samples.copy()
    ramp = np.linspace(0, 1, fade, endpoint=False, dtype=np.float32)
    faded[:fade] *= ramp
    faded[len(faded) - fade :] *= ramp[::-1]
    return faded
