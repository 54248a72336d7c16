"""Where a text has dates and times of day, and what they are said as."""

from __future__ import annotations

import re
from collections.abc import Iterator

from talking_photo.core.normalization import dates
from talking_photo.core.normalization.numbers import base_of, vocabulary_of
from talking_photo.core.normalization.spoken import Rule


def date_rules(base: str) -> Iterator[Rule]:
    """Yield the rules for dates and times in a language, the surest first."""
    months = sorted(dates.month_numbers(base), key=len, reverse=True)
    month = "|".join(map(re.escape, months))
    yield re.compile(r"(?<![\d/.-])(\d{4})-(\d{2})-(\d{2})(?![\d/-])"), _say_iso_date
    yield (
        re.compile(
            r"(?:(?<=\s)|^)(?:(?P<before>\w+)(?P<gap>\s+))?(?P<one>\d{1,2})(?P<sign>[./-])\s?(?P<two>\d{1,2})(?P=sign)(?P<year>\d{4}|\d{2})?(?![\d/]|\.\d)"
        ),
        _say_numeric_date,
    )
    if base == "en":
        yield (
            re.compile(
                rf"(?i)\b({month})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(\d{{4}}))?(?![\d:]|\s?[ap]\.?m)"
            ),
            lambda found, language: _said_date(found[2], found[1], found[3], language),
        )
        yield (
            re.compile(
                rf"(?i)\b(?:the\s+)?(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?({month})\b\.?(?:,?\s+(\d{{4}}))?(?!\d)"
            ),
            lambda found, language: _said_date(found[1], found[2], found[3], language),
        )
        yield re.compile(r"\b(?<!/)(1[0-2]|0?[1-9])/(1[3-9]|2\d|3[01])(?![\d/])"), lambda found, language: dates.say_date(int(found[2]), int(found[1]), "", language)  # fmt: skip
    else:
        # A day beyond twelve cannot be a month or a fraction.
        day_and_month = r"(?<![\d/.])(1[3-9]|2\d|3[01])/(1[0-2]|0?[1-9])(?![\d/])"
        yield (
            re.compile(rf"(?:\b(?P<before>\w+)(?P<gap>\s+))?{day_and_month}"),
            _say_day_and_month,
        )
    if base == "de":
        yield (
            re.compile(
                rf"(?:\b(?P<before>\w+)(?P<gap>\s+))?(?<!\d)(?P<day>\d{{1,2}})\.\s*(?P<month>{month})\b\.?(?:\s+(?P<year>\d{{4}}))?",
                re.IGNORECASE,
            ),
            _say_german_date,
        )
    elif base in {"es", "pt"}:
        yield (
            re.compile(
                rf"(?i)(?<!\d)(\d{{1,2}})[ºo]?\s+de\s+({month})\b\.?(?:\s+del?\s+(\d{{4}}))?"
            ),
            lambda found, language: _said_date(found[1], found[2], found[3], language),
        )
    elif base != "en":
        year = r"(?:\s+(\d{4})(?:\s*г\.?(?:ода)?(?!\w))?)?" if base == "ru" else r"(?:\s+(\d{4}))?"
        yield (
            re.compile(rf"(?i)(?<!\d)(\d{{1,2}})(?:er|\.|º)?\s+({month})\b\.?{year}"),
            lambda found, language: _said_date(found[1], found[2], found[3], language),
        )
    yield (
        re.compile(
            r"(?<![\d:.,/])(\d{1,2})[:.]([0-5]\d)(?::[0-5]\d)?(?![\d:/%€$]|[.,]\d)\s*(Uhr|uur)\b"
        ),
        lambda found, language: dates.say_time(found[1], found[2], "", language, named=True),
    )
    yield re.compile(r"(?<![\d:.,/])(\d{1,2})\s*(Uhr)\b(?!\s*\d)"), _say_full_hour
    yield (
        re.compile(
            r"(?i)(?<![\d:.,/])(\d{1,2})(?::([0-5]\d))?\s*([ap])\.?\s?m\b\.?(?=$|[^\w]|\s)"
        ),
        lambda found, language: _with_stop(
            dates.say_time(found[1], found[2] or "00", found[3], language), found
        ),
    )
    if base in {"fr", "pt", "es"}:
        yield (
            re.compile(r"(?<![\d:.,/\w])([01]?\d|2[0-4])\s?h(?:\s?([0-5]\d))?(?:min)?(?!\w)"),
            lambda found, language: dates.say_time(
                found[1], found[2] or "00", "", language, named=True
            ),
        )
    clock = r"([01]?\d|2[0-4]):([0-5]\d)"
    yield re.compile(rf"(?<![\d:.,/]){clock}\s?[-–—]\s?{clock}(?![\d:])"), _say_times
    yield (
        re.compile(r"(?<![\d:.,/])([01]?\d|2[0-4]):([0-5]\d)(?::[0-5]\d)?(?![\d:])"),
        lambda found, language: dates.say_time(found[1], found[2], "", language),
    )


def _say_times(found: re.Match[str], language: str) -> str | None:
    one, two = (dates.say_time(found[at], found[at + 1], "", language) for at in (1, 3))
    return f"{one} {vocabulary_of(language).to} {two}" if one and two else None


def _with_stop(said: str | None, found: re.Match[str]) -> str | None:
    """Keep the full stop that ends both "p.m." and its sentence."""
    rest = found.string[found.end() :].lstrip()
    ends = found[0].endswith(".") and (not rest or not rest[0].islower())
    return f"{said}." if said and ends else said


def _said_date(day: str, month: str, year: str | None, language: str) -> str | None:
    return dates.say_date(
        int(day),
        dates.month_numbers(base_of(language))[month.lower().rstrip(".")],
        year or "",
        language,
    )


def _say_iso_date(found: re.Match[str], language: str) -> str | None:
    return dates.say_date(int(found[3]), int(found[2]), found[1], language)


def _say_numeric_date(found: re.Match[str], language: str) -> str | None:
    one, two, year = int(found["one"]), int(found["two"]), found["year"] or ""
    base = base_of(language)
    if not year and found["sign"] != ".":
        return None
    if (
        found["sign"] == "."
        and not year
        and base not in {"de", "ru", "uk", "pl", "cs", "fi", "no", "da"}
    ):
        return None
    if found["sign"] == "-" and len(year) != 4:
        return None
    month_first = base == "en" and found["sign"] == "/"
    day, month = (
        (two, one) if (month_first and two <= 31 and one <= 12) or two > 12 else (one, two)
    )
    return _said_behind(found, day, month, year, language)


def _said_behind(
    found: re.Match[str], day: int, month: int, year: str, language: str
) -> str | None:
    """A date with the word before it, which may govern its case."""
    before = found["before"] or ""
    said = dates.say_date(day, month, year, language, before=before)
    return None if said is None else f"{before}{found['gap'] or ''}{said}"


def _say_day_and_month(found: re.Match[str], language: str) -> str | None:
    return _said_behind(found, int(found[3]), int(found[4]), "", language)


def _say_german_date(found: re.Match[str], language: str) -> str | None:
    month = dates.month_numbers("de")[found["month"].lower().rstrip(".")]
    return _said_behind(found, int(found["day"]), month, found["year"] or "", language)


def _say_full_hour(found: re.Match[str], language: str) -> str | None:
    return dates.say_time(found[1], "00", "", language, named=True)
