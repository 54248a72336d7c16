"""The motion bank: how real speakers move, in short segments, chosen by the prosody of a speech.

Head, neck, brows, lids and smile of a segment were seen together in one person and are played
together. Unit selection, as in concatenative speech synthesis (A. Hunt and A. Black, "Unit
selection in a concatenative speech synthesis system", ICASSP 1996): each segment should fit the
accents and pauses of its stretch of speech, and start where and as fast as the one before ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter1d

from talking_photo.core.lipsync.accents import Accent, Pause
from talking_photo.core.model import FPS, Float32

Float64 = npt.NDArray[np.float64]

CHANNELS = ("yaw", "pitch", "roll", "shift_x", "shift_y", "brow", "lid", "smile")
"""Curves of the bank: rotations (radians), the neck's shift (cm; right, up), the brows' rise (cm),
opening of the lids over its median less 1, rise of the corners of the mouth (cm)."""
UNITS = np.array([1e-4, 1e-4, 1e-4, 1e-3, 1e-3, 1e-3, 1e-3, 1e-3])
"""Of the whole numbers that the file holds."""
_MIRRORED = np.array([-1, 1, -1, -1, 1, 1, 1, 1])
"""Signs of the curves seen in a mirror."""
_FILE = Path(__file__).with_name("motion_bank.npz")

_SPEAKING_SIGMA_SECONDS, _ACCENT_SIGMA_SECONDS = 0.2, 0.12
"""Standard deviations with which speech, and accents, are smoothed into curves."""
_SEGMENT_SECONDS = 1.3, 2.6
"""Shortest and longest segment; it ends at a pause's start or end if one is near."""
_SNAP_SECONDS = 0.5
_OVERLAP = 7
"""Frames before and after a joint in which one segment blends into the next."""
_OFFSET_STEP = 3
"""Frames between the places of the bank where a segment may start."""
_CANDIDATES, _BEAM = 40, 12
"""Segments that fit best, of which the joints are compared, and sequences that are kept."""
_SILENCE_SHARE, _CALMING_SIGMA_SECONDS = 0.5, 0.6
"""Share of the motion in a long silence, as of a listener, and the standard deviation over which
it becomes so."""
_PROSODY_WEIGHTS = np.array([1.5, 1.0])
"""Weights of the difference in speaking and in accents."""
_JOINT_SCALES = np.array([0.035, 0.03, 0.03, 0.35, 0.25, 0.3, 0.3, 0.4])
"""Difference between two poses that counts 1 at a joint, for each curve; of the speeds, over
_JOINT_SECONDS."""
_JOINT_SECONDS, _JOINT_WEIGHT = 0.3, 0.12
_CHANCE = 0.08
"""What chance adds to the cost of each candidate at most, so that each seed has another motion."""
_REPEATED, _REMEMBERED_SECONDS = 0.5, 25.0
"""Cost of a segment that overlaps one of the last seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bank:
    curves: Float64
    """Shape (N, len(CHANNELS)): all takes, then all of them mirrored."""
    prosody: Float64
    """Shape (N, 2), as `prosody` returns it."""
    ends: npt.NDArray[np.intp]
    """For each frame the end of its take, shape (N,)."""
    starts: npt.NDArray[np.intp]
    """For each frame the start of its take, shape (N,)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sequence:
    """Segments chosen so far: where in the bank each starts."""

    cost: float
    chosen: tuple[int, ...]


def prosody(accents: tuple[Accent, ...], pauses: tuple[Pause, ...], frames: int) -> Float64:
    """Return how much is said and how strong an accent is (both 0..1), shape (frames, 2)."""
    times = np.arange(frames) / FPS
    speaking, emphasis = np.ones(frames), np.zeros(frames)
    for pause in pauses:
        speaking[(times >= pause.start) & (times < pause.end)] = 0
    for accent in accents:
        bump = np.exp(-(((times - accent.time) / _ACCENT_SIGMA_SECONDS) ** 2) / 2)
        emphasis = np.maximum(emphasis, accent.strength * bump)
    smoothed = gaussian_filter1d(speaking, _SPEAKING_SIGMA_SECONDS * FPS, mode="nearest")
    return np.column_stack([smoothed, emphasis])


def play_bank(
    accents: tuple[Accent, ...],
    pauses: tuple[Pause, ...],
    frames: int,
    rng: np.random.Generator,
) -> dict[str, Float32]:
    """Return each of CHANNELS for a speech, shape (frames,)."""
    bank = _bank()
    wanted = prosody(accents, pauses, frames)
    cuts = _cuts(pauses, frames, rng)
    starts = _choose(bank, wanted, cuts, rng)
    total = np.zeros((frames, len(CHANNELS)))
    weights = np.zeros(frames)
    for (first, end), start in zip(pairwise(cuts), starts, strict=True):
        low, high = max(first - _OVERLAP, 0), min(end + _OVERLAP, frames)
        at = np.arange(low, high)
        rise = np.clip((at - first + _OVERLAP) / (2 * _OVERLAP), 0, 1) if first else 1.0
        fall = np.clip((end + _OVERLAP - at) / (2 * _OVERLAP), 0, 1) if end < frames else 1.0
        weight = _eased(np.minimum(rise, fall) * np.ones(len(at)))
        source = np.clip(start + at - first, bank.starts[start], bank.ends[start] - 1)
        total[at] += weight[:, None] * bank.curves[source]
        weights[at] += weight
    total /= weights[:, None]
    speaking = gaussian_filter1d(wanted[:, 0], _CALMING_SIGMA_SECONDS * FPS, mode="nearest")
    total *= (_SILENCE_SHARE + (1 - _SILENCE_SHARE) * speaking)[:, None]
    return {name: total[:, i].astype(np.float32) for i, name in enumerate(CHANNELS)}


