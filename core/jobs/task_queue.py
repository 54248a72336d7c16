"""The queue: hands stored jobs to workers on any machine, and again after a crash.

Only the ids of jobs travel.

It is DBOS (https://docs.dbos.dev), whose tables lie beside ours in the same database, so that a
job and its place in the queue are stored in one transaction. Its payloads are written as JSON, not
as pickle. What a job is, and whether it is still wanted, our own table says; an handler therefore
begins by asking it, and may be run twice without harm.

The next job is the one of the best priority, which is how many unfinished jobs its asker had, and
then the oldest. Partitions of DBOS would be fair as well, but when a worker has little room DBOS
3.4 chooses the partition at random, and then no place in the queue is known.
"""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import socket
import traceback
from collections.abc import Awaitable, Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from typing import Any

from talking_photo.core.errors import StorageError, TalkingPhotoError
from talking_photo.core.jobs.job import Job, JobId
from talking_photo.core.jobs.ports import Meter
from talking_photo.core.jobs.stores import Heartbeat, WorkerStore
from talking_photo.core.retry import Backoff, retry
from talking_photo.core.settings import WorkerSettings

JobHandler = Callable[[JobId], Awaitable[None]]
"""What is done with a job. Cancelled when the process stops: it will then be run again
elsewhere."""

_APPLICATION = "talking-photo"
_VERSION = "1"
"""DBOS hands a job only to workers of its own version, by default a hash of the source: after an
upgrade all that waited would be stranded. Raise it only when old jobs must not be taken up."""
_RENDER = "render"
_DELIVER = "deliver"
_ENDED = ("SUCCESS", "ERROR", "CANCELLED")
_BATCH = 500
_LOOKS = 4
"""So often a worker shows that it is alive, and others look, within `dead_after_seconds`."""
_BACKOFF = Backoff(first=1.0, longest=60.0)

_log = logging.getLogger(__name__)


