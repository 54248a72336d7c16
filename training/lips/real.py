"""Real speech without labels.

A folder of recordings, cut into clips, with what the recogniser makes of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from talking_photo.core.hearing.features import RATE
from talking_photo.core.model import Float32
from training.lips.clips import Clip

_SUFFIXES = {".flac", ".wav", ".ogg", ".mp3"}


def recordings(folder: Path) -> list[Path]:
    """The sounds below a folder, in the order of their names."""
    return sorted(path for path in folder.rglob("*") if path.suffix in _SUFFIXES)


def read(path: Path) -> Clip:
    """One recording at 16 kHz, mono."""
    return Clip(
        sound=np.concatenate(list(_blocks(path))),
        spans=np.zeros((0, 3), np.float32),
        source="recording",
    )


def _blocks(path: Path) -> Iterator[Float32]:
    import av

    with av.open(str(path)) as file:
        resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
        for frame in file.decode(audio=0):
            yield from (part.to_ndarray()[0] for part in resampler.resample(frame))
        yield from (part.to_ndarray()[0] for part in resampler.resample(None))
