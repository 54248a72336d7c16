"""The render children, seen from the event loop.

One awaited call for each job, whatever a child does.

A process pool from a library is not taken: they hand results over as pickles, which whoever takes
over a child writes as he likes, and start children with all variables of the parent.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import logging
import shutil
import signal
import stat
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

from talking_photo.core.errors import (
    DISK_FULL,
    JobCancelled,
    RenderError,
    RequestError,
    StorageError,
    TalkingPhotoError,
)
from talking_photo.core.intake.files import read_input
from talking_photo.core.intake.story import StoryRequest
from talking_photo.core.model import RenderedFile, Stage, Video
from talking_photo.core.progress import Report
from talking_photo.core.provenance.credentials import sidecar_of
from talking_photo.core.request import SpeakRequest
from talking_photo.core.settings import Settings, VoiceSettings
from talking_photo.core.speech.voices import needs_network
from talking_photo.core.workers.deadline import deadline_seconds
from talking_photo.core.workers.oom import oom_kills
from talking_photo.core.workers.protocol import Outcome, Task, decode_outcome
from talking_photo.core.workers.render_child import Start
from talking_photo.core.workers.render_process import ChildDied, RenderProcess
from talking_photo.core.workers.sandbox import SandboxLimits
from talking_photo.core.workers.signing import ASKS, TimestampService, VideoSigner
from talking_photo.core.workers.temporary import scratch, sweep_leftovers

_START_SECONDS = 120.0
"""A child that is not ready by then never will be; importing mediapipe takes 2 to 7 s."""
_FROM_OUTSIDE = (signal.SIGKILL, signal.SIGTERM, signal.SIGHUP)
"""A process that breaks down ends by none of these; somebody sends them."""

_log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class _Job:
    """What the pool knows about a job under way."""

    name: str
    report: Report
    task: asyncio.Task[Any]
    unwanted: bool = False


class RenderPool:
    """Pre-warmed child processes; a crash, a hang or too much memory costs one job only.

    A child that somebody else kills costs the job a second begin, once.

    `async with RenderPool("talking_photo.core.pipeline:make_video", settings) as pool`, and in it,
    from any task, `await pool.render(...)`. Cancel that task, or call `cancel`, and the child is
    killed. The children die with the thread that opened the pool.

    Args:
        work: What a child does: `module:function` of a
            `talking_photo.core.workers.render_child.Work`. It goes by its name: this process needs
            nothing of its libraries.
        settings: The operator's.
        warm: `module:function` that a new child calls before its first job.
    """

    def __init__(self, work: str, settings: Settings, *, warm: str | None = None) -> None:
        self._work = work
        self._warm = warm
        self._settings = settings
        self._jobs: dict[str, _Job] = {}
        self._free_children = asyncio.Semaphore(settings.render.children)
        self._idle: list[RenderProcess] = []
        self._all: set[RenderProcess] = set()
        self._confinement_logged = False
        self._network = self._needs_network(None)
        self._timestamps = TimestampService(settings.provenance.timestamp_url)
        self._open = False
        self._refills: set[asyncio.Task[None]] = set()
        """Start children in place of dead ones, while nobody waits for it."""

    async def __aenter__(self) -> Self:
        await asyncio.to_thread(sweep_leftovers)
        self._held = contextlib.ExitStack()
        self._folder = self._held.enter_context(scratch())
        self._open = True
        try:
            for _ in range(self._settings.render.children):  # now instead of with the first job
                self._idle.append(await self._start_child())
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *_exc: object) -> None:
        self._open = False
        for name in self._jobs:
            self.cancel(name)
        await asyncio.gather(*self._refills)
        await asyncio.gather(*(child.end() for child in self._all))
        self._held.close()

    @property
    def settings(self) -> Settings:
        """The operator's."""
        return self._settings

    async def render(
        self,
        request: SpeakRequest | StoryRequest,
        target: Path,
        *,
        work: str | None = None,
        companion: Path | None = None,
        job: str | None = None,
        on_progress: Report,
    ) -> RenderedFile:
        """Run the work in a child; `target` appears when it is whole, or not at all.

        Args:
            request: The photo, the words and how they are said; or a story of rendered scenes.
            work: Another than that of the pool, of the same package.
            target: Where the video is put; its folder must exist. A file there is replaced.
            companion: Where the second file is put, if the work writes one.
            job: A name of the caller for `cancel` and for logs.
            on_progress: Called on the event loop; must not raise.

        Raises:
            RenderError: render_crashed, render_timed_out or render_out_of_memory.
            RequestError: photo_too_big, sound_too_big or input_too_costly, besides those of the
                work.
            StorageError: output_folder_missing, output_not_writable, preview_not_writable,
                disk_full, file_unreadable or file_not_ordinary.
            TalkingPhotoError: What the work raised, with code and facts.
            JobCancelled: `cancel` was called.
            CancelledError: The task was cancelled.
            RuntimeError: Called outside of its life time, or not in a task.
        """
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("render is awaited by a task")
        under_way = _Job(name=job or uuid.uuid4().hex, report=on_progress, task=task)
        self._jobs[under_way.name] = under_way
        cancels_before = task.cancelling()
        on_progress(Stage.WAITING, 0.0)
        try:
            async with self._free_children:
                with _folder_beside(target) as folder:
                    attempt = functools.partial(
                        self._in_child,
                        under_way,
                        request,
                        folder,
                        target,
                        companion,
                        work=work or self._work,
                    )
                    try:
                        return await attempt()
                    except _KilledError as exc:
                        _log.warning(
                            "job %s: its child was killed by %s; rendered again",
                            under_way.name,
                            exc.name,
                        )
                    try:
                        return await attempt()
                    except _KilledError as exc:
                        if exc.out_of_memory:
                            raise RenderError("render_out_of_memory") from exc
                        raise RenderError("render_crashed", reason=exc.name) from exc
        except asyncio.CancelledError:
            if under_way.unwanted and task.uncancel() <= cancels_before:
                raise JobCancelled from None
            raise
        finally:
            del self._jobs[under_way.name]

    async def render_video(
        self,
        request: SpeakRequest | StoryRequest,
        target: Path,
        *,
        work: str | None = None,
        companion: Path | None = None,
        job: str | None = None,
        on_progress: Report,
    ) -> Video:
        """Run a work that makes videos; see `render`.

        Raises:
            TypeError: The work made something else.
        """
        made = await self.render(
            request, target, work=work, companion=companion, job=job, on_progress=on_progress
        )
        if not isinstance(made, Video):
            raise TypeError(work or self._work)
        return made

    def cancel(self, job: str) -> None:
        """Stop a job, waiting or running: its `render` raises JobCancelled.

        Unknown names are ignored.
        """
        under_way = self._jobs.get(job)
        if under_way is not None and not under_way.unwanted:
            under_way.unwanted = True
            under_way.task.cancel()

    async def _in_child(
        self,
        job: _Job,
        request: SpeakRequest | StoryRequest,
        beside: Path,
        target: Path,
        companion: Path | None,
        *,
        work: str,
    ) -> RenderedFile:
        """Do the job in a child; afterwards nothing of it runs any more.

        Raises:
            CancelledError: The task was cancelled.
        """  # noqa: DOC501 -- a helper makes the error
        voice = request.options.voice if isinstance(request, SpeakRequest) else None
        network = self._needs_network(voice)
        child = await self._ready_child(job, network=network)
        try:
            task = await asyncio.to_thread(self._task_for, child, request, target, companion, work)
            outcome = await self._ask(child, job, task)
            if isinstance(outcome, RenderError):  # what counts are the frames of the child
                _log.error("job %s: %s\n%s", job.name, outcome, child.stderr_tail())
            if isinstance(outcome, Exception):
                raise outcome
            await asyncio.to_thread(_put_in_place, task, beside, target, companion)
            return replace(outcome, path=target)
        except OSError as exc:  # the files of the request cannot be copied to the child
            raise _storage_error(exc, "output_not_writable") from exc
        except asyncio.CancelledError:
            await child.end()
            raise
        finally:
            await self._give_back(child)

    def _needs_network(self, voice: str | None) -> bool:
        """Return whether a child needs it: for a voice, or for time stamps of signatures."""
        given = self._settings.provenance
        return (given.credentials and given.timestamp_url is not None) or needs_network(
            self._settings.voice, voice
        )

    async def _ready_child(self, job: _Job, *, network: bool) -> RenderProcess:
        """Take a child that waits, or start one.

        Raises:
            RenderError: render_crashed, when none starts.
            CancelledError: The task was cancelled.
        """
        waited = True
        while waited:
            if not self._idle and self._refills:
                await asyncio.wait(self._refills, return_when=asyncio.FIRST_COMPLETED)
            child = self._idle.pop() if self._idle else None
            if child is not None and network and not child.network:
                await self._retire(child)  # the network cannot be given back to it
                child = None
            waited = child is not None
            if child is None:
                child = await self._start_child(network=network)
            try:
                async with asyncio.timeout(_START_SECONDS):
                    await child.ready()
            except (ChildDied, TimeoutError) as exc:  # the kernel may end one that waits
                error, tail = exc, child.stderr_tail()
                await self._retire(child)
            except asyncio.CancelledError:
                self._idle.append(child)
                raise
            else:
                self._log_confinement(child)
                return child
        _log.error("job %s: no render child starts\n%s", job.name, tail)
        raise RenderError("render_crashed", reason="start") from error

    async def _ask(self, child: RenderProcess, job: _Job, task: Task) -> Outcome:
        """Send the job to the child and follow its messages until either has ended.

        A child that shows no progress for the time limit of a short video hangs, however long its
        job may take.
        """
        longest_silence = self._settings.render.deadline_seconds
        clock = asyncio.get_running_loop().time
        longest = deadline_seconds(task.request, self._settings)
        deadline = clock() + longest
        reading = True
        signer = VideoSigner(self._settings, job.name, self._timestamps)
        killed_before = oom_kills()
        try:
            async with asyncio.timeout(longest_silence) as limit:
                async for message in child.do(task):
                    outcome = decode_outcome(message)
                    if outcome is not None:
                        return outcome
                    if ASKS & message.keys():
                        await child.answer(await asyncio.to_thread(signer.answer, message))
                        continue
                    reading = False
                    job.report(Stage(message["stage"]), float(message["done"]))
                    limit.reschedule(min(clock() + longest_silence, deadline))
        except TimeoutError:
            await child.end()
            passed = longest if clock() >= deadline else longest_silence
            return RenderError("render_timed_out", seconds=passed)
        except ChildDied as exc:
            short = oom_kills() != killed_before
            error = _why_it_died(
                exc.exit_code, child.stderr_tail(), reading=reading, machine_out_of_memory=short
            )
            if isinstance(error, _KilledError):
                raise error from exc
            return error
        except TalkingPhotoError as exc:  # its video cannot be signed, and it waits for that
            await child.end()
            return exc
        except (ValueError, KeyError, TypeError):  # it tells what no child of ours does
            await child.end()
        return RenderError("render_crashed", reason="protocol")

    async def _start_child(self, *, network: bool | None = None) -> RenderProcess:
        """Start a child; None for `network` gives it what the operator's voices need."""
        if network is None:
            network = self._network
        render = self._settings.render
        name = f"child-{uuid.uuid4().hex[:8]}"
        folder = self._folder / name
        folder.mkdir(mode=0o700)
        limits = SandboxLimits(
            folder=folder,
            readable=_folders_in(self._settings.voice),
            memory_bytes=render.memory_megabytes * 1024 * 1024,
            network=network,
            confined=render.sandbox,
        )
        child = await RenderProcess.start(
            Start(limits=limits, warm=self._warm),
            self._folder / f"{name}.log",
            package=self._work.partition(":")[0].partition(".")[0],
        )
        self._all.add(child)
        return child

    async def _give_back(self, child: RenderProcess) -> None:
        """Keep a child for the next job unless it is dead, used up or has too many rights."""
        lasts = child.jobs < self._settings.render.tasks_per_child
        if child.alive and lasts and child.network == self._network:
            await asyncio.to_thread(child.empty_folder)
            self._idle.append(child)
            return
        await self._retire(child)
        refill = asyncio.create_task(self._refill(), name="start a render child")
        self._refills.add(refill)
        refill.add_done_callback(self._refills.discard)

    async def _refill(self) -> None:
        if not self._open:
            return
        try:
            self._idle.append(await self._start_child())
        except OSError:  # tried again with the next job
            _log.exception("no render child starts")

    async def _retire(self, child: RenderProcess) -> None:
        self._all.discard(child)
        await child.end()

    def _log_confinement(self, child: RenderProcess) -> None:
        granted = child.confinement or {}
        if (
            self._settings.render.sandbox
            and not self._confinement_logged
            and not all(granted.values())
        ):
            self._confinement_logged = True
            _log.warning(
                "render children are only partly confined (Landlock %s, seccomp %s): old kernel",
                granted.get("landlock") or "none",
                "on" if granted.get("seccomp") else "off",
            )

    def _task_for(
        self,
        child: RenderProcess,
        request: SpeakRequest | StoryRequest,
        target: Path,
        companion: Path | None,
        work: str,
    ) -> Task:
        """Bring the files of a request to where the child may read them."""
        settings, folder = self._settings, child.folder
        moved = (
            _speak_request_in(folder, request, settings)
            if isinstance(request, SpeakRequest)
            else _story_in(folder, request, settings)
        )
        return Task(
            work=work,
            request=moved,
            target=folder / target.name,
            companion=None if companion is None else folder / f"companion-{companion.name}",
            settings=settings.for_render_child(),
        )


