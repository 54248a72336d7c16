"""The trained ear: from a sound to the probability of each phone and the shape of the mouth, every hundredth of a second."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from talking_photo.core.errors import SettingsError
from talking_photo.core.hearing.features import BANDS, RATE, STEP, at_16_khz, features
from talking_photo.core.hearing.phone_set import PHONES
from talking_photo.core.model import Float32, Speech

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

HOP = STEP / RATE
"""Seconds between two frames: 0.01."""
SHAPES = ("open", "wide", "round", "press", "tuck")
"""The columns of `Heard.shapes`: open 0..1 (1 is the a of "father"), wide -1..1 (spread is positive), the others 0..1."""

WEIGHTS = Path(__file__).parent / "acoustic.onnx"
_CHUNK = 6000
"""Frames that go through the network together: one minute."""
_CONTEXT = 64
"""Frames that the network looks to each side at most (62), rounded up to a multiple of its stride."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What the network heard; row n belongs to the time n * HOP."""

    posteriors: Float32
    """Probability of each of PHONES, shape (N, len(PHONES)); rows add up to 1."""
    shapes: Float32
    """The mouth in the units of SHAPES, shape (N, len(SHAPES))."""


def hear(speech: Speech) -> Heard:
    """Listen to a sound; N is its length in HOPs, rounded up.

    A minute at a time goes through the network, with as much of its neighbours as the network looks at, so that the result
    does not depend on where the cuts are.

    Raises:
        SettingsError: weights_damaged.
    """
    seen = features(at_16_khz(speech.samples, speech.sample_rate))
    posteriors = np.zeros((len(seen), len(PHONES)), np.float32)
    shapes = np.zeros((len(seen), len(SHAPES)), np.float32)
    for first in range(0, len(seen), _CHUNK):
        last = min(first + _CHUNK, len(seen))
        start = max(first - _CONTEXT, 0)
        chunk = _run(seen[start : last + _CONTEXT])
        inner = slice(first - start, last - start)
        posteriors[first:last], shapes[first:last] = chunk[0][inner], chunk[1][inner]
    return Heard(posteriors=posteriors, shapes=shapes)


def _run(seen: Float32) -> tuple[Float32, Float32]:
    """One pass; an odd number of frames is filled up, since the network takes them in pairs."""
    even = np.pad(seen, ((0, len(seen) % 2), (0, 0)))
    posteriors, shapes = _session().run(None, {"features": even.reshape(1, -1, BANDS)})
    return posteriors[0, : len(seen)], shapes[0, : len(seen)]


@cache
def _session() -> InferenceSession:
    """Load the weights once in this process."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(_weights(), options, providers=["CPUExecutionProvider"])


def _weights() -> bytes:
    """The file, checked (2 ms): a merge or a filter for line ends can break it without a trace."""
    try:
        weights = WEIGHTS.read_bytes()
        told = WEIGHTS.with_suffix(".sha256").read_text().partition(" ")[0]
    except OSError as exc:
        raise SettingsError("weights_damaged", file=WEIGHTS.name) from exc
    if hashlib.sha256(weights).hexdigest() != told:
        raise SettingsError("weights_damaged", file=WEIGHTS.name)
    return weights
