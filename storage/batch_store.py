"""Batches and their rows, in the database."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Select, delete, insert, select, update

from talking_photo.core.jobs.job import (
    Batch,
    BatchId,
    BatchRow,
    BatchRowState,
    JobRequest,
    MediaKey,
    PersonId,
)
from talking_photo.storage.database import Database
from talking_photo.storage.rows import from_json, to_json
from talking_photo.storage.tables import BATCH_ROWS, BATCHES

_WAITS = BATCH_ROWS.c.waits.is_(True)


class SqlBatchStore:
    """Fulfils `talking_photo.core.jobs.stores.BatchStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self, batch: Batch, rows: Sequence[BatchRow], requests: Mapping[int, JobRequest]
    ) -> None:
        """Keep a batch, all of it or nothing; one of the same id stays as it is."""
        head = {
            "id": batch.id,
            "person": batch.person,
            "created": batch.created,
            "batch": to_json(batch),
        }
        lines = [_line(batch.id, row, requests.get(row.place)) for row in rows]
        async with self._database.writing() as connection:
            known = await connection.scalar(select(BATCHES.c.id).where(BATCHES.c.id == batch.id))
            if known is None:
                await connection.execute(insert(BATCHES).values(head))
                await connection.execute(insert(BATCH_ROWS), lines)

    async def find(self, batch: BatchId) -> Batch | None:
        """Read a batch."""
        found = await self._read(select(BATCHES.c.batch).where(BATCHES.c.id == batch))
        return found[0] if found else None

    async def of_person(self, person: PersonId) -> Sequence[Batch]:
        """Return all of a person, the newest first."""
        query = select(BATCHES.c.batch).where(BATCHES.c.person == person)
        return await self._read(query.order_by(BATCHES.c.created.desc(), BATCHES.c.id))

    async def rows(self, batch: BatchId) -> Sequence[BatchRow]:
        """Return its rows, in order."""
        query = select(BATCH_ROWS.c.row).where(BATCH_ROWS.c.batch == batch)
        async with self._database.reading() as connection:
            found = await connection.scalars(query.order_by(BATCH_ROWS.c.place))
            return [from_json(BatchRow, row) for row in found]

    async def waiting(self) -> Sequence[Batch]:
        """Return the batches with rows that wait, the oldest first."""
        ids = select(BATCH_ROWS.c.batch).where(_WAITS).distinct()
        query = select(BATCHES.c.batch).where(BATCHES.c.id.in_(ids))
        return await self._read(query.order_by(BATCHES.c.created, BATCHES.c.id))

    async def next_row(self, batch: BatchId) -> tuple[BatchRow, JobRequest] | None:
        """Return the first row that waits; None when there is none."""
        query = select(BATCH_ROWS.c.row, BATCH_ROWS.c.request).where(
            BATCH_ROWS.c.batch == batch, _WAITS
        )
        async with self._database.reading() as connection:
            found = await connection.execute(query.order_by(BATCH_ROWS.c.place).limit(1))
            first = found.mappings().first()
        if first is None:
            return None
        return from_json(BatchRow, first["row"]), from_json(JobRequest, first["request"])

    async def settle(self, batch: BatchId, row: BatchRow) -> bool:
        """Note what became of a row that waits, and forget its request."""
        change = (
            update(BATCH_ROWS)
            .where(BATCH_ROWS.c.batch == batch, BATCH_ROWS.c.place == row.place, _WAITS)
            .values(row=to_json(row), waits=False, photo=None, request=None)
        )
        async with self._database.writing() as connection:
            return bool((await connection.execute(change)).rowcount)

    async def cancel(self, batch: BatchId) -> Sequence[JobRequest]:
        """Let nothing wait any more; returns the requests that did."""
        wanted = (BATCH_ROWS.c.batch == batch) & _WAITS
        query = select(BATCH_ROWS.c.row, BATCH_ROWS.c.request).where(wanted)
        requests = []
        async with self._database.writing() as connection:
            for found in (await connection.execute(query)).mappings().all():
                row = replace(from_json(BatchRow, found["row"]), state=BatchRowState.CANCELLED)
                requests.append(from_json(JobRequest, found["request"]))
                await connection.execute(
                    update(BATCH_ROWS)
                    .where(BATCH_ROWS.c.batch == batch, BATCH_ROWS.c.place == row.place)
                    .values(row=to_json(row), waits=False, photo=None, request=None)
                )
        return requests

    async def remove(self, batch: BatchId) -> None:
        """Forget it, with its rows."""
        async with self._database.writing() as connection:
            await connection.execute(delete(BATCH_ROWS).where(BATCH_ROWS.c.batch == batch))
            await connection.execute(delete(BATCHES).where(BATCHES.c.id == batch))

    async def used(self, keys: Collection[MediaKey]) -> Collection[MediaKey]:
        """Return which of these files a row that waits needs."""
        query = select(BATCH_ROWS.c.photo).where(BATCH_ROWS.c.photo.in_(keys)).distinct()
        async with self._database.reading() as connection:
            found = set(await connection.scalars(query))
        return {key for key in keys if key in found}

    async def forget_before(self, then: float) -> None:
        """Forget those that were made before `then` and have no row that waits."""
        waiting = select(BATCH_ROWS.c.batch).where(_WAITS)
        old = BATCHES.c.created < then, BATCHES.c.id.not_in(waiting)
        query = select(BATCHES.c.id).where(*old)
        async with self._database.reading() as connection:
            ids = list(await connection.scalars(query))
        for batch in ids:
            await self.remove(BatchId(batch))

    async def erase(self, person: PersonId) -> None:
        """Forget all of someone's."""
        for batch in await self.of_person(person):
            await self.remove(batch.id)

    async def _read(self, query: Select[str]) -> list[Batch]:
        async with self._database.reading() as connection:
            return [from_json(Batch, batch) for batch in await connection.scalars(query)]


def _line(batch: BatchId, row: BatchRow, request: JobRequest | None) -> dict[str, object]:
    return {
        "batch": batch,
        "place": row.place,
        "waits": request is not None,
        "photo": None if request is None else request.photo,
        "row": to_json(row),
        "request": None if request is None else to_json(request),
    }
