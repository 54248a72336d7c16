"""libespeak-ng through ctypes: words go in, samples come out with the times of phones and words."""

from __future__ import annotations

import ctypes
import re
import threading
from collections.abc import Iterator, Mapping, Set
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np

from talking_photo.core.errors import DependencyError
from talking_photo.core.model import Float32
from talking_photo.core.speech.words import Mark

# Values of espeak-ng 1.52's speak_lib.h.
_SYNCHRONOUS = 2
_PHONEME_EVENTS, _IPA_NAMES, _DO_NOT_EXIT = 0x0001, 0x0002, 0x8000
_WORD, _PHONEME = 1, 7
_RATE, _PITCH = 1, 3
_UTF8 = 1  # without 0x10 (SSML) and 0x100 ([[phonemes]]): users' words are never markup

_CRASHING = frozenset({"kl"})
"""espeak-ng 1.52 ends the process (SIGSEGV) on some numbers in Greenlandic, such as "1 2 3 8"."""

_one_at_a_time = threading.Lock()


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """What the installed library can do."""

    voices: Mapping[str, str]
    """Language (lower case) to the voice file that speaks it best."""
    variants: Set[str]


@dataclass(slots=True)
class Take:
    """What came out of one synthesis."""

    sample_rate: int
    sound: bytearray = field(default_factory=bytearray)
    """16 bit mono."""
    phones: list[tuple[float, str]] = field(default_factory=list)
    """Start in seconds and espeak's symbol; empty for silence."""
    words: list[Mark] = field(default_factory=list)

    @property
    def samples(self) -> Float32:
        """The sound, shape (N,), -1..1."""
        return np.frombuffer(bytes(self.sound), np.int16).astype(np.float32) / 32768


@cache
def catalogue() -> Catalogue:
    """Ask the library once in this process.

    Raises:
        DependencyError: voice_not_installed.
    """
    with _library() as (library, _):
        data = _data_path()
        return Catalogue(
            voices=_voices(library, data),
            variants={path.name for path in (data / "voices" / "!v").iterdir()},
        )


def synthesise(text: str, voice: str, *, words_per_minute: int, pitch: int) -> Take:
    """Say plain text with a voice file such as `gmw/en-US` or `gmw/en-US+f2`; pitch is 0..99, 50 in the middle.

    Raises:
        DependencyError: voice_not_installed, voice_failed.
    """
    with _library() as (library, sample_rate):
        take = Take(sample_rate)

        def receive(samples: int, count: int, events: ctypes._Pointer[_Event]) -> int:
            if count > 0:
                take.sound += ctypes.string_at(samples, 2 * count)
            index = 0
            while events[index].type:
                _keep(take, events[index])
                index += 1
            return 0

        callback = _Callback(receive)
        encoded = text.replace("\0", " ").encode()
        library.espeak_SetSynthCallback(callback)
        library.espeak_SetParameter(_RATE, words_per_minute, 0)
        library.espeak_SetParameter(_PITCH, pitch, 0)
        status = library.espeak_SetVoiceByName(voice.encode())
        if status == 0:
            status = library.espeak_Synth(encoded, len(encoded) + 1, 0, 0, 0, _UTF8, None, None)
        if status != 0:
            raise DependencyError("voice_failed", voice="espeak", status=status)
    return take


@contextmanager
def _library() -> Iterator[tuple[ctypes.CDLL, int]]:
    """A library that has said nothing yet, and its sample rate (Hz).

    All its state is global to the process: one sentence at a time goes through it. Some of that state (the phase of the
    voice) outlives even espeak_Terminate, so that a second sentence would depend on the first; only unloading the library
    makes the same words sound the same every time. Loading it takes about 2 ms.
    """
    with _one_at_a_time:
        try:
            import espeakng_loader

            library = ctypes.CDLL(espeakng_loader.get_library_path())
            data = espeakng_loader.get_data_path()
        except (ImportError, OSError, RuntimeError) as exc:
            raise DependencyError("voice_not_installed", voice="espeak") from exc
        try:
            options = _PHONEME_EVENTS | _IPA_NAMES | _DO_NOT_EXIT
            sample_rate = library.espeak_Initialize(_SYNCHRONOUS, 0, data.encode(), options)
            if sample_rate <= 0:
                raise DependencyError("voice_not_installed", voice="espeak")
            yield library, sample_rate
            library.espeak_Terminate()
        finally:
            ctypes.CDLL(None).dlclose(ctypes.c_void_p(library._handle))  # noqa: SLF001 - has no public name


def _keep(take: Take, event: _Event) -> None:
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


def _data_path() -> Path:
    import espeakng_loader

    return Path(espeakng_loader.get_data_path())


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
        if names[0][1] not in _CRASHING and _has_dictionary(data, identifier, names[0][1]):
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