@cache
def _bank() -> _Bank:
    with np.load(_FILE, allow_pickle=False) as file:
        curves = file["curves"] * UNITS
        features = file["prosody"] / 100
        lengths = np.tile(file["lengths"], 2)
    ends = np.cumsum(lengths)
    return _Bank(
        curves=np.concatenate([curves, curves * _MIRRORED]),
        prosody=np.concatenate([features, features]),
        ends=np.repeat(ends, lengths),
        starts=np.repeat(ends - lengths, lengths),
    )


def _cuts(pauses: tuple[Pause, ...], frames: int, rng: np.random.Generator) -> list[int]:
    """Return the frames at which segments start, and the end of the last."""
    borders = np.array([[pause.start, pause.end] for pause in pauses]).ravel() * FPS
    cuts = [0]
    shortest, longest = (seconds * FPS for seconds in _SEGMENT_SECONDS)
    while frames - cuts[-1] > longest:
        cut = cuts[-1] + rng.uniform(shortest, longest)
        if len(borders):
            nearest = borders[np.abs(borders - cut).argmin()]
            if abs(nearest - cut) < _SNAP_SECONDS * FPS and nearest > cuts[-1] + shortest / 2:
                cut = nearest
        cuts.append(round(min(cut, frames - shortest / 2)))
    return [*cuts, frames]


def _choose(
    bank: _Bank, wanted: Float64, cuts: list[int], rng: np.random.Generator
) -> tuple[int, ...]:
    """Return where in the bank each segment starts, by beam search."""
    scaled = bank.curves / _JOINT_SCALES
    speeds = np.gradient(scaled, axis=0) * FPS * _JOINT_SECONDS
    states = np.column_stack([scaled, speeds])
    beam = [_Sequence(cost=0.0, chosen=())]
    before = 0
    for first, end in pairwise(cuts):
        length = end - first
        offsets, fits = _fitting(bank, wanted[first:end], rng)
        grown = []
        for sequence in beam:
            places, costs = offsets, fits
            if sequence.chosen:
                at = min(sequence.chosen[-1] + before, len(states) - 1)
                if bank.ends[sequence.chosen[-1]] - at >= length:  # the same take, played on
                    onwards = (bank.prosody[at : at + length] - wanted[first:end]) ** 2
                    places = np.append(places, at)
                    costs = np.append(costs, (onwards @ _PROSODY_WEIGHTS).mean())
                costs = costs + _JOINT_WEIGHT * ((states[places] - states[at]) ** 2).mean(1)
            costs = costs + _repetition(places, length, sequence, cuts)
            for i in np.argsort(costs, kind="stable")[:_BEAM]:
                chosen = (*sequence.chosen, int(places[i]))
                grown.append(_Sequence(cost=sequence.cost + float(costs[i]), chosen=chosen))
        beam = sorted(grown, key=lambda sequence: sequence.cost)[:_BEAM]
        before = length
    return beam[0].chosen


def _fitting(
    bank: _Bank, wanted: Float64, rng: np.random.Generator
) -> tuple[npt.NDArray[np.intp], Float64]:
    """Return the places in the bank that fit a stretch best, and the cost of each."""
    length = len(wanted)
    places = np.arange(0, len(bank.ends), _OFFSET_STEP)
    room = bank.ends[places] - places
    longest = int(room.max())
    places = places[room >= min(length + _OVERLAP, longest)]
    at = np.minimum(places[:, None] + np.arange(length), bank.ends[places][:, None] - 1)
    difference = (bank.prosody[at] - wanted) ** 2 @ _PROSODY_WEIGHTS
    costs = difference.mean(1) + rng.uniform(0, _CHANCE, len(places))
    best = np.argsort(costs, kind="stable")[:_CANDIDATES]
    return places[best], costs[best]


def _repetition(
    offsets: npt.NDArray[np.intp], length: int, sequence: _Sequence, cuts: list[int]
) -> Float64:
    """Return the cost of playing again what was played a moment ago."""
    costs = np.zeros(len(offsets))
    now = cuts[len(sequence.chosen)]
    for number in range(len(sequence.chosen) - 1, -1, -1):
        if now - cuts[number + 1] > _REMEMBERED_SECONDS * FPS:
            break
        start = sequence.chosen[number]
        end = start + cuts[number + 1] - cuts[number]
        costs += _REPEATED * ((offsets < end) & (offsets + length > start))
    return costs


def _eased(t: Float64) -> Float64:
    return t * t * (3 - 2 * t)
