"""An inaudible mark in synthesised speech, which outlives codecs.

Spread spectrum on magnitudes, after D. Kirovski and H. S. Malvar, "Spread-spectrum watermarking of
audio signals", IEEE Transactions on Signal Processing 51 (2003): the time-frequency plane between
312 and 3,594 Hz is divided into cells of 48 ms by 94 Hz. Each is made louder or quieter by some
decibels, and the cell after it the other way round, as a fixed pseudo-random pattern says that
repeats every 1.25 s. To find it, the differences of neighbouring cells are correlated with the
pattern at every shift. It says that a voice is synthetic, not who made it.

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
"""With 1.9 dB, Opus at 16 kbit/s left too little of it in 2 s; 2.5 costs 0.03 of PESQ."""
_SEED = 20_261_128
"""Of the pattern. Another one is another mark."""
_PART_SECONDS, _CONTEXT_SECONDS = 12.48, 0.2
"""Ten periods that are marked together, and what is looked at before and after them: whole samples
at every rate that is a multiple of 25 Hz."""
_THRESHOLD = 5.5
"""Standard deviations. The largest of 737 recordings of real speech was 4.8."""
_MOST_DECIBELS = 4.0
"""Larger differences are the speech's own."""
_SILENCE = 10**-3.5
"""Power below that of the loud parts from which nothing is taken."""
_NEIGHBOURS = 7
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

    low = _resampled(sound, rate, _RATE)
    spectrum = _spectrum(low)
    frames = len(spectrum)
    # The first frame ends where the sound begins.
    first = _WINDOW // _HOP + round(_CONTEXT_SECONDS * _RATE / _HOP)
    at = (np.arange(frames) - first) % _PERIOD
    signs = np.where(at % _PAIR < _FRAMES_PER_CELL, 1, -1)[:, None] * _pattern()[at // _PAIR]
    gains = np.float32(10) ** (_DECIBELS * signs.astype(np.float32) / 20) - 1
    added = np.zeros_like(spectrum)
    added[:, _band()] = spectrum[:, _band()] * np.repeat(gains, _BINS_PER_BAND, axis=1)
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
    """Return the largest correlation with the pattern, in standard deviations."""
    if len(low) < MIN_SECONDS * _RATE:
        return 0.0
    power = np.square(np.abs(_spectrum(low)[:, _band()]).astype(np.float64))
    power = power.reshape(len(power), _BANDS, _BINS_PER_BAND).sum(2)
    sums = np.cumsum(np.pad(power, ((1, 0), (0, 0))), axis=0)
    cells = sums[_FRAMES_PER_CELL:] - sums[:-_FRAMES_PER_CELL]
    loudness = cells.sum(1)
    if loudness.max() <= 0:
        return 0.0
    levels = 10 * np.log10(cells + 1e-4 * cells.mean())
    count = len(levels) - _FRAMES_PER_CELL
    differences = levels[:count] - levels[_FRAMES_PER_CELL:]
    differences = np.clip(
        differences - _mean_of_neighbours(differences), -_MOST_DECIBELS, _MOST_DECIBELS
    )
    heard = loudness > _SILENCE * np.percentile(loudness, 95)
    differences *= (heard[:count] & heard[_FRAMES_PER_CELL:])[:, None]
    periods = -(-count // _PERIOD)
    folded = np.zeros((periods * _PERIOD, _BANDS))
    folded[:count] = differences
    folded = folded.reshape(periods, _PAIRS, _PAIR, _BANDS)
    deviation = np.sqrt(np.square(folded).sum((0, 1, 3)))
    spectra = np.fft.rfft(folded.sum(0), axis=0)
    pattern = np.conj(np.fft.rfft(_pattern(), axis=0))
    shifts = np.fft.irfft(spectra * pattern[:, None], _PAIRS, axis=0).sum(2)
    return float((shifts / np.maximum(deviation, 1e-9)).max())


def _mean_of_neighbours(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the mean over the bands around each."""
    half = _NEIGHBOURS // 2
    padded = np.pad(values, ((0, 0), (half, half)), mode="edge")
    sums = np.cumsum(np.pad(padded, ((0, 0), (1, 0))), axis=1)
    means: npt.NDArray[np.float64] = (sums[:, _NEIGHBOURS:] - sums[:, :-_NEIGHBOURS]) / _NEIGHBOURS
    return means


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
