"""Sounds whose order is known but not their times, found in the recording that says them."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from talking_photo.core.hearing.align import align
from talking_photo.core.hearing.network import infer
from talking_photo.core.model import Phone, Speech, Word

_SHORTEST_REST = 0.06
"""Seconds; a shorter silence between two sounds is the end of the first."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A phone as the other voice says it, and when it is heard here."""

    then: Phone
    now: Phone
    word: int
    """Index of the word that it belongs to; -1 for none."""


def aligned(known: Speech, sound: Speech, least_fit: float = -np.inf) -> Speech:
    """Give `sound` the phones, words, moods and turns of `known`, another voice saying the same text.

    Args:
        known: Says what is said, in its own time.
        sound: Says the same.
        least_fit: `Alignment.fit` below which the text is not what is heard.

    Returns:
        All of them at the times at which they are heard in the sound; no phones and no words when the text is not what is
        heard.

    Raises:
        RenderError: weights_damaged.
    """
    found = _found(known, sound, least_fit)
    if not found:
        return replace(sound, phones=None, words=())
    return replace(
        sound,
        phones=_joined([one.now for one in found]),
        words=_words(known, found),
        moods=tuple(replace(mood, start=_moved(mood.start, found)) for mood in known.moods),
        turns=tuple(replace(turn, start=_moved(turn.start, found)) for turn in known.turns),
    )


def _found(known: Speech, sound: Speech, least_fit: float) -> list[_Found]:
    """The phones that are heard, in order; none when the text is not what is heard."""
    phones = [phone for phone in known.phones or () if phone.symbol]
    words = [_word_of(phone, known) for phone in phones]
    symbols: list[str] = []
    places: list[int] = []
    for index, phone in enumerate(phones):
        if index and words[index] != words[index - 1]:
            symbols.append("")  # people rest between words where a machine does not
        places.append(len(symbols))
        symbols.append(phone.symbol)
    alignment = align(infer(sound).posteriors, symbols)
    if alignment is None or alignment.fit < least_fit:
        return []
    return [
        _Found(phone, replace(phone, start=span[0], end=min(span[1], sound.seconds)), word)
        for phone, word, place in zip(phones, words, places, strict=True)
        if (span := alignment.spans[place]) is not None
    ]


def _joined(phones: list[Phone]) -> tuple[Phone, ...]:
    ends = [
        after.start if after.start - phone.end < _SHORTEST_REST else phone.end
        for phone, after in pairwise(phones)
    ]
    return tuple(
        replace(phone, end=end) for phone, end in zip(phones, [*ends, phones[-1].end], strict=True)
    )


def _word_of(phone: Phone, known: Speech) -> int:
    """By the phone's middle: its edges are moved to where lips and tongue close, which may be in the word before."""
    starts = [word.start for word in known.words]
    return bisect_right(starts, (phone.start + phone.end) / 2) - 1


def _words(known: Speech, found: list[_Found]) -> tuple[Word, ...]:
    """Each word from the first of its phones that is heard to the last."""
    heard = []
    for index, word in enumerate(known.words):
        own = [one.now for one in found if one.word == index]
        if own:
            heard.append(replace(word, start=own[0].start, end=own[-1].end))
    return tuple(heard)


def _moved(time: float, found: list[_Found]) -> float:
    """When the first phone after a time is heard; the start stays the start."""
    later = (one.now.start for one in found if one.then.end > time)
    return next(later, found[-1].now.end) if time > 0 else 0.0
