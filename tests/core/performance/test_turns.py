"""A dialogue cut into parts: what each face says, and where it looks while another speaks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from talking_photo.core.lipsync.lips import lips
from talking_photo.core.model import FPS, MOUTH, Expression, Mood, Phone, Speech, Turn
from talking_photo.core.performance import listener_gaze, perform, speech_of_face
from talking_photo.core.speech.espeak import Espeak
from talking_photo.core.speech.ports import Manner
from tests.makers import tone

RATE = 16_000
HAPPY, SAD, NEUTRAL = Expression.HAPPY, Expression.SAD, Expression.NEUTRAL


def syllables(start, end):
    """`ba ba ba …`, each 0.2 s."""
    return [
        phone
        for at in np.arange(start, end - 0.19, 0.2)
        for phone in (
            Phone(symbol="b", start=at, end=at + 0.06),
            Phone(symbol="a", start=at + 0.06, end=at + 0.2, stress=2),
        )
    ]


@pytest.fixture
def talk():
    """6 s: face 1 speaks until 2 s, face 2 until 4 s, face 1 again.

    Face 1 is happy, face 2 sad.
    """
    return Speech(
        samples=tone(6.0, RATE),
        sample_rate=RATE,
        phones=(*syllables(0.2, 1.8), *syllables(2.0, 3.8), *syllables(4.0, 5.6)),
        moods=(
            Mood(start=0.0, expression=HAPPY),
            Mood(start=2.0, expression=SAD, strength=0.5),
            Mood(start=4.0, expression=HAPPY),
        ),
        turns=(Turn(start=0.0, face=1), Turn(start=2.0, face=2), Turn(start=4.0, face=1)),
    )


def at_place(portrait, number, x):
    """The portrait as face `number`, with its nose at x."""
    shift = np.array([x - portrait.landmarks[4, 0], 0, 0], np.float32)
    return replace(portrait, number=number, landmarks=portrait.landmarks + shift)


@pytest.fixture
def three(portrait):
    """Faces 1, 2 and 3, from left to right."""
    return tuple(at_place(portrait, number, 300 * number) for number in (1, 2, 3))


def test_a_speech_without_turns_is_everybodys(talk):
    chorus = replace(talk, turns=())
    assert speech_of_face(chorus, 7) is chorus


def test_each_part_has_the_sound_and_the_phones_of_its_turns_only(talk):
    first, second = speech_of_face(talk, 1), speech_of_face(talk, 2)
    recognised = [
        {int(at // RATE) for at in np.flatnonzero(part.samples)} for part in (first, second)
    ]
    assert recognised == [{0, 1, 4, 5}, {2, 3}]
    assert len(first.samples) == len(second.samples) == len(talk.samples)
    assert sorted((*first.phones, *second.phones), key=lambda p: p.start) == list(talk.phones)
    assert {int(phone.start + 1e-6) for phone in second.phones} == {2, 3}


def test_a_turn_fades_in_and_out_so_that_its_cut_is_no_click(talk):
    loud = replace(talk, samples=np.full(6 * RATE, 0.5, np.float32))
    jumps = np.abs(np.diff(speech_of_face(loud, 2).samples))
    assert 0 < jumps.max() < 0.01


def test_who_has_no_turn_is_silent(talk):
    nobody = speech_of_face(talk, 3)
    assert not nobody.samples.any()
    assert nobody.phones == nobody.moods == ()


def test_each_face_has_its_own_moods(talk):
    assert [mood.expression for mood in speech_of_face(talk, 1).moods] == [HAPPY, HAPPY]
    assert speech_of_face(talk, 2).moods == (Mood(start=2.0, expression=SAD, strength=0.5),)


def test_the_lips_of_a_listener_rest(talk):
    for face, listening in ((1, slice(54, 96)), (2, slice(0, 46))):
        values = lips(speech_of_face(talk, face)).values
        assert np.abs(values[listening]).max() < 1e-3
        speaking = slice(60, 90) if face == 2 else slice(8, 40)
        assert values[speaking, MOUTH.index("jaw")].max() > 0.3


def test_a_recorded_dialogue_moves_only_the_lips_of_the_current_speaker():
    voice = Espeak()
    first, second = (
        voice.speak(words, "en", Manner()) for words in ("Papa may call.", "We go for a walk.")
    )
    turn = first.seconds
    taped = Speech(
        samples=np.concatenate([first.samples, second.samples]),
        sample_rate=first.sample_rate,
        phones=None,
        turns=(Turn(start=0.0, face=1), Turn(start=turn, face=2)),
    )
    change = round(turn * FPS)
    jaws = [lips(speech_of_face(taped, face)).values[:, MOUTH.index("jaw")] for face in (1, 2)]
    assert jaws[0][: change - 2].max() > 0.4
    assert jaws[1][change + 2 :].max() > 0.4
    assert jaws[0][change + 4 :].max() < 0.02
    assert jaws[1][: change - 4].max() < 0.02


def test_a_listener_looks_to_the_side_of_the_speaker_and_the_speaker_at_us(talk, three):
    first, second, third = (listener_gaze(talk, three, face, 150) for face in (1, 2, 3))
    middles = [25, 75, 125]
    assert first[middles] == pytest.approx([0, 1, 0], abs=0.01)
    assert second[middles] == pytest.approx([-1, 0, -1], abs=0.01)
    assert third[middles] == pytest.approx([-1, -1, -1], abs=0.01)


def test_a_listener_turns_without_a_jump_and_within_a_second(talk, three):
    look = listener_gaze(talk, three, 1, 150)
    assert np.abs(np.diff(look)).max() < 0.1
    assert look[50 - 13] < 0.05
    assert look[50 + 13] > 0.95


def test_nobody_looks_at_somebody_who_is_not_in_the_picture(talk, three):
    alone = listener_gaze(talk, three[:1], 1, 150)
    assert not alone.any()


def test_without_turns_everybody_looks_at_us(talk, three):
    chorus = replace(talk, turns=())
    assert not listener_gaze(chorus, three, 2, 150).any()


def test_a_listener_starts_and_ends_as_in_the_photo(talk, three):
    first = replace(talk, turns=(Turn(start=0.0, face=2),))
    frames = round(first.seconds * FPS)
    look = listener_gaze(first, three, 1, frames)
    assert look[0] == pytest.approx(1, abs=0.01)
    part = speech_of_face(first, 1)
    acted = perform(part, lips(part), three[0], seed=3, gaze_target=look)
    assert acted.column("yaw")[[0, -1]] == pytest.approx([0, 0], abs=1e-6)
    assert acted.column("gaze_x")[0] == pytest.approx(0, abs=1e-6)
    assert np.abs(np.diff(acted.column("yaw"))).max() < np.radians(2.2)


def test_a_listener_blinks_and_turns_eyes_and_head_to_the_speaker(talk, three):
    seconds = 24.0
    long = replace(
        talk,
        samples=tone(seconds, RATE),
        phones=tuple(syllables(0.2, seconds - 0.3)),
        turns=(Turn(start=0.0, face=2),),
    )
    frames = round(seconds * FPS)
    sides = {}
    for portrait in three:
        part = speech_of_face(long, portrait.number)
        look = listener_gaze(long, three, portrait.number, frames)
        performances = [
            perform(part, lips(part), portrait, seed=seed, gaze_target=look) for seed in range(6)
        ]
        sides[portrait.number] = [
            np.mean([p.column(name)[25:-25].mean() for p in performances])
            for name in ("yaw", "gaze_x")
        ]
        lids = np.array([p.column("blink_left").max() for p in performances])
        assert (lids > 0.9).all()
    assert all(side > 0.03 for side in sides[1])
    assert all(abs(side) < 0.03 for side in sides[2])
    assert all(side < -0.03 for side in sides[3])


def test_two_faces_with_the_same_part_move_on_their_own(talk, three):
    chorus = replace(talk, turns=())
    one, other = (perform(chorus, lips(chorus), face, seed=0) for face in three[:2])
    for name in MOUTH:
        assert (one.column(name) == other.column(name)).all(), name
    for name in ("yaw", "blink_left", "gaze_x"):
        assert (one.column(name) != other.column(name)).any(), name
