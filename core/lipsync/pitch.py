"""How high a voice is over time, and where it is a voice at all."""

from __future__ import annotations

import numpy as np

from talking_photo.core.model import Float32, Speech

EVERY = 0.04
"""Seconds; a voice does not change faster than it is listened to here: over whole phrases."""
_LOWEST, _HIGHEST = 70.0, 450.0
"""Hz; creak and the cries of children lie beyond, and are rare."""
_WINDOW = 0.04
"""Seconds, nearly three periods of the lowest voice."""
_PERIODIC = 0.5
"""Likeness of a sound to itself a period later from which it is a voice."""
_AS_GOOD = 0.93
"""Share of the best likeness from which a shorter period is taken: twice a period fits as well."""
_AT_ONCE = 1000
"""Windows that are looked at together."""


def pitch(speech: Speech) -> Float32:
    """Fundamental frequency in Hz every EVERY, NaN where nothing vibrates; shape (ceil(seconds / EVERY),).

    By the first high peak of the autocorrelation, corrected for the window's own (Boersma, "Accurate short-term analysis of
    the fundamental frequency", IFA Proceedings 17, 1993), without his search for the best path.
    """
    sound, rate = speech.samples, speech.sample_rate
    starts = np.arange(0, len(sound) / rate, EVERY) * rate
    width = round(_WINDOW * rate)
    padded = np.pad(sound, (width // 2, width))
    every = np.lib.stride_tricks.sliding_window_view(padded, width)
    windows = np.array_split(starts.astype(int), len(starts) // _AT_ONCE + 1)
    found = [_of(every[some], rate) for some in windows]
    return np.concatenate([np.zeros(0, np.float32), *found])


def _of(windows: Float32, rate: int) -> Float32:
    """Of each window, shape (n, samples), its frequency, shape (n,)."""
    width = windows.shape[1]
    shape = np.hanning(width)
    own = np.fft.irfft(np.abs(np.fft.rfft(shape, 2 * width)) ** 2)
    centred = windows - windows.mean(axis=1, keepdims=True)
    power = np.abs(np.fft.rfft(centred * shape, 2 * width)) ** 2
    lags = np.arange(int(rate / _HIGHEST), int(rate / _LOWEST))
    same = np.fft.irfft(power)
    likeness = same[:, lags] / np.maximum(same[:, :1], 1e-9) / (own[lags] / own[0])
    best = likeness.max(axis=1, keepdims=True)
    high = np.maximum.accumulate(likeness > _AS_GOOD * best, axis=1)
    falling = np.diff(likeness, axis=1, append=-1.0) < 0
    lag = lags[(high & falling).argmax(axis=1)]
    return np.where(best[:, 0] > _PERIODIC, rate / lag, np.nan).astype(np.float32)
