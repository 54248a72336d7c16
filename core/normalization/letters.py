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
_OVERLAYS = frozenset("\u0332\u0333\u0335\u0336\u0337\u0338\u20d2\u20e0\u20e3")
"""Combining lines through, under and around letters, and the key of a keycap digit."""


def plain_letters(text: str) -> str:
    """Return the text with letters of ordinary look, in NFC."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", "".join(map(_plain, text)))


@cache
def _plain(character: str) -> str:
    if character in _OVERLAYS:
        return ""
    if character == "🔟":  # the only keycap that is one character
        return "10"
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
