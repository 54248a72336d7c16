"""Where a text has dates and times of day, and what they are said as."""

from __future__ import annotations

import re
from collections.abc import Iterator

from talking_photo.core.normalization import dates
from talking_photo.core.normalization.numbers import base_of, joined_range, words_of
from talking_photo.core.normalization.spoken import Rule


def date_rules(base: str) -> Iterator[Rule]:
    """Yield the rules for dates and times in a language, the surest first."""
    months = sorted(dates.month_numbers(base), key=len, reverse=True)
    month = "|".join(map(re.escape, months))
    yield (
        re.compile(
            r"(?<![\d/.-])(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::\d{2}(?:\.\d+)?)?Z?)?(?![\d/-])"
        ),
        _say_iso_date,
    )
    yield (
        re.compile(
            r"(?:(?<=\s)|^)(?:(?P<before>\w+)(?P<gap>\s+))?(?P<one>\d{1,2})(?P<sign>[./-])\s?(?P<two>\d{1,2})(?P=sign)(?P<year>\d{4}|\d{2})?(?![\d/]|\.\d)"
        ),
        _say_numeric_date,
    )
    yield (
        re.compile(rf"(?i)(?<![\w-])(\d{{1,2}})-({month})\.?-(\d{{4}}|\d{{2}})(?![\w-])"),
        lambda found, language: _said_date(found[1], found[2], found[3], language),
    )
    yield from _weekday_rules(base)
    if cues := _BEFORE_A_DATE.get(base):
        yield (
            re.compile(
                rf"(?i)(?<!\w)(?P<before>{cues})(?P<gap>\s+)(?P<one>\d{{1,2}})/(?P<two>\d{{1,2}})(?![\d/]|\s(?:of|de|di|d['’]))"
            ),
            _say_cued_date,
        )
    if base == "en":
        yield (
            re.compile(
                rf"(?i)\b(?P<month>{month})\.?\s+(?P<one>\d{{1,2}})\s?[-–—]\s?(?P<two>\d{{1,2}})(?:,?\s+(?P<year>\d{{4}}))?(?!\d)"
            ),
            _say_day_range,
        )
        yield (
            re.compile(
                rf"(?i)(?<![\d-])(?P<one>\d{{1,2}})\s?[-–—]\s?(?P<two>\d{{1,2}})\s+(?P<month>{month})\b\.?(?:,?\s+(?P<year>\d{{4}}))?(?!\d)"
            ),
            _say_day_range,
        )
        short = "|".join(name for name in months if len(name) == 3 and name != "may")
        yield (
            re.compile(rf"(?i)\b({short})\.?(?=\s+(?:19|20)\d\d\b)"),
            lambda found, language: dates.month_name(
                dates.month_numbers("en")[found[1].lower()], language
            ),
        )
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
                rf"(?i)(?<![\d.])(\d{{1,2}})\.\s?/\s?(\d{{1,2}})\.\s*({month})\b\.?(?:\s+(\d{{4}}))?"
            ),
            lambda found, language: _say_german_days(found, language, "und"),
        )
        yield (
            re.compile(
                rf"(?i)(?<![\d.])(\d{{1,2}})\.\s?(?:[-–—]|bis)\s?(\d{{1,2}})\.\s*({month})\b\.?(?:\s+(\d{{4}}))?"
            ),
            _say_german_days,
        )
        yield (
            re.compile(
                r"(?i)(?<!\w)(?P<cue>(?:um|gegen|ab)\s)(\d{1,2})\.([0-5]\d)(?![\d.:]|\s*Uhr)"
            ),
            _say_dotted_time,
        )
        yield (
            re.compile(
                rf"(?:\b(?P<before>\w+)(?P<gap>\s+))?(?<!\d)(?P<day>\d{{1,2}})\.\s*(?P<month>{month})\b\.?(?:\s+(?P<year>\d{{4}}))?",
                re.IGNORECASE,
            ),
            _say_german_date,
        )
    elif base == "ru":
        yield (
            re.compile(
                rf"(?i)(?<![\d.])(\d{{1,2}})\s?(?:по|[-–—])\s?(\d{{1,2}})\s+({month})\b(?:\s+(\d{{4}})(?:\s*г\.?(?:ода)?(?!\w))?)?"
            ),
            _say_russian_days,
        )
        yield (
            re.compile(r"(?<![\d.,])(0[1-9]|[12]\d|3[01])\.(0[1-9]|1[0-2])(?![\d.]|,\d)"),
            lambda found, language: _in_sentence(
                found, dates.say_date(int(found[1]), int(found[2]), "", language), language
            ),
        )
        yield (
            re.compile(r"(?i)(?<!\w)(?P<cue>[вк]\s)([01]?\d|2[0-3])\.([0-5]\d)(?![\d.:])"),
            _say_dotted_time,
        )
    elif base == "it":
        yield (
            re.compile(
                r"(?i)(?<!\w)(?P<cue>(?:ore|alle|dalle|le)\s)(\d{1,2})\.([0-5]\d)(?![\d.:])"
            ),
            _say_dotted_time,
        )
    elif base in {"es", "pt"}:
        yield (
            re.compile(
                rf"(?i)(?<!\d)(\d{{1,2}})[ºo]?\s+de\s+({month})\b\.?(?:\s+del?\s+(\d{{4}}))?"
            ),
            lambda found, language: _said_date(found[1], found[2], found[3], language),
        )
    if base not in {"en", "de", "es", "pt"}:
        year = r"(?:\s+(\d{4})(?:\s*г\.?(?:ода)?(?!\w))?)?" if base == "ru" else r"(?:\s+(\d{4}))?"
        yield (
            re.compile(rf"(?i)(?<!\d)(\d{{1,2}})(?:er|\.|º|°)?\s+({month})\b\.?{year}"),
            lambda found, language: _in_sentence(
                found, _said_date(found[1], found[2], found[3], language), language
            ),
        )
    yield from _time_rules(base)


