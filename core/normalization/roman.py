"""Roman numerals of kings, centuries, chapters and years."""

from __future__ import annotations

import re
from collections.abc import Iterator

from talking_photo.core.normalization import numbers
from talking_photo.core.normalization.dates import german_ordinal
from talking_photo.core.normalization.numbers import base_of
from talking_photo.core.normalization.spoken import Rule
from talking_photo.core.normalization.vocabulary import COUNTED_BY_ROMAN_NUMERALS

_DIGITS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_VALID = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_SIZES = frozenset({"XL", "XXL", "XXXL", "XX", "XXX", "LL", "LX", "MM", "MI", "MIX", "DI", "LI", "VI", "CI", "MC", "CD", "DC"})  # fmt: skip
"""Sizes, initials and words that look like numerals."""
_YEARS = 1500, 2100
_CENTURIES = {
    "es": r"siglos?|s\.", "pt": r"séculos?|séc\.", "it": r"secol[oi]|sec\.", "fr": r"siècles?", "en": r"(?!)", "de": r"(?!)", "ru": r"век(?:а|у|е|ом|ов|ах)?",
}  # fmt: skip
_FIRST_OF_NAME = (
    "Elizabeth|Charles|James|George|Edward|Mary|William|Henry|Richard|Francis|Napoleon|Nicholas|Peter|Alexander|Leopold|"
    "Frederick|Catherine|Philip|Ferdinand|Otto|Pedro|John Paul|Cleopatra|Ramses|Darius|Xerxes"
)
"""Names of rulers; behind another name an English "I" is somebody who speaks."""
_FEMININE_NAMES = re.compile(r"(?:a|e|th|ine|lle)$")


def roman_rules(base: str) -> Iterator[Rule]:
    """Yield the rules for Roman numerals in a language."""
    if base not in _CENTURIES:
        return
    century = _CENTURIES[base]
    if base == "fr":
        yield (
            re.compile(
                r"(?<![\w'’])(I(?=er|re|ère)|[VX]|[IVXL]{2,})(er|re|ère|e|ème|ᵉ)(?![\w'’])"
            ),
            _say_french,
        )
        yield (
            re.compile(r"(?i)(?<![\w'’])([ivxl]+)(e|ème|ᵉ)(?=\s+(?:siècles?|s\.))"),
            lambda found, language: numbers.words_of(
                _value(found[1].upper()) or 0, language, "ordinal"
            ),
        )
    if base in {"it", "ru"}:
        yield re.compile(rf"(?<!\w)([IVXL]+)(?=\s+(?i:({century}))(?!\w))"), _say_before_century
    if base == "ru":
        yield re.compile(r"(?<!\w)([IVXL]+)\s(в\.)(?!\w)"), _say_before_century
    if base == "de":
        yield (
            re.compile(r"(?<!\w)(?P<lead>(?:der|die|den|dem|des)\s)(?P<roman>[IVXL]+)\.(?!\w)"),
            _say_german,
        )
        yield (
            re.compile(
                r"(?<![\w.])(?P<lead>)(?P<roman>[IVX]{2,})\.(?=\s+(?:Weltkrieg|Band|Teil|Akt|Klasse|Liga|Quartal))"
            ),
            _say_german,
        )
    if base in {"es", "pt", "it"}:
        yield (
            re.compile(rf"(?P<lead>(?i:{century})\s)(?P<roman>[IVXL]+)(?!\w)"),
            _say_behind_century,
        )
    counted = "|".join(sorted(map(re.escape, COUNTED_BY_ROMAN_NUMERALS), key=len, reverse=True))
    yield (
        re.compile(
            rf"(?<!\w)(?P<lead>(?i:{counted})\s)(?P<roman>[IVXLC]{{2,}}|[IVX](?=[.,;:!?)]|$|\s+(?:of|von|de|di)\s))(?![\w'’])"
        ),
        _say_counted,
    )
    if base == "en":
        yield (
            re.compile(
                rf"(?<!\w)(?P<lead>(?:{_FIRST_OF_NAME})\s)(?P<roman>I)(?P<stop>)(?=[.,;:!?)]|$|\s(?:of|was|and|had|died|ruled|reigned)\b)"
            ),
            _say_name,
        )
    if base in {"es", "pt", "it", "ru"}:
        yield (
            re.compile(
                r"(?<!\w)(?P<lead>[A-ZÀ-ÞА-ЯЁ][a-zà-ÿа-яё]{2,}\s)(?P<roman>I)(?P<stop>)(?=[.,;:!?)]|$|\s[a-zа-я])"
            ),
            _say_name,
        )
    yield (
        re.compile(
            r"(?<!\w)(?P<lead>[A-ZÀ-ÞА-ЯЁ][\w'’]*[a-zà-ÿа-яё]\s)(?P<roman>[IVXL]{2,})(?P<stop>\.?)(?![\w'’])"
        ),
        _say_name,
    )
    yield re.compile(r"(?<![\w'’.-])([IVX]{3,}|M[MDCLXVI]{3,})(?![\w'’-])"), _say_alone


