"""When each written word is heard."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from talking_photo.core.model import Phone, Word


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A voice began a word."""

    position: int
    """Index of its first character in the text."""
    start: float
    """Seconds."""


def timed_words(text: str, marks: Sequence[Mark], phones: Sequence[Phone]) -> tuple[Word, ...]:
    """Cut the text into words as written, with their punctuation, and give each the time of its first mark.

    Words end at white space; in scripts without spaces between words (Chinese, Japanese, Thai) also where the voice begins
    a new one. A word lasts until the next begins or a silence does. What the voice passes
    over, or runs together as in "I am", is written with the word before it.
    """
    cuts = sorted(
        {match.start() for match in re.finditer(r"\S+", text)}
        | {mark.position for mark in marks if _splits(text, mark.position)}
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


def _splits(text: str, position: int) -> bool:
    """Whether a word may begin inside a run of letters: only in scripts without cases, as "3.50" and "l'été" stay whole."""
    return 0 <= position < len(text) and unicodedata.category(text[position]) == "Lo"
