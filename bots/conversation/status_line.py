"""The message that shows how far a job is.

Changed at the platform's pace, the newest winning.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from dataclasses import dataclass, field

from talking_photo.bots import texts
from talking_photo.bots.conversation.adapter import AdapterContext
from talking_photo.bots.conversation.limits import Platform
from talking_photo.bots.conversation.messages import Button, ChatClient, Deferred, Rows
from talking_photo.core.errors import TalkingPhotoError
from talking_photo.core.jobs.job import Cancelled, Event, Job, JobId, Queued, Working

_BAR = 10
"""Blocks of a full bar."""

_log = logging.getLogger(__name__)


def words_of(event: Event, language: str) -> str:
    """Say how far a job is."""
    match event:
        case Queued(place=place, seconds=seconds):
            return texts.chat("queued", language, place=place, time=seconds)
        case Working(stage=stage, done=done):
            full = round(done * _BAR)
            return texts.chat(
                "working",
                language,
                stage=texts.stage(stage, language),
                bar="▓" * full + "░" * (_BAR - full),
                percent=round(done * 100),
            )
        case Cancelled():
            return texts.chat("cancelled", language)
        case _:
            return ""


def cancel_rows(job: JobId, language: str) -> Rows:
    """The button below a status message."""
    return ((Button(texts.chat("cancel_button", language), "cancel", job),),)


class StatusMessages:
    """The status messages of all jobs that this process follows, one task each."""

    def __init__(
        self, shared: AdapterContext, chat_client: ChatClient, platform: Platform
    ) -> None:
        self._shared = shared
        self._chat_client = chat_client
        self._platform = platform
        self._tasks: dict[JobId, asyncio.Task[None]] = {}

    def follow(self, job: Job) -> None:
        """Keep the status message of a job up to date until the job is over, or `stop`."""
        if job.id not in self._tasks:
            task = asyncio.create_task(self._follow(job), name=f"status of {job.id}")
            self._tasks[job.id] = task
            task.add_done_callback(lambda _: self._tasks.pop(job.id, None))

    async def stop(self, job: JobId) -> None:
        """Change this message no more: it is about to become the video."""
        await _end(self._tasks.get(job))

    async def close(self) -> None:
        """Change no message any more."""
        for task in list(self._tasks.values()):
            await _end(task)

    async def _follow(self, job: Job) -> None:
        try:
            latest = _LatestEvent()
            # Whichever ends first, ends the others: no sign of work may outlive the work.
            async with asyncio.TaskGroup() as group:
                showing = [
                    group.create_task(self._show(job, latest)),
                    group.create_task(self._look_busy(job)),
                ]
                async for event in self._shared.job_service.follow(job.id):
                    latest.tell(event)
                for task in showing:
                    task.cancel()
        except* TalkingPhotoError as errors:
            # The video comes all the same; only its progress is not shown.
            for exc in errors.exceptions:
                _log.info("status message failed: %s", exc, extra={"job": job.id})

    async def _show(self, job: Job, latest: _LatestEvent) -> None:
        chat = job.request.chat
        language = texts.language_of(chat.details.get("language"))
        message = await self._shared.job_service.status_message(job.id)
        if message is None:
            return
        shown = ""
        while True:
            await latest.changed.wait()
            latest.changed.clear()
            text = words_of(latest.last, language) if latest.last else ""
            if text and text != shown:
                rows = cancel_rows(job.id, language)
                try:
                    if not await self._chat_client.change(chat, message, text, rows, urgent=False):
                        return
                    shown = text
                except Deferred:
                    latest.changed.set()  # there may be room the next time
            await asyncio.sleep(self._platform.status_seconds)

    async def _look_busy(self, job: Job) -> None:
        while True:
            await self._chat_client.busy(job.request.chat)
            await asyncio.sleep(self._platform.busy_seconds)


@dataclass(slots=True)
class _LatestEvent:
    """The last event, and that it has not been shown yet."""

    last: Event | None = None
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, event: Event) -> None:
        self.last = event
        self.changed.set()


async def _end(task: asyncio.Task[None] | None) -> None:
    if task is None:
        return
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
