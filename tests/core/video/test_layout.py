from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from talking_photo.core.errors import RequestError
from talking_photo.core.model import GREEN, Background, Float32, Layout, Portrait, UInt8
from talking_photo.core.video.layout import Framing, frame_portraits, small_face_notes
from tests.core.drawn_portrait import EYES, portrait_of


def with_dot(portrait: Portrait, x: int, y: int, radius: int) -> Portrait:
    pixels: UInt8 = portrait.pixels.copy()
    pixels[y - radius : y + radius, x - radius : x + radius] = (255, 0, 0)
    return replace(portrait, pixels=pixels)


def dot_centre(pixels: UInt8) -> Float32:
    red = pixels[..., 0].astype(float) - pixels[..., 1] > 100
    rows, columns = np.nonzero(red)
    return np.array([columns.mean() + 0.5, rows.mean() + 0.5], np.float32)


def face_share(framing: Framing) -> float:
    return float(np.ptp(framing.landmarks[0, :, 1])) / framing.height


@pytest.mark.parametrize("layout", list(Layout))
@pytest.mark.parametrize("size", [(801, 601), (600, 900), (121, 161), (1801, 333), (3001, 2001)])
@pytest.mark.parametrize("max_side", [1280, 333])
def test_every_size_is_even_and_within_the_limits(
    layout: Layout, size: tuple[int, int], max_side: int
) -> None:
    width, height = size
    tall = 0.4 * min(size)
    framing = frame_portraits(
        [portrait_of(width, height, face=(width / 2, height / 2, tall))], layout, max_side
    )
    seen_height, seen_width, _ = framing.portraits[0].pixels.shape
    numbers = (framing.width, framing.height, framing.left, framing.top, seen_width, seen_height)
    assert [number % 2 for number in numbers] == [0] * 6
    assert max(framing.width, framing.height) <= max_side
    assert framing.left + seen_width <= framing.width
    assert framing.top + seen_height <= framing.height
    assert framing.portraits[0].subject.shape == (seen_height, seen_width)
    covered = (seen_width, seen_height) == (framing.width, framing.height)
    assert covered == (framing.backdrop is None)


@pytest.mark.parametrize(
    ("layout", "aspect"), [("square", 1.0), ("portrait", 9 / 16), ("landscape", 16 / 9)]
)
def test_each_layout_has_its_aspect(layout: str, aspect: float) -> None:
    framing = frame_portraits(
        [portrait_of(1500, 1500, face=(700, 600, 300))], Layout(layout), 1280
    )
    assert framing.width / framing.height == pytest.approx(aspect, rel=0.005)


def test_an_original_that_fits_is_passed_on_pixel_for_pixel() -> None:
    photo = portrait_of(801, 601, face=(400, 300, 200))
    framing = frame_portraits([photo], Layout.ORIGINAL, 1280)
    assert np.array_equal(framing.portraits[0].pixels, photo.pixels[:600, :800])
    assert np.array_equal(framing.portraits[0].landmarks, photo.landmarks)


def test_no_side_is_ever_longer_than_1920() -> None:
    photo = portrait_of(5000, 3000, face=(2500, 1500, 900))
    assert frame_portraits([photo], Layout.ORIGINAL, 4000).width == 1920


def test_a_small_photo_is_enlarged_but_not_more_than_twice() -> None:
    tiny = frame_portraits([portrait_of(120, 160, face=(60, 70, 60))], Layout.ORIGINAL, 1280)
    assert (tiny.width, tiny.height) == (240, 320)
    small = frame_portraits([portrait_of(300, 400, face=(150, 170, 150))], Layout.ORIGINAL, 1280)
    assert (small.width, small.height) == (384, 512)


