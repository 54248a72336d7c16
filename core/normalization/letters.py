"""Letters that only look special: mathematical alphabets, full-width forms, small capitals, circled letters."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_COMPATIBLE = frozenset(
    {"<font>", "<wide>", "<narrow>", "<circle>", "<square>", "<compat>", "<small>"}
)
"""Kinds of compatibility decomposition that change the look and not the meaning; fractions and exponents do."""
_BY_NAME = re.compile(
    r"(?:LATIN LETTER SMALL CAPITAL|(?:NEGATIVE )?(?:CIRCLED|SQUARED) LATIN (?:CAPITAL|SMALL) LETTER|"
    r"MODIFIER LETTER (?:SMALL|CAPITAL)|LATIN SUBSCRIPT SMALL LETTER|PARENTHESIZED LATIN (?:SMALL|CAPITAL) LETTER)"
    r" ([A-Z])"
)
_OVERLAYS = frozenset("\u035f\u035e\u0332\u0333\u0335\u0336\u0337\u0338\u20d2\u20e0\u20e3")
"""Combining lines through, under and around letters, and the key of a keycap digit."""


def plain_letters(text: str) -> str:
    """Return the text with letters of ordinary look, in NFC."""
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFC", "".join(map(_plain, text)))
    plain = _WIDE_SIGN.sub(lambda found: unicodedata.normalize("NFKC", found[0]), plain)
    return _WORD.sub(_in_one_script, plain)


_WIDE_SIGN = re.compile(r"(?<=[A-Za-z])[．，！？：；](?=[A-Za-z0-9\s]|$)|(?<=\d)[．：](?=\d)")
"""Full-width punctuation, which Chinese has, in a text of Latin letters."""
_WORD = re.compile(r"[^\W\d_]+")
_CYRILLIC, _LATIN = "аеорсухіјѕһАВЕКМНОРСТХУІЈЅ", "aeopcyxijshABEKMHOPCTXYIJS"
_TO_LATIN, _TO_CYRILLIC = str.maketrans(_CYRILLIC, _LATIN), str.maketrans(_LATIN, _CYRILLIC)


def _in_one_script(found: re.Match[str]) -> str:
    """Write a word of Latin and Cyrillic letters that look alike in the script of most of them."""
    word = found[0]
    if word.isascii():
        return word
    cyrillic = [letter for letter in word if "\u0400" <= letter <= "\u04ff"]
    latin = [letter for letter in word if letter < "\u0250"]
    if not cyrillic or not latin or len(cyrillic) + len(latin) < len(word):
        return word
    if len(latin) >= len(cyrillic) and all(letter in _CYRILLIC for letter in cyrillic):
        return word.translate(_TO_LATIN)
    if all(letter in _LATIN for letter in latin):
        return word.translate(_TO_CYRILLIC)
    return word


@cache
def _plain(character: str) -> str:
    if character in _OVERLAYS:
        return ""
    if character == "🔟":  # the only keycap that is one character
        return "10"
    if "\u2460" <= character <= "\u24ff" or "\u2776" <= character <= "\u2793":
        number = unicodedata.numeric(character, None)
        if number is not None:  # "①②" is one and two, not twelve
            return f"{number:g} "
    if "\u3371" <= character <= "\u33ff" or character == "№":
        return unicodedata.normalize("NFKC", character)
    if ord(character) < 0x250:  # Latin, with its accents
        return character
    kind = unicodedata.decomposition(character).split(" ")[0]
    if kind in _COMPATIBLE and not _is_kept(character):
        return unicodedata.normalize("NFKC", character)
    if named := _BY_NAME.match(unicodedata.name(character, "")):
        return named[1].lower()
    return character


def _is_kept(character: str) -> bool:
    """Characters of real writing whose decomposition would change what is said or shown."""
    # Thai and Lao vowels, Korean and Arabic forms, the ellipsis and other punctuation.
    category = unicodedata.category(character)
    if unicodedata.name(character, "").startswith(
        ("ARABIC", "HANGUL", "HALFWIDTH HANGUL", "THAI", "LAO")
    ):
        return not unicodedata.name(character, "").startswith("ARABIC")
    return category[0] not in "LNM"
