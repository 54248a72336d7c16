"""Sounds with the times of their phones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from talking_photo.core.hearing.features import RATE, STEP
from talking_photo.core.hearing.phone_set import classes, letters
from talking_photo.core.model import Float32, Phone


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """One sound at 16 kHz."""

    sound: Float32
    """Shape (N,), -1..1."""
    spans: Float32
    """Start and end in seconds and index of the phone, shape (M, 3); no rows where nothing is
    known."""
    source: str
    """Who says it, such as "espeak de"."""


def spans(phones: Iterable[Phone]) -> Float32:
    """Cut phones into entries of the phone set.

    A long letter gets twice the time of its neighbour in the symbol.
    """
    rows: list[tuple[float, float, int]] = []
    for phone in phones:
        now = phone.start
        weights = _weights(phone.symbol)
        for index, weight in weights:
            length = weight * (phone.end - phone.start)
            rows.append((now, now + length, index))
            now += length
        if not weights:
            rows.append((phone.start, phone.end, 0))
    return np.array(rows, np.float32).reshape(-1, 3)


def _weights(symbol: str) -> list[tuple[int, float]]:
    found: list[tuple[int, float]] = []
    for letter in letters(symbol):
        found.extend((index, 1.0) for index in classes(letter))
        if letter == "ː" and found:
            found[-1] = (found[-1][0], 2.0)
    total = sum(weight for _, weight in found)
    return [(index, weight / total) for index, weight in found]


def frame_labels(spans: Float32, frames: int) -> npt.NDArray[np.uint8]:
    """The phone at each frame's middle, shape (frames,), uint8; silence where no span is."""
    labels = np.zeros(frames, np.uint8)
    for start, end, index in spans:
        first, last = np.ceil(np.array([start, end]) * RATE / STEP).astype(int)
        labels[max(first, 0) : last] = int(index)
    return labels
