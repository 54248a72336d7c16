"""Reads the sounds of an unknown text out of what the network hears."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from talking_photo.core.hearing.network import HOP
from talking_photo.core.hearing.phone_set import PHONES
from talking_photo.core.model import Float32, Phone

Indices = npt.NDArray[np.intp]

_LEAST = 1e-4
"""Probability below which the network's doubt says nothing."""
_CHANGE = 1.0
"""Nats that another sound costs: without it the answer flickers from frame to frame. What usually follows what in 34
languages was tried beside it and gained nothing: the network has heard it."""
_CERTAIN = 0.55
"""Probability that p, b and m must reach together at some moment. A closure that is made up is seen as easily as one that is
missed; with this, and on hand-labelled speech, as many are."""
_MET = [PHONES.index(phone) for phone in "pbm"]
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
    path = _best_path(posteriors)
    _take_back(path, posteriors)
    edges = _edges(path)
    # a frame tells of the 10 ms about its time
    return tuple(
        Phone(symbol=PHONES[path[a]], start=max(a - 0.5, 0) * HOP, end=(b - 0.5) * HOP)
        for a, b in pairwise(edges)
    )


def _best_path(posteriors: Float32) -> Indices:
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
    path = np.zeros(len(logs), np.intp)
    path[-1] = score.argmax()
    for frame in range(len(logs) - 1, 0, -1):
        path[frame - 1] = before[frame, path[frame]]
    return path


def _take_back(path: Indices, posteriors: Float32) -> None:
    """Take back doubtful closures and silences too short for a rest, in place."""
    others = np.delete(np.arange(1, len(PHONES)), np.array(_MET) - 1)
    logs = np.log(np.maximum(posteriors, _LEAST))
    met = posteriors[:, _MET].sum(axis=1)
    for start, end in pairwise(_edges(path)):
        run = slice(start, end)
        if path[start] in _MET and met[run].max() < _CERTAIN:
            path[run] = others[logs[run][:, others].sum(axis=0).argmax()]
        elif path[start] == 0 and start and end < len(path) and end - start < _SHORTEST_REST:
            path[run] = path[start - 1]


def _edges(path: Indices) -> list[int]:
    """Where runs of the same phone begin, and the end of the last."""
    return [0, *(np.flatnonzero(np.diff(path)) + 1).tolist(), len(path)]
