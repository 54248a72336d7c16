"""Forced alignment of a synthesised speech's phones to another sound of the same text."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from talking_photo.core.hearing.align import align
from talking_photo.core.hearing.network import infer
from talking_photo.core.model import Phone, Speech, Word

_MIN_PAUSE_SECONDS = 0.06
"""Seconds; a shorter silence between two phones belongs to the first."""


@dataclass(frozen=True, slots=True)
class _AlignedPhone:
    """A phone in the synthesised speech, and its aligned interval in the sound."""

    source: Phone
    target: Phone
    word: int
    """Index of the word that it belongs to; -1 for none."""


def force_align(known: Speech, sound: Speech, least_fit: float = -np.inf) -> Speech:
    """Align the phones, words, moods and turns of `known` to `sound`, which says the same text.

    Args:
        known: A synthesised speech of the text.
        sound: A recording of the same text.
        least_fit: `Alignment.fit` below which the text is taken for another.

    Returns:
        The sound with all of them at their aligned times; without phones and words when the text
        is another.

    Raises:
        SettingsError: weights_damaged.
    """
    aligned_phones = _aligned_phones(known, sound, least_fit)
    if not aligned_phones:
        return replace(sound, phones=None, words=())
    return replace(
        sound,
        phones=_close_gaps([one.target for one in aligned_phones]),
        words=_words(known, aligned_phones),
        moods=tuple(
            replace(mood, start=_map_time(mood.start, aligned_phones)) for mood in known.moods
        ),
        turns=tuple(
            replace(turn, start=_map_time(turn.start, aligned_phones)) for turn in known.turns
        ),
    )


def _aligned_phones(known: Speech, sound: Speech, least_fit: float) -> list[_AlignedPhone]:
    """Return the aligned phones, in order; none when the text is another.

    Raises:
        SettingsError: weights_damaged.
    """
    phones = [phone for phone in known.phones or () if phone.symbol]
    words = [_word_of(phone, known) for phone in phones]
    symbols: list[str] = []
    places: list[int] = []
    for index, phone in enumerate(phones):
        if index and words[index] != words[index - 1]:
            symbols.append("")  # speakers pause between words where a synthesiser does not
        places.append(len(symbols))
        symbols.append(phone.symbol)
    alignment = align(infer(sound).posteriors, symbols)
    if alignment is None or alignment.fit < least_fit:
        return []
    return [
        _AlignedPhone(phone, replace(phone, start=span[0], end=min(span[1], sound.seconds)), word)
        for phone, word, place in zip(phones, words, places, strict=True)
        if (span := alignment.spans[place]) is not None
    ]


def _close_gaps(phones: list[Phone]) -> tuple[Phone, ...]:
    ends = [
        after.start if after.start - phone.end < _MIN_PAUSE_SECONDS else phone.end
        for phone, after in pairwise(phones)
    ]
    return tuple(
        replace(phone, end=end) for phone, end in zip(phones, [*ends, phones[-1].end], strict=True)
    )


def _word_of(phone: Phone, known: Speech) -> int:
    """Return the word at the phone's middle: its edges may be in the word before.

    They are moved to where lips and tongue close.
    """
    starts = [word.start for word in known.words]
    return bisect_right(starts, (phone.start + phone.end) / 2) - 1


def _words(known: Speech, aligned_phones: list[_AlignedPhone]) -> tuple[Word, ...]:
    """Return each word from the first to the last of its aligned phones."""
    words = []
    for index, word in enumerate(known.words):
        own = [one.target for one in aligned_phones if one.word == index]
        if own:
            words.append(replace(word, start=own[0].start, end=own[-1].end))
    return tuple(words)


def _map_time(time: float, aligned_phones: list[_AlignedPhone]) -> float:
    """Map a time to the start of the first phone after it; the start stays the start."""
    later = (one.target.start for one in aligned_phones if one.source.end > time)
    return next(later, aligned_phones[-1].target.end) if time > 0 else 0.0
