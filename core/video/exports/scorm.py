"""A lesson as a package for learning platforms (SCORM 1.2)."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

from talking_photo.core.video.exports.lesson import Lesson
from talking_photo.core.video.exports.page import lesson_page, read, render

_OLDEST = (1980, 1, 1, 0, 0, 0)
"""Of a ZIP archive: the same lesson is the same file."""


def write_scorm(lesson: Lesson, target: Path) -> None:
    """Write the package: a page that reports when the video was watched to its end."""
    scripts = {"lesson.css": read("lesson.css"), "lesson.js": read("lesson.js")}
    texts = {
        "index.html": lesson_page(lesson, video="video.mp4", reports=True),
        **scripts,
        "scorm.js": read("scorm.js"),
    }
    if lesson.captions:
        texts |= {"captions.vtt": lesson.webvtt, "transcript.txt": lesson.transcript}
    names = [*texts, "poster.jpg", "video.mp4"]
    identifier = f"lesson-{hashlib.sha256(lesson.poster + lesson.title.encode()).hexdigest()[:16]}"
    manifest = render("imsmanifest.xml", lesson=lesson, files=names, identifier=identifier)
    with zipfile.ZipFile(target, "w") as package:
        for name, text in {"imsmanifest.xml": manifest, **texts}.items():
            package.writestr(_entry(name, zipfile.ZIP_DEFLATED), text)
        package.writestr(_entry("poster.jpg"), lesson.poster)
        with package.open(_entry("video.mp4"), "w") as inside, lesson.video.open("rb") as video:
            while piece := video.read(1024 * 1024):
                inside.write(piece)


def _entry(name: str, compression: int = zipfile.ZIP_STORED) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _OLDEST)
    entry.compress_type = compression
    entry.external_attr = 0o644 << 16
    return entry
