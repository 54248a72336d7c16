"""Sounds found in a recording.

What one voice says is looked for in another's sound, whose times are known.
"""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from talking_photo.core.model import Expression, Mood, Turn
from talking_photo.core.speech.espeak import Espeak
from talking_photo.core.speech.forced_alignment import force_align
from talking_photo.core.speech.ports import Manner
from tests.core.speech.sentences import SENTENCES

LANGUAGES = ["en-us", "de", "es", "ru", "fi", "tr"]


def spoken(language, text=None, **manner):
    return Espeak().speak(text or SENTENCES[language], language, Manner(**manner))


def recording(speech, lead=0.6):
    silence = np.zeros(int(lead * speech.sample_rate), np.float32)
    samples = np.concatenate([silence, speech.samples, silence])
    return replace(speech, samples=samples, phones=None, words=())


def sounds(speech):
    return [phone for phone in speech.phones if phone.symbol]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sounds_of_another_voice_are_found_at_their_times(language):
    other = spoken(language, pace=0.8, pitch=1.3, variant="f3")
    found = sounds(force_align(spoken(language), recording(other)))
    true = sounds(other)
    assert [phone.symbol for phone in found] == [phone.symbol for phone in true]
    late = np.abs([a.start - b.start - 0.6 for a, b in zip(found, true, strict=True)])
    assert np.median(late) < 0.03
    assert np.percentile(late, 90) < 0.1
    for a, b in zip(found, true, strict=True):
        if b.symbol[0] in "pbm":
            assert a.start - 0.04 < b.end + 0.6
            assert b.start + 0.6 < a.end + 0.04
    assert all(a.end <= b.start + 1e-9 for a, b in pairwise(found))


def test_words_keep_their_order_and_lie_where_they_are_spoken():
    other = spoken("en-us", pace=0.8)
    speech = force_align(spoken("en-us"), recording(other))
    assert [word.text for word in speech.words] == [word.text for word in other.words]
    starts = [word.start - 0.6 for word in speech.words]
    assert starts == pytest.approx([word.start for word in other.words], abs=0.1)


def test_a_rest_that_only_the_recording_has_is_found():
    one, two = (spoken("en-us", text) for text in ("A big apple", "may be too many."))
    silence = np.zeros(one.sample_rate, np.float32)
    both = replace(one, samples=np.concatenate([one.samples, silence, two.samples]), phones=None)
    speech = force_align(spoken("en-us", "A big apple may be too many."), both)
    gaps = [b.start - a.end for a, b in pairwise(sounds(speech))]
    assert max(gaps) == pytest.approx(1.0, abs=0.25)
    assert speech.words[3].text == "may"
    assert speech.words[3].start == pytest.approx(one.seconds + 1, abs=0.1)


def test_moods_and_turns_begin_with_their_words():
    known = spoken("en-us", "A big apple. Maybe too many.")
    second = next(word.start for word in known.words if word.text == "Maybe")
    known = replace(
        known,
        moods=(
            Mood(start=0.0, expression=Expression.HAPPY),
            Mood(start=second, expression=Expression.SAD),
        ),
        turns=(Turn(start=0.0, face=1), Turn(start=second, face=2)),
    )
    speech = force_align(
        known, recording(spoken("en-us", "A big apple. Maybe too many.", pace=0.7))
    )
    begins = next(word.start for word in speech.words if word.text == "Maybe")
    assert [mood.start for mood in speech.moods] == pytest.approx([0.0, begins], abs=0.05)
    assert [turn.start for turn in speech.turns] == pytest.approx([0.0, begins], abs=0.05)


def test_a_recording_without_a_voice_has_no_words():
    silence = replace(spoken("en-us"), samples=np.zeros(40_000, np.float32), phones=None)
    known = spoken("en-us")
    assert force_align(known, silence, -10.0).phones is None
    assert force_align(replace(known, phones=()), recording(known)).phones is None
