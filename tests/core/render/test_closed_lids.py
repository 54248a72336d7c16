"""Closed lids: round over the eyeball, with lashes below their edge."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from talking_photo.core.render import render_frames
from tests.faces import performance_of

EYES = ((33, 133, 159, 145), (362, 263, 386, 374))
"""Left and right corner, middle of the upper and of the lower lid, of both eyes."""


@pytest.fixture(scope="module")
def blinking(portrait):
    """Luma of an open and of a closed pair of eyes."""
    both = performance_of(2, blink_left=[0, 1], blink_right=[0, 1])
    return [
        cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY).astype(float)
        for frame in render_frames([portrait], [both])
    ]


@pytest.mark.parametrize("eye", EYES, ids=["left", "right"])
def test_lashes_darken_what_is_below_a_closed_lid(portrait, blinking, eye):
    rest, closed = blinking
    left, right, _, lower = portrait.landmarks[list(eye), :2]
    scale = portrait.pose.scale
    middle = round(float(left[0] + right[0]) / 2)
    reach = round(0.25 * float(right[0] - left[0]))
    rows = slice(round(float(lower[1]) + 0.08 * scale), round(float(lower[1]) + 0.25 * scale))
    below = np.s_[rows, middle - reach : middle + reach]
    assert (closed[below] / rest[below]).min() < 0.88


@pytest.mark.parametrize("eye", EYES, ids=["left", "right"])
def test_a_closed_lid_is_lighter_in_the_middle_than_at_the_corners(portrait, blinking, eye):
    _, closed = blinking
    left, right, upper, lower = portrait.landmarks[list(eye), :2]
    row = round(float(upper[1] + 0.35 * (lower[1] - upper[1])))
    at = [round(float(left[0] + share * (right[0] - left[0]))) for share in (0.2, 0.5, 0.8)]
    lumas = [closed[row - 1 : row + 2, x - 1 : x + 2].mean() for x in at]
    assert lumas[1] > 1.15 * (lumas[0] + lumas[2]) / 2
