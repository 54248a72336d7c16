"""The service for adapters.

Submit a job, follow it, cancel it, export and erase a person's data.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

from talking_photo.core.errors import RequestError
from talking_photo.core.jobs.events import JobEvents
from talking_photo.core.jobs.export import PersonalData, personal_files
from talking_photo.core.jobs.job import (
    Event,
    Job,
    JobId,
    JobRequest,
    JobState,
    MediaKey,
    PersonId,
    Quota,
    StoredPortrait,
)
from talking_photo.core.jobs.media_keys import folder_of, input_key
from talking_photo.core.jobs.retention import release_inputs, remove_unused
from talking_photo.core.jobs.stores import (
    Stores,
)
from talking_photo.core.jobs.task_queue import TaskQueue

_ALL = 100_000
"""Jobs of one person that are listed or erased; more than a quota lets anybody have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobService:
    """Accepts requests and reports their progress. Everything runs on the event loop."""

    stores: Stores
    queue: TaskQueue
    events: JobEvents
    quota: Quota
    clock: Callable[[], float]
    """Seconds since 1970."""
    wipe: Callable[[], Awaitable[None]]
    """Makes sure that what was deleted cannot be read from the database's files."""

    async def submit(self, request: JobRequest) -> Job:
        """Accept a request. When this returns, no crash can lose it.

        Submitting a request with the same key again returns the job of the first time, in
        whatever state it is by now.

        Raises:
            RequestError: quota_reached(limit, seconds), too_many_waiting(limit),
                queue_busy(taken, places, limit), queue_full(limit) or draining. The files of the
                request are then deleted.
            StorageError: database_unreachable.
        """
        try:
            await self.check_not_draining(request.job_id)
            return await self.stores.jobs.add(
                request, self.quota, self.clock(), self.queue.enqueue_render
            )
        except RequestError:
            await release_inputs(
                request, self.stores.jobs, self.stores.portraits, self.stores.media, self.clock()
            )
            raise

    async def check_not_draining(self, job: JobId | None = None) -> None:
        """Refuse new work while the operator drains the queue.

        A job that is known already is none.

        Raises:
            RequestError: draining.
        """
        if await self.stores.operator.draining() and (
            job is None or await self.stores.jobs.find(job) is None
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
        limit = self.quota.bytes_per_person
        total = len(contents) + await self.stores.media.bytes_below(folder_of(person))
        if total > limit:
            raise RequestError("storage_full", bytes=total, max_bytes=limit)
        key = input_key(person, contents, purpose)
        await self.stores.media.put(key, contents)
        return key

    async def keep_portrait(self, portrait: StoredPortrait) -> None:
        """Remember a photo, in place of one of the same name or chat, whose file is deleted."""
        replaced = await self.stores.portraits.keep(portrait)
        if replaced is not None:
            await self._remove_unused(replaced)

    async def remove_portrait(self, person: PersonId, name: str) -> bool:
        """Forget a saved portrait and delete its file; False when there is none."""
        photo = await self.stores.portraits.remove(person, name)
        if photo is not None:
            await self._remove_unused(photo)
        return photo is not None

    def follow(self, job: JobId) -> AsyncIterator[Event]:
        """Yield what becomes of a job, each time it changes; the first event comes at once.

        Ends after Rendered, Failed or Cancelled. May be called again after a restart, and by as
        many as like. An unknown job ends at once as Cancelled.
        """
        return self.events.follow(job)

    async def cancel(self, job: JobId, by: PersonId | None = None) -> bool:
        """Stop a job: a waiting one at once, a running one within a second.

        Args:
            job: Which.
            by: Who wants it; None for the operator.

        Returns:
            False when it was too late, is unknown, or is not `by`'s.
        """
        found = await self.stores.jobs.find(job)
        if found is None or (by is not None and found.request.chat.person != by):
            return False
        if not await self.stores.jobs.cancel(job, self.clock()):
            return False
        if found.state == JobState.QUEUED:
            await self.queue.withdraw(job)
        await self.stores.jobs.forget_secret(job)
        await release_inputs(
            found.request, self.stores.jobs, self.stores.portraits, self.stores.media, self.clock()
        )
        return True

    async def status(self, job: JobId) -> Job | None:
        """Return the job as it is now; None when it is unknown."""
        return await self.stores.jobs.find(job)

    async def unfinished(self, platform: str) -> tuple[Job, ...]:
        """Return the unfinished jobs of a platform, oldest first.

        What to follow after a restart.
        """
        jobs = await self.stores.jobs.unfinished()
        return tuple(job for job in jobs if job.request.chat.platform == platform)

    async def history(self, person: PersonId, limit: int = 10) -> tuple[Job, ...]:
        """Return the newest jobs of a person, newest first."""
        return tuple(await self.stores.jobs.of_person(person, limit))

    async def export(self, person: PersonId) -> AsyncIterator[tuple[str, bytes]]:
        """Yield all that is known of someone as files, each with its name.

        `data.json` comes first.
        """
        jobs = await self.history(person, _ALL)
        records = [await self.stores.deliveries.find(job.id) for job in jobs]
        known = PersonalData(
            person=await self.stores.people.find(person),
            portraits=await self.stores.portraits.of_person(person),
            own_voices=await self.stores.own_voices.of_person(person),
            last_photos=await self.stores.portraits.nameless(person),
            jobs=jobs,
            messages=[record for record in records if record.status or record.sent],
            updates=await self.stores.updates.of_person(person),
        )
        async for name, contents in personal_files(known, self.stores.media):
            yield name, contents

    async def erase(self, person: PersonId) -> None:
        """Stop what someone ordered, and delete all that is known of them, files included.

        Only that somebody is blocked stays.
        """
        for job in await self.history(person, _ALL):
            await self.cancel(job.id)
        gone = await self.stores.jobs.erase(person)
        await self.stores.deliveries.erase(gone)
        await self.queue.forget(gone)
        await self.stores.portraits.erase(person)
        await self.stores.own_voices.erase(person)
        await self.stores.media.remove_all(folder_of(person))
        await self.stores.people.erase(person)
        await self.stores.updates.erase(person)
        await self.stores.operator.erase(person)
        await self.wipe()

    async def _remove_unused(self, key: MediaKey) -> None:
        await remove_unused(
            key, self.stores.jobs, self.stores.portraits, self.stores.media, self.clock()
        )
