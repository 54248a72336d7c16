from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from talking_photo.core.render.face_metrics import measure_face
from talking_photo.core.render.layers import SUPERSAMPLING, split_layers
from tests.faces import found, resized


def apart(portrait):
    """The plate and the one subject."""
    plate, (layers,) = split_layers([portrait], [measure_face(portrait)])
    return plate, layers


@pytest.fixture(scope="module")
def both(portrait):
    return apart(portrait)


@pytest.fixture(scope="module")
def plate(both):
    return both[0]


@pytest.fixture(scope="module")
def layers(both):
    return both[1]


def coverage(layers, portrait):
    """How much of each pixel of the photo is subject, 0..1."""
    cover = np.zeros(portrait.subject.shape)
    cover[layers.top : layers.bottom, layers.left : layers.right] = (
        layers.texture[::SUPERSAMPLING, ::SUPERSAMPLING, 3] / 255
    )
    return cover


def test_colour_is_premultiplied_and_never_more_than_its_coverage(layers):
    colour, cover = layers.texture[..., :3], layers.texture[..., 3:]
    assert (colour <= cover).all()
    assert (colour[cover[..., 0] == 0] == 0).all()


def test_subject_over_plate_is_the_photo(portrait, plate, layers):
    area = (slice(layers.top, layers.bottom), slice(layers.left, layers.right))
    texture = layers.texture[::SUPERSAMPLING, ::SUPERSAMPLING].astype(float)
    behind = plate[area] * (1 - texture[..., 3:] / 255)
    away = np.abs(texture[..., :3] + behind - portrait.pixels[area])
    assert away.max() <= 2  # rounding


@pytest.mark.parametrize("lens", [0, 0.5, 0.8])
def test_between_its_pixels_the_texture_has_no_less_detail_than_on_them_nor_much_more(
    portrait, lens
):
    pixels = cv2.GaussianBlur(portrait.pixels, (0, 0), lens) if lens else portrait.pixels
    _, layers = apart(replace(portrait, pixels=pixels))
    on, between = (
        layers.texture[::SUPERSAMPLING, ::SUPERSAMPLING],
        layers.texture[1::SUPERSAMPLING, 1::SUPERSAMPLING],
    )
    inside = cv2.erode((on[:-1, :-1, 3] == 255).astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    own, halfway = (
        np.abs(cv2.Laplacian(cv2.cvtColor(texture, cv2.COLOR_RGBA2GRAY), cv2.CV_32F))[
            : len(inside), : inside.shape[1]
        ][inside].mean()
        for texture in (on, between)
    )
    assert 1 < halfway / own < 1.25


def test_the_face_is_solid_and_the_far_background_is_not_subject(portrait, layers):
    cover = coverage(layers, portrait)
    x, y = portrait.landmarks[4, :2].astype(int)
    assert (cover[y - 60 : y + 60, x - 60 : x + 60] == 1).all()
    away = cv2.distanceTransform(255 - portrait.subject, cv2.DIST_L2, 5) / portrait.pose.scale
    assert not cover[away > 1.05].any()
    assert (cover[: y + 100][away[: y + 100] < 0.25] == 1).all()


def test_the_rim_fades_without_a_step(portrait, layers):
    cover = coverage(layers, portrait)
    rim = 0.34 * portrait.pose.scale  # pixels
    x, y = portrait.landmarks[10, :2].astype(int)
    # across the outline of the hair, left of the forehead
    line = cover[y, : x - 20]
    assert line[0] == 0
    assert line[-1] == 1
    assert np.diff(line).min() >= 0
    assert np.diff(line).max() < 2.2 / rim


def test_the_plate_is_the_photo_outside_the_subject(portrait, plate):
    untouched = cv2.distanceTransform(255 - portrait.subject, cv2.DIST_L2, 5) > (
        0.42 * portrait.pose.scale + 1
    )
    assert (plate[untouched] == portrait.pixels[untouched]).all()


def test_the_plate_goes_on_behind_the_head_as_background(portrait, plate):
    # The face is gone, and what is there instead has the colours of the wall.
    x, y = portrait.landmarks[4, :2].astype(int)
    filled = plate[y - 20 : y + 20, x - 20 : x + 20].reshape(-1, 3).mean(0)
    wall = portrait.pixels[20:60, [*range(10, 50), *range(330, 370)]].reshape(-1, 3)
    skin = portrait.pixels[y - 20 : y + 20, x - 20 : x + 20].reshape(-1, 3).mean(0)
    assert np.linalg.norm(filled - wall.mean(0)) < 0.4 * np.linalg.norm(filled - skin)


def test_a_subject_that_fills_the_picture_needs_no_plate(drawn, portrait):
    filled = replace(portrait, subject=np.full_like(portrait.subject, 255))
    _, layers = apart(filled)
    inside = layers.texture[: 2 * 300, :, 3]
    assert (inside == 255).all()
    close = found(resized(drawn[230:660, 230:540], 0.5))
    _, whole = apart(close)
    assert whole.texture.shape[:2] == (
        (whole.bottom - whole.top) * SUPERSAMPLING - 1,
        (whole.right - whole.left) * SUPERSAMPLING - 1,
    )


def test_the_enlarged_texture_holds_each_pixel_of_the_photo_where_it_was(portrait, layers):
    area = portrait.pixels[layers.top : layers.bottom, layers.left : layers.right]
    solid = layers.texture[::SUPERSAMPLING, ::SUPERSAMPLING, 3] == 255
    away = np.abs(layers.texture[::SUPERSAMPLING, ::SUPERSAMPLING, :3].astype(int) - area)
    assert away[solid].max() <= 1


def test_of_a_head_that_is_upside_down_the_head_moves_and_not_what_is_above_it(portrait):
    height, width = portrait.subject.shape
    half_turn = np.diag([-1, -1, 1]).astype(np.float32)
    turned = replace(
        portrait,
        pixels=portrait.pixels[::-1, ::-1].copy(),
        subject=portrait.subject[::-1, ::-1].copy(),
        landmarks=(portrait.landmarks * [-1, -1, 1] + [width - 1, height - 1, 0]).astype(
            np.float32
        ),
        pose=replace(
            portrait.pose,
            rotation=half_turn @ portrait.pose.rotation,
            translation=portrait.pose.translation * [-1, -1, 1]
            + np.array([width - 1, 1 - height, 0], np.float32),
        ),
    )
    _, [upright] = split_layers([portrait], [measure_face(portrait)])
    _, [down] = split_layers([turned], [measure_face(turned)])
    assert (down.left, down.top) == (width - upright.right, height - upright.bottom)
    assert (down.right, down.bottom) == (width - upright.left, height - upright.top)
