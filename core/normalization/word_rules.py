"""Signs between words, interjections, letters that are repeated, and stops without a space."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

from talking_photo.core.normalization import numbers
from talking_photo.core.normalization.numbers import vocabulary_of
from talking_photo.core.normalization.spoken import Rule
from talking_photo.core.normalization.vocabulary import VOCABULARIES


def sign_rules() -> Iterator[Rule]:
    """Yield the rules for signs; those that say nothing are the last."""
    yield (
        re.compile(
            r"(?<=[\d)])\s*(?:\^|\*\*)\s*(?=[\d(-])|(?<=\d)\s*[÷<>≠≤≥]\s*(?=\d)|[√±](?=\s?\d)|(?<=\w)\s+[<>≠≤≥]\s+(?=[\w$€£])"
        ),
        _say_mathematics,
    )
    yield re.compile(r"(?<!\S)[<>≤≥](?=\s?\d)"), _say_comparison
    yield re.compile(r"(?<=[\w)])[²³]"), _say_power
    yield re.compile(r"(?<=\d)\s+:\s+(?=\d)"), _say_division
    greek = "[\u0370-\u03ff\u1f00-\u1fff]"
    yield re.compile(rf"(?<!{greek})[\u0391-\u03c9](?!{greek})"), _say_greek_letter
    yield re.compile(r"(?<!\S)/(?=[a-z]{2,}\b)"), lambda _found, _language: ""
    yield (
        re.compile(r"[^\W\d_]+\*{2,}\w*|\*{2,}[^\W\d_]+"),
        lambda _found, language: f" {vocabulary_of(language).bleep} ",
    )
    yield re.compile(r"(?<=\b[CFA])#(?!\w)"), lambda _found, _language: " sharp"
    yield (
        re.compile(r"(?<=[^\W\d_])\+\+(?!\w)"),
        lambda _found, language: f" {vocabulary_of(language).plus}" * 2,
    )
    yield (
        re.compile(r"(?<=[\w\s])&(?=[\w\s])"),
        lambda _found, language: f" {vocabulary_of(language).and_} ",
    )
    yield (
        re.compile(r"(?<=\w)\s*\+\s*(?=\w)|(?<=\d)\s*\+|\+(?=\d)"),
        lambda _found, language: f" {vocabulary_of(language).plus} ",
    )
    yield (
        re.compile(r"(?<=\w)\s*=\s*(?=\w)"),
        lambda _found, language: f" {vocabulary_of(language).equals} ",
    )
    yield (
        re.compile(r"(?<=\d)\s*[×*·]\s*(?=\d)|(?<=\d)\s*x\s*(?=\d)"),
        lambda _found, language: f" {vocabulary_of(language).times} ",
    )
    yield (
        re.compile(r"~\s?(?=\d)|≈\s?"),
        lambda _found, language: f"{vocabulary_of(language).about} ",
    )
    yield re.compile(r"§\s?(?=\d)"), lambda _found, language: f"{vocabulary_of(language).section} "
    yield re.compile(r"(?<=\s)@(?=\s)"), lambda _found, language: vocabulary_of(language).at
    yield re.compile(r"(?<=\d):(?=\d)"), _say_ratio
    yield re.compile(r"(?<=\d)/(?=\d)"), lambda _found, _language: " "
    yield re.compile(r"(?<=[^\W\d_])/(?=[^\W\d_])"), lambda _found, _language: " "
    yield re.compile(r"[|\\^_~<>{}=#*©®™•·→←⇒►▶✓✔✗✘★☆♪♫]+"), lambda _found, _language: " "


def _say_mathematics(found: re.Match[str], language: str) -> str | None:
    said = vocabulary_of(language).signs.get(found[0].strip().replace("**", "^"))
    return f" {said} " if said else None


def _say_comparison(found: re.Match[str], language: str) -> str | None:
    """A sign of comparison with nothing before it, as in "<10"."""
    said = vocabulary_of(language).signs.get(found[0])
    return f"{said.removeprefix('is ')} " if said else None


def _say_power(found: re.Match[str], language: str) -> str | None:
    said = vocabulary_of(language).signs.get(found[0])
    if said is None:
        return None
    return said if numbers.base_of(language) == "zh" else f" {said} "


def _say_division(_found: re.Match[str], language: str) -> str | None:
    """A colon between spaces, by which Europe divides; in English it is a ratio."""
    said = vocabulary_of(language).signs.get("÷")
    return f" {said} " if said and numbers.base_of(language) != "en" else None


def _say_greek_letter(found: re.Match[str], language: str) -> str | None:
    """A single Greek letter, by the name that is much the same in all languages."""
    if numbers.base_of(language) in {"el", "zh", "ja", "ko"}:
        return None
    name = unicodedata.name(found[0], "").split(" ")
    if name[3:4] == ["LAMDA"]:
        return "lambda"
    return name[3].lower() if name[:1] == ["GREEK"] and name[2:3] == ["LETTER"] else None


def _say_ratio(_found: re.Match[str], language: str) -> str | None:
    ratio = vocabulary_of(language).ratio
    if not numbers.can_count(language):
        return None
    return ratio if numbers.base_of(language) == "zh" else f" {ratio} "


def word_rules(base: str) -> Iterator[Rule]:
    """Yield the rules for words that are not written as they are said."""
    vocabulary = VOCABULARIES.get(base)
    for pattern, said in (vocabulary.interjections if vocabulary else {}).items():
        yield re.compile(rf"(?<![\w'’])(?:{pattern})(?![\w'’])", re.IGNORECASE), _always(said)
    # "soooo", "helloooo", "yesss"; two at the end of a word stay, as in "see" and "miss"
    yield (
        re.compile(r"(?<!\w)[^\W\d_]*?([^\W\d_])\1{2,}[^\W\d_]*(?!\w)", re.IGNORECASE),
        _shortened,
    )
    # A stop between words ends the sentence also without a space.
    yield re.compile(r"(?<=[^\W\d_])[,;:!?…]+(?=[^\W\d_])"), lambda found, _: f"{found[0]} "
    yield (
        re.compile(
            r"(?<=[^\W\d_]{2})\.{1,3}(?=[^\W\d_]{2})|(?<=[^\W\d_]{2})\.{2,3}(?=[^\W\d_])|(?<=[a-zà-ÿ])\.(?=[A-ZÀ-Þ])|(?<=[\d€$%)])\.(?=[A-ZÀ-ÞА-ЯЁ][a-zà-ÿа-яё])|[.!?…,]+(?=[¿¡])"
        ),
        lambda found, _: f"{found[0]} ",
    )
    if base == "he":
        yield re.compile(r"[\u0591-\u05bd\u05bf-\u05c7]+"), lambda _found, _language: ""


def _always(said: str) -> Callable[[re.Match[str], str], str]:
    return lambda found, _language: said.capitalize() if found[0][0].isupper() else said


def _shortened(found: re.Match[str], _language: str) -> str | None:
    word = found[0]
    if re.fullmatch(r"(?i)[ivxlcdm]+", word) or not re.search(
        r"(?i)[aeiouyàâäáãåæéèêëíìîïóòôöõøúùûüаеёиоуыэюяіїє]", word
    ):
        return None

    def shorter(run: re.Match[str]) -> str:
        # "cool", "sweet", "noon"; but "please", "wow" and "hello" of more letters
        after, next_one = (word[at : at + 1].lower() for at in (run.end(), run.end() + 1))
        double = run[1].lower() in "oe" and after in set("dfklmnprst") and after != next_one
        return run[1] * (2 if double else 1)

    return re.sub(r"(?i)([^\W\d_])\1{2,}", shorter, word)
