"""Several people in one photo: who speaks, who cannot, and whose pixels are whose."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from talking_photo.core.errors import RequestError
from talking_photo.core.face import find_faces, find_portraits
from talking_photo.core.face.detect import detect_faces
from talking_photo.core.face.landmarks import read_mesh
from talking_photo.core.face.models import face_models
from talking_photo.core.face.portrait import MIN_FACE
from talking_photo.core.face.topology import OVAL
from talking_photo.core.model import Photo
from tests.faces import face_width, found, pasted, resized

WIDTH, HEIGHT = 231, 288  # of the drawn portrait at 0.3, whose face is then 112 pixels wide


@pytest.fixture(scope="module")
def person(drawn):
    return resized(drawn, 0.3)


@pytest.fixture(scope="module")
def two(person):
    """A photo of two people, side by side."""
    return Photo(pixels=pasted(2 * WIDTH, HEIGHT, (person, 0, 0), (person, WIDTH, 0)))


@pytest.fixture(scope="module")
def pair(two):
    return find_portraits(two, "all")


@pytest.fixture(scope="module")
def masked(person):
    """The same person with a cloth over the mouth."""
    worn = person.copy()
    x, y = found(person).landmarks[[13, 152], :2].astype(int).T
    cv2.ellipse(worn, (int(x[0]), int(y[0])), (46, 30), 0, 0, 360, (235, 240, 245), -1)
    return worn


def refusal(photo, selection):
    with pytest.raises(RequestError) as refused:
        find_portraits(photo, selection)
    return refused.value


def numbers(portraits):
    return [portrait.number for portrait in portraits]


def side_by_side(*people):
    return Photo(pixels=pasted(WIDTH * len(people), HEIGHT, *[
        (one, WIDTH * place, HEIGHT - len(one)) for place, one in enumerate(people)
    ]))  # fmt: skip


def test_all_speak_when_all_are_selected(two, pair):
    assert numbers(pair) == [1, 2]
    for number, portrait in enumerate(pair):
        assert portrait.pixels is pair[0].pixels
        assert len(portrait.faces) == 2
        assert portrait.landmarks[4, 0] == pytest.approx(
            pair[0].landmarks[4, 0] + WIDTH * number, abs=2
        )


def test_a_number_chooses_one_and_numbers_choose_those(two):
    (right,) = find_portraits(two, (2,))
    assert right.number == 2
    assert right.landmarks[4, 0] > WIDTH
    assert numbers(find_portraits(two, (1, 2))) == [1, 2]
    # in whatever order they are named, they come from left to right
    assert numbers(find_portraits(two, (2, 1))) == [1, 2]


@pytest.mark.parametrize(("selection", "number"), [((3,), 3), ((1, 9), 9), ((0,), 0), ((-1,), -1)])
def test_a_face_that_is_not_there_is_refused_with_both_numbers(two, selection, number):
    error = refusal(two, selection)
    assert (error.code, error.facts) == ("face_unknown", {"number": number, "count": 2})


def test_faces_are_listed_from_left_to_right(two):
    photo, faces = find_faces(two)
    assert (photo.pixels == two.pixels).all()
    assert [face.x // WIDTH for face in faces] == [0, 1]


def test_faces_are_listed_of_the_upright_photo(two):
    on_its_side = Photo(pixels=np.ascontiguousarray(np.rot90(two.pixels)))
    photo, faces = find_faces(on_its_side)
    assert (photo.pixels == two.pixels).all()
    assert len(faces) == 2


def test_without_anybody_there_is_nothing_to_number():
    with pytest.raises(RequestError, match="no_face"):
        find_faces(Photo(pixels=np.full((200, 300, 3), 128, np.uint8)))


def test_who_is_too_small_to_speak_keeps_the_number_and_lets_the_other_speak(person):
    small = resized(person, 40 / 112)
    photo = side_by_side(small, person)
    assert numbers(find_portraits(photo, "all")) == [2]
    assert numbers(find_portraits(photo)) == [2]
    error = refusal(photo, (1,))
    assert error.code == "face_too_small"
    assert error.facts == {
        "width_pixels": pytest.approx(40, abs=3),
        "min_pixels": MIN_FACE,
        "face": 1,
    }
    assert refusal(photo, (1, 2)).code == "face_too_small"


def test_when_the_most_prominent_one_is_masked_the_other_speaks(person, masked):
    larger = resized(masked, 1.3)
    photo = Photo(
        pixels=pasted(600, 400, (larger, 0, 0), (person, 340, 100)),
    )
    assert numbers(find_portraits(photo)) == [2]
    assert numbers(find_portraits(photo, "all")) == [2]
    assert refusal(photo, (1,)).code == "mouth_hidden"


def test_who_was_asked_for_and_cannot_speak_is_named(person, masked):
    assert refusal(side_by_side(person, masked, person), (1, 2)).facts["face"] == 2
    assert "face" not in refusal(side_by_side(masked), (1,)).facts


@pytest.mark.parametrize("selection", [None, "all"])
def test_when_nobody_can_speak_the_reason_is_given(masked, selection):
    assert refusal(side_by_side(masked, masked), selection).code == "mouth_hidden"


def test_people_who_touch_do_not_share_pixels_and_each_holds_the_own_face(person):
    # cheek to cheek: the second one's picture covers the first one's shoulder
    step = 150
    pixels = pasted(WIDTH + step, HEIGHT, (person, 0, 0), (person[:, 40:], step + 40, 0))
    left, right = find_portraits(Photo(pixels=pixels), "all")
    assert right.landmarks[4, 0] - left.landmarks[4, 0] == pytest.approx(step, abs=4)
    for portrait in (left, right):
        face = np.zeros(portrait.subject.shape, np.uint8)
        cv2.fillPoly(face, [np.round(portrait.landmarks[OVAL, :2]).astype(np.int32)], 1)
        assert (portrait.subject[face > 0] == 255).all()
        assert (portrait.subject > 0).sum() > 1.5 * face.sum()  # hair and neck, too
    both = (left.subject > 0) & (right.subject > 0)
    assert both.sum() < 0.02 * min((left.subject > 0).sum(), (right.subject > 0).sum())


def test_a_small_face_behind_a_large_one_keeps_its_head(person, drawn):
    large = resized(drawn, 0.7)
    photo = Photo(pixels=pasted(560 + WIDTH, 672, (large, 0, 0), (person, 540, 60)))
    big, small = find_portraits(photo, "all")
    assert face_width(big) > 2 * face_width(small)
    for portrait in (big, small):
        face = np.zeros(portrait.subject.shape, np.uint8)
        cv2.fillPoly(face, [np.round(portrait.landmarks[OVAL, :2]).astype(np.int32)], 1)
        assert (portrait.subject[face > 0] == 255).all()
    both = (big.subject > 0) & (small.subject > 0)
    assert both.sum() < 0.01 * (small.subject > 0).sum()


def test_faces_that_are_read_at_once_are_read_as_one_after_the_other(two, pair):
    boxes = sorted(detect_faces(two.pixels, face_models()), key=lambda box: box.x)
    meshes = [read_mesh(two.pixels, box, face_models()) for box in boxes]
    for portraits in (pair, find_portraits(two, "all")):
        for portrait, mesh in zip(portraits, meshes, strict=True):
            assert (portrait.landmarks == mesh.points).all()


def test_progress_only_grows_when_several_speak(two):
    reports = []
    find_portraits(two, "all", progress=reports.append)
    assert reports == sorted(reports)
    assert reports[-1] == 1.0
