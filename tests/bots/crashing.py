"""A whole program with a trap: it is killed at the point that a file names.

The trap is gone once it has sprung, so that the next process gets past it. Settings come from the environment, as
always, and TRAP is the file. Each line of the standard input starts one process, forked after everything is
imported; its number and its exit code are printed.
"""

# Render children read the module of the program again, so this imports as little as they need.
import asyncio
import os
import shutil
import signal
import sys
from pathlib import Path

from core.model import Clip, Note, Stage

MID_RENDER = "in mid-render"


def set_traps(places):
    """Trap methods; `places` says for each point the class, the method, and whether before or after it."""
    trap = Path(os.environ["TRAP"])
    for point, place in places.items():
        if place is not None:
            kind, method, when = place
            setattr(kind, method, _trapped(getattr(kind, method), trap, point, when))


def _trapped(method, trap, point, when):
    async def call(self, *values, **named):
        if when == "before":
            _spring(trap, point, os.getpid())
        result = await method(self, *values, **named)
        if when == "after":
            _spring(trap, point, os.getpid())
        return result

    return call


def _spring(trap, point, pid):
    if trap.exists() and trap.read_text() == point:
        trap.unlink()
        os.kill(pid, signal.SIGKILL)


def make_film(request, target, settings, report, *, preview=None):
    """Work of a render child: the photo is the film and shows two, and the words name the trap: `in <file>`."""
    report(Stage.FRAMES, 0.5)
    _spring(Path(request.text.removeprefix("in ")), MID_RENDER, os.getppid())
    shutil.copy(request.photo, target)
    shutil.copy(request.photo, preview)
    note = Note(code="several_faces", facts={"count": 2, "number": 1})
    size, sha256 = target.stat().st_size, "0" * 64
    return Clip(
        path=target, width=96, height=80, seconds=1.0, bytes=size, sha256=sha256, notes=(note,)
    )


def main():
    """Start processes until the standard input ends."""
    from bots import app
    from bots.logs import log_as_json
    from core.settings import load_settings

    for _start in sys.stdin:
        process = os.fork()
        if process == 0:
            log_as_json()
            asyncio.run(
                app.run(load_settings(None, os.environ), film_work="tests.bots.crashing:make_film")
            )
            os._exit(0)
        sys.stdout.write(f"{process}\n")
        sys.stdout.flush()
        sys.stdout.write(f"{os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])}\n")
        sys.stdout.flush()
