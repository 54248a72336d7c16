"""Voices that people made, in the database."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, delete, insert, select

from talking_photo.core.jobs.job import PersonId
from talking_photo.core.request import OwnVoice
from talking_photo.storage.database import Database
from talking_photo.storage.rows import from_json, to_json
from talking_photo.storage.tables import OWN_VOICES


class SqlOwnVoiceStore:
    """Fulfils `talking_photo.core.jobs.stores.OwnVoiceStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, person: PersonId, voice: OwnVoice) -> None:
        """Add it, in place of the one of the same name."""
        row = {"person": person, "name": voice.name, "voice": to_json(voice)}
        async with self._database.writing() as connection:
            await connection.execute(delete(OWN_VOICES).where(_same(person, voice.name)))
            await connection.execute(insert(OWN_VOICES).values(row))

    async def of_person(self, person: PersonId) -> Sequence[OwnVoice]:
        """Return all that a person made, by name."""
        mine = OWN_VOICES.c.person == person
        query = select(OWN_VOICES.c.voice).where(mine).order_by(OWN_VOICES.c.name)
        async with self._database.reading() as connection:
            return [from_json(OwnVoice, text) for text in await connection.scalars(query)]

    async def remove(self, person: PersonId, name: str) -> bool:
        """Forget one; False when there is none of that name."""
        async with self._database.writing() as connection:
            gone = await connection.execute(delete(OWN_VOICES).where(_same(person, name)))
        return bool(gone.rowcount)

    async def erase(self, person: PersonId) -> None:
        """Forget all of someone's."""
        async with self._database.writing() as connection:
            await connection.execute(delete(OWN_VOICES).where(OWN_VOICES.c.person == person))


def _same(person: PersonId, name: str) -> ColumnElement[bool]:
    return (OWN_VOICES.c.person == person) & (OWN_VOICES.c.name == name)
