"""What people chose, in the database."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from talking_photo.core.jobs.job import Person, PersonId
from talking_photo.core.jobs.shared_statement import SharedStatement
from talking_photo.storage.database import Database
from talking_photo.storage.rows import batches, from_json, to_json
from talking_photo.storage.tables import PEOPLE


class SqlPersonStore:
    """Fulfils `talking_photo.core.jobs.stores.PersonStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known = SharedStatement(self._read)

    async def find(self, person: PersonId) -> Person:
        """Return what is known; the defaults for somebody new."""
        return await self._known.get(person) or Person(id=person)

    async def keep(self, person: Person) -> None:
        """Replace what is known; whether somebody known is blocked stays."""
        row = {"id": person.id, "person": to_json(person), "blocked": person.blocked}
        async with self._database.writing() as connection:
            await self._put(connection, row, {"person": row["person"]})

    async def block(self, person: PersonId, *, blocked: bool) -> None:
        """Block someone, or let them in again."""
        row = {"id": person, "person": to_json(Person(id=person)), "blocked": blocked}
        async with self._database.writing() as connection:
            await self._put(connection, row, {"blocked": blocked})

    async def _read(self, people: Collection[PersonId]) -> Mapping[PersonId, Person]:
        found = {}
        async with self._database.reading() as connection:
            for some in batches(people):
                for row in await connection.execute(select(PEOPLE).where(PEOPLE.c.id.in_(some))):
                    person = replace(from_json(Person, row.person), blocked=row.blocked)
                    found[PersonId(row.id)] = person
        return found

    async def _put(
        self, connection: AsyncConnection, row: dict[str, object], changes: dict[str, object]
    ) -> None:
        change = update(PEOPLE).where(PEOPLE.c.id == row["id"]).values(changes)
        if (await connection.execute(change)).rowcount == 0:
            await connection.execute(insert(PEOPLE).values(row))

    async def erase(self, person: PersonId) -> None:
        """Forget everything, except that someone is blocked."""
        bare = to_json(Person(id=person, blocked=True))
        mine = PEOPLE.c.id == person
        async with self._database.writing() as connection:
            await connection.execute(delete(PEOPLE).where(mine, ~PEOPLE.c.blocked))
            await connection.execute(PEOPLE.update().where(mine).values(person=bare))
