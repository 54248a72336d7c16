"""The whole program with the real bot, and a trap: it is killed at the point that a file names.

Run as `python -m tests.bots.telegram_bot.crashing_program`; settings come from the environment, as always, and
TRAP is the file. The trap is gone once it has sprung, so that the next process gets past it. Each line of the
standard input starts one process, forked after everything is imported; its number and its exit code are printed.
"""

# Render children read this module again, so it imports as little as they need.
import asyncio
import os
import shutil
import signal
import sys
from pathlib import Path

from core.model import Clip, Note, Stage

POINTS = (
    "received, not stored",
    "stored, not confirmed",
    "acknowledged, not noted",
    "noted, photo not fetched",
    "photo fetched, not submitted",
    "submitted, update not handled",
    "in mid-render",
    "rendered, not stored",
    "stored, not delivered",
    "before the film is sent",
    "sent, not noted",
    "noted, faces not offered",
    "offered, job not closed",
)


def set_traps(trap):
    from bots.telegram_bot.delivery import TelegramDelivery
    from bots.telegram_bot.room import TelegramRoom
    from core.studio import Studio
    from storage.delivery_store import SqlDeliveryStore
    from storage.inbox import SqlInbox
    from storage.job_store import SqlJobStore

    places = (
        (SqlInbox, "add", "before"),
        (SqlInbox, "add", "after"),
        (SqlDeliveryStore, "status_is", "before"),
        (TelegramRoom, "fetch", "before"),
        (Studio, "submit", "before"),
        (SqlInbox, "handled", "before"),
        None,  # in the render child
        (SqlJobStore, "rendered", "before"),
        (SqlJobStore, "rendered", "after"),
        (TelegramDelivery, "deliver", "before"),
        (SqlDeliveryStore, "sent", "before"),
        (TelegramDelivery, "offer", "before"),
        (SqlJobStore, "delivered", "before"),
    )
    for point, place in zip(POINTS, places, strict=True):
        if place is not None:
            kind, method, when = place
            setattr(kind, method, trapped(getattr(kind, method), trap, point, when))


def trapped(method, trap, point, when):
    async def call(self, *values, **named):
        if when == "before":
            spring(trap, point, os.getpid())
        result = await method(self, *values, **named)
        if when == "after":
            spring(trap, point, os.getpid())
        return result

    return call


def spring(trap, point, pid):
    if trap.exists() and trap.read_text() == point:
        trap.unlink()
        os.kill(pid, signal.SIGKILL)


def make_film(request, target, settings, report, *, preview=None):
    """Work of a render child: the photo is the film and shows two, and the words name the trap: `in <file>`."""
    report(Stage.FRAMES, 0.5)
    spring(Path(request.text.removeprefix("in ")), "in mid-render", os.getppid())
    shutil.copy(request.photo, target)
    shutil.copy(request.photo, preview)
    note = Note(code="several_faces", facts={"count": 2, "number": 1})
    size, sha256 = target.stat().st_size, "0" * 64
    return Clip(
        path=target, width=96, height=80, seconds=1.0, bytes=size, sha256=sha256, notes=(note,)
    )


def main():
    from bots import app
    from bots.logs import log_as_json
    from core.settings import load_settings

    set_traps(Path(os.environ["TRAP"]))
    for _start in sys.stdin:
        process = os.fork()
        if process == 0:
            log_as_json()
            asyncio.run(app.run(load_settings(None, os.environ), film_work=make_film))
            os._exit(0)
        sys.stdout.write(f"{process}\n")
        sys.stdout.flush()
        sys.stdout.write(f"{os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
