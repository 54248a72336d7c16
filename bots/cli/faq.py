"""Makes an FAQ: a website whose face waits, and answers the question that is pressed."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from talking_photo.bots import texts
from talking_photo.bots.batch.tables import open_table
from talking_photo.bots.cli import scenes, single_job
from talking_photo.core.intake.questions import read_questions
from talking_photo.core.model import Video
from talking_photo.core.progress import Report
from talking_photo.core.request import SpeakRequest
from talking_photo.core.settings import Settings
from talking_photo.core.video.captions import break_into_captions
from talking_photo.core.video.exports import Lesson, lesson_of
from talking_photo.core.video.exports.faq import Answer, write_faq
from talking_photo.core.workers.scenes import Scene

IDLE_SECONDS = 10.0
"""Length of the loop of the face that waits."""


def make(chosen: argparse.Namespace, settings: Settings, report: Report) -> Path:
    """Make the FAQ that the arguments describe.

    Returns:
        The page.

    Raises:
        KeyboardInterrupt: On Ctrl-C or SIGTERM.
        TalkingPhotoError: A question, the photo or the folder cannot be used; errors of one
            question name its file and line.
    """
    asked = read_questions(chosen.questions, read_table)
    waiting = Scene(
        request=SpeakRequest(
            photo=chosen.photo, silence_after=IDLE_SECONDS, options=chosen.options
        )
    )
    answering = [
        Scene(
            request=SpeakRequest(
                photo=chosen.photo,
                text=it.answer or None,
                sound=it.sound,
                options=chosen.options,
            ),
            place={"in_file": it.file, "in_line": it.line},
        )
        for it in asked.questions
    ]
    folder = scenes.folder_beside(chosen.output)
    idle, *answers = single_job.interruptible(
        scenes.render([waiting, *answering], folder, settings, report)
    )
    language = next((_language(it) for it in answers if _language(it)), chosen.options.language)
    return write_faq(
        chosen.output,
        title=chosen.title or asked.title or chosen.questions.stem,
        idle=_lesson(idle, language),
        answers=[
            Answer(question=it.question, lesson=_lesson(video, language))
            for it, video in zip(asked.questions, answers, strict=True)
        ],
        labels=texts.faq_labels(language or ""),
    )


def read_table(file: Path) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield all rows of a table with their numbers; the first may be the names of columns."""
    table = open_table(file)
    yield 1, table.columns
    for row in table.rows():
        yield row.number, row.cells


def _language(video: Video) -> str | None:
    return video.spoken_by.language if video.spoken_by else None


def _lesson(video: Video, language: str | None) -> Lesson:
    return lesson_of(
        video.path,
        captions=break_into_captions(video.words),
        labels=texts.lesson_labels,
        language=_language(video) or language,
    )
