"""The join of separately spoken segments to one speech."""

from __future__ import annotations

import math
import os
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import BinaryIO, TypeVar

import numpy as np

from talking_photo.core.errors import RequestError
from talking_photo.core.model import Float32, Mood, Phone, Script, Speech, Turn, Word

_LEAD_IN_SECONDS, _TAIL_SECONDS = 0.15, 0.35
"""Seconds of silence around everything, so that a video neither starts nor ends in the middle of a
movement."""
_SENTENCE_GAP_SECONDS, _SEGMENT_GAP_SECONDS = 0.3, 0.08
"""Seconds between two segments, after the end of a sentence and inside one."""
_MAX_PEAK = 0.97
_Timed = TypeVar("_Timed", Phone, Word)


class Sounds:
    """The sound of segments, outside of the memory when it is longer than a minute or two."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._places: dict[int, tuple[int, int]] = {}

    def put(self, segment: int, samples: Float32) -> None:
        """Keep the sound of a segment, in place of an earlier one."""
        contents = samples.astype(np.float32, copy=False).tobytes()
        self._places[segment] = self._file.seek(0, os.SEEK_END), len(contents)
        self._file.write(contents)

    def get(self, segment: int) -> Float32:
        """Return the sound of a segment."""
        place, size = self._places[segment]
        self._file.seek(place)
        return np.frombuffer(self._file.read(size), np.float32)


def join_segments(script: Script, results: Sequence[Speech | None], sounds: Sounds) -> Speech:
    """Join the segments' results to one speech, with the silences and moods of the script.

    Raises:
        RequestError: text_unspeakable.
    """
    rate = next((one.sample_rate for one in results if one), None)
    if rate is None:
        raise RequestError("text_unspeakable")
    samples = array("f")
    phones: list[Phone] | None = []
    words: list[Word] = []
    moods: list[Mood] = []
    turns: list[Turn] = []
    before = _LEAD_IN_SECONDS
    for index, (segment, result) in enumerate(zip(script.segments, results, strict=True)):
        _append_silence(samples, before + segment.pause, rate)
        before = 0.0
        start = len(samples) / rate
        if turned := bool(segment.face and (not turns or turns[-1].face != segment.face)):
            turns.append(Turn(start=start if turns else 0.0, face=segment.face or 0))
        mood = Mood(
            start=start if moods else 0.0,
            expression=segment.expression,
            strength=segment.strength,
        )
        if turned or not moods or replace(moods[-1], start=mood.start) != mood:
            moods.append(mood)
        if result is None:
            continue
        said = _at_rate(replace(result, samples=sounds.get(index)), rate).samples
        samples.frombytes((said * np.float32(segment.gain)).tobytes())
        words += [shifted(word, start) for word in result.words]
        if result.phones is None:
            phones = None
        elif phones is not None:
            phones += [shifted(phone, start) for phone in result.phones]
        before = (
            _SENTENCE_GAP_SECONDS
            if segment.text.rstrip()[-1] in ".!?…。！？"
            else _SEGMENT_GAP_SECONDS
        )
    end = len(samples) / rate
    _append_silence(samples, _TAIL_SECONDS, rate)
    sound = np.frombuffer(samples, np.float32)
    loudest = max(sound.max(), -sound.min())
    if loudest > _MAX_PEAK:
        sound *= np.float32(_MAX_PEAK / loudest)
    return Speech(
        samples=sound,
        sample_rate=rate,
        phones=None if phones is None else tuple(_with_silences(phones, end + _TAIL_SECONDS)),
        words=tuple(words),
        moods=tuple(moods),
        turns=tuple(turns),
    )


def _at_rate(speech: Speech, rate: int) -> Speech:
    """Resample a speech, where voices of several rates speak."""
    if speech.sample_rate == rate:
        return speech
    from scipy.signal import resample_poly

    common = math.gcd(rate, speech.sample_rate)
    samples = resample_poly(speech.samples, rate // common, speech.sample_rate // common)
    return replace(speech, samples=samples.astype(np.float32), sample_rate=rate)


def _append_silence(samples: array[float], seconds: float, rate: int) -> None:
    samples.frombytes(bytes(samples.itemsize * round(seconds * rate)))


def shifted(thing: _Timed, seconds: float) -> _Timed:
    """Return a phone or a word so many seconds later."""
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
