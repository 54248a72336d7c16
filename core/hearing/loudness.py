"""Level of a sound over time, and its silences."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from talking_photo.core.model import Float32, Speech

HOP = 0.01
"""Seconds between two levels."""

_LEVELS_PER_CHUNK = 1000
"""Levels that are computed together, so that long recordings need no more memory."""

FLOOR = -100.0
"""Decibels given to digital silence."""

_OPEN_DB, _HYSTERESIS_DB = 12.0, 5.0
"""A voice starts at most _OPEN dB above the noise floor and ends _HYSTERESIS below that, so that
the gate does not toggle."""
_MIN_RANGE_DB = 8.0
"""dB between the quietest and the loudest level below which the sound is constant noise or hum;
speech has 20 and more."""
_MIN_VOICE_DBFS = -52.0
"""dBFS below which nothing counts as a voice, however low the recording's noise."""
_SPEECH_RANGE_DB = 32.0
"""The weakest speech sound is about this far (dB) below the loudest vowels; what is weaker is
background."""
_MIN_SILENCE_SECONDS = 0.10
"""Seconds; shorter gaps are stop closures and belong to the speech."""


def levels(speech: Speech) -> Float32:
    """Return the RMS level in dBFS every HOP, in windows of 2 HOP.

    Shape (ceil(seconds / HOP),).
    """
    hop = HOP * speech.sample_rate  # often not a whole number of samples; rounded it would drift
    count = int(np.ceil(len(speech.samples) / hop - 1e-9))
    start = round(hop / 2)  # centre each window on its time
    edges = np.round(np.arange(count + 2) * hop).astype(int) - start
    power = np.concatenate(
        [
            _energies(speech.samples, edges[first : first + _LEVELS_PER_CHUNK + 1])
            for first in range(0, count + 1, _LEVELS_PER_CHUNK)
        ]
    )
    mean = (power[:-1] + power[1:]) / (2 * hop)
    decibels: Float32 = (10 * np.log10(mean + 10 ** (FLOOR / 10))).astype(np.float32)
    return decibels


def _energies(samples: Float32, edges: npt.NDArray[np.int_]) -> Float32:
    """Return the energy between neighbouring edges, which may lie outside of the sound."""
    first, last = int(edges[0]), int(edges[-1])
    padded = np.zeros(last - first, np.float32)
    inside = samples[max(first, 0) : last]
    padded[max(-first, 0) : max(-first, 0) + len(inside)] = inside
    energies: Float32 = np.add.reduceat(np.square(padded, out=padded), edges[:-1] - first)
    return energies


def silences(speech: Speech) -> list[tuple[float, float]]:
    """Return stretches without a voice, (start, end) in seconds, by a gate with hysteresis.

    Its threshold follows the noise floor, the quietest twentieth of the sound: constant noise
    under a voice is silence, and so is a sound of nothing but constant noise.
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
        if b - a >= _MIN_SILENCE_SECONDS or a == 0 or b >= last
    ]


def _gate(loud: Float32) -> npt.NDArray[np.bool_]:
    floor, top = (float(level) for level in np.percentile(loud, (5, 98)))
    start = max(
        floor + min(_OPEN_DB, 0.5 * (top - floor)), top - _SPEECH_RANGE_DB, _MIN_VOICE_DBFS
    )
    stop = start - min(_HYSTERESIS_DB, 0.2 * (top - floor))
    speaking = np.zeros(len(loud), bool)
    if top - floor < _MIN_RANGE_DB:
        return speaking
    on = False
    for index, level in enumerate(loud):
        on = level > (stop if on else start)
        speaking[index] = on
    return speaking
