from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from talking_photo.core.errors import RenderError, StorageError
from talking_photo.core.model import FPS, Layout, Speech, UInt8
from talking_photo.core.progress import no_progress
from talking_photo.core.settings import VideoSettings
from talking_photo.core.video.contact_sheet import write_contact_sheet, write_index
from talking_photo.core.video.encode import write_video
from talking_photo.core.video.layout import Framing, frame_portraits
from tests.core.drawn_portrait import portrait_of

INK = (220, 220, 220)


def framing_of(width: int, height: int, tall: float) -> Framing:
    face = (width / 2, height / 2, tall)
    return frame_portraits([portrait_of(width, height, face=face)], Layout.ORIGINAL, 1280)


def numbered(framing: Framing) -> Iterator[UInt8]:
    """Each frame is flat, in a shade that tells its number modulo 20."""
    for index in itertools.count():
        yield np.full(framing.portraits[0].pixels.shape, 40 + index % 20 * 10, np.uint8)


def sheet_of(tmp_path: Path, framing: Framing, count: int) -> UInt8:
    video = write_video(
        numbered(framing),
        count=count,
        framing=framing,
        speech=Speech(samples=np.zeros(10, np.float32), sample_rate=16_000),
        captions=(),
        settings=VideoSettings(visible_label=False, quality_crf=1),
        target=tmp_path / "video.mp4",
        progress=no_progress,
    )
    write_contact_sheet(video.path, framing, tmp_path / "sheet.png")
    with Image.open(tmp_path / "sheet.png") as image:
        assert (image.format, image.mode) == ("PNG", "RGB")
        return np.asarray(image)


def cells(line: UInt8) -> list[int]:
    """The frame numbers (modulo 20) along one row of pixels of the sheet, by their shades."""
    runs = [(int(shade), len(list(run))) for shade, run in itertools.groupby(line[:, 0].tolist())]
    return [round((shade - 40) / 10) for shade, length in runs if length > 20 and shade > 28]


def test_the_sheet_shows_the_video_spread_out_and_three_runs_of_the_mouth(tmp_path: Path) -> None:
    framing = framing_of(512, 512, 330)
    sheet = sheet_of(tmp_path, framing, 100)
    assert sheet.shape[1] <= 2400
    spread = cells(sheet[60])
    assert spread == [9 * index % 20 for index in range(12)]
    below = [cells(line) for line in sheet[230::6]]
    runs = [numbers for numbers, _ in itertools.groupby(below) if len(numbers) >= 12]
    assert [numbers[-12:] for numbers in runs] == [
        [index % 20 for index in range(start, start + 12)] for start in (15, 44, 73)
    ]


def test_the_mouth_is_shown_pixel_for_pixel_beside_the_photo(tmp_path: Path) -> None:
    framing = framing_of(900, 900, 700)
    sheet = sheet_of(tmp_path, framing, 12)
    photo = framing.portraits[0].pixels[450 + 190, :, 0]
    # The ramp of the photo, somewhere in the sheet, at its own size.
    width = int(0.3 * 700)
    wanted = photo[450 - width // 2 : 450 + width // 2]
    found = any(wanted.tobytes() in line[:, 0].tobytes() for line in sheet[len(sheet) // 3 :: 5])
    assert found


def test_a_small_mouth_is_doubled_without_smoothing(tmp_path: Path) -> None:
    framing = framing_of(512, 512, 150)
    sheet = sheet_of(tmp_path, framing, 12)
    ramp = np.repeat(framing.portraits[0].pixels[300, 240:270, 0], 2)
    assert any(ramp.tobytes() in line[:, 0].tobytes() for line in sheet[200::3])


def test_a_large_mouth_makes_more_rows_not_a_wider_sheet(tmp_path: Path) -> None:
    framing = framing_of(1280, 1280, 1100)
    assert sheet_of(tmp_path, framing, 15).shape[1] <= 2400


@pytest.mark.parametrize("count", [1, 5, 13])
def test_a_short_video_makes_a_short_sheet(tmp_path: Path, count: int) -> None:
    sheet = sheet_of(tmp_path, framing_of(256, 256, 150), count)
    assert len(cells(sheet[60])) == min(count, 12)


def test_each_picture_has_its_time(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, framing_of(512, 512, 330), 3 * FPS)
    titles = (sheet[4:20] == INK).all(2).any(0)
    starts = 4 + 199 * np.arange(12)
    assert all(titles[start : start + 40].any() for start in starts)


def test_a_file_that_is_no_video_is_refused(tmp_path: Path) -> None:
    (tmp_path / "video.mp4").write_bytes(b"nothing of the kind" * 100)
    with pytest.raises(RenderError) as caught:
        write_contact_sheet(tmp_path / "video.mp4", framing_of(64, 64, 30), tmp_path / "sheet.png")
    assert caught.value.code == "video_unreadable"


def test_a_sheet_that_cannot_be_written_is_reported(tmp_path: Path) -> None:
    (tmp_path / "sheet.png").mkdir()
    with pytest.raises(StorageError) as caught:
        sheet_of(tmp_path, framing_of(128, 128, 60), 2)
    assert caught.value.code == "preview_not_writable"


def test_a_transparent_video_is_shown_over_chequers(tmp_path: Path) -> None:
    framing = framing_of(512, 512, 330)
    nobody = np.zeros((512, 512, 4), np.uint8)
    video = write_video(
        itertools.repeat(nobody),
        count=12,
        framing=framing,
        speech=Speech(samples=np.zeros(10, np.float32), sample_rate=16_000),
        captions=(),
        settings=VideoSettings(visible_label=False),
        target=tmp_path / "video.webm",
        progress=no_progress,
        transparent=True,
    )
    write_contact_sheet(video.path, framing, tmp_path / "sheet.png")
    with Image.open(tmp_path / "sheet.png") as image:
        mouths = np.asarray(image)[240:].reshape(-1, 3)
    shades = {int(shade) for shade in mouths[:, 0]}
    assert {155, 205} <= shades


def test_an_index_has_a_row_for_each_photo_and_says_why_one_has_none(tmp_path: Path) -> None:
    framing = framing_of(512, 512, 330)
    video = write_video(
        numbered(framing),
        count=100,
        framing=framing,
        speech=Speech(samples=np.zeros(10, np.float32), sample_rate=16_000),
        captions=(),
        settings=VideoSettings(visible_label=False, quality_crf=1),
        target=tmp_path / "video.mp4",
        progress=no_progress,
    )
    row = tmp_path / "row.png"
    write_contact_sheet(video.path, framing, tmp_path / "sheet.png", row=row)
    with Image.open(row) as image:
        shown = np.asarray(image)
    # the photo is a ramp; after it come three frames of the video, and the mouth in three
    assert len(set(shown[100, :220, 0].tolist())) > 50
    assert cells(shown[100, 224:]) == [9 * index % 20 for index in (2, 6, 10)] + [
        index % 20 for index in (21, 50, 79)
    ]
    write_index([("one", row), ("none: no face", None), ("two", row)], tmp_path / "index.png")
    with Image.open(tmp_path / "index.png") as image:
        index = np.asarray(image)
    starts = np.flatnonzero((index == INK).all(2)[:, :40].any(1))
    assert (np.diff(starts) > 4).sum() == 2  # three lines of text
    assert index.shape[0] > 2 * shown.shape[0]
