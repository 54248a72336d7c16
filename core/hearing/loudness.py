"""How loud the sound is over time, and where it is silent."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from talking_photo.core.model import Float32, Speech

HOP = 0.01
"""Seconds between two levels."""

FLOOR = -100.0
"""Decibels given to digital silence."""

_OPEN, _HYSTERESIS = 12.0, 5.0
"""A voice starts at most _OPEN dB above the noise floor and ends _HYSTERESIS below that, so that the gate does not chatter."""
_STEADY = 8.0
"""What swings less than this (dB) from its quietest to its loudest is noise or hum from end to end; speech swings by 20 and more."""
_QUIETEST_VOICE = -52.0
"""dBFS below which nothing counts as a voice, however clean the recording."""
_RANGE = 32.0
"""The weakest speech sound lies about this far (dB) below the loudest vowels; what is weaker is room."""
_SHORTEST = 0.10
"""Seconds; shorter gaps are stop closures and belong to the speech."""


def levels(speech: Speech) -> Float32:
    """Root mean square level in dBFS every HOP, in windows of 2 HOP; shape (ceil(seconds / HOP),)."""
    hop = HOP * speech.sample_rate  # often no whole number of samples, and rounded it would drift
    count = int(np.ceil(len(speech.samples) / hop - 1e-9))
    start = round(hop / 2)  # centre each window on its time
    edges = np.round(np.arange(count + 1) * hop).astype(int)
    padded = np.zeros(int(np.ceil((count + 1) * hop)) + 1, np.float32)
    padded[start : start + len(speech.samples)] = speech.samples
    power = np.add.reduceat(np.square(padded, out=padded), edges)
    mean = (power[:-1] + power[1:]) / (2 * hop)
    decibels: Float32 = (10 * np.log10(mean + 10 ** (FLOOR / 10))).astype(np.float32)
    return decibels


def silences(speech: Speech) -> list[tuple[float, float]]:
    """Stretches without a voice, (start, end) in seconds, by a gate with hysteresis above the noise floor.

    The floor follows the quietest twentieth of the sound, so steady noise under a voice is silence, and so is a clip of
    nothing but steady noise.
    """
    loud = levels(speech)
    if not len(loud):
        return []
    speaking = _gate(loud)
    edges = np.flatnonzero(np.diff(np.concatenate(([True], speaking, [True])).astype(np.int8)))
    runs = edges.reshape(-1, 2) * HOP
    last = len(loud) * HOP
    return [
        (float(a), float(min(b, speech.seconds)))
        for a, b in runs
        if b - a >= _SHORTEST or a == 0 or b >= last
    ]


def _gate(loud: Float32) -> npt.NDArray[np.bool_]:
    floor, top = (float(level) for level in np.percentile(loud, (5, 98)))
    start = max(floor + min(_OPEN, 0.5 * (top - floor)), top - _RANGE, _QUIETEST_VOICE)
    stop = start - min(_HYSTERESIS, 0.2 * (top - floor))
    speaking = np.zeros(len(loud), bool)
    if top - floor < _STEADY:
        return speaking
    on = False
    for index, level in enumerate(loud):
        on = level > (stop if on else start)
        speaking[index] = on
    return speaking
