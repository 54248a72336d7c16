"""Times of day, dates and years as words. Names of months by CLDR (Babel)."""

from __future__ import annotations

import re
from functools import cache

# Not inside the functions: two threads that import parts of it at once find it half imported.
from babel.dates import get_day_names, get_month_names

from talking_photo.core.normalization import chinese
from talking_photo.core.normalization.numbers import (
    base_of,
    can_count,
    locale_of,
    vocabulary_of,
    words_of,
)

_FIRST_CENTURIES = 1100, 1999
"""Years that English and German say in hundreds."""
_HOURS, _MINUTES = 24, 59
_MONTHS, _DAYS = 12, 31
_TWO_DIGIT_PIVOT = 70
"""Two-digit years below are of this century."""
_DATIVE = frozenset(
    {"am", "vom", "zum", "dem", "den", "seit", "bis", "ab", "im", "beim", "zur", "der_dative"}
)


_PARTS_OF_DAY = {
    "es": ("de la mañana", "de la tarde", "de la noche"),
    "pt": ("da manhã", "da tarde", "da noite"),
    "it": ("di mattina", "di pomeriggio", "di sera"),
    "fr": ("du matin", "de l'après-midi", "du soir"),
    "de": ("morgens", "nachmittags", "abends"),
    "ru": ("утра", "дня", "вечера"),
}  # fmt: skip
"""Morning, afternoon and evening, for hours with am and pm."""
_TWELVE = {
    "es": ("de la noche", "del mediodía"),
    "pt": ("da noite", "do meio-dia"),
    "it": ("di notte", "di giorno"),
    "fr": ("de la nuit", "de l'après-midi"),
    "de": ("nachts", "mittags"),
    "ru": ("ночи", "дня"),
}  # fmt: skip
"""The hour of midnight and that of noon."""


@cache
def day_names(language: str) -> dict[str, str]:
    """Return the days of the week by their short names in lower case, without full stops."""
    names: dict[str, str] = {}
    for context in ("format", "stand-alone"):
        wide = get_day_names("wide", context, locale_of(language))
        for width in ("abbreviated", "short"):
            for number, name in get_day_names(width, context, locale_of(language)).items():
                if len(name.rstrip(".")) > 1:
                    names.setdefault(name.lower().rstrip("."), str(wide[number]))
    return names


def say_time(
    hour: str, minute: str, half: str, language: str, *, named: bool = False
) -> str | None:
    """Return a time of day as words.

    Args:
        hour: 0 to 24.
        minute: Two digits.
        half: `am`, `pm` or empty.
        language: BCP 47 code.
        named: Whether the language's word for "o'clock" stands behind it in the text and belongs to it.

    Returns:
        None for what is no time, or a language without number words.
    """
    if not can_count(language) or int(hour) > _HOURS or int(minute) > _MINUTES:
        return None
    words = vocabulary_of(language)
    base = base_of(language)
    feminine = base in {"es", "pt", "it"}
    hours, minutes = _hour(int(hour), language, feminine), words_of(int(minute), language)
    if hours is None or minutes is None:
        return None
    if half and base in _PARTS_OF_DAY:
        morning, afternoon, night = _PARTS_OF_DAY[base]
        part = morning if half[0].lower() == "a" else afternoon if int(hour) % 12 < 8 else night
        if int(hour) == _HOURS // 2:
            part = _TWELVE[base][half[0].lower() != "a"]
        said = hours if minute == "00" else words.hour_minute.format(hour=hours, minute=minutes)
        return f"{said} {part}"
    if half:
        ending = "A M" if half[0].lower() == "a" else "P M"
        oh = "oh " if base == "en" and minute.startswith("0") and minute != "00" else ""
        return f"{hours} {ending}" if minute == "00" else f"{hours} {oh}{minutes} {ending}"
    if minute == "00":
        if base == "ru":
            return f"{hours} {_russian_hours(int(hour))}".strip()
        if base in {"es", "pt"} and (named or base == "pt"):
            return f"{hours} hora{'s' if int(hour) != 1 else ''}"
        if base == "fr":
            return f"{hours} heure{'s' if int(hour) != 1 else ''}".replace("un heure", "une heure")
        if base == "en" and not 1 <= int(hour) <= _HOURS // 2:
            return f"{hours} hundred" if int(hour) else "midnight"
        if base == "es" and not named:
            return hours
        return words.o_clock.format(hour=hours)
    if base == "en" and minute.startswith("0"):
        minutes = f"oh {minutes}"
    if base == "zh" and minute.startswith("0"):
        minutes = f"零{minutes}"
    said = words.hour_minute.format(hour=hours, minute=minutes)
    return said.replace("un heures", "une heure") if base == "fr" and int(hour) == 1 else said


