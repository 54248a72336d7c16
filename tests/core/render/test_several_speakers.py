"""Several faces in one picture: each moves its own, and whoever does not speak stays the photo."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from talking_photo.core.face import find_portraits
from talking_photo.core.face.topology import OVAL
from talking_photo.core.model import Photo
from talking_photo.core.render import render_frames
from talking_photo.core.render.layers import _COLOUR_UNTIL_CM
from tests.faces import FaceReader, pasted, performance_of, resized

WIDTH, HEIGHT = 231, 288


@pytest.fixture(scope="module")
def trio(drawn):
    """Three people who stand apart; faces of 112 pixels."""
    person = resized(drawn, 0.3)
    places = [(person, WIDTH * number, 0) for number in range(3)]
    return find_portraits(Photo(pixels=pasted(3 * WIDTH, HEIGHT, *places)), "all")


@pytest.fixture(scope="module")
def readers(trio):
    return [FaceReader(portrait) for portrait in trio]


def openings(readers, frame):
    return [reader.opening(frame) for reader in readers]


def test_each_mouth_opens_with_its_own_performance(trio, readers):
    performances = [performance_of(3, jaw=jaw) for jaw in ([1, 0, 0], [0, 1, 0], [0, 1, 0])]
    first, others, nobody = render_frames(trio, performances)
    assert [opening > 0.06 for opening in openings(readers, first)] == [True, False, False]
    assert [opening > 0.06 for opening in openings(readers, others)] == [False, True, True]
    assert max(openings(readers, nobody)) < 0.03


def away_from(portrait):
    """For each pixel its distance from the subject, cm."""
    return cv2.distanceTransform(255 - portrait.subject, cv2.DIST_L2, 5) / portrait.pose.scale


def test_the_pixels_of_a_bystander_do_not_change(trio):
    left, bystander, right = trio
    rim = _COLOUR_UNTIL_CM[1] + 0.28 + 2 / left.pose.scale  # 0.28: a breath lifts the shoulders
    theirs = (away_from(left) <= rim) | (away_from(right) <= rim)
    assert ((bystander.subject > 0) & ~theirs).sum() > 0.7 * (bystander.subject > 0).sum()
    speaking = performance_of(1, jaw=1.2, smile=0.8, brow_up=1.0, blink_left=1.0, breath=1.0)
    (frame,) = render_frames([left, right], [speaking] * 2)
    changed = (frame != left.pixels).any(2)
    assert changed[:, :WIDTH].any()
    assert changed[:, 2 * WIDTH :].any()
    assert not changed[~theirs].any()


def test_heads_that_turn_do_not_touch_the_face_of_a_bystander(trio):
    left, bystander, right = trio
    turns = performance_of(2, yaw=[0.12, -0.12], roll=[-0.1, 0.1])
    face = np.zeros(bystander.subject.shape, np.uint8)
    cv2.fillPoly(face, [np.round(bystander.landmarks[OVAL, :2]).astype(np.int32)], 1)
    for frame in render_frames([left, right], [turns] * 2):
        assert (frame[face > 0] == left.pixels[face > 0]).all()
        assert (frame != left.pixels).any(2).mean() > 0.1


def test_it_does_not_matter_in_which_order_they_are_given(trio):
    performances = [performance_of(1, jaw=jaw, yaw=0.05) for jaw in (0.3, 0.6, 0.9)]
    (frame,) = render_frames(trio, performances)
    (turned,) = render_frames(trio[::-1], performances[::-1])
    assert (frame == turned).all()


def test_who_is_larger_is_drawn_in_front(drawn):
    # the large head leans over to the small one, whose hair it hides
    small, large = resized(drawn, 0.3), resized(drawn, 0.45)
    picture = pasted(500, 440, (small, 250, 60), (large[:, :300], 0, 0))
    portraits = find_portraits(Photo(pixels=picture), "all")
    big, little = sorted(portraits, key=lambda one: -one.pose.scale)
    still, leaning = performance_of(1), performance_of(1, roll=-0.12)
    (both,) = render_frames([big, little], [leaning, still])
    (alone,) = render_frames([big], [leaning])
    # the strip between them, where the large one's hair now is
    between = np.s_[110:150, 282:296]
    assert (np.abs(both[between].astype(int) - alone[between]).max(2) <= 8).mean() > 0.95
    assert (np.abs(both[between].astype(int) - picture[between]).max(2) > 8).mean() > 0.3
