"""Voices in their fallback order, and the synthesis of a script with them."""

from __future__ import annotations

import contextlib
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import BinaryIO, cast

import numpy as np

from talking_photo.core.errors import DependencyError, RequestError, SettingsError
from talking_photo.core.model import (
    Note,
    Script,
    Segment,
    Speech,
    SpokenBy,
)
from talking_photo.core.normalization import SpokenText, spell_out, written_words
from talking_photo.core.normalization.pronounced import (
    Pronounced,
    split_pronounced,
    without_pronunciations,
)
from talking_photo.core.packages.package import BROKEN
from talking_photo.core.progress import Progress
from talking_photo.core.request import (
    DEFAULT_OPTIONS,
    PACE_LIMITS,
    PITCH_LIMITS,
    OwnVoice,
    RenderOptions,
)
from talking_photo.core.settings import VoiceSettings
from talking_photo.core.speech.dialogue import Part, cast_parts
from talking_photo.core.speech.espeak import Espeak, other_speakers
from talking_photo.core.speech.google import Google
from talking_photo.core.speech.hibari import CHILD, MAN, WOMAN, Hibari, added_speakers
from talking_photo.core.speech.joining import Sounds, join_segments
from talking_photo.core.speech.kokoro import kokoro_voices
from talking_photo.core.speech.language_parts import split_by_language
from talking_photo.core.speech.languages import detect_language, match_language
from talking_photo.core.speech.own_voices import (
    AdjustedVoice,
    readable_operators_voices,
    with_own_voices,
)
from talking_photo.core.speech.piper import piper_voices
from talking_photo.core.speech.ports import Manner, SpeakerKind, Voice
from talking_photo.core.speech.respelling import with_ipa
from talking_photo.core.speech.sentences import in_sentence_groups

