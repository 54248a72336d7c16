"""The ceiling over all calls of the bot: a token bucket in which answers go first."""

from __future__ import annotations

import asyncio
from collections import deque
from itertools import count

from talking_photo.bots.conversation.limits import RateLimit

LONGEST_SILENCE = 60.0
"""Seconds that all calls wait at most when Telegram asks for it."""
_PATIENCE = 3.0
"""Seconds that a call which is no answer leaves the spared tokens to answers."""
_TRANSIT_SECONDS = 2.0
"""A call that is not answered after so long has arrived, and is being uploaded or worked on."""
_TOGETHER_SECONDS = 5.0
"""Two chats that are refused within this time were not refused for their own pace: it is the
bot's."""
_FORGIVEN_SECONDS = 30.0
"""After so long without such a refusal the ceiling doubles again, up to what it was."""
_SLOWEST = 1 / 16
"""Share of the pace that the ceiling never goes below."""


class _Waiting(asyncio.Future[int]):
    """A call that waits for its token; the result is the number of the call."""

    def __init__(self, due: float) -> None:
        super().__init__()
        self.due = due


class Ceiling:
    """Hands out tokens, one for each call.

    Answers take all that there are. Other calls leave as many as the pace spares; after some
    seconds they may take those, too, but only every second one, so that the next crowd finds the
    bucket nearly full. After refusals in several chats it becomes slower, and recovers.
    """

    def __init__(self, pace: RateLimit) -> None:
        self._pace = pace
        self._level = float(pace.burst)
        self._refilled_at = 0.0
        self._silent_until = 0.0
        self._share = 1.0
        """Of the pace that is used now."""
        self._penalised_at = 0.0
        self._refused: dict[str, float] = {}
        self._answers: deque[_Waiting] = deque()
        self._others: deque[_Waiting] = deque()
        self._next_spared = 0.0
        """When a call that is no answer may take a spared token again."""
        self._in_transit: dict[int, float] = {}
        """When calls were made that may not have arrived yet, by their numbers, oldest first."""
        self._numbers = count()
        self._timer: asyncio.TimerHandle | None = None

    async def take(self, *, is_answer: bool) -> int:
        """Wait for a token, and return the number of the call.

        Raises:
            CancelledError: The task was cancelled.
        """
        waiting = _Waiting(_now() + (0.0 if is_answer else _PATIENCE))
        (self._answers if is_answer else self._others).append(waiting)
        self._hand_out()
        try:
            return await waiting
        except asyncio.CancelledError:
            if waiting.done() and not waiting.cancelled():  # it had its token in this moment
                self._level += 1
                self.arrived(waiting.result())
            raise

    def take_spare(self) -> int | None:
        """Take a token and return the number of the call, if nobody else needs the token now."""
        now = _now()
        self._refill(now)
        if self._answers or self._others or self._delay(now, self._spared) > 0:
            return None
        return self._take(now)

    def arrived(self, number: int) -> None:
        """Note that Telegram has this call."""
        self._in_transit.pop(number, None)
        self._hand_out()

    def refused(self, where: str, pause: float) -> None:
        """Note a 429; of one chat alone it is that chat's affair."""
        now = _now()
        since = now - _TOGETHER_SECONDS
        self._refused = {name: at for name, at in self._refused.items() if at > since}
        self._refused[where] = now
        if len(self._refused) > 1 and now >= self._silent_until:
            self._refill(now)
            self._share = max(self._share / 2, _SLOWEST)
            self._penalised_at = now
            self._level = min(self._level, 0.0)
            self._silent_until = now + min(pause, LONGEST_SILENCE)

    def _refill(self, now: float) -> None:
        quiet = now - self._penalised_at
        if self._share < 1.0 and quiet > _FORGIVEN_SECONDS:
            self._share, self._penalised_at = min(2 * self._share, 1.0), now
        used = max(self._refilled_at, self._silent_until)  # nothing comes in while it is silent
        if now > used:
            gained = (now - used) / self._token_seconds
            # Calls that are held up on their way arrive together: until then there are no others
            # in their place.
            most = self._pace.burst * self._share - self._still_in_transit(now)
            self._level = max(self._level, min(most, self._level + gained))
        self._refilled_at = now

    def _still_in_transit(self, now: float) -> int:
        while self._in_transit:
            number, at = next(iter(self._in_transit.items()))
            if at > now - _TRANSIT_SECONDS:
                break
            del self._in_transit[number]
        return len(self._in_transit)

    @property
    def _token_seconds(self) -> float:
        return self._pace.seconds / self._share

    @property
    def _spared(self) -> float:
        """What is left to answers, never the whole bucket."""
        return min(self._pace.spared, self._pace.burst * self._share - 1)

    def _take(self, now: float) -> int:
        number = next(self._numbers)
        self._level -= 1
        self._in_transit[number] = now
        return number

    def _hand_out(self) -> None:
        """Wake those for whom there is a token now, and come back when there is the next."""
        now = _now()
        self._refill(now)
        while True:
            _drop_done(self._answers)
            _drop_done(self._others)
            delays = [
                (self._delay_of_others(now), self._others),
                (self._delay(now, 0.0), self._answers),
            ]
            ready = [
                (waiting[0].due, waiting) for delay, waiting in delays if waiting and delay <= 0
            ]
            if not ready:
                break
            _, first = min(ready, key=lambda one: one[0])
            if first is self._others and self._level - 1 < self._spared:
                self._next_spared = now + 2 * self._token_seconds
            first.popleft().set_result(self._take(now))
        self._come_back(min((delay for delay, waiting in delays if waiting), default=None))

    def _delay(self, now: float, left: float) -> float:
        """Seconds until there is a token and so many others are left."""
        return max((1 + left - self._level) * self._token_seconds, self._silent_until - now)

    def _delay_of_others(self, now: float) -> float:
        """Seconds until the first of those that are no answers gets a token."""
        if not self._others:
            return 0.0
        may_take_spared = max(self._others[0].due, self._next_spared) - now
        return min(self._delay(now, self._spared), max(self._delay(now, 0.0), may_take_spared))

    def _come_back(self, delay: float | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if delay is not None:
            self._timer = asyncio.get_running_loop().call_later(delay, self._hand_out)


def _drop_done(waiting: deque[_Waiting]) -> None:
    """Forget those at the head of a line that were cancelled."""
    while waiting and waiting[0].done():
        waiting.popleft()


def _now() -> float:
    return asyncio.get_running_loop().time()
