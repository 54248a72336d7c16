"""The video that shows newcomers what comes out.

The drawn portrait speaks, made once for each language and kept.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging

from talking_photo.bots import texts
from talking_photo.core.demo import demo_portrait
from talking_photo.core.errors import StorageError, TalkingPhotoError
from talking_photo.core.jobs.job import MediaKey
from talking_photo.core.jobs.media_keys import shared_key
from talking_photo.core.jobs.ports import MediaStore
from talking_photo.core.model import Stage
from talking_photo.core.request import RenderOptions, SpeakRequest
from talking_photo.core.settings import Settings
from talking_photo.core.workers.render_pool import RenderPool
from talking_photo.core.workers.temporary import scratch

_WORK = "talking_photo.core.pipeline:make_video"
_PORTRAIT = shared_key("demo-portrait.png")

_log = logging.getLogger(__name__)


class DemoVideos:
    """Fulfils `talking_photo.bots.conversation.adapter.Demo`.

    Args:
        media: Where the videos are kept; all processes share them.
        settings: The operator's.
        work: What makes a video.
    """

    def __init__(self, media: MediaStore, settings: Settings, work: str | None = None) -> None:
        self._media = media
        one = settings.render.model_copy(update={"children": 1})
        self._settings = settings.for_render_child().model_copy(update={"render": one})
        self._work = work or _WORK
        self._making: dict[str, asyncio.Task[bytes | None]] = {}
        self._one_at_a_time = asyncio.Lock()

    async def find(self, language: str) -> bytes | None:
        """Return the video in a language if it was made before."""
        try:
            return await self._media.get(_video_key(language))
        except StorageError:
            return None

    async def make(self, language: str) -> bytes | None:
        """Make the video in a language unless it is there.

        None when that fails, now and until the next start.
        """
        if language not in self._making:
            self._making[language] = asyncio.create_task(
                self._make(language), name=f"demo video in {language}"
            )
        return await asyncio.shield(self._making[language])

    async def portrait(self) -> bytes:
        """Return the drawn portrait as PNG."""
        with contextlib.suppress(StorageError):
            return await self._media.get(_PORTRAIT)
        drawn = await asyncio.to_thread(demo_portrait)
        with contextlib.suppress(StorageError):
            await self._media.put(_PORTRAIT, drawn)
        return drawn

    async def close(self) -> None:
        """Make no video any more."""
        for task in self._making.values():
            task.cancel()
        await asyncio.gather(*self._making.values(), return_exceptions=True)

    async def _make(self, language: str) -> bytes | None:
        async with self._one_at_a_time:
            made = await self.find(language)
            if made is not None:
                return made
            try:
                made = await self._render(language)
                await self._media.put(_video_key(language), made)
            except (TalkingPhotoError, OSError) as exc:
                _log.warning("demo video in %s failed: %s", language, exc)
        return made

    async def _render(self, language: str) -> bytes:
        with scratch() as folder:
            photo, target = folder / "portrait.png", folder / "demo.mp4"
            await asyncio.to_thread(photo.write_bytes, await self.portrait())
            request = SpeakRequest(
                photo=photo,
                text=texts.chat("demo_words", language),
                options=RenderOptions(language=language),
            )
            async with RenderPool(self._work, self._settings) as pool:
                await pool.render(request, target, on_progress=_ignore)
            return await asyncio.to_thread(target.read_bytes)


def _ignore(_stage: Stage, _done: float) -> None:
    """Tell nobody how far it is."""


def _video_key(language: str) -> MediaKey:
    """Return the place of the video; other words or another look of it have another place."""
    version = hashlib.sha256(texts.chat("demo_words", language).encode()).hexdigest()[:12]
    return shared_key(f"demo-{language}-{version}.mp4")