def _weekday_rules(base: str) -> Iterator[Rule]:
    day = "|".join(sorted(map(re.escape, dates.day_names(base)), key=len, reverse=True))
    if day:
        yield (
            re.compile(rf"(?i)(?<!\w)({day})\.?\s?[-–—]\s?({day})\.?(?!\w)"),
            _say_days,
        )
        yield (
            re.compile(
                rf"(?i)(?<!\w)(?P<before>{day})\b(?P<gap>\.?,?\s+)(?P<one>\d{{1,2}})/(?P<two>\d{{1,2}})(?![\d/])"
            ),
            _say_day_and_date,
        )
        # Alone only with a full stop and before a number or another day: "sam." and "So." are words, too.
        dotted = rf"(?<!\w)({day})\.(?=,?\s+(?:[^\W\d_]{{1,3}}\s+)?(?:\d|(?:{day})\.))"
        yield re.compile(f"(?i){dotted}"), _say_day
        hours = r"\s+\d{1,2}(?:[:.h]\d\d)?\s?(?:[-–—]|Uhr|h\b)"
        yield re.compile(rf"(?i)(?<!\w)({day})(?={hours})"), _say_day
    if base == "en":
        yield (
            re.compile(
                r"(?<!\w)(Mon|Tue|Tues|Wed|Thu|Thur|Thurs|Fri|Sat|Sun)\b\.?(?=,?\s+(?:\d|[A-Z][a-z]+\.?\s\d))"
            ),
            _say_day,
        )


