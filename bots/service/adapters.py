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
from talking_photo.core.errors import DependencyError, SettingsError
from talking_photo.core.jobs.job import DeliveryReceipt, Failure, Job
from talking_photo.core.jobs.ports import Delivery
from talking_photo.core.model import Video

_FIRST_ATTEMPT_SECONDS = 10.0
"""What takes longer to open holds up nobody else."""

_log = logging.getLogger(__name__)


class AdapterManager:
    """Opens the adapters, and those that cannot be opened again and again until they can.

    Args:
        adapters: All of them.
    """

    def __init__(self, adapters: Sequence[Adapter]) -> None:
        self.adapters = adapters
        self._open: list[Adapter] = []
        self._opening: dict[Adapter, asyncio.Task[None]] = {}
        self.platforms: dict[str, Delivery] = {}
        """Who delivers; for a platform that is not open yet, a stand-in that defers each
        delivery."""

    async def open(self, stack: contextlib.AsyncExitStack) -> None:
        """Open all that can be opened; `stack` closes them.

        Raises:
            SettingsError: Of the first one, when all are refused.
        """
        for adapter in self.adapters:
            stack.push_async_callback(adapter.close)
            self.platforms[adapter.platform] = _NotOpen(adapter.platform)
            name = f"open {adapter.platform}"
            self._opening[adapter] = asyncio.create_task(self._open_one(adapter), name=name)
        stack.push_async_callback(self._stop_opening)
        if not self._opening:
            return
        await asyncio.wait(self._opening.values(), timeout=_FIRST_ATTEMPT_SECONDS)
        attempts = [attempt for attempt in self._opening.values() if attempt.done()]
        self._raise_if_all([attempt.exception() for attempt in attempts])

    async def take_in(self) -> None:
        """Begin to receive; for adapters that are not open yet, as soon as they are.

        Raises:
            SettingsError: Of the first one, when all are refused.
        """
        opened = list(self._open)  # others may be opened meanwhile
        errors: list[BaseException] = []
        for adapter in opened:
            try:
                await adapter.take_in()
            except (SettingsError, DependencyError) as exc:  # it tries again by itself
                _log.warning("%s: adapter failed: %s", adapter.platform, exc)
                errors.append(exc)
        self._raise_if_all(errors)
        for adapter in self.adapters:
            if adapter in opened:
                continue
            later = self._open_later(adapter, self._opening[adapter])
            self._opening[adapter] = asyncio.create_task(later, name=f"open {adapter.platform}")

    async def stop_taking_in(self) -> None:
        """Receive nothing more."""
        await self._stop_opening()
        await asyncio.gather(*(adapter.stop_taking_in() for adapter in self._open))

    async def _stop_opening(self) -> None:
        for opening in self._opening.values():
            opening.cancel()
        await asyncio.gather(*self._opening.values(), return_exceptions=True)

    def _raise_if_all(self, errors: Sequence[BaseException | None]) -> None:
        """Raise the first refusal when all adapters are refused: no waiting cures that."""
        for error in errors:
            if not isinstance(error, SettingsError | DependencyError | None):
                raise error
        refusals = [error for error in errors if isinstance(error, SettingsError)]
        if refusals and len(refusals) == len(self.adapters):
            raise refusals[0]

    async def _open_one(self, adapter: Adapter) -> None:
        try:
            await adapter.open()
        except (SettingsError, DependencyError) as exc:
            refused = isinstance(exc, SettingsError)
            adapter.connection.lost("token_refused" if refused else "unreachable", str(exc))
            raise
        self.platforms[adapter.platform] = adapter
        self._open.append(adapter)

    async def _open_later(self, adapter: Adapter, attempt: asyncio.Task[None]) -> None:
        """Try again until it is open: a token may be made valid again, a platform come back."""
        with contextlib.suppress(SettingsError, DependencyError):
            await attempt
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
