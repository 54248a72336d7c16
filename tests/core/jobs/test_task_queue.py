"""The queue, with a real database of each kind and real workers of this process."""

import asyncio
import contextlib
import json
import sqlite3
import time
from dataclasses import dataclass, replace

import psycopg
import pytest
from dbos import DBOS
from sqlalchemy import delete

from talking_photo.core.jobs.job import (
    ChatRef,
    Failure,
    Job,
    JobRequest,
    JobState,
    MediaKey,
    Quota,
)
from talking_photo.core.jobs.task_queue import TaskQueue
from talking_photo.core.settings import WorkerSettings
from talking_photo.storage.database import Database, sync_url
from talking_photo.storage.job_store import SqlJobStore
from talking_photo.storage.tables import UPDATES
from talking_photo.storage.worker_store import SqlWorkerStore
from tests import postgres

PLENTY = Quota(jobs_per_day=1000, waiting_per_person=1000, queue_length=1000)
FAST = WorkerSettings(poll_seconds=0.02, dead_after_seconds=1, grace_seconds=0)
LONG = 120
"""Seconds after which a test is given up; nothing is ever waited for that long."""


def job_request(user, number):
    chat = ChatRef(platform="town", chat="square", user=user, message=str(number))
    return JobRequest(key=f"{user}{number}", chat=chat, photo=MediaKey("p"), text="Hi.")


class Meter:
    """Counts what was taken over; the rest is of no interest here."""

    def __init__(self):
        self.jobs_taken_over = 0

    def taken_over(self, jobs):
        self.jobs_taken_over += jobs


@dataclass
class WorkingQueue:
    """A queue and what its tests do with it."""

    database: Database
    url: str
    jobs: SqlJobStore
    workers: SqlWorkerStore
    queue: TaskQueue
    meter: Meter

    async def submit(self, user, *numbers):
        return [
            await self.jobs.add(
                job_request(user, n), PLENTY, time.time(), self.queue.enqueue_render
            )
            for n in numbers
        ]

    @contextlib.asynccontextmanager
    async def working(self, render, slots=1):
        await self.queue.start(render=render, slots=slots, deliver=nothing, platforms=["town"])
        try:
            yield
        finally:
            await self.queue.stop()


async def nothing(_job):
    pass


@pytest.fixture
async def working_queue(database_url):
    async with Database(database_url) as database:
        jobs, workers, meter = SqlJobStore(database), SqlWorkerStore(database), Meter()
        url = sync_url(database_url)
        queue = TaskQueue(url, workers, FAST, meter, database.no_writing)
        DBOS.migrate(url)  # as the first process that starts does
        yield WorkingQueue(database, url, jobs, workers, queue, meter)
        queue.close()


async def test_a_new_queue_waits_for_open_transactions_without_holding_them_up(postgres_server):
    """Indexes of a new database wait for every open transaction, such as one of this loop."""
    url = postgres.new_database(postgres_server)
    plain = sync_url(url).replace("postgresql+psycopg:", "postgresql:")
    async with (
        asyncio.timeout(LONG),
        Database(url) as database,
        await psycopg.AsyncConnection.connect(plain) as reader,
        await psycopg.AsyncConnection.connect(plain, autocommit=True) as onlooker,
    ):
        # Where the loop is blocked, nobody but the server ends this transaction.
        await reader.execute("set session idle_in_transaction_session_timeout = '10s'")
        await reader.commit()
        await reader.set_isolation_level(psycopg.IsolationLevel.REPEATABLE_READ)
        await reader.execute("select 1")
        queue = TaskQueue(
            sync_url(url), SqlWorkerStore(database), FAST, Meter(), database.no_writing
        )
        starting = asyncio.create_task(
            queue.start(render=None, slots=0, deliver=nothing, platforms=["town"])
        )
        waiting = "select 1 from pg_stat_activity where wait_event_type = 'Lock'"
        while not starting.done():
            if await (await onlooker.execute(waiting)).fetchone():
                await reader.commit()
        await reader.commit()
        await starting
        await queue.stop()
        queue.close()


