"""Markup is not read out."""

import pytest

from talking_photo.core.normalization import plain_text
from talking_photo.core.normalization.letters import plain_letters


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("Some **bold**, _slanted_ and `code` words", "Some bold, slanted and code words"),
        ("## News\n- one\n- two\n> said", "News\none\ntwo\nsaid"),
        ("[the shop](https://example.org/x) opens", "the shop opens"),
        ("||the butler|| did ~~not~~ it", "the butler did not it"),
        ("6 * 7 and snake_case and f*** and 5 > 3", "6 * 7 and snake_case and f*** and 5 > 3"),
        ("[happy] Well done [pause 2s]", "[happy] Well done [pause 2s]"),
        ("<p>Fish &amp; chips</p>", "Fish & chips"),
        ('<speak>One<break time="1.5s"/>two</speak>', "One [pause 1.5s] two"),
        ('<sub alias="doctor">Dr.</sub> Who', "doctor Who"),
        ("a < b, c > d, <3", "a < b, c > d, <3"),
        ("<script>steal()</script>Hi", "Hi"),
        ("Hi <@12345678901> <a:wave:12345678901>!", "Hi !"),
        ("<https://example.org> is up", "https://example.org is up"),
    ],
)
def test_words_stay_and_markup_goes(raw, plain):
    lines = plain_text(raw).strip().splitlines()
    assert "\n".join(" ".join(line.split()) for line in lines) == plain


@pytest.mark.parametrize(
    ("fancy", "plain"),
    [
        ("𝒲𝑒𝓁𝒸𝑜𝓂𝑒", "Welcome"),
        ("𝗕𝗼𝗹𝗱 𝟮𝟬", "Bold 20"),
        ("Ｗｉｄｅ", "Wide"),
        ("sᴍᴀʟʟ", "small"),
        ("ⓒⓘⓡⓒⓛⓔ", "circle"),
        ("🅷🅴🅻🅻🅾", "hello"),
        ("🇩🇪 🔟", "🇩🇪 10"),
        ("s̶t̶r̶u̶c̶k̶", "struck"),
        ("Ⅳ", "IV"),
        ("3️⃣", "3\ufe0f"),
        ("½ m² … “quotes” 你好，世界", "½ m² … “quotes” 你好，世界"),
        ("é ñ Å กำ 한글 שלום", "é ñ Å กำ 한글 שלום"),
    ],
)
def test_letters_that_only_look_special_become_plain(fancy, plain):
    assert plain_letters(fancy) == plain


def test_hostile_markup_costs_no_time():
    for raw in (
        "<" * 5000,
        "<a " * 2000,
        "**" * 3000,
        "[" * 5000,
        "&" * 5000,
        '<break time="99999s"/>' * 300,
        "<b>" * 2000,
    ):
        assert len(plain_text(raw)) <= len(raw)
