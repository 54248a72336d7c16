"""Where a text has numbers, measures, ordinals and years, and what they are said as."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from talking_photo.core.normalization import dates, numbers
from talking_photo.core.normalization.numbers import NUMBER, UNITS, base_of, vocabulary_of
from talking_photo.core.normalization.spoken import Rule
from talking_photo.core.normalization.vocabulary import BEFORE_A_YEAR


def number_rules(base: str) -> Iterator[Rule]:
    """Yield the rules for numbers in a language, the surest first."""
    if base == "en":
        yield re.compile(r"(?<![\w.,$])((?:1\d|20)\d0)s\b|(?<!\w)['’](\d0)s\b"), _say_decade
    units = "|".join(map(re.escape, sorted(UNITS, key=len, reverse=True)))
    yield (
        re.compile(
            r"(?<![\w.,+])(?:\+\d{1,3}[\s.-]?)?(?:\(\d{1,5}\)[\s.-]?)?\d{2,5}(?:[\s.-]\d{2,8}){1,4}(?![\w]|[.,]\d)"
        ),
        _say_telephone,
    )
    yield (
        re.compile(rf"(?<![\w.,-])({NUMBER})\s?[-–—]\s?(?=(?:{NUMBER})\s?(?:{units})(?!\w))"),
        _say_from,
    )
    yield (
        re.compile(
            rf"(?<![\w.,/])(?P<amount>[-−]?(?:{NUMBER}))\s?(?P<unit>{units})(?P<stop>\.?)(?![\w²³/])"
        ),
        _say_unit,
    )
    yield re.compile(r"(?<![\d/.,])(\d{1,2})/(\d{1,2})(?![\d/]|[.,]\d)"), _say_fraction
    yield re.compile(r"(\d*)\s?([½⅓⅔¼¾⅕⅛⅜⅝⅞⅙⅚⅒])"), _say_fraction_character
    if base == "en":
        yield (
            re.compile(r"(?<![\w.,])(\d{1,3}(?:,\d{3})*|\d+)(st|nd|rd|th)\b", re.IGNORECASE),
            _say_ordinal,
        )
    elif base == "fr":
        yield re.compile(r"(?<![\w.,])(\d+)\s?(?:(ère|re)|er|e|ème|ᵉ|nd|nde)\b"), _say_ordinal
    elif base in {"es", "it", "pt"}:
        yield re.compile(r"(?<![\w.,])(\d+)\.?([ºª°])(?!\s?[CF]\b)"), _say_ordinal
    elif base == "de":
        yield (
            re.compile(
                r"\b(?P<before>der|die|das|den|dem|des|im|am|beim|vom|zum|zur|ins)(?P<gap>\s+)(?P<number>\d{1,3})\.(?=\s+[A-ZÄÖÜa-zäöüß])"
            ),
            _say_german_ordinal,
        )
    elif base == "ru":
        yield (
            re.compile(r"(?<![\w.,])(\d+)-(й|ый|ий|я|ая|е|ое|го|ого|му|м|ом|х|ых|ю|ую)(?!\w)"),
            _say_russian_ordinal,
        )
    yield re.compile(r"(?<![\w.,])(\d{4})\s?[-–—]\s?(\d{4})(?![\w]|[.,]\d)"), _say_years
    yield re.compile(rf"(?<![\w.,-])({NUMBER})\s?[-–—]\s?({NUMBER})(?![\w-]|[.,]\d)"), _say_range
    yield (
        re.compile(r"(?<![\w.,$€£])(1[1-9]\d\d|20\d\d)(?=$|[^\w\d.,%]|[.,](?!\d))"),
        _say_lone_year,
    )
    yield (
        re.compile(r"(?<!\w)#\s?(?=\d)"),
        lambda _found, language: f"{vocabulary_of(language).number or '#'} ",
    )
    yield re.compile(rf"(?<![\w.,:/-])([-−])({NUMBER})(?![\w])"), _say_negative
    yield re.compile(rf"(?<!\w)(?<![\w\d][.,])({NUMBER})(?!\w)"), _say_plain_number
    yield (
        re.compile(rf"(?<=[^\W\d_])({NUMBER})(?![\w])|(?<![\w])({NUMBER})(?=[^\W\d_])"),
        _say_attached,
    )


def _say_telephone(found: re.Match[str], language: str) -> str | None:
    text = found[0]
    digits = re.sub(r"\D", "", text)
    dialled = text[0] in "+(0" or bool(re.fullmatch(r"(?:\d{3}[-.]){1,2}\d{4}", text))
    if not dialled or not 7 <= len(digits) <= 15 or not numbers.can_count(language):
        return None
    plus = f"{vocabulary_of(language).plus or '+'} " if text.startswith("+") else ""
    return plus + numbers.digits_of(text, language)


def _say_from(found: re.Match[str], language: str) -> str | None:
    """The lower end of a range of measures."""
    to, said = vocabulary_of(language).to, numbers.say_number(found[1], language)
    return f"{said} {to} " if to and said else None


def _say_unit(found: re.Match[str], language: str) -> str | None:
    amount, unit = found["amount"], found["unit"]
    minus = f"{vocabulary_of(language).minus} " if amount[0] in "-−" else ""
    said = numbers.say_unit(amount.lstrip("-−"), UNITS[unit], language)
    return None if said is None else f"{minus}{said}{found['stop']}"


def _say_fraction(found: re.Match[str], language: str) -> str | None:
    words = vocabulary_of(language)
    known = words.halves.get(f"{int(found[1])}/{int(found[2])}")
    if known is not None:
        return known
    if (found[1], found[2]) == ("24", "7"):
        return (
            " ".join(filter(None, (numbers.words_of(24, language), numbers.words_of(7, language))))
            or None
        )
    return None


def _say_fraction_character(found: re.Match[str], language: str) -> str | None:
    parts = unicodedata.normalize("NFKC", found[2]).replace("\u2044", "/")
    words = vocabulary_of(language)
    said = words.halves.get(parts)
    if said is None:
        return None
    if not found[1]:
        return said
    half = said.replace("one half", "a half").replace("one quarter", "a quarter")
    return f"{numbers.say_number(found[1], language) or found[1]} {words.and_} {half}"


def _say_ordinal(found: re.Match[str], language: str) -> str | None:
    said = numbers.words_of(int(re.sub(r"\D", "", found[1])), language, "ordinal")
    if said is None:
        return None
    base = base_of(language)
    if base == "fr" and found[1] == "1":
        return "première" if found[2] else "premier"
    if found[2] == "ª" and base in {"es", "it", "pt"}:
        return re.sub(r"o\b", "a", said)
    return said


def _say_decade(found: re.Match[str], language: str) -> str | None:
    year = int(found[1] or f"19{found[2]}")
    said = (
        numbers.words_of(year, language, "year")
        if found[1]
        else numbers.words_of(int(found[2]), language)
    )
    return (
        None if said is None else re.sub(r"y$", "ies", said) if said.endswith("y") else f"{said}s"
    )


def _say_german_ordinal(found: re.Match[str], _language: str) -> str | None:
    return f"{found['before']}{found['gap']}{dates.german_ordinal(int(found['number']), found['before'])}"


def _say_russian_ordinal(found: re.Match[str], language: str) -> str | None:
    said = numbers.words_of(int(found[1]), language, "ordinal")
    if said is None:
        return None
    soft = said.endswith("третий")
    stem = re.sub(r"(ый|ий|ой)$", "", said)
    ending = found[2][-1] if found[2] not in {"го", "ого", "му", "х", "ых"} else found[2][-2:]
    endings = {
        "й": said,
        "я": stem + ("ья" if soft else "ая"),
        "е": stem + ("ье" if soft else "ое"),
        "го": stem + ("ьего" if soft else "ого"),
        "му": stem + ("ьему" if soft else "ому"),
        "м": stem + ("ьем" if soft else "ом"),
        "х": stem + ("ьих" if soft else "ых"),
        "ых": stem + "ых",
        "ю": stem + ("ью" if soft else "ую"),
    }
    return endings.get(ending)


def _say_years(found: re.Match[str], language: str) -> str | None:
    to = vocabulary_of(language).to
    one, two = dates.say_year(found[1], language), dates.say_year(found[2], language)
    return f"{one} {to} {two}" if to and one and two else None


def _say_range(found: re.Match[str], language: str) -> str | None:
    to = vocabulary_of(language).to
    one, two = numbers.say_number(found[1], language), numbers.say_number(found[2], language)
    return f"{one} {to} {two}" if to and one and two else None


def _say_lone_year(found: re.Match[str], language: str) -> str | None:
    """A number that looks like a year is one behind a word such as "in", or with nothing behind that it could count."""
    if base_of(language) not in {"en", "de"}:
        return None
    before = re.search(r"(\w+)\W*$", found.string[: found.start()])
    after = found.string[found.end() :]
    counts = re.match(r"\s+[^\W\d_]", after)
    if (before and before[1].lower() in BEFORE_A_YEAR) or not counts:
        return dates.say_year(found[1], language)
    return None


def _say_negative(found: re.Match[str], language: str) -> str | None:
    said = numbers.say_number(found[2], language)
    minus = vocabulary_of(language).minus
    return f"{minus} {said}" if said and minus else None


_FEMININE_GERMAN = re.compile(
    r"\w*(?:ung|heit|keit|schaft|ion|ei|tät|e|person|frau|nacht|stadt|uhr|hand|woche)$",
    re.IGNORECASE,
)
_FEMININE_ROMANCE = re.compile(
    r"\w*(?:a|as|ción|sión|dad|tad|zione|tà|gem|dade|ção|vez|noche|notte|noite)$", re.IGNORECASE
)


def _say_plain_number(found: re.Match[str], language: str) -> str | None:
    """A number; one that ends in 1 agrees with the noun behind it, as far as its ending tells."""
    said = numbers.say_number(found[1], language)
    noun = re.match(r"\s([^\W\d_]{2,})", found.string[found.end() :])
    base = base_of(language)
    if said is None or noun is None or not found[1].endswith("1") or found[1].endswith("11"):
        return said
    if base == "de" and found[1] == "1" and noun[1][0].isupper():
        return "eine" if _FEMININE_GERMAN.fullmatch(noun[1]) else "ein"
    if base in {"es", "it", "pt"}:
        feminine = bool(_FEMININE_ROMANCE.fullmatch(noun[1])) and noun[1].lower() not in {
            "día",
            "días",
            "dia",
            "dias",
            "problema",
        }
        if base == "es":
            said = re.sub(r"veintiuno$", "veintiuna" if feminine else "veintiún", said)
            return re.sub(r"\buno$", "una" if feminine else "un", said)
        if base == "it" and found[1] == "1":
            return "una" if feminine else "un"
        if base == "pt" and feminine:
            return re.sub(r"\bum$", "uma", said)
    return said


def _say_attached(found: re.Match[str], language: str) -> str | None:
    """A number that touches letters, as in "mp3" or "3D"."""
    return numbers.say_number(found[1] or found[2], language)
