"""Folds beside the mouth: they fade where it narrows, and hair, moles and plain skin stay."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from talking_photo.core.model import CONTROLS, FrameControls
from talking_photo.core.render.face_profile import FaceProfile
from talking_photo.core.render.folds import Folds
from talking_photo.core.render.layers import SUPERSAMPLING, split_layers
from talking_photo.core.render.masks import disc

REST = FrameControls(**dict.fromkeys(CONTROLS, 0.0))
ROUNDED = REST._replace(pucker=1.0)
FOLD = (129, 61)
"""The fold that is drawn starts beside the wing of the nose and passes the corner of the mouth."""


def darkened(portrait, strokes, *, share=0.75, jitter=0.0):
    """The portrait with dark strokes, each points in cm from landmarks: [(landmark, x, y), …]."""
    shade = np.ones(portrait.pixels.shape[:2], np.float32)
    scale = portrait.pose.scale
    for stroke in strokes:
        places = [
            portrait.landmarks[number, :2] + np.array([x, -y]) * scale + jitter
            for number, x, y in stroke
        ]
        thick = max(1, round(0.22 * scale))
        cv2.polylines(shade, [np.rint(places).astype(np.int32)], False, (share,), thick)
    shade = cv2.GaussianBlur(shade, (0, 0), max(0.04 * scale, 0.5))
    pixels = np.rint(portrait.pixels * shade[..., None]).astype(np.uint8)
    return replace(portrait, pixels=pixels), shade < (1 + share) / 2


def drawn_with(portrait, *moments):
    """Luma of the layer's texture after each of the moments, and its rectangle in the photo."""
    profile = FaceProfile.of(portrait)
    _, [layers] = split_layers([portrait], [profile.metrics])
    folds = Folds(profile, layers)
    lumas = []
    for controls in moments:
        folds.draw(layers.texture, controls)
        small = layers.texture[::SUPERSAMPLING, ::SUPERSAMPLING, :3]
        lumas.append(small.astype(np.float32).mean(2))
    return lumas, np.s_[layers.top : layers.bottom, layers.left : layers.right]


def fold(portrait):
    wing, corner = FOLD
    side = np.sign(portrait.landmarks[corner, 0] - portrait.landmarks[4, 0])
    return [(wing, 0.45 * side, -0.3), (corner, 0.8 * side, 0.2), (corner, 0.9 * side, -0.8)]


@pytest.mark.parametrize(("share", "jitter"), [(0.75, 0.0), (0.65, 1.2), (0.85, -1.2)])
def test_a_fold_fades_as_the_mouth_narrows_and_comes_back(portrait, share, jitter):
    lined, where = darkened(portrait, [fold(portrait)], share=share, jitter=jitter)
    (before, rounded, after), part = drawn_with(lined, REST, ROUNDED, REST)
    skin = portrait.pixels[part].astype(np.float32).mean(2)
    on_fold = where[part]
    missing = (skin - before)[on_fold].mean()
    assert (skin - rounded)[on_fold].mean() < 0.72 * missing
    beside = cv2.dilate(on_fold.astype(np.uint8), disc(0.6 * portrait.pose.scale))
    assert np.abs(rounded - before)[beside == 0].max() < 8
    assert np.array_equal(before, after)


def test_a_smile_deepens_a_fold(portrait):
    lined, where = darkened(portrait, [fold(portrait)])
    (before, smiling), part = drawn_with(lined, REST, REST._replace(smile=1.0))
    assert (before - smiling)[where[part]].mean() > 1


def moles(portrait):
    _, corner = FOLD
    side = np.sign(portrait.landmarks[corner, 0] - portrait.landmarks[4, 0])
    spots = [(corner, 0.8 * side, 0.6), (corner, 1.2 * side, -0.8)]
    return [[spot, spot] for spot in spots]


def stubble(portrait):
    _, corner = FOLD
    side = np.sign(portrait.landmarks[corner, 0] - portrait.landmarks[4, 0])
    return [
        [(corner, side * x, 2.5), (corner, side * x, -3.0)] for x in np.arange(-0.5, 2.4, 0.42)
    ]


@pytest.mark.parametrize("strokes", [lambda _: [], moles, stubble])
def test_what_is_no_fold_keeps_its_pixels(portrait, strokes):
    marked, _ = darkened(portrait, strokes(portrait))
    (before, rounded), _ = drawn_with(marked, REST, ROUNDED)
    assert np.abs(before - rounded).max() < 6
