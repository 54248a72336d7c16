"""Runs one work in one render child, for a program that waits for it."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine
from pathlib import Path
from typing import TypeVar

from talking_photo.core.demo import demo_portrait
from talking_photo.core.errors import JobCancelled
from talking_photo.core.model import RenderedFile, Video
from talking_photo.core.progress import Report
from talking_photo.core.request import RenderOptions, SpeakRequest
from talking_photo.core.settings import Settings
from talking_photo.core.workers.render_pool import RenderPool

T = TypeVar("T")


def make_video(
    request: SpeakRequest,
    target: Path,
    settings: Settings,
    report: Report,
    *,
    contact_sheet: Path | None = None,
) -> Video:
    """Make a video; see `run`.

    Raises:
        KeyboardInterrupt: By Ctrl-C, and by SIGTERM too.
        TalkingPhotoError: Of any kind; see `RenderPool.render`.
        TypeError: The work returned another kind of file.
    """
    work = "talking_photo.core.pipeline:make_video"
    made = run(request, target, settings, report, work=work, companion=contact_sheet)
    if not isinstance(made, Video):
        raise TypeError(work)
    return made


def run(
    request: SpeakRequest,
    target: Path,
    settings: Settings,
    report: Report,
    *,
    work: str,
    companion: Path | None = None,
) -> RenderedFile:
    """Run a work of the pipeline. An interrupt ends the child and leaves no incomplete file.

    Raises:
        KeyboardInterrupt: By Ctrl-C, and by SIGTERM too.
        TalkingPhotoError: Of any kind; see `RenderPool.render`.
    """
    return interruptible(_run(request, target, settings, report, work=work, companion=companion))


def interruptible(work: Coroutine[object, object, T]) -> T:
    """Run to the end, or until Ctrl-C or SIGTERM, after which everything that it opened is closed.

    Raises:
        KeyboardInterrupt: By either.
    """

    async def heeding() -> T:
        this = asyncio.current_task()
        if this is None:
            raise JobCancelled
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, this.cancel)
        return await work

    try:
        return asyncio.run(heeding())
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None


def of_demo_portrait(folder: Path, words: str) -> SpeakRequest:
    """Let the built-in portrait, which is put into the folder, say these words."""
    photo = folder / "portrait.png"
    photo.write_bytes(demo_portrait())
    return SpeakRequest(photo=photo, text=words, options=RenderOptions(language="en"))


async def _run(
    request: SpeakRequest,
    target: Path,
    settings: Settings,
    report: Report,
    *,
    work: str,
    companion: Path | None,
) -> RenderedFile:
    one = settings.render.model_copy(update={"children": 1})
    async with RenderPool(work, settings.model_copy(update={"render": one})) as pool:
        return await pool.render(request, target, companion=companion, on_progress=report)
