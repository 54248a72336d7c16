from __future__ import annotations

import numpy as np
import pytest

from benchmarks.habits import BANDS, Habits, Head, blinks, closures, head_angles
from talking_photo.core.face.mean_face import mean_face
from talking_photo.core.model import FPS

TIMES = np.arange(8 * FPS) / FPS


def face(*, gap=0.0, lids=0.0, yaw=0.0):
    """The mean face, 20 pixels to the cm, with lower lip and upper lids moved down (cm) and the
    head turned (degrees).
    """
    points = mean_face().points.copy()
    points[14, 1] = points[13, 1] - gap
    points[[160, 159, 158, 385, 386, 387], 1] -= lids
    cos, sin = np.cos(np.radians(yaw)), np.sin(np.radians(yaw))
    turned = points @ np.array([[cos, 0, sin], [0, 1, 0], [-sin, 0, cos]]).T
    return (turned * [20, -20, -20] + 300).astype(np.float32)


def habits(frames):
    return Habits.of(np.stack(frames), np.ones(len(frames), bool))


def test_a_turn_of_the_head_is_read_in_degrees():
    angles = head_angles(np.stack([face(yaw=yaw) for yaw in (0, 5, -10)]))
    assert angles[:, 0] == pytest.approx([0, 5, -10], abs=0.1)
    assert np.abs(angles[:, 1:]).max() < 0.1


@pytest.mark.parametrize(("hertz", "band"), [(0.4, 0), (0.8, 1), (1.6, 2), (3.0, 3)])
def test_a_head_that_swings_has_its_power_where_it_swings(hertz, band):
    angles = np.zeros((len(TIMES), 3))
    angles[:, 0] = 3 * np.sin(2 * np.pi * hertz * TIMES)
    head = Head.of(angles)
    assert head.bands["yaw"][band] == max(head.bands["yaw"])
    assert sum(head.bands["yaw"]) == pytest.approx(1)


@pytest.mark.parametrize("hertz", [0.8, 1.6, 3.0])
def test_a_swing_is_measured_in_degrees_and_degrees_per_second(hertz):
    head = Head.of(np.outer(3 * np.sin(2 * np.pi * hertz * TIMES), [0, 0, 1]))
    assert head.spread["roll"] == pytest.approx(3 / np.sqrt(2), rel=0.1)
    assert head.rms["roll"] == pytest.approx(3 / np.sqrt(2) * 2 * np.pi * hertz, rel=0.15)


def test_an_unsteady_network_adds_nothing_to_a_head_that_turns():
    rng = np.random.default_rng(0)
    angles = np.outer(2 * np.sin(2 * np.pi * 0.8 * TIMES), [1, 0, 0])
    clean, noisy = Head.of(angles), Head.of(angles + rng.normal(0, 0.2, angles.shape))
    assert noisy.rms["yaw"] == pytest.approx(clean.rms["yaw"], rel=0.1)
    assert noisy.rms["roll"] < 0.35 * noisy.rms["yaw"]


def test_a_video_too_short_for_a_spectrum_has_none():
    head = Head.of(np.zeros((40, 3)))
    assert np.isnan(head.rms["yaw"])
    assert len(head.bands["roll"]) == len(BANDS)
    assert np.isnan(head.bands["roll"]).all()


def test_a_closure_lasts_from_where_the_lips_meet_to_where_they_part():
    gap = np.full(60, 0.15)
    gap[20:24] = 0.0  # falls within frame 19 to 20, and rises within 23 to 24
    gap[40:56] = 0.0  # a pause
    assert closures(gap) == pytest.approx([(3 + 2 * 0.2) / FPS], abs=1e-3)


def test_a_mouth_that_never_closes_has_no_closures():
    assert len(closures(np.linspace(0.1, 0.2, 50))) == 0


def test_a_blink_is_timed_at_half_of_its_depth_and_a_glance_down_is_none():
    lids = np.full(100, 0.3)
    lids[20:25] = [0.15, 0.0, 0.0, 0.0, 0.15]
    lids[60:70] = 0.25
    lids[80:85] = [0.15, 0.0, 0.0, 0.0, 0.15]
    at, lasting = blinks(lids)
    assert np.diff(at) == pytest.approx([60 / FPS], abs=1 / FPS)
    assert lasting == pytest.approx([4 / FPS] * 2, abs=0.5 / FPS)


def test_openings_are_counted_in_eye_distances_and_only_while_there_is_a_voice():
    frames = [face(gap=0.889 if i % 2 else 0.0) for i in range(70)]
    speaking = np.arange(70) < 40
    recognised = Habits.of(np.stack(frames), speaking)
    assert recognised.opening_wide == pytest.approx(0.1, rel=0.05)
    assert recognised.opening_speed == pytest.approx(0.1 * FPS, rel=0.05)
    mute = Habits.of(np.stack(frames[:40] + [face()] * 30), speaking)
    assert mute.opening_middle == recognised.opening_middle


def test_a_face_that_turns_as_a_whole_does_not_tremble_and_one_that_shakes_does():
    rng = np.random.default_rng(0)
    still = [face() + 3 * np.sin(i / 3) for i in range(70)]
    shaken = [one + rng.normal(0, 1, one.shape) for one in still]
    assert habits(still).tremble < 1e-5
    assert habits(shaken).tremble > 0.005


def test_blinking_lids_are_counted():
    shut = {20: 0.3, 21: 0.6, 22: 0.6, 23: 0.3}
    frames = [face(lids=shut.get(i, 0.0)) for i in range(70)]
    assert habits(frames).blinks == 1


def test_range_and_place_of_a_head_are_measured():
    swing = np.sin(2 * np.pi * 0.5 * TIMES)
    turning = habits([face(yaw=4 * s) for s in swing])
    assert turning.head_range == pytest.approx(8, rel=0.05)
    assert turning.head_shift < 0.02
    moving = habits([face() + np.array([20 * s, 0, 0], np.float32) for s in swing])
    assert moving.head_range < 0.2
    assert moving.head_shift == pytest.approx(1 / np.sqrt(2) / 8.89, rel=0.05)
    assert moving.gaze_spread < 0.01


def test_lids_that_move_between_blinks_are_told_from_lids_that_rest():
    still = habits([face() for _ in TIMES])
    drifting = habits([face(lids=0.1 + 0.1 * np.sin(2 * np.pi * 0.5 * t)) for t in TIMES])
    assert still.lid_spread < 0.01
    assert drifting.lid_spread > 0.03
