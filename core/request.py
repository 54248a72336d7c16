"""The request: a photo, words or a recording, and the options of the video."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from talking_photo.core.errors import RequestError
from talking_photo.core.face_points import FacePoints, PlacedFaces, read_points
from talking_photo.core.model import Background, CaptionStyle, Expression, Layout
from talking_photo.core.pronunciation import checked_dictionary

STRENGTH_LIMITS = MOTION_LIMITS = (0.0, 1.5)
"""Limits of an expression's strength (1 is clear but not theatrical), and of the motion of head
and body."""
MOTION_STYLES = {"still": 0.4, "calm": 1.0, "lively": 1.5}
"""Named amounts of motion."""
PITCH_LIMITS = PACE_LIMITS = (0.5, 2.0)
"""Factors on the voice's own pitch and speed."""
FORMANT_LIMITS = (0.8, 1.25)
"""Beyond these a voice sounds like a toy."""
_OWN_VOICE_NAME = re.compile(r"[^\W_]([\w '.-]{0,38}[\w'.])?")
"""1 to 40 letters, digits, spaces and - _ . ', beginning with a letter or digit."""
SEED_LIMITS = (0, 2**32 - 1)
ANY_LANGUAGE = "*"
"""In `RenderOptions.voices`, every language that is not named."""
_MAX_NAME = 100
"""Characters of the name of a voice or of a language."""


def _set_member(options: RenderOptions, name: str, kind: type[StrEnum]) -> None:
    """Convert the string of a field to the member of its enum.

    Raises:
        RequestError: option_wrong.
    """
    try:
        object.__setattr__(options, name, kind(getattr(options, name)))
    except ValueError as exc:
        raise RequestError("option_wrong", option=name, allowed=", ".join(kind)) from exc


def _check_dictionary(options: RenderOptions) -> None:
    """Check the entries, and store them as they are meant.

    Raises:
        RequestError: option_wrong, dictionary_full, dictionary_word_wrong, pronunciation_wrong or
            ipa_wrong.
    """
    entries = options.dictionary
    if not isinstance(entries, Mapping) or not all(
        isinstance(part, str) for entry in entries.items() for part in entry
    ):
        raise RequestError(
            "option_wrong", option="dictionary", allowed="word: shi-VAWN, /ʃɪˈvɔːn/"
        )
    object.__setattr__(options, "dictionary", checked_dictionary(entries))


def _check_number(option: str, value: float, limits: tuple[float, float]) -> None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not (is_number and limits[0] <= value <= limits[1]):
        raise RequestError("option_wrong", option=option, allowed=_range(limits))