def _value(roman: str) -> int | None:
    """Return the value of a valid numeral."""
    if not roman or not _VALID.fullmatch(roman):
        return None
    return sum(
        -_DIGITS[one] if _DIGITS[one] < _DIGITS.get(other, 0) else _DIGITS[one]
        for one, other in zip(roman, [*roman[1:], ""], strict=True)
    )


def _say_french(found: re.Match[str], language: str) -> str | None:
    value = _value(found[1])
    if value is None:
        return None
    if value == 1:
        return "premier" if found[2] == "er" else "première"
    return numbers.words_of(value, language, "ordinal")


def _say_german(found: re.Match[str], _language: str) -> str | None:
    value = _value(found["roman"])
    return None if value is None else found["lead"] + german_ordinal(value, found["lead"].strip())


def _say_before_century(found: re.Match[str], language: str) -> str | None:
    value = _value(found[1])
    ordinal = None if value is None else numbers.words_of(value, language, "ordinal")
    if ordinal is None or base_of(language) != "ru":
        return ordinal
    if found[2] == "в.":
        before = re.search(r"(\w+)\s$", found.string[: found.start()].lower())
        ending, century = _RUSSIAN_CENTURY.get(before[1] if before else "", ("", "век"))
        stem = re.sub(r"(ый|ий|ой)$", ending, ordinal) if ending else ordinal
        return f"{stem} {century}"
    ending = {"века": "ого", "веку": "ому", "веке": "ом", "веком": "ым", "веков": "ых"}.get(
        found[2].lower(), ""
    )
    return re.sub(r"(ый|ий|ой)$", ending, ordinal) if ending else ordinal


_RUSSIAN_CENTURY = {
    **dict.fromkeys(("в", "о"), ("ом", "веке")),
    **dict.fromkeys(("с", "до", "из", "от", "после", "начала", "конца", "середины"), ("ого", "века")),
    **dict.fromkeys(("начале", "конце", "середине"), ("ого", "века")),
}  # fmt: skip
"""Ending and noun behind a preposition."""


def _say_behind_century(found: re.Match[str], language: str) -> str | None:
    value = _value(found["roman"])
    kind = "ordinal" if base_of(language) == "it" else "cardinal"
    said = None if value is None else numbers.words_of(value, language, kind)
    lead = {"s. ": "siglo ", "séc. ": "século "}.get(found["lead"], found["lead"])
    return None if said is None else lead + said


def _say_counted(found: re.Match[str], language: str) -> str | None:
    value = _value(found["roman"])
    said = None if value is None else numbers.words_of(value, language)
    return None if said is None else found["lead"] + said


def _say_name(found: re.Match[str], language: str) -> str | None:
    """The number of a king or a pope."""
    value, base = _value(found["roman"]), base_of(language)
    if value is None or (found["roman"] in _SIZES and found["roman"] != "VI"):
        return None
    lead, stop = found["lead"], found["stop"]
    ordinal = numbers.words_of(value, language, "ordinal")
    cardinal = numbers.words_of(value, language)
    if ordinal is None or cardinal is None:
        return None
    feminine = bool(_FEMININE_NAMES.search(lead.strip()))
    match base:
        case "fr":
            return f"{lead}{cardinal}{stop}"
        case "en":
            return f"{lead}the {ordinal}{stop}"
        case "de":
            # The full stop makes an ordinal; one that also ends the sentence is followed by nothing.
            rest = found.string[found.end() :].strip()
            return f"{lead}{'die' if feminine else 'der'} {ordinal}{'' if rest else stop}"
        case "ru":
            ending = "ая" if re.search(r"[ая]\s$", lead) else ""
            return lead + (re.sub(r"(ый|ий|ой)$", ending, ordinal) if ending else ordinal) + stop
        case "es" if value > 10:
            return f"{lead}{cardinal}{stop}"
        case "es" | "pt" | "it" if lead.strip().endswith("a") and base != "it":
            return lead + re.sub(r"o\b", "a", ordinal) + stop
    return f"{lead}{ordinal}{stop}"


def _say_alone(found: re.Match[str], language: str) -> str | None:
    """A numeral without a word before it that tells what it counts."""
    value = _value(found[1])
    if value is None or found[1] in _SIZES:
        return None
    if found[1][0] == "M":
        year = numbers.words_of(
            value, language, "year" if base_of(language) in {"en", "de"} else "cardinal"
        )
        return year if _YEARS[0] <= value <= _YEARS[1] else None
    return numbers.words_of(value, language)
