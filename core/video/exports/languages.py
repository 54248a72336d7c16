"""The same message in several languages, as one HTML file that needs nothing beside it."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from talking_photo.core.video.encode import atomic_target, storage_errors
from talking_photo.core.video.exports.lesson import Lesson, data_uri
from talking_photo.core.video.exports.page import digest, read, render

_PIECE_BYTES = 3 * 1024 * 1024
"""A multiple of three, so that base64 pads only the last one."""
_PLACE = "video:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """The message in one language."""

    name: str
    """Of the language, in itself."""
    lesson: Lesson

    @property
    def track(self) -> str:
        """Its captions inside of an address."""
        return data_uri(self.lesson.webvtt.encode(), "text/vtt")

    @property
    def poster(self) -> str:
        """Its first frame inside of an address."""
        return data_uri(self.lesson.poster, "image/jpeg")


def write_languages(versions: Sequence[Version], target: Path, *, title: str, switch: str) -> None:
    """Write the page, with all videos inside; it may load nothing from anywhere.

    Args:
        versions: In order; the browser's language is shown first if it is among them.
        target: The page.
        title: Its heading.
        switch: What the group of buttons is called.

    Raises:
        StorageError: output_folder_missing, output_not_writable or disk_full.
    """
    style = read("lesson.css") + read("languages.css")
    script = read("lesson.js") + read("languages.js")
    policy = (
        f"default-src 'none'; media-src data:; img-src data:; "
        f"style-src '{digest(style)}'; script-src '{digest(script)}'"
    )
    page = render(
        "languages.html",
        versions=versions,
        title=title,
        switch=switch,
        common=versions[0].lesson.labels,
        video=_PLACE,
        style=style,
        script=script,
        policy=policy,
    )
    # In pieces, as a lesson: the page is a third larger than all its videos.
    first, *others = page.split(f'"{_PLACE}"')
    with (
        atomic_target(target) as part,
        storage_errors(),
        part.open("w", encoding="utf-8") as file,
    ):
        file.write(first)
        for version, after in zip(versions, others, strict=True):
            file.write('"data:video/mp4;base64,')
            with version.lesson.video.open("rb") as video:
                while piece := video.read(_PIECE_BYTES):
                    file.write(base64.b64encode(piece).decode())
            file.write('"' + after)
