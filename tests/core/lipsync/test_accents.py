"""Accents and pauses, from phones and from sound."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from talking_photo.core.lipsync.accents import accents, pauses
from talking_photo.core.speech.espeak import Espeak
from talking_photo.core.speech.ports import Manner

RATE = 22_050


@pytest.fixture(scope="module")
def spoken():
    return Espeak().speak("A beautiful morning. Tomorrow we travel.", "en-us", Manner())


def test_stressed_vowels_are_the_accents(spoken):
    found = accents(spoken)
    stressed = [phone for phone in spoken.phones if phone.stress]
    assert len(found) == len(stressed) >= 4
    for accent, phone in zip(found, stressed, strict=True):
        assert phone.start < accent.time < phone.end
        assert 0 < accent.strength <= 1
        assert (accent.strength >= 0.6) == (phone.stress == 2)


def test_a_recording_has_accents_where_it_is_loud(spoken):
    found = accents(replace(spoken, phones=None))
    assert 3 <= len(found) <= 14
    assert all(0 < accent.strength <= 1 for accent in found)
    assert all(a.time < b.time for a, b in pairwise(found))
    vowels = [phone for phone in spoken.phones if phone.stress]
    near = [min(abs(a.time - (v.start + v.end) / 2) for v in vowels) for a in found]
    assert np.median(near) < 0.1


def test_a_language_without_stress_gets_accents_from_its_level(spoken):
    phones = tuple(replace(phone, stress=0) for phone in spoken.phones)
    assert accents(replace(spoken, phones=phones)) == accents(replace(spoken, phones=None))


def test_pauses_are_the_rests_between_sentences(spoken):
    (between, *_) = [pause for pause in pauses(spoken) if pause.start > 0.2]
    words = {word.text: word for word in spoken.words}
    assert between.start == pytest.approx(words["morning."].end, abs=0.02)
    assert between.end == pytest.approx(words["Tomorrow"].start, abs=0.06)


def test_pauses_of_a_recording_agree_with_those_of_its_phones(spoken):
    silence = np.zeros(RATE // 2, np.float32)
    framed = replace(spoken, samples=np.concatenate([spoken.samples, silence]))
    by_phones = [pause for pause in pauses(framed) if pause.start > 0]
    by_ear = [pause for pause in pauses(replace(framed, phones=None)) if pause.start > 0]
    assert len(by_ear) == len(by_phones) == 2
    for recognised, known in zip(by_ear, by_phones, strict=True):
        assert recognised.start == pytest.approx(known.start, abs=0.1)
        assert recognised.end == pytest.approx(known.end, abs=0.1)


def test_silence_is_one_pause_without_accents(spoken):
    silence = replace(spoken, samples=np.zeros(RATE, np.float32), phones=None)
    assert accents(silence) == ()
    assert [(pause.start, pause.end) for pause in pauses(silence)] == [(0.0, 1.0)]
