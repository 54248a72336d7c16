"""Piper's neural voices, for those who have installed the package and put a voice into the folder."""

from __future__ import annotations

import json
import logging
import unicodedata
from collections.abc import Iterable, Iterator, Set
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from talking_photo.core.errors import DependencyError
from talking_photo.core.model import Float32, Phone, Speech
from talking_photo.core.speech.aligned import aligned
from talking_photo.core.speech.espeak import Espeak
from talking_photo.core.speech.languages import match
from talking_photo.core.speech.level import at_speech_level
from talking_photo.core.speech.ports import Manner

if TYPE_CHECKING:
    from piper import AudioChunk, PiperVoice

_NOT_SPOKEN = frozenset(" ^$_.,;:!?¡¿—…\"'()[]«»“”-")
_SHORTEST_PAUSE = 0.06
"""Seconds; a shorter rest belongs to the sound before it, as the model's word gaps do."""
_LENGTHENS = frozenset("ːˑʰʲʷ͡")


class Piper:
    """Says the words with the first voice of the folder (by name) that speaks the language.

    A voice is a pair of files, NAME.onnx and NAME.onnx.json. Voices patched with
    `python -m piper.patch_voice_with_alignment` tell the time of each phone; for others the phones of espeak are found in
    the sound (`talking_photo.core.speech.aligned`). Pitch, variant and whisper do not exist. A loaded voice stays in memory.
    """

    name = "piper"

    def __init__(self, *, folder: Path, phones: Espeak) -> None:
        self._folder = folder
        self._phones = phones
        self._loaded: dict[Path, PiperVoice] = {}

    def availability(self) -> str | None:
        """None, voice_not_installed (no package) or voice_model_missing (no voice in the folder)."""
        if find_spec("piper") is None:
            return "voice_not_installed"
        return None if self._models() else "voice_model_missing"

    def languages(self) -> Set[str]:
        """The languages of the voices in the folder."""
        return self._models().keys() if find_spec("piper") else set()

    def speak(self, text: str, language: str, manner: Manner) -> Speech:
        """Say the words; see `talking_photo.core.speech.ports.Voice`.

        Raises:
            DependencyError: voice_not_installed, voice_failed.
        """
        from piper import SynthesisConfig

        logging.getLogger("piper").setLevel(logging.INFO)  # its debug lines hold the words
        voice = self._load(self._models()[language])
        config = SynthesisConfig(length_scale=voice.config.length_scale / manner.pace)
        try:
            chunks = list(voice.synthesize(text, syn_config=config, include_alignments=True))
        except Exception as exc:  # whatever onnxruntime and the phonemizers raise
            raise DependencyError("voice_failed", voice=self.name) from exc
        rate = voice.config.sample_rate
        if not chunks:
            return Speech(samples=np.zeros(0, np.float32), sample_rate=rate, phones=())
        samples: Float32 = np.concatenate([chunk.audio_float_array for chunk in chunks])
        sound = Speech(
            samples=at_speech_level(samples.astype(np.float32), rate),
            sample_rate=rate,
            phones=_phones(chunks),
        )
        if sound.phones is not None:
            return sound
        known = match(language, self._phones.languages())
        if known is None:
            return sound
        return aligned(self._phones.speak(text, known, Manner()), sound)

    def _models(self) -> dict[str, Path]:
        """Language to model file."""
        models: dict[str, Path] = {}
        for path in sorted(self._folder.glob("*.onnx")):
            language = _language_of(path.with_name(path.name + ".json"))
            if language is not None:
                models.setdefault(language, path)
        return models

    def _load(self, path: Path) -> PiperVoice:
        if path not in self._loaded:
            from piper import PiperVoice

            try:
                self._loaded[path] = PiperVoice.load(path)
            except Exception as exc:  # a foreign file: onnxruntime and json raise what they like
                raise DependencyError("voice_failed", voice=self.name) from exc
        return self._loaded[path]


def _language_of(description: Path) -> str | None:
    """The language that a voice's description names, such as `en-us`; None when it cannot be read."""
    try:
        content = json.loads(description.read_text(encoding="utf-8"))
        return str(content["language"]["code"]).replace("_", "-").lower()
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _phones(chunks: Iterable[AudioChunk]) -> tuple[Phone, ...] | None:
    """The phones of all sentences; None when one of them does not tell."""
    phones: list[Phone] = []
    offset = 0.0
    for chunk in chunks:
        if not chunk.phoneme_alignments:
            return None
        for symbol, start, end in _sounds(chunk):
            bare = symbol.lstrip("ˈˌ")
            stress = 2 if "ˈ" in symbol else int("ˌ" in symbol)
            phones.append(
                Phone(symbol=bare, start=offset + start, end=offset + end, stress=stress)
            )
        offset += len(chunk.audio_float_array) / chunk.sample_rate
    return tuple(phones)


def _sounds(chunk: AudioChunk) -> Iterator[tuple[str, float, float]]:
    """Piper's single characters, folded: stress into the next, length and diacritics into the last, short gaps too.

    Yields symbol (empty for silence), start and end in seconds from the start of the chunk.
    """
    held: tuple[str, float, float] | None = None
    prefix, since, now = "", None, 0.0
    for alignment in chunk.phoneme_alignments or ():
        start, now = now, now + int(alignment.num_samples) / chunk.sample_rate
        character = alignment.phoneme
        silent = character in _NOT_SPOKEN
        if character in "ˈˌ":
            prefix, since = character, start if since is None else since
        elif held and (_extends(character) or (silent and now - start < _SHORTEST_PAUSE)):
            held = (held[0] + ("" if silent else character), held[1], now)
        else:
            if held:
                yield held
            symbol = "" if silent else prefix + character
            held = (symbol, start if since is None else since, now)
            prefix, since = "", None
    if held:
        yield held


def _extends(character: str) -> bool:
    return character in _LENGTHENS or bool(unicodedata.combining(character))