def _time_rules(base: str) -> Iterator[Rule]:
    yield (
        re.compile(
            r"(?<![\d:.,/])(\d{1,2})(?:[:.]([0-5]\d))?\s?[-–—]\s?(\d{1,2})(?:[:.]([0-5]\d))?\s*Uhr\b"
        ),
        _say_german_hours,
    )
    yield (
        re.compile(
            r"(?<![\d:.,/])(\d{1,2})[:.]([0-5]\d)(?::[0-5]\d)?(?![\d:/%€$]|[.,]\d)\s*(Uhr|uur)\b"
        ),
        lambda found, language: dates.say_time(found[1], found[2], "", language, named=True),
    )
    yield re.compile(r"(?<![\d:.,/–-])(\d{1,2})\s*(Uhr)\b(?!\s*\d)"), _say_full_hour
    if base == "en":
        yield (
            re.compile(
                r"(?i)(?<![\d:/])(?<!\d[.,])(\d{1,2})(?::([0-5]\d))?\s*([ap]m)?\s?[-–—]\s?(\d{1,2})(?::([0-5]\d))?\s*([ap]m)\b"
            ),
            _say_half_days,
        )
    yield (
        re.compile(
            r"(?i)(?<![\d:/])(?<!\d[.,])(\d{1,2})(?:[:.]([0-5]\d))?\s*([ap])\.?\s?m\b\.?(?=$|[^\w]|\s)"
        ),
        lambda found, language: _with_stop(
            dates.say_time(found[1], found[2] or "00", found[3], language), found
        ),
    )
    if base in {"fr", "pt", "es"}:
        hour = r"([01]?\d|2[0-4])\s?h(?:\s?([0-5]\d))?"
        yield (
            re.compile(rf"(?<![\d:.,/\w]){hour}\s?[-–—]\s?{hour}(?!\w)"),
            _say_named_hours,
        )
        yield (
            re.compile(
                r"(?<![\d:.,/\w])([01]?\d|2[0-4])(?:\s?h(?:\s?([0-5]\d))?(?:min)?|:([0-5]\d)\s?h)(?!\w)"
            ),
            lambda found, language: dates.say_time(
                found[1], found[2] or found[3] or "00", "", language, named=True
            ),
        )
    if base == "en":
        yield (
            re.compile(
                rf"(?<!\w)(?P<book>{_BOOKS})(?P<gap>\.?\s)(?P<chapter>\d{{1,3}}):(?P<verse>\d{{1,3}})(?:\s?[-–—]\s?(?P<last>\d{{1,3}}))?(?![\d:])"
            ),
            _say_verses,
        )
    clock = r"([01]?\d|2[0-4]):([0-5]\d)"
    yield re.compile(rf"(?<![\d:.,/]){clock}\s?[-–—]\s?{clock}(?![\d:])"), _say_times
    yield (
        re.compile(rf"(?<![\d:.,/]){clock}\s?[-–—]\s?([01]?\d|2[0-4])()(?![\w:.,/]\d|\w)"),
        _say_times,
    )
    if base == "ru":
        yield (
            re.compile(r"(?i)(?<!\w)(с|со|до|от|после|около)(\s+)([01]?\d|2[0-4]):00(?![\d:])"),
            _say_russian_hour,
        )
    yield (
        re.compile(r"(?<![\d:/])(?<!\d[.,])([01]?\d|2[0-4]):([0-5]\d)(?::[0-5]\d)?(?![\d:])"),
        lambda found, language: dates.say_time(found[1], found[2], "", language),
    )


_BOOKS = (
    "Psalms?|Ps|Proverbs|Genesis|Exodus|Isaiah|Jeremiah|Matthew|Matt|Mark|Luke|John|Acts|Romans|Corinthians|Cor|Galatians|"
    "Ephesians|Philippians|Colossians|Thessalonians|Timothy|Hebrews|James|Peter|Revelation|Ecclesiastes|Ruth|Job|Joshua"
)
"""Books whose chapters and verses are written like times."""


