"""The corners of a mouth that opens wide: neither cavity nor teeth end there in a triangle."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from talking_photo.core.render.appearance import LUMA_WEIGHTS
from talking_photo.core.render.displacement_fields import UPPER, displacement_fields
from talking_photo.core.render.face_metrics import measure_face
from talking_photo.core.render.face_profile import FaceProfile
from talking_photo.core.render.head_mesh import head_transform
from talking_photo.core.render.mouth_interior import MouthInterior, Opening
from tests.faces import performance_of


def test_raised_corners_come_down_with_the_jaw_farther_than_straight_ones(portrait):
    metrics = measure_face(portrait)
    line = metrics.upper_inner
    across = (line.x - metrics.centre_x) / metrics.half_width
    fallen = []
    for raised in (0.0, 0.5):
        bent = replace(line, y=(line.y.mean() + raised * across**2).astype(np.float32))
        smile = replace(metrics, upper_inner=bent, lower_inner=bent)
        corner = np.array([[bent.x[-1], bent.y[-1], bent.z[-1]]], np.float32)
        fields = displacement_fields(corner, np.zeros(1, np.float32), smile, UPPER).fields
        fallen.append(-float(fields["jaw"][1, 0]))
    assert 0.2 < 1.2 * fallen[0] < fallen[1] < 0.6


@pytest.mark.parametrize("gap", [0.9, 1.5])
def test_the_inner_side_of_the_lips_closes_the_corners_of_an_opening(portrait, gap):
    profile = FaceProfile.of(portrait)
    lip_line = profile.metrics.upper_inner.project(portrait.pose)
    along = np.linspace(-1, 1, len(lip_line), dtype=np.float32)
    down = gap * portrait.pose.scale * (1 - along**2)
    opening = Opening(
        upper=lip_line, lower=lip_line + np.outer(down, [0, 1]), gap=float(down.max())
    )
    controls = performance_of(1, jaw=gap).frame(0)
    height, width = portrait.pixels.shape[:2]
    transform = head_transform(controls, portrait.pose)
    inside = MouthInterior(profile).paint(opening, controls, transform, (width, height))
    luma = inside.colour @ LUMA_WEIGHTS / float(profile.appearance.lip @ LUMA_WEIGHTS)
    columns = np.arange(luma.shape[1]) + inside.left
    left, right = lip_line[[0, -1], 0]
    off = np.abs(columns - (left + right) / 2) / ((right - left) / 2)
    seen = inside.alpha > 0.5
    corners = luma[seen & (off > 0.84)]
    assert len(corners) > 4
    assert np.percentile(corners, 10) > 0.42
    assert np.percentile(corners, 90) < 0.70
    assert luma[seen & (off < 0.5)].min() < 0.36
    assert luma[seen & (off < 0.5)].max() > 0.62
