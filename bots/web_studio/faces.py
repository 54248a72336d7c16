"""Verdicts on the faces of a photo, before a video of it is asked for.

In a render process of its own, beside those that make videos: an answer waits for none of them.
"""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

from talking_photo.core.model import InspectedPhoto, Stage
from talking_photo.core.request import DEFAULT_OPTIONS, RenderOptions, SpeakRequest
from talking_photo.core.settings import Settings
from talking_photo.core.workers.render_pool import RenderPool
from talking_photo.core.workers.temporary import scratch

_WORK = "talking_photo.core.pipeline:inspect_photo"
_WARM = "talking_photo.core.pipeline:warm_up"


class FaceInspector:
    """Opens its process when somebody comes to the page, so that nobody waits for it later.

    Args:
        settings: The operator's.
    """

    def __init__(self, settings: Settings) -> None:
        one = settings.render.model_copy(update={"children": 1})
        self._settings = settings.for_render_child().model_copy(update={"render": one})
        self._opening = asyncio.Lock()
        self._pool: RenderPool | None = None
        self._held = contextlib.AsyncExitStack()
        self._warming: asyncio.Task[RenderPool] | None = None

    def warm(self) -> None:
        """Start the process unless it runs; nobody waits for it."""
        if self._pool is None and self._warming is None:
            self._warming = asyncio.create_task(self._opened(), name="start the face inspector")

    async def inspect(
        self, photo: bytes, options: RenderOptions = DEFAULT_OPTIONS
    ) -> tuple[bytes, InspectedPhoto]:
        """Return the photo as a small upright JPEG, and its faces, or that of the options' points.

        Raises:
            TalkingPhotoError: What is wrong with the photo.
            TypeError: The work made something else.
        """
        pool = await self._opened()
        with scratch() as folder:
            source, target = folder / "photo", folder / "preview.jpg"
            await asyncio.to_thread(source.write_bytes, photo)
            request = SpeakRequest(photo=source, options=options)
            found = await pool.render(request, target, on_progress=_ignore)
            if not isinstance(found, InspectedPhoto):
                raise TypeError(_WORK)
            return await asyncio.to_thread(Path.read_bytes, target), found

    async def close(self) -> None:
        """Stop the process."""
        if self._warming is not None:  # broken off, it would leave what it has opened so far
            await asyncio.gather(self._warming, return_exceptions=True)
        await self._held.aclose()

    async def _opened(self) -> RenderPool:
        async with self._opening:
            if self._pool is None:
                pool = RenderPool(_WORK, self._settings, warm=_WARM)
                self._pool = await self._held.enter_async_context(pool)
            return self._pool


def _ignore(_stage: Stage, _done: float) -> None:
    """Tell nobody how far it is."""
