"""All who speak for a platform: let in together, stopped together, and none of them in the way of another."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Sequence
from pathlib import Path

from talking_photo.bots.conversation.adapter import Adapter
from talking_photo.core.errors import DependencyError, SettingsError, TalkingPhotoError
from talking_photo.core.jobs.job import Failure, Job, Receipt
from talking_photo.core.jobs.ports import Delivery
from talking_photo.core.model import Video

_AGAIN_SECONDS = 15.0

_log = logging.getLogger(__name__)


class Speakers:
    """The adapters of one process.

    Args:
        known: All of them.
        again_seconds: How often a platform is tried that could not be reached.
    """

    def __init__(self, known: Sequence[Adapter], again_seconds: float = _AGAIN_SECONDS) -> None:
        self._known = known
        self._again_seconds = again_seconds
        self._let_in: list[Adapter] = []
        self._knocking: list[asyncio.Task[None]] = []
        self.platforms: dict[str, Delivery] = {}
        """Who delivers; for a platform that is not reached yet, somebody who says so."""
        self.silent: dict[str, str] = {}
        """Platforms that this process cannot speak for now, each with the code of the reason."""

    async def open(self, stack: contextlib.AsyncExitStack) -> None:
        """Let all in that can be; `stack` closes them.

        Raises:
            SettingsError, DependencyError: Of the first one, when nobody is let in.
        """
        errors: list[TalkingPhotoError] = []
        for speaker in self._known:
            stack.push_async_callback(speaker.close)
            try:
                await self._open(speaker)
            except (SettingsError, DependencyError) as exc:
                errors.append(exc)
                if isinstance(exc, DependencyError):  # which passes
                    self.platforms[speaker.platform] = _Away(exc)
        if errors and not self._let_in:
            raise errors[0]

    async def take_in(self) -> None:
        """Begin to receive; for those that are not there yet, as soon as they are."""
        for speaker in self._let_in:
            await speaker.take_in()
        away = [one for one in self._known if isinstance(self.platforms.get(one.platform), _Away)]
        self._knocking = [asyncio.create_task(self._knock(speaker)) for speaker in away]

    async def stop_taking_in(self) -> None:
        """Receive nothing more."""
        for knocking in self._knocking:
            knocking.cancel()
        await asyncio.gather(*self._knocking, return_exceptions=True)
        await asyncio.gather(*(speaker.stop_taking_in() for speaker in self._let_in))

    async def _open(self, speaker: Adapter) -> None:
        """Let one in, or note why not."""
        try:
            await speaker.open()
        except (SettingsError, DependencyError) as exc:
            _log.warning("%s: not let in, %s", speaker.platform, exc)
            self.silent[speaker.platform] = exc.code
            raise
        self.silent.pop(speaker.platform, None)
        self.platforms[speaker.platform] = speaker
        self._let_in.append(speaker)

    async def _knock(self, speaker: Adapter) -> None:
        """Try again until it is let in, or refused for good."""
        while speaker not in self._let_in:
            await asyncio.sleep(self._again_seconds)
            try:
                await self._open(speaker)
            except DependencyError:
                continue
            except SettingsError:
                return
        try:
            await speaker.take_in()
        except TalkingPhotoError as exc:
            _log.warning("%s: it does not listen, %s", speaker.platform, exc)
            self.silent[speaker.platform] = exc.code


class _Away:
    """Fulfils `talking_photo.core.jobs.ports.Delivery` for a platform that is not reached: what it brings is tried again later."""

    def __init__(self, why: DependencyError) -> None:
        self._why = why

    async def deliver(self, _job: Job, _clip: Video) -> Receipt:
        """Not now."""
        raise self._why.with_traceback(None)

    async def refuse(self, _job: Job, _failure: Failure) -> Receipt:
        """Not now."""
        raise self._why.with_traceback(None)

    async def offer(self, _job: Job, _picture: Path) -> Receipt:
        """Not now."""
        raise self._why.with_traceback(None)
