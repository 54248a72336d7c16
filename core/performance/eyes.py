"""Blinks and gaze of a person who talks to the viewer."""

from __future__ import annotations

import numpy as np

from talking_photo.core.lipsync.accents import Pause
from talking_photo.core.model import FPS, Float32

_LID_SECONDS = np.array([0, 0.04, 0.08, 0.11, 0.16, 0.21, 0.26, 0.31])
_LID_CLOSURE = np.array([0, 0.45, 1.0, 1.0, 0.72, 0.34, 0.10, 0])
_CLOSED_AFTER = 0.095
"""Seconds from a blink's start to its full closure, which is placed on a frame: otherwise some
blinks would not close. A lid falls in about 80 ms and rises in about 200 (F. VanderWerf et al.,
"Eyelid movements", J Neurophysiol 89, 2003)."""

_BLINK_INTERVAL_SECONDS = 2.0, 4.8
"""Seconds between blinks while talking (A. Bentivoglio et al., "Analysis of blink rate patterns",
Mov Disord 12, 1997)."""

_SACCADE_AMPLITUDE_CM = 0.13, 0.06
"""Largest amplitude of a saccade, cm of iris movement sideways and up. Tuned by eye."""
_FIXATION_SECONDS = 0.6, 1.9
"""Shortest and longest fixation. Tuned by eye."""
_VOR_GAIN_CM = 0.6
"""cm of iris movement per radian of head rotation (the vestibulo-ocular reflex): half of an
eyeball's radius, because the eyes compensate half of the rotation."""

_FIRST_BLINK_SECONDS = 0.6, 1.8
"""Earliest and latest first blink."""
_PAUSE_REACH_SECONDS = 0.6
"""Distance within which a blink moves to the start of a pause."""
_DOUBLE_BLINK_SHARE, _DOUBLE_BLINK_SECONDS = 0.08, 0.45
"""Probability of a second blink right after one, and the time between the two."""
_SACCADE_FIRST_FRAME = 0.6
"""Share of a saccade in its first frame."""
_RETURN_PROBABILITY = 0.5
"""Probability that a saccade returns to the viewer."""


def blinks(frames: int, pauses: tuple[Pause, ...], rng: np.random.Generator) -> Float32:
    """Return the closure of the lids, 0..1, shape (frames,). Blinks are more likely at pauses."""
    times = np.arange(frames) / FPS
    closure = np.zeros(frames, np.float32)
    at = float(rng.uniform(*_FIRST_BLINK_SECONDS))
    last = (frames - 1) / FPS - _LID_SECONDS[-1]  # the eyes are open again when the video ends
    while at < last:
        near = [pause.start for pause in pauses if abs(pause.start - at) < _PAUSE_REACH_SECONDS]
        if near:
            at = min(max(near[0], 0.3), last)
        start = int((at + _CLOSED_AFTER) * FPS) / FPS - _CLOSED_AFTER
        closure = np.maximum(closure, np.interp(times - start, _LID_SECONDS, _LID_CLOSURE))
        twice = rng.random() < _DOUBLE_BLINK_SHARE
        at += _DOUBLE_BLINK_SECONDS if twice else float(rng.uniform(*_BLINK_INTERVAL_SECONDS))
    return closure.astype(np.float32)


def gaze(frames: int, turns: Float32, rng: np.random.Generator) -> Float32:
    """Return the movement of the irises (cm; right, up), shape (frames, 2): saccades plus VOR.

    Args:
        frames: Length of the video in frames.
        turns: Yaw, pitch and roll in radians, shape (frames, 3).
        rng: Source of randomness.
    """
    movement = np.zeros((frames, 2), np.float32)
    start = 0
    target = np.zeros(2)
    while start < frames:
        end = start + max(2, round(float(rng.uniform(*_FIXATION_SECONDS)) * FPS))
        movement[start:end] = target
        if start:  # a saccade takes a frame and a half
            first = _SACCADE_FIRST_FRAME
            movement[start] = first * target + (1 - first) * movement[start - 1]
        start = end
        # Every other saccade returns to the centre: the viewer.
        returns = rng.random() < _RETURN_PROBABILITY
        target = np.zeros(2) if returns else rng.uniform(-1, 1, 2) * _SACCADE_AMPLITUDE_CM
    movement[:, 0] -= _VOR_GAIN_CM * turns[:, 0]
    movement[:, 1] += _VOR_GAIN_CM * turns[:, 1]
    return movement
