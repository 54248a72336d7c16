"""Voices in their fallback order, and the synthesis of a script with them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from talking_photo.core.errors import DependencyError, RequestError, SettingsError
from talking_photo.core.model import Float32, Mood, Note, Phone, Script, Speech, Turn, Word
from talking_photo.core.normalization import spell_out, written_words
from talking_photo.core.progress import Progress
from talking_photo.core.request import DEFAULT_OPTIONS, OwnVoice, RenderOptions
from talking_photo.core.settings import VoiceSettings
from talking_photo.core.speech.espeak import Espeak
from talking_photo.core.speech.google import Google
from talking_photo.core.speech.hibari import CHILD, MAN, WOMAN, Hibari, added_speakers
from talking_photo.core.speech.languages import detect_language, match_language
from talking_photo.core.speech.own_voices import readable_operators_voices, with_own_voices
from talking_photo.core.speech.piper import Piper
from talking_photo.core.speech.ports import Manner, Voice

_LEAD_IN_SECONDS, _TAIL_SECONDS = 0.15, 0.35
"""Seconds of silence around everything, so that a video neither starts nor ends in the middle of a
movement."""
_SENTENCE_GAP_SECONDS, _SEGMENT_GAP_SECONDS = 0.3, 0.08
"""Seconds between two segments, after the end of a sentence and inside one."""
_FACE_PITCHES = 1.0, 1.25, 0.8, 1.45, 0.9, 1.12
_MIN_AUDIBLE_PEAK = 10 ** (-60 / 20)
_MAX_LISTED = 12
_NETWORK_VOICES = {"google"}
_Timed = TypeVar("_Timed", Phone, Word)


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
    espeak = Espeak()
    return {
        **{
            speaker.name: Hibari(speaker, espeak, settings.folder)
            for speaker in (WOMAN, MAN, CHILD, *added_speakers())
        },
        "piper": Piper(folder=settings.piper_folder, phones=espeak),
        "espeak": espeak,
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
) -> Speech:
    """Synthesise a script with the preferred voice, or with the first one that works.

    Args:
        script: The words.
        preferred_voice: Name of a voice; None for the voices' order.
        language: BCP 47 code; None detects it from all the words.
        voices: The configured voices.
        manner: Of the settings; a segment's whisper is added to it.
        progress: Called after each segment.
        hints: Languages that the writer is known to use, the likeliest first.

    Returns:
        Sound with 0.15 s of silence before and 0.35 s after it, the moods of the segments, and a
        note voice_fell_back (from, to, reason) when a fallback voice was used. Phones as the voice
        knows them.

    Raises:
        RequestError: voice_unknown, language_unknown, script_unreadable or text_unspeakable.
        DependencyError: No voice works now; the first one's reason, or voice_not_installed.
    """
    chain = _fallback_chain(voices, preferred_voice)
    known = _all_languages(chain)
    if not known:
        raise DependencyError("voice_not_installed", voice=chain[0].name)
    chosen = language or detect_language(
        " ".join(segment.text for segment in script.segments), known, hints
    )
    failed: tuple[str, str] | None = None
    script_name: str | None = None
    first_error: DependencyError | None = None
    for voice in chain:
        offered = voice.languages()
        spoken_in = match_language(chosen, offered)
        if spoken_in is not None and (unread := _unreadable(script, voice, spoken_in)):
            script_name = script_name or unread
            reason = "script_unreadable"
        elif spoken_in is not None:
            try:
                speech = _synthesize_segments(script, voice, spoken_in, manner, progress)
            except DependencyError as error:
                first_error = first_error or error
                reason = error.code
            else:
                return speech if failed is None else _with_note(speech, failed, voice.name)
        elif voice.name == preferred_voice:
            reason = voice.availability() or "language_missing"
        else:
            continue  # a voice that nobody requested may be missing without a note
        failed = failed or (voice.name, reason)
    if first_error is not None:
        raise first_error
    if script_name is not None:
        raise RequestError("script_unreadable", script=script_name)
    some = ", ".join(sorted(known)[:_MAX_LISTED])
    raise RequestError("language_unknown", known=some, count=len(known))


def _fallback_chain(voices: Voices, preferred_voice: str | None) -> list[Voice]:
    all_voices = [*voices.order, *voices.on_request]
    preferred = [voice for voice in all_voices if voice.name == preferred_voice]
    if preferred_voice is not None and not preferred:
        raise RequestError("voice_unknown", known=", ".join(voice.name for voice in all_voices))
    return [*preferred, *(voice for voice in voices.order if voice.name != preferred_voice)]


def _all_languages(chain: list[Voice]) -> set[str]:
    return {language for voice in chain for language in voice.languages()}


def _synthesize_segments(
    script: Script, voice: Voice, language: str, manner: Manner, progress: Progress
) -> Speech:
    """Synthesise every segment with one voice and join the results."""
    results: list[Speech | None] = []
    for index, segment in enumerate(script.segments):
        if segment.text.strip():
            how = replace(
                manner,
                whisper=manner.whisper or segment.whisper,
                pitch=manner.pitch * _pitch_of(segment.face),
            )
            spoken = spell_out(segment.text, language)
            if spoken.text.strip():
                result = voice.speak(spoken.text, language, how)
                results.append(replace(result, words=written_words(spoken, result.words)))
            else:
                results.append(None)
        else:
            results.append(None)
        progress((index + 1) / len(script.segments))
    return _join_segments(script, results)


def _unreadable(script: Script, voice: Voice, language: str) -> str | None:
    """Return the script that the voice would spell by its letters' names; None if it reads all."""
    spoken = " ".join(spell_out(segment.text, language).text for segment in script.segments)
    names = {unicodedata.name(letter, "").split(" ")[0] for letter in spoken if letter.isalpha()}
    unread = sorted(names & voice.unreadable_scripts(language))
    return unread[0].lower() if unread else None


