"""Blinks and gaze of a person who talks to the viewer."""

from __future__ import annotations

import numpy as np

from talking_photo.core.face.topology import (
    LEFT_EYE_UPPER,
    LEFT_IRIS,
    RIGHT_EYE_UPPER,
    RIGHT_IRIS,
)
from talking_photo.core.lipsync.accents import Pause
from talking_photo.core.model import FPS, Float32, Portrait

_LID_SECONDS = np.array([0, 0.04, 0.08, 0.11, 0.16, 0.21, 0.26, 0.31])
_LID_CLOSURE = np.array([0, 0.45, 1.0, 1.0, 0.72, 0.34, 0.10, 0])
_CLOSED_AFTER = 0.095
"""Seconds from a blink's start to its full closure, which is placed on a frame: otherwise some
blinks would not close. A lid falls in about 80 ms and rises in about 200 (F. VanderWerf et al.,
"Eyelid movements", J Neurophysiol 89, 2003)."""

_BLINK_INTERVAL_SECONDS = 2.0, 4.8
"""Seconds between blinks while talking (A. Bentivoglio et al., "Analysis of blink rate patterns",
Mov Disord 12, 1997)."""

_GLANCE_CM, _DRIFT_CM = np.array([0.21, 0.10]), np.array([0.05, 0.03])
"""Largest movement of the iris, cm sideways and up, in a glance away from the viewer and while
looking at the viewer, whose two eyes and mouth are looked at in turn."""
_GLANCE_SECONDS, _CONTACT_SECONDS = (0.4, 1.3), (0.7, 2.2)
"""Shortest and longest glance away, and look at the viewer."""
_GLANCE_PROBABILITY = 0.45
"""Probability that a glance away follows a look at the viewer."""
_WITH_BLINK_SECONDS = 0.3
"""Distance within which a saccade moves into a blink: many saccades are hidden in one (C. Evinger
et al., "Not looking while leaping", Exp Brain Res 100, 1994)."""
_VOR_GAIN_CM = 0.85
"""cm of iris movement per radian of head rotation (the vestibulo-ocular reflex): seven tenths of
an eyeball's radius, because the eyes compensate most of the rotation."""
_MAX_GAZE_CM = np.array([0.27, 0.15])
"""What the movement of the irises approaches and never exceeds, sideways and up."""
_SIDELONG_CM = 0.2
"""Offset from the viewer from which a photo's gaze counts as sidelong."""
_EYEBALL_CM, _MAX_IRIS_OFFSET_CM = 1.2, 0.4
"""An eyeball's radius, and the offset of the iris in the eye that the mesh approaches on turned
heads whose eyes stay with the viewer."""
_COMES_TO_VIEWER, _MAX_CORRECTION_CM = 0.8, 0.2
"""Share of a sidelong gaze that is corrected, and the most, cm."""
_CORRECTED_AFTER_SECONDS = 0.5
"""Seconds after which a sidelong gaze comes to the viewer, with the next saccade."""
_LID_PER_GAZE = 0.75
"""How much lids open per cm that the gaze rises, over their opening."""
_OPENS_BY = 0.22
"""Share of an eye's opening by which `eye_wide` at 1 raises the lid."""
_LID_LIMITS = -0.22, 0.10
"""Largest change of the lids between blinks, down and up, over their opening."""
_LID_STEP = 0.06
"""Lids stand still until they are off by this much, over their opening: they move with saccades,
and each movement is drawn anew."""

_FIRST_BLINK_SECONDS = 0.6, 1.8
"""Earliest and latest first blink."""
_PAUSE_REACH_SECONDS = 0.6
"""Distance within which a blink moves to the start of a pause."""
_DOUBLE_BLINK_SHARE, _DOUBLE_BLINK_SECONDS = 0.08, 0.45
"""Probability of a second blink right after one, and the time between the two."""
_SACCADE_FIRST_FRAME = 0.6
"""Share of a saccade in its first frame."""
_BLINK_START = 0.2
"""Closure of the lids within a frame from which it is a blink."""


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


