"""Log-mel filterbank features: forty bands, a hundred frames a second."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from talking_photo.core.model import Float32

RATE = 16000
"""Sampling rate of the features' input, Hz; speech needs no more."""
STEP = 160
"""Hop: samples from one frame to the next, 10 ms."""
BANDS = 40
_WINDOW = 400
"""Samples of a frame: 25 ms."""
_FFT = 512
_MIN_HZ, _MAX_HZ = 60.0, 7600.0
"""Hz; mains hum lies below."""
_FRAMES_PER_CHUNK = 1000
"""Frames that are transformed together, so that long recordings need no more memory than short
ones."""
_RELATIVE_FLOOR = 1e-6
"""Floor relative to the loud frames' energy (-60 dB), below which silence is uniform: recordings
have noise there, synthesisers do not."""
_ABSOLUTE_FLOOR = 1e-9
"""Mean square of a frame below which nothing is speech: -90 dBFS."""
_LOUD_SHARE = 0.001
"""Share of the loudest frames' energy above which a frame counts for the mean spectrum: -30 dB."""
_SCALE = 0.3
"""Scales the logarithms to about -1..1."""


def resample_to_16k(samples: Float32, sample_rate: int) -> Float32:
    """Resample a sound to RATE; shape (ceil(N * RATE / sample_rate),)."""
    from scipy.signal import resample_poly

    if sample_rate == RATE:
        return samples
    divisor = np.gcd(RATE, sample_rate)
    resampled: Float32 = resample_poly(samples, RATE // divisor, sample_rate // divisor).astype(
        np.float32
    )
    return resampled


def log_mel_spectrogram(sound: Float32) -> Float32:
    """Return the log-mel spectrogram, mean-normalised (CMN).

    Args:
        sound: Samples at RATE, shape (N,).

    Returns:
        Shape (ceil(N / STEP), BANDS); row n is centred on sample n * STEP. The mean over the loud
        frames is 0 in every band.
    """
    count = -(-len(sound) // STEP)
    energy = np.empty((count, BANDS), np.float32)
    for first in range(0, count, _FRAMES_PER_CHUNK):
        last = min(first + _FRAMES_PER_CHUNK, count)
        energy[first:last] = _energies(sound, first, last)
    return normalised(energy)


def normalised(energy: Float32) -> Float32:
    """Return logarithms of band energies, shape (N, BANDS), minus the loud frames' mean."""
    if not len(energy):
        return energy
    total = energy.mean(axis=1)
    top = max(float(np.percentile(total, 95)), _ABSOLUTE_FLOOR)
    logarithms = np.log(energy + _RELATIVE_FLOOR * top)
    loud = total >= _LOUD_SHARE * top
    centre = logarithms[loud].mean(axis=0) if loud.any() else logarithms.mean(axis=0)
    relative: Float32 = (_SCALE * (logarithms - centre)).astype(np.float32)
    return relative


def _energies(sound: Float32, first: int, last: int) -> Float32:
    """Return mean energy per sample and band of frames first..last, (last - first, BANDS)."""
    start = first * STEP - _WINDOW // 2
    stop = (last - 1) * STEP + _WINDOW // 2
    piece = sound[max(start, 0) : stop]
    piece = np.pad(piece, (max(-start, 0), max(stop - max(start, 0) - len(piece), 0)))
    frames = np.lib.stride_tricks.sliding_window_view(piece, _WINDOW)[::STEP]
    # a DC offset would leak into the lowest bands
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
    """Return triangular filters, evenly spaced in mel, shape (_FFT // 2 + 1, BANDS).

    The scale is O'Shaughnessy's of 1987.
    """
    edges = _hertz(np.linspace(_mel(_MIN_HZ), _mel(_MAX_HZ), BANDS + 2))
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