async def test_a_queue_made_by_a_newer_python_works_with_an_older_sqlite(tmp_path):
    """From Python 3.12 on DBOS writes defaults that SQLite has only since 3.42."""
    file = tmp_path / "test.db"
    url = f"sqlite:///{file}"
    async with asyncio.timeout(LONG), Database(url) as database:
        DBOS.migrate(url)
        with contextlib.closing(sqlite3.connect(file)) as raw, raw:
            raw.execute("pragma writable_schema = on")
            older, newer = "strftime('%s','now')", "unixepoch('subsec')"
            raw.execute("update sqlite_master set sql = replace(sql, ?, ?)", (older, newer))
        made, done = [], asyncio.Event()

        async def render(job):
            made.append(job)
            done.set()

        jobs, workers = SqlJobStore(database), SqlWorkerStore(database)
        queue = TaskQueue(url, workers, FAST, Meter(), database.no_writing)
        working = WorkingQueue(database, url, jobs, workers, queue, Meter())
        async with working.working(render):
            await working.submit("anna", 1)
            await done.wait()
        queue.close()
        with contextlib.closing(sqlite3.connect(file)) as raw:
            (sql,) = raw.execute(
                "select sql from sqlite_master where name='workflow_status'"
            ).fetchone()
            assert "unixepoch('subsec')" in sql
            (created,) = raw.execute("select created_at from workflow_status").fetchone()
    assert abs(created / 1000 - time.time()) < LONG


async def test_a_queue_starts_while_this_process_is_in_the_middle_of_writing(working_queue):
    """As with checks of readiness at start-up: a file has one writer, and the queue writes too."""

    async def keep_writing():
        while True:
            async with working_queue.database.writing() as connection:
                await connection.execute(delete(UPDATES))
                await asyncio.sleep(0.3)
            await asyncio.sleep(0.02)

    writing = asyncio.create_task(keep_writing())
    async with asyncio.timeout(LONG), working_queue.working(nothing):
        writing.cancel()


class Recorder:
    """A handler that records the order of the jobs, and says when it has seen so many."""

    def __init__(self, working_queue, many):
        self._queue = working_queue
        self._many = many
        self.keys = []
        self.all_seen = asyncio.Event()

    async def __call__(self, job_id):
        job = await self._queue.jobs.begin(job_id, time.time())
        if job is not None:
            self.keys.append(job.request.key)
            await self._queue.jobs.cancel(job_id, time.time())  # any end will do
        if len(self.keys) == self._many:
            self.all_seen.set()

    async def wait(self):
        async with asyncio.timeout(LONG):
            await self.all_seen.wait()


async def test_who_waits_for_one_video_is_not_held_up_by_who_waits_for_twenty(working_queue):
    await working_queue.submit("anna", *range(20))
    await working_queue.submit("bert", 0, 1)
    await working_queue.submit("carl", 0)
    seen = Recorder(working_queue, 23)
    async with working_queue.working(seen):
        await seen.wait()
    first = [*(f"anna{n}" for n in range(6)), "bert0", "carl0", "anna6", "bert1"]
    assert seen.keys[:10] == first
    assert [key for key in seen.keys if key.startswith("anna")] == [f"anna{n}" for n in range(20)]


async def test_a_request_that_is_not_stored_after_all_is_not_worked_on(working_queue):
    def fail_late(connection, job):
        working_queue.queue.enqueue_render(connection, job)
        raise RuntimeError("the power is gone")

    with pytest.raises(RuntimeError):
        await working_queue.jobs.add(job_request("anna", 0), PLENTY, time.time(), fail_late)
    await working_queue.submit("anna", 1)
    seen = Recorder(working_queue, 1)
    async with working_queue.working(seen):
        await seen.wait()
    assert seen.keys == ["anna1"]


async def test_a_withdrawn_job_costs_no_turn(working_queue):
    unwanted, wanted = await working_queue.submit("anna", 0, 1)
    await working_queue.jobs.cancel(unwanted.id, time.time())
    await working_queue.queue.withdraw(unwanted.id)
    begun = []
    over = asyncio.Event()

    async def render(job):
        begun.append(job)
        over.set()

    async with working_queue.working(render), asyncio.timeout(LONG):
        await over.wait()
    assert begun == [wanted.id]


async def test_a_worker_makes_as_many_videos_at_a_time_as_it_has_slots(working_queue):
    await working_queue.submit("anna", 0, 1, 2)
    at_work: set[str] = set()
    most = 0
    two, go = asyncio.Event(), asyncio.Event()
    seen = Recorder(working_queue, 3)

    async def render(job):
        nonlocal most
        at_work.add(job)
        most = max(most, len(at_work))
        if len(at_work) == 2:
            two.set()
        await go.wait()
        at_work.discard(job)
        await seen(job)

    async with working_queue.working(render, slots=2):
        async with asyncio.timeout(LONG):
            await two.wait()
        go.set()
        await seen.wait()
    assert most == 2


