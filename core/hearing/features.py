"""From sound to what the network looks at: forty bands of energy, a hundred times a second."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from talking_photo.core.model import Float32

RATE = 16000
"""Hz of the sound that is looked at; speech needs no more."""
STEP = 160
"""Samples from one frame to the next: 10 ms."""
BANDS = 40
_WINDOW = 400
"""Samples of a frame: 25 ms."""
_FFT = 512
_LOWEST, _HIGHEST = 60.0, 7600.0
"""Hz; the hum of the mains lies below."""
_AT_ONCE = 1000
"""Frames that are transformed together, so that long recordings need no more memory than short ones."""
_DEPTH = 1e-6
"""Energy below the loud frames (60 dB) at which everything is the same silence: recordings end there, synthesisers do not."""
_FAINTEST = 1e-9
"""Energy of a frame (samples squared, mean) below which nothing is a voice: -90 dBFS."""
_LOUD = 0.001
"""Share of the loudest frames' energy above which a frame counts for the mean spectrum: -30 dB."""
_SCALE = 0.3
"""Brings the logarithms to about -1..1."""


def at_16_khz(samples: Float32, sample_rate: int) -> Float32:
    """The same sound at RATE; shape (ceil(N * RATE / sample_rate),)."""
    from scipy.signal import resample_poly

    if sample_rate == RATE:
        return samples
    divisor = np.gcd(RATE, sample_rate)
    resampled: Float32 = resample_poly(samples, RATE // divisor, sample_rate // divisor).astype(
        np.float32
    )
    return resampled


def features(sound: Float32) -> Float32:
    """Logarithms of the energy in mel bands, without the recording's own level and colour.

    Args:
        sound: Samples at RATE, shape (N,).

    Returns:
        Shape (ceil(N / STEP), BANDS); row n is centred on sample n * STEP. The mean over the loud frames is 0 in every band.
    """
    count = -(-len(sound) // STEP)
    energy = np.empty((count, BANDS), np.float32)
    for first in range(0, count, _AT_ONCE):
        last = min(first + _AT_ONCE, count)
        energy[first:last] = _energies(sound, first, last)
    return normalised(energy)


def normalised(energy: Float32) -> Float32:
    """Logarithms of band energies, shape (N, BANDS), relative to the loud frames' mean."""
    if not len(energy):
        return energy
    total = energy.mean(axis=1)
    top = max(float(np.percentile(total, 95)), _FAINTEST)
    logarithms = np.log(energy + _DEPTH * top)
    loud = total >= _LOUD * top
    centre = logarithms[loud].mean(axis=0) if loud.any() else logarithms.mean(axis=0)
    relative: Float32 = (_SCALE * (logarithms - centre)).astype(np.float32)
    return relative


def _energies(sound: Float32, first: int, last: int) -> Float32:
    """Mean energy per sample in each band for frames first..last, shape (last - first, BANDS)."""
    start = first * STEP - _WINDOW // 2
    stop = (last - 1) * STEP + _WINDOW // 2
    piece = sound[max(start, 0) : stop]
    piece = np.pad(piece, (max(-start, 0), max(stop - max(start, 0) - len(piece), 0)))
    frames = np.lib.stride_tricks.sliding_window_view(piece, _WINDOW)[::STEP]
    # a direct current would spill over into the lowest bands
    frames = frames - frames.mean(axis=1, keepdims=True)
    spectrum = np.fft.rfft(frames * _window(), _FFT).astype(np.complex64)
    energy: Float32 = (np.abs(spectrum) ** 2) @ _filters()
    return energy


@cache
def _window() -> Float32:
    window = np.hanning(_WINDOW + 1)[:-1]
    scaled: Float32 = (window / np.sqrt(_FFT / 2 * np.square(window).sum())).astype(np.float32)
    return scaled


@cache
def _filters() -> Float32:
    """Triangles of equal width on the mel scale (O'Shaughnessy 1987), shape (_FFT // 2 + 1, BANDS)."""
    edges = _hertz(np.linspace(_mel(_LOWEST), _mel(_HIGHEST), BANDS + 2))
    bins = np.fft.rfftfreq(_FFT, 1 / RATE)[:, None]
    rising = (bins - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - bins) / (edges[2:] - edges[1:-1])
    filters: Float32 = np.maximum(np.minimum(rising, falling), 0).astype(np.float32)
    return filters


def _mel(hertz: float) -> float:
    return float(2595 * np.log10(1 + hertz / 700))


def _hertz(mel: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    hertz: npt.NDArray[np.float64] = 700 * (10 ** (mel / 2595) - 1)
    return hertz
