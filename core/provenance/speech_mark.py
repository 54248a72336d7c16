"""An inaudible mark in synthesised speech, which outlives codecs.

Spread spectrum on magnitudes, after D. Kirovski and H. S. Malvar, "Spread-spectrum watermarking of
audio signals", IEEE Transactions on Signal Processing 51 (2003): the time-frequency plane between
312 and 3,594 Hz is divided into cells of 48 ms by 94 Hz. Each is made louder or quieter by some
decibels, and the cell after it the other way round, as a fixed pseudo-random pattern says that
repeats every 1.25 s. To find it, the levels are whitened: what they share with their neighbours in
time and frequency is the speech's own. They are correlated with the pattern, whitened the same
way, at every shift. It says that a voice is synthetic, not who made it.

The published networks for this take a hundred times as long, and more than a render may spend.
"""

from __future__ import annotations

from math import gcd

import numpy as np
import numpy.typing as npt

from talking_photo.core.model import Float32

MIN_SECONDS = 1.5
"""Of sound, to look for the mark."""
_RATE = 8_000
_WINDOW, _HOP = 256, 64
"""Samples at that rate: 32 and 8 ms."""
_LOWEST, _BINS_PER_BAND, _BANDS = 10, 3, 35
"""Bins of 31.25 Hz. A telephone passes them all."""
_FRAMES_PER_CELL, _PAIRS = 6, 13
_PAIR = 2 * _FRAMES_PER_CELL
_PERIOD = _PAIR * _PAIRS
"""Frames."""
_DECIBELS = 2.5
_SOFT_EDGES = (0.25, 0.5, 0.25)
"""Between bands, in bins. With hard ones PESQ was 0.2 to 0.4 lower."""
_SEED = 20_261_128
"""Of the pattern. Another one is another mark."""
_PART_SECONDS, _CONTEXT_SECONDS = 12.48, 0.2
"""Ten periods that are marked together, and what is looked at before and after them: whole samples
at every rate that is a multiple of 25 Hz."""
_THRESHOLD = 4.3
"""The largest correlation in 2,623 recordings of real speech was 3.94."""
_MOST_DECIBELS = 9.0
"""Larger deviations are the speech's own."""
_SILENCE = 10**-3.5
"""Power below that of the loud parts from which nothing is taken."""
_WHITENED_FRAMES, _WHITENED_BANDS = 17, 7
_FAINT = 0.1
"""Exponent: codecs have spared bands least that are quieter than the others of their frame."""
_SEARCH_SECONDS, _STEP_SECONDS = 10.0, 5.0
"""What is searched together: a cut inside shifts the pattern."""


def add_mark(samples: Float32, sample_rate: int) -> None:
    """Mark mono speech in place, a part at a time."""
    part, context = round(_PART_SECONDS * sample_rate), round(_CONTEXT_SECONDS * sample_rate)
    before = np.zeros(context, np.float32)
    for start in range(0, len(samples), part):
        # With unmarked sound on both sides, so that nothing begins or ends at a seam.
        end = min(start + part, len(samples))
        sound = np.concatenate([before, samples[start : end + context]])
        before = samples[max(end - context, 0) : end].copy()
        samples[start:end] += _mark_of(sound, sample_rate)[context : context + end - start]


def has_mark(samples: Float32, sample_rate: int) -> bool:
    """Tell whether the mark is in a sound, or in a part of it."""
    low = _resampled(samples, sample_rate, _RATE)
    length, step = round(_SEARCH_SECONDS * _RATE), round(_STEP_SECONDS * _RATE)
    starts = range(0, max(len(low) - length, 0) + step, step)
    return any(_correlation(low[start : start + length]) > _THRESHOLD for start in starts)


def _mark_of(sound: Float32, rate: int) -> Float32:
    """Return what is added to a sound in which a period begins after the context."""
    from scipy.fft import irfft
    from scipy.ndimage import convolve1d

    low = _resampled(sound, rate, _RATE)
    spectrum = _spectrum(low)
    frames = len(spectrum)
    # The first frame ends where the sound begins.
    first = _WINDOW // _HOP + round(_CONTEXT_SECONDS * _RATE / _HOP)
    signs = _signs((np.arange(frames) - first) % _PERIOD)
    gains = np.float32(10) ** (_DECIBELS * signs.astype(np.float32) / 20) - 1
    added = np.zeros_like(spectrum)
    soft = convolve1d(
        np.repeat(gains, _BINS_PER_BAND, axis=1), _SOFT_EDGES, axis=1, mode="constant"
    )
    added[:, _band()] = spectrum[:, _band()] * soft
    parts = irfft(added, _WINDOW, axis=1) * _window()
    steps = _WINDOW // _HOP
    total = np.zeros((frames + steps) * _HOP, np.float32)
    for step in range(steps):
        total[step * _HOP : (step + frames) * _HOP] += parts[
            :, step * _HOP : (step + 1) * _HOP
        ].ravel()
    total /= steps / 2  # the sum of the squared windows
    marked = _resampled(total[_WINDOW : _WINDOW + len(low)], _RATE, rate)
    return np.pad(marked, (0, max(len(sound) - len(marked), 0)))[: len(sound)]