def _pitch_of(face: int | None) -> float:
    """Return a factor on the pitch: each face of a dialogue has its own."""
    return _FACE_PITCHES[(face - 1) % len(_FACE_PITCHES)] if face else 1.0


def _join_segments(script: Script, results: list[Speech | None]) -> Speech:
    """Join the segments' results to one speech, with the silences and moods of the script.

    Raises:
        RequestError: text_unspeakable.
    """
    audible = [result for result in results if result is not None and _is_audible(result)]
    if not audible:
        raise RequestError("text_unspeakable")
    rate = audible[0].sample_rate
    pieces: list[Float32] = []
    phones: list[Phone] | None = []
    words: list[Word] = []
    moods: list[Mood] = []
    turns: list[Turn] = []
    now = 0  # samples
    before = _LEAD_IN_SECONDS
    for segment, result in zip(script.segments, results, strict=True):
        gap = round((before + segment.pause) * rate)
        pieces.append(np.zeros(gap, np.float32))
        now += gap
        before = 0.0
        start = now / rate
        if turned := bool(segment.face and (not turns or turns[-1].face != segment.face)):
            turns.append(Turn(start=start if turns else 0.0, face=segment.face or 0))
        mood = Mood(
            start=start if moods else 0.0,
            expression=segment.expression,
            strength=segment.strength,
        )
        if turned or not moods or replace(moods[-1], start=mood.start) != mood:
            moods.append(mood)
        if result is None or not _is_audible(result):
            continue
        pieces.append(result.samples)
        now += len(result.samples)
        words += [_shifted(word, start) for word in result.words]
        if result.phones is None:
            phones = None
        elif phones is not None:
            phones += [_shifted(phone, start) for phone in result.phones]
        before = (
            _SENTENCE_GAP_SECONDS
            if segment.text.rstrip()[-1] in ".!?…。！？"
            else _SEGMENT_GAP_SECONDS
        )
    pieces.append(np.zeros(round(_TAIL_SECONDS * rate), np.float32))
    return Speech(
        samples=np.concatenate(pieces),
        sample_rate=rate,
        phones=None
        if phones is None
        else tuple(_with_silences(phones, now / rate + _TAIL_SECONDS)),
        words=tuple(words),
        moods=tuple(moods),
        turns=tuple(turns),
    )


def _is_audible(result: Speech) -> bool:
    spoken = result.phones is None or any(phone.symbol for phone in result.phones)
    return spoken and float(np.abs(result.samples).max(initial=0.0)) > _MIN_AUDIBLE_PEAK


def _shifted(thing: _Timed, seconds: float) -> _Timed:
    return replace(thing, start=thing.start + seconds, end=thing.end + seconds)


def _with_silences(phones: list[Phone], seconds: float) -> Iterator[Phone]:
    """Fill gaps between phones with silence, and merge the silences of the voice."""
    now = 0.0
    for phone in phones:
        if phone.symbol:
            if phone.start > now:
                yield Phone(symbol="", start=now, end=phone.start)
            yield phone
            now = phone.end
    if seconds > now:
        yield Phone(symbol="", start=now, end=seconds)


def _with_note(speech: Speech, failed: tuple[str, str], fallback: str) -> Speech:
    name, reason = failed
    note = Note(code="voice_fell_back", facts={"from": name, "to": fallback, "reason": reason})
    return replace(speech, notes=(*speech.notes, note))
