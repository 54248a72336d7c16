"""Updates of the platforms, in the database until they are handled."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from core.job import PersonId, StoredUpdate
from storage.database import Database
from storage.tables import UPDATES


class SqlInbox:
    """Fulfils `core.stores.Inbox`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, update: StoredUpdate, now: float) -> bool:
        """Store it; False when it is known already."""
        row = {
            "platform": update.platform,
            "id": update.id,
            "body": update.body,
            "person": update.person,
            "received": now,
            "handled": False,
        }
        async with self._database.writing() as connection:
            try:
                # A savepoint, for PostgreSQL gives up the whole transaction after a failure.
                async with connection.begin_nested():
                    await connection.execute(insert(UPDATES).values(row))
            except IntegrityError:
                return False
        return True

    async def unhandled(self, platform: str) -> Sequence[StoredUpdate]:
        """Those to be handled (again), oldest first."""
        query = (
            select(UPDATES)
            .where(UPDATES.c.platform == platform, ~UPDATES.c.handled)
            .order_by(UPDATES.c.received, UPDATES.c.id)
        )
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        return [
            StoredUpdate(platform=row.platform, id=row.id, body=row.body, person=row.person)
            for row in rows
        ]

    async def handled(self, platform: str, update_id: str) -> None:
        """Never hand it out again."""
        this = (UPDATES.c.platform == platform, UPDATES.c.id == update_id)
        async with self._database.writing() as connection:
            await connection.execute(update(UPDATES).where(*this).values(body="", handled=True))

    async def forget_before(self, then: float) -> None:
        """Remove handled ones that came before `then`."""
        async with self._database.writing() as connection:
            await connection.execute(
                delete(UPDATES).where(UPDATES.c.handled, UPDATES.c.received < then)
            )

    async def erase(self, person: PersonId) -> None:
        """Remove what came from someone."""
        async with self._database.writing() as connection:
            await connection.execute(delete(UPDATES).where(UPDATES.c.person == person))