def _correlation(low: Float32) -> float:
    """Return the largest correlation with the pattern, in about standard deviations."""
    if len(low) < MIN_SECONDS * _RATE:
        return 0.0
    power = np.square(np.abs(_spectrum(low)[:, _band()]).astype(np.float64))
    power = power.reshape(len(power), _BANDS, _BINS_PER_BAND).sum(2)
    loudness = power.sum(1)
    if loudness.max() <= 0:
        return 0.0
    levels = _whitened(10 * np.log10(power + 1e-4 * power.mean()))
    levels = np.clip(levels, -_MOST_DECIBELS, _MOST_DECIBELS)
    levels[loudness < _SILENCE * np.percentile(loudness, 95)] = 0
    share = _BANDS * power / np.maximum(loudness, 1e-30)[:, None]
    levels *= np.minimum(share, 1) ** _FAINT
    levels /= np.maximum(levels.std(0), 1)
    folded = np.zeros((-(-len(levels) // _PERIOD) * _PERIOD, _BANDS))
    folded[: len(levels)] = levels
    spectra = np.fft.rfft(folded.reshape(-1, _PERIOD, _BANDS).sum(0), axis=0)
    pattern = _whitened(np.tile(_signs(np.arange(_PERIOD)), (3, 1)))[_PERIOD : 2 * _PERIOD]
    shifts = np.fft.irfft((spectra * np.conj(np.fft.rfft(pattern, axis=0))).sum(1), _PERIOD)
    # The levels of a cell are one observation, not as many as it has frames.
    deviation = np.sqrt(_FRAMES_PER_CELL * np.square(levels).sum() * np.square(pattern).mean())
    return float(shifts.max() / max(deviation, 1e-9))


def _whitened(levels: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return what is not shared with the neighbours in time, and then in frequency."""
    from scipy.ndimage import uniform_filter1d

    levels = levels - uniform_filter1d(levels, _WHITENED_FRAMES, axis=0, mode="nearest")
    whitened: npt.NDArray[np.float64] = levels - uniform_filter1d(
        levels, _WHITENED_BANDS, axis=1, mode="nearest"
    )
    return whitened


def _signs(frames: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Return 1 where the mark makes a frame louder and -1 where quieter, shape (frames, bands)."""
    halves = np.where(frames % _PAIR < _FRAMES_PER_CELL, 1.0, -1.0)
    signs: npt.NDArray[np.float64] = halves[:, None] * _pattern()[frames // _PAIR]
    return signs


def _spectrum(low: Float32) -> npt.NDArray[np.complex64]:
    """Return the short-time spectrum, one row for each hop."""
    from scipy.fft import rfft  # in half the memory of numpy's

    frames = np.lib.stride_tricks.sliding_window_view(np.pad(low, _WINDOW), _WINDOW)[::_HOP]
    spectrum: npt.NDArray[np.complex64] = rfft(frames * _window(), axis=1)
    return spectrum


def _window() -> Float32:
    turns = np.arange(_WINDOW) / _WINDOW
    return np.sqrt(0.5 - 0.5 * np.cos(2 * np.pi * turns)).astype(np.float32)


def _band() -> slice:
    return slice(_LOWEST, _LOWEST + _BANDS * _BINS_PER_BAND)


def _pattern() -> npt.NDArray[np.float64]:
    """Return 1 and -1, shape (pairs, bands)."""
    # Not a Generator's bits: those may change with the version of NumPy.
    state, bits = _SEED, []
    for _ in range(_PAIRS * _BANDS):
        state = (state * 6_364_136_223_846_793_005 + 1_442_695_040_888_963_407) % 2**64
        bits.append(state >> 63)
    return 1.0 - 2.0 * np.array(bits, np.float64).reshape(_PAIRS, _BANDS)


def _resampled(samples: Float32, rate: int, to: int) -> Float32:
    from scipy.signal import resample_poly

    if rate == to:
        return samples
    common = gcd(rate, to)
    resampled: Float32 = resample_poly(samples, to // common, rate // common)
    return resampled.astype(np.float32)
