"""How well the network does on sentences that it has not learned from, clean and altered."""

from __future__ import annotations

import numpy as np

from talking_photo.core.hearing.features import log_mel_spectrogram
from training.lips import espeak
from training.lips.augment import altered
from training.lips.clips import Clip, frame_labels
from training.lips.network import AcousticModel, posteriors
from training.lips.targets import group_table

_CLIPS = 80
_FIRST_SEED = 1_000_000
"""Far from the seeds of the training."""


def figures(model: AcousticModel) -> str:
    """Share of frames of the right phone and group, as lines of text."""
    clips = [espeak.say(seed) for seed in range(_FIRST_SEED, _FIRST_SEED + _CLIPS)]
    rng = np.random.default_rng(_FIRST_SEED)
    return "\n".join(
        [
            f"espeak-ng, {_CLIPS} unseen sentences, clean: {_shares(model, clips)}",
            f"the same, altered: {_shares(model, [altered(clip, clips, rng) for clip in clips])}",
        ]
    )


def _shares(model: AcousticModel, clips: list[Clip]) -> str:
    groups = group_table().argmax(axis=1)
    right = np.zeros(2)
    total = 0
    for clip in clips:
        recognised = posteriors(model, log_mel_spectrogram(clip.sound))
        guess, truth = recognised.argmax(axis=1), frame_labels(clip.spans, len(recognised))
        right += (guess == truth).sum(), (groups[guess] == groups[truth]).sum()
        total += len(truth)
    return f"{right[0] / total:.3f} of the phones, {right[1] / total:.3f} of the groups"
