"""Updates of the platforms, in the database until they are handled."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from talking_photo.core.jobs.job import Backlog, PersonId, StoredUpdate
from talking_photo.core.jobs.shared_statement import SharedStatement
from talking_photo.storage.database import Database
from talking_photo.storage.rows import batches
from talking_photo.storage.tables import UPDATES

_APART = 1e-6
"""Seconds between updates that came together, so that their order is kept."""


class SqlUpdateStore:
    """Fulfils `talking_photo.core.jobs.stores.UpdateStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._unhandled_of = SharedStatement(self._read_unhandled)

    async def add(self, updates: Sequence[StoredUpdate], now: float) -> Collection[str]:
        """Store them in one transaction; returns the numbers of the new ones."""
        rows = [
            {
                "platform": update.platform,
                "id": update.id,
                "body": update.body,
                "person": update.person,
                "received": now + place * _APART,
                "handled": False,
            }
            for place, update in enumerate(updates)
        ]
        if not rows:
            return ()
        insert: sqlite.Insert | postgresql.Insert = (
            sqlite.insert(UPDATES)
            if self._database.kind == "sqlite"
            else postgresql.insert(UPDATES)
        )
        query = insert.values(rows).on_conflict_do_nothing().returning(UPDATES.c.id)
        async with self._database.writing() as connection:
            return (await connection.execute(query)).scalars().all()

    async def unhandled(self, platform: str) -> Sequence[StoredUpdate]:
        """Return those to be handled (again), oldest first."""
        query = (
            select(UPDATES)
            .where(UPDATES.c.platform == platform, ~UPDATES.c.handled)
            .order_by(UPDATES.c.received)
        )
        async with self._database.reading() as connection:
            return [_update(row) for row in (await connection.execute(query)).all()]

    async def backlog(self, platforms: Collection[str], now: float) -> Mapping[str, Backlog]:
        """Count those to be handled; reads the index of these alone, however many were handled."""
        query = (
            select(UPDATES.c.platform, func.count(), func.min(UPDATES.c.received))
            .where(~UPDATES.c.handled, UPDATES.c.platform.in_(platforms))
            .group_by(UPDATES.c.platform)
        )
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        waiting = {
            platform: Backlog(updates=updates, oldest_seconds=max(now - oldest, 0.0))
            for platform, updates, oldest in rows
        }
        return {platform: waiting.get(platform, Backlog()) for platform in platforms}

    async def handled(self, platform: str, *update_ids: str) -> None:
        """Never hand them out again."""
        these = (UPDATES.c.platform == platform, UPDATES.c.id.in_(update_ids))
        async with self._database.writing() as connection:
            await connection.execute(update(UPDATES).where(*these).values(body="", handled=True))

    async def forget_before(self, then: float) -> None:
        """Remove handled ones that came before `then`."""
        async with self._database.writing() as connection:
            await connection.execute(
                delete(UPDATES).where(UPDATES.c.handled, UPDATES.c.received < then)
            )

    async def of_person(self, person: PersonId) -> Sequence[StoredUpdate]:
        """Return what came from someone and is still to be handled, oldest first."""
        return await self._unhandled_of.get(person) or ()

    async def erase(self, person: PersonId) -> None:
        """Remove what came from someone."""
        async with self._database.writing() as connection:
            await connection.execute(delete(UPDATES).where(UPDATES.c.person == person))

    async def _read_unhandled(
        self, people: Collection[PersonId]
    ) -> Mapping[PersonId, Sequence[StoredUpdate]]:
        found: dict[PersonId, list[StoredUpdate]] = {}
        async with self._database.reading() as connection:
            for some in batches(people):
                theirs = (UPDATES.c.person.in_(some), ~UPDATES.c.handled)
                query = select(UPDATES).where(*theirs).order_by(UPDATES.c.received)
                for row in await connection.execute(query):
                    found.setdefault(PersonId(row.person), []).append(_update(row))
        return found


def _update(row: Any) -> StoredUpdate:  # noqa: ANN401 - a row
    return StoredUpdate(platform=row.platform, id=row.id, body=row.body, person=row.person)