def _speak_request_in(folder: Path, request: SpeakRequest, settings: Settings) -> SpeakRequest:
    photo, sound = folder / "photo", None if request.sound is None else folder / "sound"
    if request.sound is not None and sound is not None:
        sound.write_bytes(read_input(request.sound, settings.sound.max_bytes, "sound"))
    photo.write_bytes(read_input(request.photo, settings.photo.max_bytes, "photo"))
    return replace(request, photo=photo, sound=sound)


def _story_in(folder: Path, request: StoryRequest, settings: Settings) -> StoryRequest:
    """Copy the pictures, the music and the rendered scenes; photos are in the scenes already.

    Only the first photo is needed beside them: the video is signed as made of it.
    """
    story, places = request.story, dict[Path, Path]()
    for file in filter(None, (story.photo, story.logo, *(it.background for it in story.scenes))):
        if file not in places:
            places[file] = folder / f"picture-{len(places)}"
            places[file].write_bytes(read_input(file, settings.photo.max_bytes, "photo"))
    if story.music is not None:
        places[story.music] = folder / "music"
        places[story.music].write_bytes(read_input(story.music, settings.sound.max_bytes, "sound"))
    for video in filter(None, request.scenes):
        if video.path not in places:
            places[video.path] = folder / f"scene-{len(places)}{video.path.suffix}"
            shutil.copyfile(video.path, places[video.path])
    return replace(
        request,
        story=story.with_files(places.get),
        scenes=tuple(
            None if video is None else replace(video, path=places[video.path])
            for video in request.scenes
        ),
    )


