"""The whole program as real processes.

One or many of them, told to stop, and killed at the worst moment.
"""

import asyncio
import contextlib
import dataclasses
import os
import signal
import sys
from pathlib import Path

import pytest

from talking_photo.bots import app
from talking_photo.bots.conversation.adapter import AdapterContext
from talking_photo.core.jobs.job import (
    Cancelled,
    ChatRef,
    JobRequest,
    JobState,
    MediaKey,
    Rendered,
    Working,
)
from talking_photo.core.settings import Settings, load_settings
from tests import postgres
from tests.bots.small_platform import PLATFORM

LONG = 240
"""Seconds after which a test is given up; nothing is ever waited for that long."""
PHOTO = MediaKey("people/x/inputs/photo")


class Program:
    """One process of the program, and what it says."""

    def __init__(self, process):
        self.process = process
        self.said = []
        self._more_said = asyncio.Condition()
        self._reading = asyncio.create_task(self._read())

    async def _read(self):
        async for line in self.process.stderr:
            async with self._more_said:
                self.said.append(line.decode())
                self._more_said.notify_all()

    async def says(self, words):
        """Wait for a line of the log."""
        async with self._more_said:
            await self._more_said.wait_for(lambda: any(words in line for line in self.said))

    async def kill(self):
        self.process.kill()
        await self.over()

    async def over(self):
        code = await self.process.wait()
        await self._reading
        return code

    async def terminate(self):
        self.process.terminate()
        return await self.over()


class Town:
    """Processes that share a database, and the board on which they put what they deliver."""

    def __init__(self, folder: Path, database: str):
        self.folder = folder
        self.variables = {
            "TALKING_PHOTO_DATABASE__URL": database,
            "TALKING_PHOTO_MEDIA__URL": str(folder / "media"),
            "TALKING_PHOTO_WEB__PORT": "0",
            "TALKING_PHOTO_WORKER__POLL_SECONDS": "0.2",
            # the work of these children talks to the test by files, and kills its parent
            "TALKING_PHOTO_RENDER__SANDBOX": "false",
            "TALKING_PHOTO_WORKER__DEAD_AFTER_SECONDS": "2",
            "TALKING_PHOTO_WORKER__GRACE_SECONDS": "1",
        }
        self.board = Fifo(folder / "board")
        self.heartbeats = Fifo(folder / "heartbeats")
        self._gates = []
        self._programs = []
        self._requests = 0

    async def __aenter__(self):
        self._stack = contextlib.AsyncExitStack()
        self.services = await self._stack.enter_async_context(app.open_services(self.settings))
        self.job_service = self.services.job_service
        return self

    async def __aexit__(self, *exc):
        for program in self._programs:
            if program.process.returncode is None:
                await program.kill()
        await self._stack.aclose()
        for fifo in (self.board, self.heartbeats, *self._gates):
            fifo.close()

    @property
    def settings(self) -> Settings:
        return load_settings(None, self.variables)

    async def start(self, kind, **variables):
        environment = (
            os.environ
            | self.variables
            | {"TOWN_BOARD": str(self.board.path), "TOWN_BEATS": str(self.heartbeats.path)}
            | variables
        )
        program = Program(
            await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tests.bots.small_platform", kind),
                env=environment,
                stderr=asyncio.subprocess.PIPE,
            )
        )
        self._programs.append(program)
        await program.says('"message": "ready')
        return program

    async def submit(self, text="Hi.", user="anna"):
        self._requests += 1
        await self.services.stores.media.put(PHOTO, b"photo")
        chat = ChatRef(platform=PLATFORM, chat="square", user=user, message=str(self._requests))
        request = JobRequest(key=f"{self._requests}", chat=chat, photo=PHOTO, text=text)
        return await self.job_service.submit(request)

    async def job_that_waits(self):
        """A job, and what tells when a render child has begun it."""
        gate = Gate(self.folder / f"gate{self._requests}")
        self._gates.append(gate)
        return await self.submit(f"wait {gate.path}"), gate

    async def all_beat(self, times):
        """Every process has shown so often again that it is alive."""
        left = dict.fromkeys((program.process.pid for program in self._programs), times)
        while any(count > 0 for count in left.values()):
            left[int(await self.heartbeats.line())] -= 1

    async def delivered(self):
        """The next line on the board."""
        return await self.board.line()

    async def rest_of_the_board(self):
        """All lines that are left. For when everybody has stopped."""
        self.board.write("end")
        lines = []
        while (line := await self.delivered()) != "end":
            lines.append(line)
        return lines


