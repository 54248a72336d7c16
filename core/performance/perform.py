"""The whole performance: lips, expression, eyes, head and breath put together, frame by frame."""

from __future__ import annotations

import zlib

import numpy as np

from talking_photo.core.lipsync.accents import accents, pauses
from talking_photo.core.model import (
    CONTROLS,
    MOUTH,
    Float32,
    MouthTrack,
    Performance,
    Portrait,
    Speech,
)
from talking_photo.core.performance.expression import expressions
from talking_photo.core.performance.eyes import blinks, gaze
from talking_photo.core.performance.head import breath, brow_beats, eased, head_turns

_TURNED = np.radians(25), np.radians(42)
"""Between these angles of the head the far corner of the mouth comes out of sight: it moves less and less."""

_MOVED = ("jaw", "lower_down", "upper_up", "wide", "pucker")
"""What a turned head moves less."""

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
        seed: Same photo and seed, same performance; other photos and other faces move on their own.
        regard: Where it looks, shape (T,): 0 at the viewer, -1 and 1 to the sides; None always at the viewer.
    """
    frames = len(mouth.values)
    blink_dice, gaze_dice, head_dice, beat_dice = np.random.default_rng(
        [seed, portrait.number, _character(portrait)]
    ).spawn(4)
    stressed, rests = accents(speech), pauses(speech)
    able = _able(portrait)

    columns = {name: mouth.values[:, i].copy() for i, name in enumerate(MOUTH)}
    for name in _MOVED:
        columns[name] *= able
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


def _character(portrait: Portrait) -> int:
    """A number of this photo's own, or everybody would nod and blink alike to the same words."""
    return zlib.crc32(np.ascontiguousarray(portrait.pixels[::16, ::16]).tobytes())


def _able(portrait: Portrait) -> float:
    """1 for a head that looks at us, down to 0.55 for one that is turned far away."""
    near, far = _TURNED
    t = float(np.clip((abs(portrait.pose.yaw) - near) / (far - near), 0, 1))
    return 1 - 0.45 * t
