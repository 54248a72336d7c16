from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest
from PIL import Image, ImageCms

from talking_photo.core.errors import RequestError
from talking_photo.core.intake.photo import read_photo
from talking_photo.core.settings import PhotoLimits
from tests.makers import encoded, picture, png_that_claims

LIMITS = PhotoLimits()
BROWN = (180, 120, 60)


def refusal(data, limits=LIMITS):
    with pytest.raises(RequestError) as caught:
        read_photo(data, limits)
    return caught.value


def colour(data, x=0.9, y=0.9):
    """Mean colour of a small patch at a share of width and height."""
    pixels = read_photo(data, LIMITS).pixels
    row, column = int(y * pixels.shape[0]), int(x * pixels.shape[1])
    return pixels[row - 2 : row + 3, column - 2 : column + 3].mean(axis=(0, 1))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_each_format_of_the_list_is_read_as_rgb(kind):
    data = encoded(picture(), kind)
    pixels = read_photo(data, LIMITS).pixels
    assert pixels.shape == (80, 96, 3)
    assert pixels.dtype == np.uint8
    assert colour(data) == pytest.approx(BROWN, abs=6)
    assert colour(data, 0.1, 0.1) == pytest.approx((255, 255, 255), abs=6)


def test_nothing_is_no_photo():
    assert refusal(b"").code == "photo_empty"


def test_a_file_of_too_many_bytes_is_refused_with_both_numbers():
    error = refusal(b"\xff" * 101, PhotoLimits(max_bytes=100))
    assert (error.code, error.facts) == ("photo_too_big", {"bytes": 101, "max_bytes": 100})


def test_nine_hundred_megapixels_are_refused_before_decoding():
    data = png_that_claims(30_000, 30_000)
    assert len(data) < 200
    error = refusal(data)
    # Decoding would have found the missing pixels and said photo_broken.
    assert error.code == "photo_too_many_pixels"
    assert error.facts["megapixels"] == 900
    assert error.facts["max_megapixels"] == 60


def test_a_very_long_strip_is_refused_though_it_has_few_pixels():
    error = refusal(png_that_claims(12_001, 64))
    assert error.code == "photo_too_many_pixels"
    assert error.facts["side_pixels"] == 12_001


def test_a_thumbnail_is_refused_with_both_numbers():
    error = refusal(encoded(picture(200, 63), "PNG"))
    assert (error.code, error.facts) == (
        "photo_too_small",
        {"side_pixels": 63, "min_side_pixels": 64},
    )


