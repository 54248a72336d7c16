"""Network: dilated convolutions over 1.25 s of sound, at 50 Hz inside and 100 Hz outside."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from talking_photo.core.hearing.features import BANDS
from talking_photo.core.hearing.network import SHAPES
from talking_photo.core.hearing.phone_set import PHONES
from talking_photo.core.model import Float32

DILATIONS = (1, 2, 4, 8, 1, 2, 4, 8)
"""With the stem they reach 62 frames to each side; talking_photo.core.hearing.network counts on
that."""


class Block(nn.Module):
    """A step of refinement: what the neighbours say is added to what is known."""

    def __init__(self, channels: int, dilation: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.BatchNorm1d(channels),
            nn.ReLU(),
            nn.Conv1d(channels, channels, 3, padding=dilation, dilation=dilation, bias=False),
            nn.BatchNorm1d(channels),
            nn.ReLU(),
            nn.Conv1d(channels, channels, 1),
        )

    def forward(self, x: Tensor) -> Tensor:
        """(B, channels, T) to the same."""
        return x + self.layers(x)


class AcousticModel(nn.Module):
    """Features (B, N, BANDS), N even, to phone logits (B, N, P) and mouth shapes (B, N, 5)."""

    def __init__(self, channels: int = 160) -> None:
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv1d(BANDS, channels, 5, padding=2, bias=False),
            nn.BatchNorm1d(channels),
            nn.ReLU(),
            nn.Conv1d(channels, channels, 4, stride=2, padding=1),
        )
        self.blocks = nn.Sequential(*(Block(channels, dilation) for dilation in DILATIONS))
        self.head = nn.Sequential(
            nn.BatchNorm1d(channels),
            nn.ReLU(),
            nn.Dropout(0.1),
            nn.Conv1d(channels, 2 * (len(PHONES) + len(SHAPES)), 1),
        )

    def forward(self, features: Tensor) -> tuple[Tensor, Tensor]:
        """See the class."""
        inside = self.blocks(self.stem(features.transpose(1, 2)))
        # each inner frame answers for two outer ones
        answers = (
            self.head(inside)
            .transpose(1, 2)
            .reshape(features.shape[0], -1, len(PHONES) + len(SHAPES))
        )
        return answers[..., : len(PHONES)], answers[..., len(PHONES) :]


@torch.no_grad()
def posteriors(model: AcousticModel, features: Float32) -> Float32:
    """Probabilities of the phones in each frame of a sound, shape (N, P)."""
    even = np.pad(features, ((0, len(features) % 2), (0, 0)))
    logits, _ = model.eval()(torch.from_numpy(even[None]))
    found: Float32 = torch.softmax(logits[0, : len(features)], dim=-1).numpy()
    return found
