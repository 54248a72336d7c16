"""Acoustic model (ONNX): phone posteriors and mouth shape at 100 Hz."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from talking_photo.core.errors import SettingsError
from talking_photo.core.hearing.features import (
    BANDS,
    RATE,
    STEP,
    log_mel_spectrogram,
    resample_to_16k,
)
from talking_photo.core.hearing.phone_set import PHONES
from talking_photo.core.model import Float32, Speech

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

HOP = STEP / RATE
"""Seconds between two frames: 0.01."""
SHAPES = ("open", "wide", "round", "press", "tuck")
"""Columns of `AcousticOutput.shapes`: open 0..1 (1 is the a of "father"), wide -1..1 (spread is
positive), the others 0..1."""

WEIGHTS = Path(__file__).parent / "acoustic.onnx"
_CHUNK_FRAMES = 6000
"""Frames that are processed together: one minute."""
_CONTEXT_FRAMES = 64
"""Receptive field to each side in frames (62), rounded up to a multiple of the stride."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AcousticOutput:
    """Output of the acoustic model; row n belongs to the time n * HOP."""

    posteriors: Float32
    """Posterior of each of PHONES, shape (N, len(PHONES)); rows add up to 1."""
    shapes: Float32
    """Mouth shape in the units of SHAPES, shape (N, len(SHAPES))."""


def infer(speech: Speech) -> AcousticOutput:
    """Run the acoustic model on a sound; N is its length in HOPs, rounded up.

    The model runs on a minute at a time, with its receptive field of context on each side, so that
    the result does not depend on where the sound is cut.

    Raises:
        SettingsError: weights_damaged.
    """
    log_mel = log_mel_spectrogram(resample_to_16k(speech.samples, speech.sample_rate))
    posteriors = np.zeros((len(log_mel), len(PHONES)), np.float32)
    shapes = np.zeros((len(log_mel), len(SHAPES)), np.float32)
    for first in range(0, len(log_mel), _CHUNK_FRAMES):
        last = min(first + _CHUNK_FRAMES, len(log_mel))
        start = max(first - _CONTEXT_FRAMES, 0)
        chunk = _run_model(log_mel[start : last + _CONTEXT_FRAMES])
        inner = slice(first - start, last - start)
        posteriors[first:last], shapes[first:last] = chunk[0][inner], chunk[1][inner]
    return AcousticOutput(posteriors=posteriors, shapes=shapes)


def _run_model(log_mel: Float32) -> tuple[Float32, Float32]:
    """Run the model once, with an odd number of frames padded: its stride is two."""
    even = np.pad(log_mel, ((0, len(log_mel) % 2), (0, 0)))
    posteriors, shapes = _session().run(None, {"features": even.reshape(1, -1, BANDS)})
    return posteriors[0, : len(log_mel)], shapes[0, : len(log_mel)]


@cache
def _session() -> InferenceSession:
    """Load the weights, once per process."""
    import onnxruntime

    onnxruntime.disable_telemetry_events()  # besides the variable of `core.environment`
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(_weights(), options, providers=["CPUExecutionProvider"])


def _weights() -> bytes:
    """Read the file and verify its checksum (2 ms).

    A merge or a line-end filter can damage it unnoticed.

    Raises:
        SettingsError: weights_damaged.
    """
    try:
        weights = WEIGHTS.read_bytes()
        expected = WEIGHTS.with_suffix(".sha256").read_text().partition(" ")[0]
    except OSError as exc:
        raise SettingsError("weights_damaged", file=WEIGHTS.name) from exc
    if hashlib.sha256(weights).hexdigest() != expected:
        raise SettingsError("weights_damaged", file=WEIGHTS.name)
    return weights
