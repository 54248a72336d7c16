"""Recordings whose words are known, from somebody who wrote them down or from a recogniser."""

from dataclasses import replace
from functools import lru_cache
from types import SimpleNamespace

import numpy as np
import pytest

from talking_photo.core.errors import DependencyError
from talking_photo.core.hearing import whisper
from talking_photo.core.hearing.vosk import read_words, vosk_in
from talking_photo.core.hearing.whisper import whisper_in
from talking_photo.core.model import Expression, Mood, Note, Script, Segment, Word
from talking_photo.core.performance import speech_of_face
from talking_photo.core.speech import transcript
from talking_photo.core.speech.espeak import Espeak
from talking_photo.core.speech.ports import Manner
from talking_photo.core.speech.transcript import (
    align_words,
    transcribe_and_align,
    with_note_words_not_found,
)

WORDS = "A big apple for my mother. Maybe too many people came."


@pytest.fixture(scope="module")
def spoken():
    return Espeak().speak(WORDS, "en-us", Manner(pace=0.85, variant="f2"))


@pytest.fixture(scope="module")
def recording(spoken):
    silence = np.zeros(spoken.sample_rate // 2, np.float32)
    return replace(
        spoken,
        samples=np.concatenate([silence, spoken.samples, silence]),
        phones=None,
        words=(),
        moods=(Mood(start=0.0, expression=Expression.SAD),),
    )


def script(*segments):
    return Script(segments=tuple(Segment(text=text, expression=look) for text, look in segments))


class Clerk:
    """A recogniser with fixed words."""

    name = "clerk"

    def __init__(self, *words, broken=False):
        self._words, self._broken = words, broken

    def words(self, speech):
        if self._broken:
            raise DependencyError("recogniser_failed", recogniser=self.name)
        length = speech.seconds / max(len(self._words), 1)
        return tuple(
            Word(text=word, start=i * length, end=(i + 1) * length)
            for i, word in enumerate(self._words)
        )


class PartClerk:
    """A recogniser that knows the words of each part, and how long the parts were."""

    name = "clerk"

    def __init__(self):
        self.lengths = []

    def words(self, speech):
        self.lengths.append(speech.seconds)
        return (Word(text=f"part{len(self.lengths)}", start=1.0, end=2.0),)


def test_a_long_recording_is_transcribed_part_by_part_in_its_pauses(monkeypatch, recording):
    monkeypatch.setattr(transcript, "align_words", lambda part, *_: part)
    rate, clerk, seen = recording.sample_rate, PartClerk(), []
    voice = np.tile(recording.samples, 40)[: rate * 150]
    voice[rate * 50 : rate * 52] = 0
    speech = transcribe_and_align(replace(recording, samples=voice), clerk, "en", seen.append)
    assert clerk.lengths == [
        pytest.approx(51, abs=10),
        pytest.approx(60, abs=12),
        pytest.approx(40, abs=12),
    ]
    assert sum(clerk.lengths) == pytest.approx(150)
    assert [word.text for word in speech.words] == ["part1", "part2", "part3"]
    starts = [1.0, clerk.lengths[0] + 1, sum(clerk.lengths[:2]) + 1]
    assert [word.start for word in speech.words] == pytest.approx(starts)
    assert seen[-1] == 1
    assert len(seen) == 3


def assert_aligned_where_spoken(recognised, spoken):
    """espeak runs "too many" together; words that it keeps apart begin where it says."""
    starts = {word.text: word.start for word in recognised}
    alone = [word for word in spoken if " " not in word.text]
    assert len(alone) > len(WORDS.split()) / 2
    assert [starts[word.text] for word in alone] == pytest.approx(
        [word.start + 0.5 for word in alone], abs=0.1
    )


def test_words_and_moods_lie_where_they_are_spoken_and_the_sound_stays(recording, spoken):
    first, second = WORDS.split(". ")
    speech = align_words(
        recording, script((first + ".", Expression.HAPPY), (second, Expression.ANGRY)), "en"
    )
    assert speech.samples is recording.samples
    assert [word.text for word in speech.words] == WORDS.split()
    assert_aligned_where_spoken(speech.words, spoken.words)
    assert [mood.expression for mood in speech.moods] == [Expression.HAPPY, Expression.ANGRY]
    assert speech.moods[1].start == pytest.approx(speech.words[6].start, abs=0.02)
    assert speech.notes == ()


def test_the_language_is_guessed_from_the_words(recording):
    assert align_words(recording, script((WORDS, Expression.NEUTRAL)), None).phones


@pytest.mark.parametrize(
    "words",
    [
        "Good morning, how do you do today? The weather is lovely, is it not?",
        "Here is the voice note of yesterday",
        "...",
    ],
)
def test_other_words_than_those_that_are_said_leave_the_recording_as_it_is(recording, words):
    speech = align_words(recording, script((words, Expression.HAPPY)), "en")
    assert speech == with_note_words_not_found(recording)
    assert speech.notes == (Note(code="words_not_recognised"),)
    assert speech.moods == recording.moods


def test_what_a_recogniser_understands_is_found_and_keeps_the_mood(recording, spoken):
    speech = transcribe_and_align(recording, Clerk(*WORDS.split()), "en")
    assert speech.phones
    assert_aligned_where_spoken(speech.words, spoken.words)
    assert {mood.expression for mood in speech.moods} == {Expression.SAD}


def test_words_that_cannot_be_found_keep_the_times_of_the_recogniser(recording):
    clerk = Clerk("nobody", "ever", "said", "such", "a", "thing")
    speech = transcribe_and_align(recording, clerk, "en")
    assert speech.phones is None
    assert speech.words == clerk.words(recording)


def test_a_recogniser_that_fails_or_hears_nothing_changes_nothing_else(recording):
    assert transcribe_and_align(recording, Clerk(), "en") == recording
    failed = transcribe_and_align(recording, Clerk(broken=True), "en")
    assert [note.code for note in failed.notes] == ["recogniser_failed"]
    assert failed.phones is None


def test_answers_of_vosk_are_read():
    word = '{"conf": 1.0, "end": 0.63, "start": 0.2, "word": "mother"}'
    answer = f'{{"result": [{word}], "text": "mother"}}'
    assert read_words(answer) == (Word(text="mother", start=0.2, end=0.63),)
    assert read_words('{"text": ""}') == ()


def test_without_a_folder_nobody_listens(tmp_path):
    assert vosk_in(None) is None


def test_a_dialogue_moves_two_faces_to_one_recording(recording):
    first, second = WORDS.split(". ")
    talk = Script(segments=(Segment(text=first + ".", face=1), Segment(text=second, face=2)))
    speech = align_words(recording, talk, "en")
    assert speech.faces == (1, 2)
    assert [turn.face for turn in speech.turns] == [1, 2]
    assert speech.turns[1].start == pytest.approx(speech.words[6].start, abs=0.02)
    alone = speech_of_face(speech, 2)
    assert all(phone.start >= speech.turns[1].start - 1e-6 for phone in alone.phones)
    assert not alone.samples[: int(0.9 * speech.turns[1].start * speech.sample_rate)].any()


def test_whisper_listens_where_package_and_model_are_installed(tmp_path, monkeypatch, recording):
    assert whisper_in(tmp_path) is None
    (tmp_path / "model.bin").write_bytes(b"no model")
    monkeypatch.setattr(whisper, "find_spec", lambda _name: object())
    recogniser = whisper_in(tmp_path)
    assert recogniser.name == "whisper"
    said = [
        SimpleNamespace(word=" Hello", start=0.2, end=0.5),
        SimpleNamespace(word=" ", start=0.5, end=0.5),
    ]
    noise = SimpleNamespace(no_speech_prob=0.9, words=[said[0]])
    segments = [SimpleNamespace(no_speech_prob=0.1, words=said), noise]
    model = SimpleNamespace(transcribe=lambda *_args, **_options: (segments, None))
    load = lru_cache(lambda _folder: model)
    monkeypatch.setattr(whisper, "_model", load)
    assert recogniser.words(recording) == (Word(text="Hello", start=0.2, end=0.5),)
    assert load.cache_info().currsize == 0
    model.transcribe = None
    with pytest.raises(DependencyError, match="recogniser_failed"):
        recogniser.words(recording)
