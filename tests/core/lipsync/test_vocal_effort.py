"""Louder phrases open the mouth more than the same words said softly in the same recording."""

from dataclasses import replace

import numpy as np
import pytest

from talking_photo.core.lipsync.lips import frame_count, lips
from talking_photo.core.lipsync.vocal_effort import vocal_effort
from talking_photo.core.model import FPS, MOUTH, Speech
from talking_photo.core.speech.espeak import Espeak
from talking_photo.core.speech.ports import Manner

JAW = MOUTH.index("jaw")


@pytest.fixture(scope="module")
def phrase():
    return Espeak().speak("A beautiful apple may be on the table today.", "en-us", Manner())


def said_at(phrase, *decibels):
    pieces = [phrase.samples * np.float32(10 ** (level / 20)) for level in decibels]
    return replace(phrase, samples=np.concatenate(pieces) / 8, phones=None)


def of(speech):
    return vocal_effort(speech, frame_count(speech))


def test_an_even_voice_is_left_alone(phrase):
    assert of(said_at(phrase, 0, 0, 0)) == pytest.approx(1, abs=0.05)


def test_a_shout_opens_more_and_a_murmur_less(phrase):
    frames = int(phrase.seconds * FPS)
    factor = of(said_at(phrase, 0, 14, 0, -14, 0))
    middles = factor[frames // 2 :: frames][:5]
    assert middles[1] > 1.15
    assert middles[3] < 0.85
    assert middles[[0, 2, 4]] == pytest.approx(1, abs=0.06)


def test_lips_follow_it(phrase):
    frames = int(phrase.seconds * FPS)
    jaw = lips(said_at(phrase, 0, 14, 0, -14, 0)).values[:, JAW]
    usual, loud, _, soft, _ = (
        np.percentile(jaw[part * frames : (part + 1) * frames], 90) for part in range(5)
    )
    assert loud > 1.1 * usual > 1.2 * soft


@pytest.mark.parametrize("samples", [0, 1, 1000])
def test_silence_and_scraps_are_as_usual(samples):
    scrap = Speech(samples=np.zeros(samples, np.float32), sample_rate=16_000)
    assert of(scrap) == pytest.approx(1)


def test_a_raised_voice_opens_more_even_at_the_same_level():
    usual, high = (
        Espeak().speak("A beautiful apple may be on the table today.", "en-us", Manner(pitch=p))
        for p in (0.9, 1.8)
    )
    pieces = [usual, usual, high, usual, usual]
    samples = np.concatenate([piece.samples for piece in pieces])
    ends = np.cumsum([len(piece.samples) for piece in pieces]) / usual.sample_rate
    factor = of(replace(usual, samples=samples, phones=None))
    middle = int((ends[1] + ends[2]) / 2 * FPS)
    assert factor[middle] > 1.1
    assert factor[: int(0.8 * ends[0] * FPS)] == pytest.approx(1, abs=0.06)
