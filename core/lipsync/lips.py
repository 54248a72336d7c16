"""Lips of a speech: from its phones when they are known, else from its sound."""

from __future__ import annotations

from talking_photo.core.lipsync.coarticulation import lips_from_phones
from talking_photo.core.lipsync.recording import lips_from_audio
from talking_photo.core.lipsync.vocal_effort import vocal_effort
from talking_photo.core.model import FPS, MOUTH, MouthTrack, Speech

_OPENING = [MOUTH.index(name) for name in ("jaw", "upper_up", "lower_down")]


def lips(speech: Speech) -> MouthTrack:
    """Return the lip track of a speech, with `frame_count(speech)` rows.

    Raises:
        SettingsError: weights_damaged.
    """
    frames = frame_count(speech)
    if speech.phones is None:
        track = lips_from_audio(speech, frames)
    else:
        track = lips_from_phones(speech.phones, frames)
    values = track.values.copy()
    values[:, _OPENING] *= vocal_effort(speech, frames)[:, None]
    return MouthTrack(values=values)


def frame_count(speech: Speech) -> int:
    """Return the number of frames that cover the whole sound, in exact integer arithmetic."""
    return -(-len(speech.samples) * FPS // speech.sample_rate)
