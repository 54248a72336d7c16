"""Sounds with the times of their phones, as they are kept in the work folder between the stages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.hearing.features import STEP
from core.hearing.phone_set import classes, letters
from core.model import Float32, Phone


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """One sound at 16 kHz."""

    sound: Float32
    """Shape (N,), -1..1."""
    spans: Float32
    """Start and end in seconds and index of the phone, shape (M, 3); no rows where nothing is known."""
    source: str
    """Who says it, such as "espeak de"."""


def spans(phones: Iterable[Phone]) -> Float32:
    """Cut phones into entries of the phone set; a long letter gets twice the time of its neighbour in the symbol."""
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


def frame_labels(spans: Float32, frames: int) -> np.ndarray:
    """The phone at each frame's middle, shape (frames,), uint8; silence where no span is."""
    labels = np.zeros(frames, np.uint8)
    for start, end, index in spans:
        first, last = np.ceil(np.array([start, end]) * 16000 / STEP).astype(int)
        labels[max(first, 0) : last] = int(index)
    return labels


def save(path: Path, clips: Sequence[Clip]) -> None:
    """Write clips as four arrays in one file."""
    np.savez(
        path,
        sound=np.concatenate([np.int16(np.clip(c.sound, -1, 1) * 32767) for c in clips]),
        spans=np.concatenate([c.spans for c in clips]),
        lengths=np.array([(len(c.sound), len(c.spans)) for c in clips]),
        sources=np.array([c.source for c in clips]),
    )


def load(path: Path) -> list[Clip]:
    """Read what `save` wrote."""
    with np.load(path) as stored:
        sound, rows = stored["sound"], stored["spans"]
        ends = stored["lengths"].cumsum(axis=0)
        starts = ends - stored["lengths"]
        return [
            Clip(sound=sound[a:b].astype(np.float32) / 32767, spans=rows[c:d], source=str(source))
            for (a, c), (b, d), source in zip(starts, ends, stored["sources"], strict=True)
        ]
