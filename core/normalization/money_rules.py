"""Where a text has amounts of money, and what they are said as."""

from __future__ import annotations

import re
from collections.abc import Iterator

from talking_photo.core.normalization import numbers
from talking_photo.core.normalization.numbers import NUMBER, SYMBOLS, base_of, vocabulary_of
from talking_photo.core.normalization.spoken import Rule


def money_rules() -> Iterator[Rule]:
    """Yield the rules for money: the sign before the amount, or behind it."""
    signs = "|".join(map(re.escape, sorted(SYMBOLS, key=len, reverse=True)))
    word = r"(?:\s?(?P<magnitude>million|millions|billion|trillion|thousand|Millionen|Milliarden|Mio\.?|Mrd\.?|Tsd\.?|millones|mil|millions|milliards|milioni|miliardi|mln|mld|milhões|bilhões|миллионов|млн|млрд|тыс\.?|k|K|M|m|bn|B)(?!\w))?"
    yield (
        re.compile(
            rf"(?<![A-Za-z0-9_$€£])(?P<sign>{signs})\s?(?P<amount>{NUMBER}){word}(?![A-Za-z0-9_])"
        ),
        _say_money,
    )
    yield (
        re.compile(rf"(?<![\w.,])(?P<amount>{NUMBER}){word}\s?(?P<sign>{signs})(?!\w)"),
        _say_money,
    )


def _say_money(found: re.Match[str], language: str) -> str | None:
    return numbers.say_money(
        found["amount"],
        _currency(found["sign"], language),
        _magnitude(found["magnitude"], language),
        language,
    )


_SHARED_SIGNS = {
    ("¥", "zh"): "CNY", ("kr", "da"): "DKK", ("kr", "no"): "NOK",
}  # fmt: skip


def _currency(sign: str, language: str) -> str:
    """The currency of a sign, which several may share."""
    return _SHARED_SIGNS.get((sign, base_of(language)), SYMBOLS[sign])


def _magnitude(word: str | None, language: str) -> str:
    if not word:
        return ""
    return vocabulary_of(language).magnitudes.get(word.lower().rstrip("."), word)
