"""Photos that are kept for more than one job: their places, in the database."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from talking_photo.core.face_points import read_points
from talking_photo.core.jobs.job import MediaKey, PersonId, StoredPortrait
from talking_photo.core.jobs.shared_statement import SharedStatement
from talking_photo.storage.database import Database
from talking_photo.storage.rows import batches, to_json
from talking_photo.storage.tables import PORTRAITS

_saved = PORTRAITS.c.name != ""


class SqlPortraitStore:
    """Fulfils `talking_photo.core.jobs.stores.PortraitStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept = SharedStatement(self._keep_all)

    async def keep(self, portrait: StoredPortrait) -> MediaKey | None:
        """Add it in place of the one of the same name, or the nameless one of the same chat."""
        replaced = await self._kept.get(portrait)
        return replaced if replaced != portrait.photo else None

    async def last(self, person: PersonId, chat: str, now: float) -> StoredPortrait | None:
        """Return the nameless photo that a person sent last in a chat."""
        remembered = PORTRAITS.c.until.is_(None) | (PORTRAITS.c.until > now)
        return await self._one(_mine(person) & ~_saved & (PORTRAITS.c.chat == chat) & remembered)

    async def named(self, person: PersonId, name: str) -> StoredPortrait | None:
        """Return the photo that a person saved by this name."""
        return await self._one(_mine(person) & _saved & (PORTRAITS.c.name == name))

    async def of_person(self, person: PersonId) -> Sequence[StoredPortrait]:
        """Return all that a person saved, by name."""
        query = select(PORTRAITS).where(_mine(person), _saved).order_by(PORTRAITS.c.name)
        async with self._database.reading() as connection:
            return [_portrait(row) for row in await connection.execute(query)]

    async def nameless(self, person: PersonId) -> Sequence[StoredPortrait]:
        """Return the photos that someone sent last, one for each chat."""
        query = select(PORTRAITS).where(_mine(person), ~_saved).order_by(PORTRAITS.c.chat)
        async with self._database.reading() as connection:
            return [_portrait(row) for row in await connection.execute(query)]

    async def remove(self, person: PersonId, name: str) -> MediaKey | None:
        """Forget a saved one; returns its photo."""
        same = _mine(person) & _saved & (PORTRAITS.c.name == name)
        async with self._database.writing() as connection:
            photo = await connection.scalar(
                delete(PORTRAITS).where(same).returning(PORTRAITS.c.photo)
            )
        return None if photo is None else MediaKey(photo)

    async def used(self, media: Collection[MediaKey], now: float) -> Collection[MediaKey]:
        """Return those of these files that are remembered photos."""
        remembered = PORTRAITS.c.until.is_(None) | (PORTRAITS.c.until > now)
        found: set[MediaKey] = set()
        async with self._database.reading() as connection:
            for some in batches(media):
                query = select(PORTRAITS.c.photo).where(PORTRAITS.c.photo.in_(some), remembered)
                found |= {MediaKey(key) for key in await connection.scalars(query)}
        return found

    async def forget_before(self, then: float) -> Sequence[MediaKey]:
        """Remove those whose time is over."""
        gone = delete(PORTRAITS).where(PORTRAITS.c.until <= then).returning(PORTRAITS.c.photo)
        async with self._database.writing() as connection:
            photos = (await connection.execute(gone)).scalars()
            return [MediaKey(photo) for photo in photos if photo]

    async def erase(self, person: PersonId) -> None:
        """Forget all photos of someone."""
        async with self._database.writing() as connection:
            await connection.execute(delete(PORTRAITS).where(_mine(person)))

    async def _keep_all(
        self, portraits: Collection[StoredPortrait]
    ) -> Mapping[StoredPortrait, MediaKey]:
        """Keep some, and return the photos that they replace."""
        replaced = {}
        async with self._database.writing() as connection:
            for portrait in portraits:
                photo = await _keep(connection, portrait)
                if photo:
                    replaced[portrait] = MediaKey(photo)
        return replaced

    async def _one(self, which: ColumnElement[bool]) -> StoredPortrait | None:
        async with self._database.reading() as connection:
            row = (await connection.execute(select(PORTRAITS).where(which).limit(1))).first()
        return None if row is None else _portrait(row)


async def _keep(connection: AsyncConnection, portrait: StoredPortrait) -> str | None:
    """Add a photo in place of another one, which is returned."""
    name, chat = portrait.name or "", "" if portrait.name else portrait.chat
    same = _mine(portrait.person) & (PORTRAITS.c.name == name) & (PORTRAITS.c.chat == chat)
    row = {
        "person": portrait.person,
        "name": name,
        "chat": chat,
        "photo": portrait.photo,
        "until": portrait.until,
        "file": portrait.file,
        "voice": portrait.voice,
        "points": None if portrait.points is None else to_json(portrait.points),
    }
    replaced: str | None = await connection.scalar(
        delete(PORTRAITS).where(same).returning(PORTRAITS.c.photo)
    )
    await connection.execute(insert(PORTRAITS).values(row))
    return replaced


def _mine(person: PersonId) -> ColumnElement[bool]:
    return PORTRAITS.c.person == person


def _portrait(row: Any) -> StoredPortrait:  # noqa: ANN401 - a row
    return StoredPortrait(
        person=PersonId(row.person),
        name=row.name or None,
        chat=row.chat,
        photo=MediaKey(row.photo),
        until=row.until,
        file=row.file,
        voice=row.voice,
        points=None if row.points is None else read_points(json.loads(row.points)),
    )
