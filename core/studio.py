"""The one door for adapters: order a film, follow it, stop it."""

from __future__ import annotations

from collections.abc import AsyncIterator

from core.job import Event, Job, JobId, JobOrder, PersonId


class Studio:
    """Takes orders and tells what becomes of them. Everything runs on the event loop."""

    async def submit(self, order: JobOrder) -> Job:
        """Take an order on. When this returns, no crash can lose it.

        Submitting an order with the same key again returns the job of the first time, in
        whatever state it is by now.

        Raises:
            RequestError: quota_reached(limit, seconds), too_many_waiting(limit) or
                queue_full(limit).
            StorageError: database_unreachable.
        """
        raise NotImplementedError

    def follow(self, job: JobId) -> AsyncIterator[Event]:
        """Yield what becomes of a job, each time it changes; the first event comes at once.

        Ends after Rendered, Failed or Cancelled. May be called again after a restart, and by as
        many as like. An unknown job ends at once as Cancelled.
        """
        raise NotImplementedError

    async def cancel(self, job: JobId, by: PersonId | None = None) -> bool:
        """Stop a job: a waiting one at once, a running one within a second.

        Args:
            job: Which.
            by: Who wants it; None for the operator.

        Returns:
            False when it was too late, is unknown, or is not `by`'s.
        """
        raise NotImplementedError

    async def status(self, job: JobId) -> Job | None:
        """The job as it is now; None when it is unknown."""
        raise NotImplementedError

    async def history(self, person: PersonId, limit: int = 10) -> tuple[Job, ...]:
        """The newest jobs of someone, newest first."""
        raise NotImplementedError
