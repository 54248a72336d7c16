"""Lips of a speech: from its phones when they are known, else from its sound."""

from __future__ import annotations

from talking_photo.core.lipsync.coarticulation import apply_constraints, blend_visemes
from talking_photo.core.lipsync.recording import recognise
from talking_photo.core.lipsync.speaking_style import speaking_style
from talking_photo.core.lipsync.vocal_effort import vocal_effort
from talking_photo.core.model import FPS, MouthTrack, Speech


def lips(speech: Speech) -> MouthTrack:
    """Return the lip track of a speech, with `frame_count(speech)` rows.

    Raises:
        SettingsError: weights_damaged.
    """
    frames = frame_count(speech)
    if speech.phones is None:
        curves, phones = recognise(speech)
    else:
        curves, phones = blend_visemes(speech.phones, frames / FPS), speech.phones
    effort = vocal_effort(speech, frames) * speaking_style(speech, phones)
    return apply_constraints(curves, phones, effort)


def frame_count(speech: Speech) -> int:
    """Return the number of frames that cover the whole sound, in exact integer arithmetic."""
    return -(-len(speech.samples) * FPS // speech.sample_rate)
