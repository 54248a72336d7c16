from __future__ import annotations

import numpy as np
import pytest

from talking_photo.core.model import FPS, MouthState
from talking_photo.core.render import render_frames
from tests.faces import FaceReader, eye_distance, found, mouth_area, performance_of, resized

SECONDS = 3
TIMES = np.arange(SECONDS * FPS) / FPS
CLOSED_AT = np.arange(12, SECONDS * FPS, FPS)


def track():
    """A jaw that swings at two paces, and shuts with a press once a second."""
    jaw = 0.55 + 0.45 * np.sin(2 * np.pi * 1.3 * TIMES) + 0.2 * np.sin(2 * np.pi * 2.1 * TIMES + 1)
    jaw = np.clip(jaw, 0, 1.3)
    press = np.zeros_like(jaw)
    for closed in CLOSED_AT:
        jaw[closed - 1 : closed + 2] *= [0.3, 0, 0.3]
        press[closed] = 0.13
    return jaw, press


@pytest.fixture(scope="module")
def reader(portrait):
    return FaceReader(portrait)


@pytest.fixture(scope="module")
def spoken(portrait):
    """The frames of the track, with a head that sways and eyes that blink."""
    jaw, press = track()
    sway = 0.04 * np.sin(2 * np.pi * 0.5 * TIMES)
    lids = np.clip(np.sin(2 * np.pi * TIMES) * 3 - 2, 0, 1)
    performance = performance_of(
        len(TIMES), jaw=jaw, press=press, yaw=sway, pitch=-sway, blink_left=lids, blink_right=lids
    )
    return list(render_frames([portrait], [performance]))


@pytest.fixture(scope="module")
def openings(spoken, reader):
    return np.array([reader.opening(frame) for frame in spoken])


def test_the_opening_that_is_seen_follows_the_jaw_without_lag(openings):
    jaw, _ = track()
    fits = {
        lag: np.corrcoef(np.roll(openings, -lag)[3:-3], jaw[3:-3])[0, 1] for lag in range(-3, 4)
    }
    assert fits[0] > 0.95
    assert max(fits, key=fits.get) == 0
    assert np.percentile(openings, 95) > 0.1  # nobody mumbles


def test_every_closure_is_seen_as_one(openings):
    assert (openings[CLOSED_AT] < 0.02).all()


def test_the_upper_face_stays_while_the_jaw_moves(portrait, reader):
    rest, opened = (
        reader.landmarks(frame)
        for frame in render_frames([portrait], [performance_of(2, jaw=[0, 1])])
    )
    steady = [33, 133, 362, 263, 6, 168, 105, 334, 10, 151]
    drift = np.linalg.norm(opened[steady] - rest[steady], axis=1)
    assert drift.mean() < 0.02 * eye_distance(rest)


def test_lids_close_evenly_over_a_blink(portrait, reader):
    shut = np.linspace(0, 1, 6)
    frames = render_frames([portrait], [performance_of(6, blink_left=shut, blink_right=shut)])
    seen = np.array([reader.eyes(frame) for frame in frames])
    # never opens again; the network reads closed lids to some 0.03
    assert (np.diff(seen, axis=0) < 0.05).all()
    assert (seen[-1] < 0.4 * seen[0]).all()
    assert (seen[2] > 0.5 * seen[0]).all()


def test_a_blink_comes_and_goes_without_a_trace(portrait):
    frames = list(render_frames([portrait], [performance_of(3, blink_left=[0, 1, 0])]))
    assert (frames[0] == frames[2]).all()


RIGHT, LEFT, DOWN, UP = (0, 1), (0, -1), (1, 1), (1, -1)
"""Axis and sign of a way in the image."""


@pytest.mark.parametrize(
    ("controls", "points", "way"),
    [
        ({"wide": [0, 0.4]}, [291], RIGHT),
        ({"wide": [0, 0.4]}, [61], LEFT),
        ({"pucker": [0, 1.0]}, [291], LEFT),
        ({"smile": [0, 0.8]}, [61, 291], UP),
        ({"frown": [0, 0.8]}, [61, 291], DOWN),
        ({"brow_up": [0, 1.0]}, [105, 334], UP),
        ({"brow_down": [0, 1.0]}, [107, 336], DOWN),
        ({"yaw": [0, 0.12]}, [4], RIGHT),
        ({"pitch": [0, 0.12]}, [4], DOWN),
        ({"gaze_x": [-0.1, 0.1]}, [468, 473], RIGHT),
    ],
)
def test_what_moves_is_seen_to_move_the_right_way(portrait, reader, controls, points, way):
    both = performance_of(2, **controls)
    axis, sign = way
    before, after = (
        reader.landmarks(frame)[points, axis].mean() for frame in render_frames([portrait], [both])
    )
    assert sign * (after - before) > 0.008 * eye_distance(portrait.landmarks)


def test_a_tilt_is_seen_as_one(portrait, reader):
    (frame,) = render_frames([portrait], [performance_of(1, roll=0.1)])
    points = reader.landmarks(frame)
    eyes = points[263] - points[33]
    assert -np.arctan2(eyes[1], eyes[0]) == pytest.approx(0.1 + portrait.pose.roll, abs=0.02)


OPEN = {
    "ajar": {"jaw": 0.6},
    "open": {"jaw": 1.2},
    "a smile that shows teeth": {"jaw": 0.4, "smile": 0.8, "upper_up": 0.4},
}


@pytest.mark.parametrize("kind", OPEN)
def test_a_mouth_that_is_open_in_the_photo_closes_and_opens_again(portrait, kind):
    (photo,) = render_frames([portrait], [performance_of(1, **OPEN[kind])])
    opened = found(photo)
    reader = FaceReader(opened)
    assert opened.mouth is not MouthState.CLOSED
    rest, spoken = render_frames([opened], [performance_of(2, jaw=[0, 0.8])])
    assert reader.opening(photo) > 0.03
    assert reader.opening(rest) < 0.02
    assert reader.opening(spoken) > 0.05
    assert found(rest).mouth is MouthState.CLOSED
    # the eyes and all above stay the photo
    rows = slice(0, int(opened.landmarks[[145, 374], 1].max()))
    assert np.abs(rest[rows].astype(int) - photo[rows]).max() <= 10


def test_teeth_in_the_photo_are_known_as_teeth(portrait):
    (photo,) = render_frames([portrait], [performance_of(1, **OPEN["a smile that shows teeth"])])
    assert found(photo).mouth is MouthState.TEETH


def test_a_small_face_speaks_too(drawn):
    small = found(resized(drawn, 0.25))
    reader = FaceReader(small)
    shut, opened = render_frames([small], [performance_of(2, jaw=[0, 1])])
    assert reader.opening(shut) < 0.03
    assert reader.opening(opened) > 0.07


def test_a_turned_head_speaks_too(portrait):
    (photo,) = render_frames([portrait], [performance_of(1, yaw=0.3)])
    aside = found(photo)
    assert aside.pose.yaw > 0.15
    reader = FaceReader(aside)
    seen = [
        reader.opening(frame)
        for frame in render_frames([aside], [performance_of(3, jaw=[0, 0.6, 1.2])])
    ]
    assert seen[0] < 0.03 < seen[1] < seen[2]


def test_the_mouth_rests_where_the_jaw_does(portrait):
    # a video's silence: the same frame again, to the pixel
    frames = list(render_frames([portrait], [performance_of(6, jaw=[0, 0.7, 0.3, 0, 0, 0])]))
    rows, columns = mouth_area(portrait.landmarks, 0.2)
    assert (frames[4][rows, columns] == frames[5][rows, columns]).all()
