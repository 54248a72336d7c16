"""The mean face: average face landmarks, in centimetres.

Made by `training/mean_face.py` from landmarks of frontal, closed-mouthed faces; x to the image's
right, y up, z to the viewer; the outer corners of the eyes are 8.89 cm apart and lie at (+-4.45,
2.66, 3.17).
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from talking_photo.core.model import Float32


@dataclass(frozen=True, slots=True)
class MeanFace:
    """Points in cm, and the index of each point's mirror image."""

    points: Float32
    """Shape (478, 3)."""
    mirror: npt.NDArray[np.intp]
    """Shape (478,)."""


@functools.cache
def mean_face() -> MeanFace:
    """Read the table, once per process."""
    table = np.loadtxt(Path(__file__).with_suffix(".csv"), delimiter=",", skiprows=1)
    return MeanFace(table[:, 1:].astype(np.float32), table[:, 0].astype(np.intp))
