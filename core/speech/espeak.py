"""The espeak-ng voice: about 140 languages and accents without a network, with the exact time of every phone."""

from __future__ import annotations

import ctypes
import re
import threading
from collections.abc import Set
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import numpy as np

from core.errors import DependencyError, SettingsError
from core.model import Float32, Phone, Speech
from core.ports import Manner
from core.speech.level import at_speech_level
from core.speech.words import Mark, timed_words

# Values of espeak-ng 1.52's speak_lib.h.
_SYNCHRONOUS = 2
_PHONEME_EVENTS, _IPA_NAMES, _DO_NOT_EXIT = 0x0001, 0x0002, 0x8000
_WORD, _PHONEME = 1, 7
_RATE, _PITCH = 1, 3
_UTF8 = 1  # without 0x10 (SSML) and 0x100 ([[phonemes]]): users' words are never markup

_WORDS_PER_MINUTE = 165
"""espeak's own 175 sounds hurried from a face; people talk at 150 to 170."""
_BURST = 0.02
"""Seconds from a stop's release on that belong to it; the breath after that has the next sound's shape."""
_SHORTEST_CLOSURE, _MAX_CLOSURE = 0.01, 0.15
"""Seconds of silence before a burst; a longer one is a pause."""
_TO_FULL_SCALE = 1 / 32768
_STOPS = frozenset("pbtdkɡgqcɟʈɖɢʔ")


class _EventId(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_void_p), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _EventId),
    )


class _Voice(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_void_p),
        ("identifier", ctypes.c_char_p),
        ("rest", ctypes.c_ubyte * 16),
    )


_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


@dataclass(frozen=True, slots=True)
class _Engine:
    """The loaded library. Its state is global to the process, so one sentence at a time goes through it."""

    library: ctypes.CDLL
    sample_rate: int
    voices: dict[str, str]
    """Language to the voice file that speaks it best."""
    variants: Set[str]
    lock: threading.Lock


@dataclass(slots=True)
class _Take:
    """What came out of one synthesis."""

    sound: bytearray = field(default_factory=bytearray)
    phones: list[tuple[float, str]] = field(default_factory=list)
    """Start in seconds and espeak's symbol; empty for silence."""
    words: list[Mark] = field(default_factory=list)


class Espeak:
    """Speaks at once and always alike; sounds like a machine."""

    name = "espeak"

    def availability(self) -> str | None:
        """None, or why the library does not load."""
        try:
            _engine()
        except DependencyError as error:
            return error.code
        return None

    def languages(self) -> Set[str]:
        """All languages whose dictionary is there."""
        return _engine().voices.keys() if self.availability() is None else set()

    def speak(self, text: str, language: str, manner: Manner) -> Speech:
        """Say the words; see `core.ports.Voice`.

        Raises:
            DependencyError: voice_not_installed, voice_failed.
            SettingsError: voice_variant_unknown.
        """
        engine = _engine()
        variant = "whisper" if manner.whisper else manner.variant
        if variant and variant not in engine.variants:
            raise SettingsError("voice_variant_unknown", variant=variant, voice=self.name)
        voice = engine.voices[language] + (f"+{variant}" if variant else "")
        with engine.lock:
            take = _synthesise(engine, text, voice, manner)
        sound = np.frombuffer(bytes(take.sound), np.int16).astype(np.float32) * _TO_FULL_SCALE
        phones = _phones(take, sound, engine.sample_rate)
        return Speech(
            samples=at_speech_level(sound, engine.sample_rate),
            sample_rate=engine.sample_rate,
            phones=phones,
            words=timed_words(text, take.words, phones),
        )


def _synthesise(engine: _Engine, text: str, voice: str, manner: Manner) -> _Take:
    take = _Take()

    def receive(samples: ctypes._Pointer[ctypes.c_short], count: int, events: ctypes._Pointer[_Event]) -> int:  # fmt: skip
        if count > 0:
            take.sound += ctypes.string_at(samples, 2 * count)
        index = 0
        while events[index].type:
            _keep(take, events[index])
            index += 1
        return 0

    callback = _Callback(receive)
    encoded = text.replace("\0", " ").encode()
    library = engine.library
    library.espeak_SetSynthCallback(callback)
    library.espeak_SetParameter(_RATE, round(np.clip(_WORDS_PER_MINUTE * manner.pace, 80, 450)), 0)
    # espeak's scale is about an octave to each side of 50
    library.espeak_SetParameter(_PITCH, round(np.clip(50 + 50 * np.log2(manner.pitch), 0, 99)), 0)
    status = library.espeak_SetVoiceByName(voice.encode())
    if status == 0:
        status = library.espeak_Synth(encoded, len(encoded) + 1, 0, 0, 0, _UTF8, None, None)
    if status != 0:
        raise DependencyError("voice_failed", voice=Espeak.name, status=status)
    return take


