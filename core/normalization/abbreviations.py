"""What short forms stand for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

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

_BESIDE = (
    (AFTER_A_NUMBER, r"(?<=\d\s)|(?<=\d)", r"(?!\w)", ""),
    (BEFORE_A_NUMBER, r"(?<![\w.])", r"(?=\s?\d)", " "),
    (BEFORE_A_NAME, r"(?<![\w.])", r"(?=\s?[A-ZÀ-Þ][a-zà-ÿ])", ""),
    (AFTER_A_NAME, r"(?<=[a-z]\s)", r"(?=\W*$|\s+[a-z]|\s+[A-Z]{2}|,)", ""),
)
"""Short forms by language, what is before and behind them, and what joins them to the latter."""


def abbreviation_rules(base: str) -> Iterator[Rule]:
    """Yield the rules for short forms in a language."""
    for tables, before, after, joint in _BESIDE:
        if forms := tables.get(base):
            yield _short_forms(forms, before, after), _saying(forms, joint)
    known = ABBREVIATIONS.get(base, {})
    if known:
        if base == "pt":
            yield (
                re.compile(
                    r"(?<![\w.])D\.(?=\s(?!(?:Inês|Beatriz|Isabel|Leonor|Carmen)\b)[A-ZÀ-Þ]\w*[^\Wa]\b)"
                ),
                lambda _found, _language: "dom",
            )
        if base == "fr":
            yield (
                re.compile(r"(?<=[IVX]e\s)s\.(?!\w)|(?<=[IVX]ème\s)s\.(?!\w)"),
                lambda _found, _language: "siècle",
            )
        if base == "de":
            yield (
                re.compile(r"\b(\w*[a-zäöüß])str\.(?!\w)"),
                lambda found, _language: f"{found[1]}straße",
            )
        # Behind a full stop the next word may follow without a space: "Mr.Smith".
        after = r"(?:(?<=\.)(?=[A-ZÀ-ÞА-ЯЁ]|[^\w@]|$)|(?<!\.)(?![\w@/]))"
        written = [*known, *(form.capitalize() for form in known if _is_chat_word(form))]
        yield _short_forms(written, before=r"(?<![\w.@/])", after=after), _say_abbreviation
    yield re.compile(r"(?<![\w.@])(?:[A-Z]\.){2,}(?!\w)"), _say_initials
    yield (
        re.compile(r"(?i)(?<!\w)(?:n[.]?[º°]|№)\s*(?=\d)"),
        lambda _found, language: f"{vocabulary_of(language).number or 'No.'} ",
    )


def _saying(forms: Mapping[str, str], joint: str) -> Callable[[re.Match[str], str], str]:
    def say(found: re.Match[str], _language: str) -> str:
        ends = found[0].endswith(".") and not found.string[found.end() :].strip()
        return f"{forms[found[0]]}{'.' if ends else ''}{joint}"

    return say


def _is_chat_word(form: str) -> bool:
    """Return whether a short form may begin a sentence with a capital; "Ty" and "Np" are names."""
    return len(form) > 2 and form.isalnum() and form.islower()


def _say_initials(found: re.Match[str], _language: str) -> str:
    """Letters with full stops, as in "U.S.A.", one by one."""
    rest = found.string[found.end() :].lstrip()
    said = " ".join(found[0].replace(".", " ").split())
    ends = not rest or (rest[0].isupper() and found[0] in _INITIALISMS)
    return f"{said}." if ends else said


_INITIALISMS = frozenset({"U.S.", "U.S.A.", "U.K.", "D.C.", "E.U.", "U.N.", "P.S."})
"""Letters behind which a capital begins a sentence; behind others it is a surname."""


def _short_forms(known: Iterable[str], before: str, after: str) -> re.Pattern[str]:
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
    if said is None and _is_chat_word(found[0].lower()):
        chat = known.get(found[0].lower())
        said = chat and chat[:1].upper() + chat[1:]
    if said is None:
        return None
    rest = found.string[found.end() :].lstrip()
    ends = found[0].endswith(".") and (
        not rest or (found[0] in MAY_END_A_SENTENCE and rest[:1].isupper())
    )
    return f"{said}." if ends else said
