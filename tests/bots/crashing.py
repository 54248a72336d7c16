"""A whole program with a trap: it is killed at the point that a file names.

Run as `python -m tests.bots.crashing Telegram|Discord`. The trap is gone once it has sprung, so
that the next process gets past it. Settings come from the environment, as always, and TRAP is the
file. Each line of the standard input starts one process, forked after everything is imported; its
number and its exit code are printed, and between them a line whenever it has closed something.
"""

# Render children read the module of the program again, so this imports as little as they need.
import asyncio
import functools
import os
import pkgutil
import shutil
import signal
import sys
from pathlib import Path

from talking_photo.core.model import Note, Stage, Video

MID_RENDER = "in mid-render"
PLACES = {
    "received, not stored": ("before", "talking_photo.storage.inbox:SqlUpdateStore.add"),
    "stored, perhaps not confirmed": ("after", "talking_photo.storage.inbox:SqlUpdateStore.add"),
    "answered, not noted": (
        "before",
        "talking_photo.storage.delivery_store:SqlDeliveryStore.status_is",
    ),
    "noted, photo not fetched": ("before", "talking_photo.bots.{0}_bot.client:{1}Client.fetch"),
    "photo fetched, not submitted": (
        "before",
        "talking_photo.core.jobs.service:JobService.submit",
    ),
    "submitted, not handled": ("before", "talking_photo.storage.inbox:SqlUpdateStore.handled"),
    "rendered, not stored": ("before", "talking_photo.storage.job_store:SqlJobStore.rendered"),
    "stored, not delivered": ("after", "talking_photo.storage.job_store:SqlJobStore.rendered"),
    "before the video is sent": (
        "before",
        "talking_photo.bots.{0}_bot.delivery:{1}Delivery.deliver",
    ),
    "sent, not noted": ("before", "talking_photo.storage.delivery_store:SqlDeliveryStore.sent"),
    "noted, faces not offered": (
        "before",
        "talking_photo.bots.{0}_bot.delivery:{1}Delivery.offer",
    ),
    "offered, job not closed": ("before", "talking_photo.storage.job_store:SqlJobStore.delivered"),
}
"""For each point on the way of a video where it is, before or after which method; {1} is the
platform."""
POINTS = (*PLACES, MID_RENDER)

CLOSED = "closed"
CLOSING = (
    "talking_photo.storage.inbox:SqlUpdateStore.handled",
    "talking_photo.storage.job_store:SqlJobStore.delivered",
)
"""After these, something less is under way."""


def wrap_methods(platform):
    """Set the traps in what this platform uses, and let it know what is closed."""
    for point, (when, place) in PLACES.items():
        springs = functools.partial(_spring, Path(os.environ["TRAP"]), point, os.getpid)
        _wrap(place.format(platform.lower(), platform), **{when: springs})
    for place in CLOSING:
        _wrap(place, after=functools.partial(_tell, CLOSED))


def _wrap(place, before=None, after=None):
    kind, _, name = place.rpartition(".")
    kind = pkgutil.resolve_name(kind)
    method = getattr(kind, name)

    async def call(self, *values, **named):
        if before:
            before()
        result = await method(self, *values, **named)
        if after:
            after()
        return result

    setattr(kind, name, call)


def _spring(trap, point, victim):
    if trap.exists() and trap.read_text() == point:
        trap.unlink()
        os.kill(victim(), signal.SIGKILL)


def _tell(word):
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def make_video(request, target, settings, report, companion=None):
    """Work of a render child: the photo is the video and shows two, and the words name the trap.

    `in <file>`.
    """
    report(Stage.FRAMES, 0.5)
    _spring(Path(request.text.removeprefix("in ")), MID_RENDER, os.getppid)
    shutil.copy(request.photo, target)
    shutil.copy(request.photo, companion)
    note = Note(code="several_faces", facts={"count": 2, "number": 1})
    size, sha256 = target.stat().st_size, "0" * 64
    return Video(
        path=target, width=96, height=80, seconds=1.0, bytes=size, sha256=sha256, notes=(note,)
    )


def main(platform):
    """Start processes until the standard input ends."""
    import dbos  # noqa: F401 - the queue does it anew in each process

    from talking_photo.bots import app
    from talking_photo.bots.service.logs import log_as_json
    from talking_photo.core.settings import load_settings

    wrap_methods(platform)
    for _start in sys.stdin:
        process = os.fork()
        if process == 0:
            log_as_json()
            settings = load_settings(None, os.environ)
            asyncio.run(app.run(settings, render_work="tests.bots.crashing:make_video"))
            os._exit(0)
        _tell(process)
        _tell(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))


if __name__ == "__main__":
    main(sys.argv[1])
