"""What goes on when somebody presses a button, fills in a form or says more.

In the inbox, so that no restart loses it.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

from pydantic import TypeAdapter

from talking_photo.bots.conversation.messages import IncomingMessage
from talking_photo.core.jobs.job import PersonId, StoredUpdate
from talking_photo.core.jobs.ports import Inbox

_SWEEP_SECONDS = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    until: float
    """Seconds since 1970."""
    incoming: IncomingMessage


_KEPT = TypeAdapter(_Kept)


class Pending:
    """Keeps what somebody said until they say more about it, or until its time is over.

    Args:
        inbox: Where.
        platform: Whose.
        seconds: How long.
    """

    def __init__(self, inbox: Inbox, platform: str, seconds: float) -> None:
        self._inbox = inbox
        self._namespace = f"{platform}.pending"
        """A name of its own, so that nobody takes it for an update that is to be handled after a
        crash."""
        self._seconds = seconds
        self._swept = 0.0
        self._unstored: dict[str, _Kept] = {}
        """What the inbox could not take; lost with the process."""

    async def keep(self, number: str, incoming: IncomingMessage) -> None:
        """Go on with this when `number`, a form or a message of ours, is answered.

        Raises:
            StorageError: database_unreachable; until the process ends it is kept all the same.
        """
        now = time.time()
        kept = _Kept(until=now + self._seconds, incoming=incoming)
        self._unstored[number] = kept
        if now >= self._swept + _SWEEP_SECONDS:
            await self.forget_old()
        body = _KEPT.dump_json(kept).decode()
        update = StoredUpdate(
            platform=self._namespace, id=number, body=body, person=incoming.ref.person
        )
        await self._inbox.add([update], now)
        self._unstored.pop(number, None)

    async def find(self, number: str, person: PersonId) -> IncomingMessage | None:
        """Return what was kept for this person under this number."""
        here = self._unstored.get(number)
        if here is not None and here.incoming.ref.person == person:
            return here.incoming
        async for known, incoming in self._of(person):
            if known == number:
                return incoming
        return None

    async def done(self, number: str) -> None:
        """It has gone on."""
        self._unstored.pop(number, None)
        await self._inbox.handled(self._namespace, number)

    async def expect(self, incoming: IncomingMessage) -> None:
        """Complete this by the next thing that its sender says in its chat.

        It replaces what was expected before.
        """
        await self.expect_nothing(incoming.ref.person, incoming.ref.chat)
        await self.keep(f"{_next_in(incoming.ref.chat)}{time.time_ns()}", incoming)

    async def expected(self, person: PersonId, chat: str) -> IncomingMessage | None:
        """Return what the next thing that somebody says in a chat completes."""
        newest = None
        async for number, incoming in self._of(person):
            if number.startswith(_next_in(chat)):
                newest = incoming
        return newest

    async def all_of(self, person: PersonId, begin: str) -> list[IncomingMessage]:
        """Return what was kept for someone under numbers that begin like this, oldest first."""
        return [
            incoming async for number, incoming in self._of(person) if number.startswith(begin)
        ]

    async def expect_nothing(self, person: PersonId, chat: str) -> None:
        """Take what somebody says next in a chat by itself."""
        async for number, _ in self._of(person):
            if number.startswith(_next_in(chat)):
                await self.done(number)

    async def forget_old(self) -> None:
        """Empty what nobody came back to."""
        now = self._swept = time.time()
        self._unstored = {key: kept for key, kept in self._unstored.items() if kept.until > now}
        for update in await self._inbox.unhandled(self._namespace):
            if _KEPT.validate_json(update.body).until < now:
                await self.done(update.id)

    async def _of(self, person: PersonId) -> AsyncIterator[tuple[str, IncomingMessage]]:
        """Yield what is kept for someone and its numbers, oldest first."""
        for update in await self._inbox.of_person(person):
            if update.platform == self._namespace:
                kept = _KEPT.validate_json(update.body)
                if kept.until >= time.time():
                    yield update.id, kept.incoming


def _next_in(chat: str) -> str:
    return f"next {chat} "
