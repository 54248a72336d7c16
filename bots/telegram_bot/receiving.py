"""How updates come in.

Long polling or a webhook, begun again for as long as Telegram refuses or does not answer.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from telegram.error import BadRequest, InvalidToken, NetworkError, TelegramError

from talking_photo.bots.conversation.connection import Connection
from talking_photo.bots.telegram_bot.intake import DurableUpdateQueue, StoringRequest
from talking_photo.core.errors import StorageError

_REFUSED = (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND)
"""Answers to a token: a revoked one, and one that never was."""
_NOTHING_NEW = HTTPStatus.OK.value, b'{"ok": true, "result": []}'
_FIRST_ATTEMPT_SECONDS = 20.0
"""What takes longer to begin is left to itself."""


class WatchedRequest(StoringRequest):
    """The library's long poll, which also tells whether Telegram is connected.

    The library ends its polling for good when a token is refused; it is answered that there is
    nothing new.
    """

    def __init__(self, queue: DurableUpdateQueue, connection: Connection) -> None:
        super().__init__(queue)
        self._connection = connection
        self._closing = asyncio.Event()

    def stop_waiting(self) -> None:
        """End the pause after a refused token, and make no other."""
        self._closing.set()

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:  # noqa: ANN401
        """Ask for updates.

        Raises:
            NetworkError: Telegram does not answer, or the updates cannot be stored; the library
                asks again.
        """
        try:
            code, payload = await super().do_request(*args, **kwargs)
        except NetworkError as exc:
            if not isinstance(exc.__cause__, StorageError):
                self._connection.lost("unreachable", type(exc).__name__)
            raise
        if code in _REFUSED:
            await self._wait_after_refusal(code)
            return _NOTHING_NEW
        if code == HTTPStatus.OK:
            self._connection.restored()
        elif code == HTTPStatus.CONFLICT:
            self._connection.lost("conflict", "another process receives the updates of this bot")
        else:
            self._connection.lost("unreachable", f"getUpdates was answered with {code}")
        return code, payload

    async def _wait_after_refusal(self, code: int) -> None:
        self._connection.lost("token_refused", f"getUpdates was answered with {code}")
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._closing.wait(), self._connection.next_pause())


class Receiving:
    """Begins to receive, and tries again until that has succeeded.

    Args:
        connection: Gets the state of the connection.
        begin: Makes the calls with which receiving begins; may raise a TelegramError.
        check_seconds: How often `begin` is repeated when it has succeeded; None for never.
    """

    def __init__(
        self,
        connection: Connection,
        begin: Callable[[], Awaitable[None]],
        check_seconds: float | None = None,
    ) -> None:
        self._connection = connection
        self._begin = begin
        self._check_seconds = check_seconds
        self._tried = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start; return after the first attempt or its time limit, and go on in the background."""
        self._task = asyncio.create_task(self._run(), name="receiving from Telegram")
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._tried.wait(), _FIRST_ATTEMPT_SECONDS)

    async def stop(self) -> None:
        """Try no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            pause = self._check_seconds
            try:
                await self._begin()
            except TelegramError as exc:
                self._connection.lost(_problem_of(exc), f"{type(exc).__name__}: {exc.message}")
                pause = self._connection.next_pause()
            else:
                self._connection.restored()
            self._tried.set()
            if pause is None:
                return
            await asyncio.sleep(pause)


def _problem_of(error: TelegramError) -> str:
    if isinstance(error, InvalidToken):
        return "token_refused"
    return "webhook_refused" if isinstance(error, BadRequest) else "unreachable"
