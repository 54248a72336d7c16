"""A lesson: a video with everything that the formats say about it."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from talking_photo.core.errors import RequestError, StorageError
from talking_photo.core.video.captions import Caption
from talking_photo.core.video.subtitles import captions_as_text, captions_as_webvtt
from talking_photo.core.video.tags import language_of, printable
from talking_photo.core.video.thumbnail import first_frame, open_video

_POSTER_SIDE = 1280
"""Pixels of the longer side."""
_RIGHT_TO_LEFT = frozenset(("ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """The words of a lesson's page that are not the lesson's own."""

    transcript: str
    made_by_ai: str
    language: str
    """BCP 47 code of these words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """A video, its captions and its title."""

    video: Path
    """An mp4 file."""
    width: int
    height: int
    seconds: float
    title: str
    language: str
    """BCP 47 code of what is said; empty when it is not known."""
    captions: Sequence[Caption]
    """Empty when it is not known what is said."""
    poster: bytes
    """JPEG."""
    labels: Labels

    @property
    def transcript(self) -> str:
        """What is said, a line for each caption."""
        return captions_as_text(self.captions)

    @property
    def webvtt(self) -> str:
        """The captions as a file."""
        return captions_as_webvtt(self.captions, self.language)

    @property
    def direction(self) -> str:
        """Direction of writing, as HTML names it."""
        return "rtl" if self.language.partition("-")[0] in _RIGHT_TO_LEFT else "ltr"


def lesson_of(
    video: Path,
    *,
    captions: Sequence[Caption],
    labels: Callable[[str], Labels],
    title: str | None = None,
    language: str | None = None,
) -> Lesson:
    """Return a lesson of a finished video.

    Args:
        video: An mp4 file, as `write_video` makes it.
        captions: What is said; empty when nobody knows.
        labels: Return the labels for a language.
        title: None takes that of the file, or its name.
        language: None takes that of the file.

    Raises:
        RequestError: not_a_video.
        StorageError: file_unreadable.
    """
    if not video.is_file():
        raise StorageError("file_unreadable", file=str(video))
    poster = first_frame(video, _POSTER_SIDE)
    if poster is None or video.suffix.lower() != ".mp4":
        raise RequestError("not_a_video")
    with open_video(video) as file:
        picture = file.streams.video[0]
        spoken = file.streams.audio[0].metadata.get("language", "") if file.streams.audio else ""
        language = language or language_of(spoken)
        return Lesson(
            video=video,
            width=picture.width,
            height=picture.height,
            seconds=(file.duration or 0) / 1_000_000,
            title=printable(title or file.metadata.get("title") or "") or printable(video.stem),
            language=language,
            captions=[
                replace(caption, rows=tuple(map(printable, caption.rows))) for caption in captions
            ],
            poster=poster,
            labels=labels(language),
        )


def data_uri(contents: bytes, kind: str) -> str:
    """Return contents as an address that holds them."""
    return f"data:{kind};base64,{base64.b64encode(contents).decode()}"