def _is_whole(value: object, least: int, most: float = math.inf) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _range(limits: tuple[float, float]) -> str:
    return f"{limits[0]:g} … {limits[1]:.10g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderOptions:
    """Options of a video; the same value in a request, a stored job and a person's preferences.

    Values are validated, and a plain string may stand for a member of an enum:
    `expression="happy"`.

    Raises:
        RequestError: option_wrong(option, allowed); ipa_wrong and the like for the dictionary.
        TypeError: There is no option of that name.
    """

    expression: Expression = Expression.NEUTRAL
    strength: float = 1.0
    """Strength of the expression, 0..1.5; 1 is clear but not theatrical."""
    motion: float = 1.0
    """How much head, body and gaze move, 0..1.5; 1 is a calm presenter, as far as the photo bears
    it."""
    layout: Layout = Layout.ORIGINAL
    background: Background = Background.KEEP
    captions: bool = False
    caption_style: CaptionStyle = CaptionStyle.PLAIN
    """Look of the captions, if there are any."""
    voice: str | None = None
    """Name of a voice such as `espeak` or `google`, or `woman`, `man` or `child` for the first
    voice of that kind; None takes that of `voices`, else the first in the settings that works."""
    voices: Mapping[str, str] = field(default_factory=dict, hash=False)
    """The same by language, such as `{"en": "man", "de": "piper"}`; `*` stands for all others."""
    pitch: float | None = None
    """Factor on the voice's own pitch, 0.5..2; None takes that of the settings."""
    pace: float | None = None
    """Factor on the voice's own speed, 0.5..2, more is faster; None takes that of the settings."""
    language: str | None = None
    """BCP 47 code such as `en` or `pt-br`; None detects it from the text."""
    face: int | Literal["all"] | None = None
    """The face that speaks, counted from the left, from 1; None takes the most prominent one. A
    dialogue names its own."""
    points: PlacedFaces | None = None
    """Where eyes, mouth and chin are, where no human face is found: on a pet, a drawing, a mug; a
    tuple for several. Then these are all the faces there are."""
    dictionary: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Pronunciations by word: `shi-VAWN`, or IPA in `/ /`; they come before those of the
    settings."""
    seed: int = 0
    """Same request, same seed and same version give the same frames."""

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}

    if TYPE_CHECKING:  # more types are accepted than are stored

        def __init__(
            self,
            *,
            expression: Expression | str = ...,
            strength: float = ...,
            motion: float = ...,
            layout: Layout | str = ...,
            background: Background | str = ...,
            captions: bool = ...,
            caption_style: CaptionStyle | str = ...,
            voice: str | None = ...,
            voices: Mapping[str, str] = ...,
            pitch: float | None = ...,
            pace: float | None = ...,
            language: str | None = ...,
            face: int | Literal["all"] | None = ...,
            points: FacePoints | Mapping[str, Any] | Sequence[Any] | None = ...,
            dictionary: Mapping[str, str] = ...,
            seed: int = ...,
        ) -> None: ...

    def __post_init__(self) -> None:
        _set_member(self, "expression", Expression)
        _set_member(self, "layout", Layout)
        _set_member(self, "background", Background)
        _set_member(self, "caption_style", CaptionStyle)
        _check_number("strength", self.strength, STRENGTH_LIMITS)
        _check_number("motion", self.motion, MOTION_LIMITS)
        if self.pitch is not None:
            _check_number("pitch", self.pitch, PITCH_LIMITS)
        if self.pace is not None:
            _check_number("pace", self.pace, PACE_LIMITS)
        if not isinstance(self.captions, bool):
            raise RequestError("option_wrong", option="captions", allowed="true, false")
        if not isinstance(self.voices, Mapping):
            raise RequestError("option_wrong", option="voices", allowed="en: man, *: woman")
        named = [("voices", name) for pair in self.voices.items() for name in pair]
        for option, name in (("voice", self.voice), ("language", self.language), *named):
            if name is not None and not (isinstance(name, str) and 0 < len(name) <= _MAX_NAME):
                raise RequestError("option_wrong", option=option, allowed=f"1–{_MAX_NAME} letters")
        if self.face not in (None, "all") and not _is_whole(self.face, 1):
            raise RequestError("option_wrong", option="face", allowed="1, 2, 3 …, all")
        if self.points is not None:
            object.__setattr__(self, "points", read_points(self.points))
        _check_dictionary(self)
        if not _is_whole(self.seed, *SEED_LIMITS):
            raise RequestError("option_wrong", option="seed", allowed=_range(SEED_LIMITS))

    def voice_for(self, language: str | None) -> str | None:
        """Return the voice, or the kind of voice, that is chosen for a language; None for none."""
        base = (language or "").partition("-")[0]
        return self.voice or self.voices.get(base) or self.voices.get(ANY_LANGUAGE)


DEFAULT_OPTIONS = RenderOptions()


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnVoice:
    """A voice that somebody made of others, under a name of its own.

    Raises:
        RequestError: own_voice_name_wrong, option_wrong.
    """

    name: str
    base: str
    """Name of the voice that speaks."""
    second: str | None = None
    """Name of a voice that is mixed in; both are styles of Kokoro."""
    share: float = 1.0
    """Share of the base in the mixture, 0..1."""
    pitch: float = 1.0
    """Factor on the pitch of the base, 0.5..2."""
    pace: float = 1.0
    """Factor on its speed, 0.5..2; more is faster."""
    formants: float = 1.0
    """Factor on its formants, 0.8..1.25; less sounds larger."""
    language: str | None = None
    """BCP 47 code of the only language that it is offered for; None for those of the base."""

    def __post_init__(self) -> None:
        if not (isinstance(self.name, str) and _OWN_VOICE_NAME.fullmatch(self.name)):
            raise RequestError("own_voice_name_wrong")
        _check_number("share", self.share, (0.0, 1.0))
        _check_number("pitch", self.pitch, PITCH_LIMITS)
        _check_number("pace", self.pace, PACE_LIMITS)
        _check_number("formants", self.formants, FORMANT_LIMITS)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakRequest:
    """One request: this photo says these words, or moves its lips to this recording."""

    photo: Path
    text: str | None = None
    """Words to speak; with a `sound`, the words that are said in it. At least one of the two is
    given."""
    sound: Path | None = None
    options: RenderOptions = DEFAULT_OPTIONS
    max_bytes: int | None = None
    """Size limit of the video file; None for no limit."""
    max_seconds: float | None = None
    """Length limit of the video, such as that of a round one; None for no limit."""
    own_voices: tuple[OwnVoice, ...] = ()
    """Voices that the user made; they may be named in the options."""
    language_hints: tuple[str, ...] = ()
    """BCP 47 codes of languages that the user is known to use, the likeliest first; they help
    detection."""
    title: str | None = None
    """Of the file; None takes the first sentence of the words."""
    silence_before: float = 0.0
    """Seconds without words at the start, as many as a transition takes."""
    silence_after: float = 0.0
    """The same at the end; of a face that says nothing, the length of the video."""
