"""Webhooks that are owed: kept when a job is submitted, handed out when it is over."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from talking_photo.core.jobs.job import JobId, Webhook
from talking_photo.core.jobs.stores import WebhookStore
from talking_photo.core.retry import Backoff

_LEASE_SECONDS = 60.0
"""A call that nobody reported on for so long is made again, by any process."""
_BACKOFF = Backoff(first=5.0, longest=3600.0)
GIVE_UP_SECONDS = 24 * 3600.0
"""An address that failed for so long after the end of the job is given up."""
_LEAST_TRIES = 12
"""With the growing pauses between them, these take more than an hour."""


class WebhookService:
    """Says which webhooks are to be called, and keeps what became of the calls.

    Args:
        store: Where they are kept.
        clock: Seconds since 1970.
    """

    def __init__(self, store: WebhookStore, clock: Callable[[], float]) -> None:
        self._store = store
        self._clock = clock

    async def keep(self, webhook: Webhook) -> None:
        """Keep a webhook before its job is submitted: however that ends, it is called."""
        await self._store.add(webhook, self._clock())

    async def discard(self, job: JobId) -> None:
        """Forget the webhook of a job that was not accepted, or that has been called."""
        await self._store.remove(job)

    async def due(self, limit: int) -> Sequence[Webhook]:
        """Take those that are to be called now; each is to be reported on within the lease."""
        return await self._store.claim(limit, _LEASE_SECONDS)

    async def failed(self, webhook: Webhook, ended: float, retry_after: float = 0.0) -> bool:
        """Note that a call failed.

        Args:
            webhook: As it was taken.
            ended: When its job was over, seconds since 1970.
            retry_after: Seconds for which the address asked not to be called.

        Returns:
            False when it is given up. The clock alone does not say so: the program may have been
            off for days.
        """
        over = self._clock() - ended > GIVE_UP_SECONDS
        if over and webhook.tries >= _LEAST_TRIES:
            await self._store.remove(webhook.job)
            return False
        pause = max(_BACKOFF.pause(webhook.tries), min(retry_after, GIVE_UP_SECONDS))
        await self._store.retry(webhook.job, pause)
        return True
