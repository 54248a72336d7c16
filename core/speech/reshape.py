"""Another pitch and other formants for a synthesised speech, by resampling and envelope warping.

For voices whose network takes neither. Resampling changes both by the same factor; then the
spectral envelope, found by cepstral smoothing, is stretched to where the formants should be.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from talking_photo.core.model import Float32, Speech

_WINDOW_SECONDS = 0.043
_CEPSTRUM_SECONDS = 0.0016
"""Quefrency up to which the envelope goes: formants, but no harmonics of voices below 600 Hz."""
_ROUNDS = 6
"""Of the iterative envelope (F. Villavicencio et al. 2006): it then lies on the harmonics."""
_MOST_GAIN = 3.0
"""Nepers; what the warp may add at most where the sound had nothing."""
_UNNOTICED = 0.005
_MAX_DENOMINATOR = 50


def reshape(speech: Speech, *, pitch: float, formants: float) -> Speech:
    """Return a speech with its pitch and formants multiplied, both as if spoken so.

    It lasts `1 / pitch` times as long as before: ask the voice for another pace to make up for it.
    """
    if abs(pitch - 1) > _UNNOTICED:
        speech = _resampled(speech, pitch)
    warp = formants / pitch
    if abs(warp - 1) < _UNNOTICED or not len(speech.samples):
        return speech
    return replace(speech, samples=_warped(speech.samples, speech.sample_rate, warp))


def _resampled(speech: Speech, factor: float) -> Speech:
    from scipy.signal import resample_poly

    ratio = Fraction(factor).limit_denominator(_MAX_DENOMINATOR)
    samples = resample_poly(speech.samples, ratio.denominator, ratio.numerator)
    scale = 1 / float(ratio)
    return replace(
        speech,
        samples=samples.astype(np.float32),
        phones=None
        if speech.phones is None
        else tuple(
            replace(phone, start=phone.start * scale, end=phone.end * scale)
            for phone in speech.phones
        ),
        words=tuple(
            replace(word, start=word.start * scale, end=word.end * scale) for word in speech.words
        ),
    )


def _warped(samples: Float32, rate: int, factor: float) -> Float32:
    """Stretch the spectral envelope along the frequency axis."""
    from scipy.signal import ShortTimeFFT

    size = 2 * round(_WINDOW_SECONDS * rate / 2)
    transform = ShortTimeFFT.from_window("hann", rate, size, size * 3 // 4, phase_shift=None)
    spectrum = transform.stft(samples.astype(np.float64))
    envelope = _envelope(np.log(np.abs(spectrum) + 1e-6), round(_CEPSTRUM_SECONDS * rate))
    bins = np.arange(len(envelope))
    source = np.clip(bins / factor, 0, len(bins) - 1)
    low = np.minimum(source.astype(int), len(bins) - 2)
    share = (source - low)[:, None]
    stretched = envelope[low] * (1 - share) + envelope[low + 1] * share
    gain = np.exp(np.clip(stretched - envelope, -_MOST_GAIN, _MOST_GAIN))
    warped = transform.istft(spectrum * gain, k1=len(samples))
    return np.asarray(warped, np.float32)


def _envelope(logs: npt.NDArray[np.float64], quefrencies: int) -> npt.NDArray[np.float64]:
    """Return the smooth curve through the peaks of a log spectrum (bins, frames)."""
    envelope = logs
    for _ in range(_ROUNDS):
        cepstrum = np.fft.irfft(np.maximum(logs, envelope), axis=0)
        cepstrum[quefrencies:-quefrencies] = 0
        envelope = np.fft.rfft(cepstrum, axis=0).real
    return envelope
