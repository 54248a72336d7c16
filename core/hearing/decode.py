"""Phone recognition: decodes the likeliest phone sequence from posteriors."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from talking_photo.core.hearing.network import HOP
from talking_photo.core.hearing.phone_set import PHONES
from talking_photo.core.model import Float32, Phone

Indices = npt.NDArray[np.intp]

_POSTERIOR_FLOOR = 1e-4
"""Floor of the posteriors; smaller values carry no information."""
_TRANSITION_COST = 1.0
"""Cost of a change of phone, nats: without it the result flickers from frame to frame. A bigram of
34 languages was tried beside it and gained nothing: the network has learned it."""
_CLOSURE_THRESHOLD = 0.55
"""Posterior that p, b and m must reach together at some moment. A false closure is as visible as a
missed one; with this threshold both are equally frequent on hand-labelled speech."""
_BILABIALS = [PHONES.index(phone) for phone in "pbm"]
_MIN_PAUSE_FRAMES = 6
"""Frames; a shorter silence between two phones belongs to the first: it is a closure."""


def decode(posteriors: Float32) -> tuple[Phone, ...]:
    """Return the likeliest phone sequence: a Viterbi path with the same cost for every change.

    Args:
        posteriors: Shape (N, len(PHONES)), each row a distribution; row n belongs to the time n *
            HOP.

    Returns:
        Phones without gaps from 0 to the end; an empty symbol is silence.
    """
    if not len(posteriors):
        return ()
    path = _best_path(posteriors)
    _suppress_uncertain_closures(path, posteriors)
    edges = _run_boundaries(path)
    # a frame represents the 10 ms around its time
    return tuple(
        Phone(symbol=PHONES[path[a]], start=max(a - 0.5, 0) * HOP, end=(b - 0.5) * HOP)
        for a, b in pairwise(edges)
    )


def _best_path(posteriors: Float32) -> Indices:
    """Return the index of the phone in each frame."""
    logs = np.log(np.maximum(posteriors, _POSTERIOR_FLOOR))
    before = np.zeros(logs.shape, np.int8)
    own = np.arange(len(PHONES))
    score = logs[0]
    for frame in range(1, len(logs)):
        best = score.argmax()
        changed = score[best] - _TRANSITION_COST
        before[frame] = np.where(score >= changed, own, best)
        score = np.maximum(score, changed) + logs[frame]
    path = np.zeros(len(logs), np.intp)
    path[-1] = score.argmax()
    for frame in range(len(logs) - 1, 0, -1):
        path[frame - 1] = before[frame, path[frame]]
    return path


def _suppress_uncertain_closures(path: Indices, posteriors: Float32) -> None:
    """Remove uncertain closures and silences shorter than a pause, in place."""
    others = np.delete(np.arange(1, len(PHONES)), np.array(_BILABIALS) - 1)
    logs = np.log(np.maximum(posteriors, _POSTERIOR_FLOOR))
    closure = posteriors[:, _BILABIALS].sum(axis=1)
    for start, end in pairwise(_run_boundaries(path)):
        run = slice(start, end)
        if path[start] in _BILABIALS and closure[run].max() < _CLOSURE_THRESHOLD:
            path[run] = others[logs[run][:, others].sum(axis=0).argmax()]
        elif path[start] == 0 and start and end < len(path) and end - start < _MIN_PAUSE_FRAMES:
            path[run] = path[start - 1]


def _run_boundaries(path: Indices) -> list[int]:
    """Return where runs of the same phone begin, and the end of the last."""
    return [0, *(np.flatnonzero(np.diff(path)) + 1).tolist(), len(path)]
