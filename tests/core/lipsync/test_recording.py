"""Lips by ear, on real synthetic speech whose phones are then forgotten, and on noise."""

from dataclasses import replace

import numpy as np
import pytest

from core.lipsync.lips import lips
from core.model import FPS, MOUTH, Speech
from core.ports import Manner
from core.speech.espeak import Espeak
from tests.core.speech.sentences import SENTENCES

RATE = 22_050
JAW, PRESS = MOUTH.index("jaw"), MOUTH.index("press")


def still(seconds):
    return np.zeros(int(seconds * RATE), np.float32)


def recording(*pieces, noise=0.0):
    samples = np.concatenate(pieces)
    samples += noise * np.random.default_rng(1).standard_normal(len(samples)).astype(np.float32)
    return Speech(samples=samples.astype(np.float32), sample_rate=RATE)


@pytest.fixture(scope="module")
def spoken():
    return Espeak().speak(SENTENCES["en-us"], "en-us", Manner())


@pytest.mark.parametrize("noise", [0.0, 0.001, 0.005])
def test_it_moves_in_speech_and_is_shut_in_silence(spoken, noise):
    values = lips(recording(still(1.0), spoken.samples, still(1.0), noise=noise)).values
    before, after = slice(0, 24), slice(-22, None)
    assert not values[before].any()
    assert not values[after].any()
    inside = values[26:-26, JAW]
    assert np.percentile(inside, 95) > 0.4
    assert inside.std() > 0.15


@pytest.mark.parametrize("kind", ["silence", "white", "faint", "hum"])
def test_nothing_but_noise_keeps_the_mouth_shut(kind):
    t = np.arange(3 * RATE) / RATE
    white = np.random.default_rng(0).standard_normal(len(t))
    sound = {
        "silence": 0 * t,
        "white": 0.1 * white,
        "faint": 1e-4 * white,
        "hum": 0.3 * np.sin(2 * np.pi * 50 * t),
    }[kind]
    assert not lips(recording(sound)).values.any()


def test_open_vowels_open_more_than_closed_ones():
    espeak = Espeak()
    speech = espeak.speak("Ah! Ee! Ah! Ee!", "en-us", Manner(pace=0.8))
    jaw = lips(replace(speech, phones=None)).values[:, JAW]
    heights = {"ɑː": [], "iː": []}
    for phone in speech.phones:
        if phone.symbol in heights:
            middle = round((phone.start + phone.end) / 2 * FPS)
            heights[phone.symbol].append(jaw[middle])
    assert len(heights["ɑː"]) == len(heights["iː"]) == 2
    assert np.mean(heights["ɑː"]) > 1.3 * np.mean(heights["iː"])


def test_many_closures_are_heard(spoken):
    heard = lips(replace(spoken, phones=None)).values
    pressed = np.flatnonzero((heard[:, PRESS] > 0) & (heard[:, JAW] == 0)) / FPS
    bilabials = [phone for phone in spoken.phones if phone.symbol in set("pbm")]
    hits = sum(
        np.any((pressed > phone.start - 0.04) & (pressed < phone.end + 0.04))
        for phone in bilabials
    )
    assert hits >= 0.5 * len(bilabials)


def test_it_agrees_with_the_lips_by_phones(spoken):
    known = lips(spoken).values[:, JAW]
    heard = lips(replace(spoken, phones=None)).values[:, JAW]
    assert np.corrcoef(known, heard)[0, 1] > 0.5


@pytest.mark.parametrize("samples", [0, 1, 100, 3000])
def test_scraps_of_sound_do_no_harm(samples):
    sound = Speech(samples=np.full(samples, 0.1, np.float32), sample_rate=RATE)
    values = lips(sound).values
    assert values.shape[1] == len(MOUTH)
    assert np.isfinite(values).all()
