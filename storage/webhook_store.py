"""Webhooks that are to be called, in the database. What is due, its clock says."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from talking_photo.core.jobs.job import UNFINISHED, JobId, PersonId, Webhook
from talking_photo.storage.database import Database, clock_of
from talking_photo.storage.tables import JOBS, WEBHOOKS

_OVER = exists().where(JOBS.c.id == WEBHOOKS.c.job, JOBS.c.state.not_in(UNFINISHED))


class SqlWebhookStore:
    """Fulfils `talking_photo.core.jobs.stores.WebhookStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._now = clock_of(database.kind)

    async def add(self, webhook: Webhook, now: float) -> None:
        """Keep it."""
        row = {
            "job": webhook.job,
            "person": webhook.person,
            "url": webhook.url,
            "tries": webhook.tries,
            "due": 0.0,
            "created": now,
        }
        insert = sqlite.insert if self._database.kind == "sqlite" else postgresql.insert
        async with self._database.writing() as connection:
            await connection.execute(insert(WEBHOOKS).values(row).on_conflict_do_nothing())

    async def claim(self, limit: int, lease_seconds: float) -> Sequence[Webhook]:
        """Take those that are due and whose jobs are over."""
        due = (
            select(WEBHOOKS.c.job)
            .where(WEBHOOKS.c.due <= self._now, _OVER)
            .order_by(WEBHOOKS.c.due)
            .limit(limit)
        )
        async with self._database.reading() as connection:  # a look does not lock the file
            if (await connection.execute(due.limit(1))).first() is None:
                return []
        if self._database.kind == "postgresql":
            due = due.with_for_update(skip_locked=True)
        take = (
            update(WEBHOOKS)
            .where(WEBHOOKS.c.job.in_(due))
            .values(tries=WEBHOOKS.c.tries + 1, due=self._now + lease_seconds)
            .returning(WEBHOOKS)
        )
        async with self._database.writing() as connection:
            return [
                Webhook(
                    job=JobId(row.job), person=PersonId(row.person), url=row.url, tries=row.tries
                )
                for row in await connection.execute(take)
            ]

    async def retry(self, job: JobId, seconds: float) -> None:
        """Make it due again."""
        later = update(WEBHOOKS).where(WEBHOOKS.c.job == job).values(due=self._now + seconds)
        async with self._database.writing() as connection:
            await connection.execute(later)

    async def remove(self, job: JobId) -> None:
        """Forget it."""
        async with self._database.writing() as connection:
            await connection.execute(delete(WEBHOOKS).where(WEBHOOKS.c.job == job))

    async def count(self) -> int:
        """Count those whose jobs are over."""
        query = select(func.count()).select_from(WEBHOOKS).where(_OVER)
        async with self._database.reading() as connection:
            return await connection.scalar(query) or 0

    async def forget_before(self, then: float) -> None:
        """Forget those whose jobs are unknown."""
        known = exists().where(JOBS.c.id == WEBHOOKS.c.job)
        async with self._database.writing() as connection:
            await connection.execute(delete(WEBHOOKS).where(WEBHOOKS.c.created < then, ~known))

    async def erase(self, person: PersonId) -> None:
        """Forget those of someone."""
        async with self._database.writing() as connection:
            await connection.execute(delete(WEBHOOKS).where(WEBHOOKS.c.person == person))
