"""Dialogues: the part of the speech that each face says, and where the listeners look."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
from scipy.ndimage import gaussian_filter1d

from talking_photo.core.model import FPS, Float32, Mood, Portrait, Speech, Turn

_FADE_SECONDS = 0.01
"""Seconds at the ends of a turn over which its sound is faded."""
_TURN_TO_SPEAKER_SIGMA = 0.22
"""Standard deviation in seconds of a listener's turn to the next speaker."""


def speech_of_face(speech: Speech, face: int) -> Speech:
    """Return what one face says, silent while others speak.

    All of the speech when it is no dialogue.
    """
    if not speech.turns:
        return speech
    spans = [(start, end) for start, end, speaker in _turn_spans(speech) if speaker == face]
    times = np.arange(len(speech.samples)) / speech.sample_rate
    gate = np.zeros(len(times), np.float32)
    for start, end in spans:
        gate = np.maximum(
            gate, np.clip(np.minimum(times - start, end - times) / _FADE_SECONDS, 0, 1)
        )
    phones = speech.phones
    if phones is not None:
        phones = tuple(p for p in phones if any(a - 1e-6 <= p.start < b for a, b in spans))
    return replace(
        speech, samples=speech.samples * gate, phones=phones, moods=_moods_of(speech, face)
    )


def listener_gaze(
    speech: Speech, portraits: tuple[Portrait, ...], face: int, frames: int
) -> Float32:
    """Return where a listener looks, shape (frames,): 0 at the viewer, -1 or 1 at a speaker.

    -1 is to the left in the image, 1 to the right.
    """
    look = np.zeros(frames, np.float32)
    places = {portrait.number: float(portrait.landmarks[4, 0]) for portrait in portraits}
    for start, end, speaker in _turn_spans(speech):
        if speaker in places and speaker != face:
            look[int(start * FPS) : int(end * FPS)] = np.sign(places[speaker] - places[face])
    return gaussian_filter1d(look, _TURN_TO_SPEAKER_SIGMA * FPS, mode="nearest").astype(np.float32)


def _turn_spans(speech: Speech) -> list[tuple[float, float, int]]:
    """Return start, end (seconds) and speaker of each turn."""
    ends = [*speech.turns, Turn(start=speech.seconds, face=0)]
    return [(turn.start, after.start, turn.face) for turn, after in pairwise(ends)]


def _moods_of(speech: Speech, face: int) -> tuple[Mood, ...]:
    """Return the moods of one face; it keeps its last one while it listens."""
    spans = _turn_spans(speech)
    return tuple(
        mood
        for mood in speech.moods
        if any(a - 1e-6 <= mood.start < b for a, b, speaker in spans if speaker == face)
    )
