"""A queue of a platform's updates.

In order, each handled until it works, and not too many of one person.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import itertools
import logging
import time
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from talking_photo.bots import texts
from talking_photo.bots.conversation import flow
from talking_photo.bots.conversation.context import ChatContext
from talking_photo.bots.conversation.messages import ButtonPress, IncomingMessage
from talking_photo.bots.conversation.steps import RecordingClient, Steps
from talking_photo.core.errors import StorageError, TalkingPhotoError, Undeliverable
from talking_photo.core.jobs.job import PersonId, StoredUpdate
from talking_photo.core.retry import Backoff, retry

_AT_ONCE = 256
"""Updates that are worked on at the same time; those between two tries do not count."""
_FIRST_PAUSE_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 60.0
_NOTING = Backoff(first=0.5, longest=15.0)
_NOTED_TOGETHER = 500

Said = IncomingMessage | ButtonPress

_log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True, eq=False)
class _Update:
    """An update on its way through the queue."""

    number: str
    said: Said
    received: float
    """By the loop's clock, which no change of the system's clock moves."""
    unstored: StoredUpdate | None = None
    """The update, as long as the inbox does not have it."""
    is_refused: bool = False
    """It is answered only by saying that too many wait."""
    steps: Steps = field(default_factory=Steps)
    failures: int = 0
    is_between_tries: bool = False


@dataclass(slots=True, kw_only=True, eq=False)
class _Lane:
    """The updates of one person in one chat."""

    waiting: deque[_Update] = field(default_factory=deque)
    current: _Update | None = None
    task: asyncio.Task[None] | None = None


class Updates:
    """Handles the updates of one person in one chat in order, all others in parallel.

    An update that meets a failing platform, database or media store is tried again, with growing
    pauses, until it works or `limits.answer_minutes` have passed since it came; then the person is
    told. Steps that worked are not repeated. Of one person at most `limits.waiting_messages` wait;
    whoever sends more gets one refusal.

    Args:
        context: What every answer is made with.
        platform: Whose updates, as the inbox names it.
        meanwhile: Called when a store fails for the first time, to show that the update is not
            forgotten.
        done: Called when the update is over.
    """

    def __init__(
        self,
        context: ChatContext,
        platform: str,
        *,
        meanwhile: Callable[[Said], Awaitable[None]] | None = None,
        done: Callable[[Said], Awaitable[None]] | None = None,
    ) -> None:
        self._context = context
        self._platform = platform
        self._inbox = context.shared.inbox
        limits = context.shared.settings.limits
        self._most_waiting = limits.waiting_messages
        self._answer_seconds = limits.answer_minutes * 60.0
        self._meanwhile = meanwhile
        self._done = done
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._lanes: dict[tuple[PersonId, str], _Lane] = {}
        self._counts: Counter[PersonId] = Counter()
        self._refused: set[PersonId] = set()
        self._handled: dict[str, None] = {}
        """Numbers that are to be noted as handled, oldest first."""
        self._noting: asyncio.Task[None] | None = None

    def is_full(self, person: PersonId) -> bool:
        """Return whether as many updates of this person wait as may."""
        return self._counts[person] >= self._most_waiting

    def put(self, number: str, said: Said, *, unstored: StoredUpdate | None = None) -> bool:
        """Handle an update after those that this person sent to this chat before.

        Args:
            number: Of the update in the inbox.
            said: What it says.
            unstored: The update, if the inbox could not store it; it is stored before it is
                answered.

        Returns:
            False when nothing will be said to it, for too many of this person wait.
        """
        person, now = said.ref.person, asyncio.get_running_loop().time()
        update = _Update(number=number, said=said, received=now, unstored=unstored)
        if not self.is_full(person):
            self._lane_of(said).waiting.append(update)
        elif person not in self._refused:
            _log.warning("update %s refused: waiting_messages exceeded", number)
            self._refused.add(person)
            update.is_refused = True
            self._lane_of(said).waiting.appendleft(update)
        else:
            self.note_handled(number)
            return False
        self._counts[person] += 1
        return True

    def note_handled(self, number: str) -> None:
        """Never handle this update again, not after a restart either."""
        self._handled[number] = None
        if self._noting is None or self._noting.done():
            self._noting = asyncio.create_task(self._note(), name="note handled updates")

    async def stop(self, seconds: float) -> list[Said]:
        """Finish what is being answered, and leave the rest to the next start.

        Returns:
            What is left.
        """
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._finish()
        lanes = list(self._lanes.values())
        left = [
            update.said
            for lane in lanes
            for update in (*([lane.current] if lane.current else []), *lane.waiting)
        ]
        tasks = [lane.task for lane in lanes if lane.task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._noting is not None:
            await asyncio.wait([self._noting], timeout=1.0)
            self._noting.cancel()
        if left:
            _log.warning("%d updates deferred to the next start", len(left))
        return left

    async def _finish(self) -> None:
        """Wait for all but those between two tries, which would not be done in time."""
        while busy := [
            lane.task
            for lane in self._lanes.values()
            if lane.task is not None and not (lane.current and lane.current.is_between_tries)
        ]:
            await asyncio.wait(busy)

    def _lane_of(self, said: Said) -> _Lane:
        key = (said.ref.person, said.ref.chat)
        lane = self._lanes.get(key)
        if lane is None:
            lane = self._lanes[key] = _Lane()
            lane.task = asyncio.create_task(self._work(key, lane), name="handle updates")
        return lane

    async def _work(self, key: tuple[PersonId, str], lane: _Lane) -> None:
        while lane.waiting:
            update = lane.current = lane.waiting.popleft()
            try:
                await self._handle(update)
            except Exception:  # noqa: BLE001 - whatever it is, the next ones must not wait for it
                _log.exception("update %s failed", update.number)
            self.note_handled(update.number)
            lane.current = None
            self._forget(update.said.ref.person)
        del self._lanes[key]

    def _forget(self, person: PersonId) -> None:
        self._counts[person] -= 1
        if not self._counts[person]:
            del self._counts[person]
            self._refused.discard(person)

    async def _handle(self, update: _Update) -> None:
        """Answer an update, or give it up when its time is over."""
        waited = asyncio.get_running_loop().time() - update.received
        backoff = Backoff(
            first=_FIRST_PAUSE_SECONDS,
            longest=_LONGEST_PAUSE_SECONDS,
            seconds=max(self._answer_seconds - waited, 0.0),
        )

        def log(error: BaseException, pause: float) -> None:
            _log.warning("update %s: %s, next attempt in %.0f s", update.number, error, pause)

        try:
            await retry(lambda: self._try(update), backoff, on_retry=log)
        except TalkingPhotoError as exc:
            await self._give_up(update, exc)
        if self._done is not None:
            with contextlib.suppress(TalkingPhotoError):
                await self._done(update.said)

    async def _try(self, update: _Update) -> None:
        update.is_between_tries = False
        try:
            async with self._slots:
                await self._store(update)
                await self._answer(update)
        except TalkingPhotoError as exc:
            update.failures += 1
            update.is_between_tries = True
            # Where the platform itself fails, nothing can be shown.
            stored = isinstance(exc, StorageError)
            if stored and update.failures == 1 and self._meanwhile is not None:
                with contextlib.suppress(TalkingPhotoError):
                    await self._meanwhile(update.said)
            raise

    async def _store(self, update: _Update) -> None:
        """Store what could not be stored when it came."""
        if update.unstored is not None:
            await self._inbox.add([update.unstored], time.time())
            update.unstored = None

    async def _answer(self, update: _Update) -> None:
        chat_client = RecordingClient(self._context.chat_client, update.steps)
        if not update.is_refused:
            context = replace(self._context, chat_client=chat_client, steps=update.steps)
            await flow.answer(context, update.said, update.number)
            return
        text = texts.chat("too_many_messages", update.said.language, most=self._most_waiting)
        with contextlib.suppress(Undeliverable):
            await chat_client.say(update.said.ref, text)

    async def _give_up(self, update: _Update, error: TalkingPhotoError) -> None:
        """Say that there will be no answer, in place of what was said last."""
        chat_client, ref, last = (
            self._context.chat_client,
            update.said.ref,
            update.steps.last_message,
        )
        text = texts.chat("given_up", update.said.language)
        try:
            if last is None or not await chat_client.change(ref, last, text):
                await chat_client.say(ref, text)
        except TalkingPhotoError as exc:
            _log.error("update %s given up: %s; not answered: %s", update.number, error, exc)
        else:
            _log.error("update %s given up: %s; answered", update.number, error)

    async def _note(self) -> None:
        """Note what was handled, as soon as the database takes it."""

        def log(error: BaseException, pause: float) -> None:
            _log.warning(
                "storing handled updates failed: %s, next attempt in %.0f s", error, pause
            )

        while self._handled:
            numbers = list(itertools.islice(self._handled, _NOTED_TOGETHER))
            noting = functools.partial(self._inbox.handled, self._platform, *numbers)
            await retry(noting, _NOTING, on_retry=log)
            for number in numbers:
                del self._handled[number]
