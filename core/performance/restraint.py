"""What a face bears whose points were placed by hand: a muzzle, a drawing, a mug."""

from __future__ import annotations

import numpy as np

from talking_photo.core.model import Float32, Portrait

_SHARES = {
    "wide": 0.4,
    "pucker": 0.3,
    "press": 0.5,
    "tuck": 0.0,
    "upper_up": 0.6,
    "lower_down": 0.8,
    "tongue_out": 0.0,
    "smile": 0.6,
    "frown": 0.6,
    "sneer": 0.0,
    "cheek": 0.0,
    "brow_up": 0.0,
    "brow_inner": 0.0,
    "brow_down": 0.0,
    "squint": 0.0,
    "eye_wide": 0.0,
    "gaze_x": 0.0,
    "gaze_y": 0.0,
    "yaw": 0.35,
    "pitch": 0.35,
    "roll": 0.8,
    "shift_x": 0.7,
    "shift_y": 0.7,
    "breath": 0.0,
}
"""Shares of a person's motion. Its depth is not known, so it hardly turns; it has no brows, irises
or teeth that could be found. It tilts and sways almost like a person: that bends nothing much."""
_USUAL_CHIN_CM, _LEAST_JAW = 4.2, 0.35
"""Distance from the mouth to the chin at which the jaw opens like a person's, and the least share
of it: a mouth that opens farther would leave the muzzle."""
_LIP_LINE, _CHIN = (13, 14), 152


def restrain(columns: dict[str, Float32], portrait: Portrait) -> None:
    """Scale control curves to what a placed face bears, in place."""
    for name, share in _SHARES.items():
        columns[name] = columns[name] * np.float32(share)
    mouth = portrait.landmarks[list(_LIP_LINE), :2].mean(0)
    below = float(np.linalg.norm(portrait.landmarks[_CHIN, :2] - mouth)) / portrait.pose.scale
    columns["jaw"] = columns["jaw"] * np.float32(np.clip(below / _USUAL_CHIN_CM, _LEAST_JAW, 1))
