"""The natural English voice, and the speakers that are made of it."""

from pathlib import Path

import numpy as np
import pytest

from talking_photo.core.errors import DependencyError
from talking_photo.core.intake.text import read_text
from talking_photo.core.lipsync.f0 import estimate_f0
from talking_photo.core.model import Expression
from talking_photo.core.progress import no_progress
from talking_photo.core.settings import TextLimits, VoiceSettings
from talking_photo.core.speech import hibari
from talking_photo.core.speech.espeak import Espeak
from talking_photo.core.speech.hibari import CHILD, MAN, WOMAN, Hibari
from talking_photo.core.speech.ports import Manner
from talking_photo.core.speech.voices import build_voices, synthesize

WORDS = "My mother bought a big red apple pie, and we ate all of it."


def spoken(speaker=WOMAN, words=WORDS, **manner):
    return Hibari(speaker, Espeak(), Path()).speak(words, "en", Manner(**manner))


def median_f0(speech):
    return float(np.nanmedian(estimate_f0(speech)))


def voiced_share(speech):
    return float(np.isfinite(estimate_f0(speech)).mean())


def test_the_same_words_sound_the_same_to_the_bit():
    before = spoken()
    spoken(MAN, "Something else.", pace=1.2)
    assert np.array_equal(before.samples, spoken().samples)


def test_every_word_is_timed_and_the_phones_fill_the_sound():
    speech = spoken()
    assert " ".join(word.text for word in speech.words) == WORDS
    assert sum(phone.symbol[:1] in "pbm" for phone in speech.phones if phone.symbol) >= 6
    assert all(
        before.end <= after.start + 1e-6
        for before, after in zip(speech.phones, speech.phones[1:], strict=False)
    )
    assert speech.phones[-1].end <= speech.seconds


@pytest.mark.parametrize(
    ("speaker", "least", "most"), [(WOMAN, 150, 240), (MAN, 85, 150), (CHILD, 200, 320)]
)
def test_a_woman_a_man_and_a_child_speak_at_the_pitch_of_people(speaker, least, most):
    assert least < median_f0(spoken(speaker)) < most


def test_pitch_and_pace_are_those_of_the_manner():
    plain = spoken()
    assert median_f0(spoken(pitch=1.25)) == pytest.approx(1.25 * median_f0(plain), rel=0.05)
    assert spoken(pace=1.5).seconds == pytest.approx(plain.seconds / 1.5, rel=0.12)


def test_a_whisper_has_no_voice_in_it():
    assert voiced_share(spoken(whisper=True)) < 0.2
    assert voiced_share(spoken()) > 0.4


def test_it_speaks_english_by_default_and_leaves_other_languages_to_others():
    voices = build_voices(VoiceSettings())
    for words, language in (
        ("Good morning, everyone!", "en"),
        ("Guten Morgen, ihr Lieben!", "de"),
    ):
        speech = synthesize(
            read_text(words, TextLimits(), Expression.NEUTRAL),
            preferred_voice=None,
            language=language,
            voices=voices,
            manner=Manner(),
            progress=no_progress,
        )
        assert (speech.sample_rate == 24_000) == (language == "en")
        assert speech.notes == ()


def test_a_damaged_package_hands_over_to_the_next_voice(monkeypatch):
    def broken():
        raise DependencyError("voice_not_installed", voice="hibari")

    monkeypatch.setattr(hibari, "_synthesizer", broken)
    speech = synthesize(
        read_text("Hello there!", TextLimits(), Expression.NEUTRAL),
        preferred_voice=None,
        language="en",
        voices=build_voices(VoiceSettings()),
        manner=Manner(),
        progress=no_progress,
    )
    assert [note.code for note in speech.notes] == ["voice_fell_back"]
    assert speech.notes[0].facts["to"] == "espeak"


def test_text_without_a_sound_has_no_samples():
    assert spoken(words="...").samples.size == 0


def test_it_says_a_word_as_its_pronunciation_says():
    given = spoken(words="Hi [[/ʃɪˈvɔːn/|Siobhán]], how are you?")
    assert " ".join(word.text for word in given.words) == "Hi [[/ʃɪˈvɔːn/|Siobhán]], how are you?"
    assert "ʃɪvɔːn" in "".join(phone.symbol for phone in given.phones)
    like = spoken(words="Hi shivawn, how are you?")
    other = spoken(words="Hi Siobhan, how are you?")
    assert abs(given.seconds - like.seconds) < 0.1
    assert given.samples.shape != other.samples.shape
