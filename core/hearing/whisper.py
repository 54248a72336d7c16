"""Speech recogniser Whisper; optional: needs the extra `whisper` and `voices add whisper`."""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from talking_photo.core.errors import DependencyError
from talking_photo.core.hearing.features import resample_to_16k
from talking_photo.core.hearing.ports import Recogniser
from talking_photo.core.model import Speech, Word

if TYPE_CHECKING:
    from faster_whisper import WhisperModel

_BEAM = 3
_MODEL = "model.bin"
_MOST_SILENCE = 0.6
"""Probability of no speech from which on a segment is taken for invented words."""


class Whisper:
    """Recognises some 100 languages; the model is freed after each recording."""

    name = "whisper"

    def __init__(self, folder: Path) -> None:
        """Take the folder with the model in the form of CTranslate2."""
        self._folder = folder

    def words(self, speech: Speech) -> tuple[Word, ...]:
        """Return the words with their times; see `Recogniser`.

        The language is detected. The times are rough: align the words for better ones.

        Raises:
            DependencyError: recogniser_failed.
        """
        sound = resample_to_16k(speech.samples, speech.sample_rate)
        try:
            segments, _ = _model(self._folder).transcribe(
                sound,
                beam_size=_BEAM,
                word_timestamps=True,
                condition_on_previous_text=False,  # else one mistake is repeated to the end
            )
            return tuple(
                Word(text=word.word.strip(), start=float(word.start), end=float(word.end))
                for segment in segments
                if segment.no_speech_prob < _MOST_SILENCE
                for word in segment.words or ()
                if word.word.strip()
            )
        except Exception as exc:  # whatever CTranslate2 and the tokenizer raise
            raise DependencyError("recogniser_failed", recogniser=self.name) from exc
        finally:
            _model.cache_clear()  # its memory is needed for the frames


def whisper_in(folder: Path) -> Recogniser | None:
    """Return the recogniser; None without the package or without a model in the folder."""
    there = find_spec("faster_whisper") is not None and (folder / _MODEL).is_file()
    return Whisper(folder) if there else None


@lru_cache(maxsize=1)
def _model(folder: Path) -> WhisperModel:
    from faster_whisper import WhisperModel

    return WhisperModel(
        str(folder), device="cpu", compute_type="int8", cpu_threads=1, local_files_only=True
    )
