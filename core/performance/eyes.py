"""Blinks and gaze, as people have them when they talk to someone."""

from __future__ import annotations

import numpy as np

from talking_photo.core.lipsync.accents import Pause
from talking_photo.core.model import FPS, Float32

_LID_SECONDS = np.array([0, 0.04, 0.08, 0.11, 0.16, 0.21, 0.26, 0.31])
_LID_SHUT = np.array([0, 0.45, 1.0, 1.0, 0.72, 0.34, 0.10, 0])
_SHUT_AT = 0.095
"""Seconds into a blink that fall on a frame, or some blinks would not close. A lid falls in about 80 ms and rises in about 200 (F. VanderWerf et al., "Eyelid movements", J Neurophysiol 89, 2003)."""

_EVERY = 2.0, 4.8
"""Seconds between blinks while talking (A. Bentivoglio et al., "Analysis of blink rate patterns", Mov Disord 12, 1997)."""

_DART = 0.13, 0.06
"""How far the iris darts sideways and up, cm, at most."""
_STAY = 0.6, 1.9
"""Seconds for which a gaze stays."""
_EYEBALL = 0.6
"""cm of iris shift for a radian of head turn that the eyes hold back: half of an eyeball's radius, for they hold back half."""


def blinks(frames: int, pauses: tuple[Pause, ...], dice: np.random.Generator) -> Float32:
    """How far the lids are shut, 0..1, shape (frames,). People like to blink when they pause."""
    times = np.arange(frames) / FPS
    shut = np.zeros(frames, np.float32)
    at = float(dice.uniform(0.6, 1.8))
    last = (frames - 1) / FPS - _LID_SECONDS[-1]  # the eyes are open again when the clip ends
    while at < last:
        near = [pause.start for pause in pauses if abs(pause.start - at) < 0.6]
        if near:
            at = min(max(near[0], 0.3), last)
        start = int((at + _SHUT_AT) * FPS) / FPS - _SHUT_AT
        shut = np.maximum(shut, np.interp(times - start, _LID_SECONDS, _LID_SHUT))
        twice = dice.random() < 0.08
        at += 0.45 if twice else float(dice.uniform(*_EVERY))
    return shut.astype(np.float32)


def gaze(frames: int, turns: Float32, dice: np.random.Generator) -> Float32:
    """Shift of the irises (cm; right, up), shape (frames, 2): small darts, and holding on to the viewer as the head turns.

    `turns` are yaw, pitch and roll in radians, shape (frames, 3).
    """
    look = np.zeros((frames, 2), np.float32)
    start = 0
    place = np.zeros(2)
    while start < frames:
        end = start + max(2, round(float(dice.uniform(*_STAY)) * FPS))
        look[start:end] = place
        if start:  # a dart takes a frame and a half
            look[start] = 0.6 * place + 0.4 * look[start - 1]
        start = end
        # every other dart comes home: one talks to somebody
        home = dice.random() < 0.5
        place = np.zeros(2) if home else dice.uniform(-1, 1, 2) * _DART
    look[:, 0] -= _EYEBALL * turns[:, 0]
    look[:, 1] += _EYEBALL * turns[:, 1]
    return look
