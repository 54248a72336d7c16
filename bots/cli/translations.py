"""Makes the same message in several languages: a video each, and a page to switch between them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from talking_photo.bots import texts
from talking_photo.bots.cli import caption_files, single_job
from talking_photo.bots.cli.caption_files import CaptionFormat
from talking_photo.bots.conversation.languages import own_name
from talking_photo.core.errors import RequestError, StorageError, TalkingPhotoError
from talking_photo.core.intake.language_blocks import read_language_blocks
from talking_photo.core.model import Background, Stage, Video
from talking_photo.core.progress import Report
from talking_photo.core.request import SpeakRequest
from talking_photo.core.settings import Settings
from talking_photo.core.video.captions import break_into_captions
from talking_photo.core.video.exports import lesson_of
from talking_photo.core.video.exports.languages import Version, write_languages
from talking_photo.core.workers.render_pool import RenderPool

_MAX_FILE_BYTES = 1_000_000
"""Far above any limit of the settings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Translations:
    """What was made."""

    videos: Mapping[str, Video]
    """By language, in the order of the script."""
    failed: Mapping[str, TalkingPhotoError]
    page: Path | None
    """None when no video was made."""


def read_words(files: Sequence[Path]) -> str | Mapping[str, str]:
    """Return the words of files: by language if they have blocks, else as one text.

    Raises:
        RequestError: words_file_encoding, or the blocks are wrong.
        StorageError: file_unreadable.
    """
    contents = []
    for file in files:
        try:
            with file.open("rb") as opened:
                contents.append(opened.read(_MAX_FILE_BYTES).decode("utf-8-sig"))
        except OSError as exc:
            raise StorageError("file_unreadable", file=str(file)) from exc
        except UnicodeDecodeError as exc:
            raise RequestError("words_file_encoding", file=file.name) from exc
    text = "\n".join(contents)
    return read_language_blocks(text) or text


def make(
    request: SpeakRequest,
    words: Mapping[str, str],
    target: Path,
    settings: Settings,
    report: Report,
) -> Translations:
    """Make a video for each language beside `target`, with captions, and the page.

    Args:
        request: The photo and the options; all videos have the same seed.
        words: What is said, by language.
        target: `hello.mp4` for `hello.en.mp4`, `hello.de.mp4` … and `hello.html`.
        settings: The operator's.
        report: Receives the share of the whole that is done.

    Raises:
        KeyboardInterrupt: On Ctrl-C or SIGTERM.
        RequestError: option_wrong, for a transparent background, which no page shows.
        StorageError: A file cannot be written.
    """
    if request.options.background is Background.TRANSPARENT:
        raise RequestError("option_wrong", option="background", allowed="keep, green")
    videos, failed = single_job.interruptible(_render(request, words, target, settings, report))
    versions = []
    for language, video in videos.items():
        caption_files.write_beside(video, list(CaptionFormat))
        lesson = lesson_of(
            video.path,
            captions=break_into_captions(video.words),
            labels=texts.lesson_labels,
            language=language,
        )
        versions.append(Version(name=own_name(language), lesson=lesson))
    page = target.with_suffix(".html") if versions else None
    if page is not None:
        first = versions[0].lesson
        write_languages(
            versions,
            page,
            title=request.title or first.title,
            switch=texts.chat("language", first.labels.language),
        )
    return Translations(videos=videos, failed=failed, page=page)


async def _render(
    request: SpeakRequest,
    words: Mapping[str, str],
    target: Path,
    settings: Settings,
    report: Report,
) -> tuple[Mapping[str, Video], Mapping[str, TalkingPhotoError]]:
    """Render all languages, as many at a time as there are render processes."""
    made: dict[str, Video] = {}
    failed: dict[str, TalkingPhotoError] = {}
    done = dict.fromkeys(words, 0.0)

    async def one(pool: RenderPool, language: str, text: str) -> None:
        def progress(stage: Stage, share: float) -> None:
            done[language] = share
            report(stage, sum(done.values()) / len(done))

        options = replace(request.options, language=language)
        file = target.with_suffix(f".{language}.mp4")
        try:
            made[language] = await pool.render_video(
                replace(request, text=text, options=options), file, on_progress=progress
            )
        except RequestError as exc:
            failed[language] = exc

    async with RenderPool("talking_photo.core.pipeline:make_video", settings) as pool:
        await asyncio.gather(*(one(pool, *block) for block in words.items()))
    return {language: made[language] for language in words if language in made}, failed
