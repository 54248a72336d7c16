"""Reads the sounds of an unknown text out of what the network hears."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from core.hearing.network import HOP
from core.hearing.phone_set import PHONES
from core.model import Float32, Phone

_LEAST = 1e-4
"""Probability below which the network's doubt says nothing."""
_CHANGE = 3.0
"""Nats that another sound costs: without it the answer flickers from frame to frame, and half of its closures are made up.
What usually follows what in 34 languages was tried beside it and gained nothing: the network has heard it."""
_SHORTEST_REST = 6
"""Frames; a shorter silence between two sounds is the end of the first: a closure, not a rest."""


def decode(posteriors: Float32) -> tuple[Phone, ...]:
    """The likeliest sequence of sounds: a Viterbi path on which every change costs the same.

    Args:
        posteriors: Shape (N, len(PHONES)), each row a distribution; row n is the sound at n * HOP.

    Returns:
        Phones without gaps from 0 to the end; an empty symbol is silence.
    """
    if not len(posteriors):
        return ()
    path = _without_short_rests(_best_path(posteriors))
    edges = [0, *(np.flatnonzero(np.diff(path)) + 1).tolist(), len(path)]
    # a frame tells of the 10 ms about its time
    return tuple(
        Phone(symbol=PHONES[path[a]], start=max(a - 0.5, 0) * HOP, end=(b - 0.5) * HOP)
        for a, b in pairwise(edges)
    )


def _best_path(posteriors: Float32) -> list[int]:
    """The index of the phone in each frame."""
    logs = np.log(np.maximum(posteriors, _LEAST))
    before = np.zeros(logs.shape, np.int8)
    own = np.arange(len(PHONES))
    score = logs[0]
    for frame in range(1, len(logs)):
        best = score.argmax()
        changed = score[best] - _CHANGE
        before[frame] = np.where(score >= changed, own, best)
        score = np.maximum(score, changed) + logs[frame]
    state = int(score.argmax())
    path = [state]
    for frame in range(len(logs) - 1, 0, -1):
        state = int(before[frame, state])
        path.append(state)
    return path[::-1]


def _without_short_rests(path: list[int]) -> list[int]:
    """Give a silence that is too short for a rest to the sound before it."""
    edges = [0, *(np.flatnonzero(np.diff(path)) + 1).tolist(), len(path)]
    filled = list(path)
    for start, end in pairwise(edges):
        if path[start] == 0 and start > 0 and end < len(path) and end - start < _SHORTEST_REST:
            filled[start:end] = [filled[start - 1]] * (end - start)
    return filled
