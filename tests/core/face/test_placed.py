"""A face whose points were placed by hand."""

import math

import numpy as np
import pytest
from pydantic import TypeAdapter

from talking_photo.core.errors import RequestError
from talking_photo.core.face import placed_portrait, placed_portraits
from talking_photo.core.face_points import MOST_FACES, NAMES, FacePoints, each_face
from talking_photo.core.model import MouthState
from talking_photo.core.request import RenderOptions
from tests.core.placed_face import FACE, PAIR, POINTS, SIDE, drawn_mug, half, moved, two_mugs

EYES = {"left_eye_outer": 33, "left_eye_inner": 133, "right_eye_inner": 362}
PLACES = {**EYES, "right_eye_outer": 263, "mouth_left": 61, "mouth_right": 291, "chin": 152}


def refused(points):
    with pytest.raises(RequestError) as caught:
        RenderOptions(points=points)
    return caught.value


def test_the_mesh_goes_through_the_points():
    portrait = placed_portrait(drawn_mug(), FACE)
    for name, landmark in PLACES.items():
        expected = np.array(POINTS[name]) * (SIDE - 1)
        assert portrait.landmarks[landmark, :2] == pytest.approx(expected, abs=0.6), name
    lips = portrait.landmarks[[13, 14], :2]
    assert lips == pytest.approx(np.array([[0.5, 0.6725]] * 2) * (SIDE - 1), abs=0.6)
    assert portrait.landmarks[159, :2] == pytest.approx([0.33 * 239, 0.345 * 239], abs=0.6)
    assert np.isfinite(portrait.landmarks).all()
    assert (portrait.placed, portrait.mouth) == (True, MouthState.CLOSED)
    assert portrait.pose.roll == pytest.approx(0, abs=0.02)


def test_a_gap_between_the_lips_is_an_open_mouth():
    open_mouth = FacePoints(**moved(upper_lip=[0.5, 0.62], lower_lip=[0.5, 0.72]))
    portrait = placed_portrait(drawn_mug(), open_mouth)
    assert portrait.mouth is MouthState.OPEN
    gap = portrait.landmarks[14, 1] - portrait.landmarks[13, 1]
    assert gap == pytest.approx(0.1 * (SIDE - 1), abs=0.6)


def test_it_is_cut_out_by_its_colours():
    mug = drawn_mug()
    assert placed_portrait(mug, FACE).subject.min() == 255
    first, second = (placed_portrait(mug, FACE, cut_out=True).subject for _ in range(2))
    assert np.array_equal(first, second)
    white = (mug.pixels[..., 2] > 200) | (mug.pixels.max(2) < 100)
    assert (first > 0)[white].mean() > 0.97
    assert (first > 0)[~white].mean() < 0.05


@pytest.mark.parametrize("degrees", [-35, 20, 60])
def test_a_tilted_face_is_a_rotated_one(degrees):
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))

    def turned(x, y):
        x, y = 0.7 * (x - 0.5), 0.7 * (y - 0.5)
        return [0.5 + cos * x + sin * y, 0.5 - sin * x + cos * y]

    points = FacePoints(**{name: turned(*POINTS[name]) for name in NAMES})
    roll = placed_portrait(drawn_mug(), points).pose.roll
    assert math.degrees(roll) == pytest.approx(degrees, abs=1)


def test_a_face_that_is_too_small_is_refused_with_its_size():
    tiny = {
        name: [0.5 + 0.12 * (x - 0.5), 0.5 + 0.12 * (y - 0.5)] for name, (x, y) in POINTS.items()
    }
    with pytest.raises(RequestError) as caught:
        placed_portrait(drawn_mug(), FacePoints(**tiny))
    assert caught.value.code == "face_too_small"
    assert caught.value.facts["min_pixels"] == 48


@pytest.mark.parametrize(
    ("points", "point"),
    [
        (moved(mouth_left=[0.36, 0.2]), "mouth_left"),
        (moved(mouth_left=[0.64, 0.62], mouth_right=[0.36, 0.62]), "mouth_right"),
        (moved(chin=[0.5, 0.6]), "chin"),
        (moved(left_eye_top=[0.33, 0.45]), "left_eye_top"),
        (moved(left_eye_outer=[0.37, 0.40]), "left_eye_inner"),
        (
            moved(left_eye_outer=[0.3, 0.4], left_eye_inner=[0.4, 0.2], left_eye_top=[0.37, 0.26]),
            "left_eye_top",
        ),
        (moved(upper_lip=[0.5, 0.72], lower_lip=[0.5, 0.62]), "lower_lip"),
        (moved(upper_lip=[0.2, 0.67]), "upper_lip"),
        ({name: [0.5, 0.5] for name in NAMES}, "right_eye_outer"),
        ({name: [1 - x, y] for name, (x, y) in POINTS.items()}, "right_eye_outer"),
    ],
)
def test_points_that_are_no_face_are_refused_by_name(points, point):
    error = refused(points)
    assert (error.code, error.facts) == ("points_wrong", {"point": point})


@pytest.mark.parametrize(
    "place",
    [[0.5], [0.5, 1.01], [-0.1, 0.5], [math.nan, 0.5], [math.inf, 0.5], "ab", None, [True, 0.5]],
)
def test_a_point_that_is_not_in_the_photo_is_refused(place):
    error = refused(moved(chin=place))
    assert (error.code, error.facts["option"]) == ("option_wrong", "points.chin")


@pytest.mark.parametrize("points", [{}, [], "x", {**POINTS, "nose": [0.5, 0.5]}, {"chin": [0, 0]}])
def test_all_points_are_named_and_no_others(points):
    error = refused(points)
    assert (error.code, error.facts["option"]) == ("option_wrong", "points")


@pytest.mark.parametrize("points", [POINTS, PAIR])
def test_points_survive_json(points):
    adapter = TypeAdapter(RenderOptions)
    options = RenderOptions(points=points)
    assert adapter.validate_json(adapter.dump_json(options)) == options
    assert adapter.validate_python({"points": points}) == options


def test_a_list_of_one_face_is_that_face():
    assert RenderOptions(points=[POINTS]).points == RenderOptions(points=POINTS).points == FACE


def test_several_faces_stand_from_left_to_right_and_share_the_picture():
    options = RenderOptions(points=PAIR)
    for cut_out in (False, True):
        first, second = placed_portraits(two_mugs(), each_face(options.points), cut_out=cut_out)
        assert (first.number, second.number) == (1, 2)
        assert first.faces == second.faces
        assert first.faces[0].x < SIDE < second.faces[1].x
        assert not (first.subject & second.subject).any()
        assert first.subject[96, 60] == second.subject[96, SIDE + 60] == 255
    whole = placed_portraits(two_mugs(), each_face(options.points))
    assert (whole[0].subject | whole[1].subject).min() == 255


@pytest.mark.parametrize(
    ("points", "code"),
    [
        ([POINTS, POINTS], "points_overlap"),
        ([half(0.0), half(0.5), half(0.02)], "points_overlap"),
        ([POINTS, moved(chin=[0.5, 0.6])], "points_wrong"),
        ([POINTS, {}], "option_wrong"),
        ([POINTS, [POINTS]], "option_wrong"),
        ([PAIR[0]] * (MOST_FACES + 1), "option_wrong"),
    ],
)
def test_faces_that_cannot_be_are_refused(points, code):
    error = refused(points)
    assert error.code == code
    if code == "points_overlap":
        assert error.facts == {"one": 1, "other": len(points)}
