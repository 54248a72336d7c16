"""What parted lips show at their edges: their own colour, not the photo's line, gap or shadow."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from talking_photo.core.model import MouthState
from talking_photo.core.render import render_frames
from talking_photo.core.render.appearance import measure_appearance
from talking_photo.core.render.face_metrics import measure_face
from talking_photo.core.render.inner_lips import remove_lip_line
from talking_photo.core.render.layers import split_layers
from tests.faces import found, performance_of

BLACK = (20, 12, 12)


@pytest.fixture(scope="module")
def lined(portrait):
    """The portrait with a black line between its lips, and that line in pixels of the photo."""
    lip_line = measure_face(portrait).upper_inner.project(portrait.pose)
    pixels = portrait.pixels.copy()
    thick = max(2, round(0.12 * portrait.pose.scale))
    cv2.polylines(pixels, [np.rint(lip_line).astype(np.int32)], False, BLACK, thick, cv2.LINE_AA)
    return replace(portrait, pixels=pixels), lip_line


def black(pixels):
    return (pixels[..., :3].max(-1) < 60).sum()


def test_the_line_of_shut_lips_is_filled_with_the_lips_and_the_photo_keeps_it(lined):
    portrait, lip_line = lined
    _, (layers,) = split_layers([portrait], [measure_face(portrait)])
    inner = remove_lip_line(layers, lip_line, measure_appearance(portrait), portrait.pose.scale)
    left, top = inner.corner.astype(int)
    height, width = inner.texture.shape[:2]
    before = layers.texture[top : top + height, left : left + width]
    assert black(before) > 300
    assert black(inner.texture) < 0.02 * black(before)
    (rest,) = render_frames([portrait], [performance_of(1)])
    x, y = lip_line[len(lip_line) // 2]
    where = np.s_[int(y) - 4 : int(y) + 5, int(x) - 20 : int(x) + 20]
    assert np.abs(rest[where].astype(int) - portrait.pixels[where]).mean() < 12


def test_an_open_mouth_has_no_black_outline_beside_its_opening(lined):
    portrait, lip_line = lined
    (opened,) = render_frames([portrait], [performance_of(1, jaw=0.7)])
    x, y = np.rint(lip_line[len(lip_line) // 2]).astype(int)
    scale = portrait.pose.scale
    column = opened[y - round(0.4 * scale) : y + round(1.2 * scale), x - 3 : x + 4].max((1, 2))
    # coming from above: lip, then teeth, which nothing black parts from it
    teeth = int(column[: round(0.8 * scale)].argmax())
    assert column[:teeth].min() > 75


def test_a_dark_corner_of_an_open_mouth_does_not_stay_when_the_lips_meet(portrait):
    (photo,) = render_frames([portrait], [performance_of(1, jaw=1.0)])
    opened = found(photo)
    pixels = photo.copy()
    corners = opened.landmarks[[78, 308], :2]
    outwards = (corners[1] - corners[0]) / np.linalg.norm(corners[1] - corners[0])
    radius = max(2, round(0.1 * opened.pose.scale))
    for corner, way in zip(corners, (-outwards, outwards), strict=True):
        for step in np.linspace(0, 0.15 * opened.pose.scale, 5):
            place = np.rint(corner + way * step).astype(int).tolist()
            cv2.circle(pixels, place, radius, BLACK, -1, cv2.LINE_AA)
    spotted = replace(opened, pixels=pixels)
    assert spotted.mouth is not MouthState.CLOSED
    (shut,) = render_frames([spotted], [performance_of(1)])
    (reference,) = render_frames([opened], [performance_of(1)])
    low = np.floor(corners.min(0) - 0.5 * opened.pose.scale).astype(int)
    high = np.ceil(corners.max(0) + 0.5 * opened.pose.scale).astype(int)
    where = np.s_[low[1] : high[1], low[0] : high[0]]
    assert black(pixels[where]) > black(photo[where]) + 20
    assert black(shut[where]) <= black(reference[where]) + 0.2 * np.pi * radius**2
