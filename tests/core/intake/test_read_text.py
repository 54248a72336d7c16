from __future__ import annotations

import unicodedata

import pytest

from talking_photo.core.errors import RequestError
from talking_photo.core.intake.text import read_text
from talking_photo.core.model import Expression, Segment
from talking_photo.core.settings import TextLimits

LIMITS = TextLimits()
NEUTRAL, HAPPY, SAD, ANGRY = (
    Expression.NEUTRAL,
    Expression.HAPPY,
    Expression.SAD,
    Expression.ANGRY,
)


def segments(raw, expression=NEUTRAL):
    return read_text(raw, LIMITS, expression).segments


def words(raw):
    (segment,) = segments(raw)
    return segment.text


def refusal(raw, limits=LIMITS):
    with pytest.raises(RequestError) as caught:
        read_text(raw, limits, NEUTRAL)
    return caught.value


def test_plain_words_are_one_segment_in_the_wanted_expression():
    assert segments("Good morning, Ada!", SAD) == (
        Segment(text="Good morning, Ada!", expression=SAD),
    )


def test_composed_and_decomposed_spelling_become_the_same():
    assert words("Cafe\u0301") == words("Caf\u00e9") == "Caf\u00e9"


@pytest.mark.parametrize(
    "hidden",
    [
        "\u202e",  # right-to-left override
        "\u2066",  # isolate
        "\u200b",  # zero width space
        "\ufeff",
        "\u00ad",  # soft hyphen
        "\x00",
        "\x1b",
        "\ud800",  # lone surrogate
        "\ue000",  # private use
        "\U000e0041",  # tag
        "\u0378",  # unassigned
        "\ufe0f",
    ],
)
def test_what_is_neither_seen_nor_heard_is_dropped(hidden):
    assert words(f"a{hidden}b{hidden}") == "ab"


def test_joiners_stay_inside_of_words_only():
    assert words("نمی\u200cخواهم") == "نمی\u200cخواهم"
    assert words("one \u200ctwo") == "one two"


def test_of_a_stack_of_combining_marks_two_stay():
    text = words("x" + "\u0330" * 50 + "y")
    assert [unicodedata.combining(character) > 0 for character in text] == [
        False,
        True,
        True,
        False,
    ]


def test_right_to_left_and_accented_words_survive():
    for text in ("مرحبا بالعالم", "שָׁלוֹם", "Tiếng Việt", "नमस्ते", "สวัสดี", "你好，世界"):
        assert words(text) == unicodedata.normalize("NFC", text)


def test_white_space_is_collapsed():
    assert words(" a \t b\u00a0\u3000c ") == "a b c"


def test_a_new_line_is_heard_as_a_new_sentence():
    assert words("one\ntwo\r\n\r\nthree!\nfour\n") == "one. two. three! four"


@pytest.mark.parametrize(
    "raw", ["", "  \n ", "...", "?!", "\u200b\u202e", "[sad]", "[pause]", "—"]
)
def test_without_a_word_the_text_is_empty(raw):
    assert refusal(raw).code == "text_empty"


@pytest.mark.parametrize("raw", ["😀", "😀 🎉!", "👨\u200d👩\u200d👧", "❤️"])
def test_only_emoji_are_refused_as_such(raw):
    assert refusal(raw).code == "text_only_emoji"


@pytest.mark.parametrize(("length", "limit"), [(301, 300), (5000, 300), (100_000, 300), (6, 5)])
def test_a_long_text_is_refused_with_both_numbers(length, limit):
    error = refusal("x" * length, TextLimits(max_characters=limit))
    assert (error.code, error.facts) == (
        "text_too_long",
        {"characters": length, "max_characters": limit},
    )


def test_marks_and_emoji_do_not_count():
    raw = "[happy]" * 20 + "😀" * 20 + "x" * 300
    assert len(words(raw)) == 300


