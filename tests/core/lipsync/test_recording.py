"""Lips from audio: on synthetic speech whose phones are removed, on what is no speech, and on
bad files.
"""

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

from talking_photo.core.errors import RequestError
from talking_photo.core.intake.sound import read_sound
from talking_photo.core.lipsync.lips import frame_count, lips
from talking_photo.core.model import FPS, MOUTH, Speech
from talking_photo.core.settings import SoundLimits
from talking_photo.core.speech.espeak import Espeak
from talking_photo.core.speech.ports import Manner
from tests.core.speech.sentences import SENTENCES
from tests.makers import sound_file

RATE = 22_050
JAW, PRESS = MOUTH.index("jaw"), MOUTH.index("press")
LIMITS = SoundLimits(max_seconds=700, max_bytes=100_000_000)


def still(seconds):
    return np.zeros(int(seconds * RATE), np.float32)


def recording(*pieces, noise=0.0):
    samples = np.concatenate(pieces)
    samples += noise * np.random.default_rng(1).standard_normal(len(samples)).astype(np.float32)
    return Speech(samples=samples.astype(np.float32), sample_rate=RATE)


def agreement(one, other):
    count = min(len(one), len(other))
    return np.corrcoef(one[:count, JAW], other[:count, JAW])[0, 1]


@pytest.fixture(scope="module")
def spoken():
    return Espeak().speak(SENTENCES["en-us"], "en-us", Manner())


@pytest.fixture(scope="module")
def recognised(spoken):
    return lips(replace(spoken, phones=None)).values


@pytest.mark.parametrize("noise", [0.0, 0.001, 0.005])
def test_it_moves_in_speech_and_is_shut_in_silence_within_120_ms(spoken, noise):
    values = lips(recording(still(1.0), spoken.samples, still(1.0), noise=noise)).values
    end = 1.0 + spoken.phones[-1].end
    assert not values[: FPS - 2].any()
    assert not values[int(np.ceil((end + 0.12) * FPS)) :].any()
    inside = values[FPS + 2 : -FPS - 2, JAW]
    assert np.percentile(inside, 95) > 0.5
    assert inside.std() > 0.2


@pytest.mark.parametrize("kind", ["silence", "white", "faint", "hum", "rumble"])
def test_nothing_but_noise_keeps_the_mouth_shut(kind):
    t = np.arange(3 * RATE) / RATE
    white = np.random.default_rng(0).standard_normal(len(t))
    sound = {
        "silence": 0 * t,
        "white": 0.1 * white,
        "faint": 1e-4 * white,
        "hum": 0.3 * np.sin(2 * np.pi * 50 * t),
        "rumble": np.cumsum(white) / 500,
    }[kind]
    assert not lips(recording(sound)).values.any()


def test_music_without_a_voice_does_not_make_the_mouth_flap():
    t = np.arange(6 * RATE) / RATE
    chords = np.zeros(len(t))
    for bar, root in enumerate((220.0, 174.6, 196.0)):
        here = (t >= 2 * bar) & (t < 2 * bar + 2)
        for ratio in (1, 1.25, 1.5, 2):
            fade = np.exp(-3 * (t - 2 * bar))
            chords += here * fade * np.sin(2 * np.pi * root * ratio * t) / 8
    jaw = lips(recording(chords)).values[:, JAW]
    assert (np.abs(np.diff(jaw)) > 0.15).mean() < 0.05


def test_open_vowels_open_more_than_closed_ones():
    speech = Espeak().speak("Ah! Ee! Ah! Ee!", "en-us", Manner(pace=0.8))
    jaw = lips(replace(speech, phones=None)).values[:, JAW]
    heights = {"ɑː": [], "iː": []}
    for phone in speech.phones:
        if phone.symbol in heights:
            middle = round((phone.start + phone.end) / 2 * FPS)
            heights[phone.symbol].append(jaw[middle])
    assert len(heights["ɑː"]) == len(heights["iː"]) == 2
    assert np.mean(heights["ɑː"]) > 1.5 * np.mean(heights["iː"])


