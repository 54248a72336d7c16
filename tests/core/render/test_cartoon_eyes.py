"""Eyes larger than life.

Found where they are drawn, and left to the mesh where people have theirs.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from talking_photo.core.face.topology import (
    LEFT_EYE_LOWER,
    LEFT_EYE_UPPER,
    LEFT_IRIS,
    RIGHT_EYE_LOWER,
    RIGHT_EYE_UPPER,
    RIGHT_IRIS,
)
from talking_photo.core.render import render_frames
from talking_photo.core.render.appearance import measure_appearance
from talking_photo.core.render.cartoon_eyes import refit_cartoon_eyelids
from tests.faces import performance_of

EYES = (
    (LEFT_EYE_UPPER, LEFT_EYE_LOWER, LEFT_IRIS),
    (RIGHT_EYE_UPPER, RIGHT_EYE_LOWER, RIGHT_IRIS),
)
WHITE, BROWN = (238, 234, 230), (60, 40, 30)


def middle_and_width(portrait, upper):
    places = portrait.landmarks[upper, :2]
    return (places[0] + places[-1]) / 2, float(np.linalg.norm(places[-1] - places[0]))


@pytest.fixture(scope="module")
def cartoon(portrait):
    """The portrait with eyeballs drawn over its eyes, in which the mesh has no part."""
    pixels = portrait.pixels.copy()
    for upper, _, _ in EYES:
        middle, width = middle_and_width(portrait, upper)
        centre = np.rint(middle).astype(int).tolist()
        cv2.circle(pixels, centre, round(0.75 * width), WHITE, -1, cv2.LINE_AA)
        cv2.circle(pixels, centre, round(0.40 * width), BROWN, -1, cv2.LINE_AA)
    return replace(portrait, pixels=pixels)


def test_lids_are_moved_to_the_border_of_a_drawn_eyeball(cartoon):
    found = refit_cartoon_eyelids(cartoon, measure_appearance(cartoon))
    for upper, lower, iris in EYES:
        middle, width = middle_and_width(cartoon, upper)
        radius = 0.75 * width
        for edge in (upper, lower):
            away = np.linalg.norm(found.landmarks[edge, :2] - middle, axis=1)
            assert away == pytest.approx(np.full(len(edge), radius), rel=0.17)
        assert found.landmarks[upper[4], 1] < middle[1] - 0.85 * radius
        assert found.landmarks[lower[4], 1] > middle[1] + 0.85 * radius
        assert np.all(np.diff(found.landmarks[upper, 0]) > 0)
        assert found.landmarks[iris[0], :2] == pytest.approx(middle, abs=0.1 * width)
        rim = np.linalg.norm(found.landmarks[iris[1:], :2] - middle, axis=1)
        assert rim == pytest.approx(np.full(4, 0.40 * width), rel=0.2)


def test_a_blink_covers_the_drawn_eyeball(cartoon):
    (closed,) = render_frames([cartoon], [performance_of(1, blink_left=1, blink_right=1)])
    for upper, _, _ in EYES:
        middle, width = middle_and_width(cartoon, upper)
        area = tuple(
            slice(int(at - 0.6 * width), int(at + 0.6 * width)) for at in middle[::-1].tolist()
        )
        before = (cartoon.pixels[area].min(2) > 220).mean()
        after = (closed[area].min(2) > 220).mean()
        assert before > 0.3
        assert after < 0.03


def test_lashes_of_a_drawn_eyeball_go_down_with_its_lid(cartoon):
    pixels = cartoon.pixels.copy()
    for upper, _, _ in EYES:
        middle, width = middle_and_width(cartoon, upper)
        centre, radius = np.rint(middle).astype(int).tolist(), round(0.75 * width)
        thick = max(2, round(0.14 * width))
        cv2.ellipse(pixels, centre, (radius, radius), 0, 190, 350, BROWN, thick, cv2.LINE_AA)
    lashed = replace(cartoon, pixels=pixels)
    (closed,) = render_frames([lashed], [performance_of(1, blink_left=1, blink_right=1)])
    for upper, _, _ in EYES:
        middle, width = middle_and_width(lashed, upper)
        x = slice(int(middle[0] - 0.15 * width), int(middle[0] + 0.15 * width))
        where = slice(int(middle[1] - width), int(middle[1] + width))
        dark = np.flatnonzero((closed[where, x].max(2) < 110).mean(1) > 0.5) - width
        # a band of them, below the middle of the eye, and nothing where they were
        assert len(dark) >= 0.08 * width
        assert dark.min() > 0


def test_the_eyes_of_a_person_are_left_to_the_mesh(portrait):
    assert refit_cartoon_eyelids(portrait, measure_appearance(portrait)) is portrait


def test_one_large_eye_is_no_reason_to_move_the_lids(portrait, cartoon):
    half = portrait.pixels.shape[1] // 2
    pixels = np.concatenate([cartoon.pixels[:, :half], portrait.pixels[:, half:]], 1)
    winking = replace(portrait, pixels=pixels)
    assert refit_cartoon_eyelids(winking, measure_appearance(winking)) is winking


def test_a_picture_without_colours_is_left_alone(cartoon):
    grey = cv2.cvtColor(cv2.cvtColor(cartoon.pixels, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    drawn = replace(cartoon, pixels=grey)
    assert refit_cartoon_eyelids(drawn, measure_appearance(drawn)) is drawn
