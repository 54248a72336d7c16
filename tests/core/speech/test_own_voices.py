"""Voices that are made of others."""

import numpy as np
import pytest

from talking_photo.core.errors import RequestError, SettingsError
from talking_photo.core.intake.text import read_text
from talking_photo.core.lipsync.f0 import estimate_f0
from talking_photo.core.model import Expression
from talking_photo.core.progress import no_progress
from talking_photo.core.request import OwnVoice
from talking_photo.core.settings import TextLimits, VoiceSettings
from talking_photo.core.speech.own_voices import (
    check_own_voice,
    keep_for_all,
    operators_voices,
    remove_for_all,
)
from talking_photo.core.speech.ports import Manner, SpeakerKind
from talking_photo.core.speech.voices import all_voices, build_voices, synthesize

GRANDPA = OwnVoice(name="Grandpa", base="hibari-man", pitch=0.8, pace=0.8)


@pytest.fixture
def settings(tmp_path):
    return VoiceSettings(folder=tmp_path / "voices")


def speech_of(name, settings, own=()):
    return synthesize(
        read_text("My mother bought a big red apple pie.", TextLimits(), Expression.NEUTRAL),
        preferred_voice=name,
        language="en",
        voices=build_voices(settings, own),
        manner=Manner(),
        progress=no_progress,
    )


def median_f0(speech):
    return float(np.nanmedian(estimate_f0(speech)))


def test_a_voice_of_ones_own_speaks_at_its_pitch_and_pace(settings):
    aunt = OwnVoice(name="Aunt", base="hibari", pitch=1.25, pace=0.8)
    base, own = speech_of("hibari", settings), speech_of("Aunt", settings, [aunt])
    assert own.notes == ()
    assert median_f0(own) == pytest.approx(1.25 * median_f0(base), rel=0.08)
    assert own.seconds > base.seconds * 1.12


def test_what_the_operator_made_speaks_for_all(settings):
    keep_for_all(GRANDPA, settings)
    keep_for_all(OwnVoice(name="Tiny", base="hibari-child", pitch=1.2), settings)
    made = {voice.name: voice for voice in build_voices(settings).on_request}
    assert made["Grandpa"].kind is SpeakerKind.MAN
    assert made["Tiny"].languages() == {"en", "en-us"}
    assert speech_of("Grandpa", settings).notes == ()
    assert remove_for_all("Tiny", settings)
    assert not remove_for_all("Tiny", settings)
    assert operators_voices(settings) == (GRANDPA,)


def test_a_person_has_a_voice_before_the_operators_of_the_same_name(settings):
    keep_for_all(GRANDPA, settings)
    own = OwnVoice(name="Grandpa", base="hibari-child")
    made = {voice.name: voice for voice in build_voices(settings, [own]).on_request}
    assert made["Grandpa"].kind is SpeakerKind.CHILD


def test_an_own_voice_can_be_first_in_the_order(settings):
    keep_for_all(GRANDPA, settings)
    first = settings.model_copy(update={"order": ("Grandpa", "espeak")})
    assert [voice.name for voice in build_voices(first).order] == ["Grandpa", "espeak"]
    unknown = settings.model_copy(update={"order": ("Nobody",)})
    with pytest.raises(SettingsError, match="voice_order_unknown"):
        build_voices(unknown)


def test_a_voice_for_one_language_is_offered_for_that_alone(settings):
    own = OwnVoice(name="Oma", base="espeak", language="de")
    made = {voice.name: voice for voice in build_voices(settings, [own]).on_request}
    assert made["Oma"].languages() == {"de"}


def test_a_voice_whose_base_is_gone_is_unknown(settings):
    with pytest.raises(RequestError, match="voice_unknown"):
        speech_of("Lost", settings, [OwnVoice(name="Lost", base="hibari-gone")])


def test_a_damaged_file_of_the_operators_voices_stops_no_video(settings):
    keep_for_all(GRANDPA, settings)
    (settings.folder / "own_voices.json").write_text('[{"name": 1}]')
    assert speech_of(None, settings).notes == ()
    with pytest.raises(SettingsError, match="own_voices_damaged"):
        keep_for_all(GRANDPA, settings)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"name": "espeak"}, "own_voice_name_taken"),
        ({"name": "Woman"}, "own_voice_name_taken"),
        ({"base": "nobody"}, "voice_unknown"),
        ({"second": "nobody"}, "voice_unknown"),
        ({"second": "hibari"}, "voices_not_blendable"),
        ({"language": "de"}, "option_wrong"),
        ({"name": ""}, "own_voice_name_wrong"),
        ({"name": "a/b"}, "own_voice_name_wrong"),
        ({"name": "x" * 41}, "own_voice_name_wrong"),
        ({"pitch": 3.0}, "option_wrong"),
        ({"formants": 0.5}, "option_wrong"),
        ({"share": 1.5}, "option_wrong"),
        ({"pace": float("nan")}, "option_wrong"),
    ],
)
def test_what_cannot_be_made_is_refused(settings, wrong, code):
    with pytest.raises(RequestError, match=code):
        check_own_voice(
            OwnVoice(**{"name": "Mine", "base": "hibari"} | wrong), all_voices(settings)
        )
