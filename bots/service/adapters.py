"""The adapters of one process.

Opened together, stopped together, and isolated from each other's faults.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Sequence
from pathlib import Path

from talking_photo.bots.conversation.adapter import Adapter
from talking_photo.core.errors import DependencyError, SettingsError, TalkingPhotoError
from talking_photo.core.jobs.job import DeliveryReceipt, Failure, Job
from talking_photo.core.jobs.ports import Delivery
from talking_photo.core.model import Video

_log = logging.getLogger(__name__)


class AdapterManager:
    """Opens the adapters, and those that cannot be opened again and again until they can.

    Args:
        adapters: All of them.
    """

    def __init__(self, adapters: Sequence[Adapter]) -> None:
        self.adapters = adapters
        self._open: list[Adapter] = []
        self._opening: list[asyncio.Task[None]] = []
        self.platforms: dict[str, Delivery] = {}
        """Who delivers; for a platform that is not open yet, a stand-in that defers each
        delivery."""

    async def open(self, stack: contextlib.AsyncExitStack) -> None:
        """Open all that can be opened; `stack` closes them.

        Raises:
            SettingsError: Of the first one, when none can be opened.
            DependencyError: As SettingsError.
        """
        errors: list[SettingsError | DependencyError] = []
        for adapter in self.adapters:
            stack.push_async_callback(adapter.close)
            try:
                await self._open_one(adapter)
            except (SettingsError, DependencyError) as exc:
                errors.append(exc)
        if errors and not self._open:
            raise errors[0]

    async def take_in(self) -> None:
        """Begin to receive; for adapters that are not open yet, as soon as they are.

        Raises:
            SettingsError: Of the first one, when none can receive.
            DependencyError: As SettingsError.
        """
        closed = [adapter for adapter in self.adapters if adapter not in self._open]
        errors: list[TalkingPhotoError] = []
        for adapter in self._open:
            try:
                await adapter.take_in()
            except (SettingsError, DependencyError) as exc:  # it tries again by itself
                _log.warning("%s: adapter failed: %s", adapter.platform, exc)
                errors.append(exc)
        if errors and len(errors) == len(self._open):
            raise errors[0]
        self._opening = [
            asyncio.create_task(self._open_later(adapter), name=f"open {adapter.platform}")
            for adapter in closed
        ]

    async def stop_taking_in(self) -> None:
        """Receive nothing more."""
        for opening in self._opening:
            opening.cancel()
        await asyncio.gather(*self._opening, return_exceptions=True)
        await asyncio.gather(*(adapter.stop_taking_in() for adapter in self._open))

    async def _open_one(self, adapter: Adapter) -> None:
        try:
            await adapter.open()
        except (SettingsError, DependencyError) as exc:
            refused = isinstance(exc, SettingsError)
            adapter.connection.lost("token_refused" if refused else "unreachable", str(exc))
            self.platforms[adapter.platform] = _NotOpen(adapter.platform)
            raise
        self.platforms[adapter.platform] = adapter
        self._open.append(adapter)

    async def _open_later(self, adapter: Adapter) -> None:
        """Try again until it is open: a token may be made valid again, a platform come back."""
        while adapter not in self._open:
            await asyncio.sleep(adapter.connection.next_pause())
            with contextlib.suppress(SettingsError, DependencyError):
                await self._open_one(adapter)
        try:
            await adapter.take_in()
        except (SettingsError, DependencyError) as exc:
            _log.warning("%s: adapter failed: %s", adapter.platform, exc)


class _NotOpen:
    """Fulfils `talking_photo.core.jobs.ports.Delivery` for a platform that is not open.

    Defers everything.
    """

    def __init__(self, platform: str) -> None:
        self._platform = platform

    async def deliver(self, _job: Job, _video: Video) -> DeliveryReceipt:
        """Defer."""
        raise self._error()

    async def refuse(self, _job: Job, _failure: Failure) -> DeliveryReceipt:
        """Defer."""
        raise self._error()

    async def offer(self, _job: Job, _picture: Path) -> DeliveryReceipt:
        """Defer."""
        raise self._error()

    def _error(self) -> DependencyError:
        return DependencyError("platform_not_open", platform=self._platform)
