"""F0 estimation and voicing decision."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from talking_photo.core.model import Float32, Speech

HOP_SECONDS = 0.04
"""Seconds between two estimates; enough for a measure that is averaged over phrases."""
_MIN_F0, _MAX_F0 = 70.0, 450.0
"""Hz; creaky voice and children's cries lie outside, and are rare."""
_WINDOW_SECONDS = 0.04
"""Seconds, nearly three periods of the lowest F0."""
_VOICING_THRESHOLD = 0.5
"""Normalised autocorrelation at one period from which a window is voiced."""
_PEAK_SHARE = 0.93
"""Share of the highest peak from which a shorter period is preferred: two periods correlate as
well as one."""
_WINDOWS_PER_CHUNK = 1000
"""Windows that are processed together."""


def estimate_f0(speech: Speech) -> Float32:
    """Return F0 in Hz every HOP_SECONDS, NaN where unvoiced; shape (ceil(seconds / HOP_SECONDS),).

    By the first high peak of the autocorrelation, corrected for the window's own (Boersma,
    "Accurate short-term analysis of the fundamental frequency", IFA Proceedings 17, 1993), without
    his search for the best path.
    """
    sound, rate = speech.samples, speech.sample_rate
    starts = np.arange(0, len(sound) / rate, HOP_SECONDS) * rate
    width = round(_WINDOW_SECONDS * rate)
    chunks = np.array_split(starts.astype(int), len(starts) // _WINDOWS_PER_CHUNK + 1)
    found = [_f0_of(_windows(sound, some, width), rate) for some in chunks if len(some)]
    return np.concatenate([np.zeros(0, np.float32), *found])


def _windows(sound: Float32, starts: npt.NDArray[np.int_], width: int) -> Float32:
    """Return the windows centred on these samples, shape (n, width), with silence around it."""
    first, last = int(starts[0]) - width // 2, int(starts[-1]) + width
    piece = np.pad(sound[max(first, 0) : last], (max(-first, 0), max(last - len(sound), 0)))
    windows: Float32 = np.lib.stride_tricks.sliding_window_view(piece, width)[starts - starts[0]]
    return windows


def _f0_of(windows: Float32, rate: int) -> Float32:
    """Return the F0 of each window (n, samples), shape (n,)."""
    width = windows.shape[1]
    window = np.hanning(width)
    window_autocorrelation = np.fft.irfft(np.abs(np.fft.rfft(window, 2 * width)) ** 2)
    centred = windows - windows.mean(axis=1, keepdims=True)
    power = np.abs(np.fft.rfft(centred * window, 2 * width)) ** 2
    lags = np.arange(int(rate / _MAX_F0), int(rate / _MIN_F0))
    autocorrelation = np.fft.irfft(power)
    correlation = (
        autocorrelation[:, lags]
        / np.maximum(autocorrelation[:, :1], 1e-9)
        / (window_autocorrelation[lags] / window_autocorrelation[0])
    )
    best = correlation.max(axis=1, keepdims=True)
    high = np.maximum.accumulate(correlation > _PEAK_SHARE * best, axis=1)
    falling = np.diff(correlation, axis=1, append=-1.0) < 0
    lag = lags[(high & falling).argmax(axis=1)]
    return np.where(best[:, 0] > _VOICING_THRESHOLD, rate / lag, np.nan).astype(np.float32)