_MOST_SOUND_BYTES = 8_000_000
_NO_SOUND = np.zeros(0, np.float32)
_MIN_AUDIBLE_PEAK = 10 ** (-60 / 20)
_MAX_LISTED = 12
_NETWORK_VOICES = {"google"}
_KINDS: frozenset[str] = frozenset(SpeakerKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Voices:
    """The configured voices."""

    order: tuple[Voice, ...]
    """Tried in turn."""
    on_request: tuple[Voice, ...]
    """Used only when requested by name: the operator left them out of the order."""


def build_voices(settings: VoiceSettings, own_voices: Sequence[OwnVoice] = ()) -> Voices:
    """Build every voice; nothing is loaded or contacted before one speaks.

    Args:
        settings: The operator's.
        own_voices: Those that the asker made; they come before the operator's of the same name.

    Raises:
        SettingsError: voice_order_unknown.
    """
    built = all_voices(settings)
    made = with_own_voices(built, (*readable_operators_voices(settings), *own_voices))
    return Voices(
        order=tuple(_of_order(name, made) for name in settings.order),
        on_request=tuple(v for name, v in made.items() if name not in settings.order),
    )


def all_voices(settings: VoiceSettings) -> Mapping[str, Voice]:
    """Build the voices that are no one's own, by name."""
    espeak, usual = Espeak(), Espeak()
    if settings.variant:
        usual.kind = None  # nobody knows whom the variant sounds like
    return {
        **{
            speaker.name: Hibari(speaker, espeak, settings.folder)
            for speaker in (WOMAN, MAN, CHILD, *added_speakers())
        },
        **{voice.name: voice for voice in kokoro_voices(espeak, settings.folder)},
        **{voice.name: voice for voice in piper_voices(settings.piper_folder, espeak)},
        "espeak": usual,
        **{speaker.name: speaker for speaker in other_speakers()},
        "google": Google(
            timeout_seconds=settings.google_timeout_seconds,
            base_url=settings.google_base_url,
            phones=espeak,
        ),
    }


def _of_order(name: str, voices: Mapping[str, Voice]) -> Voice:
    """Return the voice of a name in `voice.order`.

    Raises:
        SettingsError: voice_order_unknown.
    """
    if name not in voices:
        raise SettingsError("voice_order_unknown", voice=name)
    return voices[name]


def needs_network(settings: VoiceSettings, voice: str | None) -> bool:
    """Return whether a voice of the order, or the requested one, speaks over the network."""
    return bool(_NETWORK_VOICES & {*settings.order, voice})


def manner_of(settings: VoiceSettings, options: RenderOptions = DEFAULT_OPTIONS) -> Manner:
    """Return how things are said: as the request wants it, else as the operator does."""
    return Manner(
        pitch=settings.pitch if options.pitch is None else options.pitch,
        pace=settings.pace if options.pace is None else options.pace,
        variant=settings.variant,
    )


def synthesize(
    script: Script,
    *,
    preferred_voice: str | None,
    language: str | None,
    voices: Voices,
    manner: Manner,
    progress: Progress,
    hints: Sequence[str] = (),
    dictionary: Mapping[str, str] | None = None,
    by_language: Mapping[str, str] | None = None,
) -> Speech:
    """Synthesise a script with the preferred voice, or with the first one that works.

    Without a language, parts in another than that of most words are spoken in theirs, by the first
    voice that speaks it.

    Args:
        script: The words.
        preferred_voice: Name of a voice, or a kind of voice; None for that of the language.
        language: BCP 47 code; None detects it from the words.
        voices: The configured voices.
        manner: Of the settings; a segment's own pitch, pace and whisper are added to it.
        progress: Called after each part.
        hints: Languages that the writer is known to use, the likeliest first.
        dictionary: Pronunciations by word.
        by_language: As `RenderOptions.voices`; a language that is not in it has the voices' order.

    Returns:
        Sound with 0.15 s of silence before and 0.35 s after it, the moods of the segments, the
        voice of most words, and the notes voice_fell_back (from, to, reason) when a fallback voice
        was used, or voice_kind_missing (kind, to) when there is no voice of the kind. Phones as
        the voice knows them.

    Raises:
        RequestError: voice_unknown, language_unknown, script_unreadable or text_unspeakable.
        DependencyError: No voice works now; the first one's reason, or voice_not_installed.
    """
    choice = RenderOptions(voice=preferred_voice, voices=by_language or {})
    chains = _Chains(voices, choice)
    known = chains.languages()
    if not known:
        raise DependencyError("voice_not_installed", voice=chains.of(None)[0].name)
    chosen = language or detect_language(
        " ".join(without_pronunciations(segment.text) for segment in script.segments), known, hints
    )
    if language is None:
        script = split_by_language(script, chosen, known)
    script = in_sentence_groups(script)
    others = list(dict.fromkeys(one.language for one in script.segments if one.language))
    with tempfile.SpooledTemporaryFile(max_size=_MOST_SOUND_BYTES) as file:
        sounds = Sounds(cast("BinaryIO", file))
        speaker = _Speaker(script, chains, manner, dictionary or {}, progress, sounds=sounds)
        for other in others:
            speaker.speak_other(other)
        spoken_by, notes = speaker.speak_rest(chosen, known)
        speech = join_segments(script, speaker.results, sounds)
    return replace(speech, notes=notes, spoken_by=spoken_by)


def check_spoken(options: RenderOptions, voices: Voices) -> None:
    """Check before anything is said that the chosen voice is there, and a voice for the language.

    Raises:
        RequestError: voice_unknown or language_unknown.
    """
    chains = _Chains(voices, options)
    known = chains.languages()
    # Without any voice that works, not the request is wrong.
    if options.language and known and match_language(options.language, known) is None:
        raise RequestError("language_unknown", known=_listed(known), count=len(known))


def _listed(languages: Set[str]) -> str:
    return ", ".join(sorted(languages)[:_MAX_LISTED])


class _Chains:
    """The voices to try for a language, in order."""

    def __init__(self, voices: Voices, choice: RenderOptions) -> None:
        """Take the voices, and what the asker chose among them.

        Raises:
            RequestError: voice_unknown.
        """
        self._voices = voices
        self._choice = choice
        named = {choice.voice, *choice.voices.values()} - {None, *SpeakerKind}
        names = [voice.name for voice in self._all()]
        # What was chosen for a language may have been removed since; the next one speaks then.
        if choice.voice in named and choice.voice not in names:
            raise RequestError("voice_unknown", known=", ".join(names))

    def of(self, language: str | None) -> list[Voice]:
        """Return the chosen voice, then others of its kind, then the rest."""
        usual = self._usual()
        choice = self._choice.voice_for(language)
        if choice is None:
            return usual
        chosen = [voice for voice in self._all() if voice.name == choice]
        kind = choice if choice in _KINDS else (chosen[0].kind if chosen else None)
        alike = [] if kind is None else [voice for voice in self._shared() if voice.kind == kind]
        alike.sort(key=lambda voice: not voice.natural)
        return list(dict.fromkeys((*chosen, *alike, *usual)))

    def kind_of(self, language: str) -> str | None:
        """Return the kind that the asker chose for a language, if they chose no single voice."""
        choice = self._choice.voice_for(language)
        return choice if choice in _KINDS else None

    def expected_kind(self, language: str) -> str | None:
        """Return the kind that the asker chose, or that of the voice that they chose."""
        chosen = self.chosen_for(language)
        kinds = [voice.kind for voice in self._all() if voice.name == chosen]
        return kinds[0] if kinds else self.kind_of(language)

    def chosen_for(self, language: str) -> str | None:
        """Return the name of the voice that the asker chose for a language, if any."""
        choice = self._choice.voice_for(language)
        return None if choice in _KINDS else choice

    def languages(self) -> set[str]:
        """Return all languages that can be spoken."""
        chains = [self.of(None), *map(self.of, self._choice.voices)]
        return {code for chain in chains for voice in chain for code in voice.languages()}

    def kinds_for(self, language: str) -> tuple[SpeakerKind, ...]:
        """Return the kinds that speak a language: by natural voices, or by robots if none do."""
        speaking = [
            voice
            for voice in self._shared()
            if match_language(language, voice.languages()) is not None
        ]
        natural = {voice.kind for voice in speaking if voice.natural}
        kinds = natural or {voice.kind for voice in speaking}
        return tuple(kind for kind in SpeakerKind if kind in kinds)

    def _all(self) -> tuple[Voice, ...]:
        return (*self._voices.order, *self._voices.on_request)

    def _usual(self) -> list[Voice]:
        """Return the operator's order, with added natural voices before the first robot."""
        added = [v for v in self._voices.on_request if v.natural and v.package is not None]
        order = list(self._voices.order)
        first_robot = next((at for at, v in enumerate(order) if not v.natural), len(order))
        return [*order[:first_robot], *added, *order[first_robot:]]

    def partners(self) -> Sequence[Voice]:
        """Return the voices for further faces of a dialogue: women and men, added ones first."""
        adults = [v for v in self._shared() if v.kind in (SpeakerKind.WOMAN, SpeakerKind.MAN)]
        return sorted(adults, key=lambda voice: voice.package is None)

    def _shared(self) -> Iterator[Voice]:
        """Yield the voices that may stand for a kind: nobody's own, none that sends words away."""
        for voice in self._all():
            local = voice in self._voices.order or voice.name not in _NETWORK_VOICES
            if local and not isinstance(voice, AdjustedVoice):
                yield voice


class _Speaker:
    """Synthesises the segments of a script, those of one language by one voice."""

    def __init__(
        self,
        script: Script,
        chains: _Chains,
        manner: Manner,
        dictionary: Mapping[str, str],
        progress: Progress,
        *,
        sounds: Sounds,
    ) -> None:
        self.results: list[Speech | None] = [None] * len(script.segments)
        """What was said, without its sound; None for a segment that cannot be heard."""
        self._sounds = sounds
        self._segments = script.segments
        self._chains = chains
        self._manner = manner
        self._dictionary = dictionary
        self._progress = progress
        self._done: set[int] = set()
        self._unable: dict[Voice, str] = {}
        """Voices of further faces that failed, with the codes of the reasons."""
        self._all = max(self._letters(range(len(script.segments))), 1)

    def speak_other(self, language: str) -> None:
        """Speak the segments of a language by the first voice that can; else leave them."""
        mine = [at for at, one in enumerate(self._segments) if one.language == language]
        for voice in self._chains.of(language):
            spoken_in = match_language(language, voice.languages())
            if spoken_in is None:
                continue
            texts = self._texts(mine, spoken_in)
            if _unreadable(texts.values(), voice, spoken_in) is None:
                with contextlib.suppress(DependencyError):
                    self._speak(texts, voice, spoken_in)
                    return

    def speak_rest(self, language: str, known: Set[str]) -> tuple[SpokenBy, tuple[Note, ...]]:
        """Speak all that is left; return the voice, and the note on a fallback if there was one.

        Raises:
            RequestError: language_unknown or script_unreadable.
            DependencyError: No voice works now.
        """
        preferred_voice = self._chains.chosen_for(language)
        kind = self._chains.expected_kind(language)
        mine = [at for at in range(len(self._segments)) if at not in self._done]
        failed: tuple[str, str] | None = None
        script_name: str | None = None
        first_error: DependencyError | None = None
        for voice in self._chains.of(language):
            spoken_in = match_language(language, voice.languages())
            if spoken_in is not None:
                texts = self._texts(mine, spoken_in)
                unread = _unreadable(texts.values(), voice, spoken_in)
                try:
                    if unread is None:
                        self._speak(texts, voice, spoken_in)
                        for other, code in self._unable.items():
                            failed = failed or (other.name, code)
                        notes = _fallback_notes(failed, voice.name)
                        if kind is not None and voice.kind != kind:
                            notes = (*notes, _kind_missing_note(kind, voice.name))
                        return self._spoken_by(voice, spoken_in), notes
                except DependencyError as error:
                    first_error = first_error or error
                    reason = error.code
                else:
                    script_name = script_name or unread
                    reason = "script_unreadable"
            elif voice.name == preferred_voice or _is_broken(voice, language):
                reason = voice.availability() or "language_missing"
            else:
                continue  # a voice that nobody requested may be missing without a note
            failed = failed or (voice.name, reason)
        if first_error is not None:
            raise first_error
        if script_name is not None:
            raise RequestError("script_unreadable", script=script_name)
        raise RequestError("language_unknown", known=_listed(known), count=len(known))

    def _spoken_by(self, voice: Voice, language: str) -> SpokenBy:
        return SpokenBy(
            voice=voice.name,
            kind=voice.kind,
            language=language,
            kinds=self._chains.kinds_for(language),
        )

    def _letters(self, segments: Iterable[int]) -> int:
        return sum(len(self._segments[at].text) for at in segments)

    def _texts(self, segments: Sequence[int], language: str) -> dict[int, SpokenText]:
        """Return how segments are said in a language."""
        return {
            at: with_ipa(spell_out(self._segments[at].text, language, self._dictionary), language)
            for at in segments
        }

    def _parts(self, voice: Voice, language: str) -> Mapping[int, Part]:
        """Return the part of each face of a dialogue; empty when it is none."""
        faces = sorted({segment.face for segment in self._segments if segment.face})
        if len(faces) < 2:
            return {}
        others: Iterable[Voice] = ()
        if self._chains.chosen_for(language) is None:
            others = self._chains.partners()
        return cast_parts(
            faces,
            voice,
            language,
            [other for other in others if other not in self._unable],
            alternate=self._chains.kind_of(language) is None,
        )

    def _speak(self, texts: Mapping[int, SpokenText], voice: Voice, language: str) -> None:
        """Synthesise segments with one voice; all of them or, when it fails, none.

        Raises:
            DependencyError: It does not work now.
        """
        results: dict[int, Speech | None] = {}
        parts = self._parts(voice, language)
        for at, spoken in texts.items():
            results[at] = None
            if spoken.text.strip():
                segment = self._segments[at]
                part = parts.get(segment.face or 0, Part(voice=voice, language=language))
                manner = _manner_of(segment, self._manner, part.pitch)
                try:
                    result = part.voice.speak(spoken.text, part.language, manner)
                except DependencyError as error:
                    if part.voice is voice:
                        raise
                    self._unable[part.voice] = error.code
                    self._speak(texts, voice, language)  # with another voice for that face
                    return
                if _is_audible(result):
                    words = written_words(spoken, result.words)
                    self._sounds.put(at, result.samples)
                    results[at] = replace(result, samples=_NO_SOUND, words=words)
            self._progress((self._letters(self._done) + self._letters(results)) / self._all)
        self._done |= results.keys()
        for at, made in results.items():
            self.results[at] = made


def _manner_of(segment: Segment, manner: Manner, face_pitch: float) -> Manner:
    """Return how a segment is said: as all of it, with what its marks and its face change."""
    pitch = manner.pitch * face_pitch * segment.pitch
    return replace(
        manner,
        whisper=manner.whisper or segment.whisper,
        pitch=min(max(pitch, PITCH_LIMITS[0]), PITCH_LIMITS[1]),
        pace=min(max(manner.pace * segment.pace, PACE_LIMITS[0]), PACE_LIMITS[1]),
    )


def _unreadable(texts: Iterable[SpokenText], voice: Voice, language: str) -> str | None:
    """Return the script that the voice would spell by its letters' names; None if it reads all."""
    spoken = " ".join(
        part
        for text in texts
        for part in split_pronounced(text.text)
        if not isinstance(part, Pronounced)
    )
    names = {unicodedata.name(letter, "").split(" ")[0] for letter in spoken if letter.isalpha()}
    unread = sorted(names & voice.unreadable_scripts(language))
    return unread[0].lower() if unread else None


def _is_audible(result: Speech) -> bool:
    spoken = result.phones is None or any(phone.symbol for phone in result.phones)
    return spoken and float(np.abs(result.samples).max(initial=0.0)) > _MIN_AUDIBLE_PEAK


def _kind_missing_note(kind: str, fallback: str) -> Note:
    return Note(code="voice_kind_missing", facts={"kind": kind, "to": fallback})


def _is_broken(voice: Voice, language: str) -> bool:
    """Return whether a voice was added for a language, and cannot be used as it is."""
    speaks_it = match_language(language, voice.speaks) is not None
    return speaks_it and voice.availability() in BROKEN


def _fallback_notes(failed: tuple[str, str] | None, fallback: str) -> tuple[Note, ...]:
    """Return the note that another voice spoke than the first one, if it did."""
    if failed is None:
        return ()
    name, reason = failed
    return (Note(code="voice_fell_back", facts={"from": name, "to": fallback, "reason": reason}),)