def _keep(take: _Take, event: _Event) -> None:
    seconds = event.audio_position / 1000
    if event.type == _WORD:
        take.words.append(Mark(position=event.text_position - 1, start=seconds))
    elif event.type == _PHONEME:
        # the field holds 8 bytes: a long symbol loses its tail, sometimes in the middle of a letter
        address = ctypes.addressof(event) + _Event.id.offset
        name = ctypes.string_at(address, 8).split(b"\0")[0].decode(errors="ignore").strip()
        if not name.startswith(
            "("
        ):  # "(en)" tells that the next word is spoken by another language's rules
            take.phones.append((seconds, name))


def _phones(take: _Take, sound: Float32, rate: int) -> tuple[Phone, ...]:
    """Turn starts into stretches; the last ends where the sound ends."""
    total = len(sound) / rate
    starts = _boundaries(take, sound, rate)
    phones: list[Phone] = []
    for (_, name), start, end in zip(take.phones, starts, [*starts[1:], total], strict=True):
        if end <= start:
            continue
        symbol = name.lstrip("ˈˌ")
        stress = {"ˈ": 2, "ˌ": 1}.get(name[:1], 0) if symbol else 0
        if symbol or not phones or phones[-1].symbol:
            phones.append(Phone(symbol=symbol, start=start, end=end, stress=stress))
        else:
            phones[-1] = replace(phones[-1], end=end)
    return tuple(phones)


def _boundaries(take: _Take, sound: Float32, rate: int) -> list[float]:
    """When each phone starts, in seconds, with the closure of a stop given to it.

    espeak tells of a stop when it bursts; the lips or the tongue closed before that, and let go with it: the breath after
    the burst already has the next sound's shape.
    """
    total = len(sound) / rate
    starts = [min(start, total) for start, _ in take.phones]
    for index, (burst, name) in enumerate(take.phones):
        if name[:1] in _STOPS:
            earliest = max(starts[index - 1] if index else 0.0, burst - _MAX_CLOSURE)
            starts[index] = _closing(sound, rate, burst, earliest)
            if burst - starts[index] > _SHORTEST_CLOSURE and index + 1 < len(starts):
                starts[index + 1] = min(starts[index + 1], burst + _BURST)
    return starts


def _closing(sound: Float32, rate: int, burst: float, earliest: float) -> float:
    """Start of the digital silence that espeak puts before a burst, in seconds; `burst` when there is none."""
    before = np.abs(sound[int(earliest * rate) : int(burst * rate)]) > 2 * _TO_FULL_SCALE
    heard = np.flatnonzero(before)
    return earliest + (int(heard[-1]) + 1) / rate if len(heard) else burst


@cache
def _engine() -> _Engine:
    """Load the library once in this process.

    Raises:
        DependencyError: voice_not_installed.
    """
    try:
        import espeakng_loader

        library = ctypes.CDLL(espeakng_loader.get_library_path())
        data = Path(espeakng_loader.get_data_path())
    except (ImportError, OSError, RuntimeError) as exc:
        raise DependencyError("voice_not_installed", voice=Espeak.name) from exc
    options = _PHONEME_EVENTS | _IPA_NAMES | _DO_NOT_EXIT
    rate = library.espeak_Initialize(_SYNCHRONOUS, 0, str(data).encode(), options)
    if rate <= 0:
        raise DependencyError("voice_not_installed", voice=Espeak.name)
    return _Engine(
        library=library,
        sample_rate=rate,
        voices=_voices(library, data),
        variants={path.name for path in (data / "voices" / "!v").iterdir()},
        lock=threading.Lock(),
    )


def _voices(library: ctypes.CDLL, data: Path) -> dict[str, str]:
    """Language to voice file; where several files speak a language, the one that rates itself best (lowest)."""
    library.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_Voice))
    listed = library.espeak_ListVoices(None)
    best: dict[str, tuple[int, str]] = {}
    index = 0
    while listed[index]:
        voice = listed[index].contents
        index += 1
        identifier = voice.identifier.decode()
        names = _languages(voice.languages)
        if _has_dictionary(data, identifier, names[0][1]):
            for priority, language in names:
                rated = (priority, identifier)
                best[language.lower()] = min(best.get(language.lower(), rated), rated)
    return {language: identifier for language, (_, identifier) in best.items()}


def _languages(address: int) -> list[tuple[int, str]]:
    """Read espeak's list of a priority byte and a C string each, ended by a zero byte."""
    names = []
    while priority := ctypes.string_at(address, 1)[0]:
        name = ctypes.string_at(address + 1)
        names.append((priority, name.decode()))
        address += 2 + len(name)
    return names


def _has_dictionary(data: Path, identifier: str, language: str) -> bool:
    """The package lists languages (Faroese in 1.52) whose pronunciation it does not carry."""
    description = (data / "lang" / identifier).read_text(encoding="utf-8")
    named = re.search(r"^\s*dictionary\s+(\S+)", description, re.MULTILINE)
    name = named[1] if named else language.partition("-")[0]
    return (data / f"{name}_dict").is_file()
