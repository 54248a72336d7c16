"""What short forms and Roman numerals stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from talking_photo.core.normalization import numbers
from talking_photo.core.normalization.numbers import base_of, vocabulary_of
from talking_photo.core.normalization.spoken import Rule
from talking_photo.core.normalization.vocabulary import (
    ABBREVIATIONS,
    AFTER_A_NAME,
    AFTER_A_NUMBER,
    BEFORE_A_NAME,
    BEFORE_A_NUMBER,
    COUNTED_BY_ROMAN_NUMERALS,
    MAY_END_A_SENTENCE,
)


def abbreviation_rules(base: str) -> Iterator[Rule]:
    """Yield the rules for short forms and Roman numerals in a language."""
    behind_number = AFTER_A_NUMBER.get(base, {})
    if behind_number:
        yield (
            _short_forms(behind_number, before=r"(?<=\d\s)|(?<=\d)", after=r"(?!\w)"),
            lambda found, _: behind_number[found[0]],
        )
    to_number = BEFORE_A_NUMBER.get(base, {})
    if to_number:
        yield (
            _short_forms(to_number, before=r"(?<![\w.])", after=r"(?=\s?\d)"),
            lambda found, _: to_number[found[0]] + " ",
        )
    to_name = BEFORE_A_NAME.get(base, {})
    if to_name:
        yield (
            _short_forms(to_name, before=r"(?<![\w.])", after=r"(?=\s?[A-ZÀ-Þ][a-zà-ÿ])"),
            lambda found, _: to_name[found[0]],
        )
    behind_name = AFTER_A_NAME.get(base, {})
    if behind_name:
        yield (
            _short_forms(behind_name, before=r"(?<=[a-z]\s)", after=r"(?=\W*$|\s+[a-z]|,)"),
            lambda found, _: behind_name[found[0]],
        )
    known = ABBREVIATIONS.get(base, {})
    if known:
        if base == "de":
            yield (
                re.compile(r"\b(\w*[a-zäöüß])str\.(?!\w)"),
                lambda found, _language: f"{found[1]}straße",
            )
        yield _short_forms(known, before=r"(?<![\w.@/])", after=r"(?![\w@])"), _say_abbreviation
    if base in {"en", "de", "fr", "es", "it", "pt"}:
        yield (
            re.compile(
                r"(?<![\w.])(?P<lead>(?:[A-ZÀ-Þ][\w'’]+|chapter|part|act|teil|kapitel|siècle)\s)(?P<roman>L?X{0,3}(?:IX|IV|V?I{0,3}))(?P<stop>\.?)(?![\w'’])"
            ),
            _say_roman,
        )
    yield (
        re.compile(r"(?i)(?<!\w)(?:n[.]?[º°]|№)\s*(?=\d)"),
        lambda _found, language: f"{vocabulary_of(language).number or 'No.'} ",
    )


def _short_forms(known: Mapping[str, str], before: str, after: str) -> re.Pattern[str]:
    forms = "|".join(
        re.escape(form).replace(r"\ ", r"\s?") for form in sorted(known, key=len, reverse=True)
    )
    return re.compile(f"(?:{before})(?:{forms}){after}")


def _say_abbreviation(found: re.Match[str], language: str) -> str | None:
    known = ABBREVIATIONS[base_of(language)]
    said = (
        known.get(found[0])
        or known.get(found[0].replace(" ", ""))
        or known.get(re.sub(r"\.(?=\w)", ". ", found[0]))
    )
    if said is None:
        return None
    rest = found.string[found.end() :].lstrip()
    ends = found[0].endswith(".") and (
        not rest or (found[0] in MAY_END_A_SENTENCE and rest[:1].isupper())
    )
    return f"{said}." if ends else said


_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}


def _say_roman(found: re.Match[str], language: str) -> str | None:
    roman = found["roman"]
    if len(roman) < (3 if roman.startswith("L") else 2):
        return None  # I, V and X are words or initials too often
    value = sum(
        -_ROMAN[one] if _ROMAN[one] < _ROMAN.get(other, 0) else _ROMAN[one]
        for one, other in zip(roman, [*roman[1:], ""], strict=True)
    )
    lead = found["lead"].strip().lower()
    base = base_of(language)
    if lead in COUNTED_BY_ROMAN_NUMERALS or base == "fr":
        return found["lead"] + (numbers.words_of(value, language) or roman) + found["stop"]
    ordinal = numbers.words_of(value, language, "ordinal") or roman
    if base == "en":
        return f"{found['lead']}the {ordinal}{found['stop']}"
    if base == "de":
        return f"{found['lead']}der {ordinal}"
    if base == "es" and value > 10:
        return found["lead"] + (numbers.words_of(value, language) or roman) + found["stop"]
    return found["lead"] + ordinal + found["stop"]
