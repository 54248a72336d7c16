"""What short forms stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from talking_photo.core.normalization.numbers import base_of, vocabulary_of
from talking_photo.core.normalization.spoken import Rule
from talking_photo.core.normalization.vocabulary import (
    ABBREVIATIONS,
    AFTER_A_NAME,
    AFTER_A_NUMBER,
    BEFORE_A_NAME,
    BEFORE_A_NUMBER,
    MAY_END_A_SENTENCE,
)


def abbreviation_rules(base: str) -> Iterator[Rule]:
    """Yield the rules for short forms in a language."""
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
        # Behind a full stop the next word may follow without a space: "Mr.Smith".
        after = r"(?:(?<=\.)(?=[A-ZÀ-ÞА-ЯЁ]|[^\w@]|$)|(?<!\.)(?![\w@]))"
        yield _short_forms(known, before=r"(?<![\w.@/])", after=after), _say_abbreviation
    yield re.compile(r"(?<![\w.@])(?:[A-Z]\.){2,}(?!\w)"), _say_initials
    yield (
        re.compile(r"(?i)(?<!\w)(?:n[.]?[º°]|№)\s*(?=\d)"),
        lambda _found, language: f"{vocabulary_of(language).number or 'No.'} ",
    )


def _say_initials(found: re.Match[str], _language: str) -> str:
    """Letters with full stops, as in "U.S.A.", one by one."""
    rest = found.string[found.end() :].lstrip()
    said = " ".join(found[0].replace(".", " ").split())
    return f"{said}." if not rest or rest[0].isupper() else said


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