def _say_verses(found: re.Match[str], language: str) -> str | None:
    chapter, verse = (words_of(int(found[name]), language) for name in ("chapter", "verse"))
    last = words_of(int(found["last"]), language) if found["last"] else None
    return f"{found['book']} {chapter}, verse{f's {verse} to {last}' if last else f' {verse}'}"


def _say_dotted_time(found: re.Match[str], language: str) -> str | None:
    said = dates.say_time(found[2], found[3], "", language)
    return None if said is None else found["cue"] + said


def _say_german_hours(found: re.Match[str], language: str) -> str | None:
    one = dates.say_time(found[1], found[2] or "00", "", language, named=True)
    two = dates.say_time(found[3], found[4] or "00", "", language, named=True)
    if found[2] is None and found[4] is None and one:
        one = one.removesuffix(" Uhr")
    return f"{one} bis {two}" if one and two else None


def _say_named_hours(found: re.Match[str], language: str) -> str | None:
    one, two = (
        dates.say_time(found[at], found[at + 1] or "00", "", language, named=True) for at in (1, 3)
    )
    return joined_range(one, two, language) if one and two else None


def _say_half_days(found: re.Match[str], language: str) -> str | None:
    one = dates.say_time(found[1], found[2] or "00", found[3] or "", language)
    if found[3] is None and found[2] is None:
        one = words_of(int(found[1]), language)
    two = dates.say_time(found[4], found[5] or "00", found[6], language)
    return f"{one} to {two}" if one and two else None


def _say_russian_hour(found: re.Match[str], language: str) -> str | None:
    hour = int(found[3])
    said = words_of(hour, language, case="g")
    name = "часа" if hour in {1, 21} else "часов"
    return None if said is None else f"{found[1]}{found[2]}{said} {name}"


def _say_days(found: re.Match[str], language: str) -> str | None:
    names = dates.day_names(base_of(language))
    one, two = (names[found[at].lower()] for at in (1, 2))
    return joined_range(one, two, language)


def _say_day(found: re.Match[str], language: str) -> str | None:
    return _day_name(found[1], found.string[: found.start()], language)


def _day_name(short: str, before: str, language: str) -> str | None:
    names = dates.day_names(base_of(language))
    name = names.get(short.lower()) or names.get(short.lower()[:3])
    if name and base_of(language) == "ru" and re.search(r"(?i)(?<!\w)во?\s$", before):
        return re.sub("а$", "у", name)
    return name


_BEFORE_A_DATE = {
    "en": "by|on|until|till|before|after|since|from",
    "es": "el|día",
    "fr": "le",
    "it": "il",
    "pt": "em|dia|até",
}
"""Words before two numbers that are a day and a month, not a fraction."""
_FRACTIONS = frozenset({(1, 2), (1, 3), (2, 3), (1, 4), (3, 4)})


def _say_cued_date(found: re.Match[str], language: str) -> str | None:
    one, two = int(found["one"]), int(found["two"])
    if base_of(language) != "en" and (one, two) in _FRACTIONS:
        return None
    said = _say_written_date(one, two, language)
    return said and f"{found['before']}{found['gap']}{said}"


def _say_day_and_date(found: re.Match[str], language: str) -> str | None:
    said = _say_written_date(int(found["one"]), int(found["two"]), language)
    name = _day_name(found["before"], found.string[: found.start()], language)
    return said and f"{name or found['before']}, {said}"


def _say_written_date(one: int, two: int, language: str) -> str | None:
    """A date of two numbers, the month first in English unless it cannot be one."""
    month_first = base_of(language) == "en" and one <= 12
    day, month = (two, one) if month_first else (one, two)
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return dates.say_date(day, month, "", language)


def _say_day_range(found: re.Match[str], language: str) -> str | None:
    """Two days of a month, as in "May 3-5"."""
    month = dates.month_numbers(base_of(language))[found["month"].lower().rstrip(".")]
    first = dates.say_date(int(found["one"]), month, "", language)
    if first is None or not int(found["one"]) < int(found["two"]) <= 31:
        return None
    year = f" {dates.say_year(found['year'], language)}" if found["year"] else ""
    return f"{first} to {dates.say_day(int(found['two']), language)}{year}"


