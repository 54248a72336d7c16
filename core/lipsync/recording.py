"""Lips for a recording without words: the mouth follows the voice's level, the height of its resonances and its gaps."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter1d
from scipy.signal import resample_poly

from core.loudness import HOP, levels, silences
from core.model import FPS, MOUTH, Float32, MouthTrack, Speech

Curve = npt.NDArray[np.float64]

_RATE = 8000
"""Hz; vowels and closures show below 4 kHz, and what phones and codecs cut off does not matter then."""
_WINDOW = 256
"""Samples at _RATE: 32 ms, two to six periods of a voice."""
_SMOOTH = 0.03
"""Sigma in seconds of the lips' movement."""
_LOUD_JAW = 0.95
"""Opening (cm) of a loud, open vowel."""
_PRESS = 0.13
_SHORTEST_CLOSURE, _LONGEST_CLOSURE = 0.03, 0.18
"""Seconds that lips stay together in p, b, m (Stathopoulos and Weismer 1983 measured 60 to 120 ms; fast speech is shorter)."""


def move_lips_by_ear(speech: Speech, frames: int) -> MouthTrack:
    """Guess the mouth from the sound; the track has `frames` rows. Shut in silence and in steady noise.

    Openness is the level against the speech's own loudest vowels, raised by a high first resonance; width and rounding
    follow the second resonance. A closure is a short stretch inside speech where the bands above 700 Hz vanish, with a
    murmur below (m, b) or without (p). It cannot tell p from t or k by ear: it takes about half of the gaps too many.
    """
    loud = levels(speech).astype(np.float64)
    track = np.zeros((frames, len(MOUTH)), np.float32)
    voiced = _voiced(speech, len(loud))
    if not voiced.any():
        return MouthTrack(values=track)
    spectra = _band_levels(speech, len(loud))
    top = np.percentile(loud[voiced], 95)
    strength = np.clip((loud - top + 28) / 28, 0, 1)
    first = _balance(spectra["middle"] - spectra["low"], voiced)
    second = _balance(spectra["high"] - spectra["middle"], voiced)
    closed = _closures(spectra, voiced)
    open_ = ~closed & voiced
    jaw = _LOUD_JAW * strength**1.3 * (0.35 + 0.65 * first) * open_
    curves = {
        "jaw": jaw,
        "wide": 0.30 * np.clip(2 * second - 1, 0, 1) * strength * voiced,
        "pucker": 0.55 * np.clip(1 - 2 * second, 0, 1) * (1 - 0.5 * first) * strength * voiced,
        "lower_down": 0.12 * second * strength * open_,
        "upper_up": 0.06 * second * strength * open_,
    }
    grid = np.arange(len(loud)) * HOP
    times = np.arange(frames) / FPS
    for name, curve in curves.items():
        smooth = gaussian_filter1d(curve, _SMOOTH / HOP)
        track[:, MOUTH.index(name)] = np.interp(times, grid, smooth)
    _shut(track, closed, voiced)
    return MouthTrack(values=track)


def _voiced(speech: Speech, count: int) -> npt.NDArray[np.bool_]:
    voiced = np.ones(count, bool)
    for start, end in silences(speech):
        voiced[round(start / HOP) : round(end / HOP)] = False
    return voiced


def _band_levels(speech: Speech, count: int) -> dict[str, Curve]:
    """Level (dB) every HOP of four bands: voice and murmur, first resonances, second resonances, hiss."""
    sound = resample_poly(speech.samples.astype(np.float64), _RATE, speech.sample_rate)
    hop = round(HOP * _RATE)
    padded = np.zeros(count * hop + _WINDOW)
    kept = sound[: count * hop]
    padded[_WINDOW // 2 : _WINDOW // 2 + len(kept)] = kept
    windows = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::hop][:count]
    power = np.abs(np.fft.rfft(windows * np.hanning(_WINDOW))) ** 2
    frequency = np.fft.rfftfreq(_WINDOW, 1 / _RATE)
    edges = {
        "murmur": (90, 400),
        "low": (200, 500),
        "middle": (600, 1400),
        "high": (1700, 3300),
        "above": (700, 3600),
    }
    return {
        name: 10 * np.log10(power[:, (frequency >= a) & (frequency < b)].sum(axis=1) + 1e-9)
        for name, (a, b) in edges.items()
    }


def _balance(difference: Curve, voiced: npt.NDArray[np.bool_]) -> Curve:
    """Where a band stands between the speaker's own extremes, 0..1: microphones and voices differ, ranges do not."""
    low, high = np.percentile(difference[voiced], (10, 90))
    share: Curve = np.clip((difference - low) / max(high - low, 6.0), 0, 1)
    return share


def _closures(spectra: dict[str, Curve], voiced: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Short stretches inside speech where nothing comes out above 700 Hz, shape (N,)."""
    above = gaussian_filter1d(spectra["above"], 1.0)
    vowel = np.percentile(above[voiced], 80)
    around = np.maximum(_peak(above, -12), _peak(above, 12))
    quiet = voiced & (above < vowel - 18) & (above < around - 14)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], quiet, [False])).astype(np.int8)))
    closed = np.zeros(len(voiced), bool)
    for start, end in edges.reshape(-1, 2):
        if _SHORTEST_CLOSURE <= (end - start) * HOP <= _LONGEST_CLOSURE:
            closed[start:end] = True
    return closed


def _peak(curve: Curve, reach: int) -> Curve:
    """The highest value within the next (or, negative, the last) `reach` steps."""
    steps = range(0, reach, 1 if reach > 0 else -1)
    peak: Curve = np.max([np.roll(curve, -step) for step in steps], axis=0)
    return peak


def _shut(track: Float32, closed: npt.NDArray[np.bool_], voiced: npt.NDArray[np.bool_]) -> None:
    """Close the lips on a frame of each closure and rest them in silence, in place."""
    opening = [MOUTH.index(name) for name in ("jaw", "lower_down", "upper_up")]
    edges = np.flatnonzero(np.diff(np.concatenate(([False], closed, [False])).astype(np.int8)))
    for start, end in edges.reshape(-1, 2):
        first = int(np.ceil(start * HOP * FPS))
        last = max(int(end * HOP * FPS), first)
        track[first : last + 1, opening] = 0
        track[first : last + 1, MOUTH.index("press")] = _PRESS
    steps = np.minimum(np.round(np.arange(len(track)) / FPS / HOP).astype(int), len(voiced) - 1)
    track[~voiced[steps]] = 0
