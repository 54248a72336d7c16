"""Speech recogniser Vosk; optional: needs the package and a folder with a model."""

from __future__ import annotations

import json
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from talking_photo.core.errors import DependencyError
from talking_photo.core.hearing.features import RATE, resample_to_16k
from talking_photo.core.hearing.ports import Recogniser
from talking_photo.core.model import Speech, Word

if TYPE_CHECKING:
    from vosk import Model

_BYTES_PER_CALL = 2 * RATE
"""Bytes passed at once: a second of 16-bit samples."""


class Vosk:
    """Recognises the language of its model; a loaded model stays in memory."""

    name = "vosk"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def words(self, speech: Speech) -> tuple[Word, ...]:
        """Return the words with their times; see `Recogniser`.

        Raises:
            DependencyError: recogniser_failed.
        """
        sound = np.clip(resample_to_16k(speech.samples, speech.sample_rate), -1, 1)
        data = (sound * 32767).astype("<i2").tobytes()
        try:
            from vosk import KaldiRecognizer

            recogniser = KaldiRecognizer(self._model, RATE)
            recogniser.SetWords(True)
            answers = [
                recogniser.Result()
                for start in range(0, len(data), _BYTES_PER_CALL)
                if recogniser.AcceptWaveform(data[start : start + _BYTES_PER_CALL])
            ]
            answers.append(recogniser.FinalResult())
        except Exception as exc:  # it raises plain Exceptions
            raise DependencyError("recogniser_failed", recogniser=self.name) from exc
        return tuple(word for answer in answers for word in read_words(answer))

    @cached_property
    def _model(self) -> Model:
        from vosk import Model, SetLogLevel

        SetLogLevel(-1)  # its log holds the words
        return Model(str(self._folder))


def vosk_in(folder: Path | None) -> Recogniser | None:
    """Return the recogniser; None when no folder is configured or the package is not installed."""
    return Vosk(folder) if folder is not None and find_spec("vosk") is not None else None


def read_words(answer: str) -> tuple[Word, ...]:
    """Parse the words of one result, a JSON object; without `result` nothing was recognised."""
    found = json.loads(answer).get("result", ())
    return tuple(Word(text=one["word"], start=one["start"], end=one["end"]) for one in found)
