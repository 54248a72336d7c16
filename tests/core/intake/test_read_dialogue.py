"""Dialogues and strengths: what begins a turn, what does not, and whose face an emoji is."""

from __future__ import annotations

import pytest

from talking_photo.core.intake.text import read_text
from talking_photo.core.model import Expression, Segment
from talking_photo.core.settings import TextLimits

HAPPY, SAD = Expression.HAPPY, Expression.SAD


def script(raw, expression=Expression.NEUTRAL, strength=1.0):
    return read_text(raw, TextLimits(), expression, strength)


def said(raw):
    """Who says what."""
    return [(segment.face, segment.text) for segment in script(raw).segments]


def looks(raw, *how):
    """Who looks how, and how much."""
    return [(s.face, s.expression, s.strength) for s in script(raw, *how).segments]


@pytest.mark.parametrize(
    "raw",
    [
        "1: Hello! 2: Hi.",
        "  1:Hello! 2:Hi.",
        "1 : Hello! 2 : Hi.",
        "1:\nHello!\n2:\nHi.",
        "\u200b1: Hello! 2\u200b: Hi.",
        "1： Hello! 2： Hi.",
        "[neutral] 1: Hello! [neutral] 2: Hi.",
    ],
)
def test_a_number_and_a_colon_begin_a_turn(raw):
    assert said(raw) == [(1, "Hello!"), (2, "Hi.")]


@pytest.mark.parametrize(
    "raw",
    [
        "10:30 is too late.",
        "1:30 or 2:30?",
        "At last 2: go.",
        "0: nobody.",
        "100: too many.",
        "1.2: a section.",
        "face 2: hello.",
        "A1: a cell.",
    ],
)
def test_a_text_that_does_not_begin_with_a_turn_is_no_dialogue(raw):
    assert said(raw) == [(None, raw)]
    assert script(raw).faces == ()


@pytest.mark.parametrize("inside", ["10:30", "the 3:2", "a2: x", "(2: x)", "12345: x", "-2: x"])
def test_inside_of_a_turn_only_a_number_of_its_own_begins_the_next(inside):
    assert said(f"1: It is {inside} now. 3: Oh.") == [(1, f"It is {inside} now."), (3, "Oh.")]


def test_a_mark_for_a_face_cannot_be_written_by_hand():
    assert said("1: Press [face 2] now.") == [(1, "Press face 2 now.")]
    assert said("[face 2] Hello.") == [(None, "face 2 Hello.")]


def test_those_who_take_part_are_told_once_and_in_order():
    assert script("12: a. 3: b. 12: c.").faces == (3, 12)


def test_turns_without_words_vanish():
    assert said("1: 2: Hi. 3:") == [(2, "Hi.")]
    assert said("1: Hi. 1: You.") == [(1, "Hi. You.")]


def test_a_mark_before_the_number_is_meant_for_the_turn_and_an_emoji_for_the_words_before():
    assert looks("1: Yes. [sad] 2: No.") == [(1, Expression.NEUTRAL, 1), (2, SAD, 1)]
    assert looks("1: Yes. 😢 2: No.") == [(1, SAD, 1), (2, Expression.NEUTRAL, 1)]


def test_a_face_at_the_end_of_a_turn_holds_for_its_words():
    assert looks("1: Well done 😀! 2: Oh dear [sad 30%]") == [(1, HAPPY, 1), (2, SAD, 0.3)]


def test_a_late_face_does_not_change_words_that_had_one():
    assert looks("1: [sad] Alas. 😀 2: Hm. 1: Ah.") == [
        (1, SAD, 1),
        (2, Expression.NEUTRAL, 1),
        (1, HAPPY, 1),
    ]


def test_everyone_keeps_the_own_expression_and_begins_with_the_requested_one():
    raw = "1: a. 2: [happy 40%] b. 1: c. 2: d. 3: e."
    assert looks(raw, SAD, 0.5) == [
        (1, SAD, 0.5),
        (2, HAPPY, 0.4),
        (1, SAD, 0.5),
        (2, HAPPY, 0.4),
        (3, SAD, 0.5),
    ]


def test_a_whisper_ends_with_the_turn_and_a_pause_comes_before_the_next():
    assert script("1: [whisper] Psst. [pause 2s] 2: What? 1: Hush.").segments == (
        Segment(text="Psst.", face=1, whisper=True),
        Segment(text="What?", face=2, pause=2.0),
        Segment(text="Hush.", face=1),
    )


@pytest.mark.parametrize(
    ("mark", "strength"),
    [
        ("[happy 50%]", 0.5),
        ("[HAPPY 5 %]", 0.05),
        ("[ happy 150% ]", 1.5),
        ("[happy 999%]", 1.5),
        ("[happy 0%]", 0.0),
        ("[happy]", 1.0),
        ("😀", 1.0),
    ],
)
def test_a_mark_says_how_much(mark, strength):
    assert looks(f"{mark} x", SAD, 0.7) == [(None, HAPPY, strength)]


@pytest.mark.parametrize("mark", ["happy 50", "happy -5%", "happy 5000%", "happy%", "sad happy"])
def test_what_is_no_strength_is_spoken(mark):
    assert said(f"[{mark}] x") == [(None, f"{mark} x")]


def test_words_are_cut_where_only_the_strength_changes():
    assert looks("[happy 50%] a [happy 50%] b [happy] c") == [(None, HAPPY, 0.5), (None, HAPPY, 1)]


def test_a_plain_text_takes_the_requested_strength():
    assert looks("Hello.", HAPPY, 0.25) == [(None, HAPPY, 0.25)]


def test_marks_that_no_number_follows_are_read_quickly():
    # From each of these marks on, a pattern for turns looks for a number behind all the others.
    assert said("1: " + "[sad]" * 1180 + "x") == [(1, "x")]
