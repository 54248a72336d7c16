"""The operator's commands: statistics, blocking, announcements, draining."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from talking_photo.core.jobs.job import (
    UNFINISHED,
    Announcement,
    Backlog,
    FailureCount,
    Job,
    JobId,
    JobState,
    PersonId,
)
from talking_photo.core.jobs.service import JobService
from talking_photo.core.jobs.stores import Stores

_DAY_SECONDS = 24 * 3600.0
_MOST_STOPPED = 1000
"""Newest jobs of a blocked person among which the waiting ones are stopped."""


class OperatorService:
    """Does what the operator commands, for all processes, and counts for the operator.

    Args:
        stores: Where everything is kept.
        job_service: Cancels the jobs of someone who is blocked.
        clock: Seconds since 1970.
    """

    def __init__(
        self, *, stores: Stores, job_service: JobService, clock: Callable[[], float]
    ) -> None:
        self._stores = stores
        self._job_service = job_service
        self._clock = clock

    async def jobs_by_state(self) -> Mapping[JobState, int]:
        """Return how many jobs there are in each state."""
        return await self._stores.jobs.count_by_state()

    async def people_of_days(self, days: int) -> Sequence[PersonId]:
        """Return everybody who asked for a video in the last days and is not blocked."""
        return await self._stores.operator.people_since(self._clock() - days * _DAY_SECONDS)

    async def failures_of_a_day(self) -> Sequence[FailureCount]:
        """Return how often jobs failed in the last 24 hours, the most frequent code first."""
        now = self._clock()
        # Other machines' clocks may be ahead.
        return await self._stores.operator.failures_between(now - _DAY_SECONDS, now + _DAY_SECONDS)

    async def backlog(self, platforms: Collection[str]) -> Mapping[str, Backlog]:
        """Return each platform's waiting updates."""
        return await self._stores.updates.backlog(platforms, self._clock())

    async def find_job(self, job: JobId | None, sha256: str | None = None) -> Job | None:
        """Return a job by its id, or by the contents of its video."""
        found = None if job is None else await self._stores.jobs.find(job)
        if found is None and sha256 is not None:
            found = await self._stores.jobs.with_video(sha256)
        return found

    async def block(self, person: PersonId) -> int:
        """Block someone and stop their unfinished jobs; returns how many were stopped."""
        await self._stores.people.block(person, blocked=True)
        jobs = await self._job_service.history(person, _MOST_STOPPED)
        waiting = [job.id for job in jobs if job.state in UNFINISHED]
        return sum([await self._job_service.cancel(job) for job in waiting])

    async def unblock(self, person: PersonId) -> None:
        """Take requests of someone again."""
        await self._stores.people.block(person, blocked=False)

    async def announce(self, announcement: Announcement, people: Collection[PersonId]) -> bool:
        """Store an announcement and all that it is for; False when it is known."""
        return await self._stores.operator.announce(announcement, people)

    async def draining(self) -> bool:
        """Return whether new jobs are refused."""
        return await self._stores.operator.draining()

    async def drain(self, *, on: bool) -> None:
        """Refuse new jobs in every process, or take them again; a restart does not change it."""
        await self._stores.operator.drain(on=on)