def _folders_in(settings: VoiceSettings) -> tuple[Path, ...]:
    """Where the operator keeps voices."""
    return tuple(value for _, value in settings if isinstance(value, Path))


class _KilledError(Exception):
    """Something outside has killed the child; nothing speaks against the job itself."""

    def __init__(self, name: str, *, out_of_memory: bool) -> None:
        super().__init__(name)
        self.name = name
        self.out_of_memory = out_of_memory


def _why_it_died(
    exit_code: int, stderr_tail: str, *, reading: bool, machine_out_of_memory: bool
) -> TalkingPhotoError | _KilledError:
    """Distinguish a child killed from outside (a person, the kernel) from a crash.

    The job's own appetite ends in a MemoryError or a bad_alloc at the limit of the child. When the
    kernel kills one for want of memory, the whole machine or container has too little.

    Args:
        exit_code: As of `subprocess`.
        stderr_tail: The end of what it printed.
        reading: Whether it was still decoding what somebody sent.
        machine_out_of_memory: Whether the kernel has killed a process for want of memory
            meanwhile.
    """
    if reading and (exit_code == -signal.SIGXCPU or "bad_alloc" in stderr_tail):
        return RequestError("input_too_costly")
    if "bad_alloc" in stderr_tail:
        return RenderError("render_out_of_memory")
    if -exit_code in _FROM_OUTSIDE:
        return _KilledError(signal.Signals(-exit_code).name, out_of_memory=machine_out_of_memory)
    reason = signal.Signals(-exit_code).name if exit_code < 0 else f"exit {exit_code}"
    return RenderError("render_crashed", reason=reason)


