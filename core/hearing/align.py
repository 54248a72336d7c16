"""Forced alignment of a known phone sequence, with a measure of how well it fits."""

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
_OPTIONAL_SILENCE_COST = 2.0
"""Cost of a silence between words, nats, so that a closure or a breath is not taken for one."""
_DELETION_COST = 8.0
"""Cost of a deletion, nats: speakers drop sounds, and another speaker's pronunciation has extra
ones."""
_POSTERIOR_FLOOR = 1e-4
"""Floor of the posteriors; smaller values carry no information."""
_BEAM_STATES = 512
"""States in the beam, some 30 s of speech: memory and time grow only with the length of the
sound."""
_TRANSITION_COUNT = 4
"""Transitions from a state: stay, next, and one or two beyond, which deletes what is skipped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """Intervals of a phone sequence in a sound."""

    spans: tuple[tuple[float, float] | None, ...]
    """Start and end in seconds, in order, one for each symbol; None for deletions."""
    fit: float
    """Mean log ratio of the posteriors on the path to the best posteriors, over speech frames: 0
    when they are the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _AlignmentStates:
    """The states of the symbols in a row, shape (S,) each."""

    symbol_index: Indices
    """Index of the symbol that each belongs to."""
    phone_index: Indices
    transition_costs: Float32
    """Cost of a transition from 0, 1, 2 and 3 states before, shape (_TRANSITION_COUNT, S)."""


def align(posteriors: Float32, symbols: Sequence[str]) -> Alignment | None:
    """Align phones to their posteriors: the best path through all of them in order (Viterbi 1967).

    A phone may be deleted at a cost. Work and memory grow with the length of the sound, not with
    that of the text: 10 minutes take 31 MB.

    Args:
        posteriors: Shape (N, len(PHONES)), each row a distribution; row n belongs to the time n *
            HOP.
        symbols: IPA, in order; an empty one is an optional silence, as between words.

    Returns:
        None when there is nothing to align, or the text does not fit into the duration.
    """
    states = _states(symbols)
    if not len(posteriors) or not states.phone_index.any():
        return None
    logs = np.log(np.maximum(posteriors, _POSTERIOR_FLOOR)).astype(np.float32)
    path = _best_path(logs, states)
    if path is None:
        return None
    spans: list[tuple[float, float] | None] = [None] * len(symbols)
    symbols_on_path = states.symbol_index[path]
    edges = np.flatnonzero(np.diff(symbols_on_path)) + 1
    for first, end in zip([0, *edges], [*edges, len(symbols_on_path)], strict=True):
        # a frame represents the 10 ms around its time
        start = max((float(first) - 0.5) * HOP, 0.0)
        if symbols_on_path[first] >= 0:
            spans[symbols_on_path[first]] = start, (float(end) - 0.5) * HOP
    return Alignment(spans=tuple(spans), fit=_fit(logs, states.phone_index[path]))


def _states(symbols: Sequence[str]) -> _AlignmentStates:
    """Expand the symbols into states with a silence at both ends, and compute transition costs."""
    parts = [(-1, _SILENCE)]
    for index, symbol in enumerate(symbols):
        parts += [(index, part) for part in classes(symbol)] if symbol else [(index, _SILENCE)]
    symbol_index, phone_index = np.array([*parts, (-1, _SILENCE)]).T
    enter = np.where(phone_index == _SILENCE, _OPTIONAL_SILENCE_COST, 0.0)
    enter[-1] = 0.0
    skip = np.where(phone_index == _SILENCE, 0.0, _DELETION_COST)
    transition_costs = np.full((_TRANSITION_COUNT, len(phone_index)), np.inf, np.float32)
    transition_costs[0] = 0
    for transition in range(1, min(_TRANSITION_COUNT, len(phone_index))):
        transition_costs[transition, transition:] = enter[transition:]
        for passed in range(1, transition):
            transition_costs[transition, transition:] += skip[transition - passed : -passed]
    return _AlignmentStates(
        symbol_index=symbol_index, phone_index=phone_index, transition_costs=transition_costs
    )


def _best_path(logs: Float32, states: _AlignmentStates) -> Indices | None:
    """Return the state of each frame, shape (N,); None when the last state cannot be reached."""
    count, frames = len(states.phone_index), len(logs)
    width = min(_BEAM_STATES, count)
    beam_starts = np.zeros(frames, int)
    transitions = np.zeros((frames, width), np.int8)
    score = np.full(width, -np.inf, np.float32)
    score[:2] = logs[0, states.phone_index[:2]]  # the initial silence or the first phone
    # padding: transitions from outside the beam start at -inf
    padded_score = np.full(_TRANSITION_COUNT - 1 + 2 * width, -np.inf, np.float32)
    beam_start = 0
    for frame in range(1, frames):
        shift = 0
        if count > width:
            ahead = beam_start + int(score.argmax()) - width // 2
            shift = int(np.clip(ahead - beam_start, 0, min(width, count - width - beam_start)))
            beam_start += shift
        padded_score[_TRANSITION_COUNT - 1 : _TRANSITION_COUNT - 1 + width] = score
        here = slice(beam_start, beam_start + width)
        start = _TRANSITION_COUNT - 1 + shift
        candidates = [
            padded_score[start - transition : start - transition + width]
            - states.transition_costs[transition, here]
            for transition in range(_TRANSITION_COUNT)
        ]
        chosen = np.argmax(candidates, axis=0)
        score = np.max(candidates, axis=0) + logs[frame, states.phone_index[here]]
        transitions[frame], beam_starts[frame] = chosen, beam_start
    if beam_start + width < count or not np.isfinite(score[-2:]).any():
        return None
    state = count - 1 if score[-1] >= score[-2] else count - 2
    path = np.zeros(frames, int)
    for frame in range(frames - 1, -1, -1):
        path[frame] = state
        state -= int(transitions[frame, state - beam_starts[frame]])
    return path


def _fit(logs: Float32, path: Indices) -> float:
    """Return the mean log ratio of the path to each frame's best guess, over speech frames."""
    gap = logs[np.arange(len(path)), path] - logs.max(axis=1)
    speaking = logs[:, _SILENCE] < np.log(0.5)
    return float(gap[speaking].mean()) if speaking.any() else -np.inf
