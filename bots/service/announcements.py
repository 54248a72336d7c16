"""Sends announcements to everybody they are for.

Paced, by one process each, and on after a restart.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Mapping, Sequence

from talking_photo.bots import texts
from talking_photo.bots.conversation.adapter import Adapter
from talking_photo.core.errors import DependencyError, StorageError, Undeliverable
from talking_photo.core.jobs.job import Announcement, PersonId
from talking_photo.core.jobs.stores import OperatorStore
from talking_photo.core.retry import Backoff

PACES: Mapping[str, float] = {"telegram": 0.1, "discord": 2.0}
"""Seconds from one person to the next. Telegram takes 30 a second in all chats, and answers come
first; Discord takes a bot that opens many direct messages for spam."""
_LOOK_SECONDS = 30.0
"""How often it is looked whether another process took an announcement."""
_STOP_SECONDS = 3.0
"""What the platform has not taken so long after the end was asked for is sent by the next
process."""
_BACKOFF = Backoff(first=2.0, longest=60.0)

_log = logging.getLogger(__name__)


@contextlib.asynccontextmanager
async def announcing(
    store: OperatorStore,
    adapters: Sequence[Adapter],
    wake: asyncio.Event,
    paces: Mapping[str, float] = PACES,
) -> AsyncIterator[None]:
    """Send what is announced while the context is open.

    Args:
        store: Where announcements wait.
        adapters: Of the platforms of this process.
        wake: Set when there is a new announcement.
        paces: For each platform, the seconds from one person to the next.
    """
    known = {adapter.platform: adapter for adapter in adapters}
    tasks = [
        asyncio.create_task(
            _send_all(store, known, platform, wake, paces[platform]), name=f"announce, {platform}"
        )
        for platform in known.keys() & paces.keys()
    ]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _send_all(
    store: OperatorStore,
    adapters: Mapping[str, Adapter],
    platform: str,
    wake: asyncio.Event,
    pace: float,
) -> None:
    while True:
        wake.clear()
        try:
            while await _send_next(store, adapters, platform):  # noqa: ASYNC110 - it is the pace
                await asyncio.sleep(pace)
        except StorageError as exc:
            _log.warning("announcing on %s: %s", platform, exc)
        except Exception:  # noqa: BLE001 - the next person gets it all the same
            _log.exception("announcing on %s failed", platform)
            continue
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(wake.wait(), _LOOK_SECONDS)


async def _send_next(store: OperatorStore, adapters: Mapping[str, Adapter], platform: str) -> bool:
    """Tell the next person; False when there is none.

    A killed process may leave out one person, and sends nothing twice.

    Raises:
        CancelledError: The task was cancelled.
    """
    claimed = await store.claim(platform)
    if claimed is None:
        return False
    announcement, person = claimed
    telling = asyncio.create_task(_tell(adapters[platform], person, announcement.text))
    try:
        reached = await asyncio.shield(telling)
    except asyncio.CancelledError:
        # The message may be on its way, so it is not cut off.
        await asyncio.wait({telling}, timeout=_STOP_SECONDS)
        if telling.done():
            await store.record_outcome(announcement, reached=telling.result())
        else:
            telling.cancel()
            await store.unclaim(announcement, person)
        raise
    finished = await store.record_outcome(announcement, reached=reached)
    if finished is not None:
        await _report(finished, adapters)
    return True


async def _tell(adapter: Adapter, person: PersonId, text: str) -> bool:
    """Write to somebody, for as long as the platform takes; False when they cannot be reached."""
    tries = 0
    while True:
        try:
            await adapter.write_to(person.partition(":")[2], text)
        except Undeliverable:
            return False
        except DependencyError as exc:
            tries += 1
            await asyncio.sleep(_BACKOFF.pause(tries, exc))
        else:
            return True


async def _report(done: Announcement, adapters: Mapping[str, Adapter]) -> None:
    text = texts.operator_chat(
        "announce_done",
        done.language,
        count=done.people,
        reached=done.reached,
        unreachable=done.unreachable,
    )
    _log.info("announcement sent: %d of %d reached", done.reached, done.people)
    adapter = adapters.get(done.chat.platform)
    if adapter is not None:
        with contextlib.suppress(Undeliverable, DependencyError):
            await adapter.write_in(done.chat.chat, text)