async def test_what_a_stopping_worker_has_not_finished_another_finishes(working_queue):
    (job,) = await working_queue.submit("anna", 0)
    begun = asyncio.Event()

    async def endless(job_id):
        found = await working_queue.jobs.begin(job_id, time.time())
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            await working_queue.jobs.hand_back(job_id, found.attempt)

    async with working_queue.working(endless), asyncio.timeout(LONG):
        await begun.wait()
    handed_back = await working_queue.jobs.find(job.id)
    assert (handed_back.state, handed_back.attempt) == (JobState.QUEUED, 0)
    seen = Recorder(working_queue, 1)
    another = TaskQueue(
        working_queue.url,
        working_queue.workers,
        FAST,
        working_queue.meter,
        working_queue.database.no_writing,
    )
    async with replace(working_queue, queue=another).working(seen):
        await seen.wait()
    another.close()
    assert seen.keys == ["anna0"]
    assert working_queue.meter.jobs_taken_over == 1


async def test_a_handler_that_fails_is_run_again_without_words_in_the_log(working_queue, caplog):
    (job,) = await working_queue.submit("anna", 0)
    runs = []
    over = asyncio.Event()

    async def render(job_id):
        runs.append(job_id)
        if len(runs) == 1:
            raise ValueError("what the user wrote")
        over.set()

    async with working_queue.working(render), asyncio.timeout(LONG):
        await over.wait()
    assert runs == [job.id, job.id]
    assert "ValueError" in caplog.text
    assert "what the user wrote" not in caplog.text


async def test_an_end_is_reported_by_the_process_of_the_platform(working_queue):
    delivered = asyncio.Queue()
    (job,) = await working_queue.submit("anna", 0)

    async def render(job_id):
        begun = await working_queue.jobs.begin(job_id, time.time())
        failure = Failure(code="no_face")
        await working_queue.jobs.failed(
            job_id, begun.attempt, failure, time.time(), working_queue.queue.enqueue_delivery
        )

    await working_queue.queue.start(
        render=render, slots=1, deliver=delivered.put, platforms=["town"]
    )
    async with asyncio.timeout(LONG):
        assert await delivered.get() == job.id
    await working_queue.queue.stop()


async def test_the_tables_of_the_queue_hold_json_and_no_pickle(working_queue, database_url):
    submitted = await working_queue.submit("anna", 0, 1)
    seen = Recorder(working_queue, 1)
    async with working_queue.working(seen):
        await seen.wait()
    schema = "dbos." if database_url.startswith("postgresql") else ""
    payloads = []
    async with Database(database_url) as database, database.reading() as connection:
        for table, columns in (
            ("workflow_status", ("inputs", "output", "error")),
            ("workflow_input", ("inputs",)),
            ("workflow_output", ("output", "error")),
        ):
            for column in columns:
                rows = await connection.exec_driver_sql(
                    f"SELECT {column} FROM {schema}{table} WHERE {column} IS NOT NULL"
                )
                payloads += [json.loads(payload) for payload in rows.scalars()]
        kinds = await connection.exec_driver_sql(
            f"SELECT DISTINCT serialization FROM {schema}workflow_status"
        )
        assert kinds.scalars().all() == ["portable_json"]
    for job in submitted:
        assert {"namedArgs": {}, "positionalArgs": [job.id]} in payloads


async def test_what_ended_goes_from_the_tables_of_the_queue_at_its_age(
    working_queue, database_url
):
    submitted = await working_queue.submit("anna", 0, 1)
    seen = Recorder(working_queue, 2)
    async with working_queue.working(seen):
        await seen.wait()
        for job in submitted:  # DBOS notes the end after the handler has returned
            await (await DBOS.retrieve_workflow_async(job.id)).get_result()
    withdrawn, waiting = await working_queue.submit("anna", 2, 3)
    await working_queue.queue.withdraw(withdrawn.id)
    await working_queue.queue.forget_ended(time.time() - 60)
    assert len(await rows_of(database_url)) == 4
    await working_queue.queue.forget_ended(time.time() + 60)
    assert await rows_of(database_url) == [waiting.id]


async def rows_of(database_url):
    schema = "dbos." if database_url.startswith("postgresql") else ""
    async with Database(database_url) as database, database.reading() as connection:
        rows = await connection.exec_driver_sql(
            f"SELECT workflow_uuid FROM {schema}workflow_status"
        )
        return rows.scalars().all()


async def test_nothing_of_a_forgotten_job_is_left_in_the_queue(working_queue, database_url):
    (job,) = await working_queue.submit("anna", 0)
    seen = Recorder(working_queue, 1)
    async with working_queue.working(seen):
        await seen.wait()
    assert isinstance(job, Job)
    await working_queue.queue.forget([job.id])
    assert await rows_of(database_url) == []
