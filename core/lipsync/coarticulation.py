"""From timed phones to moving lips: neighbouring sounds share the mouth, and the lips still meet when they must."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter1d

from talking_photo.core.lipsync.visemes import Viseme, parts
from talking_photo.core.model import FPS, MOUTH, Float32, MouthTrack, Phone

Times = npt.NDArray[np.float64]

RATE = 100
"""Hz at which the lips are blended before they are sampled for the frames."""
_TAU = 0.03
"""Seconds in which a sound's hold on the mouth falls to 1/e outside its own time (Cohen and Massaro's dominance). With more,
the opening agreed less with that of people whose words were known (.718 for 0.045, .728 for 0.03), and with labels' too; how
far and how fast the mouth moves is the same."""
_TAU_LABIAL = 0.02
"""The same for p b m f v: lips insist more than the tongue does, but they are quick, and `_hold` makes them meet anyway."""
_TAU_ROUNDING = 0.07
"""The same ahead of a rounded or spread sound: lips round 80 to 120 ms before it is heard. With more, the width agreed less
with that of people on video."""
_SMOOTH = 0.022
"""Sigma in seconds of the Gaussian over the blend: lips are heavy."""
_LEAD = 0.01
"""Lips move this far ahead of the sound (seconds). 0 to 20 ms fitted real speakers equally, 40 ms clearly worse; a frame
is on screen for 40 ms from its time on, which asks for a lead and not a lag."""
_SHUT_WITHIN = 0.11
"""Seconds from the start of a silence until the mouth is shut."""
_OPEN_WITHIN = 0.09
"""Seconds from the end of a silence until the mouth is free to move."""
_RELEASE, _FIRM = 0.08, 0.03
"""Seconds over which a closure is approached and left, so that two frames at 25 fps lie on the way; and by how much the lips
come together later, and part earlier, than the sound's edges: else they stay together longer than people's."""
_FULL_VOWEL = 0.08
"""Seconds; a shorter vowel does not reach its opening (undershoot, Lindblom 1963)."""
_WIDEST = 1.68
"""Centimetres of jaw beyond which a speaking face looks unnatural."""
_FASTEST = {"jaw": 0.32, "lower_down": 0.11, "upper_up": 0.085, "pucker": 0.36, "wide": 0.2}
"""How far jaw and lips go from one frame to the next. The opening is cm: together 1.45 eye distances a second. People on video reach 1.1 to 2.3
in their fastest twentieth, but a camera blurs what is so fast: sharp frames that far apart look like a switch."""
_OPENING = [MOUTH.index(name) for name in ("jaw", "upper_up", "lower_down")]
_JAW = MOUTH.index("jaw")
_LIPS = [MOUTH.index(name) for name in ("wide", "pucker")]
_FORCED = [MOUTH.index(name) for name in ("press", "tuck")]
"""Lips touch or they do not: these come from `_hold` alone, a blend would press open lips."""
_HELD = [index for index in range(len(MOUTH)) if index not in _LIPS]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A viseme at its time. Without one it is silence."""

    start: float
    end: float
    viseme: Viseme | None
    scale: float = 1.0
    """How far it opens, against the viseme's own opening."""


def move_lips(phones: Sequence[Phone], frames: int) -> MouthTrack:
    """Blend the phones' visemes into a track of `frames` rows; see `settle`."""
    return settle(_blend(_targets(phones, frames / FPS), frames / FPS), phones, frames)


def settle(curves: Float32, phones: Sequence[Phone], frames: int) -> MouthTrack:
    """Make lips of what the mouth tends to: they touch when they must, rest in silence, and do not hurry.

    Args:
        curves: Shape (N, len(MOUTH)) at RATE; nothing in them is pressed or tucked.
        phones: What is heard, for closures and silences.
        frames: Rows of the track.

    Returns:
        All parameters are zero from 0.11 s after the start of a silence until its end. At least one row of each p, b, m lies
        in it (or within half a frame of it) with the jaw at 0 and the lips pressed.
    """
    targets = _targets(phones, frames / FPS)
    times = np.arange(frames) / FPS
    values = _sample(curves, times + _LEAD)
    voiced = _voiced(targets, times)
    values *= voiced[:, None]
    for target in targets:
        if target.viseme is not None and target.viseme.labial:
            _hold(values, target.viseme, _grip(target, times, voiced > 0))
    _calm(values)
    return MouthTrack(values=values)


def _targets(phones: Sequence[Phone], seconds: float) -> list[Target]:
    """Phones and the silences between them, cut into visemes, in order and without gaps."""
    targets: list[Target] = []
    now = 0.0
    for phone in phones:
        shapes = parts(phone.symbol)
        if not shapes:
            continue  # what no sound fills is silence
        if phone.start > now + 1e-6:
            targets.append(Target(start=now, end=phone.start, viseme=None))
        now = phone.start
        for part in shapes:
            length = part.share * (phone.end - phone.start)
            scale = _opening(part.viseme, phone, length)
            targets.append(Target(start=now, end=now + length, viseme=part.viseme, scale=scale))
            now += length
    if seconds > now:
        targets.append(Target(start=now, end=seconds, viseme=None))
    return _lend_shape(targets)


