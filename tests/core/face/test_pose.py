from __future__ import annotations

import numpy as np
import pytest

from talking_photo.core.errors import RequestError
from talking_photo.core.face.mean_face import mean_face
from talking_photo.core.face.portrait import MAX_PITCH, MAX_YAW, _refuse_turned
from talking_photo.core.face.pose import fit_pose, similarity


def turn(yaw, pitch, roll):
    """Roll after yaw after pitch, degrees."""
    y, p, r = np.radians([yaw, pitch, roll])
    about_y = np.array([[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]])
    about_x = np.array([[1, 0, 0], [0, np.cos(p), -np.sin(p)], [0, np.sin(p), np.cos(p)]])
    about_z = np.array([[np.cos(r), -np.sin(r), 0], [np.sin(r), np.cos(r), 0], [0, 0, 1]])
    return (about_z @ about_y @ about_x).astype(np.float32)


def seen(rotation, scale=14.0, place=(200.0, 300.0)):
    """The mean face as landmarks: x right, y down, z away, pixels."""
    points = scale * mean_face().points @ rotation.T
    return points * [1, -1, -1] + [*place, 0]


@pytest.mark.parametrize(
    ("yaw", "pitch", "roll"),
    [(0, 0, 0), (30, 0, 0), (-45, 0, 0), (0, 25, 0), (0, -30, 0), (0, 0, 40), (20, -15, 10)],
)
def test_the_pose_of_a_posed_face_is_found_again(yaw, pitch, roll):
    pose = fit_pose(seen(turn(yaw, pitch, roll)).astype(np.float32))
    if not (yaw and pitch):  # angles can be separated only while they are alone
        angles = np.degrees([pose.yaw, pose.pitch, pose.roll])
        assert angles == pytest.approx([yaw, pitch, roll], abs=1)
    assert pose.rotation == pytest.approx(turn(yaw, pitch, roll), abs=0.01)
    assert pose.scale == pytest.approx(14.0, rel=0.005)
    assert pose.translation[:2] == pytest.approx([200, -300], abs=1)


def test_the_pose_of_a_moving_face_stays_with_the_bones():
    landmarks = seen(turn(10, 5, 0))
    landmarks[[14, 17, 152, 175, 199]] += [0, 25, 0]  # the jaw drops
    landmarks += np.random.default_rng(2).normal(0, 0.5, landmarks.shape)
    pose = fit_pose(landmarks.astype(np.float32))
    assert np.degrees([pose.yaw, pose.pitch]) == pytest.approx([10, 5], abs=1)


def test_a_similarity_never_mirrors():
    points = np.random.default_rng(3).normal(size=(20, 3))
    _, rotation, _ = similarity(points, points * [-1, 1, 1])
    assert np.linalg.det(rotation) == pytest.approx(1)


def test_positive_angles_point_right_down_and_counter_clockwise():
    nose = mean_face().points[4] - mean_face().points[[234, 454]].mean(0)
    right, down = (turn(20, 0, 0) @ nose)[0], (turn(0, 20, 0) @ nose)[1]
    assert right > nose[0]
    assert down < nose[1]
    assert (turn(0, 0, 20) @ [1, 0, 0])[1] > 0


@pytest.mark.parametrize(("yaw", "pitch"), [(1.1, 0), (-1.1, 0), (0, 1.1), (0, -1.1)])
def test_only_a_head_beyond_the_limits_is_turned_away(yaw, pitch):
    beyond = np.array([MAX_YAW, MAX_PITCH]) * [yaw, pitch]
    _refuse_turned(*beyond * 0.85)
    with pytest.raises(RequestError, match="face_turned_away") as refused:
        _refuse_turned(*beyond)
    facts = refused.value.facts
    assert [facts["yaw_degrees"], facts["pitch_degrees"]] == pytest.approx(
        np.degrees(np.abs(beyond)), abs=1
    )
