from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from benchmarks import fuzz
from tests.faces import resized


@pytest.fixture
def photos(drawn):
    file = BytesIO()
    Image.fromarray(resized(drawn, 0.3)).save(file, "PNG")
    return [file.getvalue()]


def test_a_case_is_the_same_each_time_and_never_an_exception(photos):
    outcomes = [fuzz.outcome_of(case, photos) for case in range(8)]
    assert [outcome.fault for outcome in outcomes] == [""] * 8
    codes = [outcome.code for outcome in outcomes]
    assert "drawn" in codes
    assert len(set(codes)) > 2
    again = fuzz.outcome_of(codes.index("drawn"), photos)
    assert again.code == "drawn"


def test_what_is_no_refusal_is_reported_with_its_place(photos, monkeypatch):
    def break_down(_data, _dice):
        raise ZeroDivisionError

    monkeypatch.setattr(fuzz, "_draw", break_down)
    outcome = fuzz.outcome_of(7, photos)
    assert outcome.code == "ZeroDivisionError"
    assert "break_down" in outcome.fault


@pytest.mark.parametrize("damage", fuzz._DAMAGES)
def test_a_damage_makes_another_file(damage):
    data = bytes(range(256)) * 40
    assert damage(data, np.random.default_rng(3)) != data


@pytest.mark.parametrize("distortion", fuzz._DISTORTIONS)
def test_a_distortion_makes_another_picture_of_at_least_a_pixel(distortion):
    pixels = np.random.default_rng(1).integers(0, 256, (90, 120, 3), dtype=np.uint8)
    changed = distortion(pixels, np.random.default_rng(4))
    assert changed.dtype == np.uint8
    assert changed.size >= 3
    assert changed.shape != pixels.shape or (changed != pixels).any()
