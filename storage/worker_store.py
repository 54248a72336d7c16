"""Which processes take jobs, in the database that they share."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, func, insert, select, update

from talking_photo.core.jobs.stores import BURIAL_SECONDS
from talking_photo.storage.database import Database
from talking_photo.storage.tables import WORKERS


class SqlWorkerStore:
    """Fulfils `talking_photo.core.jobs.stores.WorkerStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def beat(self, worker: str, slots: int, now: float) -> None:
        """This worker is alive."""
        alive = {"slots": slots, "beat": now, "claimed": None}
        async with self._database.writing() as connection:
            change = update(WORKERS).where(WORKERS.c.name == worker).values(alive)
            if (await connection.execute(change)).rowcount == 0:
                await connection.execute(insert(WORKERS).values(name=worker, **alive))

    async def leave(self, worker: str) -> None:
        """This worker stopped in order."""
        async with self._database.writing() as connection:
            await connection.execute(
                update(WORKERS).where(WORKERS.c.name == worker).values(beat=0.0)
            )

    async def slots(self, since: float) -> int:
        """How many films can be made at a time."""
        query = select(func.sum(WORKERS.c.slots)).where(WORKERS.c.beat > since)
        async with self._database.reading() as connection:
            return await connection.scalar(query) or 0

    async def claim_dead(self, worker: str, before: float, now: float) -> Sequence[str]:
        """Workers silent since `before`, to be buried by the caller."""
        unclaimed = WORKERS.c.claimed.is_(None) | (WORKERS.c.claimed < now - BURIAL_SECONDS)
        claim = (
            update(WORKERS)
            .where(WORKERS.c.beat < before, WORKERS.c.name != worker, unclaimed)
            .values(claimed=now)
            .returning(WORKERS.c.name)
        )
        async with self._database.writing() as connection:
            return list((await connection.execute(claim)).scalars())

    async def buried(self, worker: str) -> None:
        """All jobs of a dead worker were handed on. One that came back to life stays."""
        dead = (WORKERS.c.name == worker, WORKERS.c.claimed.is_not(None))
        async with self._database.writing() as connection:
            await connection.execute(delete(WORKERS).where(*dead))
