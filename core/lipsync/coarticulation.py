"""Coarticulation: blends timed visemes, then enforces closures and limits velocity."""

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
"""Hz at which the visemes are blended before they are sampled for the frames."""
_TAU_SECONDS = 0.03
"""Time constant in seconds of a phone's dominance outside its own interval (Cohen and Massaro).
With more, the opening correlated less with that of people whose words were known (.718 for
0.045, .728 for 0.03), and with hand labels; amplitude and speed of the mouth stay the same."""
_TAU_LABIAL_SECONDS = 0.02
"""The same for p b m f v: labials have higher dominance, but they are quick, and
`_enforce_closure` makes them meet in any case."""
_TAU_ROUNDING_SECONDS = 0.07
"""The same ahead of a rounded or spread sound (anticipatory rounding): lips round 80 to 120 ms
before it is heard. With more, the width correlated less with that of people on video."""
_SMOOTHING_SIGMA = 0.022
"""Standard deviation in seconds of the Gaussian over the blend: lip inertia."""
_LEAD_SECONDS = 0.01
"""Seconds by which the lips lead the sound. 0 to 20 ms fitted real speakers equally, 40 ms clearly
worse; a frame is on screen for 40 ms from its time on, which favours a lead over a lag."""
_CLOSE_SECONDS = 0.11
"""Seconds from the start of a silence until the mouth is closed."""
_OPEN_SECONDS = 0.09
"""Seconds from the end of a silence until the mouth is free to move."""
_RELEASE_SECONDS, _CLOSURE_INSET_SECONDS = 0.08, 0.03
"""Seconds over which a closure is approached and left, so that two frames at 25 fps are between;
and by how much the lips close later, and open earlier, than the phone's interval: otherwise
closures last longer than people's."""
_FULL_VOWEL_SECONDS = 0.08
"""Seconds; a shorter vowel does not reach its opening (undershoot, Lindblom 1963)."""
_MAX_JAW_CM = 1.68
"""Centimetres of jaw opening beyond which a speaking face looks unnatural."""
_KNEE = 0.65
"""Share of it from which on wider openings are compressed: no vowel is cut off."""
_MAX_CHANGE_PER_FRAME = {
    "jaw": 0.62,
    "lower_down": 0.20,
    "upper_up": 0.15,
    "pucker": 0.42,
    "wide": 0.26,
}
"""Largest change of jaw and lips from one frame to the next. The opening is in cm: together 2.7
eye distances a second, as people who talk freely reach on video. A camera blurs such motion, and
so does the renderer: sharp frames that far apart look like a jump."""
_REST_PAUSE_SECONDS = 0.4
"""Seconds of a pause from which on the lips meet in it; in a shorter one they rest apart."""
_REST = {"jaw": 0.14, "lower_down": 0.09}
"""Parameters of lips that rest apart: some 0.025 eye distances."""
_DOMINANCE_EDGE = 0.2
"""Share of a phone's interval at each end over which its dominance is already below 1."""
_NEUTRAL_JAW = 0.85
"""Opening of h and its like, relative to the phone whose shape they take."""
_STRESS_OPENING = 1.0, 1.1, 1.2
"""Factor on a vowel's opening by stress: none, secondary, primary. About 1.1 on average."""
_MIN_UNDERSHOOT = 0.7
"""Least factor on the opening of a short vowel."""
_MAX_INSET = 0.35
"""Share of a closure's interval by which it is shortened at each end at most."""
_OPENING = [MOUTH.index(name) for name in ("jaw", "upper_up", "lower_down")]
_JAW = MOUTH.index("jaw")
_LIPS = [MOUTH.index(name) for name in ("wide", "pucker")]
_CONTACT_PARAMETERS = [MOUTH.index(name) for name in ("press", "tuck")]
"""Lips touch or they do not: these come from `_enforce_closure` alone; a blend would press open
lips."""
_CLOSURE_PARAMETERS = [index for index in range(len(MOUTH)) if index not in _LIPS]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A viseme and its interval. Without a viseme it is silence."""

    start: float
    end: float
    viseme: Viseme | None
    scale: float = 1.0
    """Factor on the viseme's own opening."""


