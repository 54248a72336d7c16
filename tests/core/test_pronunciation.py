"""Respellings and IPA as people write them."""

import pytest

from talking_photo.core.errors import RequestError
from talking_photo.core.pronunciation import checked_dictionary, read_entry, respelled


@pytest.mark.parametrize(
    ("written", "ipa"),
    [
        ("shi-VAWN", "ʃɪˈvɔːn"),
        ("win", "ˈwɪn"),
        ("SEER-shuh", "ˈsɪɹʃə"),
        ("tuh-MAH-toh", "təˈmɑːtoʊ"),
        ("yoo-SEF", "juːˈsɛf"),
        ("VYET-nahm", "ˈvjɛtnɑːm"),
        ("AY-ver-ee", "ˈeɪvɚi"),
        ("noo OR-linz", "nuːˈɔːɹlɪnz"),
        ("KEEN-wah", "ˈkiːnwɑː"),
        ("mm", None),
        ("ши-ВОН", None),
    ],
)
def test_a_respelling_is_read_by_syllables(written, ipa):
    assert respelled(written) == ipa


@pytest.mark.parametrize(
    ("word", "sound", "code"),
    [
        ("", "x", "dictionary_word_wrong"),
        ("7", "seven", "dictionary_word_wrong"),
        ("a" * 41, "x", "dictionary_word_wrong"),
        ("https://x.org", "x", "dictionary_word_wrong"),
        ("Ann", "a7", "pronunciation_wrong"),
        ("Ann", "a" * 61, "pronunciation_wrong"),
        ("Ann", "", "pronunciation_wrong"),
        ("Ann", "[[ˈB]]", "ipa_wrong"),
        ("Ann", "/x!/", "ipa_wrong"),
    ],
)
def test_a_wrong_entry_is_named(word, sound, code):
    with pytest.raises(RequestError) as refused:
        checked_dictionary({word: sound})
    assert refused.value.code == code


def test_entries_are_kept_as_they_are_meant():
    written = {
        " Siobhán ": "shi-VAWN",
        "Nguyen": "[[wɪn]]",
        "New  York": "/njuː 'jɔːk/",
        "O'Hara": "oh-HAR-uh",
    }
    assert checked_dictionary(written) == {
        "Siobhán": "shi-VAWN", "Nguyen": "/wɪn/", "New York": "/njuː ˈjɔːk/",
        "O'Hara": "oh-HAR-uh",
    }  # fmt: skip
    with pytest.raises(RequestError, match="dictionary_full"):
        checked_dictionary({f"w{chr(97 + n // 26)}{chr(97 + n % 26)}": "x" for n in range(201)})


def test_an_entry_stands_before_and_behind_an_equals_sign():
    assert read_entry("Siobhán = shi-VAWN") == ("Siobhán", "shi-VAWN")
    assert read_entry("Siobhán") is None
    assert read_entry("= x") is None
