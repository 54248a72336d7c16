"""Texts in several languages: which part is in which."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Set
from dataclasses import replace
from itertools import pairwise

from talking_photo.core.model import Script, Segment
from talking_photo.core.normalization.pronounced import without_pronunciations
from talking_photo.core.normalization.sentences import sentence_ends
from talking_photo.core.speech.languages import other_language, other_script

_QUOTED = re.compile(r"[\"“”„«»‘‹›「」『』](?=\w)|(?<=[\w.!?…。！？])[\"“”«»’‹›「」『』](?!\w)")
_CLAUSE = re.compile(r"(?<=[,;:–—)])\s+|\s+(?=[(–—])")
_WORD = re.compile(r"\s*\S+\s*")


def split_by_language(script: Script, language: str, offered: Set[str]) -> Script:
    """Return a script whose segments each are of one language.

    Sentences, clauses and quoted phrases that are surely of another language get it; names and
    single words do not, unless their script is another one.

    Args:
        script: The words.
        language: That of most words, as BCP 47 code.
        offered: Languages that a voice speaks.
    """
    return Script(
        segments=tuple(
            part
            for segment in script.segments
            for part in (
                [segment]
                if segment.language is not None
                else _parts_of(segment, language, offered)
            )
        )
    )


def _parts_of(segment: Segment, language: str, offered: Set[str]) -> Iterator[Segment]:
    found: list[tuple[str, str | None]] = []
    for text, other in _languages(segment.text, language, offered):
        if found and (found[-1][1] == other or not any(map(str.isalnum, text))):
            found[-1] = (found[-1][0] + text, found[-1][1])
        elif found and not any(map(str.isalnum, found[-1][0])):
            found[-1] = (found[-1][0] + text, other)
        else:
            found.append((text, other))
    for index, (text, other) in enumerate(found):
        pause = segment.pause if index == 0 else 0.0
        yield replace(segment, text=text.strip(), language=other, pause=pause)


def _languages(text: str, language: str, offered: Set[str]) -> Iterator[tuple[str, str | None]]:
    """Yield the parts of a text with their language; None for that of most words."""
    start = 0
    for end in sentence_ends(text):
        sentence, start = text[start:end], end
        other = other_language(without_pronunciations(sentence), language, offered)
        if other is not None and not _has_several_scripts(sentence):
            yield sentence, other
            continue
        for phrase in _cut(sentence, {found.start() for found in _QUOTED.finditer(sentence)}):
            yield from _of_phrase(phrase, language, offered)


def _of_phrase(phrase: str, language: str, offered: Set[str]) -> Iterator[tuple[str, str | None]]:
    """Yield a quoted phrase, or what stands between two, with its language; else its clauses."""
    clauses = list(_cut(phrase, {found.end() for found in _CLAUSE.finditer(phrase)}))
    for part in [phrase] if _QUOTED.match(phrase) or len(clauses) == 1 else clauses:
        other = other_language(without_pronunciations(part), language, offered)
        if other is not None and not _has_several_scripts(part):
            yield part, other
        elif part == phrase and len(clauses) > 1:
            for clause in clauses:
                yield from _of_phrase(clause, language, offered)
        else:
            yield from _by_script(part, language, offered)


def _cut(text: str, cuts: set[int]) -> Iterator[str]:
    """Cut a text; nothing is lost."""
    for start, end in pairwise(sorted({0, len(text)} | cuts)):
        yield text[start:end]


def _by_script(clause: str, language: str, offered: Set[str]) -> Iterator[tuple[str, str | None]]:
    """Yield runs of words in a script of another language, and the rest."""
    for found in _WORD.finditer(clause):
        yield from _runs(found[0], language, offered)


def _runs(word: str, language: str, offered: Set[str]) -> Iterator[tuple[str, str | None]]:
    """Yield the parts of a word in one script each; signs go with the letters before."""
    run, now = "", ""
    for character in word:
        script = _script(character) if character.isalpha() else now
        if run and script != now and now:
            yield run, other_script(run, language, offered)
            run = ""
        run += character
        now = script
    if run:
        yield run, other_script(run, language, offered)


def _script(letter: str) -> str:
    name = unicodedata.name(letter, "").split(" ")[0].split("-")[0]
    return "CJK" if name in {"HIRAGANA", "KATAKANA"} else name


def _has_several_scripts(text: str) -> bool:
    return len({_script(letter) for letter in text if letter.isalpha()}) > 1
