"""What people chose, in the database."""

from __future__ import annotations

from sqlalchemy import delete, insert, select

from talking_photo.core.jobs.job import Person, PersonId
from talking_photo.storage.database import Database
from talking_photo.storage.rows import from_json, to_json
from talking_photo.storage.tables import PEOPLE


class SqlPersonStore:
    """Fulfils `talking_photo.core.jobs.stores.PersonStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, person: PersonId) -> Person:
        """What is known; the defaults for somebody new."""
        query = select(PEOPLE.c.person).where(PEOPLE.c.id == person)
        async with self._database.reading() as connection:
            known = await connection.scalar(query)
        return Person(id=person) if known is None else from_json(Person, known)

    async def keep(self, person: Person) -> None:
        """Replace what is known."""
        row = {"id": person.id, "person": to_json(person), "blocked": person.blocked}
        async with self._database.writing() as connection:
            await connection.execute(delete(PEOPLE).where(PEOPLE.c.id == person.id))
            await connection.execute(insert(PEOPLE).values(row))

    async def erase(self, person: PersonId) -> None:
        """Forget everything, except that someone is blocked."""
        bare = to_json(Person(id=person, blocked=True))
        mine = PEOPLE.c.id == person
        async with self._database.writing() as connection:
            await connection.execute(delete(PEOPLE).where(mine, ~PEOPLE.c.blocked))
            await connection.execute(PEOPLE.update().where(mine).values(person=bare))
