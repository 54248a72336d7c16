"""The mark in synthesised speech: found after codecs and cuts, and nowhere else."""

import subprocess

import imageio_ffmpeg
import numpy as np
import pytest

from talking_photo.core.intake.text import read_text
from talking_photo.core.model import Expression
from talking_photo.core.provenance import speech_mark
from talking_photo.core.provenance.speech_mark import add_mark, has_mark
from talking_photo.core.request import RenderOptions
from talking_photo.core.settings import Settings
from talking_photo.core.speech.voices import build_voices, manner_of, synthesize

WORDS = "The old clock in the hall has not worked since my grandmother left for the coast in May."


@pytest.fixture(scope="module")
def speech():
    settings = Settings()
    options = RenderOptions(language="en", voice="espeak")
    return synthesize(
        read_text(WORDS, settings.text, Expression.NEUTRAL, 1.0),
        preferred_voice="espeak",
        language="en",
        voices=build_voices(settings.voice, ()),
        manner=manner_of(settings.voice, options),
        progress=lambda done: None,
    )


@pytest.fixture(scope="module")
def marked(speech):
    samples = speech.samples.copy()
    add_mark(samples, speech.sample_rate)
    return samples


def through(samples, rate, *codec, container):
    """The samples after a codec, at 48 kHz."""
    ffmpeg = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error"]
    raw = ["-f", "f32le", "-ac", "1", "-ar"]
    coded = subprocess.run(
        [*ffmpeg, *raw, str(rate), "-i", "-", *codec, "-f", container, "-"],
        input=samples.tobytes(),
        capture_output=True,
        check=True,
    )
    decoded = subprocess.run(
        [*ffmpeg, "-i", "-", *raw, "48000", "-"],
        input=coded.stdout,
        capture_output=True,
        check=True,
    )
    return np.frombuffer(decoded.stdout, np.float32)


def test_only_marked_speech_has_the_mark(speech, marked):
    assert has_mark(marked, speech.sample_rate)
    assert not has_mark(speech.samples, speech.sample_rate)


@pytest.mark.parametrize(
    "codec",
    [
        ("-c:a", "aac", "-b:a", "48k", "adts"),
        ("-c:a", "libopus", "-b:a", "16k", "ogg"),
        ("-c:a", "libmp3lame", "-b:a", "64k", "mp3"),
        ("-c:a", "pcm_s16le", "-ar", "8000", "wav"),
    ],
    ids=lambda codec: codec[1],
)
def test_codecs_leave_the_mark(speech, marked, codec):
    *arguments, container = codec
    assert has_mark(through(marked, speech.sample_rate, *arguments, container=container), 48_000)


@pytest.mark.parametrize("gain", [0.1, 3.0])
def test_another_level_leaves_the_mark(speech, marked, gain):
    assert has_mark(np.clip(marked * np.float32(gain), -1, 1), speech.sample_rate)


@pytest.mark.parametrize("bitrate", [None, "24k", "16k"])
def test_each_cut_of_two_seconds_has_the_mark(speech, marked, bitrate):
    rate, sound = speech.sample_rate, marked
    if bitrate is not None:
        codec = ("-c:a", "libopus", "-b:a", bitrate)
        rate, sound = 48_000, through(marked, rate, *codec, container="ogg")
    starts = range(0, len(sound) - 2 * rate, rate // 4)
    found = [has_mark(sound[start : start + 2 * rate], rate) for start in starts]
    assert len(found) >= 8
    assert all(found)


def test_a_long_sound_is_marked_part_by_part_without_a_seam(speech):
    rate = speech.sample_rate
    long = np.tile(speech.samples, 5)
    samples = long.copy()
    add_mark(samples, rate)
    seam = round(speech_mark._PART_SECONDS * rate)
    assert len(samples) > 1.5 * seam
    added = samples - long
    steps = np.abs(np.diff(added))
    assert steps[seam - 50 : seam + 50].max() <= steps.max()
    # across the seam, too, the shift of the pattern is the same
    assert has_mark(samples[seam - rate : seam + rate], rate)
    assert np.abs(added).max() < 0.5 * np.abs(long).max()


@pytest.mark.parametrize("rate", [8_000, 11_025, 16_000, 22_050, 24_000, 44_100, 48_000])
def test_every_rate_can_be_marked(rate):
    noise = np.random.default_rng(0).normal(0, 0.1, 3 * rate).astype(np.float32)
    samples = noise.copy()
    add_mark(samples, rate)
    assert len(samples) == len(noise)
    assert has_mark(samples, rate)
    assert not has_mark(noise, rate)


@pytest.mark.parametrize("length", [0, 1, 100, 10_000])
@pytest.mark.parametrize("level", [0.0, 1.0])
def test_short_silent_and_steady_sounds_do_no_harm(length, level):
    samples = np.full(length, level, np.float32)
    add_mark(samples, 16_000)
    assert np.isfinite(samples).all()
    assert not has_mark(samples, 16_000)


def test_the_pattern_is_the_same_with_every_version_of_a_library():
    pattern = speech_mark._pattern()
    assert pattern[0, :12].tolist() == [-1, -1, -1, -1, -1, -1, 1, -1, -1, 1, 1, 1]
    assert abs(pattern.mean()) < 0.1
