"""Finds when each sound of a known text is heard, and whether the text is what is heard at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from talking_photo.core.hearing.network import HOP
from talking_photo.core.hearing.phone_set import classes
from talking_photo.core.model import Float32

Indices = npt.NDArray[np.intp]

_SILENCE = 0
_PAUSE = 2.0
"""Nats that a silence between words costs, so that a closure or a breath is none."""
_LEFT_OUT = 8.0
"""Nats that it costs to leave a sound out: people swallow sounds, and another's pronunciation has some too many."""
_LEAST = 1e-4
"""Probability below which the network's doubt says nothing."""
_WINDOW = 512
"""States looked at beside each other, some 30 s of speech: memory and time grow with the sound alone."""
_JUMPS = 4
"""Steps that a path can take at once: stay, next, and one or two beyond, over what may be left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """When each sound is heard."""

    spans: tuple[tuple[float, float] | None, ...]
    """Start and end in seconds, in order, one for each symbol; None for what is not heard."""
    fit: float
    """Mean log of what the network gives the text's sounds over what it gives its own best guesses, while somebody speaks:
    0 when they are the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _States:
    """The parts of the sounds in a row, shape (S,) each."""

    sound: Indices
    """Which symbol each belongs to."""
    klass: Indices
    jumps: Float32
    """Cost of coming here from 0, 1, 2 and 3 states before, shape (_JUMPS, S)."""


def align(posteriors: Float32, symbols: Sequence[str]) -> Alignment | None:
    """Lay sounds onto what the network hears: the best path through all of them in their order (Viterbi 1967).

    A sound may be left out at a price. Work and memory grow with the length of the sound, not with that of the text: 10
    minutes take 31 MB.

    Args:
        posteriors: Shape (N, len(PHONES)), each row a distribution; row n is the sound at n * HOP.
        symbols: IPA, in order; an empty one is a silence that may be there, as between words.

    Returns:
        None when there is nothing to align, or the text cannot be said in so short a time.
    """
    states = _states(symbols)
    if not len(posteriors) or not states.klass.any():
        return None
    logs = np.log(np.maximum(posteriors, _LEAST)).astype(np.float32)
    path = _best_path(logs, states)
    if path is None:
        return None
    spans: list[tuple[float, float] | None] = [None] * len(symbols)
    heard = states.sound[path]
    edges = np.flatnonzero(np.diff(heard)) + 1
    for first, end in zip([0, *edges], [*edges, len(heard)], strict=True):
        # a frame tells of the 10 ms about its time
        start = max((float(first) - 0.5) * HOP, 0.0)
        if heard[first] >= 0:
            spans[heard[first]] = start, (float(end) - 0.5) * HOP
    return Alignment(spans=tuple(spans), fit=_fit(logs, states.klass[path]))


def _states(symbols: Sequence[str]) -> _States:
    """Cut the symbols into the network's classes, with a silence around them, and tell what each step costs."""
    parts = [(-1, _SILENCE)]
    for index, symbol in enumerate(symbols):
        parts += [(index, part) for part in classes(symbol)] if symbol else [(index, _SILENCE)]
    sound, klass = np.array([*parts, (-1, _SILENCE)]).T
    enter = np.where(klass == _SILENCE, _PAUSE, 0.0)
    enter[-1] = 0.0
    skip = np.where(klass == _SILENCE, 0.0, _LEFT_OUT)
    jumps = np.full((_JUMPS, len(klass)), np.inf, np.float32)
    jumps[0] = 0
    for jump in range(1, min(_JUMPS, len(klass))):
        jumps[jump, jump:] = enter[jump:]
        for passed in range(1, jump):
            jumps[jump, jump:] += skip[jump - passed : -passed]
    return _States(sound=sound, klass=klass, jumps=jumps)


def _best_path(logs: Float32, states: _States) -> Indices | None:
    """The state of each frame, shape (N,); None when the last one is out of reach."""
    count, frames = len(states.klass), len(logs)
    width = min(_WINDOW, count)
    lows = np.zeros(frames, int)
    taken = np.zeros((frames, width), np.int8)
    score = np.full(width, -np.inf, np.float32)
    score[:2] = logs[0, states.klass[:2]]  # in the silence ahead, or in the first sound
    # room on both sides, so that a step from outside the window is a step from nowhere
    known = np.full(_JUMPS - 1 + 2 * width, -np.inf, np.float32)
    low = 0
    for frame in range(1, frames):
        shift = 0
        if count > width:
            ahead = low + int(score.argmax()) - width // 2
            shift = int(np.clip(ahead - low, 0, min(width, count - width - low)))
            low += shift
        known[_JUMPS - 1 : _JUMPS - 1 + width] = score
        here = slice(low, low + width)
        start = _JUMPS - 1 + shift
        ways = [
            known[start - jump : start - jump + width] - states.jumps[jump, here]
            for jump in range(_JUMPS)
        ]
        way = np.argmax(ways, axis=0)
        score = np.max(ways, axis=0) + logs[frame, states.klass[here]]
        taken[frame], lows[frame] = way, low
    if low + width < count or not np.isfinite(score[-2:]).any():
        return None
    state = count - 1 if score[-1] >= score[-2] else count - 2
    path = np.zeros(frames, int)
    for frame in range(frames - 1, -1, -1):
        path[frame] = state
        state -= int(taken[frame, state - lows[frame]])
    return path


def _fit(logs: Float32, path: Indices) -> float:
    """How much less likely the path is than the best guess of each frame; the mean over what is not silence."""
    gap = logs[np.arange(len(path)), path] - logs.max(axis=1)
    speaking = logs[:, _SILENCE] < np.log(0.5)
    return float(gap[speaking].mean()) if speaking.any() else -np.inf