def gaze(
    turns: Float32,
    blinks: Float32,
    pauses: tuple[Pause, ...],
    sidelong: Float32,
    rng: np.random.Generator,
) -> Float32:
    """Return the movement of the irises (cm; right, up), shape (frames, 2): saccades plus VOR.

    Args:
        turns: Yaw, pitch and roll in radians, shape (frames, 3).
        blinks: Closure of the lids, shape (frames,).
        pauses: Of the speech; people look away when they think.
        sidelong: How far the photo's gaze is off the viewer, as `sidelong_gaze` returns it.
        rng: Source of randomness.
    """
    frames = len(turns)
    movement = np.zeros((frames, 2), np.float32)
    starts = np.flatnonzero(np.diff(blinks, prepend=0) > _BLINK_START)
    home = np.zeros(2)
    target = home
    start, glancing = 0, False
    while start < frames:
        seconds = rng.uniform(*(_GLANCE_SECONDS if glancing else _CONTACT_SECONDS))
        end = start + max(2, round(float(seconds) * FPS))
        near = starts[np.abs(starts - end) < _WITH_BLINK_SECONDS * FPS]
        if len(near) and near[0] > start:
            end = int(near[0]) + 1
        movement[start:end] = target
        if start:  # a saccade takes a frame and a half
            first = _SACCADE_FIRST_FRAME
            movement[start] = first * target + (1 - first) * movement[start - 1]
        start = end
        thinking = any(pause.start <= start / FPS < pause.end for pause in pauses)
        looks_away = rng.random() < _GLANCE_PROBABILITY * (1.5 if thinking else 1.0)
        glancing = looks_away and not glancing
        if start >= _CORRECTED_AFTER_SECONDS * FPS:
            home = -sidelong.astype(np.float64)
        reach = _GLANCE_CM if glancing else _DRIFT_CM
        target = home + rng.uniform(-1, 1, 2) * reach
    movement[:, 0] -= _VOR_GAIN_CM * turns[:, 0]
    movement[:, 1] += _VOR_GAIN_CM * turns[:, 1]
    return (_MAX_GAZE_CM * np.tanh(movement / _MAX_GAZE_CM)).astype(np.float32)


def sidelong_gaze(portrait: Portrait) -> Float32:
    """Return by how much of a photo's gaze off the viewer the irises move back, cm, shape (2,).

    To the right and up; 0 where it looks at the viewer already, about.
    """
    pose = portrait.pose
    seen = portrait.landmarks * np.array([1, -1, -1], np.float32)
    points = (seen - pose.translation) @ pose.rotation / pose.scale
    offsets = [
        points[iris[0], 0] - points[[upper[0], upper[-1]], 0].mean()
        for iris, upper in ((LEFT_IRIS, LEFT_EYE_UPPER), (RIGHT_IRIS, RIGHT_EYE_UPPER))
    ]
    turned = _EYEBALL_CM * np.sin(pose.yaw) / _MAX_IRIS_OFFSET_CM
    off = float(np.mean(offsets)) + _MAX_IRIS_OFFSET_CM * np.tanh(turned)
    if abs(off) < _SIDELONG_CM:
        return np.zeros(2, np.float32)
    correction = np.clip(_COMES_TO_VIEWER * off, -_MAX_CORRECTION_CM, _MAX_CORRECTION_CM)
    return np.array([correction, 0], np.float32)


def lids(gaze_y: Float32, opening: Float32) -> tuple[Float32, Float32]:
    """Return how far the lids are closed and how far they are wide, 0..1, both (frames,).

    Lids follow the gaze up and down.

    Args:
        gaze_y: Movement of the irises up, cm.
        opening: Opening over its median, less 1, as a real speaker's.
    """
    change = np.clip(_LID_PER_GAZE * gaze_y + opening, *_LID_LIMITS)
    held = np.empty(len(change))
    stand = 0.0
    for frame, wanted in enumerate(change):
        if abs(wanted - stand) > _LID_STEP:
            stand = float(wanted) if abs(wanted) > _LID_STEP / 2 else 0.0
        held[frame] = stand
    held = (held + np.concatenate([held[:1], held[:-1]])) / 2  # a movement takes two frames
    closed, wide = np.maximum(-held, 0), np.maximum(held, 0) / _OPENS_BY
    return closed.astype(np.float32), np.minimum(wide, 1).astype(np.float32)
