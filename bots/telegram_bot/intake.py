"""Takes updates in: stored before they count as received, handled once, in each chat one after another."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import time
from collections.abc import Awaitable, Callable
from weakref import WeakValueDictionary

from aiohttp import web
from telegram import Bot, Update
from telegram.error import TelegramError

from bots.telegram_bot.reading import PLATFORM, person_of
from core.errors import DependencyError, StorageError
from core.job import StoredUpdate
from core.stores import Inbox

_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - its name, not the secret

_log = logging.getLogger(__name__)


class StoredQueue(asyncio.Queue[object]):
    """The library's queue of updates, with the inbox below it.

    The library confirms an update to Telegram when `put` returns. Its own queue forgets what a
    killed process was handling; this one has it on disk by then.
    """

    def __init__(self, inbox: Inbox) -> None:
        super().__init__()
        self._inbox = inbox

    async def put(self, item: object) -> None:
        """Store an update, then hand it on; one that is known already is dropped.

        Raises:
            TelegramError: It cannot be stored; the library asks for it again later.
        """
        if not isinstance(item, Update):  # the library's sign to stop
            await super().put(item)
            return
        update = StoredUpdate(
            platform=PLATFORM,
            id=_id_of(item),
            body=item.to_json(),
            person=person_of(item),
        )
        try:
            new = await self._inbox.add(update, time.time())
        except StorageError as exc:
            raise TelegramError(f"not stored: {exc.code}") from exc
        if new:
            await super().put(item)

    async def put_those_left(self, bot: Bot) -> None:
        """Hand on what an earlier process stored and did not finish."""
        for update in await self._inbox.unhandled(PLATFORM):
            item = Update.de_json(json.loads(update.body), bot)
            await super().put(item)


class Handling:
    """Handles updates of different people at the same time, those of one person in their order.

    Args:
        inbox: Where the updates are stored.
        answer: What is done with each. A StorageError or DependencyError that it raises leaves the
            update for the next start.
    """

    def __init__(self, inbox: Inbox, answer: Callable[[Update], Awaitable[None]]) -> None:
        self._inbox = inbox
        self._answer = answer
        self._turns: WeakValueDictionary[object, asyncio.Lock] = WeakValueDictionary()

    async def __call__(self, update: Update, _context: object) -> None:
        """Handle one, and note that it was."""
        turn = self._turns.setdefault(person_of(update), asyncio.Lock())
        async with turn:
            try:
                await self._answer(update)
                await self._inbox.handled(PLATFORM, _id_of(update))
            except (StorageError, DependencyError) as exc:
                _log.warning("update %s waits for the next start: %s", _id_of(update), exc)


def webhook(bot: Bot, queue: StoredQueue, secret: str) -> web.RouteDef:
    """The route that Telegram calls: an update is stored before the answer says so."""

    async def receive(request: web.Request) -> web.Response:
        if not hmac.compare_digest(request.headers.get(_SECRET_HEADER, ""), secret):
            return web.Response(status=403)
        try:
            update = Update.de_json(await request.json(), bot)
        except (ValueError, TypeError, KeyError, AttributeError):  # what the library trips over
            return web.Response(status=400)
        try:
            await queue.put(update)
        except TelegramError as exc:
            _log.warning("webhook: %s", exc.message)
            return web.Response(status=503)
        return web.Response()

    return web.post(f"/{PLATFORM}", receive)


def _id_of(update: Update) -> str:
    return str(update.update_id)
