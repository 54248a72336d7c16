"""What happens to a voice on its way: other people, rain, codecs, telephones, bad microphones."""

from __future__ import annotations

import io
import wave
from collections.abc import Callable, Sequence
from typing import cast

import av
import numpy as np
from av.audio.stream import AudioStream

from talking_photo.core.intake.sound import read_sound
from talking_photo.core.model import Float32, Speech
from talking_photo.core.settings import SoundLimits

RATE = 16_000
_LIMITS = SoundLimits(max_bytes=40_000_000, min_seconds=0.05, max_seconds=900)
_BABBLE = 8
"""Voices of a babble."""
_DROPS = 60
"""Drops of rain per second that are audible one by one."""

Distortion = Callable[[Float32, Sequence[Float32], np.random.Generator], Float32]


def distorted(speech: Speech, name: str, others: Sequence[Speech]) -> Speech:
    """One of DISTORTIONS, recorded and read as a file that somebody sends; the same each time.

    Args:
        speech: At RATE.
        name: What happens to it.
        others: Who may babble beside it.
    """
    rng = np.random.default_rng(11)
    bent = DISTORTIONS[name](speech.samples, [other.samples for other in others], rng)
    if name in _CODECS:
        return read_sound(_encoded(bent, *_CODECS[name]), _LIMITS)
    return read_sound(_wav(bent), _LIMITS)


def _clean(voice: Float32, _others: Sequence[Float32], _dice: np.random.Generator) -> Float32:
    return voice


def _babble(decibels: float) -> Distortion:
    def mix(voice: Float32, others: Sequence[Float32], rng: np.random.Generator) -> Float32:
        noise = np.zeros(len(voice), np.float32)
        for index in rng.permutation(len(others))[:_BABBLE]:
            start = int(rng.integers(len(others[index])))
            noise += np.resize(np.roll(others[index], start), len(voice))
        return _mixed(voice, noise, decibels)

    return mix


def _rain(decibels: float) -> Distortion:
    """A hiss that falls by 3 dB an octave, and single drops in it."""

    def mix(voice: Float32, _others: Sequence[Float32], rng: np.random.Generator) -> Float32:
        count = len(voice)
        spectrum = np.fft.rfft(rng.standard_normal(count))
        spectrum /= np.sqrt(np.maximum(np.fft.rfftfreq(count, 1 / RATE), 50))
        hiss = np.fft.irfft(spectrum, count)
        drops = np.zeros(count)
        fall = np.exp(-np.arange(200) / 30) * rng.standard_normal(200)
        for at in rng.integers(0, max(count - 200, 1), int(_DROPS * count / RATE)):
            drops[at : at + 200] += rng.exponential() * fall[: count - at]
        noise = hiss / hiss.std() + 0.7 * drops / max(drops.std(), 1e-9)
        return _mixed(voice, noise.astype(np.float32), decibels)

    return mix


def _clipped(voice: Float32, _others: Sequence[Float32], _dice: np.random.Generator) -> Float32:
    """By 20 dB."""
    return np.clip(voice * 10 * 0.9 / np.abs(voice).max(), -0.9, 0.9).astype(np.float32)


def _quiet(voice: Float32, _others: Sequence[Float32], _dice: np.random.Generator) -> Float32:
    """35 dB below what it was: 16 bits leave it ten."""
    return voice * np.float32(10 ** (-35 / 20))


def _mixed(voice: Float32, noise: Float32, decibels: float) -> Float32:
    gain = np.sqrt(np.square(voice).mean() / np.square(noise).mean()) * 10 ** (-decibels / 20)
    both = voice + gain * noise
    return (both / max(float(np.abs(both).max()), 1.0)).astype(np.float32)


DISTORTIONS: dict[str, Distortion] = {
    "clean": _clean,
    "babble, 10 dB": _babble(10),
    "babble, 0 dB": _babble(0),
    "rain, 10 dB": _rain(10),
    "rain, 0 dB": _rain(0),
    "voice note (Opus, 24 kbit/s)": _clean,
    "telephone (8 kHz, A-law)": _clean,
    "clipped by 20 dB": _clipped,
    "quiet, -35 dB": _quiet,
}
_CODECS = {
    "voice note (Opus, 24 kbit/s)": ("ogg", "libopus", 48_000, 24_000),
    "telephone (8 kHz, A-law)": ("wav", "pcm_alaw", 8_000, 64_000),
}


NoVoice = Callable[[np.random.Generator], Float32]
_SECONDS = 10


def without_voice(sound: NoVoice) -> Speech:
    """Ten seconds of a sound in which nobody speaks."""
    samples = sound(np.random.default_rng(5))
    return Speech(samples=samples.astype(np.float32), sample_rate=RATE)


def _hiss(rng: np.random.Generator) -> Float32:
    return (0.1 * rng.standard_normal(_SECONDS * RATE)).astype(np.float32)


def _rain_alone(rng: np.random.Generator) -> Float32:
    nobody = np.full(_SECONDS * RATE, 1e-3, np.float32)
    return 0.1 * _rain(-60)(nobody, (), rng)


def _hum(_dice: np.random.Generator) -> Float32:
    t = np.arange(_SECONDS * RATE) / RATE
    return sum(0.2 / k * np.sin(2 * np.pi * 50 * k * t) for k in (1, 2, 3)).astype(np.float32)


def _chords(_dice: np.random.Generator) -> Float32:
    """Struck strings, a chord every two seconds."""
    t = np.arange(_SECONDS * RATE) / RATE
    within = t % 2
    roots = np.array([220.0, 174.6, 196.0, 164.8, 220.0])[(t // 2).astype(int)]
    tones = [
        np.sin(2 * np.pi * roots * ratio * k * within) / k
        for ratio in (1, 1.25, 1.5)
        for k in (1, 2, 3, 4)
    ]
    return (0.08 * np.exp(-2 * within) * sum(tones)).astype(np.float32)


def _knocks(rng: np.random.Generator) -> Float32:
    """Something falls, three times a second."""
    samples = np.zeros(_SECONDS * RATE)
    fall = np.exp(-np.arange(1600) / 200)
    for at in rng.integers(0, len(samples) - 1600, 3 * _SECONDS):
        samples[at : at + 1600] += 0.5 * fall * rng.standard_normal(1600)
    return samples.astype(np.float32)


NO_VOICES: dict[str, NoVoice] = {
    "digital silence": lambda _: np.zeros(_SECONDS * RATE, np.float32),
    "hiss": _hiss,
    "rain": _rain_alone,
    "hum of the mains": _hum,
    "chords of strings": _chords,
    "knocks": _knocks,
}


def _wav(samples: Float32) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setparams((1, 2, RATE, 0, "NONE", ""))
        writer.writeframes(_sixteen_bits(samples).tobytes())
    return file.getvalue()


def _encoded(samples: Float32, container: str, codec: str, rate: int, bits: int) -> bytes:
    file = io.BytesIO()
    with av.open(file, "w", format=container) as output:
        stream = cast("AudioStream", output.add_stream(codec, rate=rate, layout="mono"))
        stream.bit_rate = bits
        frame = av.AudioFrame.from_ndarray(
            _sixteen_bits(samples)[None], format="s16", layout="mono"
        )
        frame.rate = RATE
        resampler = av.AudioResampler(format=stream.format, layout="mono", rate=rate)
        for part in [*resampler.resample(frame), *resampler.resample(None)]:
            output.mux(stream.encode(part))
        output.mux(stream.encode(None))
    return file.getvalue()


def _sixteen_bits(samples: Float32) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
    return (np.clip(samples, -1, 1) * 32767).astype(np.int16)
