"""Light that comes and goes with an expression, laid onto an even grey."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from talking_photo.core.face.topology import OVAL
from talking_photo.core.model import CONTROLS, FrameControls
from talking_photo.core.render.face_metrics import project
from talking_photo.core.render.face_profile import FaceProfile
from talking_photo.core.render.head_mesh import head_mesh, head_transform
from talking_photo.core.render.layers import split_layers
from talking_photo.core.render.shading import Shading
from talking_photo.core.render.surface import Surface
from tests.faces import found, resized

GREY = 160
SHADED = ("smile", "brow_up", "brow_inner", "brow_down")


def on_grey(portrait, *, roll=0.0, **controls):
    """Luma that the expression gives to the portrait's pixels, if all were GREY.

    F32 (H, W), NaN beyond its layer.
    """
    profile = FaceProfile.of(portrait)
    _, [layers] = split_layers([portrait], [profile.metrics])
    surface = Surface.of(portrait, profile.metrics.points)
    area = (layers.left, layers.top, layers.right, layers.bottom)
    mesh = head_mesh(area, surface, profile.metrics, portrait)
    # nothing but the head moves, so that what is seen is light alone
    rest = FrameControls(**dict.fromkeys(CONTROLS, 0.0) | {"roll": roll})
    inverse_map = mesh.inverse_map(mesh.offsets(rest, head_transform(rest, mesh.pose)))
    shape = (layers.bottom - layers.top, layers.right - layers.left, 4)
    subject = np.full(shape, GREY, np.uint8)
    Shading(profile.metrics, mesh).apply(subject, rest._replace(**controls), inverse_map)
    assert (subject[..., 3] == GREY).all()
    assert (np.ptp(subject[..., :3], axis=2) == 0).all()
    whole = np.full(portrait.subject.shape, np.nan, np.float32)
    whole[layers.top : layers.bottom, layers.left : layers.right] = subject[..., 0]
    return whole


def near(luma, place, radius=2):
    x, y = np.round(place).astype(int)
    return luma[y - radius : y + radius + 1, x - radius : x + radius + 1].mean()


def test_a_face_at_rest_is_not_shaded(portrait):
    luma = on_grey(portrait, jaw=1.0, blink_left=1.0, frown=1.0)
    assert (luma[~np.isnan(luma)] == GREY).all()


@pytest.mark.parametrize("name", SHADED)
def test_shade_is_faint_grows_with_the_expression_and_ends_at_its_full_strength(portrait, name):
    half, full, beyond = (on_grey(portrait, **{name: amount}) for amount in (0.5, 1.0, 1.5))
    change = np.abs(full - GREY)
    assert 3 <= np.nanmax(change) <= 0.08 * GREY
    assert np.nanmax(np.abs(half - GREY)) < 0.65 * np.nanmax(change)
    assert np.array_equal(full, beyond, equal_nan=True)


@pytest.mark.parametrize("name", SHADED)
def test_nothing_outside_of_the_face_is_shaded(portrait, name):
    changed = np.abs(on_grey(portrait, **{name: 1.0}) - GREY) > 1  # NaN is not
    face = np.zeros(portrait.subject.shape, np.uint8)
    cv2.fillPoly(face, [np.round(portrait.landmarks[OVAL, :2]).astype(np.int32)], 1)
    # foreheads reach above the mesh
    face = cv2.dilate(face, np.ones((2 * round(1.5 * portrait.pose.scale) + 1,) * 2, np.uint8))
    assert changed.sum() > 60
    assert not changed[face == 0].any()


def test_a_smile_darkens_the_folds_beside_the_nose_and_lights_the_cheeks(portrait):
    luma = on_grey(portrait, smile=1.0)
    points = portrait.landmarks[:, :2]
    for wing, corner, cheek in ((129, 61, 50), (358, 291, 280)):
        outwards = np.sign(points[corner, 0] - points[4, 0])
        fold = 0.5 * (points[wing] + points[corner]) + [
            0.375 * outwards * portrait.pose.scale,
            0.125 * portrait.pose.scale,
        ]
        assert near(luma, fold) < GREY - 4
        assert near(luma, points[cheek]) > GREY + 2
    assert near(luma, points[4]) == GREY  # the tip of the nose
    assert near(luma, points[151]) == GREY  # the forehead


@pytest.mark.parametrize("name", ["brow_up", "brow_inner", "brow_down"])
def test_brows_shade_the_forehead_and_nothing_below_the_eyes(portrait, name):
    changed = np.abs(on_grey(portrait, **{name: 1.0}) - GREY) > 0
    assert not changed[int(portrait.landmarks[[145, 374], 1].max()) :].any()


def test_raised_brows_make_level_lines_and_lowered_ones_upright_lines(portrait):
    x, y = np.round(portrait.landmarks[9, :2]).astype(int)
    scale = portrait.pose.scale
    up = on_grey(portrait, brow_up=1.0)
    line = up[int(y - 4 * scale) : y, x]
    assert np.abs(np.diff(np.sign(line[line != GREY] - GREY))).sum() >= 4  # dark, light, dark
    down = on_grey(portrait, brow_down=1.0)
    across = down[y, x - int(1.5 * scale) : x + int(1.5 * scale)]
    lows = [side.argmin() for side in np.array_split(across, 2)]
    between = across[lows[0] : len(across) // 2 + lows[1]]
    assert between.max() > across.min() + 1


def test_shade_goes_with_the_skin_of_a_head_that_tilts(portrait):
    def darkest(luma):
        nose = int(portrait.landmarks[4, 0])
        left = np.where(np.isnan(luma), GREY, luma)[:, :nose]
        return np.mean(np.nonzero(left < GREY - 5), axis=1)[::-1]

    upright, tilted = (darkest(on_grey(portrait, smile=1.0, roll=roll)) for roll in (0.0, 0.2))
    # counter-clockwise about the neck: to the left and, left of the nose, down
    x, y = project(np.array([[0.0, -8.5, -5.0]], np.float32), portrait.pose)[0]
    away = upright - [x, y]
    cos, sin = np.cos(0.2), np.sin(0.2)
    expected = [x + cos * away[0] + sin * away[1], y - sin * away[0] + cos * away[1]]
    assert np.linalg.norm(tilted - upright) > portrait.pose.scale
    assert np.linalg.norm(tilted - expected) < 0.4 * portrait.pose.scale


@pytest.mark.parametrize(
    "crop", [np.s_[182:, :], np.s_[115:330, 113:272], np.s_[:315, 113:], np.s_[150:400, :272]]
)
def test_a_face_that_the_picture_cuts_off_is_shaded_where_it_is_seen(drawn, crop):
    portrait = found(resized(drawn, 0.5)[crop])
    luma = on_grey(portrait, smile=1.0)
    assert np.nanmin(luma) < GREY - 4
