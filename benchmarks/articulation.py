"""What real lips do while they speak, measured.

On video by the face network, or with coils glued to them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.agreement import STEP, Curve
from benchmarks.material import files_in
from benchmarks.sight import opening, voice, watch
from talking_photo.core.intake.sound import read_sound
from talking_photo.core.model import FPS, Speech
from talking_photo.core.settings import SoundLimits

_LIMITS = SoundLimits(max_bytes=40_000_000, min_seconds=0.05, max_seconds=600)
_EYES, _CORNERS = (33, 263), (61, 291)
_SSFF_END = b"-----------------\n"
_SSFF_TYPES = {"FLOAT": "<f4", "DOUBLE": "<f8", "SHORT": "<i2", "LONG": "<i4", "BYTE": "i1"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """One video: its speech, and the motion of the lips."""

    name: str
    speech: Speech
    opening: Curve
    """Distance of the lips every STEP, shape (N,), in any unit."""
    width: Curve | None
    """Distance of the corners of the mouth, likewise; None where it was not measured."""


def speakers(videos: Sequence[Path], labels: Path | None) -> tuple[Speaker, ...]:
    """Return everyone who visibly speaks in the videos, and whose lips were measured."""
    found = [speaker for video in files_in(videos) if (speaker := _on_video(video)) is not None]
    coils = sorted(labels.rglob("*.la")) if labels else []
    return (*found, *(_with_coils(track) for track in coils))


def _on_video(video: Path) -> Speaker | None:
    points = watch(video)
    recognised = None if points is None else voice(video)
    if points is None or recognised is None or not np.isfinite(points).all():
        return None
    flat = points[..., :2]
    eyes = np.linalg.norm(flat[:, _EYES[0]] - flat[:, _EYES[1]], axis=1)
    wide = np.linalg.norm(flat[:, _CORNERS[0]] - flat[:, _CORNERS[1]], axis=1) / eyes
    return Speaker(
        name=video.name,
        speech=recognised,
        opening=at_steps(opening(flat), FPS),
        width=at_steps(wide.astype(np.float64), FPS),
    )


def _with_coils(track: Path) -> Speaker:
    """Electromagnetic articulography.

    The aperture of the lips as the collection gives it, an SSFF file.
    """
    content = track.read_bytes()
    end = content.index(_SSFF_END) + len(_SSFF_END)
    rows = [line.split() for line in content[:end].decode("latin-1").splitlines()]
    rate = next(float(row[1]) for row in rows if row[:1] == ["Record_Freq"])
    kind = next(_SSFF_TYPES[row[2]] for row in rows if row[:1] == ["Column"])
    aperture = np.frombuffer(content[end:], kind).astype(np.float64)
    return Speaker(
        name=track.name,
        speech=read_sound(track.with_suffix(".wav").read_bytes(), _LIMITS),
        opening=at_steps(aperture, rate),
        width=None,
    )


def at_steps(curve: Curve, rate: float) -> Curve:
    """A curve of `rate` values a second, every STEP."""
    times = np.arange(0, len(curve) / rate, STEP)
    return np.interp(times, np.arange(len(curve)) / rate, curve)