@pytest.mark.parametrize("language", ["en-us", "de", "es", "ru", "fi", "hi"])
def test_most_closures_are_recognised_and_few_are_false(language):
    speech = Espeak().speak(SENTENCES[language], language, Manner(variant="f2"))
    values = lips(replace(speech, phones=None)).values
    pressed = np.flatnonzero(values[:, PRESS] > 0.1) / FPS
    bilabials = [phone for phone in speech.phones if phone.symbol[:1] in (*"pbm",)]

    def near(time, phone):
        return phone.start - 0.05 < time < phone.end + 0.05

    met = sum(any(near(time, phone) for time in pressed) for phone in bilabials)
    true = sum(any(near(time, phone) for phone in bilabials) for time in pressed)
    assert met >= 0.7 * len(bilabials)
    assert true >= 0.7 * len(pressed)


def test_it_agrees_with_the_lips_by_phones(spoken, recognised):
    assert agreement(lips(spoken).values, recognised) > 0.8


@pytest.mark.parametrize("samples", [0, 1, 100, 3000])
def test_scraps_of_sound_do_no_harm(samples):
    sound = Speech(samples=np.full(samples, 0.1, np.float32), sample_rate=RATE)
    values = lips(sound).values
    assert values.shape == (frame_count(sound), len(MOUTH))
    assert np.isfinite(values).all()


def spoiled(spoken):
    """The same words, by what happened to them."""
    samples, rate = spoken.samples, spoken.sample_rate
    peak = np.abs(samples).max()
    low = np.interp(np.arange(0, len(samples), rate / 8000), np.arange(len(samples)), samples)
    return {
        "clipped": sound_file(np.clip(samples, -0.2 * peak, 0.2 * peak) * 4, rate),
        "direct current": sound_file(0.5 * samples + 0.4, rate),
        "8 kHz": sound_file(low.astype(np.float32), 8000),
        "dead channel": sound_file(np.stack([samples, 0 * samples]), rate),
        "quiet": sound_file(0.02 * samples, rate),
        "Opus": sound_file(
            np.interp(np.arange(0, len(samples), rate / 48_000), np.arange(len(samples)),
            samples).astype(np.float32),
            48_000, "ogg", "libopus",
        ),
    }  # fmt: skip


@pytest.mark.parametrize(
    "damage", ["clipped", "direct current", "8 kHz", "dead channel", "quiet", "Opus"]
)
def test_bad_recordings_of_the_same_words_move_the_same_lips(spoken, recognised, damage):
    speech = read_sound(spoiled(spoken)[damage], LIMITS)
    assert agreement(recognised, lips(speech).values) > 0.85


@pytest.mark.parametrize(
    ("contents", "code"),
    [
        (sound_file(np.zeros(80_000, np.float32)), "sound_silent"),
        (sound_file(0.1 * np.ones(3_200, np.float32)), "sound_too_short"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt broken", "sound_broken"),
        (b"\x89PNG\r\n\x1a\n no sound at all", "sound_unsupported"),
        (b"", "sound_empty"),
    ],
)
def test_what_cannot_move_lips_is_refused_with_its_reason(contents, code):
    with pytest.raises(RequestError) as refused:
        read_sound(contents, LIMITS)
    assert refused.value.code == code


def test_five_minutes_take_little_more_memory_than_their_result(spoken):
    short = Speech(samples=np.resize(spoken.samples, 30 * RATE), sample_rate=RATE)
    long = Speech(samples=np.resize(spoken.samples, 300 * RATE), sample_rate=RATE)
    peaks = []
    for speech in (short, long):
        tracemalloc.start()
        values = lips(speech).values
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert len(values) == frame_count(speech)
    assert peaks[1] - peaks[0] < 60e6
