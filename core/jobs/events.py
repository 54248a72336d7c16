"""Publishes the progress of jobs to their followers, by one poll of the store for all of them."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Collection, Mapping

from talking_photo.core.errors import StorageError
from talking_photo.core.jobs.job import (
    Cancelled,
    Event,
    Failed,
    Failure,
    JobId,
    JobProgress,
    JobState,
    Rendered,
    Working,
)
from talking_photo.core.jobs.length import FIRST_PACE, QueuePlaces
from talking_photo.core.jobs.shared_statement import SharedStatement
from talking_photo.core.jobs.stores import JobStore, WorkerStore

_LOOK_SECONDS = 0.25
"""Between two polls; polling stops when there are no followers."""
_HEAD = 200
"""Places of the queue that are counted exactly; those behind are estimated."""

_log = logging.getLogger(__name__)


class JobEvents:
    """Events of jobs, by polling. A poll costs about the same for one follower and for a thousand.

    Args:
        jobs: Where to look.
        workers: Who works on them.
        alive_seconds: A worker that was silent for longer does not count for estimates.
    """

    def __init__(
        self,
        jobs: JobStore,
        workers: WorkerStore,
        alive_seconds: float,
    ) -> None:
        self._jobs = jobs
        self._workers = workers
        self._alive_seconds = alive_seconds
        self._followed: Counter[JobId] = Counter()
        self._looker: asyncio.Task[None] | None = None
        self._wanted = asyncio.Event()
        self._looked = asyncio.Condition()
        self._events: Mapping[JobId, Event] = {}
        self._looks = SharedStatement(self.look)

    async def now(self, job: JobId) -> Event:
        """Return what can be said of a job now; those who ask at the same time share the look."""
        return await self._looks.get(job) or Cancelled()

    async def follow(self, job: JobId) -> AsyncIterator[Event]:
        """Yield each event of a job that differs from the one before, until a final one."""
        self._followed[job] += 1
        self._wanted.set()  # a newcomer does not wait for the next turn
        if self._looker is None or self._looker.done():
            self._looker = asyncio.create_task(self._look_again_and_again(), name="job events")
        last: Event | None = None
        try:
            while not isinstance(last, Rendered | Failed | Cancelled):
                async with self._looked:
                    while (event := self._events.get(job, last)) == last:
                        await self._looked.wait()
                if event is not None:
                    last = event
                    yield event
        finally:
            self._followed[job] -= 1
            self._followed += Counter()  # drops what nobody follows

    def look_soon(self) -> None:
        """Poll now: something is known to have changed."""
        self._wanted.set()

    def close(self) -> None:
        """Look no more."""
        if self._looker is not None:
            self._looker.cancel()

    async def _look_again_and_again(self) -> None:
        while self._followed:
            self._wanted.clear()
            try:
                events = await self.look(list(self._followed))
            except StorageError as exc:
                _log.warning("polling job states failed: %s", exc)
            else:
                async with self._looked:
                    self._events = events
                    self._looked.notify_all()
            try:
                await asyncio.wait_for(self._wanted.wait(), _LOOK_SECONDS)
            except TimeoutError:
                continue
        self._events = {}

    async def look(self, followed: Collection[JobId]) -> Mapping[JobId, Event]:
        """Return what can be said of these jobs now."""
        found = {job.id: job for job in await self._jobs.look(followed)}
        head = await self._jobs.head(_HEAD)
        pace = await self._jobs.pace() or FIRST_PACE
        slots = max(await self._workers.slots(self._alive_seconds), 1)
        places = QueuePlaces(head, pace, slots)
        return {job: _event_of(found.get(job), places, pace) for job in followed}


def _event_of(job: JobProgress | None, places: QueuePlaces, pace: float) -> Event:
    """Return the event that stands for the state of a job."""
    if job is None:
        return Cancelled()
    match job.state:
        case JobState.QUEUED:
            return places.of(job.id, job.priority, job.length)
        case JobState.RUNNING:
            seconds = pace * job.length * (1 - job.done)
            return Working(stage=job.stage, done=job.done, seconds=seconds)
        case JobState.CANCELLED:
            return Cancelled()
        case JobState.FAILED:
            return Failed(failure=job.failure or Failure(code="unexpected"))
        case JobState.RENDERED | JobState.DELIVERED:
            # The video of a delivered job may have been forgotten; then there is nothing to tell.
            return Cancelled() if job.video is None else Rendered(video=job.video)
