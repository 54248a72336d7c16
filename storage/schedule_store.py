"""Requests that are submitted later, in the database."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Select, delete, insert, or_, select

from talking_photo.core.jobs.job import JobId, JobRequest, MediaKey, PersonId, ScheduledRequest
from talking_photo.storage.database import Database
from talking_photo.storage.rows import from_json, to_json
from talking_photo.storage.tables import SCHEDULE


class SqlScheduleStore:
    """Fulfils `talking_photo.core.jobs.stores.ScheduleStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, scheduled: ScheduledRequest) -> None:
        """Add one; one of the same id stays as it is."""
        request = scheduled.request
        row = {
            "id": scheduled.id,
            "person": scheduled.person,
            "due": scheduled.due,
            "photo": request.photo,
            "sound": request.sound,
            "request": to_json(request),
        }
        async with self._database.writing() as connection:
            known = await connection.scalar(
                select(SCHEDULE.c.id).where(SCHEDULE.c.id == scheduled.id)
            )
            if known is None:
                await connection.execute(insert(SCHEDULE).values(row))

    async def of_person(self, person: PersonId) -> Sequence[ScheduledRequest]:
        """Return all of a person, the next one first."""
        return await self._read(_query(SCHEDULE.c.person == person))

    async def due(self, now: float, limit: int) -> Sequence[ScheduledRequest]:
        """Return those whose time has come, the oldest first."""
        return await self._read(_query(SCHEDULE.c.due <= now).limit(limit))

    async def remove(self, job: JobId, person: PersonId | None = None) -> ScheduledRequest | None:
        """Forget one and return it; None when there is none, or it is not that person's."""
        wanted = SCHEDULE.c.id == job
        if person is not None:
            wanted &= SCHEDULE.c.person == person
        async with self._database.writing() as connection:
            row = (await connection.execute(_query(wanted))).first()
            await connection.execute(delete(SCHEDULE).where(wanted))
        return None if row is None else _scheduled(row.due, row.request)

    async def used(self, keys: Collection[MediaKey]) -> Collection[MediaKey]:
        """Return which of these files one of them needs."""
        wanted = or_(SCHEDULE.c.photo.in_(keys), SCHEDULE.c.sound.in_(keys))
        query = select(SCHEDULE.c.photo, SCHEDULE.c.sound).where(wanted)
        async with self._database.reading() as connection:
            found = {key for row in await connection.execute(query) for key in row}
        return {key for key in keys if key in found}

    async def erase(self, person: PersonId) -> None:
        """Forget all of someone's."""
        async with self._database.writing() as connection:
            await connection.execute(delete(SCHEDULE).where(SCHEDULE.c.person == person))

    async def _read(self, query: Select[tuple[float, str]]) -> Sequence[ScheduledRequest]:
        async with self._database.reading() as connection:
            return [_scheduled(row.due, row.request) for row in await connection.execute(query)]


def _query(wanted: ColumnElement[bool]) -> Select[tuple[float, str]]:
    return select(SCHEDULE.c.due, SCHEDULE.c.request).where(wanted).order_by(SCHEDULE.c.due)


def _scheduled(due: float, request: str) -> ScheduledRequest:
    return ScheduledRequest(due=due, request=from_json(JobRequest, request))
