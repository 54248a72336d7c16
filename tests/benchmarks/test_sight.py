from __future__ import annotations

import cv2
import numpy as np
import pytest

from benchmarks.material import portraits
from benchmarks.read_back import asked_opening
from benchmarks.sight import MouthBox, drift, opening, read
from talking_photo.core.face import find_portraits
from talking_photo.core.model import CONTROLS, Performance, Photo
from talking_photo.core.render import render_frames


@pytest.fixture(scope="module")
def portrait():
    return find_portraits(Photo(pixels=portraits()["drawn"]))[0]


@pytest.mark.slow
def test_an_opening_that_was_asked_for_is_seen_in_the_drawn_frame(portrait):
    values = np.zeros((3, len(CONTROLS)), np.float32)
    values[:, CONTROLS.index("jaw")] = 0, 0.5, 1.2
    performance = Performance(values=values)
    asked = asked_opening(portrait, performance)
    frames = render_frames([portrait], [performance])
    seen = opening(np.stack([read(frame, portrait.landmarks) for frame in frames]))
    assert asked[0] == 0
    assert asked[1] < asked[2]
    assert seen[0] < 0.03
    assert np.diff(seen) == pytest.approx(np.diff(asked), rel=0.5)


def test_no_face_gives_no_landmarks(portrait):
    blank = np.full_like(portrait.pixels, 128)
    assert np.isnan(read(blank, portrait.landmarks)).all()


def test_a_face_is_read_alike_wherever_the_crop_lies(portrait):
    moved = portrait.landmarks + np.array([9, -7, 0], np.float32)
    once, again = (read(portrait.pixels, around) for around in (portrait.landmarks, moved))
    eyes = np.linalg.norm(once[33] - once[263])
    assert np.abs(once - again).max() < 0.05 * eyes


def test_a_face_that_is_shifted_turned_and_scaled_has_not_drifted(portrait):
    photo = portrait.landmarks[:, :2]
    turn = 1.3 * np.array([[np.cos(0.2), -np.sin(0.2)], [np.sin(0.2), np.cos(0.2)]])
    assert drift((photo @ turn.T + 20)[None], photo)[0] == pytest.approx(0, abs=1e-4)


def test_a_nose_that_moves_alone_has_drifted(portrait):
    photo = portrait.landmarks[:, :2]
    bent = photo.copy()
    bent[4, 1] += 0.1 * np.linalg.norm(photo[33] - photo[263])
    assert drift(bent[None], photo)[0] > 0.02


def test_a_blurred_mouth_is_less_sharp(portrait):
    box = MouthBox.of(portrait.landmarks)
    blurred = cv2.GaussianBlur(portrait.pixels, (0, 0), 2)
    for soft, sharp in zip(box.sharpness(blurred), box.sharpness(portrait.pixels), strict=True):
        assert soft < 0.5 * sharp


def test_teeth_that_show_do_not_count_as_sharpness_of_the_skin(portrait):
    box = MouthBox.of(portrait.landmarks)
    toothed = portrait.pixels.copy()
    x, y = portrait.landmarks[[13, 14], :2].mean(0).astype(int)
    toothed[y + 2 : y + 12 : 2, x - 20 : x + 20] = 255
    (whole, skin), (before, same) = box.sharpness(toothed), box.sharpness(portrait.pixels)
    assert whole > 2 * before
    assert skin == same
