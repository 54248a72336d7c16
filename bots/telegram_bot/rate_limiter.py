"""Rate limits of Telegram: one ceiling over all calls, and a bucket for each chat."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from talking_photo.bots.conversation.limits import RateLimit, RateLimits
from talking_photo.bots.conversation.messages import Deferred
from talking_photo.bots.telegram_bot.ceiling import Ceiling
from talking_photo.bots.telegram_bot.errors import seconds_of

SPARE = "spare"
"""The `rate_limit_args` of a call that is not urgent: it is made now or not at all."""

_PACED = ("send", "edit")
_SIGN = "sendChatAction"
"""Telegram does not say how these count in a chat; in all chats together they are calls as any."""
_ANSWERS = frozenset({"sendMessage", "answerCallbackQuery", "editMessageText"})
"""What people wait for after each message of theirs. All other calls are made when these leave
room."""
_LONGEST_WAIT = 60.0
"""Seconds; a chat that must wait for longer is left to whoever called."""
_TRIES = 4
_MOST_CHATS = 1000
_Answer = bool | dict[str, Any] | list[dict[str, Any]]


@dataclass(slots=True)
class _Bucket:
    """A token bucket: `level` calls may be made at once; below 0, so many wait."""

    pace: RateLimit
    level: float
    at: float
    silent_until: float = 0.0
    refusals: int = 0
    """In a row."""

    def refill(self, now: float) -> None:
        self.level = min(self.pace.burst, self.level + (now - self.at) / self.pace.seconds)
        self.at = now

    def has_room(self, now: float) -> bool:
        """Whether a call may be made now that leaves enough for urgent ones."""
        return self.level - 1 >= self.pace.spared and self.silent_until <= now

    async def take(self, now: float) -> None:
        """Take a token, and wait until it is there.

        Raises:
            RetryAfter: That would take too long.
        """
        wait = max((1 - self.level) * self.pace.seconds, self.silent_until - now)
        if wait > _LONGEST_WAIT:
            raise RetryAfter(round(wait))
        self.level -= 1
        if wait > 0:
            await asyncio.sleep(wait)


# The library's own limiter counts chat actions in a chat, and stops every chat when one is told to
# wait (measured with 22.8).
class RateLimiter(BaseRateLimiter[str]):
    """Lets each call wait for its chat's bucket, and then for the ceiling over all chats."""

    def __init__(self, paces: RateLimits) -> None:
        self._paces = paces
        self._chats: dict[int, _Bucket] = {}
        self._spare = _Bucket(pace=paces.spare, level=paces.spare.burst, at=0.0)
        self._ceiling = Ceiling(paces.overall)

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
        """Make the call when there is room for it, and again when Telegram says when.

        Raises:
            Deferred: It is not urgent, and there is no room now.
            RetryAfter: Telegram asks for too long a wait, or again and again.
            AssertionError: A fault of this program.
        """
        number = data.get("chat_id")
        in_chat = number is not None and endpoint.startswith(_PACED)
        chat = self._chat(int(number)) if in_chat and number is not None else None
        urgent = rate_limit_args != SPARE
        if not urgent:
            call = self._take_spare(None if endpoint == _SIGN else chat)
        elif chat is not None:
            await chat.take(_now())
        for left in reversed(range(_TRIES)):
            if urgent:
                call = await self._ceiling.take(is_answer=endpoint in _ANSWERS)
            try:
                answer = await self._make(call, callback(*args, **kwargs))
            except RetryAfter as exc:
                pause = seconds_of(exc)
                self._ceiling.refused(endpoint if number is None else str(number), pause)
                if chat is not None:
                    chat.refusals += 1
                    pause += chat.refusals - 1  # each refusal in a row costs a second more
                    chat.silent_until = _now() + pause
                if not urgent:
                    raise Deferred("rate_limited") from exc
                if not left or pause > _LONGEST_WAIT:
                    raise
                await asyncio.sleep(pause)
            else:
                if chat is not None:
                    chat.refusals = 0
                return answer
        raise AssertionError

    async def _make(self, call: int, answer: Coroutine[Any, Any, _Answer]) -> _Answer:
        try:
            return await answer
        finally:
            self._ceiling.arrived(call)

    def _take_spare(self, chat: _Bucket | None) -> int:
        """Take a token of each bucket, or of none; return the number of the call.

        Raises:
            Deferred: One of them has no room.
        """
        now = _now()
        self._spare.refill(now)
        buckets = [self._spare, *([] if chat is None else [chat])]
        if all(one.has_room(now) for one in buckets):
            call = self._ceiling.take_spare()
            if call is not None:
                for one in buckets:
                    one.level -= 1
                return call
        raise Deferred("no_capacity")

    def _chat(self, number: int) -> _Bucket:
        now = _now()
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


def _now() -> float:
    return asyncio.get_running_loop().time()
