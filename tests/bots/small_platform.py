"""A whole program with a platform of its own.

A folder in which each video delivered is a line of a file.

Run as `python -m tests.bots.small_platform run|work`; settings come from the environment,
as always.
"""

import asyncio
import contextlib
import os
import sys
import time
from pathlib import Path

from talking_photo.bots import app
from talking_photo.bots.conversation.connection import Connection
from talking_photo.bots.service.logs import log_as_json
from talking_photo.core.jobs.job import DeliveryReceipt
from talking_photo.core.settings import load_settings
from talking_photo.storage.worker_store import SqlWorkerStore

PLATFORM = "town"
VIDEO_WORK = "tests.bots.small_video:make_video"


class Town:
    """An adapter that writes what it delivers into a file, one line for each time."""

    platform = PLATFORM

    def __init__(self, shared, board: Path):
        self._board = board
        self.shared = shared

        self.connection = Connection(PLATFORM)
        self.connection.restored()

    def routes(self):
        return ()

    async def open(self):
        pass

    async def take_in(self):
        pass

    async def stop_taking_in(self):
        pass

    async def close(self):
        pass

    async def deliver(self, job, video):
        assert video.path.read_bytes()
        return self._tell(f"{job.id} video")

    async def refuse(self, job, failure):
        return self._tell(f"{job.id} {failure.code}")

    def _tell(self, line):
        with self._board.open("a") as board:
            board.write(line + "\n")
        return DeliveryReceipt(message=line)


def _report_heartbeats(pipe):
    """Write the number of this process into a pipe, each time that it has shown to be alive."""
    beat = SqlWorkerStore.beat

    async def reported(*values):
        await beat(*values)
        with contextlib.suppress(BlockingIOError):  # nobody reads, in most tests
            end = os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
            os.write(end, f"{os.getpid()}\n".encode())
            os.close(end)

    SqlWorkerStore.beat = reported


def main():
    log_as_json()
    if "TOWN_CLOCK" in os.environ:  # a file with the seconds by which this clock is wrong
        right, wrong = time.time, Path(os.environ["TOWN_CLOCK"])
        time.time = lambda: right() + float(wrong.read_text() or 0)
    _report_heartbeats(Path(os.environ["TOWN_BEATS"]))
    settings = load_settings(None, os.environ)
    board = Path(os.environ["TOWN_BOARD"])
    match sys.argv[1]:
        case "run":
            running = app.run(
                settings, adapters=lambda shared: [Town(shared, board)], render_work=VIDEO_WORK
            )
        case _:
            running = app.work(settings, render_work=VIDEO_WORK)
    asyncio.run(running)


if __name__ == "__main__":
    main()
