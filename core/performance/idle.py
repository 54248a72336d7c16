"""The performance of a face that says nothing, as a loop without a seam."""

from __future__ import annotations

import numpy as np

from talking_photo.core.model import FPS, Performance

SEAM_FRAMES = 12
"""Frames over which the end of the loop becomes its start."""


def looped(performance: Performance) -> Performance:
    """Return a performance that is SEAM_FRAMES shorter and may follow itself.

    Its first frames are what comes after its last one, blended into its own start.
    """
    values = performance.values
    frames = len(values) - SEAM_FRAMES
    t = np.linspace(0, 1, SEAM_FRAMES, dtype=np.float32)[:, None]
    share = t * t * (3 - 2 * t)
    loop = values[:frames].copy()
    loop[:SEAM_FRAMES] = (1 - share) * values[frames:] + share * values[:SEAM_FRAMES]
    return Performance(values=loop)


def loop_seconds(seconds: float) -> float:
    """Return the length of the performance from which a loop of so many seconds is made."""
    return seconds + SEAM_FRAMES / FPS
