"""Silence as speech, and around speech."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from talking_photo.core.model import Mood, Speech

_SAMPLE_RATE = 16_000


def silence(seconds: float, mood: Mood) -> Speech:
    """Return a speech in which nothing is said."""
    samples = np.zeros(round(seconds * _SAMPLE_RATE), np.float32)
    return Speech(samples=samples, sample_rate=_SAMPLE_RATE, phones=(), moods=(mood,))


def with_silence(speech: Speech, before: float, after: float) -> Speech:
    """Return the speech with so many seconds of silence before and after it."""
    if not (before or after):
        return speech
    edges = (round(before * speech.sample_rate), round(after * speech.sample_rate))
    shift = edges[0] / speech.sample_rate
    return replace(
        speech,
        samples=np.pad(speech.samples, edges),
        phones=None
        if speech.phones is None
        else tuple(
            replace(phone, start=phone.start + shift, end=phone.end + shift)
            for phone in speech.phones
        ),
        words=tuple(
            replace(word, start=word.start + shift, end=word.end + shift) for word in speech.words
        ),
        moods=tuple(
            replace(mood, start=mood.start + shift if mood.start else 0.0) for mood in speech.moods
        ),
        turns=tuple(
            replace(turn, start=turn.start + shift if turn.start else 0.0) for turn in speech.turns
        ),
    )
