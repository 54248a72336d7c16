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
    assert not cover[away > 1.35].any()
    deep = cv2.distanceTransform(portrait.subject, cv2.DIST_L2, 5) / portrait.pose.scale
    assert (cover[: y + 100][deep[: y + 100] > 0.3] == 1).all()


def before_a_wall(portrait, noise=0, seed=0):
    """The portrait before a plain wall that grows brighter to the right."""
    height, width = portrait.subject.shape
    wall = np.broadcast_to(np.linspace(120, 180, width)[None, :, None], (height, width, 3))
    shown = cv2.GaussianBlur(portrait.subject, (0, 0), 0.8)[..., None] / 255
    grain = np.random.default_rng(seed).integers(-noise, noise + 1, (height, width, 3))
    mixed = portrait.pixels * shown + (wall * [0.6, 0.9, 1.1] + grain) * (1 - shown)
    return replace(portrait, pixels=np.clip(np.rint(mixed), 0, 255).astype(np.uint8))


@pytest.mark.parametrize("noise", [0, 1, 4])
def test_no_rim_of_a_plain_background_moves_along(portrait, noise):
    subject = before_a_wall(portrait, noise)
    _, layers = apart(subject)
    cover = coverage(layers, subject)
    away = cv2.distanceTransform(255 - subject.subject, cv2.DIST_L2, 5) / subject.pose.scale
    rim = (away > 0.2) & (away < 0.75)
    rim[int(subject.landmarks[152, 1]) :] = False
    assert cover[rim].mean() < 0.08


@pytest.mark.parametrize("noise", [0, 1, 4])
def test_hair_that_the_mask_missed_moves_along(portrait, noise):
    subject = before_a_wall(portrait, noise)
    scale = subject.pose.scale
    forehead = int(subject.landmarks[10, 1])
    left = int(np.flatnonzero(subject.subject[forehead])[0])
    lock = (slice(forehead - 6, forehead + 6), slice(left - int(1.2 * scale), left))
    pixels = subject.pixels.copy()
    pixels[lock] = np.median(pixels[forehead, left + 4 : left + 12], axis=0)
    plate, layers = apart(replace(subject, pixels=pixels))
    cover = coverage(layers, subject)
    assert cover[lock][2:-2].mean() > 0.9
    wall = subject.pixels[lock].astype(float)
    assert np.abs(plate[lock] - wall)[:, : -int(0.3 * scale)].mean() < 8


def test_a_background_that_cannot_be_foreseen_leaves_a_soft_rim(portrait):
    rng = np.random.default_rng(0)
    coarse = rng.integers(0, 256, (*(side // 6 + 1 for side in portrait.subject.shape), 3))
    height, width = portrait.subject.shape
    loud = cv2.resize(coarse.astype(np.uint8), (width, height), interpolation=cv2.INTER_NEAREST)
    pixels = np.where(portrait.subject[..., None] > 0, portrait.pixels, loud)
    busy = replace(portrait, pixels=pixels)
    _, layers = apart(busy)
    cover = coverage(layers, busy)
    away = cv2.distanceTransform(255 - busy.subject, cv2.DIST_L2, 5) / busy.pose.scale
    head = np.s_[: int(busy.landmarks[152, 1])]
    assert np.median(cover[head][away[head] == 0]) == 1
    assert cover[head][(away[head] > 0.05) & (away[head] < 0.35)].mean() > 0.8
    assert not cover[head][away[head] > 1.35].any()


def test_the_plate_is_the_photo_outside_the_subject(portrait, plate):
    away = cv2.distanceTransform(255 - portrait.subject, cv2.DIST_L2, 5) / portrait.pose.scale
    assert (plate[away > 1.35] == portrait.pixels[away > 1.35]).all()


def test_the_plate_goes_on_behind_the_head_as_background(portrait, plate):
    # The face is gone, and what is there instead has the colours of the wall.
    x, y = portrait.landmarks[4, :2].astype(int)
    filled = plate[y - 20 : y + 20, x - 20 : x + 20].reshape(-1, 3).mean(0)
    wall = portrait.pixels[20:60, [*range(10, 50), *range(330, 370)]].reshape(-1, 3)
    skin = portrait.pixels[y - 20 : y + 20, x - 20 : x + 20].reshape(-1, 3).mean(0)
    assert np.linalg.norm(filled - wall.mean(0)) < 0.4 * np.linalg.norm(filled - skin)


def test_a_background_that_grows_lighter_towards_the_head_has_no_contour_around_it(portrait):
    away = cv2.distanceTransform(255 - portrait.subject, cv2.DIST_L2, 5) / portrait.pose.scale
    glow = np.repeat((90 + 120 * np.exp(-away / 3))[..., None], 3, axis=2)
    shown = portrait.subject[..., None] / 255
    pixels = np.rint(portrait.pixels * shown + glow * (1 - shown)).astype(np.uint8)
    plate, _ = apart(replace(portrait, pixels=pixels))
    rows = slice(0, int(portrait.landmarks[152, 1]))
    beside = ((away > 0.1) & (away < 1.3))[rows]
    assert np.abs(plate[rows].astype(float) - glow[rows])[beside].mean() < 7


def test_beside_a_dark_wall_the_background_stays_dark_behind_the_head(portrait):
    # The ceiling is light, and there is more of it: none of its light may appear beside a cheek.
    height, width = portrait.subject.shape
    eye = int(portrait.landmarks[33, 1])
    wall = np.full((height, width, 3), 200, np.float32)
    wall[eye:] = 40
    shown = cv2.GaussianBlur(portrait.subject, (0, 0), 0.8)[..., None] / 255
    pixels = portrait.pixels * shown + wall * (1 - shown)
    plate, _ = apart(replace(portrait, pixels=np.rint(pixels).astype(np.uint8)))
    deep = cv2.distanceTransform(portrait.subject, cv2.DIST_L2, 5) / portrait.pose.scale
    cheek = np.s_[eye + 10 : eye + 30]
    assert plate[cheek][(deep[cheek] > 0) & (deep[cheek] < 0.8)].mean() < 60


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
