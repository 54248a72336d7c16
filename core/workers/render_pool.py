"""The render children, seen from the event loop: one awaited call for each job, whatever a child does."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import shutil
import signal
import uuid
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Self

from pebble import ProcessExpired, ProcessPool

from talking_photo.core.errors import JobCancelled, RenderError, StorageError, TalkingPhotoError
from talking_photo.core.model import Stage, Video
from talking_photo.core.progress import Report
from talking_photo.core.request import SpeakRequest
from talking_photo.core.settings import Settings
from talking_photo.core.workers import render_child
from talking_photo.core.workers.oom import oom_kills
from talking_photo.core.workers.scratch import scratch, sweep_leftovers

_START_SECONDS = 120.0
"""A child that has not begun a job by then never will; importing mediapipe takes 2 to 7 s."""
_END_SECONDS = 5.0
"""How long a killed child may take to be gone; usually 0.1 s, the pace at which pebble looks."""
_LOG_BYTES = 4_000
_FROM_OUTSIDE = (signal.SIGKILL, signal.SIGTERM, signal.SIGHUP)
"""A process that breaks down ends by none of these; somebody sends them."""

_log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class _Job:
    """What the pool knows about a job under way."""

    name: str
    report: Report
    task: asyncio.Task[Any]
    limit: asyncio.Timeout | None = None
    """For the start of the child, and from then on for its work."""
    deadline: float = 0.0
    """Seconds that the work may take."""
    child: int | None = None
    """Process id, once the child has said hello."""
    over: asyncio.Event
    """The child has let go of the line: it has finished or is dead."""
    unwanted: bool = False


class RenderPool:
    """Child processes that stay warm; a crash, a hang or a memory hog costs its own job only.

    A child that somebody else kills costs the job a second begin, once.

    `async with RenderPool("talking_photo.core.pipeline:make_video", settings) as pool`, and in it, from any task,
    `await pool.render(...)`. Cancel that task, or call `cancel`, and the child is killed.
    Must be opened on the main thread: the children die with the thread that started them.

    Args:
        work: What a child does: `module:function` of a `talking_photo.core.workers.render_child.Work`. It goes by its name, because
            the child is ready for numpy only when it has locked itself in, and this process needs nothing of it.
        settings: The operator's.
        warm: `module:function` that a new child calls before its first job.
    """

    def __init__(self, work: str, settings: Settings, *, warm: str | None = None) -> None:
        self._work = work
        self._warm = warm
        self._settings = settings
        self._jobs: dict[str, _Job] = {}
        # Jobs wait here and not in pebble, which can only withdraw a job by killing a child.
        self._free_children = asyncio.Semaphore(settings.render.children)

    async def __aenter__(self) -> Self:
        await asyncio.to_thread(sweep_leftovers)
        self._held = contextlib.ExitStack()
        self._folder = self._held.enter_context(scratch())
        self._line = self._folder / "line"
        self._server = await asyncio.start_unix_server(self._listen, self._line)
        self._pool = self._start_children()
        return self

    async def __aexit__(self, *_exc: object) -> None:
        for name in self._jobs:
            self.cancel(name)
        self._server.close()
        await _stop_children(self._pool)
        self._held.close()

    async def render(
        self,
        request: SpeakRequest,
        target: Path,
        *,
        preview: Path | None = None,
        job: str | None = None,
        on_progress: Report,
    ) -> Video:
        """Make a clip in a child; `target` appears when it is whole, or not at all.

        Args:
            request: What is wished.
            target: Where the clip is put; its folder must exist. A file there is replaced.
            preview: Where the picture beside it is put, if the work makes one.
            job: A name of the caller for `cancel` and for logs.
            on_progress: Called on the event loop; must not raise.

        Raises:
            RenderError: render_crashed, render_timed_out or render_out_of_memory.
            StorageError: output_folder_missing, output_not_writable or preview_not_writable.
            TalkingPhotoError: What the work raised, with code and facts.
            JobCancelled: `cancel` was called.
        """
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("render is awaited by a task")
        under_way = _Job(
            name=job or uuid.uuid4().hex, report=on_progress, task=task, over=asyncio.Event()
        )
        self._jobs[under_way.name] = under_way
        cancels_before = task.cancelling()
        on_progress(Stage.WAITING, 0.0)
        try:
            async with self._free_children:
                with _folder_beside(target) as folder:
                    clip = await self._in_child(
                        under_way, request, folder=folder, target=target, preview=preview
                    )
                    return _put_in_place(clip, target, folder, preview)
        except asyncio.CancelledError:
            if under_way.unwanted and task.uncancel() <= cancels_before:
                raise JobCancelled from None
            raise
        except RenderError as exc:
            _log.error(  # what counts are the frames of the child, in its own log
                "job %s: %s\n%s", under_way.name, exc, self._last_words(under_way)
            )
            raise
        finally:
            del self._jobs[under_way.name]

    def cancel(self, job: str) -> None:
        """Stop a job, waiting or running: its `render` raises JobCancelled. Unknown names are ignored."""
        under_way = self._jobs.get(job)
        if under_way is not None and not under_way.unwanted:
            under_way.unwanted = True
            under_way.task.cancel()

    async def _in_child(
        self,
        job: _Job,
        request: SpeakRequest,
        *,
        folder: Path,
        target: Path,
        preview: Path | None,
    ) -> Video:
        errand = {
            "work": self._work,
            "job": job.name,
            "line": self._line,
            "folder": folder,
            "request": request,
            "target": folder / target.name,
            "settings": self._settings,
            "preview": None if preview is None else folder / f"preview-{preview.name}",
        }
        try:
            return await self._ask(job, errand)
        except _KilledError as exc:
            _log.warning("job %s: its child was killed by %s; rendered again", job.name, exc.name)
        job.child, job.over = None, asyncio.Event()
        _empty(folder)
        try:
            return await self._ask(job, errand)
        except _KilledError as exc:
            if exc.out_of_memory:
                raise RenderError("render_out_of_memory") from exc
            raise RenderError("render_crashed", reason=exc.name) from exc

    async def _ask(self, job: _Job, errand: dict[str, Any], *, again: bool = False) -> Video:
        """Hand the job to a child and see it through; afterwards nothing of it runs any more."""
        if not self._pool.active:
            broken, self._pool = self._pool, self._start_children()
            await _stop_children(broken)
        job.deadline = self._settings.render.deadline_seconds
        killed_before = oom_kills()
        # Without pebble's own timeout: that goes by the time of day, and a clock that is set forward would end all jobs.
        future = self._pool.schedule(render_child.run, kwargs=errand)
        try:
            async with asyncio.timeout(_START_SECONDS) as job.limit:
                outcome: Video | TalkingPhotoError | JobCancelled = await asyncio.wrap_future(
                    future
                )
        except TimeoutError as exc:
            await _clear_away(job)
            raise RenderError("render_timed_out", seconds=job.deadline) from exc
        except MemoryError as exc:
            raise RenderError("render_out_of_memory") from exc
        except ProcessExpired as exc:
            await _clear_away(job)
            short = oom_kills() != killed_before
            raise _why_it_died(exc.exitcode, self._last_words(job), short) from exc
        except BrokenProcessPool as exc:
            # pebble gives up when a child dies that had no job; the kernel may end any of them.
            if again or job.child is not None:
                raise RenderError("render_crashed", reason="start") from exc
            return await self._ask(job, errand, again=True)
        except asyncio.CancelledError:
            await _clear_away(job)
            raise
        if isinstance(outcome, Video):
            return outcome
        raise outcome

    async def _listen(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Follow one job of one child: `name pid`, then `stage share` until the line ends."""
        try:
            name, pid = (await reader.readline()).decode().split()
            job = self._jobs.get(name)
            if job is None:  # cancelled in the meantime; the end of the line tells the child
                return
            job.child = int(pid)
            if job.limit is not None:
                job.limit.reschedule(asyncio.get_running_loop().time() + job.deadline)
            try:
                writer.write(b"\n")
                async for said in reader:
                    stage, done = said.decode().split()
                    job.report(Stage(stage), float(done))
            finally:
                job.over.set()
        except (ValueError, OSError):  # cut off in the middle by the death of the child
            return
        finally:
            writer.close()

    def _start_children(self) -> ProcessPool:
        render = self._settings.render
        cell = render_child.Cell(
            folder=self._folder,
            memory_bytes=render.memory_megabytes * 1024 * 1024,
            warm=self._warm,
        )
        pool = ProcessPool(
            max_workers=render.children,
            max_tasks=render.tasks_per_child,
            initializer=render_child.enter,
            initargs=(cell,),
            context=get_context("spawn"),
        )
        _ = pool.active  # starts them now instead of with the first job
        return pool

    def _last_words(self, job: _Job) -> str:
        """The end of what the child of this job printed; empty when it never began."""
        if job.child is None:
            return ""
        try:
            said = render_child.log_of(self._folder, job.child).read_bytes()
        except OSError:
            return ""
        return said[-_LOG_BYTES:].decode(errors="replace")


