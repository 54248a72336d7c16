"""Rate limits of Telegram: one ceiling over all calls, and a bucket for each chat."""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from talking_photo.bots.conversation.limits import RateLimit, RateLimits
from talking_photo.bots.conversation.messages import Deferred
from talking_photo.bots.telegram_bot.errors import seconds_of

SPARE = "spare"
"""The `rate_limit_args` of a call that is not urgent: it is made now or not at all."""

_PACED = ("send", "edit")
_SIGN = "sendChatAction"
"""Telegram does not say how these count in a chat; in all chats together they are calls as any."""
_ANSWERS = frozenset({"sendMessage", "answerCallbackQuery", "editMessageText"})
"""What people wait for after each message of theirs. All other calls are made when these leave
room."""
_PATIENCE = 3.0
"""Seconds that a call which is no answer lets answers go first."""
_LONGEST_WAIT = 60.0
"""Seconds; a chat that must wait for longer is left to whoever called."""
_TRIES = 4
_MOST_CHATS = 1000
_TOGETHER_SECONDS = 5.0
"""Two chats that are refused within this time were not refused for their own pace: it is the
bot's."""
_FORGIVEN_SECONDS = 30.0
"""After so long without such a refusal the ceiling doubles again, up to what it was."""
_SLOWEST = 1 / 16
"""Share of the pace that the ceiling never goes below."""

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
        self._ceiling = _Ceiling(paces.overall)

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
            RetryAfter: Told to wait for too long, or again and again.
            AssertionError: A fault of this program.
        """
        number = data.get("chat_id")
        in_chat = number is not None and endpoint.startswith(_PACED)
        chat = self._chat(int(number)) if in_chat and number is not None else None
        urgent = rate_limit_args != SPARE
        if not urgent:
            self._take_spare(None if endpoint == _SIGN else chat)
        elif chat is not None:
            await chat.take(_now())
        for left in reversed(range(_TRIES)):
            if urgent:
                await self._ceiling.take(0.0 if endpoint in _ANSWERS else _PATIENCE)
            try:
                answer = await callback(*args, **kwargs)
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

    def _take_spare(self, chat: _Bucket | None) -> None:
        """Take a token of each bucket, or of none.

        Raises:
            Deferred: One of them has no room.
        """
        now = _now()
        self._spare.refill(now)
        buckets = [self._spare, self._ceiling.bucket, *([] if chat is None else [chat])]
        if self._ceiling.is_waited_for(now) or not all(one.has_room(now) for one in buckets):
            raise Deferred("no_capacity")
        for one in buckets:
            one.level -= 1

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


class _Ceiling:
    """The bucket of all calls.

    Answers go first; after refusals in several chats it becomes slower, and recovers.
    """

    def __init__(self, pace: RateLimit) -> None:
        self.bucket = _Bucket(pace=pace, level=pace.burst, at=0.0)
        self._share = 1.0
        """Of the pace that is used now."""
        self._penalised_at = 0.0
        self._refused: dict[str, float] = {}
        self._waiting: list[tuple[float, int, asyncio.Future[None]]] = []
        """A heap: when a call goes first at the latest, its number, and what wakes it."""
        self._numbers = itertools.count()
        self._timer: asyncio.TimerHandle | None = None

    async def take(self, patience: float) -> None:
        """Wait for a token.

        With patience, behind calls that have none and come within that time.

        Raises:
            CancelledError: The task was cancelled.
        """
        now = _now()
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (now + patience, next(self._numbers), waiting))
        self._hand_out()
        try:
            await waiting
        except asyncio.CancelledError:
            if waiting.done() and not waiting.cancelled():
                self.bucket.level += 1  # it was given a token in the same moment
            raise

    def is_waited_for(self, now: float) -> bool:
        """Bring the level up to date, and say whether somebody waits for a token."""
        self._refill(now)
        return bool(self._waiting)

    def refused(self, where: str, pause: float) -> None:
        """Note a 429; of one chat alone it is that chat's affair."""
        now = _now()
        since = now - _TOGETHER_SECONDS
        self._refused = {name: at for name, at in self._refused.items() if at > since}
        self._refused[where] = now
        if len(self._refused) > 1 and now >= self.bucket.silent_until:
            self._refill(now)
            self._share = max(self._share / 2, _SLOWEST)
            self._penalised_at = now
            self.bucket.level = min(self.bucket.level, 0.0)
            self.bucket.silent_until = now + min(pause, _LONGEST_WAIT)

    def _refill(self, now: float) -> None:
        bucket, quiet = self.bucket, now - self._penalised_at
        if self._share < 1.0 and quiet > _FORGIVEN_SECONDS:
            self._share, self._penalised_at = min(2 * self._share, 1.0), now
        used = max(bucket.at, bucket.silent_until)  # nothing comes in while it is silent
        if now > used:
            gained = (now - used) * self._share / bucket.pace.seconds
            bucket.level = min(bucket.pace.burst * self._share, bucket.level + gained)
        bucket.at = now

    def _hand_out(self) -> None:
        """Wake those for whom there is a token now, and come back when there is the next."""
        now = _now()
        self._refill(now)
        while self._waiting:
            due, _, waiting = self._waiting[0]
            if waiting.done():  # cancelled
                heapq.heappop(self._waiting)
                continue
            delay = self._delay(now, due)
            if delay > 0:
                self._come_back(delay)
                return
            heapq.heappop(self._waiting)
            self.bucket.level -= 1
            waiting.set_result(None)

    def _delay(self, now: float, due: float) -> float:
        """Seconds until the first in line gets a token."""
        bucket = self.bucket
        if now < bucket.silent_until:
            return bucket.silent_until - now
        a_token = bucket.pace.seconds / self._share
        until_any = (1 - bucket.level) * a_token
        if due <= now:
            return until_any
        # What has patience leaves tokens for answers, until its patience is over.
        spared = min(bucket.pace.spared, bucket.pace.burst * self._share - 1)
        return max(until_any, min((1 + spared - bucket.level) * a_token, due - now))

    def _come_back(self, delay: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(delay, self._hand_out)


def _now() -> float:
    return asyncio.get_running_loop().time()
