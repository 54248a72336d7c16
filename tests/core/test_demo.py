"""The built-in portrait must be a face that the rest of the program can work with."""

from __future__ import annotations

import subprocess
import sys

import cv2
import numpy as np
import pytest

from talking_photo.core.face import find_portraits
from talking_photo.core.face.detect import detect_faces
from talking_photo.core.face.landmarks import read_mesh
from talking_photo.core.face.models import face_models
from talking_photo.core.face.topology import LOWER_OUTER, UPPER_OUTER
from talking_photo.core.model import MouthState, Photo


@pytest.fixture(scope="module")
def pixels(drawn_png):
    decoded = cv2.imdecode(np.frombuffer(drawn_png, np.uint8), cv2.IMREAD_UNCHANGED)
    return np.ascontiguousarray(decoded[..., ::-1])


@pytest.fixture(scope="module")
def portrait(pixels):
    return find_portraits(Photo(pixels=pixels))[0]


def test_is_a_png_of_the_promised_size(drawn_png, pixels):
    assert drawn_png.startswith(b"\x89PNG")
    assert pixels.shape == (960, 768, 3)


def test_is_the_same_in_another_process(drawn_png):
    script = (
        "import sys; from talking_photo.core.demo import demo_portrait; "
        "sys.stdout.buffer.write(demo_portrait())"
    )
    again = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert again.stdout == drawn_png


def test_shows_one_face_that_looks_at_the_viewer(portrait):
    assert len(portrait.faces) == 1
    assert abs(np.degrees(portrait.pose.yaw)) < 6
    assert abs(np.degrees(portrait.pose.roll)) < 3
    assert abs(np.degrees(portrait.pose.pitch)) < 12


def test_has_its_mouth_closed(portrait):
    assert portrait.mouth is MouthState.CLOSED


def test_is_seen_as_surely_as_a_person(pixels):
    models = face_models()
    face, *_ = detect_faces(pixels, models)
    mesh = read_mesh(pixels, face, models)
    assert face.score > 0.8
    assert mesh.jitter < 0.009
    assert mesh.mouth_jitter < 0.006


def test_the_person_is_told_from_the_wall(portrait):
    height, width = portrait.subject.shape
    x, y = portrait.landmarks[:468, :2].round().astype(int).T
    assert (portrait.subject[y, x] > 200).mean() > 0.98
    assert portrait.subject[: height // 20].max() < 50
    assert portrait.subject[: height // 2, : width // 20].max() < 50


def test_the_lips_are_redder_than_the_skin_around_them(portrait, pixels):
    outline = np.vstack([portrait.landmarks[UPPER_OUTER], portrait.landmarks[LOWER_OUTER][::-1]])
    lips = np.zeros(pixels.shape[:2], np.uint8)
    cv2.fillPoly(lips, [outline[:, :2].round().astype(np.int32)], 1)
    around = cv2.dilate(lips, np.ones((41, 41))) - cv2.dilate(lips, np.ones((13, 13)))

    def redness(mask):
        red, green, _ = pixels[mask > 0].mean(0)
        return red / green

    assert redness(lips) > 1.25 * redness(around)
