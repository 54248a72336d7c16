"""Bring the sound of a video to the loudness that platforms expect, whatever came in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

import numpy as np
import numpy.typing as npt

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
_ABSOLUTE_GATE, _RELATIVE_GATE = -70.0, -10.0
"""LUFS, and LU below the mean of the blocks that pass the first."""
_SECTION_SECONDS = 20.0
"""Sound that is measured and limited together; a whole number of steps of 0.1 s."""
_MARGIN_SECONDS = 0.05
"""Sound beside a section that decides about its peaks: two lookaheads, and the resampler's."""
_CONTEXT_SECONDS, _BLOCKS_IN_CONTEXT = 0.7, 4
"""Sound before a section that is measured with it: 0.3 s for the blocks that begin there, after
0.4 s for the filters to settle, whose blocks do not count."""


class Samples(Protocol):
    """Mono sound that is read a section at a time; an array is one."""

    def __len__(self) -> int: ...

    def __getitem__(self, part: slice, /) -> Float32: ...


def loudness_of(layout: Layout) -> float:
    """Return the integrated loudness of a video in LUFS."""
    return _LUFS_FOR_FEEDS if layout in _FEEDS else _LUFS


def at_loudness(samples: Float32, sample_rate: int, lufs: float) -> Float32:
    """Bring the sound to that loudness, peaks held below -1.5 dBTP, without clicks at its ends.

    It is measured and limited in sections, so that long sound is in memory only once.

    Args:
        samples: Mono, shape (N,); changed in place.
        sample_rate: Hz.
        lufs: Integrated loudness; silence stays as it is.

    Returns:
        The same array.
    """
    _fade(samples, sample_rate)
    loudest = max(samples.max(initial=0.0), -samples.min(initial=0.0))
    if loudest > 0:  # BS.1770 takes everything below -70 LUFS for silence
        samples /= loudest
    done = 0
    for section in levelled(samples, sample_rate, lufs):
        samples[done : done + len(section)] = section
        done += len(section)
    return samples


def levelled(samples: Samples, sample_rate: int, lufs: float) -> Iterator[Float32]:
    """Yield the sound in sections, at that loudness, peaks held below -1.5 dBTP.

    What was yielded may be written into the samples: it is not read again.

    Args:
        samples: Read several times, a section at a time; not so quiet that BS.1770 takes it for
            silence.
        sample_rate: Hz.
        lufs: Integrated loudness; silence stays as it is.
    """
    measured = measure(samples, sample_rate)
    if not np.isfinite(measured):
        yield from _sections(samples, sample_rate)
        return
    gain = 0.0
    for _ in range(_MOST_TRIES):  # limiting takes loudness away again
        gain += lufs - measured
        measured = _measure(_limited(samples, sample_rate, gain), sample_rate)
        if abs(lufs - measured) < _CLOSE_ENOUGH:
            break
    yield from _limited(samples, sample_rate, gain)


def measure(samples: Samples, sample_rate: int) -> float:
    """Return the integrated loudness in LUFS, -inf for silence."""
    return _measure(_sections(samples, sample_rate), sample_rate)


def _measure(sections: Iterable[Float32], sample_rate: int) -> float:
    """Return the integrated loudness in LUFS of a sound in sections, -inf for silence."""
    from pyloudnorm import Meter

    meter = Meter(sample_rate)
    context = round(_CONTEXT_SECONDS * sample_rate)
    shortest = int(_SHORTEST_SECONDS * sample_rate)
    before = np.zeros(0, np.float32)
    blocks: list[float] = []
    for section in sections:
        sound = np.concatenate((before, section))
        if len(sound) < shortest:
            sound = np.tile(sound, -(-shortest // len(sound)))
        meter.integrated_loudness(sound)
        blocks += meter.blockwise_loudness[_BLOCKS_IN_CONTEXT if len(before) else 0 :]
        before = sound[-context:]
    return _gated(np.array(blocks))


def _gated(blocks: npt.NDArray[np.float64]) -> float:
    """Return the loudness of blocks in LUFS, by the two gates of BS.1770-4."""
    loud = blocks[blocks >= _ABSOLUTE_GATE]
    loud = loud[loud > _mean_loudness(loud) + _RELATIVE_GATE]
    return _mean_loudness(loud)


def _mean_loudness(blocks: npt.NDArray[np.float64]) -> float:
    if not len(blocks):
        return float("-inf")
    return float(10 * np.log10(np.power(10, blocks / 10).mean()))


def _sections(samples: Samples, sample_rate: int) -> Iterator[Float32]:
    size = round(_SECTION_SECONDS * sample_rate)
    yield from (samples[start : start + size] for start in range(0, len(samples), size))


def _limited(samples: Samples, sample_rate: int, gain: float) -> Iterator[Float32]:
    """Yield the sound in sections, louder by that many decibels, with its true peaks held.

    What was yielded may be written into the samples: it is not read again.
    """
    factor = np.float32(10 ** (gain / 20))
    size, margin = (
        round(seconds * sample_rate) for seconds in (_SECTION_SECONDS, _MARGIN_SECONDS)
    )
    before = samples[:0]
    for start in range(0, len(samples), size):
        stop = min(start + size, len(samples))
        window = np.concatenate((before, samples[start : stop + margin])) * factor
        first = len(before)
        before = samples[max(stop - margin, 0) : stop].copy()
        yield _hold_peaks(window, sample_rate)[first : first + stop - start]


def _hold_peaks(samples: Float32, sample_rate: int) -> Float32:
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


def _fade(samples: Float32, sample_rate: int) -> None:
    fade = min(int(_FADE_SECONDS * sample_rate), len(samples) // 2)
    ramp = np.linspace(0, 1, fade, endpoint=False, dtype=np.float32)
    samples[:fade] *= ramp
    samples[len(samples) - fade :] *= ramp[::-1]
