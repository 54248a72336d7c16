"""A recording whose words are known: the voice stays the recording's, lips and captions follow the words."""

from __future__ import annotations

import logging
from dataclasses import replace

from talking_photo.core.errors import DependencyError, RequestError
from talking_photo.core.hearing.ports import Recogniser
from talking_photo.core.model import Note, Script, Segment, Speech
from talking_photo.core.progress import no_progress
from talking_photo.core.speech.aligned import aligned
from talking_photo.core.speech.espeak import Espeak
from talking_photo.core.speech.ports import Manner
from talking_photo.core.speech.voices import Voices, say

_log = logging.getLogger(__name__)

LETTERS_PER_SECOND = 30
"""Nobody says more: fast speech has ten syllables a second, of three letters."""
_LEAST_FIT = -1.6
"""`Alignment.fit` below which the words are not those of the recording. Of labelled English sentences the right words had
-1.4 and more, other sentences -2.3 and less; in loud noise other words may pass."""


def with_words(recording: Speech, script: Script, language: str | None) -> Speech:
    """Find the words in the recording; without them it stays as it is, with the note words_not_heard.

    Args:
        recording: Without phones.
        script: What is said in it; its moods and turns begin where its segments are heard.
        language: BCP 47 code; None guesses it from the words.

    Raises:
        RenderError: weights_damaged.
    """
    espeak = Voices(order=(Espeak(),), on_wish=())
    try:
        known = say(
            script,
            wish=None,
            language=language,
            voices=espeak,
            manner=Manner(),
            progress=no_progress,
        )
    except (RequestError, DependencyError):  # words that nobody can say are not heard either
        return unheard(recording)
    speech = aligned(known, recording, _LEAST_FIT)
    return unheard(recording) if speech.phones is None else speech


def overheard(recording: Speech, recogniser: Recogniser, language: str | None) -> Speech:
    """Let a recogniser write the words down, and find their sounds; one that understands nothing changes nothing.

    Raises:
        RenderError: weights_damaged.
    """
    try:
        words = recogniser.words(recording)
    except DependencyError as exc:
        _log.warning("recogniser failed", exc_info=exc)
        note = Note(code="recogniser_failed", facts={"recogniser": recogniser.name})
        return replace(recording, notes=(*recording.notes, note))
    if not words:
        return recording
    mood = recording.moods[0]
    said = Segment(
        text=" ".join(word.text for word in words),
        expression=mood.expression,
        strength=mood.strength,
    )
    found = with_words(recording, Script(segments=(said,)), language)
    return replace(recording, words=words) if found.phones is None else found


def unheard(recording: Speech) -> Speech:
    """Tell that the words were of no use."""
    return replace(recording, notes=(*recording.notes, Note(code="words_not_heard")))
