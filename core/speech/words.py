"""Times of the written words."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from talking_photo.core.model import Phone, Word


@dataclass(frozen=True, slots=True, kw_only=True)
class WordMark:
    """Event of a voice at the beginning of a word."""

    position: int
    """Index of its first character in the text."""
    start: float
    """Seconds."""


def timed_words(text: str, marks: Sequence[WordMark], phones: Sequence[Phone]) -> tuple[Word, ...]:
    """Split the text into words as written, and give each the time of its first mark.

    Punctuation stays with its word. Words end at white space; in scripts without spaces between
    words (Chinese, Japanese, Thai) also where the voice starts a new one. A word lasts until the
    next one or a silence starts. What the voice skips, or joins as in "I am", belongs to the word
    before it.
    """
    cuts = sorted(
        {match.start() for match in re.finditer(r"\S+", text)}
        | {mark.position for mark in marks if _may_split(text, mark.position)}
    )
    starts: dict[int, float] = {}
    for mark in marks:
        index = bisect_right(cuts, mark.position) - 1
        if index >= 0:
            starts.setdefault(index, mark.start)
    silences = [phone.start for phone in phones if not phone.symbol]
    last = phones[-1].end if phones else 0.0
    marked = sorted(starts)
    ends = [*(cuts[index] for index in marked[1:]), len(text)][: len(marked)]
    words: list[Word] = []
    for index, stop in zip(marked, ends, strict=True):
        start = starts[index]
        end = min((t for t in [*starts.values(), *silences, last] if t > start), default=start)
        begin = cuts[index] if words else 0
        words.append(Word(text=" ".join(text[begin:stop].split()), start=start, end=end))
    return tuple(word for word in words if word.end > word.start)


def _may_split(text: str, position: int) -> bool:
    """Return whether a word may start inside a run of letters: only in scripts without cases.

    So "3.50" and "l'été" stay whole.
    """
    return 0 <= position < len(text) and unicodedata.category(text[position]) == "Lo"
