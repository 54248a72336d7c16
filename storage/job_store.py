"""Jobs in the database.

Each change of one is a single statement, or one transaction with the queue's.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields

from sqlalchemy import (
    Executable,
    ScalarSelect,
    Update,
    case,
    delete,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from talking_photo.core.jobs.job import (
    UNDELIVERED as NOT_ENDED,
)
from talking_photo.core.jobs.job import (
    Failure,
    Job,
    JobId,
    JobProgress,
    JobRequest,
    JobState,
    MediaKey,
    PersonId,
    QueueHead,
    Quota,
    StoredVideo,
    WaitingJob,
)
from talking_photo.core.jobs.length import length_of_video
from talking_photo.core.jobs.quota import DAY_SECONDS, QuotaUsage, admit
from talking_photo.core.jobs.stores import Enqueue
from talking_photo.core.model import Stage
from talking_photo.storage.database import Database
from talking_photo.storage.rows import batches, job_of, new_row, progress_of, to_json
from talking_photo.storage.tables import JOBS, QUEUED, RENDERED, RUNNING, UNDELIVERED, UNFINISHED

_PACE_OF = 20
"""Videos that the pace is taken of; enough to even out the noise, few enough to follow the
load."""

_COUNTED = 5000
"""Up to so many unfinished jobs are counted one by one."""
_PROGRESS = [JOBS.c[field.name] for field in fields(JobProgress)]


class SqlJobStore:
    """Fulfils `talking_photo.core.jobs.stores.JobStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, request: JobRequest, quota: Quota, now: float, enqueue: Enqueue) -> Job:
        """Store a new job and hand it to the queue, both or neither."""
        person = request.chat.person
        async with self._database.writing() as connection:
            await self._wait_for_turn(connection, person)
            known = await _first(connection, select(JOBS).where(JOBS.c.id == request.job_id))
            if known is not None:
                return known
            standing = await _standing(connection, person, now, quota.queue_length)
            job, ticket = admit(request, quota, standing, now)
            await connection.execute(insert(JOBS).values(new_row(job, ticket)))
            await connection.run_sync(enqueue, job)
            return job

    async def find(self, job: JobId) -> Job | None:
        """Read a job."""
        async with self._database.reading() as connection:
            return await _first(connection, select(JOBS).where(JOBS.c.id == job))

    async def find_all(self, jobs: Collection[JobId]) -> Sequence[Job]:
        """Read many jobs."""
        found: list[Job] = []
        async with self._database.reading() as connection:
            for some in batches(jobs):
                query = select(JOBS).where(JOBS.c.id.in_(some))
                found += [job_of(row) for row in (await connection.execute(query)).mappings()]
        return found

    async def look(self, jobs: Collection[JobId]) -> Sequence[JobProgress]:
        """Read how far many jobs are."""
        found: list[JobProgress] = []
        async with self._database.reading() as connection:
            for some in batches(jobs):
                query = select(*_PROGRESS).where(JOBS.c.id.in_(some))
                rows = (await connection.execute(query)).mappings()
                found += [progress_of(row) for row in rows]
        return found

    async def begin(self, job: JobId, now: float) -> Job | None:
        """Start an attempt."""
        change = (
            update(JOBS)
            .where(JOBS.c.id == job, UNFINISHED)
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
        """Take back the death of the worker of this attempt."""
        overtaken = (JOBS.c.id == job, JOBS.c.attempt > attempt, JOBS.c.deaths > 0)
        async with self._database.writing() as connection:
            await connection.execute(
                update(JOBS).where(*overtaken).values(deaths=JOBS.c.deaths - 1)
            )

    async def hand_back(self, job: JobId, attempt: int) -> None:
        """Queue the job again; the attempt does not count."""
        async with self._database.writing() as connection:
            await connection.execute(
                _by_worker(job, attempt).values(state=JobState.QUEUED, attempt=attempt - 1)
            )

    async def progress(self, job: JobId, attempt: int, stage: Stage, done: float) -> bool:
        """Store the progress; False when this attempt is no longer wanted."""
        async with self._database.writing() as connection:
            changed = await connection.execute(
                _by_worker(job, attempt).values(stage=stage, done=done).returning(JOBS.c.id)
            )
            return changed.first() is not None

    async def rendered(
        self, job: JobId, attempt: int, video: StoredVideo, now: float, enqueue: Enqueue
    ) -> bool:
        """Store the video and enqueue its delivery."""
        return await self._finish(
            *(job, attempt, enqueue),
            state=JobState.RENDERED,
            finished=now,
            video=to_json(video),
            length=length_of_video(video.seconds),
        )

    async def failed(
        self, job: JobId, attempt: int, failure: Failure, now: float, enqueue: Enqueue
    ) -> bool:
        """Store the failure and enqueue its delivery."""
        return await self._finish(
            job, attempt, enqueue, state=JobState.FAILED, finished=now, failure=to_json(failure)
        )

    async def cancel(self, job: JobId, now: float) -> bool:
        """Stop it if it is unfinished."""
        change = update(JOBS).where(JOBS.c.id == job, UNFINISHED)
        async with self._database.writing() as connection:
            changed = await connection.execute(
                change.values(state=JobState.CANCELLED, finished=now).returning(JOBS.c.id)
            )
            return changed.first() is not None

    async def delivered(self, job: JobId) -> bool:
        """Mark the video as delivered."""
        change = _when_rendered(job).values(state=JobState.DELIVERED).returning(JOBS.c.id)
        async with self._database.writing() as connection:
            return (await connection.execute(change)).first() is not None

    async def undeliverable(self, job: JobId, failure: Failure) -> None:
        """Mark the video as undeliverable."""
        async with self._database.writing() as connection:
            await connection.execute(
                _when_rendered(job).values(state=JobState.FAILED, failure=to_json(failure))
            )

    async def forget_secret(self, job: JobId) -> None:
        """Empty `ChatRef.secret`."""
        this = JOBS.c.id == job
        async with self._database.writing() as connection:
            found = await _first(connection, select(JOBS).where(this))
            if found is not None and found.request.chat.secret:
                request = to_json(found.request.without_secret())
                await connection.execute(update(JOBS).where(this).values(request=request))

    async def head(self, limit: int) -> QueueHead:
        """Read the first jobs that wait, and how much the running ones have still to do."""
        first = (
            select(JOBS.c.id, JOBS.c.priority, JOBS.c.length)
            .where(QUEUED)
            .order_by(JOBS.c.priority, JOBS.c.created, JOBS.c.id)
            .limit(limit)
        )
        to_do = select(func.sum(JOBS.c.length * (1.0 - JOBS.c.done))).where(RUNNING)
        async with self._database.reading() as connection:
            waiting = [WaitingJob(**row) for row in (await connection.execute(first)).mappings()]
            running = await connection.scalar(to_do) or 0.0
        return QueueHead(waiting=tuple(waiting), running=running)

    async def unfinished(self) -> Sequence[Job]:
        """Return the queued and the running jobs, oldest first."""
        query = select(JOBS).where(UNFINISHED).order_by(JOBS.c.created, JOBS.c.id)
        async with self._database.reading() as connection:
            return await _all(connection, query)

    async def of_person(self, person: PersonId, limit: int) -> Sequence[Job]:
        """Return the newest jobs of a person, newest first."""
        query = (
            select(JOBS)
            .where(JOBS.c.person == person)
            .order_by(JOBS.c.created.desc(), JOBS.c.id)
            .limit(limit)
        )
        async with self._database.reading() as connection:
            return await _all(connection, query)

    async def pace(self) -> float | None:
        """Return the seconds that each second of length took of late."""
        last = (
            select((JOBS.c.finished - JOBS.c.started).label("seconds"), JOBS.c.length)
            .where(JOBS.c.video.is_not(None))
            .order_by(JOBS.c.finished.desc())
            .limit(_PACE_OF)
            .subquery()
        )
        async with self._database.reading() as connection:
            return await connection.scalar(
                select(func.sum(last.c.seconds) / func.sum(last.c.length))
            )

    async def count_by_state(self) -> Mapping[JobState, int]:
        """Count the jobs in each state that is not an end."""
        query = select(
            _counted(_COUNTED),
            select(func.max(JOBS.c.ticket)).scalar_subquery(),
            select(func.count()).select_from(JOBS).where(RUNNING).scalar_subquery(),
            select(func.count()).select_from(JOBS).where(RENDERED).scalar_subquery(),
        )
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).one()
            counted, last_ticket, running, rendered = row
            unfinished = await _unfinished(connection, counted, last_ticket or 0)
        return {
            JobState.QUEUED: max(unfinished - running, 0),
            JobState.RUNNING: running,
            JobState.RENDERED: rendered,
        }

    async def used(self, media: Collection[MediaKey]) -> Collection[MediaKey]:
        """Return those of these files that undelivered jobs need."""
        found: set[MediaKey] = set()
        async with self._database.reading() as connection:
            for some in batches(media):
                for column in (JOBS.c.photo, JOBS.c.sound):
                    query = select(column).where(UNDELIVERED, column.in_(some))
                    found |= {MediaKey(key) for key in await connection.scalars(query)}
        return found

    async def with_video(self, sha256: str) -> Job | None:
        """Return the job whose video has these contents."""
        query = select(JOBS).where(
            JOBS.c.video.is_not(None), JOBS.c.video.contains(f'"{sha256}"', autoescape=True)
        )
        async with self._database.reading() as connection:
            return await _first(connection, query)

    async def videos_before(self, then: float, limit: int) -> Sequence[Job]:
        """Return old jobs that still have a video that nobody waits for."""
        query = (
            select(JOBS)
            .where(
                JOBS.c.finished < then,
                JOBS.c.video.is_not(None),
                JOBS.c.state != JobState.RENDERED,
            )
            .order_by(JOBS.c.finished)
            .limit(limit)
        )
        async with self._database.reading() as connection:
            return await _all(connection, query)

    async def video_gone(self, job: JobId) -> None:
        """Note that the video was deleted."""
        async with self._database.writing() as connection:
            await connection.execute(update(JOBS).where(JOBS.c.id == job).values(video=None))

    async def forget_contents(self, job: JobId) -> bool:
        """Forget what was asked for and what was made."""
        this = JOBS.c.id == job
        async with self._database.writing() as connection:
            found = await _first(connection, select(JOBS).where(this))
            if found is None or found.state in NOT_ENDED:
                return False
            request = to_json(found.request.without_contents())
            await connection.execute(
                update(JOBS).where(this).values(request=request, photo="", sound=None, video=None)
            )
            return True

    async def delete_before(self, then: float, limit: int) -> Sequence[JobId]:
        """Delete old jobs that have no video any more."""
        old = (
            select(JOBS.c.id)
            .where(
                JOBS.c.finished < then, JOBS.c.video.is_(None), JOBS.c.state != JobState.RENDERED
            )
            .order_by(JOBS.c.finished)
            .limit(limit)
        )
        gone = delete(JOBS).where(JOBS.c.id.in_(old)).returning(JOBS.c.id)
        async with self._database.writing() as connection:
            return [JobId(job) for job in (await connection.execute(gone)).scalars()]

    async def erase(self, person: PersonId) -> Sequence[JobId]:
        """Delete all jobs of someone."""
        gone = delete(JOBS).where(JOBS.c.person == person).returning(JOBS.c.id)
        async with self._database.writing() as connection:
            return [JobId(job) for job in (await connection.execute(gone)).scalars()]

    async def _wait_for_turn(self, connection: AsyncConnection, person: PersonId) -> None:
        """Let two orders of one person not both take the last free place.

        SQLite has one writer anyway.
        """
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


async def _standing(
    connection: AsyncConnection, person: PersonId, now: float, queue_length: int
) -> QuotaUsage:
    """Read it in one statement."""
    mine = JOBS.c.person == person
    unbegun = (JOBS.c.state == JobState.CANCELLED) & (JOBS.c.attempt == 0)
    today = (mine, JOBS.c.created > now - DAY_SECONDS, ~unbegun)
    query = select(
        _counted(min(queue_length, _COUNTED)),
        select(func.max(JOBS.c.ticket)).scalar_subquery(),
        select(func.count()).where(mine, UNFINISHED).scalar_subquery(),
        select(func.max(JOBS.c.priority)).where(mine, UNFINISHED).scalar_subquery(),
        select(func.count()).where(*today).scalar_subquery(),
        select(func.min(JOBS.c.created)).where(*today).scalar_subquery(),
        select(func.sum(JOBS.c.length)).where(*today).scalar_subquery(),
    )
    counted, last_ticket, own, own_last_turn, own_today, first_today, seconds_today = (
        await connection.execute(query)
    ).one()
    return QuotaUsage(
        unfinished=await _unfinished(connection, counted, last_ticket or 0),
        own_unfinished=own,
        own_last_turn=own_last_turn or 0,
        own_today=own_today,
        own_first_today=first_today,
        own_seconds_today=seconds_today or 0.0,
        last_ticket=last_ticket or 0,
    )


def _counted(most: int) -> ScalarSelect[int]:
    """Count the unfinished jobs, as far as that."""
    some = select(JOBS.c.id).where(UNFINISHED).limit(most).subquery()
    return select(func.count()).select_from(some).scalar_subquery()


async def _unfinished(connection: AsyncConnection, counted: int, last_ticket: int) -> int:
    """Return how many jobs are unfinished.

    Of a long queue, the tickets drawn since its oldest job.
    """
    if counted < _COUNTED:
        return counted
    oldest = select(JOBS.c.ticket).where(UNFINISHED).order_by(JOBS.c.created, JOBS.c.id).limit(1)
    return max(counted, last_ticket - (await connection.scalar(oldest) or 0) + 1)


async def _first(connection: AsyncConnection, statement: Executable) -> Job | None:
    row = (await connection.execute(statement)).mappings().first()
    return None if row is None else job_of(row)


async def _all(connection: AsyncConnection, statement: Executable) -> list[Job]:
    return [job_of(row) for row in (await connection.execute(statement)).mappings()]
