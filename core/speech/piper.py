"""Piper's neural voices; optional: needs the package and a folder with voices."""

from __future__ import annotations

import json
import logging
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Set
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from talking_photo.core.errors import DependencyError
from talking_photo.core.model import Float32, Phone, Speech
from talking_photo.core.normalization.pronounced import Pronounced, split_pronounced
from talking_photo.core.packages.download import sha256_of
from talking_photo.core.packages.package import LICENCE_SUFFIX
from talking_photo.core.speech.espeak import Espeak
from talking_photo.core.speech.forced_alignment import force_align
from talking_photo.core.speech.languages import match_language
from talking_photo.core.speech.level import normalize_loudness
from talking_photo.core.speech.ports import Manner
from talking_photo.core.speech.reshape import reshape

if TYPE_CHECKING:
    from piper import AudioChunk, PiperVoice

_NOT_SPOKEN = frozenset(" ^$_.,;:!?¡¿—…\"'()[]«»“”-")
_MIN_PAUSE_SECONDS = 0.06
"""Seconds; a shorter pause belongs to the phone before it, as the model's word gaps do."""
_MODIFIERS = frozenset("ːˑʰʲʷ͡")


class Piper:
    """Synthesises with one voice of the folder, or with the first (by name) for the language.

    A voice is a pair of files, NAME.onnx and NAME.onnx.json. Voices patched with `python -m
    piper.patch_voice_with_alignment` give the time of each phone; for others the phones of espeak
    are aligned to the sound. Pitch and formants are changed in the sound; variant and whisper are
    not supported. A loaded voice stays in memory.
    """

    kind = None
    natural = True
    package = None

    def __init__(self, *, folder: Path, phones: Espeak, only: str | None = None) -> None:
        """Take the folder, the source of phones, and the name of a voice if it is one alone."""
        self.name = "piper" if only is None else f"piper-{only}"
        self._folder = folder
        self._phones = phones
        self._only = only
        self._loaded: dict[Path, PiperVoice] = {}

    @property
    def licence(self) -> str:
        """Return the licence that its model card stated."""
        if self._only is None:
            return "each voice its own"
        return str(_added(self._folder / self._only).get("licence") or "not stated")

    @property
    def version(self) -> str:
        """Return the names and sizes of the voices' files."""
        return " ".join(f"{p.stem} {p.stat().st_size}" for p in self._models().values())

    @property
    def speaks(self) -> Set[str]:
        """Return the languages of the voices in the folder."""
        return self._models().keys()

    def availability(self) -> str | None:
        """Return None, voice_not_installed (no package) or voice_model_missing (no voice)."""
        if find_spec("piper") is None:
            return "voice_not_installed"
        return None if self._models() else "voice_model_missing"

    def languages(self) -> Set[str]:
        """Return the languages of the voices in the folder."""
        return self._models().keys() if find_spec("piper") else set()

    def unreadable_scripts(self, language: str) -> Set[str]:  # noqa: ARG002 - as the protocol asks
        """Return no script: a model has learned that of its language."""
        return frozenset()

    def speak(self, text: str, language: str, manner: Manner) -> Speech:
        """Synthesise the words; see `Voice`.

        Raises:
            DependencyError: voice_not_installed, voice_damaged, voice_failed.
        """
        from piper import SynthesisConfig

        logging.getLogger("piper").setLevel(logging.INFO)  # its debug lines hold the words
        voice = self._load(self._models()[language])
        config = SynthesisConfig(
            length_scale=voice.config.length_scale * manner.pitch / manner.pace
        )
        try:
            chunks = list(
                voice.synthesize(_with_phonemes(text), syn_config=config, include_alignments=True)
            )
        except Exception as exc:  # whatever onnxruntime and the phonemizers raise
            raise DependencyError("voice_failed", voice=self.name) from exc
        rate = voice.config.sample_rate
        if not chunks:
            return Speech(samples=np.zeros(0, np.float32), sample_rate=rate, phones=())
        samples: Float32 = np.concatenate([chunk.audio_float_array for chunk in chunks])
        sound = Speech(
            samples=normalize_loudness(samples.astype(np.float32), rate),
            sample_rate=rate,
            phones=_phones(chunks),
        )
        sound = reshape(sound, pitch=manner.pitch, formants=manner.formants)
        if sound.phones is not None:
            return sound
        known = match_language(language, self._phones.languages())
        if known is None:
            return sound
        return force_align(self._phones.speak(text, known, Manner()), sound)

    def _models(self) -> dict[str, Path]:
        """Map languages to model files."""
        models: dict[str, Path] = {}
        for path in sorted(self._folder.glob(f"{self._only or '*'}.onnx")):
            language = _language_of(path.with_name(path.name + ".json"))
            if language is not None:
                models.setdefault(language, path)
        return models

    def _load(self, path: Path) -> PiperVoice:
        if path not in self._loaded:
            from piper import PiperVoice

            expected = _added(path.with_suffix("")).get("sha256")
            if expected is not None and sha256_of(path) != expected:
                raise DependencyError("voice_damaged", voice=self.name)

            try:
                self._loaded[path] = PiperVoice.load(path)
            except Exception as exc:  # third-party files: onnxruntime and json raise anything
                raise DependencyError("voice_failed", voice=self.name) from exc
        return self._loaded[path]


