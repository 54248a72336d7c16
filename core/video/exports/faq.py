"""Questions and answers as a website that needs no server: it works from a stick."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from talking_photo.core.video.encode import storage_errors
from talking_photo.core.video.exports.lesson import Lesson, data_uri
from talking_photo.core.video.exports.page import read, render

_MEDIA = "media"
_ANSWER = re.compile(r"answer-\d+\.mp4")


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqLabels:
    """The words of the page that are not the FAQ's own."""

    questions: str
    motion: str
    video: str
    """Leads to an answer's file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A question, and the video of its answer."""

    question: str
    lesson: Lesson

    @property
    def track(self) -> str:
        """Its captions inside of an address: a browser reads no second file from a disk."""
        return data_uri(self.lesson.webvtt.encode(), "text/vtt")


def write_faq(
    folder: Path, *, title: str, idle: Lesson, answers: Sequence[Answer], labels: FaqLabels
) -> Path:
    """Write the site.

    Args:
        folder: Made if it is not there; files of an earlier FAQ in it are replaced.
        title: Its heading.
        idle: The video of the face that waits, a loop.
        answers: In order.
        labels: In the language of the FAQ.

    Returns:
        The page.

    Raises:
        StorageError: output_not_writable or disk_full.
    """
    media = folder / _MEDIA
    page = folder / "index.html"
    with storage_errors():
        media.mkdir(parents=True, exist_ok=True)
        for old in media.iterdir():
            if _ANSWER.fullmatch(old.name):
                old.unlink()
        shutil.copyfile(idle.video, media / "idle.mp4")
        (media / "poster.jpg").write_bytes(idle.poster)
        for number, answer in enumerate(answers, 1):
            shutil.copyfile(answer.lesson.video, media / f"answer-{number}.mp4")
        (folder / "faq.css").write_text(read("faq.css"), encoding="utf-8")
        (folder / "talking-photo.js").write_text(read("faq.js"), encoding="utf-8")
        html = render(
            "faq.html",
            title=title,
            idle=idle,
            answers=answers,
            labels=labels,
            common=idle.labels,
            language=answers[0].lesson.language or idle.labels.language,
        )
        page.write_text(html, encoding="utf-8")
    return page
