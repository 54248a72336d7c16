"""Long texts in groups of sentences."""

import numpy as np
import pytest

from talking_photo.core.model import Expression, Script, Segment
from talking_photo.core.speech.sentences import in_sentence_groups, sentence_groups

STORY = (
    "Dr. Miller came at 3.30 p.m. with his dog. “Good evening!” she said. We ate, and then, when "
    "the lamps were lit, he told us about the sea; nobody had ever heard such a story. "
)


def test_a_short_text_is_one_group():
    assert sentence_groups("Hello! How are you?") == ("Hello! How are you?",)
    assert sentence_groups("") == ("",)


@pytest.mark.parametrize("longest", [60, 100, 240])
def test_groups_are_short_and_together_they_are_the_text(longest):
    text = (STORY * 12).strip()
    groups = sentence_groups(text, longest)
    assert max(map(len, groups)) <= longest
    assert " ".join(groups) == text


def test_groups_end_with_sentences_and_not_with_short_forms():
    groups = sentence_groups((STORY * 12).strip(), 240)
    assert all(group.endswith((".", "!", "”")) for group in groups)
    assert not any(group.endswith(("Dr.", "p.m.")) for group in groups)


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("eins zwei drei, " * 40, ","),  # at clauses
        ("word " * 100, "word"),  # at words
    ],
)
def test_a_sentence_without_an_end_is_cut_where_it_hurts_least(text, cut):
    groups = sentence_groups(text.strip())
    assert len(groups) > 1
    assert all(group.endswith(cut) for group in groups[:-1])
    assert " ".join(groups) == text.strip()


def test_a_script_without_spaces_is_cut_between_characters():
    text = "我们去了河边" * 100
    groups = sentence_groups(text)
    assert "".join(groups) == text
    assert max(map(len, groups)) <= 240


def test_a_pronunciation_is_not_cut():
    text = ("a " * 58 + "Siobhán⟦ʃɪ ˈvɔːn ʃɪ ˈvɔːn⟧ ") * 9
    groups = sentence_groups(text.strip())
    assert len(groups) > 3
    assert all(group.count("⟦") == group.count("⟧") for group in groups)


def test_the_groups_of_a_segment_keep_its_manner_and_its_pause_comes_once():
    segment = Segment(text=STORY * 4, pause=1.0, expression=Expression.HAPPY, whisper=True)
    parts = in_sentence_groups(Script(segments=(segment,))).segments
    assert [part.pause for part in parts] == [1.0, *np.zeros(len(parts) - 1)]
    assert {(part.expression, part.whisper) for part in parts} == {(Expression.HAPPY, True)}
