"""Head, brows and breath: they follow the voice's accents and pauses, and never quite stand still."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter1d

from talking_photo.core.lipsync.accents import Accent, Pause
from talking_photo.core.model import FPS, Float32

Float64 = npt.NDArray[np.float64]

_SWAY = np.radians([1.6, 1.1, 0.65])
"""Standard deviation of yaw, pitch and roll while speaking."""
_SILENT = 0.45
"""Share of the sway in silence."""
_SLOW, _QUICK = (0.75, 1.1), (0.6, 0.35)
"""Share of the sway, and seconds that it takes up and down. Of people who talk freely, as read back from video, the yaw has
half to four fifths of its power above 0.5 Hz."""
_BEAT = np.radians([0.9, 1.9, 0.45])
"""How far a strong accent turns, nods and tilts the head; turn and tilt go to either side."""
_BEAT_SECONDS = 0.13
"""Sigma of a beat."""
_BEATS_APART = 0.55
"""Seconds: beats follow each other no faster."""
_STRONG = 0.5
"""Accents below this strength move no head."""
_EASE = 0.4
"""Seconds in which head and brows leave the photo's pose and come back to it."""
_BREATH = 3.6
"""Seconds of a breath."""


def head_turns(
    frames: int, accents: tuple[Accent, ...], pauses: tuple[Pause, ...], dice: np.random.Generator
) -> Float32:
    """Yaw, pitch and roll away from the photo's pose (radians), shape (frames, 3); starts and ends at rest."""
    times = np.arange(frames) / FPS
    speaking = gaussian_filter1d(1 - _resting(times, pauses), 0.25 * FPS, mode="nearest")
    slow, quick = (share * _noise(frames, seconds, dice) for share, seconds in (_SLOW, _QUICK))
    sway = (slow + quick) * _SWAY
    sway *= (_SILENT + (1 - _SILENT) * speaking)[:, None]
    last = -1.0
    for accent in accents:
        if accent.strength >= _STRONG and accent.time - last >= _BEATS_APART:
            last = accent.time
            turn, nod, tilt = dice.uniform((-1, 0.5, -1), (1, 1.1, 1)) * _BEAT * accent.strength
            bump = np.exp(-(((times - last) / _BEAT_SECONDS) ** 2) / 2)
            sway += np.outer(bump, (turn, nod, tilt))
    for pause in pauses:  # a phrase ends with the chin a little lower
        sway[:, 1] += np.radians(0.9) * np.exp(-(((times - pause.start) / 0.25) ** 2) / 2)
    return (sway * eased(frames)[:, None]).astype(np.float32)


def brow_beats(accents: tuple[Accent, ...], frames: int, dice: np.random.Generator) -> Float32:
    """Raised brows (0..1) on some of the strong accents, shape (frames,)."""
    times = np.arange(frames) / FPS
    beats = np.zeros(frames, np.float32)
    last = -2.0
    for accent in accents:
        if accent.strength >= _STRONG and accent.time - last > 0.9 and dice.random() < 0.45:
            last = accent.time
            beats += 0.3 * accent.strength * np.exp(-(((times - last) / 0.17) ** 2) / 2)
    return (beats * eased(frames)).astype(np.float32)


def breath(frames: int, pauses: tuple[Pause, ...]) -> Float32:
    """How full the lungs are, 0..1, shape (frames,): filled in pauses, spent while speaking."""
    times = np.arange(frames) / FPS
    resting = gaussian_filter1d(_resting(times, pauses), 0.15 * FPS, mode="nearest")
    even = 0.5 - 0.5 * np.cos(2 * np.pi * times / _BREATH)
    full = gaussian_filter1d(0.6 * even + 0.4 * resting, 0.3 * FPS, mode="nearest")
    return np.clip(full - full[0], 0, 1).astype(np.float32)


def eased(frames: int) -> Float64:
    """0 on the first and the last frame, 1 from 0.4 s on between them, shape (frames,)."""
    times = np.arange(frames) / FPS
    t = np.clip(np.minimum(times, times[-1] - times) / _EASE, 0, 1)
    return t * t * (3 - 2 * t)


def _resting(times: Float64, pauses: tuple[Pause, ...]) -> Float64:
    """1 in pauses, 0 in speech."""
    resting = np.zeros(len(times))
    for pause in pauses:
        resting[(times >= pause.start) & (times < pause.end)] = 1
    return resting


def _noise(frames: int, seconds: float, dice: np.random.Generator) -> Float64:
    """Smooth noise of unit strength whose ups and downs take about `seconds`, shape (frames, 3)."""
    sigma = seconds * FPS / 2.5
    pad = int(4 * sigma)
    white = dice.standard_normal((frames + 2 * pad, 3))
    # the filter leaves 1 / (2 sqrt(pi) sigma) of the variance
    smooth = gaussian_filter1d(white, sigma, axis=0) * np.sqrt(2 * np.sqrt(np.pi) * sigma)
    return smooth[pad : pad + frames]
