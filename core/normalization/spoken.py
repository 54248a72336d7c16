"""The spoken form of a text, and the way back from its timed words to the written ones."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from talking_photo.core.model import Word

Rule = tuple[re.Pattern[str], Callable[[re.Match[str], str], str | None]]
"""A pattern, and what a match in a language is said as; None leaves it to the rules after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """A stretch of the written text that is said another way."""

    start: int
    end: int
    """Indices into the written text."""
    spoken: str
    """Empty for what is not said at all."""
    shown: str | None = None
    """What captions show in its place; None for the written form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """Written words, without a space around them, and how they are said together."""

    written: str
    spoken: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenText:
    """What a voice is given, in units that lead back to what was written."""

    units: tuple[Unit, ...]

    @property
    def text(self) -> str:
        """The words to say."""
        return " ".join(unit.spoken for unit in self.units if unit.spoken)


def spoken_text(written: str, replacements: Sequence[Replacement]) -> SpokenText:
    """Apply replacements, which are in order and do not overlap."""
    units: list[Unit] = []
    for start, end in _unit_bounds(written, replacements):
        spoken, shown, now, apart = "", "", start, False
        for one in replacements:
            if start <= one.start and one.end <= end:
                between = written[now : one.start]
                spoken = _set_apart(spoken, between) if apart else spoken + between
                spoken = _set_apart(spoken, one.spoken)
                apart = bool(one.spoken)
                shown += between + (
                    written[one.start : one.end] if one.shown is None else one.shown
                )
                now = one.end
        rest = written[now:end]
        spoken = _set_apart(spoken, rest) if apart else spoken + rest
        units.append(
            Unit(
                written=" ".join((shown + rest).split()),
                spoken=re.sub(r" (?=[,.;:!?])", "", " ".join(spoken.split())),
            )
        )
    return SpokenText(units=tuple(unit for unit in units if unit.written or unit.spoken))


def _unit_bounds(written: str, replacements: Sequence[Replacement]) -> Iterator[tuple[int, int]]:
    """Stretches between white space that no replacement crosses."""
    crossed = [(one.start, one.end) for one in replacements]
    start: int | None = None
    for index, character in enumerate(written):
        if character.isspace() and not any(a <= index < b for a, b in crossed):
            if start is not None:
                yield start, index
            start = None
        elif start is None:
            start = index
    if start is not None:
        yield start, len(written)


def _set_apart(before: str, after: str) -> str:
    """Join two spoken stretches; letters or digits do not run together."""
    joins = before[-1:].isalnum() and after[:1].isalnum()
    joins = joins and not (_is_ideographic(before[-1:]) or _is_ideographic(after[:1]))
    return f"{before} {after}" if joins else before + after


def _is_ideographic(character: str) -> bool:
    return unicodedata.name(character, "").startswith(("CJK", "HIRAGANA", "KATAKANA"))


def written_words(spoken: SpokenText, words: Sequence[Word]) -> tuple[Word, ...]:
    """Give the written words the times of the spoken ones.

    Args:
        spoken: What the voice was given.
        words: What it said, in order, as slices of that text.

    Returns:
        One word for each written one, with its punctuation. What is not said stands with the word before it. A
        written word in a script without spaces stays in the pieces in which it was said.
    """
    spans = _spans(spoken, words)
    if not spans:
        return ()
    found: list[Word] = []
    pending = ""
    offset = 0
    for unit in spoken.units:
        length = _length(unit.spoken)
        if not length:
            if found:
                found[-1] = Word(
                    text=f"{found[-1].text} {unit.written}".strip(),
                    start=found[-1].start,
                    end=found[-1].end,
                )
            else:
                pending = f"{pending} {unit.written}".strip()
            continue
        text = f"{pending} {unit.written}".strip()
        pending = ""
        found += _timed(text, unit.spoken, spans, offset, offset + length)
        offset += length
    return tuple(word for word in found if word.text and word.end > word.start)


@dataclass(frozen=True, slots=True)
class _Span:
    """A timed word's place among the characters of the spoken text that are no spaces."""

    first: int
    last: int
    start: float
    end: float

    def time(self, position: int) -> float:
        """When a character is said, in seconds, as if all of the word took the same time."""
        share = (position - self.first) / max(self.last - self.first, 1)
        return self.start + min(max(share, 0.0), 1.0) * (self.end - self.start)


def _length(text: str) -> int:
    return sum(not character.isspace() for character in text)


def _spans(spoken: SpokenText, words: Sequence[Word]) -> list[_Span]:
    whole = "".join(spoken.text.split())
    spans: list[_Span] = []
    position = 0
    for word in words:
        bare = "".join(word.text.split())
        first = whole.find(bare, position)
        if first < 0:  # a voice that changes the words says at least when
            first = position
        position = min(first + len(bare), len(whole))
        spans.append(_Span(first, position, word.start, word.end))
    return spans


def _timed(text: str, said: str, spans: Sequence[_Span], first: int, last: int) -> Iterator[Word]:
    """The written words of one unit, which is said from character `first` to `last`."""
    inside = [span for span in spans if span.last > first and span.first < last]
    if not inside:
        return
    start, end = inside[0].time(first), inside[-1].time(last)
    if text == said and " " not in text and len(inside) > 1 and _has_no_spaces(text):
        for span in inside:
            piece = text[max(span.first - first, 0) : span.last - first]
            yield Word(
                text=piece,
                start=span.time(max(first, span.first)),
                end=span.time(min(last, span.last)),
            )
        return
    parts = text.split()
    total = sum(map(len, parts))
    for part in parts:
        share = len(part) / total * (end - start)
        yield Word(text=part, start=start, end=start + share)
        start += share


def _has_no_spaces(text: str) -> bool:
    """Whether the letters are of a script without cases, whose words a voice may cut apart."""
    letters = [character for character in text if character.isalpha()]
    return bool(letters) and all(unicodedata.category(letter) == "Lo" for letter in letters)
