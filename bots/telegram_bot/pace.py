"""Keeps Telegram's pace, chat by chat: one chat that must wait never holds up another."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from talking_photo.bots.conversation.limits import Pace, Paces
from talking_photo.bots.conversation.messages import Yielded
from talking_photo.bots.telegram_bot.errors import seconds_of

SPARE = "spare"
"""The `rate_limit_args` of a call that is not urgent: it is made now or not at all."""

_PACED = ("send", "edit")
_SIGN = "sendChatAction"
"""Telegram says nothing of how these count in a chat; in all chats together they are calls as any."""
_LONGEST_WAIT = 60.0
"""Seconds; a chat that must wait for longer is left to whoever called."""
_TRIES = 4
_MOST_CHATS = 1000

_Answer = bool | dict[str, Any] | list[dict[str, Any]]


@dataclass(slots=True)
class _Bucket:
    """How much may be said now: `level` calls at once; below 0, so many wait."""

    pace: Pace
    level: float
    at: float
    silent_until: float = 0.0

    def refill(self, now: float) -> None:
        self.level = min(self.pace.burst, self.level + (now - self.at) / self.pace.seconds)
        self.at = now


# The library's own limiter counts chat actions, and stops every chat when one is told to wait
# (measured with 22.8).
class ChatPace(BaseRateLimiter[str]):
    """A bucket of calls for each chat; whoever finds it empty waits for their turn."""

    def __init__(self, paces: Paces) -> None:
        self._paces = paces
        self._chats: dict[int, _Bucket] = {}
        self._spare = _Bucket(pace=paces.spare, level=paces.spare.burst, at=0.0)

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to end."""

    async def process_request(  # noqa: PLR0917 - as the library calls it
        self,
        callback: Callable[..., Coroutine[Any, Any, _Answer]],
        args: Any,  # noqa: ANN401 - as the library declares it
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: str | None,
    ) -> _Answer:
        """Make the call when the chat has room for it, and again when Telegram says when.

        Raises:
            Yielded: It is not urgent, and there is no room now.
            RetryAfter: Told to wait for too long, or again and again.
        """
        number = data.get("chat_id")
        if number is None or not endpoint.startswith(_PACED):
            return await callback(*args, **kwargs)
        chat = self._chat(int(number))
        urgent = rate_limit_args != SPARE
        if not urgent:
            self._spare.refill(asyncio.get_running_loop().time())
            await _turn(self._spare, urgent=False)
        if endpoint != _SIGN:
            await _turn(chat, urgent=urgent)
        for left in reversed(range(_TRIES)):
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as exc:
                pause = seconds_of(exc)
                chat.silent_until = asyncio.get_running_loop().time() + pause
                if not urgent:
                    raise Yielded("told_to_wait") from exc
                if not left or pause > _LONGEST_WAIT:
                    raise
                await asyncio.sleep(pause)
        raise AssertionError

    def _chat(self, number: int) -> _Bucket:
        now = asyncio.get_running_loop().time()
        if number not in self._chats:
            if len(self._chats) >= _MOST_CHATS:
                self._forget_those_at_rest(now)
            pace = self._paces.private if number > 0 else self._paces.group
            self._chats[number] = _Bucket(pace=pace, level=pace.burst, at=now)
        chat = self._chats[number]
        chat.refill(now)
        return chat

    def _forget_those_at_rest(self, now: float) -> None:
        for number, chat in list(self._chats.items()):
            chat.refill(now)
            if chat.level >= chat.pace.burst and chat.silent_until < now:
                del self._chats[number]


async def _turn(chat: _Bucket, *, urgent: bool) -> None:
    """Take one call out of the bucket; wait for it, or yield."""
    now = asyncio.get_running_loop().time()
    if not urgent and (chat.level - 1 < chat.pace.spared or chat.silent_until > now):
        raise Yielded("no_room")
    chat.level -= 1
    wait = max(-chat.level * chat.pace.seconds, chat.silent_until - now)
    if wait > 0:
        await asyncio.sleep(wait)