@pytest.mark.parametrize("kind", ["GIF", "TIFF", "BMP", "EPS", "PDF", "ICO", "JPEG2000"])
def test_formats_off_the_list_are_refused_by_name(kind):
    data = encoded(picture(), kind)
    error = refusal(data)
    assert error.code == "photo_unsupported"
    assert error.facts["kind"] not in {"unknown", "text"}


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"I am a letter, named photo.jpg\n", "text"),
        (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', "svg"),
        (b"\x00\x00\x00\x18ftypisom0000", "mp4"),
        (bytes(range(1, 30)), "unknown"),
    ],
)
def test_what_is_no_picture_is_refused_as_what_it_is(data, kind):
    error = refusal(data)
    assert (error.code, error.facts) == ("photo_unsupported", {"kind": kind})


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
@pytest.mark.parametrize("share", [0.02, 0.5, 0.9])
def test_a_file_cut_short_is_refused(kind, share):
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 255, (90, 90, 3), np.uint8))
    data = encoded(noise, kind)
    error = refusal(data[: int(len(data) * share)])
    assert (error.code, error.__cause__ is not None) == ("photo_broken", True)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_turn_of_the_camera_is_undone(orientation, kind):
    upright = picture(96, 80)
    stored = {
        1: upright,
        2: upright.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        3: upright.transpose(Image.Transpose.ROTATE_180),
        4: upright.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
        5: upright.transpose(Image.Transpose.TRANSPOSE),
        6: upright.transpose(Image.Transpose.ROTATE_90),
        7: upright.transpose(Image.Transpose.TRANSVERSE),
        8: upright.transpose(Image.Transpose.ROTATE_270),
    }[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = encoded(stored, kind, exif=exif)
    assert read_photo(data, LIMITS).pixels.shape == (80, 96, 3)
    assert colour(data, 0.2, 0.2) == pytest.approx((255, 255, 255), abs=6)
    assert colour(data, 0.8, 0.2) == pytest.approx(BROWN, abs=6)
    assert colour(data, 0.2, 0.8) == pytest.approx(BROWN, abs=6)


def test_broken_metadata_do_not_spoil_a_photo():
    good = encoded(picture(), "JPEG")
    junk = b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\xff\xff" + b"\xff" * 40
    data = good[:2] + b"\xff\xe1" + struct.pack(">H", len(junk) + 2) + junk + good[2:]
    assert colour(data) == pytest.approx(BROWN, abs=6)


def test_a_cut_out_lies_over_light_grey_and_its_edge_is_mixed():
    image = picture().convert("RGBA")
    image.putalpha(0)
    image.paste((255, 255, 255, 255), (0, 0, 48, 40))
    image.paste((0, 0, 0, 128), (48, 0, 96, 40))
    data = encoded(image, "PNG")
    assert colour(data, 0.9, 0.9) == pytest.approx((200, 200, 200), abs=1)
    assert colour(data, 0.2, 0.2) == pytest.approx((255, 255, 255), abs=1)
    assert colour(data, 0.9, 0.2) == pytest.approx((100, 100, 100), abs=2)


@pytest.mark.parametrize("mode", ["LA", "P"])
def test_transparency_of_grey_and_palette_pictures_counts(mode):
    image = picture().convert("L")
    image.paste(7, (48, 40, 96, 80))
    if mode == "LA":
        image.putalpha(image.point(lambda value: 0 if value == 7 else 255))
        data = encoded(image, "PNG")
    else:
        data = encoded(image.convert("P"), "PNG", transparency=7)
    assert colour(data) == pytest.approx((200, 200, 200), abs=1)
    assert colour(data, 0.1, 0.1) == pytest.approx((255, 255, 255), abs=1)


@pytest.mark.parametrize("mode", ["1", "L", "P"])
def test_pictures_of_few_colours_keep_their_brightness(mode):
    data = encoded(picture(colour=(0, 0, 0)).convert(mode), "PNG")
    assert colour(data) == pytest.approx((0, 0, 0), abs=1)
    assert colour(data, 0.1, 0.1) == pytest.approx((255, 255, 255), abs=1)


def test_sixteen_bit_grey_keeps_its_brightness():
    grey = np.full((80, 96), 0x6400, np.uint16)
    grey[:40, :48] = 0xFFFF
    data = encoded(Image.fromarray(grey), "PNG")
    assert colour(data) == pytest.approx((100, 100, 100), abs=1)
    assert colour(data, 0.1, 0.1) == pytest.approx((255, 255, 255), abs=1)


@pytest.mark.parametrize("adobe", [True, False])
def test_cmyk_is_right_whether_stored_upright_or_inverted(adobe):
    data = encoded(picture().convert("CMYK"), "JPEG", quality=95)
    # Pillow writes the Adobe kind: a marker, and inverted inks. Without the marker the inks are
    # upright.
    start = data.index(b"\xff\xee")
    length = int.from_bytes(data[start + 2 : start + 4], "big")
    assert data[start + 4 : start + 9] == b"Adobe"
    if not adobe:
        inverted = Image.eval(picture().convert("CMYK"), lambda ink: 255 - ink)
        data = encoded(inverted, "JPEG", quality=95)
        data = data[:start] + data[start + 2 + length :]
    assert colour(data) == pytest.approx(BROWN, abs=6)
    assert colour(data, 0.1, 0.1) == pytest.approx((255, 255, 255), abs=6)


def test_a_colour_profile_is_applied():
    # Lab as the device space moves any colour far away, so a profile that is ignored would show.
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    linear = linear_srgb_profile(srgb.tobytes())
    data = encoded(picture(colour=(55, 55, 55)), "PNG", icc_profile=linear)
    # 55/255 of linear light is 0.5 in sRGB (IEC 61966-2-1).
    assert colour(data) == pytest.approx((128, 128, 128), abs=3)
    data = encoded(picture(colour=(55, 55, 55)), "PNG", icc_profile=lab.tobytes())
    assert colour(data) == pytest.approx((55, 55, 55), abs=1)


def linear_srgb_profile(srgb):
    """An sRGB profile whose three tone curves are replaced by straight lines."""
    profile = bytearray(srgb)
    for index in range(int.from_bytes(profile[128:132], "big")):
        at = 132 + 12 * index
        if profile[at : at + 4] in (b"rTRC", b"gTRC", b"bTRC"):
            offset = int.from_bytes(profile[at + 4 : at + 8], "big")
            # A curve of no points is the identity (ICC.1:2022, 10.6).
            profile[offset : offset + 12] = b"curv" + bytes(8)
            profile[at + 8 : at + 12] = (12).to_bytes(4, "big")
    return bytes(profile)


@pytest.mark.parametrize("profile", [b"no profile", bytes(200)])
def test_a_broken_colour_profile_is_ignored(profile):
    data = encoded(picture(), "PNG", icc_profile=profile)
    assert colour(data) == pytest.approx(BROWN, abs=1)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
def test_of_an_animation_the_first_frame_counts(kind):
    later = [picture(colour=(0, 0, 255)), picture(colour=(0, 255, 0))]
    data = encoded(picture(), kind, save_all=True, append_images=later, duration=100)
    assert colour(data) == pytest.approx(BROWN, abs=6)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_large_photo_is_scaled_down_to_the_longest_side(kind):
    data = encoded(picture(1200, 600), kind)
    pixels = read_photo(data, PhotoLimits(max_side=300)).pixels
    assert pixels.shape == (150, 300, 3)
    assert pixels[20, 20] == pytest.approx((255, 255, 255), abs=3)
    assert pixels[130, 280] == pytest.approx(BROWN, abs=3)


def test_a_small_photo_is_not_scaled_up():
    assert read_photo(encoded(picture(), "PNG"), LIMITS).pixels.shape == (80, 96, 3)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_damaged_files_give_a_photo_or_a_refusal_and_nothing_else(kind):
    good = encoded(picture(), kind)
    random = np.random.default_rng(7)
    codes = set()
    for _ in range(60):
        data = bytearray(good)
        for place in random.integers(0, len(data), random.integers(1, 12)):
            data[place] = random.integers(0, 256)
        try:
            codes.add(read_photo(bytes(data), LIMITS).pixels.ndim)
        except RequestError as error:
            codes.add(error.code)
    assert len(codes) > 1


def many_scans(count, **options):
    """A progressive JPEG whose last scan stands there that often."""
    whole = encoded(picture(**options), "JPEG", progressive=True)
    last = whole.rindex(b"\xff\xda")
    start = whole.rindex(b"\xff\xc4", 0, last)
    return whole[:-2] + whole[start:-2] * count + whole[-2:]


def test_a_jpeg_of_a_usual_number_of_scans_is_read_and_one_of_very_many_is_not():
    assert read_photo(many_scans(5), LIMITS).pixels.shape == (80, 96, 3)
    assert refusal(many_scans(200)).code == "input_too_costly"


def test_a_large_jpeg_may_have_fewer_scans_than_a_small_one():
    assert refusal(many_scans(60, width=6000, height=4000)).code == "input_too_costly"


def test_a_png_of_very_many_chunks_is_refused_before_it_is_read():
    whole = encoded(picture(), "PNG")
    empty = b"\0\0\0\0abCd" + zlib.crc32(b"abCd").to_bytes(4, "big")
    assert read_photo(whole[:33] + empty * 100 + whole[33:], LIMITS).pixels.shape == (80, 96, 3)
    assert refusal(whole[:33] + empty * 100_000 + whole[33:]).code == "input_too_costly"


def with_png_chunk(data, name, body):
    chunk = len(body).to_bytes(4, "big") + name + body
    return data[:33] + chunk + zlib.crc32(name + body).to_bytes(4, "big") + data[33:]


@pytest.mark.parametrize(
    ("numbers", "stored", "seen"),
    [
        ((12, 13), (234, 51, 35), (255, 0, 0)),  # the red of sRGB in Display P3
        ((1, 13), (234, 51, 35), (234, 51, 35)),
        ((2, 2), (234, 51, 35), (234, 51, 35)),
        ((1, 8), (55, 55, 55), (128, 128, 128)),
        ((9, 16), (109, 109, 109), (128, 128, 128)),  # PQ: .2158 of 203 nits
        ((9, 16), (255, 255, 255), (255, 255, 255)),
        ((9, 18), (191, 191, 191), (253, 253, 253)),  # HLG: paper is at 75 %
    ],
)
def test_colours_that_a_png_names_by_numbers_are_applied(numbers, stored, seen):
    data = encoded(picture(colour=stored), "PNG")
    data = with_png_chunk(data, b"cICP", bytes((*numbers, 0, 1)))
    assert colour(data) == pytest.approx(seen, abs=3)


@pytest.mark.parametrize("kind", ["AVIF", "HEIF"])
def test_display_p3_without_a_profile_is_applied(kind):
    data = bytearray(encoded(picture(colour=(234, 51, 35)), kind, quality=95))
    at = data.index(b"colrnclx") + 8
    assert colour(bytes(data)) == pytest.approx((234, 51, 35), abs=4)
    data[at : at + 4] = bytes((0, 12, 0, 13))
    assert colour(bytes(data)) == pytest.approx((255, 0, 0), abs=6)


def test_the_gamma_of_a_png_is_applied_unless_it_says_srgb():
    plain = encoded(picture(colour=(217, 156, 121)), "PNG")
    old_mac = with_png_chunk(plain, b"gAMA", (55_556).to_bytes(4, "big"))
    assert colour(old_mac) == pytest.approx((224, 172, 140), abs=1)
    usual = with_png_chunk(plain, b"gAMA", (45_455).to_bytes(4, "big"))
    assert colour(usual) == pytest.approx((217, 156, 121), abs=1)
    assert colour(with_png_chunk(old_mac, b"sRGB", b"\0")) == pytest.approx((217, 156, 121), abs=1)


@pytest.mark.parametrize("gamma", [0, 1, 2**31 - 1])
def test_an_absurd_gamma_is_ignored(gamma):
    data = with_png_chunk(encoded(picture(), "PNG"), b"gAMA", gamma.to_bytes(4, "big"))
    assert colour(data) == pytest.approx(BROWN, abs=1)


def test_a_grey_profile_is_applied_beside_transparency():
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    profile = linear_srgb_profile(srgb.tobytes()).replace(b"rTRC", b"kTRC")
    grey = profile[:16] + b"GRAY" + profile[20:]
    image = Image.new("LA", (96, 80), (55, 255))
    assert colour(encoded(image, "PNG", icc_profile=grey)) == pytest.approx((128, 128, 128), abs=3)
