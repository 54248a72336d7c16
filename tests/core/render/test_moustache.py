"""A moustache is seen where one is painted, and its hair hangs over the open mouth."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from talking_photo.core.render import render_frames
from talking_photo.core.render.appearance import measure_appearance
from talking_photo.core.render.face_metrics import measure_face
from talking_photo.core.render.moustache import detect_moustache
from tests.faces import found, performance_of


@pytest.fixture(scope="module")
def portrait(drawn):
    """In full size: hairs are thin."""
    return found(drawn)


@pytest.fixture(scope="module")
def bearded(portrait):
    """The portrait with dark hairs drawn from below its nose to the edge of its upper lip."""
    pixels = portrait.pixels.copy()
    points = portrait.landmarks[:, :2]
    left, right = points[61, 0], points[291, 0]
    top, bottom = points[164, 1] - 6, points[13, 1]
    rng = np.random.default_rng(3)
    for x in np.arange(left, right, 1.5):
        shade = int(rng.integers(20, 95))
        ends = [(int(x), int(top)), (int(x + rng.integers(-2, 3)), int(bottom))]
        cv2.line(pixels, *ends, (shade + 14, shade, shade - 8), 1, cv2.LINE_AA)
    return replace(portrait, pixels=pixels)


def moustache_of(portrait):
    return detect_moustache(portrait, measure_appearance(portrait), measure_face(portrait))


def test_a_bare_lip_has_no_moustache(portrait):
    assert moustache_of(portrait) is None


def test_a_soft_shadow_under_the_nose_is_no_moustache(portrait):
    pixels = portrait.pixels.astype(np.float32)
    x, y = portrait.landmarks[164, :2]
    rows, columns = np.indices(pixels.shape[:2])
    shadow = np.exp(-(((columns - x) / 60) ** 2) - ((rows - y) / 22) ** 2)
    pixels *= 1 - 0.5 * shadow[..., None]
    assert moustache_of(replace(portrait, pixels=pixels.astype(np.uint8))) is None


def test_hairs_hang_from_the_edge_in_their_own_colour_and_end_in_points(bearded):
    hair = moustache_of(bearded)
    cover = hair.texels[..., 3]
    density = cover.mean(1)
    assert density[0] > 0.4
    assert density[-1] < 0.15
    assert hair.texels[..., :3].mean() < 90


def below_the_lip(portrait):
    """Luma of the strip under the edge of the raised upper lip, where the teeth are, of an open
    mouth.
    """
    (frame,) = render_frames([portrait], [performance_of(1, jaw=1.0, upper_up=0.2)])
    x, y = portrait.landmarks[13, :2].astype(int)
    return frame[y - 6 : y - 4, x - 20 : x + 20].astype(float).mean(2)


def test_hairs_are_drawn_over_the_teeth(portrait, bearded):
    bare, covered = below_the_lip(portrait), below_the_lip(bearded)
    assert (bare < 95).mean() == 0
    assert (covered < 95).mean() > 0.07
    assert (covered > 120).mean() > 0.1  # and teeth are seen between them
    assert covered.std(1).min() > 1.5 * bare.std(1).max()
