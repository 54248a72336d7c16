"""Which language somebody means by what they typed, and what languages are called."""

import pytest

from talking_photo.bots.conversation import languages

OFFERED = frozenset(
    [
        "en",
        "en-us",
        "en-gb",
        "de",
        "es",
        "es-419",
        "fr",
        "pt",
        "pt-br",
        "it",
        "ru",
        "uk",
        "zh",
        "cmn",
        "yue",
        "ja",
        "ka",
        "nb",
        "no",
        "el",
        "hi",
        "qya",
    ]
)
SPOKEN = ("en", "de", "es", "ru")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("de", "de"),
        ("DE", "de"),
        ("de_AT", "de"),
        ("German", "de"),
        ("deutsch", "de"),
        ("немецкий", "de"),
        ("aleman", "de"),
        ("ger", "de"),
        ("Français", "fr"),
        ("francais", "fr"),
        ("pt-BR", "pt-br"),
        ("brazilian", "pt-br"),
        ("port", "pt"),
        ("eng", "en"),
        ("american", "en-us"),
        ("中文", "zh"),
        ("chinese", "zh"),
        ("日本語", "ja"),
        ("geo", "ka"),
        ("हिन", "hi"),
        ("norwegian", "nb"),
        ("qya", "qya"),
    ],
)
def test_a_language_is_found_by_code_name_or_the_beginning_of_its_name(typed, code):
    assert languages.find(typed, OFFERED, SPOKEN).code == code


@pytest.mark.parametrize(
    ("typed", "near"),
    [("germn", "de"), ("japanse", "ja"), ("italain", "it"), ("spnish", "es")],
)
def test_a_mistyped_name_is_not_taken_for_another_but_leads_to_it(typed, near):
    found = languages.find(typed, OFFERED, SPOKEN)
    assert found.code is None
    assert near in found.near[:3]


@pytest.mark.parametrize("typed", ["Quenya", "?", "x", "dothraki", ""])
def test_what_no_voice_speaks_is_not_found(typed):
    assert languages.find(typed, OFFERED, SPOKEN) == languages.Found(None)


def test_a_language_has_one_entry_however_many_codes_it_has():
    assert languages.fitting("chin", OFFERED, SPOKEN, first="en") == ("zh",)


def test_nothing_typed_offers_the_likely_ones_with_the_chats_own_first():
    offered = languages.fitting(" ", OFFERED, SPOKEN, first="ru")
    assert offered[:3] == ("ru", "en", "es")
    assert "qya" not in offered


@pytest.mark.parametrize(
    ("code", "own", "german"),
    [
        ("de", "Deutsch", "Deutsch"),
        ("es", "Español", "Spanisch"),
        ("pt-br", "Português (Brasil)", "Portugiesisch (Brasilien)"),
        ("uk", "Українська", "Ukrainisch"),
        ("ka", "ქართული", "Georgisch"),
        ("qya", "qya", "qya"),
    ],
)
def test_a_language_has_a_name_of_its_own_and_one_in_the_language_of_the_chat(code, own, german):
    assert languages.own_name(code) == own
    assert languages.name_in(code, "de") == german
