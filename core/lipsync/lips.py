"""The lips of a speech: from its phones when they are known, else from its sound."""

from __future__ import annotations

from core.lipsync.coarticulation import move_lips
from core.lipsync.recording import move_lips_by_ear
from core.model import FPS, MouthTrack, Speech


def lips(speech: Speech) -> MouthTrack:
    """Move the lips to a speech; the track has `frame_count(speech)` rows."""
    if speech.phones is None:
        return move_lips_by_ear(speech, frame_count(speech))
    return move_lips(speech.phones, frame_count(speech))


def frame_count(speech: Speech) -> int:
    """Frames that show the whole sound: its length in frames, rounded up, without the rounding of floats."""
    return -(-len(speech.samples) * FPS // speech.sample_rate)
