"""What a face does whose points were placed by hand."""

from dataclasses import replace

import numpy as np
import pytest

from talking_photo.core.face import placed_portrait, placed_portraits
from talking_photo.core.face_points import FacePoints
from talking_photo.core.model import (
    CONTROLS,
    MOUTH,
    FrameControls,
    MouthTrack,
    Performance,
    Speech,
)
from talking_photo.core.performance import perform
from talking_photo.core.render import motion_reach, render_frames
from tests.core.placed_face import FACE, PAIR, SIDE, drawn_mug, moved, two_mugs

REST = FrameControls(**dict.fromkeys(CONTROLS, 0.0))


@pytest.fixture(scope="module")
def mug():
    return placed_portrait(drawn_mug(), FACE)


def frames(portrait, *controls):
    values = np.array([list(one) for one in controls], np.float32)
    return [frame.astype(int) for frame in render_frames([portrait], [Performance(values=values)])]


def part(frame, left, top, right, bottom):
    return frame[int(top * SIDE) : int(bottom * SIDE), int(left * SIDE) : int(right * SIDE)]


def performed(portrait):
    values = np.ones((100, len(MOUTH)), np.float32)
    speech = Speech(samples=np.zeros(64_000, np.float32), sample_rate=16_000)
    return perform(speech, MouthTrack(values=values), portrait, seed=0)


def test_at_rest_it_is_the_picture(mug):
    (still,) = frames(mug, REST)
    assert np.abs(still - mug.pixels).mean() < 0.5


def test_an_open_mouth_is_red_inside_and_keeps_its_line(mug):
    (spoken,) = frames(mug, REST._replace(jaw=1.0))
    mouth = part(spoken, 0.44, 0.6, 0.56, 0.85)
    red = (mouth[..., 0] > mouth[..., 1] + 25) & (mouth[..., 0] > mouth[..., 2] + 25)
    assert red.sum() > 60
    rows = np.flatnonzero(red.any(1))
    above = mouth[max(rows[0] - 3, 0) : rows[0] + 1].min()
    below = mouth[rows[-1] : rows[-1] + 4].min()
    assert above < 120 > below  # half of the drawn line on each side


def test_eyes_close_in_the_colours_around_them_and_open_again(mug):
    shut = REST._replace(blink_left=1.0, blink_right=1.0)
    closed, opened = frames(mug, shut, REST)
    for left in (0.27, 0.61):
        lid = part(closed, left + 0.04, 0.35, left + 0.08, 0.4)
        assert (lid > 200).mean() > 0.9
        line = part(closed, left + 0.04, 0.4, left + 0.08, 0.47)
        assert line.min() < 130
    assert np.abs(opened - mug.pixels).mean() < 0.5


def test_eyes_on_a_pattern_do_not_blink(mug):
    pixels = mug.pixels.copy()
    stripes = (np.indices(pixels.shape[:2]).sum(0) // 12 % 2 * 255).astype(np.uint8)
    pixels[60:140] = stripes[60:140, :, None]
    shut = REST._replace(blink_left=1.0, blink_right=1.0)
    first, second = frames(replace(mug, pixels=pixels), REST, shut)
    assert np.array_equal(first, second)


def test_it_hardly_turns_and_moves_neither_brows_nor_irises(mug):
    person = performed(replace(mug, placed=False))
    placed = performed(mug)
    for name in ("brow_up", "gaze_x", "gaze_y", "cheek", "tuck", "eye_wide", "breath"):
        assert not placed.column(name).any(), name
    for name in ("yaw", "pitch", "pucker"):
        assert np.abs(placed.column(name)).max() <= 0.36 * np.abs(person.column(name)).max(), name
    assert placed.column("blink_left").max() == 1


def test_the_mouth_of_a_short_muzzle_opens_less():
    short = placed_portrait(drawn_mug(), FacePoints(**moved(chin=[0.5, 0.73])))
    deep = placed_portrait(drawn_mug(), FACE)
    ratio = performed(short).column("jaw").max() / performed(deep).column("jaw").max()
    assert 0.3 < ratio < 0.75


def test_of_two_faces_one_speaks_while_the_other_blinks_and_no_edge_lies_between_them():
    photo = two_mugs()
    pair = placed_portraits(photo, [FacePoints(**points) for points in PAIR])
    sways = REST._replace(roll=0.05, shift_x=0.4)
    controls = sways._replace(jaw=1.0), sways._replace(blink_left=1.0, blink_right=1.0, roll=-0.05)
    performances = [Performance(values=np.array([list(one)], np.float32)) for one in controls]
    [frame] = (shown.astype(int) for shown in render_frames(pair, performances))
    red = (frame[..., 0] > frame[..., 1] + 25) & (frame[..., 0] > frame[..., 2] + 25)
    eyes = frame[70:130].max(2) < 100
    assert red[:, :SIDE].sum() > 60
    assert red[:, SIDE:].sum() == 0
    assert eyes[:, :SIDE].sum() > 2 * eyes[:, SIDE:].sum()
    wall = frame[:, SIDE - 8 : SIDE + 8]
    # Where the two motions meet, rounding leaves up to three levels; the mugs are 34 brighter.
    assert np.abs(wall - [206, 188, 160]).max() <= 8


def test_no_edge_appears_in_the_background_when_it_sways(mug):
    assert 0.4 <= motion_reach(mug) <= 1
    moving = REST._replace(roll=0.05, shift_x=0.4)
    (moved_frame,) = frames(mug, moving)
    wall = part(moved_frame, 0.0, 0.0, 1.0, 0.12)
    assert np.abs(wall - [206, 188, 160]).max() <= 2
