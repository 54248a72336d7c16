from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from talking_photo.core.model import FaceBox
from talking_photo.core.video.face_numbers import annotate_faces

GREY = 120


def numbered(width, height, *places):
    """The picture of plain grey with faces of (x, y, width), numbered."""
    faces = [FaceBox(x=x, y=y, width=wide, score=0.9) for x, y, wide in places]
    with Image.open(io.BytesIO(annotate_faces(plain(width, height), faces))) as picture:
        assert picture.format == "PNG"
        return np.asarray(picture)


def plain(width, height):
    return np.full((height, width, 3), GREY, np.uint8)


def painted(picture):
    return (picture.astype(int) != GREY).any(2)


@pytest.mark.parametrize("place", [(300, 200, 120), (40, 30, 60), (580, 440, 100), (300, 240, 12)])
def test_the_number_is_near_its_face_and_hides_neither_eyes_nor_mouth(place):
    x, y, wide = place
    marks = painted(numbered(640, 480, place))
    rows, columns = np.nonzero(marks)
    away = np.hypot(columns - x, rows - y)
    assert len(rows) > 60
    assert (away < 1.4 * max(wide, 30)).all()
    if wide > 40:
        assert (away > 0.3 * wide).all()


def test_each_face_has_a_number_of_its_own():
    once = numbered(900, 300, (150, 150, 100))
    row = numbered(900, 300, (150, 150, 100), (450, 150, 100), (750, 150, 100))
    pieces = [row[:, 300 * n : 300 * (n + 1)] for n in range(3)]
    assert (pieces[0] == once[:, :300]).all()
    different = [(a != b).any(2).sum() for a in pieces for b in pieces if a is not b]
    assert min(different) > 20  # the digits; rings and dots are alike


@pytest.mark.parametrize("at", [(5, 5), (635, 5), (635, 475), (5, 475)])
def test_a_number_at_the_border_can_be_read(at):
    white = (numbered(640, 480, (*at, 60)) == 255).all(2)
    # the figure 1 is all there
    rows, columns = np.nonzero(white)
    assert len(rows) > 8
    assert rows.min() > 0
    assert rows.max() < 479
    assert columns.min() > 0
    assert columns.max() < 639


def test_a_large_photo_is_shown_as_large_as_a_chat_shows_it():
    picture = numbered(4000, 3000, (2000, 1500, 800))
    assert picture.shape == (960, 1280, 3)
    rows, columns = np.nonzero(painted(picture))
    assert np.hypot(columns - 640, rows - 480).max() < 1.4 * 256
    assert columns.min() == pytest.approx(640 - 0.62 * 256, abs=3)


def test_the_photo_is_left_as_it_is():
    pixels = plain(200, 200)
    annotate_faces(pixels, [FaceBox(x=100, y=100, width=80, score=0.9)])
    assert (pixels == GREY).all()
