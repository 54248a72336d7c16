"""Writes a lesson in one of the formats."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import assert_never

from talking_photo.core.video.encode import atomic_target, storage_errors
from talking_photo.core.video.exports.animation import write_animation
from talking_photo.core.video.exports.lesson import Lesson
from talking_photo.core.video.exports.page import write_page
from talking_photo.core.video.exports.scorm import write_scorm
from talking_photo.core.video.exports.slide import write_slide


class ExportFormat(StrEnum):
    """What a video can be taken away as, besides the video."""

    PPTX = "pptx"
    SCORM = "scorm"
    HTML = "html"
    WEBP = "webp"

    @property
    def suffix(self) -> str:
        """Suffix of the file."""
        return ".scorm.zip" if self is ExportFormat.SCORM else f".{self}"

    @property
    def content_type(self) -> str:
        """Media type of the file."""
        return _CONTENT_TYPES[self]


_CONTENT_TYPES = {
    ExportFormat.PPTX: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ExportFormat.SCORM: "application/zip",
    ExportFormat.HTML: "text/html",
    ExportFormat.WEBP: "image/webp",
}


def export(lesson: Lesson, kind: ExportFormat, target: Path) -> None:
    """Write the lesson; the file appears at `target` whole or not at all.

    Raises:
        StorageError: output_folder_missing, output_not_writable or disk_full.
        RenderError: video_unreadable or encoder_failed.
    """
    with atomic_target(target) as part, storage_errors():
        match kind:
            case ExportFormat.PPTX:
                write_slide(lesson, part)
            case ExportFormat.SCORM:
                write_scorm(lesson, part)
            case ExportFormat.HTML:
                write_page(lesson, part)
            case ExportFormat.WEBP:
                write_animation(lesson.video, part)
            case _:
                assert_never(kind)
