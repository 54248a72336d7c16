"""How high a voice is over time, and where it is a voice at all."""

from __future__ import annotations

import numpy as np

from core.loudness import HOP
from core.model import Float32, Speech

_LOWEST, _HIGHEST = 70.0, 450.0
"""Hz; men's creak and children's cries lie beyond, and are rare."""
_WINDOW = 0.04
"""Seconds: nearly three periods of the lowest voice."""
_PERIODIC = 0.5
"""Correlation of a sound with itself a period later from which it is a voice."""
_AT_ONCE = 2000
"""Windows that are looked at together."""


def pitch(speech: Speech) -> Float32:
    """Fundamental frequency in Hz every HOP, NaN where nothing vibrates; shape (ceil(seconds / HOP),).

    By the first high peak of the autocorrelation, corrected for the window's own (Boersma, "Accurate short-term analysis of
    the fundamental frequency", IFA Proceedings 17, 1993), without his search for the best path.
    """
    rate = speech.sample_rate
    hop, size = round(HOP * rate), round(_WINDOW * rate)
    count = -(-len(speech.samples) // hop)
    padded = np.zeros(count * hop + size, np.float32)
    padded[size // 2 : size // 2 + len(speech.samples)] = speech.samples
    windows = np.lib.stride_tricks.sliding_window_view(padded, size)[::hop][:count]
    found = [_of(windows[a : a + _AT_ONCE], rate) for a in range(0, count, _AT_ONCE)]
    return np.concatenate(found) if found else np.zeros(0, np.float32)


def _of(windows: Float32, rate: int) -> Float32:
    size = windows.shape[1]
    shape = np.hanning(size)
    own = np.fft.irfft(np.abs(np.fft.rfft(shape, 2 * size)) ** 2)[:size]
    centred = windows - windows.mean(axis=1, keepdims=True)
    spectrum = np.fft.rfft(centred * shape, 2 * size, axis=1)
    same = np.fft.irfft(np.abs(spectrum) ** 2, axis=1)[:, :size]
    likeness = same / np.maximum(same[:, :1], 1e-9) / (own / own[0]).clip(1e-3)
    lags = np.arange(int(rate / _HIGHEST), min(int(rate / _LOWEST), size * 2 // 3))
    near = likeness[:, lags]
    best = near.max(axis=1, keepdims=True)
    # the first that is nearly the best: twice the period is as good
    first = (near > 0.93 * best).argmax(axis=1)
    rise = np.arange(len(lags))[None] >= first[:, None]
    falling = np.diff(near, axis=1, append=-1) < 0
    lag = lags[(rise & falling).argmax(axis=1)]
    return np.where(best[:, 0] > _PERIODIC, rate / lag, np.nan).astype(np.float32)
