"""A small mp4 for tests: a grey picture that gets lighter, and a tone."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np

from talking_photo.core.model import Layout, Speech, Video
from talking_photo.core.settings import VideoSettings
from talking_photo.core.video.encode import write_video
from talking_photo.core.video.layout import frame_portraits
from tests.core.drawn_portrait import portrait_of


def small_video(path: Path, samples=None, sample_rate=16_000, frames=10) -> Video:
    """Write a video of 64 x 64 pixels."""
    framing = frame_portraits([portrait_of(64, 64, face=(32, 32, 40))], Layout.ORIGINAL, 64)
    if samples is None:
        times = np.arange(frames * sample_rate // 25) / sample_rate
        samples = (0.3 * np.sin(2 * np.pi * 220 * times)).astype(np.float32)
    return write_video(
        (np.full_like(framing.pixels, 100 + index % 100) for index in itertools.count()),
        count=frames,
        framing=framing,
        speech=Speech(samples=samples, sample_rate=sample_rate),
        captions=(),
        settings=VideoSettings(visible_label=False),
        target=path,
        progress=lambda done: None,
    )
