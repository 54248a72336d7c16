"""Jobs in the database; each change of one is a single statement, or one transaction with the queue's."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Executable, Update, case, delete, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from talking_photo.core.jobs.job import (
    UNFINISHED,
    Failure,
    Job,
    JobId,
    JobOrder,
    JobState,
    MediaKey,
    PersonId,
    Quota,
    StoredClip,
)
from talking_photo.core.jobs.quota import DAY_SECONDS, Standing, check
from talking_photo.core.jobs.stores import Enqueue
from talking_photo.core.model import Stage
from talking_photo.storage.database import Database
from talking_photo.storage.rows import job_of, new_row, to_json
from talking_photo.storage.tables import JOBS

_PACE_OF = 20
"""How many films the mean is taken of; enough to even out long and short ones, few enough to follow the load."""

_UNDELIVERED = (*UNFINISHED, JobState.RENDERED)
_unfinished = JOBS.c.state.in_(UNFINISHED)


class SqlJobStore:
    """Fulfils `talking_photo.core.jobs.stores.JobStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, order: JobOrder, quota: Quota, now: float, enqueue: Enqueue) -> Job:
        """Store a new job and hand it to the queue, both or neither."""
        person = order.chat.person
        async with self._database.writing() as connection:
            await self._wait_for_turn(connection, person)
            known = await _first(connection, select(JOBS).where(JOBS.c.id == order.job_id))
            if known is not None:
                return known
            standing = await _standing(connection, person, now)
            check(quota, standing, now)
            job = Job(
                id=order.job_id,
                order=order,
                state=JobState.QUEUED,
                priority=standing.own_unfinished + 1,
                created=now,
            )
            await connection.execute(insert(JOBS).values(new_row(job)))
            await connection.run_sync(enqueue, job)
            return job

    async def find(self, job: JobId) -> Job | None:
        """Read a job."""
        async with self._database.reading() as connection:
            return await _first(connection, select(JOBS).where(JOBS.c.id == job))

    async def find_all(self, jobs: Collection[JobId]) -> Sequence[Job]:
        """Read many jobs at once."""
        async with self._database.reading() as connection:
            return await _all(connection, select(JOBS).where(JOBS.c.id.in_(jobs)))

    async def begin(self, job: JobId, now: float) -> Job | None:
        """A worker takes it: one more attempt."""
        change = (
            update(JOBS)
            .where(JOBS.c.id == job, _unfinished)
            .values(
                state=JobState.RUNNING,
                attempt=JOBS.c.attempt + 1,
                deaths=JOBS.c.deaths + case((JOBS.c.state == JobState.RUNNING, 1), else_=0),
                started=now,
                stage=Stage.WAITING,
                done=0.0,
            )
        )
        async with self._database.writing() as connection:
            return await _first(connection, change.returning(JOBS))

    async def survived(self, job: JobId, attempt: int) -> None:
        """The worker of this attempt was taken for dead and is not."""
        overtaken = (JOBS.c.id == job, JOBS.c.attempt > attempt, JOBS.c.deaths > 0)
        async with self._database.writing() as connection:
            await connection.execute(
                update(JOBS).where(*overtaken).values(deaths=JOBS.c.deaths - 1)
            )

    async def hand_back(self, job: JobId, attempt: int) -> None:
        """Queued again, and the attempt does not count."""
        async with self._database.writing() as connection:
            await connection.execute(
                _by_worker(job, attempt).values(state=JobState.QUEUED, attempt=attempt - 1)
            )

    async def progress(self, job: JobId, attempt: int, stage: Stage, done: float) -> bool:
        """Note how far it is; False when this attempt is not wanted any more."""
        async with self._database.writing() as connection:
            changed = await connection.execute(
                _by_worker(job, attempt).values(stage=stage, done=done).returning(JOBS.c.id)
            )
            return changed.first() is not None

    async def rendered(
        self, job: JobId, attempt: int, clip: StoredClip, now: float, enqueue: Enqueue
    ) -> bool:
        """The film is stored, and its delivery enqueued."""
        return await self._finish(
            job, attempt, enqueue, state=JobState.RENDERED, finished=now, clip=to_json(clip)
        )

    async def failed(
        self, job: JobId, attempt: int, failure: Failure, now: float, enqueue: Enqueue
    ) -> bool:
        """There will be no film, and telling so is enqueued."""
        return await self._finish(
            job, attempt, enqueue, state=JobState.FAILED, finished=now, failure=to_json(failure)
        )

    async def cancel(self, job: JobId, now: float) -> bool:
        """Stop it if it is unfinished."""
        change = update(JOBS).where(JOBS.c.id == job, _unfinished)
        async with self._database.writing() as connection:
            changed = await connection.execute(
                change.values(state=JobState.CANCELLED, finished=now).returning(JOBS.c.id)
            )
            return changed.first() is not None

    async def delivered(self, job: JobId) -> bool:
        """The asker has the film."""
        change = _when_rendered(job).values(state=JobState.DELIVERED).returning(JOBS.c.id)
        async with self._database.writing() as connection:
            return (await connection.execute(change)).first() is not None

    async def undeliverable(self, job: JobId, failure: Failure) -> None:
        """The film cannot be given to anybody."""
        async with self._database.writing() as connection:
            await connection.execute(
                _when_rendered(job).values(state=JobState.FAILED, failure=to_json(failure))
            )

    async def forget_secret(self, job: JobId) -> None:
        """Empty `ChatRef.secret`."""
        this = JOBS.c.id == job
        async with self._database.writing() as connection:
            found = await _first(connection, select(JOBS).where(this))
            if found is not None and found.order.chat.secret:
                order = to_json(found.order.without_secret())
                await connection.execute(update(JOBS).where(this).values(order=order))

    async def waiting(self) -> Sequence[JobId]:
        """The queued jobs, the next one first."""
        query = (
            select(JOBS.c.id)
            .where(JOBS.c.state == JobState.QUEUED)
            .order_by(JOBS.c.priority, JOBS.c.created, JOBS.c.id)
        )
        async with self._database.reading() as connection:
            return [JobId(job) for job in (await connection.execute(query)).scalars()]

    async def unfinished(self) -> Sequence[Job]:
        """The queued and the running jobs, oldest first."""
        query = select(JOBS).where(_unfinished).order_by(JOBS.c.created, JOBS.c.id)
        async with self._database.reading() as connection:
            return await _all(connection, query)

    async def of_person(self, person: PersonId, limit: int) -> Sequence[Job]:
        """The newest jobs of someone, newest first."""
        query = (
            select(JOBS)
            .where(JOBS.c.person == person)
            .order_by(JOBS.c.created.desc(), JOBS.c.id)
            .limit(limit)
        )
        async with self._database.reading() as connection:
            return await _all(connection, query)

    async def pace(self) -> float | None:
        """Mean seconds that the last films took."""
        last = (
            select((JOBS.c.finished - JOBS.c.started).label("seconds"))
            .where(JOBS.c.clip.is_not(None), JOBS.c.finished.is_not(None))
            .order_by(JOBS.c.finished.desc())
            .limit(_PACE_OF)
            .subquery()
        )
        async with self._database.reading() as connection:
            return await connection.scalar(select(func.avg(last.c.seconds)))

    async def tally(self) -> Mapping[JobState, int]:
        """How many jobs there are in each state."""
        query = select(JOBS.c.state, func.count()).group_by(JOBS.c.state)
        async with self._database.reading() as connection:
            counted = {row[0]: row[1] for row in await connection.execute(query)}
        return {state: counted.get(state, 0) for state in JobState}

    async def uses(self, media: MediaKey) -> bool:
        """Whether an undelivered job needs this file."""
        query = select(JOBS.c.id).where(
            JOBS.c.state.in_(_UNDELIVERED), (JOBS.c.photo == media) | (JOBS.c.sound == media)
        )
        async with self._database.reading() as connection:
            return (await connection.execute(query.limit(1))).first() is not None

    async def clips_before(self, then: float) -> Sequence[Job]:
        """Jobs that finished before `then` and still have a film that nobody waits for."""
        query = select(JOBS).where(
            JOBS.c.finished < then, JOBS.c.clip.is_not(None), JOBS.c.state != JobState.RENDERED
        )
        async with self._database.reading() as connection:
            return await _all(connection, query)

    async def clip_gone(self, job: JobId) -> None:
        """The film was deleted."""
        async with self._database.writing() as connection:
            await connection.execute(update(JOBS).where(JOBS.c.id == job).values(clip=None))

    async def anonymise_before(self, then: float) -> Sequence[JobId]:
        """Take person, words and chat out of old jobs."""
        old = (JOBS.c.finished < then, JOBS.c.person != "", JOBS.c.state != JobState.RENDERED)
        async with self._database.writing() as connection:
            jobs = await _all(connection, select(JOBS).where(*old))
            for job in jobs:
                nobody = {"person": "", "photo": "", "sound": None}
                await connection.execute(
                    update(JOBS)
                    .where(JOBS.c.id == job.id)
                    .values(order=to_json(job.order.anonymous()), **nobody)
                )
            return [job.id for job in jobs]

    async def erase(self, person: PersonId) -> Sequence[JobId]:
        """Delete all jobs of someone."""
        gone = delete(JOBS).where(JOBS.c.person == person).returning(JOBS.c.id)
        async with self._database.writing() as connection:
            return [JobId(job) for job in (await connection.execute(gone)).scalars()]

    async def _wait_for_turn(self, connection: AsyncConnection, person: PersonId) -> None:
        """Let two orders of one person not both take the last free place. SQLite has one writer anyway."""
        if self._database.kind == "postgresql":
            turn = text("SELECT pg_advisory_xact_lock(:person)")
            await connection.execute(turn, {"person": zlib.crc32(person.encode())})

    async def _finish(
        self,
        job: JobId,
        attempt: int,
        enqueue: Enqueue,
        **values: object,
    ) -> bool:
        change = _by_worker(job, attempt).values(**values).returning(JOBS)
        async with self._database.writing() as connection:
            finished = await _first(connection, change)
            if finished is None:
                return False
            await connection.run_sync(enqueue, finished)
            return True


def _by_worker(job: JobId, attempt: int) -> Update:
    return update(JOBS).where(
        JOBS.c.id == job, JOBS.c.state == JobState.RUNNING, JOBS.c.attempt == attempt
    )


def _when_rendered(job: JobId) -> Update:
    return update(JOBS).where(JOBS.c.id == job, JOBS.c.state == JobState.RENDERED)


async def _standing(connection: AsyncConnection, person: PersonId, now: float) -> Standing:
    mine = JOBS.c.person == person
    lost = JOBS.c.state.in_((JobState.FAILED, JobState.CANCELLED))
    today = mine & (JOBS.c.created > now - DAY_SECONDS) & ~lost
    of_all = select(func.count()).where(_unfinished).scalar_subquery()
    query = select(
        of_all,
        func.count(case((_unfinished, 1))),
        func.count(case((today, 1))),
        func.min(case((today, JOBS.c.created))),
    ).where(mine)
    counts = (await connection.execute(query)).one()
    return Standing(
        unfinished=counts[0],
        own_unfinished=counts[1],
        own_today=counts[2],
        own_first_today=counts[3],
    )


async def _first(connection: AsyncConnection, statement: Executable) -> Job | None:
    row = (await connection.execute(statement)).mappings().first()
    return None if row is None else job_of(row)


async def _all(connection: AsyncConnection, statement: Executable) -> list[Job]:
    return [job_of(row) for row in (await connection.execute(statement)).mappings()]
