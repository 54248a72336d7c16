"""Receives updates: each is stored before it counts as received."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import time
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from aiohttp import web
from telegram import Bot, Update
from telegram.error import NetworkError

from talking_photo.bots.telegram_bot.http_client import HttpClient
from talking_photo.bots.telegram_bot.parsing import PLATFORM
from talking_photo.core.errors import StorageError
from talking_photo.core.jobs.job import PersonId, StoredUpdate
from talking_photo.core.jobs.ports import Inbox

_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - its name, not the secret
_MOST_BYTES = 1024 * 1024
"""Of the body of a webhook call; aiohttp's own limit. Updates have some ten thousand bytes."""
_NOT_AN_UPDATE = (ValueError, TypeError, KeyError, AttributeError, RecursionError)
"""What the library and the JSON parser raise when a body is something else, or nested too
deeply."""

_POLL_SECONDS = 15.0
"""For the answer to a call beyond the time for which it waits for updates."""

_log = logging.getLogger(__name__)


class DurableUpdateQueue(asyncio.Queue[object]):
    """The library's queue of updates, on top of the inbox.

    The library confirms updates to Telegram when it has put them here, in memory, and a killed
    process loses what it was handling. Here they are on disk by then: `store` comes first.
    """

    def __init__(self, inbox: Inbox) -> None:
        super().__init__()
        self._inbox = inbox
        self._new: set[str] = set()
        self._unsure: set[str] = set()
        """Numbers of updates that could not be stored, or were stored and only the database's
        answer was lost."""

    async def store(self, updates: Sequence[Mapping[str, Any]]) -> None:
        """Store updates as Telegram sends them.

        Raises:
            StorageError: database_unreachable.
        """
        stored = [_stored(one) for one in updates]
        numbers = {one.id for one in stored}
        try:
            new = await self._inbox.add(stored, time.time())
        except StorageError:
            self._unsure |= numbers
            raise
        self._new |= {*new, *(numbers & self._unsure)}
        self._unsure -= numbers

    async def put(self, item: object) -> None:
        """Pass on an update, unless it was known before it was stored."""
        if isinstance(item, Update):
            if id_of(item) not in self._new:
                return
            self._new.remove(id_of(item))
        await super().put(item)

    async def put_those_left(self, bot: Bot) -> None:
        """Pass on what an earlier process stored and did not finish."""
        for update in await self._inbox.unhandled(PLATFORM):
            await super().put(Update.de_json(json.loads(update.body), bot))


class StoringRequest(HttpClient):
    """The library's way to ask for updates; the answer is stored before the library sees it."""

    def __init__(self, queue: DurableUpdateQueue) -> None:
        super().__init__(connections=1, seconds=_POLL_SECONDS)
        self._queue = queue

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:  # noqa: ANN401
        """Ask, and store.

        Raises:
            NetworkError: It cannot be stored, or is no answer of Telegram's, such as the page of a
                proxy; the library asks again, and nothing was confirmed.
        """
        code, payload = await super().do_request(*args, **kwargs)
        if code == HTTPStatus.OK:
            try:
                await self._queue.store(json.loads(payload)["result"])
            except StorageError as exc:
                raise NetworkError(f"not stored: {exc.code}") from exc
            except _NOT_AN_UPDATE as exc:
                raise NetworkError(f"no updates: {type(exc).__name__}") from exc
        return code, payload


def webhook(bot: Bot, queue: DurableUpdateQueue, secret: str) -> web.RouteDef:
    """The route that Telegram calls: an update is stored before the answer says so."""

    async def receive(request: web.Request) -> web.Response:
        # As bytes, for a header may hold what is no text.
        given = request.headers.get(_SECRET_HEADER, "").encode(errors="surrogateescape")
        if not hmac.compare_digest(given, secret.encode()):
            return web.Response(status=HTTPStatus.FORBIDDEN)
        try:
            update = json.loads(await request.read())
            parsed = Update.de_json(update, bot)
            await queue.store([update])
        except StorageError as exc:
            _log.warning("webhook: %s", exc)
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE)
        except web.HTTPRequestEntityTooLarge:
            _log.warning("webhook: body of more than %d bytes refused", _MOST_BYTES)
            return web.Response(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        except _NOT_AN_UPDATE as exc:
            _log.warning("webhook: body is not an update: %s", type(exc).__name__)
            return web.Response(status=HTTPStatus.BAD_REQUEST)
        await queue.put(parsed)
        return web.Response()

    return web.post(f"/{PLATFORM}", receive)


def _stored(update: Mapping[str, Any]) -> StoredUpdate:
    senders = (
        part["from"] for part in update.values() if isinstance(part, dict) and "from" in part
    )
    user = next(senders, None)
    return StoredUpdate(
        platform=PLATFORM,
        id=str(update["update_id"]),
        body=json.dumps(update),
        person=None if user is None else PersonId(f"{PLATFORM}:{user['id']}"),
    )


def id_of(update: Update) -> str:
    """Return the number of an update, as the inbox has it."""
    return str(update.update_id)
