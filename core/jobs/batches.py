"""Many videos at once: kept as requests, and submitted one by one as the limits allow."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from talking_photo.core.errors import RequestError, StorageError
from talking_photo.core.jobs.job import (
    Batch,
    BatchId,
    BatchRow,
    BatchRowState,
    Failure,
    Job,
    JobRequest,
    PersonId,
    Responsibility,
)
from talking_photo.core.jobs.retention import release_inputs
from talking_photo.core.jobs.service import JobService
from talking_photo.core.jobs.stores import Stores

MOST_ROWS = 500
"""Rows of a batch; the command line takes any number."""
MOST_OPEN = 5
"""Batches of one person with rows that wait."""
_LOOK_SECONDS = 10.0
"""How often the limits are checked, besides at the end of each video."""
_PASSING = frozenset(
    {
        "quota_reached",
        "quota_minutes_reached",
        "too_many_waiting",
        "queue_busy",
        "queue_full",
        "draining",
    }
)
"""Refusals that end by themselves."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchProgress:
    """A batch as it is now."""

    batch: Batch
    rows: Sequence[tuple[BatchRow, Job | None]]
    """Each with its job, unless that waits to be submitted or was deleted."""
    held_back: RequestError | None
    """Why the next row waits, when a limit of its asker is the reason."""


class BatchService:
    """Keeps batches, and submits their rows like any other request.

    Args:
        stores: Where they are kept.
        job_service: Takes the rows.
        clock: Seconds since 1970.
    """

    def __init__(
        self, *, stores: Stores, job_service: JobService, clock: Callable[[], float]
    ) -> None:
        self._stores = stores
        self._job_service = job_service
        self._clock = clock
        self._wake = asyncio.Event()
        self._submitting = asyncio.Lock()
        self._held_back: dict[BatchId, RequestError] = {}

    async def check(self, person: PersonId) -> None:
        """Refuse another batch of somebody who has too many.

        Raises:
            RequestError: batches_full(limit).
        """
        waiting = await self._stores.batches.waiting()
        if sum(batch.person == person for batch in waiting) >= MOST_OPEN:
            raise RequestError("batches_full", limit=MOST_OPEN)

    async def start(
        self, batch: Batch, rows: Sequence[BatchRow], requests: Mapping[int, JobRequest]
    ) -> None:
        """Keep a batch. When this returns, no crash can lose a row of it.

        Args:
            batch: The batch; started again under the same id, it is the first one.
            rows: In order, those that are wrong among them.
            requests: Of the rows that wait, by their place; their files are stored.
        """
        await self._stores.batches.add(batch, rows, requests)
        self.look_soon()

    def look_soon(self) -> None:
        """Submit at once what the limits allow: a video has ended."""
        self._wake.set()

    async def find(self, batch: BatchId, by: PersonId) -> Batch | None:
        """Return a batch; None when there is none, or it is not `by`'s."""
        found = await self._stores.batches.find(batch)
        return found if found is not None and found.person == by else None

    async def of_person(self, person: PersonId) -> Sequence[Batch]:
        """Return all of someone, the newest first."""
        return await self._stores.batches.of_person(person)

    async def look(self, batch: Batch) -> BatchProgress:
        """Return how far a batch is."""
        rows = await self._stores.batches.rows(batch.id)
        wanted = [row.job for row in rows if row.job and row.state is BatchRowState.SUBMITTED]
        jobs = {job.id: job for job in await self._stores.jobs.find_all(wanted)}
        waits = any(row.state is BatchRowState.WAITING for row in rows)
        return BatchProgress(
            batch=batch,
            rows=[(row, jobs.get(row.job) if row.job else None) for row in rows],
            held_back=self._held_back.get(batch.id) if waits else None,
        )

    async def cancel(self, batch: Batch) -> None:
        """Stop all of it that is not made yet."""
        async with self._submitting:
            requests = await self._stores.batches.cancel(batch.id)
        self._held_back.pop(batch.id, None)
        for request in requests:
            await release_inputs(request, self._stores, self._clock())
        for row in await self._stores.batches.rows(batch.id):
            if row.job is not None and row.state is BatchRowState.SUBMITTED:
                await self._job_service.cancel(row.job, batch.person)

    async def forget(self, batch: Batch) -> None:
        """Forget a batch whose rows do not wait; its videos stay."""
        await self._stores.batches.remove(batch.id)

    async def submit_due(self) -> int:
        """Submit what the limits allow; what they refuse is tried again later.

        Returns:
            How many were submitted.

        Raises:
            StorageError: database_unreachable.
        """
        submitted = 0
        async with self._submitting:
            for batch in await self._stores.batches.waiting():
                if (await self._stores.people.find(batch.person)).blocked:
                    continue
                while True:
                    found = await self._stores.batches.next_row(batch.id)
                    if found is None or not await self._submit(batch, *found):
                        break
                    submitted += 1
        return submitted

    async def keep_submitting(self) -> None:
        """Submit what the limits allow, for as long as the process lives."""
        while True:
            self._wake.clear()
            try:
                await self.submit_due()
            except StorageError as exc:
                _log.warning("rows of batches cannot be submitted: %s", exc)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), _LOOK_SECONDS)

    async def _submit(self, batch: Batch, row: BatchRow, request: JobRequest) -> bool:
        """Submit a row; False when the next one has to wait as well."""
        try:
            # The same again, after a crash before it is settled here, is the same job.
            await self._job_service.submit(request, batch.limits)
        except RequestError as exc:
            if exc.code in _PASSING:
                self._held_back[batch.id] = exc
                return False
            failure = Failure(code=exc.code, facts=exc.facts, who=Responsibility.ASKER)
            row = replace(row, state=BatchRowState.REFUSED, failure=failure)
        else:
            row = replace(row, state=BatchRowState.SUBMITTED)
        self._held_back.pop(batch.id, None)
        settled = await self._stores.batches.settle(batch.id, row)
        if not settled and await self._stores.batches.find(batch.id) is None:
            await self._job_service.cancel(request.job_id)  # its asker was erased meanwhile
        await release_inputs(request, self._stores, self._clock())
        return True
