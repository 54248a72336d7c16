"""Phones whose order is known but not their times, laid onto the sound that says them."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np

from core.loudness import silences
from core.model import Speech

_SHORTEST_PAUSE = 0.12
"""Seconds; shorter gaps in the sound are closures inside words."""


def stretched(known: Speech, sound: Speech) -> Speech:
    """Give `sound` the phones and words of `known`, another voice saying the same text.

    An approximation: the stretches of speech (between pauses) of one are laid linearly onto those of the other, one to one
    when both pause equally often, else all of one onto all of the other. Inside a stretch, phones can be off by some 0.1 s.
    """
    source = _speaking(known)
    goal = _complement(silences(sound), sound.seconds)
    if not source or not goal:
        return replace(sound, phones=None, words=())
    if len(source) != len(goal):
        source, goal = _one_clock(source, goal)
    before = np.array(source).ravel()
    after = np.array(goal).ravel()

    def moved(time: float) -> float:
        return float(np.interp(time, before, after))

    phones = [
        replace(phone, start=moved(phone.start), end=moved(phone.end))
        for phone in known.phones or ()
        if phone.symbol
    ]
    words = [replace(word, start=moved(word.start), end=moved(word.end)) for word in known.words]
    return replace(
        sound,
        phones=tuple(phone for phone in phones if phone.end > phone.start),
        words=tuple(word for word in words if word.end > word.start),
    )


def _speaking(known: Speech) -> list[tuple[float, float]]:
    """The stretches that phones fill, joined over gaps too short to be pauses."""
    runs: list[tuple[float, float]] = []
    for phone in known.phones or ():
        if phone.symbol and runs and phone.start - runs[-1][1] < _SHORTEST_PAUSE:
            runs[-1] = (runs[-1][0], phone.end)
        elif phone.symbol:
            runs.append((phone.start, phone.end))
    return runs


def _complement(gaps: list[tuple[float, float]], seconds: float) -> list[tuple[float, float]]:
    real = [gap for gap in gaps if gap[1] - gap[0] >= _SHORTEST_PAUSE]
    edges = [0.0, *(edge for gap in real for edge in gap), seconds]
    return [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b > a]


def _one_clock(
    source: list[tuple[float, float]], goal: list[tuple[float, float]]
) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
    """Cut both at each other's joints, so that equal shares of speaking time meet."""
    shares = sorted({*_shares(source), *_shares(goal)})
    return _at_shares(source, shares), _at_shares(goal, shares)


def _shares(runs: list[tuple[float, float]]) -> list[float]:
    lengths = np.cumsum([0.0] + [b - a for a, b in runs])
    return [round(float(length / lengths[-1]), 9) for length in lengths]


def _at_shares(runs: list[tuple[float, float]], shares: list[float]) -> list[tuple[float, float]]:
    """The stretch between each pair of neighbouring shares, in seconds; none spans a pause."""
    ends = _shares(runs)
    pieces = []
    for low, high in pairwise(shares):
        index = int(np.searchsorted(ends, (low + high) / 2)) - 1
        start, stop = runs[index]
        scale = (stop - start) / (ends[index + 1] - ends[index])
        pieces.append((start + (low - ends[index]) * scale, start + (high - ends[index]) * scale))
    return pieces