class TaskQueue:
    """The queue as one process sees it: `start`, later `stop`.

    The rest may be called from before to after.

    Args:
        url: The database, for a library that uses threads.
        workers: Where the processes say that they are alive.
        settings: How often they look, and how soon a silent one is taken for dead.
        meter: Counts jobs that were taken over.
        no_writing: While it is open, nobody of this loop is in the middle of writing to a
            database that has one writer.
    """

    def __init__(
        self,
        url: str,
        workers: WorkerStore,
        settings: WorkerSettings,
        meter: Meter,
        no_writing: Callable[[], AbstractAsyncContextManager[None]],
    ) -> None:
        from dbos import DBOSClient, DBOSPortableJSONSerializer

        self._url = url
        self._workers = workers
        self._settings = settings
        self._meter = meter
        self._no_writing = no_writing
        self._name = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
        # A name of its own for each process: DBOS hands the jobs of a name on when the name starts
        # again, and during a deployment the old process of a fixed name would still be at work.
        self._client = DBOSClient(
            system_database_url=url,
            lazy=True,
            application_name=_APPLICATION,
            serializer=DBOSPortableJSONSerializer(),
        )
        self._running: set[asyncio.Task[Any]] = set()
        self._alive: asyncio.Task[None] | None = None
        self._slots = 0
        self._looks: dict[str, tuple[int, int]] = {}
        """For each worker its count, and at how many looks in a row that stood still."""

    def enqueue_render(self, connection: Any, job: Job) -> None:  # noqa: ANN401 - of the store
        """Enqueue the rendering, inside the transaction that stores the job."""
        self._client.enqueue_in_transaction(
            connection,
            {
                "workflow_name": _RENDER,
                "queue_name": _RENDER,
                "workflow_id": job.id,
                "app_version": _VERSION,
                "priority": job.priority,
            },
            job.id,
        )

    def enqueue_delivery(self, connection: Any, job: Job) -> None:  # noqa: ANN401 - of the store
        """Enqueue the delivery, inside the transaction that ends the job."""
        self._client.enqueue_in_transaction(
            connection,
            {
                "workflow_name": _DELIVER,
                "queue_name": _queue_of(job.request.chat.platform),
                "workflow_id": _delivery_of(job.id),
                "app_version": _VERSION,
            },
            job.id,
        )

    async def withdraw(self, job: JobId) -> None:
        """Take a cancelled job out of the queue, where it would cost the next one a turn."""
        await self._client.cancel_workflow_async(job)

    async def forget(self, jobs: Collection[JobId]) -> None:
        """Remove every trace of finished jobs."""
        if jobs:
            traces = [trace for job in jobs for trace in (job, _delivery_of(job))]
            await self._client.delete_workflows_async(traces)

    async def forget_ended(self, before: float) -> None:
        """Remove every trace of jobs that ended before that time (seconds since 1970)."""
        moment = datetime.fromtimestamp(before, UTC).isoformat()
        while ended := await self._client.list_workflows_async(
            status=list(_ENDED),
            completed_before=moment,
            limit=_BATCH,
            load_input=False,
            load_output=False,
        ):
            await self._client.delete_workflows_async([one.workflow_id for one in ended])

    async def start(
        self,
        *,
        render: JobHandler | None,
        slots: int,
        deliver: JobHandler,
        platforms: Collection[str],
    ) -> None:
        """Begin to take jobs.

        Args:
            render: Makes a video; None when this process makes none.
            slots: How many videos at a time. The same in every process, for DBOS keeps one number
                for the queue: that of the process which started last. A larger machine runs more
                processes.
            deliver: Tells the asker.
            platforms: Those that this process speaks for; may be none.

        Raises:
            StorageError: database_unreachable.
        """
        from dbos import DBOS, DBOSPortableJSONSerializer

        # Without a handler of ours DBOS would print by one of its own, past our format.
        logging.getLogger("dbos").addHandler(logging.NullHandler())
        self._slots = slots if render else 0
        await self._workers.beat(self._name, self._slots)
        DBOS(
            config={
                "name": _APPLICATION,
                "system_database_url": self._url,
                "application_version": _VERSION,
                "executor_id": self._name,
                "log_level": "WARNING",
                "serializer": DBOSPortableJSONSerializer(),
                "run_migrations": False,
            }
        )
        queues = [_queue_of(platform) for platform in platforms]
        self._register(_DELIVER, deliver)
        if render is not None:
            self._register(_RENDER, render)
            queues.append(_RENDER)
        DBOS.listen_queues(queues)
        try:
            # In a thread: on a new database it waits for the end of every open transaction, and
            # those of this loop end only while the loop runs.
            await asyncio.to_thread(DBOS.migrate, self._url)
            async with self._no_writing():  # it writes, and nothing else moves until it has
                DBOS.launch()  # on the loop's thread, so that handlers run on this loop
        except Exception as exc:
            raise StorageError("database_unreachable", reason=type(exc).__name__) from exc
        for queue in queues:
            await DBOS.register_queue_async(
                queue,
                worker_concurrency=slots if queue == _RENDER else None,
                polling_interval_sec=self._settings.poll_seconds,
                on_conflict="always_update",
            )
        self._alive = asyncio.create_task(self._stay_alive(), name="stay alive")

    async def stop(self) -> None:
        """Accept nothing new, finish within the grace of the settings, hand back the rest."""
        from dbos import DBOS

        grace = self._settings.grace_seconds
        loop = asyncio.get_running_loop()
        own = ThreadPoolExecutor(thread_name_prefix="after-dbos")
        # It looks for jobs no more and waits for those that run, once a second.
        patience = int(grace) + 5 if self._running else 0
        # In a thread of ours, for DBOS has put its own pool in place of the loop's and shuts it
        # down.
        end = loop.run_in_executor(
            own,
            lambda: DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=patience),
        )
        if self._running:
            await asyncio.wait(self._running, timeout=grace)
        self._hand_back()
        await end
        loop.set_default_executor(own)
        while self._running:  # one that DBOS had just begun
            await asyncio.wait(self._hand_back())
        if self._alive is not None:
            self._alive.cancel()
        await self._workers.leave(self._name)

    def close(self) -> None:
        """Close the connections to the database."""
        self._client.destroy()

    def _hand_back(self) -> set[asyncio.Task[Any]]:
        """Cancel what runs.

        A cancelled workflow stays unfinished for DBOS, and another worker takes it over.
        """
        for task in self._running:
            task.cancel()
        return set(self._running)

    def _register(self, name: str, handler: JobHandler) -> None:
        from dbos import DBOS

        # Without steps: what an handler did is in our own tables, and it starts by reading them.
        @DBOS.workflow(name=name, max_recovery_attempts=None)
        async def run(job: str) -> None:
            task = asyncio.current_task()
            assert task is not None  # noqa: S101 - a coroutine is run by a task
            self._running.add(task)
            try:
                await _run_with_retry(handler, JobId(job))
            finally:
                self._running.discard(task)

    async def _stay_alive(self) -> None:
        """Send heartbeats, and take over from workers that are silent."""
        while True:
            try:
                await self._workers.beat(self._name, self._slots)
                await self._take_over()
            except StorageError as exc:
                _log.warning("heartbeat failed: %s", exc)
            await asyncio.sleep(self._settings.dead_after_seconds / _LOOKS)

    async def _take_over(self) -> None:
        """Put back into the queue what dead workers had begun."""
        for dead in self._silent(await self._workers.heartbeats()):
            if not await self._workers.claim(dead):
                continue
            begun = await self._client.list_workflows_async(
                status="PENDING", executor_id=dead.worker, load_input=False, load_output=False
            )
            for queue in {one.queue_name for one in begun}:
                ids = [one.workflow_id for one in begun if one.queue_name == queue]
                await self._client.resume_workflows_async(ids, queue_name=queue)
            await self._workers.confirm_takeover(dead.worker)
            self._meter.taken_over(len(begun))
            _log.warning("worker %s is dead; %d jobs requeued", dead.worker, len(begun))

    def _silent(self, heartbeats: Sequence[Heartbeat]) -> Sequence[Heartbeat]:
        """Return the workers that have left, or whose heartbeat count has not changed.

        Looks are counted, not seconds: while the database is away nobody can show anything, and
        nobody looks.
        """
        looks = {}
        for beat in heartbeats:
            count, before = self._looks.get(beat.worker, (beat.count, -1))
            looks[beat.worker] = (beat.count, before + 1 if count == beat.count else 0)
        self._looks = looks
        return [
            beat
            for beat in heartbeats
            if beat.worker != self._name and (beat.left or looks[beat.worker][1] >= _LOOKS)
        ]


async def _run_with_retry(handler: JobHandler, job: JobId) -> None:
    """Run a handler until it ends: whatever fails in between, the job must not be lost."""

    def log(error: BaseException, pause: float) -> None:
        # Not the message of a foreign exception, which may quote a user.
        _log.error(
            "job %s: %s, next attempt in %.0f s", job, _in_short(error), pause, extra={"job": job}
        )

    # DBOS would take any exception for the end of the job.
    await retry(
        lambda: handler(job), _BACKOFF, when=lambda exc: isinstance(exc, Exception), on_retry=log
    )


def _in_short(exc: BaseException) -> str:
    """What happened and where, without the words of a foreign exception."""
    if isinstance(exc, TalkingPhotoError):
        return str(exc)
    last = traceback.extract_tb(exc.__traceback__)[-1]
    return f"{type(exc).__name__} in {last.name}, {last.filename}:{last.lineno}"


def _queue_of(platform: str) -> str:
    return f"{_DELIVER}.{platform}"


def _delivery_of(job: JobId) -> str:
    return f"{_DELIVER}-{job}"