def _hour(hour: int, language: str, feminine: bool) -> str | None:
    base = base_of(language)
    if base == "zh":
        return chinese.counted(hour)
    if hour == 21 and base in {"es", "pt"}:
        return "veintiuna" if base == "es" else "vinte e uma"
    if hour == 1 and feminine:
        return {"es": "una", "it": "una", "pt": "uma"}[base]
    if base == "pt" and hour % 10 == 2 and hour != 12:
        return (words_of(hour, language) or "").replace("dois", "duas") or None
    if base == "de" and hour == 1:
        return "ein"
    if base == "ru" and hour == 1:
        return "час"
    return words_of(hour, language)


def _russian_hours(hour: int) -> str:
    if hour == 1:
        return ""
    if hour % 10 in {2, 3, 4} and hour not in {12, 13, 14}:
        return "часа"
    return "час" if hour == 21 else "часов"


@cache
def month_numbers(language: str) -> dict[str, int]:
    """Return the months by their long and short names in lower case, without full stops."""
    names: dict[str, int] = {}
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in get_month_names(width, context, locale_of(language)).items():
                if not name.isdigit() and len(name) > 2:
                    names.setdefault(name.lower().rstrip("."), number)
    if base_of(language) == "en":
        names["sept"] = 9
    return names


def month_name(month: int, language: str) -> str:
    """Return a month's name in the form that stands behind a day."""
    return str(get_month_names("wide", "format", locale_of(language))[month])


def say_date(day: int, month: int, year: str, language: str, *, before: str = "") -> str | None:
    """Return a date as words.

    Args:
        day: 1 to 31.
        month: 1 to 12.
        year: Two or four digits, or empty.
        language: BCP 47 code.
        before: The word that stands before it, which governs the German case.

    Returns:
        None for what is no date, or a language without number words.
    """
    if not can_count(language) or not 1 <= month <= _MONTHS or not 1 <= day <= _DAYS:
        return None
    base = base_of(language)
    name = month_name(month, language)
    said_day = say_day(day, language, before=before)
    said_year = say_year(year, language) if year else ""
    if base == "zh":
        said_month = words_of(month, language)
        return f"{said_year and f'{said_year}年'}{said_month}月{words_of(day, language)}日"
    if base == "en":
        return " ".join(filter(None, (f"{name} {said_day}", said_year)))
    if base in {"es", "pt"}:
        said = f"{said_day} de {name}"
        return f"{said} de {said_year}" if said_year else said
    if base == "ru":
        said = f"{said_day} {name}"
        return f"{said} {_russian_genitive(int(_full_year(year)))} года" if year else said
    return " ".join(filter(None, (said_day, name, said_year)))


def say_day(day: int, language: str, *, before: str = "") -> str:
    """Return the day of a month as the language counts days."""
    base = base_of(language)
    ordinal = words_of(day, language, "ordinal") or str(day)
    if base == "en":
        return ordinal
    if base == "de":
        return german_ordinal(day, before)
    if base == "fr":
        return "premier" if day == 1 else words_of(day, language) or str(day)
    if base == "it" and day == 1:
        return "primo"
    if base in {"es", "pt"} and day == 1:
        return "primero" if base == "es" else "primeiro"
    if base == "ru":
        return neuter(ordinal)
    if base in {"uk", "pl", "cs", "nl", "sv", "da", "no", "fi"}:
        return ordinal if base in {"sv", "da", "no"} else words_of(day, language) or str(day)
    return words_of(day, language) or str(day)


def german_ordinal(number: int, before: str) -> str:
    """Return an ordinal in the case that the word before it asks for."""
    stem = (words_of(number, "de", "ordinal") or f"{number}te").removesuffix("e")
    if before.lower() in _DATIVE:
        return stem + "en"
    return stem + ("e" if before.lower() in {"der", "die", "das"} else "er")


def neuter(ordinal: str) -> str:
    """Return a Russian ordinal in the neuter, as days of the month are counted."""
    if ordinal.endswith("третий"):
        return ordinal.removesuffix("ий") + "ье"
    return re.sub(r"(ый|ий|ой)$", "ое", ordinal)


def _russian_genitive(year: int) -> str:
    return genitive((words_of(year, "ru", "ordinal") or str(year)).removeprefix("одна "))


def genitive(ordinal: str) -> str:
    """Return a Russian ordinal in the genitive of the masculine and neuter."""
    if ordinal.endswith("третий"):
        return ordinal.removesuffix("ий") + "ьего"
    return re.sub(r"(ый|ий|ой)$", "ого", ordinal)


def _full_year(year: str) -> str:
    if len(year) == 2:
        return f"{20 if int(year) < _TWO_DIGIT_PIVOT else 19}{year}"
    return year


def say_year(year: str, language: str) -> str | None:
    """Return a year as the language says it."""
    number = int(_full_year(year))
    base = base_of(language)
    if base == "en" and 2000 <= number <= 2009:
        return words_of(number, language)
    if base == "de" and not _FIRST_CENTURIES[0] <= number <= _FIRST_CENTURIES[1]:
        return words_of(number, language)
    if base in {"en", "de", "zh"}:
        return words_of(number, language, "year")
    if base == "ru":
        return (words_of(number, language) or "").removeprefix("одна ") or None
    return words_of(number, language)
