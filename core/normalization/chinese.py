"""Chinese number words."""

from __future__ import annotations

from decimal import Decimal

_DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_GROUPS = ("", "万", "亿", "万亿")
_MOST = 10 ** (4 * len(_GROUPS))


def cardinal(value: Decimal | int) -> str | None:
    """Return a number in words; None when it is too large."""
    if value < 0:
        said = cardinal(-value)
        return said and f"负{said}"
    whole = int(value)
    if whole >= _MOST:
        return None
    said = _whole(whole)
    _, _, decimals = f"{Decimal(value):f}".partition(".")
    return f"{said}点{digits(decimals)}" if decimals else said


def digits(text: str) -> str:
    """Return digits one by one."""
    return "".join(_DIGITS[int(digit)] for digit in text if digit.isdecimal())


def counted(value: Decimal | int) -> str | None:
    """Return a number before a measure word, where two is another word."""
    return "两" if value == 2 else cardinal(value)


def _whole(value: int) -> str:
    if value == 0:
        return _DIGITS[0]
    said = ""
    for index in reversed(range(len(_GROUPS))):
        group = value // 10 ** (4 * index) % 10_000
        if not group:
            continue
        if said and group < 1000:
            said += _DIGITS[0]
        said += _below_ten_thousand(group) + _GROUPS[index]
    return said.removeprefix("一") if said.startswith("一十") else said


def _below_ten_thousand(value: int) -> str:
    said, skipped = "", False
    for place in reversed(range(len(_PLACES))):
        digit = value // 10**place % 10
        if digit:
            said += (_DIGITS[0] if skipped and said else "") + _DIGITS[digit] + _PLACES[place]
        skipped = not digit
    return said
