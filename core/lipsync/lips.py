"""The lips of a speech: from its phones when they are known, else from its sound."""

from __future__ import annotations

from talking_photo.core.lipsync.coarticulation import move_lips
from talking_photo.core.lipsync.effort import effort
from talking_photo.core.lipsync.recording import move_lips_by_ear
from talking_photo.core.model import FPS, MOUTH, MouthTrack, Speech

_OPENING = [MOUTH.index(name) for name in ("jaw", "upper_up", "lower_down")]


def lips(speech: Speech) -> MouthTrack:
    """Move the lips to a speech; the track has `frame_count(speech)` rows.

    Raises:
        RenderError: weights_damaged.
    """
    frames = frame_count(speech)
    if speech.phones is None:
        track = move_lips_by_ear(speech, frames)
    else:
        track = move_lips(speech.phones, frames)
    values = track.values.copy()
    values[:, _OPENING] *= effort(speech, frames)[:, None]
    return MouthTrack(values=values)


def frame_count(speech: Speech) -> int:
    """Frames that show the whole sound: its length in frames, rounded up, without the rounding of floats."""
    return -(-len(speech.samples) * FPS // speech.sample_rate)