def blend_visemes(phones: Sequence[Phone], seconds: float) -> Float32:
    """Return the dominance-weighted mean of the phones' visemes at RATE, shape (N, len(MOUTH)).

    Without press and tuck; see `apply_constraints`.
    """
    return _blend(_targets(phones, seconds), seconds)


def apply_constraints(curves: Float32, phones: Sequence[Phone], effort: Float32) -> MouthTrack:
    """Turn raw curves into lips: enforce closures and silence, and limit velocity.

    Args:
        curves: Shape (N, len(MOUTH)) at RATE; without press and tuck.
        phones: Give the closures and silences.
        effort: Factor on the opening in each frame, shape (frames,).

    Returns:
        All parameters are zero from 0.11 s after the start of a silence until its end; if it is
        shorter than 0.4 s, the lips rest a little apart. At least one row of each p, b, m lies in
        it (or within half a frame of it) with the jaw at 0 and the lips pressed.
    """
    frames = len(effort)
    targets = _targets(phones, frames / FPS)
    times = np.arange(frames) / FPS
    values = _sample(curves, times + _LEAD_SECONDS)
    values[:, _OPENING] *= effort[:, None]
    values[:, _JAW] = _soft_limit(values[:, _JAW])
    voiced, resting = _voiced(targets, times)
    values *= voiced[:, None]
    for name, opening in _REST.items():
        values[:, MOUTH.index(name)] += opening * resting
    for target in targets:
        if target.viseme is not None and target.viseme.labial:
            _enforce_closure(
                values, target.viseme, _closure_envelope(target, times, voiced + resting > 0)
            )
    _limit_velocity(values)
    return MouthTrack(values=values)


def _targets(phones: Sequence[Phone], seconds: float) -> list[Target]:
    """Return phones and the silences between them, cut into visemes, in order and without gaps."""
    targets: list[Target] = []
    now = 0.0
    for phone in phones:
        shapes = parts(phone.symbol)
        if not shapes:
            continue  # what no phone covers is silence
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
    return _resolve_neutral_visemes(targets)


def _opening(viseme: Viseme, phone: Phone, seconds: float) -> float:
    """Return a factor on the opening: short vowels undershoot, stressed ones open more.

    About 1.1 on average: blending takes a tenth of each peak.
    """
    if not viseme.vowel:
        return 1.0
    reach = float(np.clip(np.sqrt(seconds / _FULL_VOWEL_SECONDS), _MIN_UNDERSHOOT, 1.0))
    return reach * _STRESS_OPENING[phone.stress]


def _resolve_neutral_visemes(targets: list[Target]) -> list[Target]:
    """Give h and other neutral phones the shape of the next phone, or of the one before."""
    shaped = []
    for index, target in enumerate(targets):
        if target.viseme is not None and target.viseme.neutral:
            near = [*targets[index + 1 : index + 2], *targets[max(index - 1, 0) : index]]
            neighbour = next((t for t in near if t.viseme and not t.viseme.neutral), None)
            if (
                neighbour is not None
                and neighbour.viseme is not None
                and not neighbour.viseme.closed
            ):
                shape = replace(
                    neighbour.viseme, jaw=_NEUTRAL_JAW * neighbour.viseme.jaw, vowel=True
                )
                target = replace(target, viseme=shape, scale=neighbour.scale)  # noqa: PLW2901
        shaped.append(target)
    return shaped