def test_a_mark_holds_from_there_on_and_is_not_spoken():
    assert segments("Well. [HAPPY] Great! More. [ sad ]Oh.") == (
        Segment(text="Well.", expression=NEUTRAL),
        Segment(text="Great! More.", expression=HAPPY),
        Segment(text="Oh.", expression=SAD),
    )


def test_the_script_is_cut_only_where_the_manner_changes():
    assert segments("[happy] a [happy] b 😀 c", HAPPY) == (
        Segment(text="a b c", expression=HAPPY),
    )


def test_a_face_sets_the_expression_and_other_emoji_only_vanish():
    assert segments("Hi 🎉 there 😡 you 👩🏽\u200d🚀!") == (
        Segment(text="Hi there", expression=NEUTRAL),
        Segment(text="you!", expression=ANGRY),
    )


def test_a_face_with_a_variation_selector_is_a_face():
    assert segments("☺️ hello") == (Segment(text="hello", expression=HAPPY),)


@pytest.mark.parametrize("raw", ["Well done 😀", "Well done 😀!", "Well done [happy]"])
def test_a_face_at_the_very_end_holds_for_the_last_words(raw):
    (segment,) = segments(raw)
    assert segment.text.rstrip("!") == "Well done"
    assert segment.expression is HAPPY


def test_a_whisper_lasts_until_the_next_expression():
    assert segments("a [whisper] b [pause] c [neutral] d") == (
        Segment(text="a"),
        Segment(text="b", whisper=True),
        Segment(text="c", whisper=True, pause=1.0),
        Segment(text="d"),
    )


@pytest.mark.parametrize(
    ("mark", "seconds"),
    [
        ("[pause]", 1),
        ("[pause 0.5]", 0.5),
        ("[Pause 0,5s]", 0.5),
        ("[pause 2 s]", 2),
        ("[pause 1s] [pause 1s]", 2),
        ("[pause 9999]", 5),
    ],
)
def test_a_pause_is_silence_before_the_next_words(mark, seconds):
    assert segments(f"a {mark} b") == (Segment(text="a"), Segment(text="b", pause=seconds))


def test_all_pauses_together_are_capped():
    assert segments("a [pause 3] b [pause 3] c [pause 3] d") == (
        Segment(text="a"),
        Segment(text="b", pause=3.0),
        Segment(text="c d", pause=2.0),
    )


@pytest.mark.parametrize(
    ("raw", "spoken"),
    [
        ("[sic] is Latin", "sic is Latin"),
        ("the [pause button] here", "the pause button here"),
        ("[pause -1] x", "pause -1 x"),
        ("see https://example.org/a?b=[1]", "see https://example.org/a?b=1"),
        ("an open [bracket", "an open [bracket"),
    ],
)
def test_other_words_in_brackets_are_spoken(raw, spoken):
    assert words(raw) == spoken


def test_hidden_characters_do_not_hide_a_mark():
    assert segments("[ha\u200bppy] x") == (Segment(text="x", expression=HAPPY),)


def test_brackets_without_end_are_read_quickly():
    # At 6,000 characters a pattern that tries all pairs would take minutes.
    assert refusal("[ " * 2999).code == "text_empty"


def test_without_a_dialogue_numbers_and_colons_are_words():
    script = read_text("1: buy milk 2: buy eggs", LIMITS, NEUTRAL, dialogue=False)
    assert [(one.text, one.face) for one in script.segments] == [("1: buy milk 2: buy eggs", None)]


def styles(raw):
    return [(one.text, one.pace, one.pitch > 1, one.gain) for one in segments(raw)]


