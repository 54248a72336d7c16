"""Which message belongs to which job, in the database."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from talking_photo.core.jobs.job import ChatRef, DeliveryReceipt, DeliveryRecord, JobId
from talking_photo.core.jobs.shared_statement import SharedStatement
from talking_photo.storage.database import Database
from talking_photo.storage.rows import batches
from talking_photo.storage.tables import DELIVERIES


class SqlDeliveryStore:
    """Fulfils `talking_photo.core.jobs.stores.DeliveryStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._records = SharedStatement(self._read)

    async def find(self, job: JobId) -> DeliveryRecord:
        """Return the record; an empty one when nothing is known."""
        return await self._records.get(job) or DeliveryRecord(job=job)

    async def status_is(self, job: JobId, chat: ChatRef, message: str) -> None:
        """Note which message shows the progress of the job."""
        await self._note(job, chat, status=message)

    async def trying(self, job: JobId, chat: ChatRef) -> DeliveryRecord:
        """Count one more try to deliver."""
        return await self._note(job, chat, tries=DELIVERIES.c.tries + 1)

    async def sent(self, job: JobId, chat: ChatRef, acknowledge: DeliveryReceipt) -> None:
        """Note which message holds the video or the refusal."""
        await self._note(job, chat, sent=acknowledge.message)

    async def offered(self, job: JobId, chat: ChatRef, acknowledge: DeliveryReceipt) -> None:
        """Note which message offers the choice of another face."""
        await self._note(job, chat, offer=acknowledge.message)

    async def job_of(self, platform: str, chat: str, message: str) -> JobId | None:
        """Return the job to which a message of ours belongs."""
        ours = (DELIVERIES.c.platform == platform, DELIVERIES.c.chat == chat)
        places = (DELIVERIES.c.status, DELIVERIES.c.sent, DELIVERIES.c.offer)
        this = or_(*(place == message for place in places))
        async with self._database.reading() as connection:
            job = await connection.scalar(select(DELIVERIES.c.job).where(*ours, this))
        return None if job is None else JobId(job)

    async def erase(self, jobs: Collection[JobId]) -> None:
        """Forget the messages of these jobs."""
        async with self._database.writing() as connection:
            for some in batches(jobs):
                await connection.execute(delete(DELIVERIES).where(DELIVERIES.c.job.in_(some)))

    async def _read(self, jobs: Collection[JobId]) -> Mapping[JobId, DeliveryRecord]:
        found = {}
        async with self._database.reading() as connection:
            for some in batches(jobs):
                query = select(DELIVERIES).where(DELIVERIES.c.job.in_(some))
                for row in await connection.execute(query):
                    found[JobId(row.job)] = _record(row)
        return found

    async def _note(
        self, job: JobId, chat: ChatRef, **values: str | ColumnElement[int]
    ) -> DeliveryRecord:
        new = {name: value for name, value in values.items() if isinstance(value, str)}
        bare = {"job": job, "platform": chat.platform, "chat": chat.chat}
        insert = sqlite.insert if self._database.kind == "sqlite" else postgresql.insert
        query = (
            insert(DELIVERIES)
            .values(bare | {"tries": int("tries" in values)} | new)
            .on_conflict_do_update(index_elements=["job"], set_=values)
            .returning(DELIVERIES)
        )
        async with self._database.writing() as connection:
            return _record((await connection.execute(query)).one())


def _record(row: Any) -> DeliveryRecord:  # noqa: ANN401 - a row
    return DeliveryRecord(
        job=JobId(row.job), status=row.status, sent=row.sent, offer=row.offer, tries=row.tries
    )