@pytest.mark.parametrize("layout", list(Layout))
@pytest.mark.parametrize("size", [(1601, 1201), (300, 411), (701, 1501)])
def test_landmarks_pose_and_faces_follow_the_pixels(layout: Layout, size: tuple[int, int]) -> None:
    width, height = size
    x, y = width // 2, round(height * 0.4)
    photo = with_dot(portrait_of(width, height, face=(x, y, 0.3 * width)), x, y, width // 50)
    seen = frame_portraits([photo], layout, 800).portraits[0]
    dot = dot_centre(seen.pixels)
    assert seen.pose.translation[:2] == pytest.approx((dot[0], -dot[1]), abs=0.5)
    assert (seen.faces[1].x, seen.faces[1].y) == pytest.approx(tuple(dot), abs=0.5)
    assert seen.landmarks[EYES, 0].mean() == pytest.approx(dot[0], abs=0.5)
    # A length in the photo is the same length in the head, whichever way it is measured.
    span = np.ptp(seen.landmarks[:, 1]) / seen.pose.scale
    assert span == pytest.approx(np.ptp(photo.landmarks[:, 1]) / photo.pose.scale, rel=0.01)


def test_faces_keep_their_numbers_when_one_is_cropped_away() -> None:
    photo = portrait_of(2000, 1000, face=(1500, 500, 250))
    seen = frame_portraits([photo], Layout.SQUARE, 1280).portraits[0]
    assert len(seen.faces) == 2
    assert seen.faces[0].x < 0
    assert seen.number == 2


def test_everyone_who_speaks_is_inside() -> None:
    left, right = (portrait_of(4000, 2000, face=(x, 900, 500)) for x in (900, 2900))
    for layout in (Layout.SQUARE, Layout.PORTRAIT, Layout.LANDSCAPE):
        framing = frame_portraits([left, right], layout, 1280)
        assert framing.landmarks.shape == (2, 478, 3)
        assert framing.landmarks[..., 0].min() > 0
        assert framing.landmarks[..., 0].max() < framing.width
        assert framing.portraits[0].pixels is framing.portraits[1].pixels


@pytest.mark.parametrize("layout", [Layout.SQUARE, Layout.PORTRAIT, Layout.LANDSCAPE])
def test_a_small_face_in_a_large_photo_is_drawn_in(layout: Layout) -> None:
    framing = frame_portraits([portrait_of(4000, 3000, face=(1300, 1500, 400))], layout, 1280)
    assert face_share(framing) == pytest.approx(0.30, abs=0.02)
    eyes = framing.landmarks[0, EYES].mean(0)
    assert eyes[1] / framing.height == pytest.approx(0.40, abs=0.02)
    assert eyes[0] / framing.width == pytest.approx(0.5, abs=0.02)
    assert framing.backdrop is None


def test_drawing_in_stops_where_the_pixels_would_run_out() -> None:
    framing = frame_portraits([portrait_of(1600, 1200, face=(800, 600, 60))], Layout.SQUARE, 1280)
    assert (framing.width, framing.height) == (512, 512)
    assert face_share(framing) == pytest.approx(60 / 512, abs=0.01)


def test_a_large_head_is_not_cut_but_gets_bars() -> None:
    photo = portrait_of(700, 1000, face=(350, 480, 560))
    framing = frame_portraits([photo], Layout.LANDSCAPE, 1280)
    assert framing.backdrop is not None
    assert framing.portraits[0].pixels.shape[1] < framing.width
    assert framing.landmarks[0, :, 1].min() > 0
    assert framing.landmarks[0, :, 1].max() < framing.height
    middle = framing.left + framing.portraits[0].pixels.shape[1] / 2
    assert middle == pytest.approx(framing.width / 2, abs=2)


def test_hair_above_the_face_is_kept() -> None:
    photo = portrait_of(1200, 900, face=(600, 500, 350), hair=0.55)
    framing = frame_portraits([photo], Layout.LANDSCAPE, 1280)
    assert framing.portraits[0].subject[0].max() == 0


def test_the_backdrop_is_darker_and_softer_than_the_photo() -> None:
    photo = portrait_of(500, 1000, face=(250, 400, 380))
    rng = np.random.default_rng(1)
    noisy = replace(photo, pixels=rng.integers(60, 255, photo.pixels.shape, dtype=np.uint8))
    framing = frame_portraits([noisy], Layout.LANDSCAPE, 1280)
    assert framing.backdrop is not None
    bar = framing.backdrop[:, : framing.left].astype(float)
    assert bar.shape[1] > 50
    assert bar.mean() < 0.6 * framing.portraits[0].pixels.mean()
    assert np.abs(np.diff(bar, axis=0)).max() <= 2


@pytest.mark.parametrize("hair", [0.1, 0.5])
@pytest.mark.parametrize("size", [(1600, 1200), (900, 1600), (4000, 3000)])
def test_a_round_note_is_a_small_square_with_the_head_inside_the_circle(
    size: tuple[int, int], hair: float
) -> None:
    width, height = size
    photo = portrait_of(width, height, face=(width / 2, height / 2, 0.3 * height), hair=hair)
    framing = frame_portraits([photo], Layout.ROUND, 1280)
    assert framing.round
    assert framing.width == framing.height <= 640
    x, y = framing.landmarks[0, :, :2].T
    crown = y.min() - hair * np.ptp(y)
    head = np.array([*zip(x, y, strict=True), (x.mean(), crown)])
    radii = np.linalg.norm(head - framing.width / 2, axis=1) / (framing.width / 2)
    assert radii.max() < 0.92


def test_a_face_that_was_shrunk_with_its_picture_is_offered_in_portrait_format() -> None:
    photo = portrait_of(4000, 3000, face=(1300, 1500, 200))
    whole = frame_portraits([photo], Layout.ORIGINAL, 1280)
    [note] = small_face_notes([photo], whole, 1280)
    assert note.code == "face_small_in_picture"
    assert note.facts["width_pixels"] == pytest.approx(0.72 * 200 * 1280 / 4000, abs=1)
    cropped = frame_portraits([photo], Layout.PORTRAIT, 1280)
    assert np.ptp(cropped.landmarks[0, :, 0]) == pytest.approx(note.facts["offered_pixels"], abs=1)
    assert small_face_notes([photo], cropped, 1280) == ()


@pytest.mark.parametrize(("width", "height"), [(1200, 900), (427, 240)])
def test_nothing_is_offered_where_the_photo_has_no_more_pixels(width: int, height: int) -> None:
    photo = portrait_of(width, height, face=(width / 2, height / 2, 90))
    assert small_face_notes([photo], frame_portraits([photo], Layout.ORIGINAL, 1280), 1280) == ()


def test_a_smudge_of_a_face_is_offered_closer_though_the_photo_has_no_more_pixels() -> None:
    photo = portrait_of(900, 640, face=(450, 300, 70))
    [note] = small_face_notes([photo], frame_portraits([photo], Layout.ORIGINAL, 1280), 1280)
    assert (note.code, note.facts) == ("face_far_away", {"width_pixels": 50})
    cropped = frame_portraits([photo], Layout.PORTRAIT, 1280)
    assert small_face_notes([photo], cropped, 1280) == ()


def test_a_face_that_would_be_a_dot_is_refused_but_can_be_cropped() -> None:
    photo = portrait_of(4000, 400, face=(1300, 200, 60))
    with pytest.raises(RequestError) as caught:
        frame_portraits([photo], Layout.ORIGINAL, 1280)
    assert caught.value.code == "face_lost_in_picture"
    assert frame_portraits([photo], Layout.PORTRAIT, 1280).portraits


def test_bars_beside_a_green_screen_are_green() -> None:
    photo = portrait_of(700, 1000, face=(350, 480, 560))
    framing = frame_portraits([photo], Layout.LANDSCAPE, 1280, Background.GREEN)
    assert framing.backdrop is not None
    assert (framing.backdrop == GREEN).all()
