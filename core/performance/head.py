"""Head, brows and breath: they follow prosodic prominence and pauses, over an idle sway."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter1d

from talking_photo.core.lipsync.accents import Accent, Pause
from talking_photo.core.model import FPS, Float32

Float64 = npt.NDArray[np.float64]

_SWAY_RADIANS = np.radians([3.3, 2.2, 1.9])
"""Standard deviation of yaw, pitch and roll while speaking."""
_SILENCE_SHARE = 0.45
"""Share of the sway in silence."""
_SLOW_SWAY, _QUICK_SWAY = (0.88, 1.5), (0.42, 0.45)
"""Share of the sway, and seconds of its rise and fall. In people who talk freely, measured from
video, the yaw has half to four fifths of its power above 0.5 Hz."""
_ACCENT_RADIANS = np.radians([1.2, 2.4, 0.7])
"""Amplitude of yaw, pitch and roll on a strong accent; yaw and roll go to either side."""
_MAX_RADIANS = np.radians([8.5, 6.0, 5.0])
"""Yaw, pitch and roll that calm motion approaches and never exceeds."""
_SHIFT_CM, _MAX_SHIFT_CM = np.array([0.38, 0.22]), np.array([0.9, 0.55])
"""Standard deviation of the body's shift to the side and up, and what it approaches, cm."""
_SHIFT_SECONDS, _LEAN_CM = 1.9, 6.0
"""Seconds of its rise and fall, and how far a body leans to the side per radian of roll: who tilts
the head leans, too."""
_ACCENT_SIGMA_SECONDS = 0.13
"""Standard deviation of the bump on an accent."""
_MIN_ACCENT_INTERVAL = 0.55
"""Least time between two such bumps, seconds."""
_MIN_STRENGTH = 0.5
"""Accents below this strength do not move the head."""
_EASE_SECONDS = 0.4
"""Seconds in which head and brows leave the photo's pose at the start, and return to it at the
end."""
_BREATH_SECONDS = 3.6
"""Seconds of a breath."""

_SWAY_SIGMA_SECONDS = 0.25
"""Standard deviation with which the sway follows speech and silence."""
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
    frames: int,
    accents: tuple[Accent, ...],
    pauses: tuple[Pause, ...],
    rng: np.random.Generator,
    motion: float,
) -> Float32:
    """Return yaw, pitch and roll relative to the photo's pose (radians), shape (frames, 3).

    They start and end at rest; `motion` is a factor on all of them.
    """
    times = np.arange(frames) / FPS
    speaking = gaussian_filter1d(
        1 - _pause_mask(times, pauses), _SWAY_SIGMA_SECONDS * FPS, mode="nearest"
    )
    slow, quick = (
        share * _smoothed_noise(frames, seconds, rng)
        for share, seconds in (_SLOW_SWAY, _QUICK_SWAY)
    )
    sway = (slow + quick) * _SWAY_RADIANS
    sway *= (_SILENCE_SHARE + (1 - _SILENCE_SHARE) * speaking)[:, None]
    last = -1.0
    for accent in accents:
        if accent.strength >= _MIN_STRENGTH and accent.time - last >= _MIN_ACCENT_INTERVAL:
            last = accent.time
            turn, nod, tilt = (
                rng.uniform((-1, 0.5, -1), (1, 1.1, 1)) * _ACCENT_RADIANS * accent.strength
            )
            bump = np.exp(-(((times - last) / _ACCENT_SIGMA_SECONDS) ** 2) / 2)
            sway += np.outer(bump, (turn, nod, tilt))
    for pause in pauses:  # the chin lowers a little at the end of a phrase
        sway[:, 1] += _PHRASE_END_PITCH * np.exp(
            -(((times - pause.start) / _PHRASE_END_SIGMA_SECONDS) ** 2) / 2
        )
    limited = _MAX_RADIANS * np.tanh(sway / _MAX_RADIANS)
    return (motion * limited * eased(frames)[:, None]).astype(np.float32)


def body_shift(frames: int, turns: Float32, rng: np.random.Generator, motion: float) -> Float32:
    """Return how far head and body shift to the right and up (cm), shape (frames, 2)."""
    sway = _smoothed_noise(frames, _SHIFT_SECONDS, rng)[:, :2] * _SHIFT_CM * motion
    sway[:, 0] -= _LEAN_CM * gaussian_filter1d(turns[:, 2], _SWAY_SIGMA_SECONDS * FPS)
    limit = np.maximum(_MAX_SHIFT_CM * motion, 1e-6)
    return (limit * np.tanh(sway / limit) * eased(frames)[:, None]).astype(np.float32)


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
    """Return 0 on the first and last frame, 1 from 0.4 s on between them, shape (frames,)."""
    times = np.arange(frames) / FPS
    t = np.clip(np.minimum(times, times[-1] - times) / _EASE_SECONDS, 0, 1)
    return t * t * (3 - 2 * t)


def _pause_mask(times: Float64, pauses: tuple[Pause, ...]) -> Float64:
    """Return 1 in pauses, 0 in speech."""
    resting = np.zeros(len(times))
    for pause in pauses:
        resting[(times >= pause.start) & (times < pause.end)] = 1
    return resting


def _smoothed_noise(frames: int, seconds: float, rng: np.random.Generator) -> Float64:
    """Return smooth noise of unit variance with a period of about `seconds`, shape (frames, 3)."""
    sigma = seconds * FPS / 2.5
    pad = int(4 * sigma)
    white = rng.standard_normal((frames + 2 * pad, 3))
    # The filter leaves 1 / (2 sqrt(pi) sigma) of the variance.
    smooth = gaussian_filter1d(white, sigma, axis=0) * np.sqrt(2 * np.sqrt(np.pi) * sigma)
    return smooth[pad : pad + frames]
