"""Control curves of the five expressions, and of the transitions between them."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np

from talking_photo.core.model import CONTROLS, FPS, MOUTH, Expression, Float32, Mood

_BLEND_SECONDS = 0.45
"""Seconds of a transition between expressions; people take 0.3 to 0.6."""

# Tuned by eye until each was recognised without a caption.
_EXPRESSION_CONTROLS: dict[Expression, dict[str, float]] = {
    Expression.NEUTRAL: {},
    Expression.HAPPY: {"smile": 0.66, "cheek": 0.5, "squint": 0.3, "brow_up": 0.08},
    Expression.SAD: {"frown": 0.35, "brow_inner": 0.5, "blink_left": 0.10, "blink_right": 0.10},
    Expression.SURPRISED: {"brow_up": 0.7, "eye_wide": 0.55},
    Expression.ANGRY: {"brow_down": 0.6, "sneer": 0.18, "squint": 0.18},
}


def expressions(moods: tuple[Mood, ...], frames: int) -> dict[str, Float32]:
    """Return the curve of each expression control, shape (frames,).

    The video starts with the photo's own expression, which blends into the first mood.
    """
    times = np.arange(frames, dtype=np.float32) / FPS
    columns = {name: np.zeros(frames, np.float32) for name in CONTROLS if name not in MOUTH}
    expressions_in_order = (Mood(start=-1.0, expression=Expression.NEUTRAL), *moods)
    for before, after in pairwise(expressions_in_order):
        if replace(before, start=after.start) == after:
            continue
        t = np.clip((times - after.start) / _BLEND_SECONDS, 0, 1)
        blend = t * t * (3 - 2 * t)
        for sign, mood in ((-1, before), (1, after)):
            for name, amount in _EXPRESSION_CONTROLS[mood.expression].items():
                columns[name] += sign * mood.strength * amount * blend
    return columns