async def _stop_children(pool: ProcessPool) -> None:
    pool.stop()
    await asyncio.to_thread(pool.join)


async def _clear_away(job: _Job) -> None:
    """Wait until the child is dead, then kill what it started. pebble kills it, under its locks."""
    if job.child is None:
        return
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(job.over.wait(), _END_SECONDS)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(job.child, signal.SIGKILL)


class _KilledError(Exception):
    """Something outside has killed the child; nothing speaks against the job itself."""

    def __init__(self, name: str, *, out_of_memory: bool) -> None:
        super().__init__(name)
        self.name = name
        self.out_of_memory = out_of_memory


def _why_it_died(
    exitcode: int, last_words: str, machine_out_of_memory: bool
) -> RenderError | _KilledError:
    """Tell a child that was killed from outside, by a person or the kernel, from one that broke down.

    The job's own appetite ends in a MemoryError or a bad_alloc at the limit of the child. When the kernel kills
    one for want of memory, the whole machine or container has too little.
    """
    if "bad_alloc" in last_words:
        return RenderError("render_out_of_memory")
    if -exitcode in _FROM_OUTSIDE:
        return _KilledError(signal.Signals(-exitcode).name, out_of_memory=machine_out_of_memory)
    reason = signal.Signals(-exitcode).name if exitcode < 0 else f"exit {exitcode}"
    return RenderError("render_crashed", reason=reason)


def _empty(folder: Path) -> None:
    for entry in folder.iterdir():
        if entry.is_dir():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink()


@contextlib.contextmanager
def _folder_beside(target: Path) -> Iterator[Path]:
    """A folder on the disk of the target, so that moving the clip into place is one rename."""
    place = target.parent.absolute()
    sweep_leftovers(place)
    with contextlib.ExitStack() as held:
        try:
            folder = held.enter_context(scratch(place))
        except FileNotFoundError as exc:
            raise StorageError("output_folder_missing") from exc
        except OSError as exc:
            raise StorageError("output_not_writable") from exc
        yield folder


def _put_in_place(clip: Video, target: Path, folder: Path, preview: Path | None) -> Video:
    made = None if preview is None else folder / f"preview-{preview.name}"
    if preview is not None and made is not None and made.exists():
        try:
            shutil.move(made, preview)
        except OSError as exc:
            raise StorageError("preview_not_writable") from exc
    try:
        clip.path.replace(target)
    except OSError as exc:
        raise StorageError("output_not_writable") from exc
    return replace(clip, path=target)
