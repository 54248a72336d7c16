"""The whole performance: combines lips, expression, eyes, head and breath, frame by frame."""

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
from talking_photo.core.performance.eyes import blinks, gaze, lids, sidelong_gaze
from talking_photo.core.performance.head import (
    body_shift,
    breath,
    brow_beats,
    eased,
    face_sway,
    head_turns,
)
from talking_photo.core.performance.motion_bank import play_bank
from talking_photo.core.performance.restraint import restrain

_FADE_YAW = np.radians(25), np.radians(42)
"""Between these angles of yaw the far corner of the mouth becomes hidden: it moves less and
less."""

_REDUCED_CONTROLS = ("jaw", "lower_down", "upper_up", "wide", "pucker")
"""Controls that are reduced on a turned head."""

_LISTENING_YAW, _LISTENING_GAZE_CM = np.radians(4), 0.09
"""Head (radians) and irises (cm) of a listener, turned to the speaker beside."""

_TURNED_REDUCTION = 0.45
"""Share of its motion that a head turned far away loses."""
_PUCKER_AGAINST_SMILE = 0.5
"""Share of the smile that fully rounded lips suppress."""


def perform(
    speech: Speech,
    mouth: MouthTrack,
    portrait: Portrait,
    *,
    seed: int,
    motion: float = 1.0,
    gaze_target: Float32 | None = None,
) -> Performance:
    """Build the control curves for a speech.

    Args:
        speech: Gives accents, pauses and moods.
        mouth: The lips, shape (T, len(MOUTH)).
        portrait: Its pose limits how far it can move without artefacts.
        seed: Same photo and seed, same performance; other photos and other faces move differently.
        motion: Factor on the motion of head and body, 0..1.5; 1 is a calm presenter's.
        gaze_target: Where it looks, shape (T,): 0 at the viewer, -1 and 1 to the sides; None
            always at the viewer.
    """
    frames = len(mouth.values)
    blink_rng, gaze_rng, head_rng, brow_rng = np.random.default_rng(
        [seed, portrait.number, _photo_seed(portrait)]
    ).spawn(4)
    prominences, silent = accents(speech), pauses(speech)
    motion_scale = _motion_scale_for_yaw(portrait)

    columns = {name: mouth.values[:, i].copy() for i, name in enumerate(MOUTH)}
    for name in _REDUCED_CONTROLS:
        columns[name] *= motion_scale
    columns |= expressions(speech.moods, frames)
    # an "oo" cannot be smiled
    columns["smile"] *= 1 - _PUCKER_AGAINST_SMILE * np.clip(columns["pucker"], 0, 1)
    columns["brow_up"] += brow_beats(prominences, frames, brow_rng)

    shut = blinks(frames, silent, blink_rng)
    motion *= motion_scale
    played = play_bank(prominences, silent, frames, head_rng)
    turns = head_turns(_stacked(played, "yaw", "pitch", "roll"), prominences, silent, motion)
    columns |= dict(zip(("yaw", "pitch", "roll"), turns.T, strict=True))
    shift = body_shift(_stacked(played, "shift_x", "shift_y"), motion)
    columns |= dict(zip(("shift_x", "shift_y"), shift.T, strict=True))
    columns["gaze_x"], columns["gaze_y"] = gaze(
        turns, shut, silent, sidelong_gaze(portrait), gaze_rng
    ).T
    liveliness = min(motion, 1.0) * eased(frames).astype(np.float32)
    raised, relaxed = face_sway(played["brow"], played["smile"])
    columns["brow_up"] += raised * liveliness
    columns["smile"] += relaxed * liveliness
    narrowed, widened = lids(columns["gaze_y"], played["lid"])
    columns["eye_wide"] = np.clip(columns["eye_wide"] + widened * liveliness, 0, 1) * (1 - shut)
    for side in ("blink_left", "blink_right"):
        columns[side] = np.maximum(np.maximum(columns[side], narrowed * liveliness), shut)
    if gaze_target is not None:
        gaze_target = gaze_target * eased(frames)
        columns["yaw"] += _LISTENING_YAW * motion * gaze_target
        columns["gaze_x"] += _LISTENING_GAZE_CM * gaze_target
    columns["breath"] = breath(frames, silent)
    if portrait.placed:
        restrain(columns, portrait)
    return Performance(values=np.stack([columns[name] for name in CONTROLS], 1).astype(np.float32))


def _stacked(curves: dict[str, Float32], *names: str) -> Float32:
    return np.stack([curves[name] for name in names], 1)


def _photo_seed(portrait: Portrait) -> int:
    """Return a number derived from the photo, which decorrelates motion between photos."""
    return zlib.crc32(np.ascontiguousarray(portrait.pixels[::16, ::16]).tobytes())


def _motion_scale_for_yaw(portrait: Portrait) -> float:
    """Return 1 for a frontal head, down to 0.55 for one that is turned far away."""
    near, far = _FADE_YAW
    t = float(np.clip((abs(portrait.pose.yaw) - near) / (far - near), 0, 1))
    return 1 - _TURNED_REDUCTION * t
