"""The upper teeth that a photo shows: detected, and used again."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from talking_photo.core.face.topology import LOWER_INNER, UPPER_INNER
from talking_photo.core.render import render_frames
from talking_photo.core.render.face_metrics import LIP_ABOVE_EDGE, curve, to_head_frame
from talking_photo.core.render.face_profile import FaceProfile
from talking_photo.core.render.teeth import detect_teeth
from tests.faces import FaceReader, found, mouth_area, performance_of

SMILE = {"smile": 0.8, "upper_up": 0.5}


def photo_of(portrait, **controls):
    """The portrait as a photo in which its mouth is so."""
    (photo,) = render_frames([portrait], [performance_of(1, **controls)])
    return photo


def profile_of(pixels):
    return FaceProfile.of(found(pixels))


@pytest.fixture(scope="module")
def laughing(portrait):
    return profile_of(photo_of(portrait, jaw=0.5, **SMILE))


def luma_down(profile):
    """Luma of the columns in the middle of the open mouth, from the upper lip down, and the row
    where that begins.
    """
    landmarks = profile.portrait.landmarks
    x, top, bottom = int(landmarks[13, 0]), int(landmarks[13, 1]) + 1, int(landmarks[14, 1])
    grey = cv2.cvtColor(profile.portrait.pixels, cv2.COLOR_RGB2GRAY)
    return grey[top:bottom, x - 4 : x + 5].mean(1), top


def test_the_lower_edge_of_the_teeth_is_where_the_dark_begins(laughing):
    luma, top = luma_down(laughing)
    brightest = int(luma[: len(luma) * 3 // 4].argmax())
    edge = top + brightest + int(np.diff(luma[brightest:]).argmin()) + 0.5
    assert laughing.teeth.edge == pytest.approx(edge, abs=1.5)


def test_what_is_covered_is_bright_and_lies_in_the_mouth(laughing):
    teeth, portrait = laughing.teeth, laughing.portrait
    rows, columns = np.nonzero(teeth.texture[..., 3] > 127)
    assert len(rows) > 60
    colours = portrait.pixels[rows + teeth.top, columns + teeth.left]
    cheek = portrait.pixels[tuple(portrait.landmarks[50, 1::-1].astype(int))]
    assert np.median(colours.mean(1)) > 0.6 * cheek.mean()
    assert teeth.colour == pytest.approx(np.median(colours, axis=0), abs=15)
    hole = portrait.landmarks[[*UPPER_INNER, *LOWER_INNER[::-1]], :2]
    inside = np.zeros(portrait.pixels.shape[:2], np.uint8)
    cv2.fillPoly(inside, [np.round(hole).astype(np.int32)], 1)
    assert inside[rows + teeth.top, columns + teeth.left].all()
    assert (rows + teeth.top).max() <= teeth.edge + 3  # no lower teeth


def test_upper_teeth_stay_with_the_skull_however_far_the_jaw_opens(portrait):
    edges = [
        profile_of(photo_of(portrait, jaw=jaw, **SMILE)).teeth.edge for jaw in (0.3, 0.5, 0.7)
    ]
    assert np.ptp(edges) <= 1.5


def test_the_teeth_of_a_grey_photo_are_found(laughing):
    grey = cv2.cvtColor(laughing.portrait.pixels, cv2.COLOR_RGB2GRAY)
    profile = profile_of(cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB))
    assert profile.teeth.edge == pytest.approx(laughing.teeth.edge, abs=1.5)
    assert np.ptp(profile.teeth.colour) == 0


def test_dark_notches_between_the_edges_of_teeth_become_as_light_as_gaps(laughing):
    portrait, teeth = laughing.portrait, laughing.teeth
    shown = teeth.texture[..., 3] > 127
    columns = np.flatnonzero(shown.any(0))
    pixels = portrait.pixels.copy()
    wide = max(1, round(0.2 * portrait.pose.scale))
    for column in columns[4:-4:12]:
        low = np.flatnonzero(shown[:, column])[-1]
        where = np.s_[teeth.top + low - 2 :, teeth.left + column :]
        pixels[where][:5, :wide] = (40, 20, 20)
    notched = detect_teeth(replace(portrait, pixels=pixels), laughing.appearance)
    solid = notched.texture[..., 3] > 200
    assert solid[:, columns[4:-4]].sum() > 0.5 * shown.sum()
    usual = float(notched.colour.mean())
    photo = pixels[notched.top :, notched.left :][: len(solid), : solid.shape[1]].mean(2)
    inner = np.zeros_like(solid)
    inner[:, columns[4:-4]] = solid[:, columns[4:-4]]
    assert photo[inner].min() < 0.4 * usual
    assert notched.texture[inner][:, :3].mean(1).min() > 0.5 * usual


@pytest.mark.parametrize(
    "controls",
    [
        {},
        {"jaw": 0.9, "pucker": 0.9},
        {"jaw": 0.9, "pucker": 0.7, "tongue": 1.0},
    ],
    ids=["closed", "rounded", "tongue"],
)
def test_where_no_upper_teeth_are_seen_none_are_found(portrait, controls):
    assert profile_of(photo_of(portrait, **controls)).teeth is None


def test_half_a_row_is_not_used(laughing):
    portrait = laughing.portrait
    half = portrait.landmarks[[*UPPER_INNER, *LOWER_INNER[::-1]], :2].copy()
    half[:, 0] = np.maximum(half[:, 0], portrait.landmarks[13, 0])
    dark = portrait.pixels.copy()
    cv2.fillPoly(dark, [np.round(half).astype(np.int32)], (45, 22, 22))
    assert detect_teeth(replace(portrait, pixels=dark), laughing.appearance) is None


def test_lower_teeth_alone_are_not_taken_for_upper_ones(portrait):
    photo = photo_of(portrait, jaw=1.1, lower_down=0.5, wide=0.3)
    landmarks = found(photo).landmarks[:, :2]
    half = np.concatenate([landmarks[UPPER_INNER], landmarks[LOWER_INNER[::-1]]])
    middle = (landmarks[13, 1] + landmarks[14, 1]) / 2
    half[:, 1] = np.minimum(half[:, 1], middle + 2)
    dark = photo.copy()
    cv2.fillPoly(dark, [np.round(half).astype(np.int32)], (45, 22, 22))
    profile = profile_of(dark)
    rows, columns = mouth_area(profile.portrait.landmarks)
    lower = profile.portrait.pixels[rows, columns].mean(2)[int(middle) + 3 - rows.start :]
    assert lower.max() > 110  # they do shine
    assert profile.teeth is None


def test_a_mouth_hides_its_teeth_when_it_closes_and_shows_the_same_ones_again(laughing):
    photo = laughing.portrait.pixels
    reader = FaceReader(laughing.portrait)
    shut, again = render_frames(
        [laughing.portrait], [performance_of(2, jaw=[0, 0.8], upper_up=[0, 0.4])]
    )
    assert reader.opening(shut) < 0.02
    assert reader.opening(again) > 0.08
    # the two front teeth, gap and all, wherever the lip has left room for them
    x, edge = int(laughing.portrait.landmarks[13, 0]), int(laughing.teeth.edge)
    teeth = photo[edge - 4 : edge + 3, x - 14 : x + 15]
    rows, columns = mouth_area(laughing.portrait.landmarks, 0.15)
    away = [
        np.sqrt(cv2.matchTemplate(frame[rows, columns], teeth, cv2.TM_SQDIFF).min() / teeth.size)
        for frame in (shut, again)
    ]
    assert away[1] < 13
    assert away[0] > 25


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_scraps_of_teeth_are_not_used(laughing, seed):
    portrait, teeth = laughing.portrait, laughing.teeth
    pixels = portrait.pixels.copy()
    lip = np.median(pixels[np.round(portrait.landmarks[[0, 17], 1]).astype(int), 192], axis=0)
    columns = np.flatnonzero((teeth.texture[..., 3] > 127).any(0)) + teeth.left
    rng = np.random.default_rng(seed)
    for start in range(columns[0], columns[-1], 6):  # lip hangs over it, here more, there less
        low = int(teeth.edge - rng.uniform(0, 0.55) * portrait.pose.scale)
        pixels[low : int(teeth.edge) + 3, start : start + 6] = lip
    ragged = detect_teeth(replace(portrait, pixels=pixels), laughing.appearance)
    if ragged is not None:  # what is left of it ends in one arch
        ends = [np.flatnonzero(c).max() for c in (ragged.texture[..., 3] > 127).T if c.any()]
        assert np.abs(np.diff(ends)).max() <= 0.1 * portrait.pose.scale + 2


def test_a_smile_closes_with_the_upper_lip_and_an_open_jaw_with_the_jaw(portrait):
    smile = profile_of(photo_of(portrait, jaw=0.3, smile=0.8, upper_up=0.5)).metrics
    jaw = profile_of(photo_of(portrait, jaw=1.2)).metrics
    assert smile.upper_lip_share > 0.25
    assert jaw.upper_lip_share <= 0.2


def test_the_upper_lip_of_a_smile_comes_down_to_the_edge_of_the_teeth(portrait):
    profile = profile_of(photo_of(portrait, jaw=0.6, smile=0.6, upper_up=0.5))
    metrics, landmarks = profile.metrics, profile.portrait.landmarks
    edge = np.array([[landmarks[13, 0], profile.teeth.edge, landmarks[13, 2]]], np.float32)
    lip = metrics.points[13, 1] - metrics.upper_lip_share * metrics.gap
    assert lip - to_head_frame(edge, metrics.pose)[0, 1] == pytest.approx(LIP_ABOVE_EDGE, abs=0.05)


def test_a_rounded_mouth_in_the_photo_closes_and_speaks(portrait):
    # its mesh folds back at the corners, where a curve over x has no value of its own
    profile = profile_of(photo_of(portrait, jaw=0.9, pucker=0.9))
    reader = FaceReader(profile.portrait)
    shut, spoken = render_frames([profile.portrait], [performance_of(2, jaw=[0, 0.9])])
    assert reader.opening(shut) < 0.03
    assert reader.opening(spoken) > 0.06


def test_a_curve_through_points_that_turn_back_still_runs_from_left_to_right():
    points = np.array([[0, 0, 0], [2, 1, 0], [1.5, 2, 0], [1.9, 1, 0], [3, 0, 0]], np.float32)
    line = curve(points)
    assert (np.diff(line.x) > 0).all()
    assert np.isfinite(line.y).all()
    assert line.y.max() <= 2
