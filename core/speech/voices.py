"""Who speaks: the voices in their order, each standing in for the one before it when that one cannot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from talking_photo.core.errors import DependencyError, RequestError
from talking_photo.core.model import Float32, Mood, Note, Phone, Script, Speech, Turn, Word
from talking_photo.core.progress import Progress
from talking_photo.core.request import DEFAULT_OPTIONS, RenderOptions
from talking_photo.core.settings import VoiceSettings
from talking_photo.core.speech.espeak import Espeak
from talking_photo.core.speech.google import Google
from talking_photo.core.speech.languages import guess, match
from talking_photo.core.speech.piper import Piper
from talking_photo.core.speech.ports import Manner, Voice

_LEAD_IN, _TAIL = 0.15, 0.35
"""Seconds of silence around everything, so that a clip neither begins nor ends in the middle of a movement."""
_BREATH, _JOINT = 0.3, 0.08
"""Seconds between two segments, after the end of a sentence and inside one."""
_PITCHES = 1.0, 1.25, 0.8, 1.45, 0.9, 1.12
_INAUDIBLE = 10 ** (-60 / 20)
_SOME = 12
_Timed = TypeVar("_Timed", Phone, Word)


@dataclass(frozen=True, slots=True, kw_only=True)
class Voices:
    """The voices of this program."""

    order: tuple[Voice, ...]
    """Tried in turn."""
    on_wish: tuple[Voice, ...]
    """Used only when somebody names them, because the operator left them out of the order."""


def build_voices(settings: VoiceSettings) -> Voices:
    """Build every voice; nothing is loaded or asked before one speaks."""
    espeak = Espeak()
    all_voices: dict[str, Voice] = {
        "piper": Piper(folder=settings.piper_folder, phones=espeak),
        "espeak": espeak,
        "google": Google(
            timeout_seconds=settings.google_timeout_seconds,
            base_url=settings.google_base_url,
            phones=espeak,
        ),
    }
    return Voices(
        order=tuple(all_voices[name] for name in settings.order),
        on_wish=tuple(v for name, v in all_voices.items() if name not in settings.order),
    )


def manner_of(settings: VoiceSettings, options: RenderOptions = DEFAULT_OPTIONS) -> Manner:
    """Return how things are said: as the request wants it, else as the operator does."""
    return Manner(
        pitch=settings.pitch if options.pitch is None else options.pitch,
        pace=settings.pace if options.pace is None else options.pace,
        variant=settings.variant,
    )


def say(
    script: Script,
    *,
    wish: str | None,
    language: str | None,
    voices: Voices,
    manner: Manner,
    progress: Progress,
) -> Speech:
    """Say a script with the wished voice, or with the first one that can.

    Args:
        script: What is said.
        wish: Name of a voice; None for the voices' order.
        language: BCP 47 code; None guesses it from all the words.
        voices: Who may speak.
        manner: How; a segment's whisper is added to it.
        progress: Told after each segment.

    Returns:
        Sound with 0.15 s of silence before and 0.35 s after it, the moods of the segments, and a note voice_fell_back (from,
        to, reason) when another voice stood in. Phones as the voice knows them.

    Raises:
        RequestError: voice_unknown, language_unknown or text_unspeakable.
        DependencyError: No voice works now; the first one's reason, or voice_not_installed.
    """
    chain = _chain(voices, wish)
    known = _all_languages(chain)
    if not known:
        raise DependencyError("voice_not_installed", voice=chain[0].name)
    chosen = language or guess(" ".join(segment.text for segment in script.segments), known)
    failed: tuple[str, str] | None = None
    first_error: DependencyError | None = None
    for voice in chain:
        offered = voice.languages()
        spoken_in = match(chosen, offered)
        if spoken_in is not None:
            try:
                speech = _perform(script, voice, spoken_in, manner, progress)
            except DependencyError as error:
                first_error = first_error or error
                reason = error.code
            else:
                return speech if failed is None else _with_note(speech, failed, voice.name)
        elif offered:
            reason = "language_missing"
        elif voice.name == wish:
            reason = voice.availability() or "language_missing"
        else:
            continue  # that a voice which nobody asked for is not installed is no news
        failed = failed or (voice.name, reason)
    if first_error is not None:
        raise first_error
    some = ", ".join(sorted(known)[:_SOME])
    raise RequestError("language_unknown", known=some, count=len(known))


def _chain(voices: Voices, wish: str | None) -> list[Voice]:
    everyone = [*voices.order, *voices.on_wish]
    wished = [voice for voice in everyone if voice.name == wish]
    if wish is not None and not wished:
        raise RequestError("voice_unknown", known=", ".join(voice.name for voice in everyone))
    return [*wished, *(voice for voice in voices.order if voice.name != wish)]


def _all_languages(chain: list[Voice]) -> set[str]:
    return {language for voice in chain for language in voice.languages()}


def _perform(
    script: Script, voice: Voice, language: str, manner: Manner, progress: Progress
) -> Speech:
    """Say every segment with one voice and join what comes out."""
    takes: list[Speech | None] = []
    for index, segment in enumerate(script.segments):
        if segment.text.strip():
            how = replace(
                manner,
                whisper=manner.whisper or segment.whisper,
                pitch=manner.pitch * _pitch_of(segment.face),
            )
            takes.append(voice.speak(segment.text, language, how))
        else:
            takes.append(None)
        progress((index + 1) / len(script.segments))
    return _joined(script, takes)


def _pitch_of(face: int | None) -> float:
    """In a dialogue, each face has a pitch of its own."""
    return _PITCHES[(face - 1) % len(_PITCHES)] if face else 1.0


def _joined(script: Script, takes: list[Speech | None]) -> Speech:
    """One speech out of the segments' takes, with the silences and moods of the script."""
    audible = [take for take in takes if take is not None and _heard(take)]
    if not audible:
        raise RequestError("text_unspeakable")
    rate = audible[0].sample_rate
    pieces: list[Float32] = []
    phones: list[Phone] | None = []
    words: list[Word] = []
    moods: list[Mood] = []
    turns: list[Turn] = []
    now = 0  # samples
    before = _LEAD_IN
    for segment, take in zip(script.segments, takes, strict=True):
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
        if take is None or not _heard(take):
            continue
        pieces.append(take.samples)
        now += len(take.samples)
        words += [_shifted(word, start) for word in take.words]
        if take.phones is None:
            phones = None
        elif phones is not None:
            phones += [_shifted(phone, start) for phone in take.phones]
        before = _BREATH if segment.text.rstrip()[-1] in ".!?…。！？" else _JOINT
    pieces.append(np.zeros(round(_TAIL * rate), np.float32))
    return Speech(
        samples=np.concatenate(pieces),
        sample_rate=rate,
        phones=None if phones is None else tuple(_with_silences(phones, now / rate + _TAIL)),
        words=tuple(words),
        moods=tuple(moods),
        turns=tuple(turns),
    )


def _heard(take: Speech) -> bool:
    spoken = take.phones is None or any(phone.symbol for phone in take.phones)
    return spoken and float(np.abs(take.samples).max(initial=0.0)) > _INAUDIBLE


def _shifted(thing: _Timed, seconds: float) -> _Timed:
    return replace(thing, start=thing.start + seconds, end=thing.end + seconds)


def _with_silences(phones: list[Phone], seconds: float) -> Iterator[Phone]:
    """Fill what lies between the phones, and merge the silences that voices give."""
    now = 0.0
    for phone in phones:
        if phone.symbol:
            if phone.start > now:
                yield Phone(symbol="", start=now, end=phone.start)
            yield phone
            now = phone.end
    if seconds > now:
        yield Phone(symbol="", start=now, end=seconds)


def _with_note(speech: Speech, failed: tuple[str, str], stand_in: str) -> Speech:
    name, reason = failed
    note = Note(code="voice_fell_back", facts={"from": name, "to": stand_in, "reason": reason})
    return replace(speech, notes=(*speech.notes, note))
