"""Guessing the language of a text, and finding it among a voice's."""

import pytest

from talking_photo.core.speech.espeak import Espeak
from talking_photo.core.speech.languages import guess, match


@pytest.mark.parametrize(
    ("wish", "found"),
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
def test_a_wish_finds_itself_another_name_or_a_region(wish, found):
    assert match(wish, {"en-us", "en", "pt", "cmn", "nb", "he", "de-de"}) == found


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
    assert guess(text, offered) == match(language, offered)


def test_a_language_that_nobody_speaks_is_not_guessed():
    assert guess("Guten Morgen, wie geht es dir?", {"en", "nl"}) in {"en", "nl"}
    assert guess("Привет", {"fr-fr"}) == "fr-fr"
