"""The mouth is blurred where it moves fast, and nowhere else."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from talking_photo.core.model import MOUTH
from talking_photo.core.render import render_frames
from talking_photo.core.render.shutter import exposures
from tests.faces import mouth_area, performance_of


@pytest.mark.parametrize("fast", [0.35, 0.5, 0.62])
def test_a_fast_mouth_is_seen_at_two_moments_about_the_middle_of_the_frame(fast):
    performance = performance_of(3, jaw=[0.2, 0.2 + fast, 0.2 + 2 * fast], yaw=[0, 0.1, 0.2])
    first, second = exposures(performance, 1)
    assert first.jaw < performance.frame(1).jaw < second.jaw
    assert (first.jaw + second.jaw) / 2 == pytest.approx(performance.frame(1).jaw)
    assert first.yaw == second.yaw == performance.frame(1).yaw
    assert first[len(MOUTH) :] == second[len(MOUTH) :]


@pytest.mark.parametrize(
    ("jaw", "press", "t"),
    [
        ([0.5, 0.55, 0.6], 0, 1),  # slow
        ([0.6, 0, 0.6], 0.13, 1),  # a closure
        ([0.0, 0, 0.9], 0, 1),  # lips that are about to part
        ([0.0, 0.6, 1.2], 0, 0),  # the first frame
        ([0.0, 0.6, 1.2], 0, 2),  # the last one
        ([0.2, 0.8, 0.2], 0, 1),  # a turning point: open before and after the middle alike
    ],
)
def test_everything_else_is_seen_at_one(jaw, press, t):
    performance = performance_of(3, jaw=jaw, press=[0, press, 0])
    assert exposures(performance, t) == (performance.frame(t),)


def test_what_moves_fast_is_softer_and_the_rest_is_not(portrait):
    still = performance_of(3, jaw=0.7, lower_down=0.2)
    fast = performance_of(3, jaw=[0.1, 0.7, 1.3], lower_down=0.2)
    (_, sharp, _), (_, soft, _) = (list(render_frames([portrait], [p])) for p in (still, fast))
    rows, columns = mouth_area(portrait.landmarks, 0.2)

    def detail(frame):
        grey = cv2.cvtColor(frame[rows, columns], cv2.COLOR_RGB2GRAY)
        return cv2.Laplacian(grey, cv2.CV_64F).var()

    assert 0.3 * detail(sharp) < detail(soft) < 0.95 * detail(sharp)
    eyes = slice(0, int(portrait.landmarks[[145, 374], 1].max()))
    assert np.abs(sharp[eyes].astype(int) - soft[eyes]).max() <= 4