class Fifo:
    """A named pipe that both sides may open without waiting for one another."""

    def __init__(self, path):
        self.path = path
        os.mkfifo(path)
        self._end = path.open("r+b", buffering=0)

    async def line(self):
        """The next line that somebody wrote."""
        if not hasattr(self, "_reader"):
            self._reader = asyncio.StreamReader()
            self._transport, _ = await asyncio.get_running_loop().connect_read_pipe(
                lambda: asyncio.StreamReaderProtocol(self._reader), self._end
            )
        return (await self._reader.readline()).decode().strip()

    def write(self, line):
        os.write(self._end.fileno(), f"{line}\n".encode())

    def close(self):
        if hasattr(self, "_transport"):
            self._transport.close()
        self._end.close()


class Gate:
    """Where a render child waits until it is let through."""

    def __init__(self, path):
        self.path = path
        self._there, self._go = Fifo(path), Fifo(path.with_suffix(".go"))

    async def reached(self):
        """Process id of the child that waits."""
        return int(await self._there.line())

    def open(self):
        self._go.write("go")

    def close(self):
        self._there.close()
        self._go.close()


@pytest.fixture
async def town(postgres_server, tmp_path):
    url = postgres.new_database(postgres_server)
    async with asyncio.timeout(LONG), Town(tmp_path, url) as built:
        yield built


@pytest.fixture
async def sqlite_town(tmp_path):
    async with asyncio.timeout(LONG), Town(tmp_path, f"sqlite:///{tmp_path}/a.db") as built:
        yield built


async def events_of(town, job):
    return [event async for event in town.job_service.follow(job.id)]


async def test_one_process_takes_makes_and_delivers_a_video_and_tells_how_far_it_is(sqlite_town):
    program = await sqlite_town.start("run")
    job, gate = await sqlite_town.job_that_waits()
    child = await gate.reached()
    assert child != program.process.pid
    async for event in sqlite_town.job_service.follow(job.id):
        if isinstance(event, Working) and event.done == pytest.approx(0.1):
            break
    gate.open()
    assert isinstance((await events_of(sqlite_town, job))[-1], Rendered)
    assert await sqlite_town.delivered() == f"{job.id} video"
    assert await program.terminate() == 0
    assert await sqlite_town.rest_of_the_board() == []
    assert (await sqlite_town.job_service.status(job.id)).state == JobState.DELIVERED
    assert not await sqlite_town.services.stores.media.has(PHOTO)


async def test_a_killed_worker_loses_nothing_and_doubles_nothing(town):
    bot = await town.start("run", TALKING_PHOTO_RENDER__CHILDREN="0")
    workers = [await town.start("work"), await town.start("work")]
    job, gate = await town.job_that_waits()
    child = await gate.reached()
    victim = next(w for w in workers if parent_of(child) == w.process.pid)
    others = [await town.submit(user=f"other{n}") for n in range(3)]
    await victim.kill()
    await gate.reached()
    gate.open()
    delivered = [await town.delivered() for _ in range(4)]
    assert sorted(delivered) == sorted(f"{one.id} video" for one in (job, *others))
    assert (await town.job_service.status(job.id)).attempt == 2
    (survivor,) = [worker for worker in workers if worker is not victim]
    assert [await bot.terminate(), await survivor.terminate()] == [0, 0]
    assert await town.rest_of_the_board() == []


