"""The lists of the benchmark of texts, and what becomes of them."""

from collections import Counter

import pytest

from benchmarks.text import FLOODS, answer_to, captions_of, read_table, same_words


def test_captions_have_the_written_words_of_all_sentences():
    sentences = read_table("sentences.tsv")
    assert set(Counter(language for language, _ in sentences).values()) == {25}
    wrong = [
        (text, caption)
        for _, text, caption in captions_of(sentences)
        if not same_words(text, caption)
    ]
    assert (len(sentences), wrong) == (200, [])


@pytest.mark.parametrize(("name", "answer"), [
    ("4,000 emoji", "text_only_emoji"),
    ("4,000 emoji that may be words", "8 characters"),
    ("4,000 families of four", "text_too_long"),
    ("4,000 combining marks", "3 characters"),
    ("4,000 zero-width characters", "3 characters"),
    ("4,000 marks", "text_too_long"),
    ("4,000 full stops", "text_empty"),
    ("1 MB of tags", "text_too_long"),
    ("a bomb of entities", "markup_refused"),
])  # fmt: skip
def test_a_flood_of_signs_has_a_clear_answer(name, answer):
    assert answer_to(FLOODS[name])[0] == answer
