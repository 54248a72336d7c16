"""The same words by another throat, in another room, through another telephone.

What happens to a voice before it gets here.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.signal import butter, fftconvolve, resample_poly, sosfilt

from talking_photo.core.hearing.features import RATE
from talking_photo.core.model import Float32
from training.lips.clips import Clip

Samples = npt.NDArray[np.floating[Any]]


def altered(clip: Clip, others: Sequence[Clip], rng: np.random.Generator) -> Clip:
    """One random version of a clip; `others` are the voices that babble behind it.

    In the order in which it happens: a throat of another size that speaks at another pace, a
    distance with a room, noise, a microphone, a transmission. Each has its chance; about one in
    eight versions is left clean.
    """
    factor = rng.uniform(0.85, 1.18) if rng.random() < 0.7 else 1.0
    sound, spans = _at_pace(clip.sound, clip.spans, factor)
    sound, spans = _with_rest(sound, spans, rng)
    if rng.random() < 0.12:
        return Clip(sound=sound, spans=spans, source=clip.source)
    if rng.random() < 0.4:
        sound = _in_room(sound, rng)
    if rng.random() < 0.65:
        sound = _over(sound, noise(len(sound), others, rng), rng.uniform(3, 40))
    if rng.random() < 0.7:
        sound = _coloured(sound, rng)
    if rng.random() < 0.1:
        sound = np.clip(sound, *(np.array([-1, 1]) * np.abs(sound).max() * rng.uniform(0.15, 0.6)))
    sound = sound / max(float(np.abs(sound).max()), 1e-6) * 10 ** rng.uniform(-1.7, -0.05)
    if rng.random() < 0.1:
        sound = sound + rng.uniform(-0.1, 0.1)
    sound = _transmitted(np.clip(sound, -1, 1).astype(np.float32), rng)
    return Clip(sound=sound, spans=spans, source=clip.source)


def not_speech(rng: np.random.Generator) -> Clip:
    """Two to six seconds in which nobody speaks: noise, hum, tones, breath, or next to nothing."""
    length = int(rng.uniform(2, 6) * RATE)
    kind = rng.integers(4)
    if kind == 0:
        sound = noise(length, (), rng)
    elif kind == 1:
        sound = _music(length, rng)
    elif kind == 2:
        sound = _breath(length, rng)
    else:
        sound = _tinted(length, 0.0, rng) * 0.01
    sound = sound / max(float(np.abs(sound).max()), 1e-6) * 10 ** rng.uniform(-3, -0.1)
    sound = _transmitted(_coloured(sound, rng).astype(np.float32), rng)
    return Clip(sound=sound, spans=np.zeros((0, 3), np.float32), source="not speech")


def noise(length: int, others: Sequence[Clip], rng: np.random.Generator) -> Samples:
    """Hiss of some colour, hum of the mains, a crowd (where there are others), or music.

    Shape (length,).
    """
    kind = rng.integers(5 if others else 3)
    if kind == 0:
        return _tinted(length, rng.uniform(-0.3, 2.2), rng)
    if kind == 1:
        return _hum(length, rng) + 0.1 * _tinted(length, 1.0, rng)
    if kind == 2:
        return _music(length, rng)
    voices = [others[int(i)].sound for i in rng.integers(len(others), size=rng.integers(2, 7))]
    crowd = np.zeros(length)
    for voice in voices:
        start = int(rng.integers(len(voice)))
        crowd += np.resize(np.roll(voice, start), length) / max(float(voice.std()), 1e-4)
    return crowd


def _at_pace(sound: Float32, spans: Float32, factor: float) -> tuple[Float32, Float32]:
    """Played faster: shorter, higher, and as if from a smaller head."""
    ratio = Fraction(factor).limit_denominator(40)
    played = resample_poly(sound, ratio.denominator, ratio.numerator).astype(np.float32)
    return played, spans * np.array([1 / float(ratio), 1 / float(ratio), 1], np.float32)


def _with_rest(
    sound: Float32, spans: Float32, rng: np.random.Generator
) -> tuple[Float32, Float32]:
    """Up to 0.7 s of silence before and after it."""
    before, after = (int(s * RATE) for s in rng.uniform(-0.3, 0.7, 2).clip(0))
    shift = np.array([before / RATE, before / RATE, 0], np.float32)
    return np.pad(sound, (before, after)), spans + shift


def _in_room(sound: Samples, rng: np.random.Generator) -> Samples:
    """Echoes that die away within 0.08 to 0.6 s (60 dB), behind the direct sound."""
    seconds = rng.uniform(0.08, 0.6)
    times = np.arange(int(seconds * RATE)) / RATE
    tail = rng.normal(size=len(times)) * 10 ** (-3 * times / seconds)
    tail[: int(rng.uniform(0.002, 0.02) * RATE)] = 0
    tail *= 10 ** (rng.uniform(-12, 3) / 20) / max(float(np.sqrt(np.square(tail).sum())), 1e-6)
    tail[0] = 1
    echoed: Samples = fftconvolve(sound, tail)[: len(sound)]
    return echoed


def _over(sound: Samples, other: Samples, decibels: float) -> Samples:
    """Add something that is so many decibels weaker than the voice."""
    voice = np.sqrt(np.square(sound[np.abs(sound) > 0.01 * np.abs(sound).max()]).mean())
    return sound + other * voice / max(float(other.std()), 1e-9) * 10 ** (-decibels / 20)


def _coloured(sound: Samples, rng: np.random.Generator) -> Samples:
    """A smooth random equaliser of up to 9 dB, and sometimes a cut below 80 to 300 Hz."""
    spectrum = np.fft.rfft(sound)
    octaves = np.linspace(0, 1, len(spectrum)) ** 0.4
    gain = np.interp(octaves, np.linspace(0, 1, 9), rng.uniform(-9, 9, 9) * rng.uniform(0.2, 1))
    played = np.fft.irfft(spectrum * 10 ** (gain / 20), len(sound))
    if rng.random() < 0.3:
        sections = butter(2, rng.uniform(80, 300), "highpass", fs=RATE, output="sos")
        played = sosfilt(sections, played)
    return played


def _transmitted(sound: Float32, rng: np.random.Generator) -> Float32:
    """Nothing, a low-pass, Opus at 16 or 8 kHz, or a telephone."""
    kind = rng.random()
    if kind < 0.5:
        return sound
    if kind < 0.6:
        sections = butter(6, rng.uniform(2800, 4200), fs=RATE, output="sos")
        return sosfilt(sections, sound).astype(np.float32)
    if kind < 0.88:
        return _coded(sound, "libopus", RATE if rng.random() < 0.6 else RATE // 2, rng)
    return _coded(sound, "pcm_mulaw" if rng.random() < 0.5 else "pcm_alaw", RATE // 2, rng)


def _coded(sound: Float32, codec: str, rate: int, rng: np.random.Generator) -> Float32:
    """To a codec and back; the delay that its encoder adds is taken out again."""
    import av

    low = resample_poly(sound, 1, RATE // rate).astype(np.float32)
    file = io.BytesIO()
    with av.open(file, "w", format="ogg" if codec == "libopus" else "wav") as out:
        stream = out.add_stream(codec, rate=rate, layout="mono")
        assert isinstance(stream, av.AudioStream)
        if codec == "libopus":
            stream.bit_rate = int(rng.choice([8000, 12000, 16000, 24000, 32000]))
        frame = av.AudioFrame.from_ndarray(
            (np.clip(low, -1, 1) * 32767).astype(np.int16)[None], format="s16", layout="mono"
        )
        frame.sample_rate = rate
        out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    file.seek(0)
    with av.open(file, "r") as coded:
        resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
        parts = [part for frame in coded.decode(audio=0) for part in resampler.resample(frame)]
        parts += resampler.resample(None)
    decoded = np.concatenate([part.to_ndarray()[0] for part in parts])
    return _in_step(decoded, sound)


def _in_step(decoded: Float32, sound: Float32) -> Float32:
    """Shift by the lag (up to 60 ms) at which it fits best, and cut or fill to the same length."""
    reach = int(0.06 * RATE)
    match = fftconvolve(decoded, sound[::-1])
    centre = len(sound) - 1
    window = match[max(centre - reach, 0) : centre + reach + 1]
    lag = int(window.argmax()) - min(reach, centre) if np.ptp(window) > 0 else 0
    moved = decoded[lag:] if lag >= 0 else np.pad(decoded, (-lag, 0))
    return np.pad(moved, (0, max(len(sound) - len(moved), 0)))[: len(sound)].astype(np.float32)


def _tinted(length: int, slope: float, rng: np.random.Generator) -> Samples:
    """Noise whose energy falls with frequency to this power: 0 white, 1 pink, 2 brown.

    It swells slowly.
    """
    spectrum = np.fft.rfft(rng.normal(size=length))
    hertz = np.fft.rfftfreq(length, 1 / RATE)
    shaped = np.fft.irfft(spectrum / np.maximum(hertz, 20) ** (slope / 2), length)
    swell = np.interp(
        np.linspace(0, 1, length), np.linspace(0, 1, 7), 10 ** rng.uniform(-0.3, 0.3, 7)
    )
    scaled: Samples = shaped / max(float(shaped.std()), 1e-9) * swell
    return scaled


def _hum(length: int, rng: np.random.Generator) -> Samples:
    times = np.arange(length) / RATE
    mains = rng.choice([50, 60])
    return sum(
        rng.uniform() / n * np.sin(2 * np.pi * mains * n * times + rng.uniform(0, 6))
        for n in range(1, 12)
    )


def _music(length: int, rng: np.random.Generator) -> Samples:
    """Chords of struck or held tones with overtones, three to eight a second at most."""
    played = np.zeros(length)
    now = 0
    while now < length:
        lasts = int(rng.uniform(0.12, 0.8) * RATE)
        times = np.arange(min(int(1.5 * lasts), length - now)) / RATE
        fade = np.exp(-times * rng.uniform(0.5, 6)) * np.minimum(times / 0.01, 1)
        for note in rng.integers(36, 80, rng.integers(1, 4)):
            pitch = 440 * 2 ** ((note - 69) / 12)
            tone = sum(np.sin(2 * np.pi * pitch * n * times) / n**1.5 for n in range(1, 6))
            played[now : now + len(times)] += tone * fade
        now += lasts
    return played


def _breath(length: int, rng: np.random.Generator) -> Samples:
    """Hiss that comes and goes, as somebody breathes at a microphone."""
    sections = butter(
        2, [rng.uniform(200, 800), rng.uniform(2500, 7000)], "bandpass", fs=RATE, output="sos"
    )
    times = np.arange(length) / RATE
    swing = np.clip(np.sin(2 * np.pi * rng.uniform(0.3, 0.9) * times + rng.uniform(0, 6)), 0, 1)
    drawn: Samples = sosfilt(sections, rng.normal(size=length)) * (swing**2 + 0.003)
    return drawn
