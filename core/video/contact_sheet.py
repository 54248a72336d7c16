"""Contact sheet of a video: whole frames, and the mouth in runs of consecutive frames."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from talking_photo.core.errors import DependencyError, RenderError, StorageError
from talking_photo.core.model import FPS, UInt8
from talking_photo.core.video.layout import Framing

_FRAMES_PER_ROW = 12
"""Frames in the first row, and in each run of the mouth."""
_RUNS = 3
_MAX_WIDTH = 2400
"""Pixels of the sheet's width."""
_SMALL_MOUTH_PX = 120
"""A crop narrower than this many pixels is shown twice as large."""
_INDEX_CELL, _INDEX_WIDTH = 220, 1568
"""Pixels of a cell of the index, and of its seven cells with their gaps."""
_CHEQUER_PX = 12
_GAP = 4
_TITLE = 18
_PAPER, _INK = (24, 24, 24), (220, 220, 220)

# Landmarks of mediapipe's face mesh: corners of the mouth, under the nose, the chin.
_CORNERS = (61, 291)
_NOSE, _CHIN = 2, 152


@dataclass(frozen=True, slots=True)
class _Cell:
    pixels: UInt8
    title: str


def write_contact_sheet(
    video: Path, framing: Framing, target: Path, *, row: Path | None = None
) -> None:
    """Write a PNG of the finished file's frames.

    Above, 12 whole frames spread over the video. Below, the mouth of the leftmost speaker in three
    runs of 12 consecutive frames, pixel for pixel (twice as large below 120 pixels); before each
    run the mouth of the photo.

    Args:
        video: The mp4 or WebM file. A transparent one is shown over a chequerboard.
        framing: Of the video; gives the position of the mouth.
        target: The PNG file.
        row: A PNG file for the same in one row: the photo, three frames, the mouth in three.

    Raises:
        RenderError: video_unreadable.
        StorageError: preview_not_writable.
    """
    mouth = _mouth(framing)
    whole_frames, mouths = _read(video, mouth)
    still = _as_seen(framing)[mouth]
    rows: list[Sequence[_Cell]] = [whole_frames]
    for run in mouths:
        rows += _wrap_rows([_Cell(_enlarge_small(still), "photo"), *run])
    _write(_sheet(rows), target)
    if row is not None:
        seen = [_as_seen(framing), *(cell.pixels for cell in whole_frames[2::4])]
        seen += [run[len(run) // 2].pixels for run in mouths if run]
        _write(np.hstack([_index_cell(pixels) for pixels in seen]), row)


def write_index(rows: Sequence[tuple[str, Path | None]], target: Path) -> None:
    """Stack the rows of many sheets into one PNG.

    Args:
        rows: The title of each, and the PNG file of the row; None where there is none.
        target: The PNG file.

    Raises:
        StorageError: preview_not_writable.
    """
    from PIL import Image

    pictures = []
    for title, file in rows:
        if file is None:
            pictures.append([_Cell(np.zeros((1, _INDEX_WIDTH, 3), np.uint8), title)])
            continue
        with Image.open(file) as picture:
            pictures.append([_Cell(np.asarray(picture.convert("RGB")), title)])
    _write(_sheet(pictures), target)


def _mouth(framing: Framing) -> tuple[slice, slice]:
    """Return rows and columns from nose to chin, a little wider than the mouth."""
    points = framing.landmarks[0]
    left, right = np.sort(points[_CORNERS, 0])
    top, bottom = points[_NOSE, 1], points[_CHIN, 1]
    across, down = 0.35 * (right - left), 0.1 * abs(bottom - top)
    return (
        slice(max(int(min(top, bottom) - down), 0), max(int(max(top, bottom) + down), 8)),
        slice(max(int(left - across), 0), max(int(right + across), 8)),
    )


def _as_seen(framing: Framing) -> UInt8:
    """Return the photo on its canvas."""
    canvas = np.zeros((framing.height, framing.width, 3), np.uint8)
    height, width, _ = framing.pixels.shape
    canvas[framing.top :, framing.left :][:height, :width] = framing.pixels
    return canvas


def require_moviepy() -> None:
    """Check that the library is installed that reads videos back.

    Raises:
        DependencyError: moviepy_missing.
    """
    if importlib.util.find_spec("moviepy") is None:
        raise DependencyError("moviepy_missing")


def _read(video: Path, mouth: tuple[slice, slice]) -> tuple[list[_Cell], list[list[_Cell]]]:
    """Decode the video once, keeping reduced frames and mouths only.

    moviepy's reader is used instead of the library that wrote the file, so that the sheet shows
    what other players show.

    Raises:
        RenderError: video_unreadable.
    """
    from moviepy.video.io.ffmpeg_reader import FFMPEG_VideoReader

    whole_frames: list[_Cell] = []
    mouths: dict[int, _Cell] = {}
    width = (_MAX_WIDTH - _GAP * (_FRAMES_PER_ROW + 1)) // _FRAMES_PER_ROW
    # the reader selects the decoder with alpha by itself
    colours = "rgba" if video.suffix == ".webm" else "rgb24"
    try:
        reader = FFMPEG_VideoReader(str(video), decode_file=False, pixel_format=colours)
    except (OSError, KeyError) as exc:
        raise RenderError("video_unreadable") from exc
    try:
        count = reader.n_frames
        spread = set(np.linspace(0, count - 1, _FRAMES_PER_ROW).round().astype(int).tolist())
        runs = _runs(count)
        wanted = {index for run in runs for index in run}
        for index in range(count):
            pixels = reader.last_read if index == 0 else reader.read_frame()
            if pixels.shape[2] == 4 and index in spread | wanted:
                pixels = _over_chequerboard(pixels)
            if index in spread:
                whole_frames.append(_Cell(_reduce(pixels, width), _time(index)))
            if index in wanted:
                mouths[index] = _Cell(_enlarge_small(pixels[mouth]), _time(index))
    except OSError as exc:
        raise RenderError("video_unreadable") from exc
    finally:
        if (
            reader.proc is not None
        ):  # an ffmpeg that has ended by itself keeps its pipes open past close()
            reader.proc.stdout.close()
            reader.proc.stderr.close()
        reader.close()
    return whole_frames, [[mouths[index] for index in run if index in mouths] for run in runs]


def _over_chequerboard(pixels: UInt8) -> UInt8:
    """Composite an RGBA picture over a chequerboard."""
    y, x = np.indices(pixels.shape[:2]) // _CHEQUER_PX
    ground = np.where((x + y) % 2, 205, 155)[..., None]
    share = pixels[..., 3:] / 255
    return np.rint(pixels[..., :3] * share + ground * (1 - share)).astype(np.uint8)


def _index_cell(pixels: UInt8) -> UInt8:
    """Fit a picture into a cell of the index."""
    import cv2

    height, width, _ = pixels.shape
    scale = _INDEX_CELL / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    kind = cv2.INTER_AREA if scale < 1 else cv2.INTER_NEAREST
    box = np.full((_INDEX_CELL, _INDEX_CELL + _GAP, 3), _PAPER, np.uint8)
    box[: size[1], : size[0]] = cv2.resize(pixels, size, interpolation=kind)
    return box


def _runs(count: int) -> list[range]:
    """Return three ranges of a video's `count` frames, away from its still ends if possible."""
    last = max(count - _FRAMES_PER_ROW, 0)
    starts = {round(last * (run + 0.5) / _RUNS) for run in range(_RUNS)}
    return [range(start, min(start + _FRAMES_PER_ROW, count)) for start in sorted(starts)]


def _time(index: int) -> str:
    return f"{index / FPS:.2f} s"


def _reduce(pixels: UInt8, width: int) -> UInt8:
    import cv2

    size = (width, max(1, round(len(pixels) * width / pixels.shape[1])))
    shrunk: UInt8 = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    return shrunk


def _enlarge_small(pixels: UInt8) -> UInt8:
    # Nearest neighbour: smoothing would hide the very artefacts that the sheet is for.
    factor = 2 if pixels.shape[1] < _SMALL_MOUTH_PX else 1
    return pixels.repeat(factor, 0).repeat(factor, 1)


def _wrap_rows(cells: Sequence[_Cell]) -> list[Sequence[_Cell]]:
    """Break a run that is wider than the sheet."""
    columns = max(1, _MAX_WIDTH // (cells[0].pixels.shape[1] + _GAP))
    return [cells[start : start + columns] for start in range(0, len(cells), columns)]


def _sheet(rows: Sequence[Sequence[_Cell]]) -> UInt8:
    from PIL import Image, ImageDraw, ImageFont

    heights = [max(len(cell.pixels) for cell in row) + _TITLE + _GAP for row in rows]
    widths = [sum(cell.pixels.shape[1] + _GAP for cell in row) for row in rows]
    sheet = Image.new("RGB", (max(widths) + _GAP, sum(heights) + _GAP), _PAPER)
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(13)
    top = _GAP
    for row, height in zip(rows, heights, strict=True):
        left = _GAP
        for cell in row:
            draw.text((left, top), cell.title, _INK, font)
            sheet.paste(Image.fromarray(np.ascontiguousarray(cell.pixels)), (left, top + _TITLE))
            left += cell.pixels.shape[1] + _GAP
        top += height
    return np.asarray(sheet)


def _write(sheet: UInt8, target: Path) -> None:
    from PIL import Image

    try:
        Image.fromarray(sheet).save(target, format="PNG")
    except OSError as exc:
        raise StorageError("preview_not_writable") from exc