@contextlib.contextmanager
def _folder_beside(target: Path) -> Iterator[Path]:
    """Give a folder on the target's disk, so that moving the video into place is one rename.

    Raises:
        StorageError: output_folder_missing.
    """  # noqa: DOC501 -- a helper makes the error
    place = target.parent.absolute()
    sweep_leftovers(place)
    with contextlib.ExitStack() as held:
        try:
            folder = held.enter_context(scratch(place))
        except FileNotFoundError as exc:
            raise StorageError("output_folder_missing") from exc
        except OSError as exc:
            raise _storage_error(exc, "output_not_writable") from exc
        yield folder


def _put_in_place(task: Task, beside: Path, target: Path, companion: Path | None) -> None:
    if companion is not None and task.companion is not None and task.companion.exists():
        _move(task.companion, beside / "companion", companion, "preview_not_writable")
    credentials = sidecar_of(task.target)
    if credentials.exists():
        _move(credentials, beside / "credentials", sidecar_of(target), "output_not_writable")
    _move(task.target, beside / "video", target, "output_not_writable")


def _move(made: Path, beside: Path, target: Path, code: str) -> None:
    """Put what a child made in its place, whole or not at all.

    Raises:
        RenderError: render_crashed.
    """  # noqa: DOC501 -- a helper makes the error
    try:
        about = made.lstat()
        # A child that was taken over could lead to a file that only this process may read.
        if not stat.S_ISREG(about.st_mode) or about.st_nlink != 1:
            raise RenderError("render_crashed", reason="result")
        shutil.move(made, beside)  # the child's folder may lie on another disk
        beside.replace(target)
    except OSError as exc:
        raise _storage_error(exc, code) from exc


def _storage_error(exc: OSError, code: str) -> StorageError:
    return StorageError("disk_full" if exc.errno in DISK_FULL else code)
