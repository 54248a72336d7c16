"""Recordings with known words.

The sound stays the recording's, lips and captions follow the words.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from talking_photo.core.errors import DependencyError, RequestError
from talking_photo.core.hearing.loudness import silences
from talking_photo.core.hearing.ports import Recogniser
from talking_photo.core.model import Note, Phone, Script, Segment, Speech, Word
from talking_photo.core.progress import Progress, no_progress
from talking_photo.core.speech.espeak import Espeak
from talking_photo.core.speech.forced_alignment import force_align
from talking_photo.core.speech.joining import shifted
from talking_photo.core.speech.ports import Manner
from talking_photo.core.speech.voices import Voices, synthesize

_log = logging.getLogger(__name__)

LETTERS_PER_SECOND = 30
"""Upper limit of speech: fast speech has ten syllables a second, of three letters."""
_PART_SECONDS = 60.0
"""Of a recording that is transcribed at a time: memory stays flat, and there is progress."""
_MIN_FIT = -1.6
"""`Alignment.fit` below which the words are not those of the recording. Of labelled English
sentences the right words had -1.4 and more, other sentences -2.3 and less; in loud noise other
words may pass."""


def align_words(
    recording: Speech,
    script: Script,
    language: str | None,
    hints: Sequence[str] = (),
    *,
    dictionary: Mapping[str, str] | None = None,
) -> Speech:
    """Align words to the recording, or return it with the note words_not_recognised.

    Args:
        recording: Without phones.
        script: Its words; moods and turns start where their segments are aligned.
        language: BCP 47 code; None detects it from the words.
        hints: Languages that the speaker is known to use.
        dictionary: Pronunciations by word.

    Raises:
        SettingsError: weights_damaged.
    """
    espeak = Voices(order=(Espeak(),), on_request=())
    try:
        known = synthesize(
            script,
            preferred_voice=None,
            language=language,
            voices=espeak,
            manner=Manner(),
            progress=no_progress,
            hints=hints,
            dictionary=dictionary,
        )
    except (RequestError, DependencyError):  # words that cannot be synthesised cannot be aligned
        return with_note_words_not_found(recording)
    speech = force_align(known, recording, _MIN_FIT)
    return with_note_words_not_found(recording) if speech.phones is None else speech


def transcribe_and_align(
    recording: Speech,
    recogniser: Recogniser,
    language: str | None,
    progress: Progress = no_progress,
) -> Speech:
    """Transcribe a recording with a recogniser and align the words, a minute at a time.

    Unchanged if none are recognised.

    Args:
        recording: Without phones.
        recogniser: Writes the words down.
        language: BCP 47 code; None detects it from the words of each part.
        progress: Called after each part.

    Raises:
        SettingsError: weights_damaged.
    """
    words: list[Word] = []
    phones: list[Phone] | None = []
    edges = _part_edges(recording)
    for start, end in pairwise(edges):
        part = replace(
            recording,
            samples=recording.samples[start:end],
            notes=(),
        )
        try:
            found = _transcribed(part, recogniser, language)
        except DependencyError as exc:
            _log.warning("recogniser failed", exc_info=exc)
            note = Note(code="recogniser_failed", facts={"recogniser": recogniser.name})
            return replace(recording, notes=(*recording.notes, note))
        seconds = start / recording.sample_rate
        words += [shifted(word, seconds) for word in found.words]
        if found.phones is None:  # lips follow the sound where one part has no words
            phones = None
        elif phones is not None:
            phones += [shifted(phone, seconds) for phone in found.phones]
        progress(end / edges[-1])
    if not words:
        return recording
    return replace(recording, words=tuple(words), phones=None if phones is None else tuple(phones))


def _part_edges(recording: Speech) -> list[int]:
    """Return where to cut a recording into parts of about a minute, in pauses if there are any."""
    rate, count = recording.sample_rate, len(recording.samples)
    pauses = [(start + end) / 2 for start, end in silences(recording)]
    edges = [0]
    while count - edges[-1] > 1.5 * _PART_SECONDS * rate:
        latest = edges[-1] / rate + _PART_SECONDS
        fitting = [time for time in pauses if latest - _PART_SECONDS / 2 < time <= latest]
        edges.append(round(max(fitting, default=latest) * rate))
    return [*edges, count]


def _transcribed(recording: Speech, recogniser: Recogniser, language: str | None) -> Speech:
    """Return a part of a recording with the words that a recogniser found, aligned if they can be.

    Raises:
        DependencyError: recogniser_failed.
    """
    words = recogniser.words(recording)
    if not words:
        return recording
    mood = recording.moods[0]
    said = Segment(
        text=" ".join(word.text for word in words),
        expression=mood.expression,
        strength=mood.strength,
    )
    found = align_words(recording, Script(segments=(said,)), language)
    return replace(recording, words=words) if found.phones is None else found


def with_note_words_not_found(recording: Speech) -> Speech:
    """Add the note that the words were not found in the recording."""
    return replace(recording, notes=(*recording.notes, Note(code="words_not_recognised")))
