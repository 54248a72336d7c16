"""Which processes take jobs, in the database that they share.

All times are those of the database's clock.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, func, insert, or_, select, update

from talking_photo.core.jobs.stores import TAKEOVER_LEASE_SECONDS, Heartbeat
from talking_photo.storage.database import Database, clock_of
from talking_photo.storage.tables import WORKERS

_LEFT = -1


class SqlWorkerStore:
    """Fulfils `talking_photo.core.jobs.stores.WorkerStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._now = clock_of(database.kind)

    async def beat(self, worker: str, slots: int) -> None:
        """Count a heartbeat."""
        alive = {"slots": slots, "beat": self._now, "claimed": None}
        count = func.greatest if self._database.kind == "postgresql" else func.max
        async with self._database.writing() as connection:
            change = (
                update(WORKERS)
                .where(WORKERS.c.name == worker)
                .values(**alive, beats=count(WORKERS.c.beats, 0) + 1)
            )
            if (await connection.execute(change)).rowcount == 0:
                await connection.execute(insert(WORKERS).values(name=worker, beats=1, **alive))

    async def leave(self, worker: str) -> None:
        """Note an orderly stop."""
        async with self._database.writing() as connection:
            await connection.execute(
                update(WORKERS).where(WORKERS.c.name == worker).values(beat=0.0, beats=_LEFT)
            )

    async def slots(self, seconds: float) -> int:
        """Return how many videos can be made at a time."""
        lately = WORKERS.c.beat > self._now - seconds
        query = select(func.sum(WORKERS.c.slots)).where(lately)
        async with self._database.reading() as connection:
            return await connection.scalar(query) or 0

    async def heartbeats(self) -> Sequence[Heartbeat]:
        """Return the count of each worker."""
        query = select(WORKERS.c.name, WORKERS.c.beats)
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        return [
            Heartbeat(worker=row.name, count=row.beats, left=row.beats == _LEFT) for row in rows
        ]

    async def claim(self, dead: Heartbeat) -> bool:
        """Claim the jobs of a silent worker."""
        unclaimed = or_(
            WORKERS.c.claimed.is_(None), WORKERS.c.claimed < self._now - TAKEOVER_LEASE_SECONDS
        )
        still = (WORKERS.c.name == dead.worker, WORKERS.c.beats == dead.count)
        claim = update(WORKERS).where(*still, unclaimed).values(claimed=self._now)
        async with self._database.writing() as connection:
            return (await connection.execute(claim)).rowcount == 1

    async def confirm_takeover(self, worker: str) -> None:
        """Remove a dead worker, all of whose jobs were handed on."""
        dead = (WORKERS.c.name == worker, WORKERS.c.claimed.is_not(None))
        async with self._database.writing() as connection:
            await connection.execute(delete(WORKERS).where(*dead))