def _say_german_days(found: re.Match[str], language: str, joint: str = "bis") -> str | None:
    before = re.search(r"(\w+)\s*$", found.string[: found.start()])
    word = before[1] if before else ""
    month = dates.month_numbers("de")[found[3].lower().rstrip(".")]
    last = dates.say_date(int(found[2]), month, found[4] or "", language, before=word)
    return None if last is None else f"{dates.german_ordinal(int(found[1]), word)} {joint} {last}"


def _say_russian_days(found: re.Match[str], language: str) -> str | None:
    month = dates.month_numbers("ru")[found[3].lower().rstrip(".")]
    last = dates.say_date(int(found[2]), month, found[4] or "", language)
    first = words_of(int(found[1]), language, "ordinal")
    if last is None or first is None:
        return None
    return f"{dates.genitive(first)} по {last}"


def _say_times(found: re.Match[str], language: str) -> str | None:
    one, two = (dates.say_time(found[at], found[at + 1] or "00", "", language) for at in (1, 3))
    return joined_range(one, two, language) if one and two else None


def _with_stop(said: str | None, found: re.Match[str]) -> str | None:
    """Keep the full stop that ends both "p.m." and its sentence."""
    rest = found.string[found.end() :].lstrip()
    ends = found[0].endswith(".") and (not rest or rest[0].isupper())
    return f"{said}." if said and ends else said


def _said_date(day: str, month: str, year: str | None, language: str) -> str | None:
    return dates.say_date(
        int(day),
        dates.month_numbers(base_of(language))[month.lower().rstrip(".")],
        year or "",
        language,
    )


def _say_iso_date(found: re.Match[str], language: str) -> str | None:
    day = dates.say_date(int(found[3]), int(found[2]), found[1], language)
    time = dates.say_time(found[4], found[5], "", language) if found[4] else None
    return f"{day}, {time}" if day and time else day


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
    if before:
        said = _in_sentence(found, said, language, before)
    return None if said is None else f"{before}{found['gap'] or ''}{said}"


_NOMINATIVE_DATE = frozenset(["сегодня", "завтра", "вчера", "это", "на", "по", "дата"])
"""Words behind which a Russian date stays in the nominative."""


def _in_sentence(
    found: re.Match[str], said: str | None, language: str, before: str = ""
) -> str | None:
    """Return a Russian date in the genitive, as behind a verb; others as they are."""
    if said is None or base_of(language) != "ru":
        return said
    if not before:
        word = re.search(r"(\w+)\s+$", found.string[: found.start()])
        before = word[1] if word else ""
    if not before or before.isdigit() or before.lower() in _NOMINATIVE_DATE:
        return said
    day, _, rest = said.partition(" " + _month_in(said))
    return f"{dates.genitive(_masculine(day))} {_month_in(said)}{rest}"


def _month_in(said: str) -> str:
    return next(name for name in said.split(" ") if name in dates.month_numbers("ru"))


def _masculine(neuter: str) -> str:
    """Return a neuter Russian ordinal in the masculine."""
    return (
        neuter.removesuffix("ье") + "ий"
        if neuter.endswith("третье")
        else re.sub("ое$", "ый", neuter)
    )


def _say_day_and_month(found: re.Match[str], language: str) -> str | None:
    return _said_behind(found, int(found[3]), int(found[4]), "", language)


def _say_german_date(found: re.Match[str], language: str) -> str | None:
    month = dates.month_numbers("de")[found["month"].lower().rstrip(".")]
    return _said_behind(found, int(found["day"]), month, found["year"] or "", language)


def _say_full_hour(found: re.Match[str], language: str) -> str | None:
    return dates.say_time(found[1], "00", "", language, named=True)
