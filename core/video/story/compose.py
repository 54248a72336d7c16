"""Puts scenes and cards one after the other: picture, sound, chapters and captions.

moviepy opens a decoder for each scene of a composition at once (36 MB and two processes each,
measured by `benchmarks/stories.py`), so that memory grows with the story. Here at most two scenes
are open: the one that is shown, and the one that fades in.
"""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from talking_photo.core.model import FPS, UInt8, Video, Word
from talking_photo.core.progress import Progress
from talking_photo.core.settings import VideoSettings
from talking_photo.core.video.encode import Chapter, storage_errors, write_frames
from talking_photo.core.video.prefetch import prefetch
from talking_photo.core.video.story.frames import blend, scene_frames
from talking_photo.core.video.story.pictures import card_picture, cover, logo_overlay
from talking_photo.core.video.story.soundtrack import mix
from talking_photo.core.video.tags import Tags
from talking_photo.core.video.yuv import Overlay, Yuv

if TYPE_CHECKING:
    import av

FADE_FRAMES = 12
"""Length of a crossfade."""
_SOUND_SHARE = 0.15
"""Share of the work that the sound takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A title card."""

    lines: Sequence[str]
    seconds: float
    background: UInt8 | None = None
    """RGB."""

    @property
    def count(self) -> int:
        """Frames."""
        return round(self.seconds * FPS)


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceScene:
    """A rendered scene."""

    video: Video
    background: UInt8 | None = None
    """RGB, behind a transparent video."""

    @property
    def count(self) -> int:
        """Frames."""
        return round(self.video.seconds * FPS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a story."""

    shows: Card | FaceScene
    fades: bool
    """Whether it fades in over the part before it."""
    chapter: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenery:
    """What all parts share."""

    size: tuple[int, int]
    music: bytes | None = None
    logo: tuple[Path, bytes] | None = None
    tags: Tags


def compose_story(
    parts: Sequence[Part],
    scenery: Scenery,
    target: Path,
    settings: VideoSettings,
    progress: Progress,
) -> Video:
    """Write the story; memory does not grow with its length.

    Args:
        parts: In order; one that fades in or out is longer than the fades.
        scenery: Size, music, logo.
        target: The mp4 file.
        settings: Quality.
        progress: Called with 0..1; raises JobCancelled to stop.

    Returns:
        The video, with all words of the scenes at their time.

    Raises:
        RequestError: Music, logo or the letters of a card cannot be used.
        RenderError: video_unreadable, encoder_failed, lettering_failed or fonts_missing.
        StorageError: output_folder_missing, output_not_writable or disk_full.
    """
    starts = list(_starts(parts))
    count = starts[-1] + parts[-1].shows.count
    logo = None
    if scenery.logo is not None:
        name, data = scenery.logo
        logo = logo_overlay(data, name, scenery.size)
    words: list[Word] = []
    speech = []
    for start, part in zip(starts, parts, strict=True):
        if isinstance(part.shows, FaceScene):
            speech.append((start, part.shows.video.path))
            words += _shifted(part.shows.video.words, start / FPS)
    # Beside the story: a folder for temporary files may lie in the memory.
    with storage_errors(), tempfile.TemporaryFile(dir=target.parent) as file:
        sound = mix(
            speech,
            count=count,
            music=scenery.music,
            file=file,
            folder=target.parent,
            progress=lambda done: progress(_SOUND_SHARE * done),
        )
        with prefetch(_canvases(parts, scenery.size, logo)) as canvases:
            video = write_frames(
                canvases,
                count=count,
                size=scenery.size,
                sound=sound,
                settings=settings,
                target=target,
                progress=lambda done: progress(_SOUND_SHARE + (1 - _SOUND_SHARE) * done),
                tags=scenery.tags,
                chapters=_chapters(parts, starts, scenery.tags.title),
            )
    return replace(video, words=tuple(words))


def _starts(parts: Sequence[Part]) -> Iterator[int]:
    """Yield the frame at which each part starts."""
    at = 0
    for part in parts:
        if part.fades and at:
            at -= FADE_FRAMES
        yield at
        at += part.shows.count


def _canvases(
    parts: Sequence[Part], size: tuple[int, int], logo: Overlay | None
) -> Iterator[av.VideoFrame]:
    """Yield the pictures of the story in the encoder's format."""
    import av

    for index, picture in enumerate(_blended(parts, size)):
        frame = av.VideoFrame(*size, "yuv420p")
        frame.pts = index
        canvas = Yuv.inside(frame)
        canvas.paste(picture, left=0, top=0)
        if logo is not None:
            canvas.blend(logo)
        yield frame


def _blended(parts: Sequence[Part], size: tuple[int, int]) -> Iterator[Yuv]:
    """Yield the pictures of all parts, with their crossfades."""
    current = _frames(parts[0].shows, size)
    faded_in = 0
    for part, following in zip(parts, [*parts[1:], None], strict=True):
        fades = FADE_FRAMES if following is not None and following.fades else 0
        yield from itertools.islice(current, part.shows.count - faded_in - fades)
        if following is None:
            return
        after = _frames(following.shows, size)
        for step in range(1, fades + 1):
            yield blend(next(current), next(after), step / (fades + 1))
        current, faded_in = after, fades


def _frames(shown: Card | FaceScene, size: tuple[int, int]) -> Iterator[Yuv]:
    background = None if shown.background is None else cover(shown.background, size)
    if isinstance(shown, Card):
        return itertools.repeat(card_picture(shown.lines, size, background), shown.count)
    behind = None if background is None else Yuv.of(background)
    return scene_frames(shown.video.path, size, behind, shown.count)


def _shifted(words: Sequence[Word], seconds: float) -> Iterator[Word]:
    for word in words:
        yield replace(word, start=word.start + seconds, end=word.end + seconds)


def _chapters(parts: Sequence[Part], starts: Sequence[int], title: str) -> list[Chapter]:
    """Return the chapters; the first one begins at 0."""
    named = [
        Chapter(start=start / FPS, title=part.chapter)
        for start, part in zip(starts, parts, strict=True)
        if part.chapter
    ]
    if named and named[0].start > 0:
        named.insert(0, Chapter(start=0.0, title=title or "…"))
    return named
