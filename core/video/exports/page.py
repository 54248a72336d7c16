"""A lesson as one HTML file that needs nothing beside it."""

from __future__ import annotations

import base64
import functools
import hashlib
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from talking_photo.core.video.exports.lesson import Lesson, data_uri

if TYPE_CHECKING:
    from jinja2 import Environment

FOLDER = Path(str(resources.files("talking_photo.core.video.exports"))) / "files"
_PIECE_BYTES = 3 * 1024 * 1024
"""A multiple of three, so that base64 pads only the last one."""
_PLACE = "video:"
"""Stands where the video comes."""


def write_page(lesson: Lesson, target: Path) -> None:
    """Write the page, with the video inside; it may load nothing from anywhere."""
    style, script = read("lesson.css"), read("lesson.js")
    policy = (
        f"default-src 'none'; media-src data:; img-src data:; "
        f"style-src '{digest(style)}'; script-src '{digest(script)}'"
    )
    # In pieces: the whole page is a third larger than the video, and a template would hold both.
    page = lesson_page(lesson, video=_PLACE, style=style, script=script, policy=policy)
    before, after = page.split(f'"{_PLACE}"')  # quotes of a title are escaped
    with target.open("w", encoding="utf-8") as file, lesson.video.open("rb") as video:
        file.write(before + '"data:video/mp4;base64,')
        while piece := video.read(_PIECE_BYTES):
            file.write(base64.b64encode(piece).decode())
        file.write('"' + after)


def lesson_page(lesson: Lesson, *, video: str, **values: object) -> str:
    """Return the HTML of a lesson.

    Args:
        lesson: What it shows.
        video: Address of the video.
        values: `style` and `script` to put inside, `policy` for both, and `reports` when the
            page runs on a learning platform.
    """
    return render(
        "lesson.html",
        lesson=lesson,
        labels=lesson.labels,
        video=video,
        poster=data_uri(lesson.poster, "image/jpeg"),
        track=data_uri(lesson.webvtt.encode(), "text/vtt"),
        **values,
    )


def render(template: str, **values: object) -> str:
    """Return one of the templates beside this module, filled in and escaped."""
    return _environment().get_template(template).render(values)


@functools.cache
def read(name: str) -> str:
    """Return one of the files beside this module."""
    return (FOLDER / name).read_text(encoding="utf-8")


@functools.cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def digest(text: str) -> str:
    """Return what a policy calls a style or a script that it allows."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
