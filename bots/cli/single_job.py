"""Runs one job in one render process, for a command that waits for it."""

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
    """Make a video; an interrupt ends the process and leaves no incomplete file.

    Raises:
        KeyboardInterrupt: On Ctrl-C or SIGTERM.
        TalkingPhotoError: Of any kind; see `RenderPool.render`.
    """

    async def work() -> Video:
        async with _pool("make_video", settings) as pool:
            return await pool.render_video(
                request, target, companion=contact_sheet, on_progress=report
            )

    return interruptible(work())


def show_faces(
    request: SpeakRequest, target: Path, settings: Settings, report: Report
) -> RenderedFile:
    """Write the photo with a number at each face; interrupts and errors as for `make_video`."""

    async def work() -> RenderedFile:
        async with _pool("show_faces", settings) as pool:
            return await pool.render(request, target, on_progress=report)

    return interruptible(work())


def interruptible(work: Coroutine[object, object, T]) -> T:
    """Run to the end, or until Ctrl-C or SIGTERM; then everything that it opened is closed.

    Raises:
        KeyboardInterrupt: On Ctrl-C or SIGTERM, once all is closed.
    """

    async def cancelled_by_sigterm() -> T:
        this = asyncio.current_task()
        if this is None:
            raise JobCancelled
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, this.cancel)
        return await work

    try:
        return asyncio.run(cancelled_by_sigterm())
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None


def demo_request(folder: Path, words: str) -> SpeakRequest:
    """Return a request for the built-in portrait, written into the folder, to say these words."""
    photo = folder / "portrait.png"
    photo.write_bytes(demo_portrait())
    return SpeakRequest(photo=photo, text=words, options=RenderOptions(language="en"))


def _pool(work: str, settings: Settings) -> RenderPool:
    """Return a pool of one process for a function of the pipeline."""
    one = settings.render.model_copy(update={"children": 1})
    settings = settings.model_copy(update={"render": one})
    return RenderPool(f"talking_photo.core.pipeline:{work}", settings)
