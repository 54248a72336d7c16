"""A recording whose words somebody wrote down: the voice stays the recording's, lips and captions follow the words."""

from __future__ import annotations

from dataclasses import replace

from core.errors import DependencyError, RequestError
from core.model import Note, Script, Speech
from core.ports import Manner
from core.progress import no_progress
from core.speech.aligned import aligned
from core.speech.espeak import Espeak
from core.speech.voices import Voices, say

LETTERS_PER_SECOND = 30
"""Nobody says more: fast speech has ten syllables a second, of three letters."""
_LEAST_FIT = -1.0
"""`Alignment.fit` below which the words are not those of the recording."""


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


def unheard(recording: Speech) -> Speech:
    """Tell that the words were of no use."""
    return replace(recording, notes=(*recording.notes, Note(code="words_not_heard")))
