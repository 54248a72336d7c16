"""The whole performance: lips, expression, eyes, head and breath put together, frame by frame."""

from __future__ import annotations

import numpy as np

from core.lipsync.accents import accents, pauses
from core.model import CONTROLS, MOUTH, Float32, MouthTrack, Performance, Portrait, Speech
from core.performance.expression import expressions
from core.performance.eyes import blinks, gaze
from core.performance.head import breath, brow_beats, eased, head_turns

_TURNED = np.radians(25), np.radians(42)
"""Between these angles of the head the far corner of the mouth comes out of sight: it moves less and less."""

_VIVID = {"jaw": 1.4, "lower_down": 1.3, "upper_up": 1.15, "wide": 1.25, "pucker": 1.3}
"""Read back from rendered clips, the 95th percentile of the opening was 0.08 to 0.10 eye distances before this; people
on video reach 0.13 to 0.15, and a face that opens less seems to mumble."""

_FASTEST = {"jaw": 0.42, "lower_down": 0.14, "upper_up": 0.11}
"""cm that jaw and lips go from one frame to the next; together 1.9 eye distances a second, as fast as the fast twentieth
of what people do. Without it a short vowel after a pause pops."""

_TURN_TO, _LOOK_AT = np.radians(4), 0.09
"""Head (radians) and irises (cm) of somebody who listens to the one beside."""


def perform(
    speech: Speech,
    mouth: MouthTrack,
    portrait: Portrait,
    *,
    seed: int,
    regard: Float32 | None = None,
) -> Performance:
    """Act a speech out.

    Args:
        speech: Gives accents, pauses and moods.
        mouth: The lips, shape (T, len(MOUTH)).
        portrait: Its pose tells how much it can move without breaking.
        seed: Same seed, same performance; another face in the same picture moves on its own.
        regard: Where it looks, shape (T,): 0 at the viewer, -1 and 1 to the sides; None always at the viewer.
    """
    frames = len(mouth.values)
    blink_dice, gaze_dice, head_dice, beat_dice = np.random.default_rng(
        [seed, portrait.number]
    ).spawn(4)
    stressed, rests = accents(speech), pauses(speech)
    able = _able(portrait)

    columns = {name: mouth.values[:, i].copy() for i, name in enumerate(MOUTH)}
    for name, gain in _VIVID.items():
        columns[name] *= gain * able
    for name, fastest in _FASTEST.items():
        columns[name] = _unhurried(columns[name], fastest)
    columns |= expressions(speech.moods, frames)
    columns["smile"] *= 1 - 0.5 * np.clip(columns["pucker"], 0, 1)  # one cannot smile an "oo"
    columns["brow_up"] += brow_beats(stressed, frames, beat_dice)

    lids = blinks(frames, rests, blink_dice)
    for side in ("blink_left", "blink_right"):
        columns[side] = np.maximum(columns[side], lids)
    columns["eye_wide"] *= 1 - lids

    turns = head_turns(frames, stressed, rests, head_dice) * able
    columns |= dict(zip(("yaw", "pitch", "roll"), turns.T, strict=True))
    columns["gaze_x"], columns["gaze_y"] = gaze(frames, turns, gaze_dice).T
    if regard is not None:
        regard = regard * eased(frames)
        columns["yaw"] += _TURN_TO * able * regard
        columns["gaze_x"] += _LOOK_AT * regard
    columns["breath"] = breath(frames, rests)
    return Performance(values=np.stack([columns[name] for name in CONTROLS], 1).astype(np.float32))


def _able(portrait: Portrait) -> float:
    """1 for a head that looks at us, down to 0.55 for one that is turned far away."""
    near, far = _TURNED
    t = float(np.clip((abs(portrait.pose.yaw) - near) / (far - near), 0, 1))
    return 1 - 0.45 * t


def _unhurried(opening: Float32, fastest: float) -> Float32:
    """Lower the peaks that could not be reached or left in time; what is closed stays closed."""
    calm = opening.copy()
    for t in range(1, len(calm)):
        calm[t] = min(calm[t], calm[t - 1] + fastest)
    for t in range(len(calm) - 2, -1, -1):
        calm[t] = min(calm[t], calm[t + 1] + fastest)
    return calm
