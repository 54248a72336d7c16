"""Makes the videos of a batch in the render pool, as many at a time as there are processes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from talking_photo.bots.batch.rows import Fault
from talking_photo.bots.cli.batch.folder import BatchFolder
from talking_photo.bots.cli.batch.rows import Plan
from talking_photo.bots.cli.caption_files import CaptionFormat, caption_file
from talking_photo.core.errors import StorageError, TalkingPhotoError
from talking_photo.core.model import Stage, Video
from talking_photo.core.settings import Settings
from talking_photo.core.workers.render_pool import RenderPool

WORK = "talking_photo.core.pipeline:make_video_with_record"
WARM: str | None = "talking_photo.core.pipeline:warm_up"
_OF_ONE_ROW = ("file_unreadable", "file_not_ordinary", "output_taken")
"""Storage errors that speak of one row; any other one ends the batch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How a row ended."""

    plan: Plan
    video: Video | None = None
    fault: Fault | None = None


OnResult = Callable[[Result], None]


async def make_all(
    plans: Iterable[Plan],
    folder: BatchFolder,
    settings: Settings,
    *,
    captions: Iterable[CaptionFormat],
    on_result: OnResult,
) -> None:
    """Make the video of each plan; only what the folder does not have is rendered.

    Raises:
        StorageError: The folder cannot be written.
        RenderError: render_crashed, when no render process starts.
    """
    formats = tuple(captions)
    async with RenderPool(WORK, settings, warm=WARM) as pool:
        maker = _Maker(pool, folder, formats, on_result)
        # One more than is rendered for each process, so that none waits for the table.
        room = asyncio.Semaphore(2 * settings.render.children)
        try:
            async with asyncio.TaskGroup() as group:
                for plan in plans:
                    await room.acquire()
                    task = group.create_task(maker.make(plan))
                    task.add_done_callback(lambda _: room.release())
        except BaseExceptionGroup as errors:
            raise errors.exceptions[0] from None


class _Maker:
    def __init__(
        self,
        pool: RenderPool,
        folder: BatchFolder,
        captions: tuple[CaptionFormat, ...],
        on_result: OnResult,
    ) -> None:
        self._pool = pool
        self._folder = folder
        self._captions = captions
        self._on_result = on_result
        self._under_way: dict[str, asyncio.Lock] = {}

    async def make(self, plan: Plan) -> None:
        """Make and name the video of a row.

        Raises:
            TalkingPhotoError: A StorageError: the folder cannot be written.
        """
        if plan.fault is not None:
            self._on_result(Result(plan=plan, fault=plan.fault))
            return
        try:
            # Rows with equal videos come one after the other: the second finds it made.
            lock = self._under_way.setdefault(plan.key, asyncio.Lock())
            async with lock:
                video = await self._rendered(plan)
            await asyncio.to_thread(self._publish, plan, video)
        except TalkingPhotoError as exc:
            if isinstance(exc, StorageError) and exc.code not in _OF_ONE_ROW:
                raise
            self._on_result(Result(plan=plan, fault=Fault(error=exc)))
        else:
            self._on_result(Result(plan=plan, video=video))
        finally:
            if not lock.locked():
                self._under_way.pop(plan.key, None)

    async def _rendered(self, plan: Plan) -> Video:
        request = plan.request
        if request is None:
            raise ValueError(plan)
        suffix = request.options.background.suffix
        there = self._folder.video(plan.key, suffix)
        if there is not None:
            return there
        target, record = self._folder.target(plan.key, suffix)
        return await self._pool.render_video(
            request, target, companion=record, on_progress=_silent
        )

    def _publish(self, plan: Plan, video: Video) -> None:
        self._folder.publish(plan.key, plan.file)
        for kind in self._captions:
            if video.words:
                name = plan.file.rpartition(".")[0]
                self._folder.write(f"{name}.{kind}", caption_file(video, kind))


def _silent(_stage: Stage, _done: float) -> None:
    """Ignore progress: a line for each video is enough."""
