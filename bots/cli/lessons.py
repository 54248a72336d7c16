"""Writes finished videos as lessons: beside `speak`, and for the command `export`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from talking_photo.bots import texts
from talking_photo.core.errors import RequestError, StorageError
from talking_photo.core.model import Video
from talking_photo.core.video.captions import Caption, break_into_captions
from talking_photo.core.video.exports import ExportFormat, Lesson, export, lesson_of
from talking_photo.core.video.subtitles import read_captions

_CAPTIONS = (".vtt", ".srt")
_MOST_CAPTION_BYTES = 5_000_000


def beside(video: Video, kinds: Sequence[ExportFormat], title: str | None) -> list[Path]:
    """Write a video that was just made in each format, under its own name.

    Raises:
        TalkingPhotoError: See `export`.
    """
    spoken = video.spoken_by.language if video.spoken_by else None
    lesson = lesson_of(
        video.path,
        captions=break_into_captions(video.words),
        labels=texts.lesson_labels,
        title=title,
        language=spoken,
    )
    return [_write(lesson, kind, video.path.with_suffix(kind.suffix)) for kind in kinds]


def of_file(
    video: Path,
    kinds: Sequence[ExportFormat],
    *,
    captions: Path | None,
    title: str | None,
    language: str | None,
    target: Path | None,
) -> tuple[list[Path], bool]:
    """Write a video file in each format, with the captions that lie beside it.

    Args:
        video: An mp4 file.
        kinds: The formats.
        captions: A .vtt or .srt file; None takes that with the name of the video, if there is one.
        title: None takes the title of the file.
        language: None takes that of the file, or of the captions.
        target: The file, for one format; None takes the name of the video.

    Returns:
        The files; and whether there were captions.

    Raises:
        RequestError: not_a_video or captions_unreadable.
        StorageError: file_unreadable, output_folder_missing, output_not_writable or disk_full.
    """
    beside = captions or next(
        (file for kind in _CAPTIONS if (file := video.with_suffix(kind)).is_file()), None
    )
    cues, spoken = ((), "") if beside is None else _read(beside)
    lesson = lesson_of(
        video,
        captions=cues,
        labels=texts.lesson_labels,
        title=title,
        language=language or spoken,
    )
    made = [_write(lesson, kind, target or video.with_suffix(kind.suffix)) for kind in kinds]
    return made, bool(cues)


def _read(file: Path) -> tuple[Sequence[Caption], str]:
    try:
        with file.open("rb") as opened:
            captions, language = read_captions(opened.read(_MOST_CAPTION_BYTES).decode())
    except OSError as exc:
        raise StorageError("file_unreadable", file=str(file)) from exc
    except UnicodeDecodeError as exc:
        raise RequestError("captions_unreadable", file=str(file)) from exc
    if not captions:
        raise RequestError("captions_unreadable", file=str(file))
    return captions, language


def _write(lesson: Lesson, kind: ExportFormat, target: Path) -> Path:
    export(lesson, kind, target)
    return target
