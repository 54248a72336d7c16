"""Lips of a recording without words.

Visemes weighted by phone posteriors, with enforced closures.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from scipy.ndimage import gaussian_filter1d

from talking_photo.core.hearing.decode import decode
from talking_photo.core.hearing.loudness import silences
from talking_photo.core.hearing.network import infer
from talking_photo.core.hearing.phone_set import PHONES
from talking_photo.core.lipsync.coarticulation import RATE
from talking_photo.core.lipsync.visemes import parts
from talking_photo.core.model import MOUTH, Float32, Phone, Speech

_SMOOTHING_SIGMA = 0.025
"""Standard deviation in seconds of the smoothing; of 0.02 to 0.05, the shortest correlated best
with lips on video and with hand labels."""
_LIPS = [MOUTH.index(name) for name in ("wide", "pucker")]
_CONTACT_PARAMETERS = [MOUTH.index(name) for name in ("press", "tuck")]


def recognise(speech: Speech) -> tuple[Float32, Sequence[Phone]]:
    """Return the visemes of a recording at RATE, shape (N, len(MOUTH)), and its phones.

    The visemes of all phones are averaged by their posteriors, so that an uncertain phone makes an
    intermediate shape and not a wrong one. The likeliest phone sequence gives closures and
    silences. Sound of a constant level from end to end is no speech, whatever it resembles.

    Raises:
        SettingsError: weights_damaged.
    """
    if not len(speech.samples) or silences(speech) == [(0.0, speech.seconds)]:
        return np.zeros((1, len(MOUTH)), np.float32), ()
    posteriors = infer(speech).posteriors
    return _weighted_mean(posteriors), decode(posteriors)


def _weighted_mean(posteriors: Float32) -> Float32:
    """Return the weighted mean of all visemes at each moment, shape (N, len(MOUTH)) at RATE."""
    shapes, weights = _visemes()
    mean = np.stack(
        [
            (posteriors @ (shape * weight)) / np.maximum(posteriors @ weight, 1e-6)
            for shape, weight in zip(shapes.T, weights.T, strict=True)
        ],
        axis=1,
    )
    smooth: Float32 = gaussian_filter1d(mean, _SMOOTHING_SIGMA * RATE, axis=0, mode="nearest")
    return smooth


@cache
def _visemes() -> tuple[Float32, Float32]:
    """Return viseme and dominance of each of PHONES, both (len(PHONES), len(MOUTH))."""
    shapes = np.zeros((len(PHONES), len(MOUTH)), np.float32)
    weights = np.ones_like(shapes)
    for index, phone in enumerate(PHONES):
        for part in parts(phone):
            shapes[index] = part.viseme.values
            weights[index] = part.viseme.weight
            weights[index, _LIPS] = part.viseme.rounding_weight
    shapes[:, _CONTACT_PARAMETERS] = 0
    return shapes, weights