def _opening(viseme: Viseme, phone: Phone, seconds: float) -> float:
    """Short vowels undershoot, stressed ones open more. About 1.1 on the whole: blending takes a tenth of each peak."""
    if not viseme.vowel:
        return 1.0
    reach = float(np.clip(np.sqrt(seconds / _FULL_VOWEL), 0.7, 1.0))
    return reach * (1.0, 1.1, 1.2)[phone.stress]


def _lend_shape(targets: list[Target]) -> list[Target]:
    """Give h and its like the shape of the next sound that has one, or of the one before."""
    shaped = []
    for index, target in enumerate(targets):
        if target.viseme is not None and target.viseme.neutral:
            near = [*targets[index + 1 : index + 2], *targets[max(index - 1, 0) : index]]
            lender = next((t for t in near if t.viseme and not t.viseme.neutral), None)
            if lender is not None and lender.viseme is not None and not lender.viseme.closed:
                shape = replace(lender.viseme, jaw=0.85 * lender.viseme.jaw, vowel=True)
                target = replace(target, viseme=shape, scale=lender.scale)  # noqa: PLW2901
        shaped.append(target)
    return shaped


def _blend(targets: Sequence[Target], seconds: float) -> Float32:
    """The dominance-weighted mean of all targets at RATE, shape (N, len(MOUTH))."""
    times = np.arange(int(seconds * RATE) + 2) / RATE
    total = np.zeros((len(times), len(MOUTH)))
    weights = np.full((len(times), len(MOUTH)), 1e-6)
    for target in targets:
        near = slice(max(int((target.start - 0.5) * RATE), 0), int((target.end + 0.5) * RATE) + 1)
        # the middle 60 % is the sound's own; at its edges it already shares the mouth
        edge = 0.2 * (target.end - target.start)
        before = np.maximum(target.start + edge - times[near], 0)
        after = np.maximum(times[near] - target.end + edge, 0)
        tau = _TAU_LABIAL if target.viseme and target.viseme.labial else _TAU
        hold = np.exp(-(before + after) / tau)[:, None].repeat(len(MOUTH), axis=1)
        viseme = target.viseme
        if viseme is None:
            weights[near] += hold
            continue
        if viseme.wide or viseme.pucker:
            hold[:, _LIPS] = np.exp(-before / _TAU_ROUNDING - after / _TAU)[:, None]
        hold *= viseme.weight
        hold[:, _LIPS] *= viseme.rounding_weight / viseme.weight
        goal = viseme.values.copy()
        goal[_OPENING] *= target.scale
        goal[_JAW] = min(goal[_JAW], _WIDEST)
        goal[_FORCED] = 0
        total[near] += hold * goal
        weights[near] += hold
    smooth: Float32 = gaussian_filter1d(
        total / weights, _SMOOTH * RATE, axis=0, mode="nearest"
    ).astype(np.float32)
    return smooth


def _sample(curves: Float32, times: Times) -> Float32:
    grid = np.arange(len(curves)) / RATE
    return np.stack([np.interp(times, grid, column) for column in curves.T], axis=1).astype(
        np.float32
    )


def _voiced(targets: Sequence[Target], times: Times) -> Times:
    """1 in speech, 0 in silence, with the time a mouth takes to shut and to open; shape (T,)."""
    gate = np.ones(len(times))
    for target in targets:
        if target.viseme is None:
            shutting = 1 - _smooth_step((times - target.start) / _SHUT_WITHIN)
            opening = _smooth_step((times - target.end) / _OPEN_WITHIN)
            if target.start == 0:
                shutting = np.zeros(len(times))
            gate = np.minimum(gate, np.maximum(shutting, opening))
    return gate


def _grip(target: Target, times: Times, free: npt.NDArray[np.bool_]) -> Times:
    """How firmly a closure or a tuck holds the lips, 0..1, shape (T,); 1 on at least one frame, 0 in silence."""
    edge = min(_FIRM, 0.35 * (target.end - target.start))
    outside = np.maximum(np.maximum(target.start + edge - times, times - target.end + edge), 0)
    grip: Times = (1 - _smooth_step(outside / _RELEASE)) * free
    distance = np.abs(times - (target.start + target.end) / 2)
    grip[np.where(free, distance, np.inf).argmin()] = 1
    return grip


def _hold(values: Float32, viseme: Viseme, grip: Times) -> None:
    """Make the lips reach a closure or a tuck after all smoothing, in place."""
    loose = 1 - grip[:, None]
    values[:, _HELD] = loose * values[:, _HELD] + grip[:, None] * viseme.values[_HELD]


def _calm(values: Float32) -> None:
    """Lower the peaks that could not be reached or left in time, in place; what is closed stays closed."""
    for name, fastest in _FASTEST.items():
        opening = values[:, MOUTH.index(name)]
        for t in range(1, len(opening)):
            opening[t] = min(opening[t], opening[t - 1] + fastest)
        for t in range(len(opening) - 2, -1, -1):
            opening[t] = min(opening[t], opening[t + 1] + fastest)


def _smooth_step(x: Times) -> Times:
    x = np.clip(x, 0, 1)
    return x * x * (3 - 2 * x)
