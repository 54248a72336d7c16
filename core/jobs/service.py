"""The jobs, for adapters: submit one, follow it, cancel it, and find it by its messages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

from talking_photo.core.errors import RequestError, StorageError
from talking_photo.core.jobs.events import JobEvents
from talking_photo.core.jobs.job import (
    ChatRef,
    DailyLimits,
    Event,
    Job,
    JobId,
    JobRequest,
    JobState,
    MediaKey,
    PersonId,
    Quota,
    StoredVideo,
)
from talking_photo.core.jobs.media_keys import folder_of, input_key
from talking_photo.core.jobs.retention import release_inputs
from talking_photo.core.jobs.stores import Stores
from talking_photo.core.jobs.task_queue import TaskQueue


class JobService:
    """Accepts requests and reports their progress. Everything runs on the event loop.

    Args:
        stores: Where everything is kept.
        queue: Of the workers.
        events: What becomes of jobs.
        quota: How much is accepted.
        clock: Seconds since 1970.
    """

    def __init__(
        self,
        *,
        stores: Stores,
        queue: TaskQueue,
        events: JobEvents,
        quota: Quota,
        clock: Callable[[], float],
    ) -> None:
        self._stores = stores
        self._queue = queue
        self._events = events
        self._quota = quota
        self._clock = clock

    async def submit(self, request: JobRequest, limits: DailyLimits | None = None) -> Job:
        """Accept a request. When this returns, no crash can lose it.

        Submitting a request with the same key again returns the job of the first time, in
        whatever state it is by now.

        Args:
            request: What is asked for.
            limits: Of the asker, where they differ from those of everybody.

        Raises:
            RequestError: quota_reached(limit, seconds), too_many_waiting(limit),
                queue_busy(taken, places, limit), queue_full(limit) or draining. The files of the
                request are then deleted.
            StorageError: database_unreachable.
        """
        try:
            await self.check_not_draining(request.job_id)
            quota = _quota_of(limits, self._quota)
            return await self._stores.jobs.add(
                request, quota, self._clock(), self._queue.enqueue_render
            )
        except RequestError:
            await release_inputs(request, self._stores, self._clock())
            raise

    async def check_not_draining(self, job: JobId | None = None) -> None:
        """Refuse new work while the operator drains the queue.

        A job that is known already is none.

        Raises:
            RequestError: draining.
        """
        if await self._stores.operator.draining() and (
            job is None or await self._stores.jobs.find(job) is None
        ):
            raise RequestError("draining")

    async def keep_input(self, person: PersonId, contents: bytes, purpose: str) -> MediaKey:
        """Store a photo or a recording of someone, who has agreed to that.

        Args:
            person: Whose it is.
            contents: The file.
            purpose: Such as the id of the job; stored again for the same, the file is there once.

        Raises:
            RequestError: storage_full(bytes, max_bytes).
            StorageError: media_unreachable.
        """
        limit = self._quota.bytes_per_person
        total = len(contents) + await self._stores.media.bytes_below(folder_of(person))
        if total > limit:
            raise RequestError("storage_full", bytes=total, max_bytes=limit)
        key = await asyncio.to_thread(input_key, person, contents, purpose)
        await self._stores.media.put(key, contents)
        return key

    async def has_input(self, key: MediaKey) -> bool:
        """Return whether a photo or a recording is still stored."""
        return await self._stores.media.has(key)

    async def discard_input(self, key: MediaKey) -> None:
        """Delete a photo or a recording that no request came to use."""
        await self._stores.media.remove(key)

    def follow(self, job: JobId) -> AsyncIterator[Event]:
        """Yield what becomes of a job, each time it changes; the first event comes at once.

        Ends after Rendered, Failed or Cancelled. May be called again after a restart, and by as
        many as like. An unknown job ends at once as Cancelled.
        """
        return self._events.follow(job)

    async def cancel(self, job: JobId, by: PersonId | None = None) -> bool:
        """Stop a job: a waiting one at once, a running one within a second.

        Args:
            job: Which.
            by: Who wants it; None for the operator.

        Returns:
            False when it was too late, is unknown, or is not `by`'s.
        """
        found = await self._stores.jobs.find(job)
        if found is None or (by is not None and found.request.chat.person != by):
            return False
        if not await self._stores.jobs.cancel(job, self._clock()):
            return False
        if found.state == JobState.QUEUED:
            await self._queue.withdraw(job)
        await self._stores.jobs.forget_secret(job)
        await release_inputs(found.request, self._stores, self._clock())
        return True

    async def look(self, job: JobId) -> Event:
        """Return what `follow` would yield first."""
        return await self._events.now(job)

    def look_soon(self) -> None:
        """Tell followers at once of what is known to have changed."""
        self._events.look_soon()

    async def video_part(self, video: StoredVideo, start: int, length: int) -> bytes:
        """Return at most `length` bytes of a video, from `start` on.

        Raises:
            StorageError: media_missing or media_unreachable.
        """
        return await self._stores.media.get_part(video.key, start, length)

    async def fetch_video(self, video: StoredVideo, target: Path) -> None:
        """Copy a video to the local disk.

        Raises:
            StorageError: media_missing or media_unreachable.
        """
        await self._stores.media.fetch(video.key, target)

    async def credentials(self, video: StoredVideo) -> bytes | None:
        """Return the Content Credentials of a video that cannot carry them itself.

        Returns:
            None for a video that carries them, or has none.

        Raises:
            StorageError: media_missing or media_unreachable.
        """
        if video.credentials is None:
            return None
        return await self._stores.media.get(video.credentials)

    async def credentials_of(self, sha256: str) -> bytes | None:
        """Return those of the stored video with these contents, whoever asked for it.

        Raises:
            StorageError: database_unreachable or media_unreachable.
        """
        job = await self._stores.jobs.with_video(sha256)
        if job is None or job.video is None:
            return None
        try:
            return await self.credentials(job.video)
        except StorageError as exc:
            if exc.code != "media_missing":
                raise
            return None  # it was deleted in this moment

    async def status(self, job: JobId) -> Job | None:
        """Return the job as it is now; None when it is unknown."""
        return await self._stores.jobs.find(job)

    async def unfinished(self, platform: str) -> tuple[Job, ...]:
        """Return the unfinished jobs of a platform, oldest first.

        What to follow after a restart.
        """
        jobs = await self._stores.jobs.unfinished()
        return tuple(job for job in jobs if job.request.chat.platform == platform)

    async def history(self, person: PersonId, limit: int = 10) -> tuple[Job, ...]:
        """Return the newest jobs of a person, newest first."""
        return tuple(await self._stores.jobs.of_person(person, limit))

    async def status_message(self, job: JobId) -> str | None:
        """Return the message that shows the progress of a job; None when none does."""
        return (await self._stores.deliveries.find(job)).status

    async def keep_status_message(self, job: JobId, chat: ChatRef, message: str) -> None:
        """Note which message shows the progress of a job."""
        await self._stores.deliveries.status_is(job, chat, message)

    async def of_message(self, platform: str, chat: str, message: str) -> Job | None:
        """Return the job to which a message of ours belongs; None when there is none."""
        job = await self._stores.deliveries.job_of(platform, chat, message)
        return None if job is None else await self._stores.jobs.find(job)


def _quota_of(limits: DailyLimits | None, quota: Quota) -> Quota:
    if limits is None:
        return quota
    return replace(
        quota,
        jobs_per_day=quota.jobs_per_day if limits.jobs is None else limits.jobs,
        seconds_per_day=quota.seconds_per_day if limits.seconds is None else limits.seconds,
    )
