"""Which voice each face of a dialogue speaks with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from talking_photo.core.speech.languages import match_language
from talking_photo.core.speech.ports import SpeakerKind, Voice

_PITCHES = 1.0, 1.25, 0.8, 1.45, 0.9, 1.12
"""Factors on the pitch of a voice that several faces share, by their turn."""
_OTHER = {SpeakerKind.WOMAN: SpeakerKind.MAN, SpeakerKind.MAN: SpeakerKind.WOMAN}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The voice of one face."""

    voice: Voice
    language: str
    """One of `voice.languages()`."""
    pitch: float = 1.0
    """Factor on the pitch of the voice, so that faces that share one differ."""


def cast_parts(
    faces: Iterable[int], first: Voice, language: str, others: Sequence[Voice], *, alternate: bool
) -> Mapping[int, Part]:
    """Return the part of each face, in the order in which they speak.

    The first has the first voice. After that women and men alternate, each with a voice that
    nobody has yet, as natural as the first one; else voices are shared at different pitches.

    Args:
        faces: Numbers of the faces; more than once is the same as once.
        first: The voice that speaks where there is no dialogue.
        language: One of its languages.
        others: Voices to choose from, the preferred ones first.
        alternate: Whether women and men take turns; else all are of the kind of the first.
    """
    parts: dict[int, Part] = {}
    kind = first.kind
    for face in dict.fromkeys(faces):
        if parts and alternate and kind is not None:
            kind = _OTHER.get(kind, kind)
        able = [(first, language), *_able(first, kind, language, others)] if parts else []
        fitting = [one for one in able if kind is None or one[0].kind == kind] or able
        voice, spoken_in = min(
            fitting or [(first, language)],
            key=lambda one: sum(part.voice is one[0] for part in parts.values()),
        )
        shared = sum(part.voice is voice for part in parts.values())
        pitch = _PITCHES[shared % len(_PITCHES)]
        parts[face] = Part(voice=voice, language=spoken_in, pitch=pitch)
    return parts


def _able(
    first: Voice, kind: SpeakerKind | None, language: str, others: Sequence[Voice]
) -> Iterator[tuple[Voice, str]]:
    """Yield other voices of a kind that speak the language as naturally, with its name there."""
    for voice in others:
        if kind is None or voice is first or voice.kind != kind or voice.natural != first.natural:
            continue
        spoken_in = match_language(language, voice.languages())
        if spoken_in is not None:
            yield voice, spoken_in
