"""Head, body, brows and breath: they follow prosodic prominence and pauses."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter1d

from talking_photo.core.lipsync.accents import Accent, Pause
from talking_photo.core.model import FPS, Float32

Float64 = npt.NDArray[np.float64]

_NOD_RADIANS = np.radians(1.5)
"""How far the head nods on a strong accent, in addition to the motion of the bank."""
_MAX_RADIANS = np.radians([8.5, 6.0, 5.5])
"""Yaw, pitch and roll that calm motion approaches and never exceeds."""
_MAX_SHIFT_CM = np.array([0.9, 0.55])
"""The same of the body's shift to the side and up."""
_ACCENT_SIGMA_SECONDS = 0.13
"""Standard deviation of the bump on an accent."""
_MIN_ACCENT_INTERVAL = 0.55
"""Least time between two such bumps, seconds."""
_MIN_STRENGTH = 0.5
"""Accents below this strength do not move the head."""
_EASE_SECONDS = 0.6
"""Seconds in which head and brows leave the photo's pose at the start, and return to it at the
end."""
_BROW_REST_PERCENT, _MAX_BROW_RAISE = 40, 0.18
"""Percentile of a speaker's brows that is rest, and the most that they rise above it."""
_SMILE_PER_CM, _MAX_SMILE = 0.8, 0.14
"""Smile per cm that the corners of the mouth rise, and its most."""
_BREATH_SECONDS = 3.6
"""Seconds of a breath."""

_PHRASE_END_PITCH, _PHRASE_END_SIGMA_SECONDS = np.radians(0.9), 0.25
"""How far the chin lowers at the end of a phrase, and the standard deviation of the bump."""
_BROW_INTERVAL_SECONDS, _BROW_PROBABILITY = 0.9, 0.45
"""Least time between two raises of the brows, and the probability of one on a strong accent."""
_BROW_RAISE, _BROW_SIGMA_SECONDS = 0.3, 0.17
"""Raise on the strongest accent, and the standard deviation of its bump."""
_REGULAR_BREATH, _PAUSE_BREATH = 0.6, 0.4
"""Shares of the breath's regular rhythm and of the speaker's pauses."""
_PAUSE_SIGMA_SECONDS, _BREATH_SIGMA_SECONDS = 0.15, 0.3
"""Standard deviations with which pauses, and then the breath, are smoothed."""


def head_turns(
    sway: Float32, accents: tuple[Accent, ...], pauses: tuple[Pause, ...], motion: float
) -> Float32:
    """Return yaw, pitch and roll relative to the photo's pose (radians), shape (frames, 3).

    They start and end at rest.

    Args:
        sway: How a real speaker turned, shape (frames, 3), radians.
        accents: On strong ones the head nods.
        pauses: At their start, the end of a phrase, the chin lowers a little.
        motion: Factor on all of it.
    """
    frames = len(sway)
    times = np.arange(frames) / FPS
    turns = sway.astype(np.float64)
    last = -1.0
    for accent in accents:
        if accent.strength >= _MIN_STRENGTH and accent.time - last >= _MIN_ACCENT_INTERVAL:
            last = accent.time
            bump = np.exp(-(((times - last) / _ACCENT_SIGMA_SECONDS) ** 2) / 2)
            turns[:, 1] += _NOD_RADIANS * accent.strength * bump
    for pause in pauses:
        turns[:, 1] += _PHRASE_END_PITCH * np.exp(
            -(((times - pause.start) / _PHRASE_END_SIGMA_SECONDS) ** 2) / 2
        )
    return _limited(turns, _MAX_RADIANS, motion)


def body_shift(sway: Float32, motion: float) -> Float32:
    """Return how far head and body shift to the right and up (cm), shape (frames, 2)."""
    return _limited(sway, _MAX_SHIFT_CM, motion)


def face_sway(brow: Float32, smile: Float32) -> tuple[Float32, Float32]:
    """Return the raise of the brows and the smile, both 0..1, shape (frames,), of a speaker.

    Args:
        brow: Rise of the brows about their middle, cm.
        smile: Rise of the corners of the mouth about their middle, cm.
    """
    raised = np.clip(brow - np.percentile(brow, _BROW_REST_PERCENT), 0, _MAX_BROW_RAISE)
    relaxed = np.clip(_SMILE_PER_CM * smile, 0, _MAX_SMILE)
    return raised.astype(np.float32), relaxed.astype(np.float32)


def _limited(curves: Float32 | Float64, limits: Float64, motion: float) -> Float32:
    """Return curves (frames, n) within limits, scaled by `motion`, that start and end at rest."""
    within = limits * np.tanh(curves / limits)
    return (motion * within * eased(len(curves))[:, None]).astype(np.float32)


def brow_beats(accents: tuple[Accent, ...], frames: int, rng: np.random.Generator) -> Float32:
    """Return the raise of the brows (0..1) on some of the strong accents, shape (frames,)."""
    times = np.arange(frames) / FPS
    beats = np.zeros(frames, np.float32)
    last = -2.0
    for accent in accents:
        if (
            accent.strength >= _MIN_STRENGTH
            and accent.time - last > _BROW_INTERVAL_SECONDS
            and rng.random() < _BROW_PROBABILITY
        ):
            last = accent.time
            beats += (
                _BROW_RAISE
                * accent.strength
                * np.exp(-(((times - last) / _BROW_SIGMA_SECONDS) ** 2) / 2)
            )
    return (beats * eased(frames)).astype(np.float32)


def breath(frames: int, pauses: tuple[Pause, ...]) -> Float32:
    """Return the lung volume, 0..1, shape (frames,): it rises in pauses and falls in speech."""
    times = np.arange(frames) / FPS
    resting = gaussian_filter1d(
        _pause_mask(times, pauses), _PAUSE_SIGMA_SECONDS * FPS, mode="nearest"
    )
    even = 0.5 - 0.5 * np.cos(2 * np.pi * times / _BREATH_SECONDS)
    full = gaussian_filter1d(
        _REGULAR_BREATH * even + _PAUSE_BREATH * resting,
        _BREATH_SIGMA_SECONDS * FPS,
        mode="nearest",
    )
    return np.clip(full - full[0], 0, 1).astype(np.float32)


def eased(frames: int) -> Float64:
    """Return 0 on the first and last frame, 1 from 0.6 s on between them, shape (frames,)."""
    times = np.arange(frames) / FPS
    t = np.clip(np.minimum(times, times[-1] - times) / _EASE_SECONDS, 0, 1)
    return t * t * (3 - 2 * t)


def _pause_mask(times: Float64, pauses: tuple[Pause, ...]) -> Float64:
    """Return 1 in pauses, 0 in speech."""
    resting = np.zeros(len(times))
    for pause in pauses:
        resting[(times >= pause.start) & (times < pause.end)] = 1
    return resting
