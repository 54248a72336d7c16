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
    before = r"(?<![A-Z0-9_$€£])"
    dash = r"(?:,[-–—]+)?"  # "5,- €"
    yield (
        re.compile(
            rf"{before}(?P<sign>{signs})\s?(?P<low>{NUMBER})\s?[-–—]\s?(?P=sign)?\s?(?P<amount>{NUMBER}){word}(?![A-Za-z0-9_])"
        ),
        _say_range,
    )
    yield (
        re.compile(
            rf"(?<![\w.,])(?P<low>{NUMBER})\s?[-–—]\s?(?P<amount>{NUMBER}){word}\s?(?P<sign>{signs})(?!\w)"
        ),
        _say_range,
    )
    yield (
        re.compile(
            rf"{before}(?P<minus>(?<![\w-])[-−])?(?P<sign>{signs})\s?(?P<amount>{NUMBER}){dash}{word}(?![A-Za-z0-9_])"
        ),
        _say_money,
    )
    yield (
        re.compile(
            rf"(?<![\w.,])(?P<minus>(?<![\w-])[-−])?(?P<amount>{NUMBER}){dash}{word}\s?(?P<sign>{signs})(?!\w)"
        ),
        _say_money,
    )
    yield re.compile(r"(?<![\w.,])(?P<amount>\d{1,3})\s?¢"), _say_cents
    yield re.compile(r"(?<=\s)(?P<sign>[€£₽₹₴])(?=\s|[.,!?]|$)"), _say_sign


def _say_money(found: re.Match[str], language: str) -> str | None:
    said = numbers.say_money(
        found["amount"],
        _currency(found["sign"], language),
        _magnitude(found["magnitude"], language),
        language,
    )
    minus = found.groupdict().get("minus")
    return said if said is None or not minus else f"{vocabulary_of(language).minus} {said}"


def _say_range(found: re.Match[str], language: str) -> str | None:
    said = _say_money(found, language)
    low = numbers.say_number(found["low"], language)
    return None if said is None or low is None else numbers.joined_range(low, said, language)


def _say_cents(found: re.Match[str], language: str) -> str | None:
    amount = found["amount"]
    return (
        numbers.say_money(f"0.{int(amount):02d}", "USD", "", language)
        if int(amount) < 100
        else None
    )


def _say_sign(found: re.Match[str], language: str) -> str:
    """The sign alone, as behind an amount in words."""
    return numbers.currency_name(_currency(found["sign"], language), language)


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
