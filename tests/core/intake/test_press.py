"""CMYK without a profile: as an offset press prints it."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageCms

from talking_photo.core.intake.photo import read_photo
from talking_photo.core.settings import PhotoLimits

PRINTED = {
    "paper": ((0, 0, 0, 0), (255, 255, 255)),
    "cyan": ((100, 0, 0, 0), (0, 158, 227)),
    "magenta": ((0, 100, 0, 0), (230, 0, 126)),
    "yellow": ((0, 0, 100, 0), (255, 237, 0)),
    "black": ((0, 0, 0, 100), (29, 29, 27)),
    "red": ((0, 100, 100, 0), (227, 6, 19)),
    "green": ((100, 0, 100, 0), (0, 150, 64)),
    "blue": ((100, 100, 0, 0), (49, 39, 131)),
    "half grey": ((0, 0, 0, 50), (157, 157, 156)),
}
"""Inks in per cent, and the colours by which programs show FOGRA39 (ISO Coated v2)."""


def file_of(inks, profile=None):
    """A JPEG of these inks, in per cent; a corner has black, as separated photos do."""
    pixels = np.full((64, 64, 4), np.rint(np.array(inks) * 2.55), np.uint8)
    pixels[:8, :8] = (180, 160, 160, 200)
    file = io.BytesIO()
    Image.fromarray(pixels, "CMYK").save(file, "JPEG", quality=98, icc_profile=profile)
    return file.getvalue()


def seen(data):
    return read_photo(data, PhotoLimits()).pixels[24:56, 24:56].reshape(-1, 3).mean(0)


@pytest.mark.parametrize("name", PRINTED)
def test_inks_without_a_profile_have_the_colours_of_print(name):
    inks, colour = PRINTED[name]
    assert seen(file_of(inks)) == pytest.approx(colour, abs=10)


def test_a_profile_that_does_not_fit_inks_is_as_none():
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    inks = (10, 45, 50, 0)
    assert seen(file_of(inks, srgb)) == pytest.approx(seen(file_of(inks)), abs=1)


def test_what_a_program_made_by_inverting_colours_is_inverted_back():
    file = io.BytesIO()
    skin = Image.new("RGB", (64, 64), (224, 172, 140))
    skin.convert("CMYK").save(file, "JPEG", quality=98)
    assert seen(file.getvalue()) == pytest.approx((224, 172, 140), abs=3)
