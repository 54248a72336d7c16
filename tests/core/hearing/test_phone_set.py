import pytest

from talking_photo.core.hearing.phone_set import PHONES, classes, letters
from talking_photo.core.speech.espeak_library import catalogue, synthesize


def names(symbol):
    return [PHONES[index] for index in classes(symbol)]


@pytest.mark.parametrize(
    ("symbol", "sounds"),
    [
        ("p", ["p"]),
        ("tʰ", ["t"]),
        ("tʃ", ["t", "ʃ"]),
        ("ʧ", ["t", "ʃ"]),
        ("t͡s", ["t", "s"]),
        ("aɪ", ["a", "ɪ"]),
        ("ɑːɹ", ["a", "ɹ"]),
        ("ã", ["a"]),
        ("ç", ["x"]),
        ("c", ["k"]),
        ("ʲ", ["j"]),
        ("ss", ["s"]),
        ("", []),
        ("ː", []),
        ("7", []),
    ],
)
def test_a_symbol_is_the_sounds_that_it_is_made_of(symbol, sounds):
    assert names(symbol) == sounds


def test_every_phone_is_its_own_class_and_silence_comes_first():
    assert PHONES[0] == ""
    assert [classes(phone) for phone in PHONES[1:]] == [(n,) for n in range(1, len(PHONES))]


def test_folding_keeps_the_length_and_takes_the_rest_off():
    assert letters("ɔ̃ː") == "ɔː"


def test_nearly_all_sounds_of_sixty_languages_are_known():
    known = catalogue().voices
    unknown = set()
    for language in sorted(known)[::2]:
        take = synthesize(
            "Mama 1 2 3 4 5 6 7 8 9", known[language], words_per_minute=400, pitch=50
        )
        unknown |= {name for _, name in take.phones if name.strip("ˈˌː") and not classes(name)}
    # marks and tones that some languages give as events of their own
    assert {name for name in unknown if any(letter.isalpha() for letter in letters(name))} == set()
