"""What the operator switches, asks and announces, without a database.

For tests, nothing outlives the process.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from talking_photo.core.jobs.job import Announcement, FailureCount, JobState, PersonId
from talking_photo.storage.memory import MemoryPersonStore
from talking_photo.storage.memory_jobs import MemoryJobStore
from talking_photo.storage.rows import count_failures


class MemoryOperatorStore:
    """Fulfils `talking_photo.core.jobs.stores.OperatorStore`."""

    def __init__(self, jobs: MemoryJobStore, people: MemoryPersonStore) -> None:
        self._jobs = jobs
        self._people = people
        self._draining = False
        self._announcements: dict[str, Announcement] = {}
        self._over: set[str] = set()
        self._recipients: list[tuple[str, PersonId]] = []

    async def draining(self) -> bool:
        """Return whether new jobs are refused."""
        return self._draining

    async def drain(self, *, on: bool) -> None:
        """Refuse new jobs, or take them again."""
        self._draining = on

    async def people_since(self, then: float) -> Sequence[PersonId]:
        """Return everybody who asked for a video and is not blocked."""
        asked = {job.request.chat.person for job in self._jobs.all() if job.created >= then}
        return [person for person in asked if not (await self._people.find(person)).blocked]

    async def failures_between(self, since: float, until: float) -> Sequence[FailureCount]:
        """Return how often jobs failed."""
        return count_failures(
            job.failure
            for job in self._jobs.all()
            if job.state == JobState.FAILED
            and job.failure
            and since <= (job.finished or 0.0) < until
        )

    async def announce(self, announcement: Announcement, people: Collection[PersonId]) -> bool:
        """Store an announcement and all that it is for."""
        if announcement.id in self._announcements:
            return False
        self._announcements[announcement.id] = replace(announcement, people=len(people))
        self._recipients += [(announcement.id, person) for person in people]
        return True

    async def claim(self, platform: str) -> tuple[Announcement, PersonId] | None:
        """Take the next person of a platform who is still to get an announcement."""
        for place, (announcement, person) in enumerate(self._recipients):
            if person.startswith(f"{platform}:"):
                del self._recipients[place]
                return self._announcements[announcement], person
        return None

    async def unclaim(self, announcement: Announcement, person: PersonId) -> None:
        """Put someone back who could not be reached."""
        self._recipients.append((announcement.id, person))

    async def record_outcome(
        self, announcement: Announcement, *, reached: bool
    ) -> Announcement | None:
        """Count someone as reached; the last one ends the announcement."""
        now = self._announcements[announcement.id]
        now = replace(
            now, reached=now.reached + reached, unreachable=now.unreachable + (not reached)
        )
        self._announcements[announcement.id] = now
        left = any(waiting == announcement.id for waiting, _ in self._recipients)
        if left or announcement.id in self._over:
            return None
        self._over.add(announcement.id)
        return now

    async def erase(self, person: PersonId) -> None:
        """Forget that someone is to get announcements."""
        self._recipients = [one for one in self._recipients if one[1] != person]
