"""How the benchmark of voices counts."""

import pytest

from benchmarks import voices
from benchmarks.voices import SENTENCES, distance, letters_of


@pytest.mark.parametrize(
    ("one", "other", "edits"),
    [("", "", 0), ("abc", "", 3), ("kitten", "sitting", 3), ("abc", "abc", 0)],
)
def test_edits_are_counted(one, other, edits):
    assert distance(one, other) == distance(other, one) == edits


def test_only_letters_digits_and_vowel_signs_count():
    assert letters_of("¡Hola, ANA! 3") == "holaana3"
    assert letters_of("मेरी माँ") == "मेरीमाँ"
    assert all(letters_of(text) for texts in SENTENCES.values() for text in texts)


def test_a_voice_is_measured_in_a_process_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setattr(voices, "SENTENCES", {"de": voices.SENTENCES["de"]})
    monkeypatch.setattr(voices, "_LIPS", ())
    section = voices.measure(tmp_path, ["espeak"])
    (trial,) = section.figures
    assert (trial["voice"], trial["language"], trial["errors"]) == ("espeak", "de", None)
    assert trial["speed"] > 1
    assert trial["peak_megabytes"] > 10