def piper_voices(folder: Path, phones: Espeak) -> Iterator[Piper]:
    """Yield the one that takes the first voice of a language, then each voice of the folder."""
    yield Piper(folder=folder, phones=phones)
    for path in sorted(folder.glob("*.onnx")):
        yield Piper(folder=folder, phones=phones, only=path.stem)


def _added(voice: Path) -> Mapping[str, object]:
    """Return what `voices add` noted of a voice; empty for one that came otherwise."""
    try:
        noted = json.loads(voice.with_name(voice.name + LICENCE_SUFFIX).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return noted if isinstance(noted, dict) else {}


def _with_phonemes(text: str) -> str:
    """Write pronunciations as Piper reads them: `[[IPA]]`, as espeak writes it."""
    return "".join(
        f"[[{part.ipa}]]" if isinstance(part, Pronounced) else part
        for part in split_pronounced(text)
    )


def _language_of(description: Path) -> str | None:
    """Return the language in a voice's description, such as `en-us`.

    None when it cannot be read.
    """
    try:
        content = json.loads(description.read_text(encoding="utf-8"))
        return str(content["language"]["code"]).replace("_", "-").lower()
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _phones(chunks: Iterable[AudioChunk]) -> tuple[Phone, ...] | None:
    """Return the phones of all sentences; None when one of them has no alignment."""
    phones: list[Phone] = []
    offset = 0.0
    for chunk in chunks:
        if not chunk.phoneme_alignments:
            return None
        for symbol, start, end in _folded_phones(chunk):
            bare = symbol.lstrip("ˈˌ")
            stress = 2 if "ˈ" in symbol else int("ˌ" in symbol)
            phones.append(
                Phone(symbol=bare, start=offset + start, end=offset + end, stress=stress)
            )
        offset += len(chunk.audio_float_array) / chunk.sample_rate
    return tuple(phones)


def _folded_phones(chunk: AudioChunk) -> Iterator[tuple[str, float, float]]:
    """Yield phones: stress joined to the next character, length, diacritics and gaps to the last.

    Each is a symbol (empty for silence), start and end in seconds from the start of the chunk.
    """
    pending: tuple[str, float, float] | None = None
    prefix, since, now = "", None, 0.0
    for alignment in chunk.phoneme_alignments or ():
        start, now = now, now + int(alignment.num_samples) / chunk.sample_rate
        character = alignment.phoneme
        silent = character in _NOT_SPOKEN
        if character in "ˈˌ":
            prefix, since = character, start if since is None else since
        elif pending and (
            _is_modifier(character) or (silent and now - start < _MIN_PAUSE_SECONDS)
        ):
            pending = (pending[0] + ("" if silent else character), pending[1], now)
        else:
            if pending:
                yield pending
            symbol = "" if silent else prefix + character
            pending = (symbol, start if since is None else since, now)
            prefix, since = "", None
    if pending:
        yield pending


def _is_modifier(character: str) -> bool:
    return character in _MODIFIERS or bool(unicodedata.combining(character))