async def test_clocks_that_differ_and_step_make_nobody_take_a_running_job(town):
    await town.start("run", TALKING_PHOTO_RENDER__CHILDREN="0")
    clocks = [town.folder / "fast", town.folder / "slow"]
    for clock, wrong in zip(clocks, ("12", "-12"), strict=True):
        clock.write_text(wrong)
        await town.start("work", TOWN_CLOCK=str(clock))
    job, gate = await town.job_that_waits()
    await gate.reached()
    await town.all_beat(times=6)
    for clock, wrong in zip(clocks, ("-7200", "7200"), strict=True):
        clock.write_text(wrong)
    await town.all_beat(times=6)
    running = await town.job_service.status(job.id)
    assert (running.state, running.attempt) == (JobState.RUNNING, 1)
    gate.open()
    assert await town.delivered() == f"{job.id} video"


async def test_a_database_that_is_away_for_a_while_costs_no_video(town, postgres_server):
    program = await town.start("run")
    job, gate = await town.job_that_waits()
    await gate.reached()
    await asyncio.to_thread(postgres_server.stop)
    try:
        gate.open()
        await program.says("storing the result of a job failed")
    finally:
        await asyncio.to_thread(postgres_server.start)
    assert await town.delivered() == f"{job.id} video"
    assert await program.terminate() == 0
    assert await town.rest_of_the_board() == []


async def test_a_killed_bot_goes_on_where_it_was(sqlite_town):
    program = await sqlite_town.start("run")
    job, gate = await sqlite_town.job_that_waits()
    await gate.reached()
    await program.kill()
    again = await sqlite_town.start("run")
    await gate.reached()
    gate.open()
    assert await sqlite_town.delivered() == f"{job.id} video"
    assert await again.terminate() == 0
    assert await sqlite_town.rest_of_the_board() == []


async def test_told_to_stop_it_hands_back_what_takes_longer_than_the_grace(sqlite_town):
    program = await sqlite_town.start("run")
    job, gate = await sqlite_town.job_that_waits()
    child = os.pidfd_open(await gate.reached())
    loop = asyncio.get_running_loop()
    stopped = loop.time()
    assert await program.terminate() == 0
    assert loop.time() - stopped < 25
    handed_back = await sqlite_town.job_service.status(job.id)
    assert (handed_back.state, handed_back.attempt) == (JobState.QUEUED, 0)
    with pytest.raises(ProcessLookupError):
        signal.pidfd_send_signal(child, 0)
    os.close(child)


async def test_a_running_job_stops_at_once_and_its_child_is_gone(sqlite_town):
    await sqlite_town.start("run")
    job, gate = await sqlite_town.job_that_waits()
    child = os.pidfd_open(await gate.reached())
    loop = asyncio.get_running_loop()
    gone = asyncio.Event()
    loop.add_reader(child, gone.set)
    assert await sqlite_town.job_service.cancel(job.id, by=job.request.chat.person)
    async with asyncio.timeout(10):  # by itself it would wait for the gate for ever
        await gone.wait()
    loop.remove_reader(child)
    os.close(child)
    assert await events_of(sqlite_town, job) == [Cancelled()]
    another = await sqlite_town.submit()
    assert await sqlite_town.delivered() == f"{another.id} video"


async def test_two_at_once_as_during_a_deployment_do_no_harm(sqlite_town):
    old = await sqlite_town.start("run")
    jobs = [await sqlite_town.submit() for _ in range(3)]
    new = await sqlite_town.start("run")
    jobs += [await sqlite_town.submit() for _ in range(3)]
    assert await old.terminate() == 0
    delivered = [await sqlite_town.delivered() for _ in jobs]
    assert sorted(delivered) == sorted(f"{job.id} video" for job in jobs)
    assert await new.terminate() == 0
    assert await sqlite_town.rest_of_the_board() == []


def parent_of(pid):
    stat = Path(f"/proc/{pid}/stat").read_text()
    return int(stat.rpartition(")")[2].split()[1])


def test_a_process_that_speaks_for_nobody_says_so(caplog):
    fields = dataclasses.fields(AdapterContext)
    nothing = dict.fromkeys(field.name for field in fields if field.name != "settings")
    assert app.build_adapters(AdapterContext(**nothing, settings=Settings())) == []
    assert "no chat platform is configured" in caplog.text
