"""libespeak-ng through ctypes: samples with the times of phones and words."""

from __future__ import annotations

import ctypes
import re
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np

from talking_photo.core.errors import DependencyError
from talking_photo.core.model import Float32
from talking_photo.core.speech.words import WordMark

# Values of espeak-ng 1.52's speak_lib.h.
_SYNCHRONOUS = 2
_PHONEME_EVENTS, _IPA_NAMES, _DO_NOT_EXIT = 0x0001, 0x0002, 0x8000
_TIE = b"~"
_IPA_WITH_TIES = 0x02 | ord(_TIE) << 8
_WORD, _PHONEME = 1, 7
_RATE, _PITCH = 1, 3
_TIED_IPA = 0x02 | 0x80 | ord("^") << 8
_UTF8, _PHONEME_INPUT = 1, 0x100
"""Without 0x10 (SSML), the second only with phonemes that we name: no word is markup."""

_CRASHING_LANGUAGES = frozenset({"kl"})
"""espeak-ng 1.52 ends the process (SIGSEGV) on some numbers in Greenlandic, such as "1 2 3 8"."""

_SEED = 1
"""Of the noise in breath and whispers; the library's own is the second in which it is loaded."""

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
    """Voices and variants of the installed library."""

    voices: Mapping[str, str]
    """Language (lower case) to the best voice file for it."""
    variants: Set[str]


@dataclass(slots=True)
class SynthesisResult:
    """Output of one synthesis."""

    sample_rate: int
    sound: bytearray = field(default_factory=bytearray)
    """16 bit mono."""
    phones: list[tuple[float, str]] = field(default_factory=list)
    """Start in seconds and espeak's symbol; empty for silence."""
    words: list[WordMark] = field(default_factory=list)

    @property
    def samples(self) -> Float32:
        """The sound, shape (N,), -1..1."""
        return np.frombuffer(bytes(self.sound), np.int16).astype(np.float32) / 32768


@cache
def catalogue() -> Catalogue:
    """Read the installed voices, once per process.

    Raises:
        DependencyError: voice_not_installed.
    """
    with _library() as (library, _):
        data = _data_path()
        return Catalogue(
            voices=_voices(library, data),
            variants={path.name for path in (data / "voices" / "!v").iterdir()},
        )


def synthesize(
    text: str, voice: str, *, words_per_minute: int, pitch: int, has_phonemes: bool = False
) -> SynthesisResult:
    """Synthesise plain text with a voice file such as `gmw/en-US` or `gmw/en-US+f2`.

    Args:
        text: The words.
        voice: The file, with a variant after a plus sign.
        words_per_minute: The rate.
        pitch: 0..99; 50 is the voice's own.
        has_phonemes: Whether `[[ ]]` holds espeak's names of phonemes.

    Raises:
        DependencyError: voice_not_installed, voice_failed.
    """
    with _library() as (library, sample_rate):
        result = SynthesisResult(sample_rate)

        def receive(samples: int, count: int, events: ctypes._Pointer[_Event]) -> int:
            if count > 0:
                result.sound += ctypes.string_at(samples, 2 * count)
            index = 0
            while events[index].type:
                _store_event(result, events[index])
                index += 1
            return 0

        callback = _Callback(receive)
        encoded = text.replace("\0", " ").encode()
        library.espeak_SetSynthCallback(callback)
        library.espeak_SetParameter(_RATE, words_per_minute, 0)
        library.espeak_SetParameter(_PITCH, pitch, 0)
        status = library.espeak_SetVoiceByName(voice.encode())
        if status == 0:
            mode = _UTF8 | (_PHONEME_INPUT if has_phonemes else 0)
            status = library.espeak_Synth(encoded, len(encoded) + 1, 0, 0, 0, mode, None, None)
        if status != 0:
            raise DependencyError("voice_failed", voice="espeak", status=status)
    return result


