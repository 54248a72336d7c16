"""What goes on when somebody presses a button or fills in a form: in the inbox, so that no restart loses it."""

from __future__ import annotations

import time
from dataclasses import dataclass

from pydantic import TypeAdapter

from talking_photo.bots.conversation.messages import Heard
from talking_photo.core.jobs.job import StoredUpdate
from talking_photo.core.jobs.stores import Inbox


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    until: float
    """Seconds since 1970."""
    heard: Heard


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
        self._shelf = f"{platform}.pending"
        """A name of its own, so that nobody takes it for an update that is to be handled after a crash."""
        self._seconds = seconds
        self._unstored: dict[str, _Kept] = {}
        """What the inbox could not take; lost with the process."""

    async def keep(self, number: str, heard: Heard) -> None:
        """Go on with this when `number`, a form or a message of ours, is answered.

        Raises:
            StorageError: database_unreachable; until the process ends it is kept all the same.
        """
        kept = _Kept(until=time.time() + self._seconds, heard=heard)
        self._unstored[number] = kept
        await self.forget_old()
        body = _KEPT.dump_json(kept).decode()
        update = StoredUpdate(platform=self._shelf, id=number, body=body, person=heard.ref.person)
        await self._inbox.add([update], time.time())
        self._unstored.pop(number, None)

    async def find(self, number: str) -> Heard | None:
        """What was kept under this number."""
        if number in self._unstored:
            return self._unstored[number].heard
        for update in await self._inbox.unhandled(self._shelf):
            if update.id == number:
                return _KEPT.validate_json(update.body).heard
        return None

    async def done(self, number: str) -> None:
        """It has gone on."""
        self._unstored.pop(number, None)
        await self._inbox.handled(self._shelf, number)

    async def forget_old(self) -> None:
        """Empty what nobody came back to."""
        now = time.time()
        self._unstored = {key: kept for key, kept in self._unstored.items() if kept.until > now}
        for update in await self._inbox.unhandled(self._shelf):
            if _KEPT.validate_json(update.body).until < now:
                await self.done(update.id)
