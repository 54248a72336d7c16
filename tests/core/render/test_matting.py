from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from talking_photo.core.model import GREEN, Background
from talking_photo.core.render import render_frames
from tests.faces import found, pasted, performance_of, resized

STILL = performance_of(1)


def cut_out(*portraits, performance=STILL):
    return next(render_frames(portraits, [performance] * len(portraits), Background.TRANSPARENT))


def depth(portrait):
    """For each pixel how far it lies inside the mask (positive) or outside, cm."""
    inside = cv2.distanceTransform(portrait.subject, cv2.DIST_L2, 5)
    outside = cv2.distanceTransform(255 - portrait.subject, cv2.DIST_L2, 5)
    return (inside - outside) / portrait.pose.scale


def test_the_person_is_there_and_what_is_behind_is_not(portrait):
    frame, deep = cut_out(portrait), depth(portrait)
    assert frame.shape == (*portrait.subject.shape, 4)
    assert (frame[..., 3][deep > 1] == 255).all()
    assert not frame[..., 3][deep < -1].any()


def test_the_person_keeps_the_colours_of_the_photo(portrait):
    frame, deep = cut_out(portrait), depth(portrait)
    away = np.abs(frame[..., :3].astype(int) - portrait.pixels)[deep > 1]
    assert np.percentile(away, 99) <= 4


def test_between_there_and_gone_is_a_soft_edge(portrait):
    cover = cut_out(portrait)[..., 3]
    soft = (cover > 25) & (cover < 230)
    rim = np.abs(depth(portrait)) < 0.3
    assert 0.1 < soft[rim].mean() < 0.9


def test_no_halo_of_the_old_background_is_left(drawn):
    small = resized(drawn, 0.5)
    plain = found(small)
    loud = small.copy()
    outside = cv2.GaussianBlur(255 - plain.subject, (0, 0), 1)[..., None] / 255
    loud = np.rint(loud * (1 - outside) + np.array([255, 0, 255]) * outside).astype(np.uint8)
    frame = cut_out(replace(plain, pixels=loud)).astype(int)
    edge = (frame[..., 3] > 40) & (frame[..., 3] < 215)
    # magenta is what has less green than red and than blue
    tint = np.minimum(frame[..., 0], frame[..., 2]) - frame[..., 1]
    was = np.minimum(loud[..., 0], loud[..., 2]).astype(int) - loud[..., 1]
    assert was[edge].mean() > 60
    assert tint[edge].mean() < 20


def test_on_green_is_the_person_on_green(portrait):
    (frame,) = render_frames([portrait], [STILL], Background.GREEN)
    deep = depth(portrait)
    assert (frame[deep < -1] == GREEN).all()
    seen = cut_out(portrait).astype(float)
    share = seen[..., 3:] / 255
    wanted = seen[..., :3] * share + np.array(GREEN) * (1 - share)
    assert np.abs(frame - wanted).max() <= 2


def test_the_outline_follows_the_head(portrait):
    low, high = (cut_out(portrait, performance=performance_of(1, roll=r)) for r in (-0.1, 0.1))
    forehead = int(portrait.landmarks[10, 1])
    middles = [np.flatnonzero(frame[forehead, :, 3] > 128).mean() for frame in (low, high)]
    turned = 0.1 * 2 * 13 * portrait.pose.scale  # the forehead is some 13 cm above the neck
    assert abs(middles[1] - middles[0]) == pytest.approx(turned, rel=0.5)


def test_what_never_moves_is_kept_too(drawn):
    small = resized(drawn, 0.25)
    tall = cv2.copyMakeBorder(small, 0, 200, 0, 0, cv2.BORDER_REPLICATE)
    portrait = found(tall)
    subject = portrait.subject.copy()
    subject[240:] = subject[239]
    portrait = replace(portrait, subject=subject)
    frame = cut_out(portrait, performance=performance_of(1, yaw=0.1))
    deep = depth(portrait)
    low = np.zeros_like(deep, bool)
    low[300:] = True
    assert (deep[low] > 1).any()
    assert (frame[..., 3][low & (deep > 1)] == 255).all()
    assert not frame[..., 3][low & (deep < -1)].any()


def test_several_people_are_kept_together(drawn):
    from talking_photo.core.face import find_portraits
    from talking_photo.core.model import Photo

    piece = resized(drawn, 0.3)
    height, width = piece.shape[:2]
    pair = pasted(2 * width + 60, height, (piece, 0, 0), (piece, width + 60, 0))
    portraits = find_portraits(Photo(pixels=pair), "all")
    assert len(portraits) == 2
    cover = cut_out(*portraits)[..., 3]
    for portrait in portraits:
        x, y = portrait.landmarks[4, :2].astype(int)
        assert cover[y, x] == 255
    alone = cut_out(portraits[0])[..., 3]
    x, y = portraits[1].landmarks[4, :2].astype(int)
    assert alone[y, x] == 0


def test_a_person_who_fills_the_picture_is_all_of_it(portrait):
    filled = replace(portrait, subject=np.full_like(portrait.subject, 255))
    assert (cut_out(filled)[..., 3] == 255).all()