SLOW, FAST, PLAIN = (0.75, False, 1.0), (1.3, False, 1.0), (1.0, False, 1.0)
STRESSED = (0.88, True, 1.3)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("[slow] a dog. no", [("a dog.", *SLOW), ("no", *PLAIN)]),
        ("[slow] a b", [("a b", *SLOW)]),
        ("[slow] a. b [/slow] c", [("a. b", *SLOW), ("c", *PLAIN)]),
        ("a [fast]b[/fast] c. d", [("a", *PLAIN), ("b", *FAST), ("c. d", *PLAIN)]),
        (
            "I [emphasis]really[/emphasis] do",
            [("I", *PLAIN), ("really", *STRESSED), ("do", *PLAIN)],
        ),
        (
            "[slow] Dr. Lee is 3.5 m tall! Yes",
            [("Dr. Lee is 3.5 m tall!", *SLOW), ("Yes", *PLAIN)],
        ),
        ("[slow] a [happy] dog! no", [("a", *SLOW), ("dog!", *SLOW), ("no", *PLAIN)]),
        ("a [/slow] b", [("a b", *PLAIN)]),
        ("[langsam] Also. B", [("Also.", *SLOW), ("B", *PLAIN)]),
        ("[Rápido]a[/rápido] b", [("a", *FAST), ("b", *PLAIN)]),
        ("[devagar] a", [("a", *SLOW)]),
        ("[медленно] a", [("a", *SLOW)]),
        ("[швидко] a", [("a", *FAST)]),
        ("[lentement] a", [("a", *SLOW)]),
        ("[наголос] a", [("a", *STRESSED)]),
        ("[slow 50%] a", [("slow 50% a", *PLAIN)]),
    ],
)
def test_a_pace_or_an_emphasis_holds_to_its_end_or_to_that_of_the_sentence(raw, said):
    assert styles(raw) == said


def test_nested_styles_multiply_and_a_turn_begins_without_any():
    assert [one.pace for one in segments("[slow] a [fast] b [/fast] c [/slow]")] == pytest.approx(
        [0.75, 0.975, 0.75]
    )
    assert [one.pace for one in segments("1: [slow] a [/fast] 2: b")] == [0.75, 1.0]


@pytest.mark.parametrize(
    ("mark", "look"),
    [
        ("fröhlich", "happy"),
        ("triste", "sad"),
        ("überrascht", "surprised"),
        ("enfadada", "angry"),
        ("грустно", "sad"),
        ("радісно", "happy"),
    ],
)
def test_marks_have_names_in_the_languages_of_the_chats(mark, look):
    assert [one.expression for one in segments(f"[{mark}] a")] == [look]


def test_an_end_mark_ends_a_look_or_a_whisper():
    assert [one.expression for one in segments("[happy] a [/happy] b")] == ["happy", "neutral"]
    assert [one.whisper for one in segments("[whisper] a [/whisper] b")] == [True, False]


def test_ipa_keeps_its_letters_and_a_mark_in_two_brackets_is_one():
    assert [one.text for one in segments("Siobhán [[ʃɪ'vɔ:n]] 𝓱𝓲")] == ["Siobhán ⟦ʃɪˈvɔːn⟧ hi"]
    assert segments("[[happy]] a") == segments("[happy] a")


@pytest.mark.parametrize(
    ("raw", "sign"), [("a [[ʃɪ7]]", "7"), ("[[Bob]]", "B"), ("x[[a%]]", "%"), ("[[ˈ]]", "")]
)
def test_what_is_no_ipa_is_named(raw, sign):
    with pytest.raises(RequestError) as refused:
        segments(raw)
    assert (refused.value.code, refused.value.facts["sign"]) == ("ipa_wrong", sign)


def test_a_dictionary_must_not_make_a_text_too_long():
    limits = TextLimits(max_characters=30)
    read_text("Jo and Jo and Jo", limits, NEUTRAL, dictionary={"Jo": "yoh"})
    with pytest.raises(RequestError) as refused:
        read_text("Jo and Jo and Jo", limits, NEUTRAL, dictionary={"Jo": "yoh-HAH-ness"})
    assert refused.value.code == "dictionary_too_long"
    assert refused.value.facts == {"word": "Jo", "characters": 46, "max_characters": 30}


def test_a_document_of_a_megabyte_is_refused_by_its_length():
    with pytest.raises(RequestError) as refused:
        segments("<speak>" + "a" * 1_000_000)
    assert refused.value.code == "text_too_long"
