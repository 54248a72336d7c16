"""How long a large installation takes.

300,000 jobs in PostgreSQL, and one, two and four workers.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from dbos import DBOS

from benchmarks.table import Section, Spread, Table
from talking_photo.bots.service.health import Health
from talking_photo.core.jobs.events import JobEvents
from talking_photo.core.jobs.job import (
    ChatRef,
    Job,
    JobRequest,
    JobState,
    MediaKey,
    PersonId,
    Quota,
)
from talking_photo.core.jobs.media_keys import input_key
from talking_photo.core.jobs.task_queue import TaskQueue
from talking_photo.core.settings import WorkerSettings
from talking_photo.storage.database import Database, sync_url
from talking_photo.storage.job_store import SqlJobStore
from talking_photo.storage.media_store import ObjectMediaStore
from talking_photo.storage.worker_store import SqlWorkerStore
from tests import postgres

_ROWS = 300_000
_CALLS = 25
"""Of each kind; the goal is a median."""
_GOALS = {"submit": 50, "look of a follower": 50, "readiness": 20}
"""Milliseconds."""
_JOBS_PER_WORKER = 6
_SECONDS_PER_JOB = 5.0
"""About as long as a sentence takes."""
_PLENTY = Quota(jobs_per_day=10**9, waiting_per_person=10**9, queue_length=10**9)

_JOBS = """
INSERT INTO jobs (id, person, state, attempt, priority, created, started, finished, stage, done,
                  photo, "request",
                  ticket, length)
SELECT '{kind}' || g, 'town:' || mod(g, {people}), '{state}', 0, g + 1, {now} - {rows} + g,
       {times}, stage, done,
       'people/p/inputs/{kind}' || g, "request", g + 1, length
FROM jobs, generate_series(1, {rows}) g WHERE id = '{template}'
"""
_QUEUE = """
INSERT INTO dbos.workflow_status (workflow_uuid, status, name, queue_name, application_version,
                                  created_at, updated_at, priority, inputs, serialization,
                                  application_name, recovery_attempts)
SELECT 'waiting' || g, status, name, queue_name, application_version, created_at + g, updated_at,
       g + 1, inputs,
       serialization, application_name, recovery_attempts
FROM dbos.workflow_status, generate_series(1, {rows}) g WHERE workflow_uuid = '{template}'
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cost:
    """Of one kind of call, in milliseconds."""

    milliseconds: Spread
    cpu: Spread
    """Of this process; the server's is not in it."""


class _Nobody:
    """Counts nothing."""

    def taken_over(self, jobs: int) -> None:
        """Do nothing."""


async def measure(folder: Path) -> Section:
    """Fill a database, time what people and operators wait for, then let workers race."""
    programs = postgres.programs()
    if programs is None:
        raise SystemExit("--only scale needs PostgreSQL's server: apt-get install postgresql")
    with postgres.running(programs) as server:
        calls = await _calls(postgres.new_database(server), folder)
        speeds = [await _throughput(postgres.new_database(server), folder, n) for n in (1, 2, 4)]
    rows = [
        (name, cost.milliseconds.text(1), f"{cost.cpu.middle:.1f}", str(_GOALS.get(name, "")))
        for name, cost in calls.items()
    ]
    one = speeds[0]["jobs per second"]
    workers = [
        (
            f"{speed['workers']:.0f}",
            f"{speed['jobs per second']:.2f}",
            f"{speed['jobs per second'] / one:.2f}",
            f"{speed['begun twice']:.0f}",
        )
        for speed in speeds
    ]
    return Section(
        title="Scale",
        how=f"PostgreSQL with {_ROWS:,} waiting and as many finished jobs of {_ROWS // 10:,} "
        f"people; {_CALLS} calls of each kind, one after the other, in milliseconds (least / "
        f"median / most). Then worker processes with work that sleeps for {_SECONDS_PER_JOB:g} s, "
        f"{_JOBS_PER_WORKER} jobs for each.",
        tables=(
            Table(header=("call", "ms", "of CPU", "goal for the median"), rows=tuple(rows)),
            Table(
                header=("workers", "jobs per second", "times one worker", "begun twice"),
                rows=tuple(workers),
            ),
        ),
        caveats=(
            "The server runs beside the programs on the same cores, and does not wait for the "
            "disk (`fsync=off`).",
            "A look is the same for one follower and for all that a process has: it reads their "
            "rows and the beginning of the queue.",
        ),
        figures={
            "calls": {name: asdict(cost) for name, cost in calls.items()},
            "workers": speeds,
        },
    )