def known_phonemes(voice: str, names: Collection[str]) -> Mapping[str, str]:
    """Return those names of phonemes that a voice file has, with their IPA.

    Raises:
        DependencyError: voice_not_installed, voice_failed.
    """
    with _library() as (library, _):
        nothing = _Callback(lambda _samples, _count, _events: 0)
        library.espeak_SetSynthCallback(nothing)
        if library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise DependencyError("voice_failed", voice="espeak", status=-1)
        # The mode of the last synthesis holds for what follows.
        library.espeak_Synth(b" ", 2, 0, 0, 0, _UTF8 | _PHONEME_INPUT, None, None)
        library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        known = {}
        for name in names:
            text = ctypes.c_char_p(f"[[{name}]]".encode())
            found = library.espeak_TextToPhonemes(ctypes.byref(text), _UTF8, _IPA_WITH_TIES) or b""
            ipa = found.strip(_TIE).decode(errors="ignore")
            if ipa and _TIE.decode() not in ipa:  # one phoneme, not several
                known[name] = ipa
    return known


def phonemes(pieces: Sequence[str], voice: str) -> list[str]:
    """Return the IPA of each piece of text, with stress marks, and ties in symbols of two letters.

    Raises:
        DependencyError: voice_not_installed, voice_failed.
    """
    with _library() as (library, _):
        if library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise DependencyError("voice_failed", voice="espeak")
        library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        return [_phonemes_of(library, piece) for piece in pieces]


def _phonemes_of(library: ctypes.CDLL, text: str) -> str:
    """Translate clause by clause, as the library does."""
    rest = ctypes.c_char_p(text.replace("\0", " ").encode())
    clauses: list[str] = []
    while rest.value:
        clause = library.espeak_TextToPhonemes(ctypes.byref(rest), _UTF8, _TIED_IPA)
        clauses.append((clause or b"").decode(errors="ignore"))
    return " ".join(" ".join(clauses).split())


@contextmanager
def _library() -> Iterator[tuple[ctypes.CDLL, int]]:
    """Load the library in its initial state; give it with its sample rate (Hz).

    Its state is global to the process: only one text at a time is synthesised. Some of that state
    (the phase of the voice) survives even espeak_Terminate, so that a second text would depend on
    the first; only unloading the library makes the output reproducible. Loading takes about 2 ms.

    Raises:
        DependencyError: voice_not_installed.
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
            library.espeak_ng_SetRandSeed(_SEED)
            yield library, sample_rate
            library.espeak_Terminate()
        finally:
            ctypes.CDLL(None).dlclose(ctypes.c_void_p(library._handle))  # noqa: SLF001 - has no public name


def _store_event(result: SynthesisResult, event: _Event) -> None:
    seconds = event.audio_position / 1000
    if event.type == _WORD:
        result.words.append(WordMark(position=event.text_position - 1, start=seconds))
    elif event.type == _PHONEME:
        # the field holds 8 bytes: a long symbol is truncated, sometimes in the middle of a letter
        address = ctypes.addressof(event) + _Event.id.offset
        name = ctypes.string_at(address, 8).split(b"\0")[0].decode(errors="ignore").strip()
        if not name.startswith(
            "("
        ):  # "(en)" means that the next word follows another language's rules
            result.phones.append((seconds, name))


def _data_path() -> Path:
    import espeakng_loader

    return Path(espeakng_loader.get_data_path())


def _voices(library: ctypes.CDLL, data: Path) -> dict[str, str]:
    """Map languages to voice files: for each language the file with the best (lowest) priority."""
    library.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_Voice))
    listed = library.espeak_ListVoices(None)
    best: dict[str, tuple[int, str]] = {}
    index = 0
    while listed[index]:
        voice = listed[index].contents
        index += 1
        identifier = voice.identifier.decode()
        names = _languages(voice.languages)
        if names[0][1] not in _CRASHING_LANGUAGES and _has_dictionary(
            data, identifier, names[0][1]
        ):
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
    """Return whether the pronunciation is installed; Faroese is listed in 1.52 without it."""
    description = (data / "lang" / identifier).read_text(encoding="utf-8")
    named = re.search(r"^\s*dictionary\s+(\S+)", description, re.MULTILINE)
    name = named[1] if named else language.partition("-")[0]
    return (data / f"{name}_dict").is_file()
