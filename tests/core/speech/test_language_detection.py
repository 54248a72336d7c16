"""Guessing the language of a text, and finding it among a voice's."""

from pathlib import Path

import pytest

from talking_photo.core.speech.espeak import Espeak
from talking_photo.core.speech.languages import detect_language, match_language


@pytest.mark.parametrize(
    ("requested", "found"),
    [
        ("en-us", "en-us"),
        ("EN_us", "en-us"),
        ("pt-br", "pt"),
        ("zh", "cmn"),
        ("zh-CN", "cmn"),
        ("zh-hant-tw", "cmn"),
        ("no", "nb"),
        ("iw", "he"),
        ("de", "de-de"),
        ("tlh", None),
        ("", None),
    ],
)
def test_a_request_finds_itself_another_name_or_a_region(requested, found):
    assert match_language(requested, {"en-us", "en", "pt", "cmn", "nb", "he", "de-de"}) == found


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Hello!", "en"),
        ("OK", "en"),
        ("Hello, I am Amy.", "en"),
        ("What a beautiful day", "en"),
        ("Hola, ¿cómo estás?", "es"),
        ("Guten Tag", "de"),
        ("Bonjour tout le monde", "fr"),
        ("Dzień dobry", "pl"),
        ("Привет", "ru"),
        ("こんにちは", "ja"),
        ("你好", "zh"),
        ("안녕하세요", "ko"),
        ("مرحبا", "ar"),
        ("नमस्ते", "hi"),
        ("Γεια σου", "el"),
        ("Je m'appelle Marie et j'habite à Paris depuis dix ans avec mes deux enfants.", "fr"),
        ("123 456", "en"),
        ("", "en"),
    ],
)
def test_espeak_is_given_the_language_that_people_meant(text, language):
    offered = Espeak().languages()
    assert detect_language(text, offered) == match_language(language, offered)


def test_a_language_that_nobody_speaks_is_not_guessed():
    assert detect_language("Guten Morgen, wie geht es dir?", {"en", "nl"}) in {"en", "nl"}
    assert detect_language("Привет", {"fr-fr"}) == "fr-fr"


MESSAGES = [
    line.split("\t")
    for line in (Path(__file__).parents[3] / "benchmarks" / "short_messages.tsv")
    .read_text(encoding="utf-8")
    .splitlines()
]
BASES = {"cmn": "zh", "nb": "no"}


def share_of_right_guesses(hints):
    offered = Espeak().languages()
    right = 0
    for language, text in MESSAGES:
        base = detect_language(text, offered, hints(language)).split("-")[0]
        right += BASES.get(base, base) == language
    return right / len(MESSAGES)


def test_short_messages_are_distinguished_without_any_hint():
    assert share_of_right_guesses(lambda _language: ()) >= 0.92


def test_the_language_of_the_writers_app_makes_nearly_all_short_messages_right():
    assert share_of_right_guesses(lambda language: (language,)) >= 0.97


def test_a_writer_may_use_another_language_than_that_of_their_app():
    assert share_of_right_guesses(lambda language: ("en" if language != "en" else "de",)) >= 0.92


@pytest.mark.parametrize(
    "text", ["ALLES GUTE ZUM GEBURTSTAG", "Alles Gute zum Geburtstag", "aLLES gUTE zUM gEBURTSTAG"]
)
def test_capitals_do_not_change_the_language(text):
    assert detect_language(text, {"de", "en", "it"}) == "de"


@pytest.mark.parametrize(
    "text",
    [
        "It costs 20 € today.",
        "Meet me at 8:00 😀",
        "See https://beispiel.de/das-ist-deutsch",
        "Call me, @jürgen_müller",
    ],
)
def test_numbers_links_and_symbols_say_nothing_of_the_language(text):
    assert detect_language(text, Espeak().languages()).startswith("en")


def test_the_writers_own_variety_is_taken():
    offered = {"en-gb", "en-us", "pt", "pt-br"}
    assert detect_language("Thanks a lot for coming", offered, ["en-US"]) == "en-us"
    assert detect_language("Muito obrigado por tudo", offered, ["pt-BR", "en"]) == "pt-br"


def test_a_text_that_says_nothing_is_in_the_writers_language():
    assert detect_language("123 😀", {"en", "de", "pl"}, ["pl"]) == "pl"
    assert detect_language("ha ha ha", {"en", "de", "pl"}, ["de"]) == "de"
    assert detect_language("ha ha ha", {"en", "de", "pl"}) == "en"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("2024年3月5日是星期二。", "zh"),
        ("从这里到海边有5公里。", "zh"),
        ("3月5日に会いましょう", "ja"),
        ("5시에 만나요", "ko"),
    ],
)
def test_digits_between_letters_without_spaces_do_not_hide_them(text, language):
    offered = Espeak().languages()
    assert detect_language(text, offered) == match_language(language, offered)
