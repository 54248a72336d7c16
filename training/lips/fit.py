"""Training: random segments of clips, and losses on phones, viseme classes and mouth shape."""

from __future__ import annotations

import copy
import math
import time
from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from talking_photo.core.hearing.features import BANDS
from talking_photo.core.model import Float32
from training.lips.corpus import CUT, Corpus
from training.lips.network import AcousticModel
from training.lips.targets import SMOOTH, group_table, shape_table

_BATCH = 24
_RATE = 2e-3
_DECAY = 0.01
_WARM = 100
"""Steps in which the rate rises."""
_AVERAGE = 0.998
"""Share of the running mean of the weights that stays in each step; the mean is what is kept."""
_SHARPER = 0.25
"""Rare groups weigh more, by this power of their share."""


def fit(
    model: AcousticModel, corpora: Sequence[tuple[Corpus, float]], *, steps: int, seed: int
) -> AcousticModel:
    """Train in place and return the running mean of the weights.

    Each corpus fills its share of every batch.
    """
    rng = np.random.default_rng(seed)
    loss_of = Loss(corpora)
    mean = copy.deepcopy(model)
    optimiser = torch.optim.AdamW(model.parameters(), lr=_RATE, weight_decay=_DECAY)
    rate = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _schedule(step, steps))
    began, shown = time.monotonic(), 0.0
    model.train()
    for step in range(1, steps + 1):
        features, answers = _batch(corpora, rng)
        with torch.autocast("cpu", torch.bfloat16):
            logits, shapes = model(features)
        loss = loss_of(logits.float(), shapes.float(), answers)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 2.0)
        optimiser.step()
        rate.step()
        _update_average(mean, model, min(_AVERAGE, step / (step + 10)))
        shown += loss.item()
        if step % 100 == 0:
            print(
                f"  step {step}/{steps}: loss {shown / 100:.3f}, {time.monotonic() - began:.0f} s",
                flush=True,
            )
            shown = 0.0
    return mean.eval()


class Loss:
    """The sum of three.

    Likelihood of the group, of the phone, and squared error of the mouth's shape.
    """

    def __init__(self, corpora: Sequence[tuple[Corpus, float]]) -> None:
        self.groups = torch.from_numpy(group_table())
        self.shapes = torch.from_numpy(shape_table())
        counts = sum(
            share * np.bincount(c.answers, minlength=len(c.table)) @ c.table / len(c.answers)
            for c, share in corpora
        )
        shares = counts @ group_table()
        weights = (shares + 1e-3) ** -_SHARPER
        self.weights = torch.tensor(weights / (weights * shares).sum(), dtype=torch.float32)
        x = torch.arange(-8, 9)
        kernel = torch.exp(-0.5 * (x / SMOOTH) ** 2)
        self.kernel = (kernel / kernel.sum()).repeat(self.shapes.shape[1], 1, 1)

    def __call__(self, logits: Tensor, shapes: Tensor, answers: Tensor) -> Tensor:
        """Logits (B, T, P), shapes (B, T, 5), answers (B, T, P) to a number."""
        log_phones = torch.log_softmax(logits, dim=-1)
        log_groups = torch.log(log_phones.exp() @ self.groups + 1e-7)
        groups = answers @ self.groups
        group_loss = -(groups * self.weights * log_groups).sum(-1).mean()
        smoothed = 0.95 * answers + 0.05 / answers.shape[-1]
        phone_loss = -(smoothed * log_phones).sum(-1).mean()
        goal = torch.nn.functional.conv1d(
            (answers @ self.shapes).transpose(1, 2), self.kernel, padding="same", groups=5
        ).transpose(1, 2)
        return group_loss + 0.4 * phone_loss + 2 * (shapes - goal).square().mean()


def _batch(
    corpora: Sequence[tuple[Corpus, float]], rng: np.random.Generator
) -> tuple[Tensor, Tensor]:
    cuts = [corpus.cut(rng) for corpus, share in corpora for _ in range(round(share * _BATCH))]
    features = np.stack([_altered(features, rng) for features, _ in cuts])
    return torch.from_numpy(features), torch.from_numpy(np.stack([answers for _, answers in cuts]))


def _altered(features: Float32, rng: np.random.Generator) -> Float32:
    """Another throat, another microphone, and holes in bands and in time; shape (CUT, BANDS)."""
    bands = np.arange(BANDS)
    warped = np.clip(bands * rng.uniform(0.88, 1.14), 0, BANDS - 1)
    low = warped.astype(int)
    part = (warped - low).astype(np.float32)
    high = np.minimum(low + 1, BANDS - 1)
    features = features[:, low] * (1 - part) + features[:, high] * part
    tilt = rng.normal(0, 0.15) * np.linspace(-1, 1, BANDS) + rng.normal(0, 0.1)
    features = features + tilt.astype(np.float32)
    for _ in range(2):
        width = int(rng.integers(0, 6))
        start = int(rng.integers(0, BANDS - width))
        features[:, start : start + width] = 0
    width = int(rng.integers(0, 12))
    start = int(rng.integers(0, CUT - width))
    features[start : start + width] = features.mean(axis=0)
    return features


def _schedule(step: int, steps: int) -> float:
    return min(step / _WARM, 1) * 0.5 * (1 + math.cos(math.pi * min(step / steps, 1)))


@torch.no_grad()
def _update_average(mean: AcousticModel, model: AcousticModel, keep: float) -> None:
    for old, new in zip(mean.state_dict().values(), model.state_dict().values(), strict=True):
        if old.dtype.is_floating_point:
            old.mul_(keep).add_(new, alpha=1 - keep)
        else:
            old.copy_(new)
