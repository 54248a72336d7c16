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
"""Nats that another sound costs: without it the answer flickers from frame to frame."""


def decode(posteriors: Float32, change=_CHANGE, bigram=None, weight=0.5) -> tuple[Phone, ...]:
    """The most likely sequence of sounds, as a Viterbi path over the phones.

    Args:
        posteriors: Shape (N, len(PHONES)), each row a distribution; row n is the sound at n * HOP.

    Returns:
        Phones without gaps from 0 to N * HOP; an empty symbol is silence.
    """
    logs = np.log(np.maximum(posteriors, _LEAST))
    step = np.full((len(PHONES),) * 2, -change) if bigram is None else weight * bigram - change
    np.fill_diagonal(step, 0)
    taken = np.zeros(logs.shape, np.int8)
    score = logs[0]
    for frame in range(1, len(logs)):
        ways = score[:, None] + step
        taken[frame] = ways.argmax(axis=0)
        score = ways.max(axis=0) + logs[frame]
    path = np.zeros(len(logs), int)
    state = int(score.argmax())
    for frame in range(len(logs) - 1, -1, -1):
        path[frame] = state
        state = int(taken[frame, state])
    edges = [0, *(np.flatnonzero(np.diff(path)) + 1), len(path)]
    return tuple(
        Phone(
            symbol=PHONES[path[a]], start=max(float(a) - 0.5, 0) * HOP, end=(float(b) - 0.5) * HOP
        )
        for a, b in pairwise(edges)
    )
