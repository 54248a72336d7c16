"""Requests for later: kept until their time comes, and then submitted like any other."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence

from talking_photo.core.errors import RequestError, StorageError
from talking_photo.core.jobs.job import JobId, PersonId, ScheduledRequest
from talking_photo.core.jobs.retention import release_inputs
from talking_photo.core.jobs.service import JobService
from talking_photo.core.jobs.stores import Stores

MOST_SCHEDULED = 20
"""Requests that one person may have waiting for their time."""
MOST_DAYS = 366
"""How far ahead a request may be scheduled."""
_LOOK_SECONDS = 15.0
"""How often it is looked whether a time has come. The clock is asked each time, so that neither a
step of it nor an outage makes a request forgotten."""
_AT_ONCE = 100

_log = logging.getLogger(__name__)


class ScheduleService:
    """Keeps requests for later, and submits them.

    Args:
        stores: Where they are kept.
        job_service: Takes them when their time has come.
        clock: Seconds since 1970.
    """

    def __init__(
        self, *, stores: Stores, job_service: JobService, clock: Callable[[], float]
    ) -> None:
        self._stores = stores
        self._job_service = job_service
        self._clock = clock

    async def check(self, person: PersonId, due: float) -> None:
        """Refuse a time that is over or too far away, and more requests than one may have.

        Raises:
            RequestError: schedule_past, schedule_far(days), schedule_full(limit).
        """
        now = self._clock()
        if due <= now:
            raise RequestError("schedule_past")
        if due > now + MOST_DAYS * 24 * 3600:
            raise RequestError("schedule_far", days=MOST_DAYS)
        if len(await self._stores.schedule.of_person(person)) >= MOST_SCHEDULED:
            raise RequestError("schedule_full", limit=MOST_SCHEDULED)

    async def keep(self, scheduled: ScheduledRequest) -> None:
        """Keep a request whose files are stored. When this returns, no crash can lose it."""
        await self._stores.schedule.keep(scheduled)

    async def of_person(self, person: PersonId) -> Sequence[ScheduledRequest]:
        """Return what somebody has scheduled, the next one first."""
        return await self._stores.schedule.of_person(person)

    async def cancel(self, job: JobId, by: PersonId) -> bool:
        """Forget a request and its files; False when there is none, or it is not `by`'s."""
        removed = await self._stores.schedule.remove(job, by)
        if removed is not None:
            await release_inputs(removed.request, self._stores, self._clock())
        return removed is not None

    async def submit_due(self) -> int:
        """Submit what is due; what the queue or a limit refuses is tried again later.

        Returns:
            How many were submitted.

        Raises:
            StorageError: database_unreachable.
        """
        submitted = 0
        for scheduled in await self._stores.schedule.due(self._clock(), _AT_ONCE):
            person = await self._stores.people.find(scheduled.person)
            if not person.blocked:
                try:
                    # The same again, after a crash before it is forgotten here, is the same job.
                    await self._job_service.submit(scheduled.request)
                except RequestError as exc:
                    _log.info("scheduled job %s waits: %s", scheduled.id, exc)
                    continue
                submitted += 1
            await self._stores.schedule.remove(scheduled.id)
        return submitted

    async def keep_submitting(self) -> None:
        """Submit what is due, for as long as the process lives."""
        while True:
            try:
                await self.submit_due()
            except StorageError as exc:
                _log.warning("scheduled jobs cannot be submitted: %s", exc)
            await asyncio.sleep(_LOOK_SECONDS)