async def _calls(url: str, folder: Path) -> dict[str, _Cost]:
    async with _stores(url) as (database, jobs, queue):
        workers = SqlWorkerStore(database)
        await workers.beat("worker", 2)
        template = await jobs.add(
            _request("template", 0), _PLENTY, time.time(), queue.enqueue_render
        )
        await _fill(database, template.id)
        events = JobEvents(jobs, workers, 10.0)
        media = ObjectMediaStore(str(folder / "media"))
        newest = [
            await jobs.add(_request("new", n), _PLENTY, time.time(), queue.enqueue_render)
            for n in range(_CALLS)
        ]

        async def ready(_n: int) -> None:
            health = Health(
                write_row=database.check_writable, media=media, folders=[folder], min_free_bytes=0
            )
            await health.checks()

        files = [MediaKey(f"people/p/inputs/waiting{n}") for n in range(1000)]
        old = time.time() - 10 * _ROWS
        calls: dict[str, Callable[[int], Awaitable[object]]] = {
            "submit": lambda n: jobs.add(
                _request("more", n), _PLENTY, time.time(), queue.enqueue_render
            ),
            "look of a follower": lambda n: events.look([newest[n].id]),
            "readiness": ready,
            "whether a file is needed": lambda _n: jobs.used([MediaKey("people/p/inputs/none")]),
            "whether 1,000 files are needed": lambda _n: jobs.used(files),
            "begin of a job": lambda n: jobs.begin(newest[n].id, time.time()),
            "jobs of a person": lambda _n: jobs.of_person(PersonId("town:7"), 10),
            "finished jobs that are due": lambda _n: jobs.delete_before(old, 500),
            "counts for the metrics": lambda _n: jobs.count_by_state(),
        }
        return {name: await _timed(call) for name, call in calls.items()}


async def _timed(call: Callable[[int], Awaitable[object]]) -> _Cost:
    took, worked = [], []
    for number in range(_CALLS):
        began, cpu = time.perf_counter(), time.process_time()
        await call(number)
        took.append(1000 * (time.perf_counter() - began))
        worked.append(1000 * (time.process_time() - cpu))
    return _Cost(milliseconds=Spread.of(took), cpu=Spread.of(worked))


async def _fill(database: Database, template: str) -> None:
    """Copy one job and its place in the queue many times."""
    shared = {"rows": _ROWS, "people": _ROWS // 10, "template": template, "now": time.time()}
    ended = f"{time.time()} - g, {time.time()} - g + 5"
    async with database.writing() as connection:
        for statement in (
            _JOBS.format(kind="finished", state="delivered", times=ended, **shared),
            _JOBS.format(kind="waiting", state="queued", times="NULL, NULL", **shared),
            _QUEUE.format(rows=_ROWS, template=template),
            "ANALYZE",
        ):
            await connection.exec_driver_sql(statement)


async def _throughput(url: str, folder: Path, count: int) -> dict[str, float]:
    """Time so many worker processes that make the videos of a queue, first begin to last end."""
    environment = os.environ | {
        "TALKING_PHOTO_DATABASE__URL": url,
        "TALKING_PHOTO_MEDIA__URL": str(folder / "media"),
        "TALKING_PHOTO_WORKER__GRACE_SECONDS": "0",
    }
    command = (sys.executable, "-m", "benchmarks.bot_program", "work")
    async with _stores(url) as (_, jobs, queue):
        processes = [
            await asyncio.create_subprocess_exec(
                *command, env=environment, stderr=asyncio.subprocess.DEVNULL
            )
            for _ in range(count)
        ]
        try:
            await _rendered(jobs, queue, folder, "warm", 3 * count)  # until all children are there
            done = await _rendered(jobs, queue, folder, "timed", _JOBS_PER_WORKER * count)
        finally:
            for process in processes:
                process.terminate()
            await asyncio.gather(*(process.wait() for process in processes))
    began = min(job.started or 0.0 for job in done)
    ended = max(job.finished or 0.0 for job in done)
    return {
        "workers": count,
        "jobs per second": len(done) / (ended - began),
        "begun twice": sum(job.attempt > 1 for job in done),
    }


async def _rendered(
    jobs: SqlJobStore, queue: TaskQueue, folder: Path, kind: str, count: int
) -> list[Job]:
    """Submit so many jobs, each of another person, and wait until their videos are there."""
    media = ObjectMediaStore(str(folder / "media"))
    requests = [_request(f"{kind}{number}", number) for number in range(count)]
    for request in requests:
        await media.put(request.photo, b"photo")
        await jobs.add(request, _PLENTY, time.time(), queue.enqueue_render)
    while True:
        found = [await jobs.find(request.job_id) for request in requests]
        done = [job for job in found if job is not None and job.state == JobState.RENDERED]
        if len(done) == count:
            return done
        await asyncio.sleep(1)


@contextlib.asynccontextmanager
async def _stores(url: str) -> AsyncIterator[tuple[Database, SqlJobStore, TaskQueue]]:
    async with Database(url) as database:
        DBOS.migrate(sync_url(url))
        queue = TaskQueue(
            sync_url(url),
            SqlWorkerStore(database),
            WorkerSettings(),
            _Nobody(),
            database.no_writing,
        )
        try:
            yield database, SqlJobStore(database), queue
        finally:
            queue.close()


def _request(user: str, number: int) -> JobRequest:
    chat = ChatRef(platform="town", chat="square", user=user, message=str(number))
    photo = input_key(chat.person, b"photo", str(number))
    text = f"{_SECONDS_PER_JOB} seconds of sleep"
    return JobRequest(key=f"{user}:{number}", chat=chat, photo=photo, text=text)
