"""What lies over the lips: objects by their colour, hands by their landmarks."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from talking_photo.core.face.occlusion import is_object_over_lips, shares_under_hands
from talking_photo.core.face.topology import LOWER_INNER, LOWER_OUTER, UPPER_INNER, UPPER_OUTER
from tests.faces import face_width

WHITE, GREY, BLUE = (232, 230, 224), (105, 105, 110), (60, 90, 160)


def covered(portrait, *strokes, colour, seed=5):
    """Pixels with strokes [(x, y), (x, y), width] in mouth widths from the middle of the lips."""
    points = portrait.landmarks[:, :2]
    width = float(np.linalg.norm(points[291] - points[61]))
    middle = (points[13] + points[14]) / 2
    mask = np.zeros(portrait.pixels.shape[:2], np.uint8)
    for start, end, thick in strokes:
        ends = [
            np.rint(middle + np.array(place) * width).astype(int).tolist()
            for place in (start, end)
        ]
        cv2.line(mask, *ends, 255, max(1, round(thick * width)))
    soft = cv2.GaussianBlur(mask, (0, 0), 0.8)[..., None] / 255
    grain = np.random.default_rng(seed).normal(0, 4, portrait.pixels.shape)
    return np.clip(
        portrait.pixels * (1 - soft) + (np.array(colour) + grain) * soft, 0, 255
    ).astype(np.uint8)


CIGARETTE = [((0.05, 0.0), (1.2, 0.3), 0.14)]
CUP = [((0.0, 0.35), (0.0, 0.9), 1.0)]
MICROPHONE = [((0.05, 0.4), (0.05, 0.4), 0.8), ((0.05, 0.4), (0.1, 1.8), 0.25)]
LETTERING = [((x / 5, -0.2), (x / 5 + 0.05, 0.25), 0.06) for x in range(-4, 5)]


@pytest.mark.parametrize("strokes", [CIGARETTE, CUP, MICROPHONE, LETTERING])
@pytest.mark.parametrize("colour", [WHITE, GREY, BLUE])
@pytest.mark.parametrize("seed", [5, 6])
def test_an_object_over_the_lips_is_seen(portrait, strokes, colour, seed):
    assert is_object_over_lips(
        covered(portrait, *strokes, colour=colour, seed=seed), portrait.landmarks
    )


BELOW = [((0.05, 1.0), (0.05, 1.0), 0.7), ((0.05, 1.0), (0.1, 2.4), 0.25)]
BESIDE = [((0.9, -0.4), (1.2, 1.2), 0.3)]
GLOSS = [((-0.1, 0.12), (0.1, 0.13), 0.05)]


@pytest.mark.parametrize("strokes", [[], BELOW, BESIDE, GLOSS])
def test_what_is_not_on_the_lips_or_ends_there_is_no_object(portrait, strokes):
    pixels = covered(portrait, *strokes, colour=WHITE)
    assert not is_object_over_lips(pixels, portrait.landmarks)


def test_teeth_and_a_black_and_white_photo_are_no_objects(portrait):
    landmarks = portrait.landmarks.copy()
    down = np.array([0, 0.25 * face_width(portrait) / 3, 0], np.float32)
    landmarks[[*LOWER_INNER[1:-1], *LOWER_OUTER[1:-1]]] += down
    opened = portrait.pixels.copy()
    hole = landmarks[[*UPPER_INNER, *LOWER_INNER[::-1]], :2]
    cv2.fillPoly(opened, [np.rint(hole).astype(np.int32)], WHITE)
    assert not is_object_over_lips(opened, landmarks)
    grey = cv2.cvtColor(cv2.cvtColor(portrait.pixels, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    assert not is_object_over_lips(grey, portrait.landmarks)


def test_a_white_moustache_over_the_lip_is_no_object(portrait):
    points = portrait.landmarks[:, :2]
    width = float(np.linalg.norm(points[291] - points[61]))
    bearded = portrait.pixels.copy()
    edge = points[UPPER_OUTER] + [0, 0.04 * width]
    top = points[UPPER_OUTER][::-1] - [0, 0.3 * width]
    cv2.fillPoly(bearded, [np.rint(np.concatenate([edge, top])).astype(np.int32)], WHITE)
    assert not is_object_over_lips(bearded, portrait.landmarks)


class Hands:
    """Stands for the networks: a hand whose fingers end at a place."""

    def __init__(self, offset):
        self._offset = offset

    def hands(self, pixels):
        height, width = pixels.shape[:2]
        self.size = max(height, width)
        root = np.array([width / 2, height * 0.8]) + np.array(self._offset) * width
        hand = np.repeat(root[None], 21, axis=0)
        for number, finger in enumerate(range(5, 21, 4)):
            for joint in range(4):
                along = np.array([(number - 1.5) * 0.03, -0.08 - 0.05 * joint]) * width
                hand[finger + joint] = root + along
        return [hand.astype(np.float32)]


class NoHands:
    def hands(self, _):
        return []


def test_lips_under_a_hand_and_skin_beside_one_are_told_by_their_shares(portrait):
    over, around = shares_under_hands(portrait.pixels, portrait.landmarks, Hands((0.0, -0.05)))
    assert over > 0.3
    assert around > 0.1
    far = shares_under_hands(portrait.pixels, portrait.landmarks, Hands((0.4, 0.1)))
    assert far == (0.0, 0.0)
    assert shares_under_hands(portrait.pixels, portrait.landmarks, NoHands()) == (0.0, 0.0)


@pytest.mark.parametrize("shift", [(9000, 0), (0, -9000), (-9000, 9000)])
def test_a_mesh_outside_of_the_picture_is_under_no_hand(portrait, shift):
    away = portrait.landmarks + np.array([*shift, 0], np.float32)
    assert shares_under_hands(portrait.pixels, away, Hands((0.0, 0.0))) == (0.0, 0.0)
