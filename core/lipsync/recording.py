"""Lips for a recording without words: every sound that may be heard has its say, and what must touch touches."""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy.ndimage import gaussian_filter1d

from talking_photo.core.hearing.decode import decode
from talking_photo.core.hearing.loudness import silences
from talking_photo.core.hearing.network import hear
from talking_photo.core.hearing.phone_set import PHONES
from talking_photo.core.lipsync.coarticulation import RATE, settle
from talking_photo.core.lipsync.visemes import parts
from talking_photo.core.model import MOUTH, Float32, MouthTrack, Speech

_SMOOTH = 0.025
"""Sigma in seconds of the lips' movement; of 0.02 to 0.05, the shortest agreed best with lips on video and with labels."""
_LIPS = [MOUTH.index(name) for name in ("wide", "pucker")]
_FORCED = [MOUTH.index(name) for name in ("press", "tuck")]


def move_lips_by_ear(speech: Speech, frames: int) -> MouthTrack:
    """Move the mouth to what the network hears; the track has `frames` rows.

    The shapes of all sounds are mixed by how likely each is, so that a doubtful sound makes a doubtful mouth and not a wrong
    one. The likeliest sequence of sounds then tells where lips meet and where nobody speaks. Sound that is steady from end to
    end is no voice, whatever it resembles.

    Raises:
        RenderError: weights_damaged.
    """
    if not frames or silences(speech) == [(0.0, speech.seconds)]:
        return MouthTrack(values=np.zeros((frames, len(MOUTH)), np.float32))
    posteriors = hear(speech).posteriors
    return settle(_mixed(posteriors), decode(posteriors), frames)


def _mixed(posteriors: Float32) -> Float32:
    """The weighted mean of all shapes at each moment, shape (N, len(MOUTH)) at RATE."""
    shapes, weights = _shapes()
    mixed = np.stack(
        [
            (posteriors @ (shape * weight)) / np.maximum(posteriors @ weight, 1e-6)
            for shape, weight in zip(shapes.T, weights.T, strict=True)
        ],
        axis=1,
    )
    smooth: Float32 = gaussian_filter1d(mixed, _SMOOTH * RATE, axis=0, mode="nearest")
    return smooth


@cache
def _shapes() -> tuple[Float32, Float32]:
    """Of each of PHONES: the mouth, and how much it insists on each parameter; shape (len(PHONES), len(MOUTH)) both."""
    shapes = np.zeros((len(PHONES), len(MOUTH)), np.float32)
    weights = np.ones_like(shapes)
    for index, phone in enumerate(PHONES):
        for part in parts(phone):
            shapes[index] = part.viseme.values
            weights[index] = part.viseme.weight
            weights[index, _LIPS] = part.viseme.rounding_weight
    shapes[:, _FORCED] = 0
    return shapes, weights