def _blend(targets: Sequence[Target], seconds: float) -> Float32:
    """Return the dominance-weighted mean of all targets at RATE, shape (N, len(MOUTH))."""
    times = np.arange(int(seconds * RATE) + 2) / RATE
    total = np.zeros((len(times), len(MOUTH)))
    weights = np.full((len(times), len(MOUTH)), 1e-6)
    for target in targets:
        near = slice(max(int((target.start - 0.5) * RATE), 0), int((target.end + 0.5) * RATE) + 1)
        # Dominance is full in the middle 60 % of an interval and falls at its edges.
        edge = _DOMINANCE_EDGE * (target.end - target.start)
        before = np.maximum(target.start + edge - times[near], 0)
        after = np.maximum(times[near] - target.end + edge, 0)
        tau = _TAU_LABIAL_SECONDS if target.viseme and target.viseme.labial else _TAU_SECONDS
        dominance = np.exp(-(before + after) / tau)[:, None].repeat(len(MOUTH), axis=1)
        viseme = target.viseme
        if viseme is None:
            weights[near] += dominance
            continue
        if viseme.wide or viseme.pucker:
            dominance[:, _LIPS] = np.exp(-before / _TAU_ROUNDING_SECONDS - after / _TAU_SECONDS)[
                :, None
            ]
        dominance *= viseme.weight
        dominance[:, _LIPS] *= viseme.rounding_weight / viseme.weight
        goal = viseme.values.copy()
        goal[_OPENING] *= target.scale
        goal[_JAW] = min(goal[_JAW], _MAX_JAW_CM)
        goal[_CONTACT_PARAMETERS] = 0
        total[near] += dominance * goal
        weights[near] += dominance
    smooth: Float32 = gaussian_filter1d(
        total / weights, _SMOOTHING_SIGMA * RATE, axis=0, mode="nearest"
    ).astype(np.float32)
    return smooth


def _sample(curves: Float32, times: Times) -> Float32:
    grid = np.arange(len(curves)) / RATE
    return np.stack([np.interp(times, grid, column) for column in curves.T], axis=1).astype(
        np.float32
    )


def _soft_limit(jaw: Float32) -> Float32:
    """Limit a jaw's opening to _MAX_JAW_CM, gradually."""
    knee = _KNEE * _MAX_JAW_CM
    above = np.maximum(jaw - knee, 0)
    room = _MAX_JAW_CM - knee
    return np.where(jaw > knee, knee + room * np.tanh(above / room), jaw).astype(np.float32)


def _voiced(targets: Sequence[Target], times: Times) -> tuple[Times, Times]:
    """Return how far the mouth speaks (1) or not (0), and how far its lips rest apart; both (T,).

    With the time a mouth takes to close and open. The lips rest apart in short pauses only.
    """
    gate, resting = np.ones(len(times)), np.zeros(len(times))
    for target in targets:
        if target.viseme is None:
            closing = 1 - _smooth_step((times - target.start) / _CLOSE_SECONDS)
            opening = _smooth_step((times - target.end) / _OPEN_SECONDS)
            if target.start == 0:
                closing = np.zeros(len(times))
            here = np.maximum(closing, opening)
            gate = np.minimum(gate, here)
            long = target.end - target.start >= _REST_PAUSE_SECONDS
            if not long and target.start > 0 and target is not targets[-1]:
                resting = np.maximum(resting, 1 - here)
    return gate, resting


def _closure_envelope(target: Target, times: Times, free: npt.NDArray[np.bool_]) -> Times:
    """Return the envelope of a closure or tuck, 0..1, shape (T,).

    1 on at least one frame, 0 in silence.
    """
    edge = min(_CLOSURE_INSET_SECONDS, _MAX_INSET * (target.end - target.start))
    outside = np.maximum(np.maximum(target.start + edge - times, times - target.end + edge), 0)
    envelope: Times = (1 - _smooth_step(outside / _RELEASE_SECONDS)) * free
    distance = np.abs(times - (target.start + target.end) / 2)
    envelope[np.where(free, distance, np.inf).argmin()] = 1
    return envelope


def _enforce_closure(values: Float32, viseme: Viseme, envelope: Times) -> None:
    """Set the lips to a closure or tuck by its envelope, after all smoothing, in place."""
    release = 1 - envelope[:, None]
    values[:, _CLOSURE_PARAMETERS] = (
        release * values[:, _CLOSURE_PARAMETERS]
        + envelope[:, None] * viseme.values[_CLOSURE_PARAMETERS]
    )


def _limit_velocity(values: Float32) -> None:
    """Lower peaks that exceed the velocity limit, in place. Closures stay closed."""
    for name, limit in _MAX_CHANGE_PER_FRAME.items():
        opening = values[:, MOUTH.index(name)]
        for t in range(1, len(opening)):
            opening[t] = min(opening[t], opening[t - 1] + limit)
        for t in range(len(opening) - 2, -1, -1):
            opening[t] = min(opening[t], opening[t + 1] + limit)


def _smooth_step(x: Times) -> Times:
    x = np.clip(x, 0, 1)
    return x * x * (3 - 2 * x)
