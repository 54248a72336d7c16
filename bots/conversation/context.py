"""What every answer in a chat is made with: the desk behind it, the room it is given in, and the numbers."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field, replace

from talking_photo.bots import texts
from talking_photo.bots.conversation.adapter import Desk
from talking_photo.bots.conversation.limits import Platform
from talking_photo.bots.conversation.messages import Button, Heard, Pressed, Room, Rows
from talking_photo.bots.conversation.pending import Pending
from talking_photo.bots.conversation.status_line import StatusLines
from talking_photo.bots.conversation.steps import Steps
from talking_photo.core.errors import Fact, TalkingPhotoError
from talking_photo.core.speech.voice_sample import WorkingVoices

_AT_ONCE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """One platform's share of the program."""

    desk: Desk
    room: Room
    platform: Platform
    lines: StatusLines
    voices: WorkingVoices
    office: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))
    """Fetching and submitting goes on for so many at a time, so that answers to all others come first."""
    steps: Steps = field(default_factory=Steps)
    """What the update that is being handled has done so far."""
    told: deque[str] = field(default_factory=lambda: deque(maxlen=200))
    """What need not be said twice, such as a question about an album. Losing it does no harm."""
    pending: Pending | None = None
    """For a platform that does not tell, with a press, what our message was about."""

    async def say(self, heard: Heard, key: str, rows: Rows = (), **facts: Fact) -> str:
        """Answer in the person's language; returns our message."""
        return await self.room.say(heard.ref, self.words(heard, key, **facts), rows)

    def words(self, heard: Heard, key: str, **facts: Fact) -> str:
        """A sentence in the person's language, as it is said on this platform."""
        return texts.chat(key, heard.language, platform=heard.ref.platform, **facts)

    async def explain(self, heard: Heard, error: TalkingPhotoError) -> None:
        """Answer with the sentence of an error."""
        await self.room.say(heard.ref, texts.sentence(error.code, error.facts, heard.language))

    async def wait(self, message: str, heard: Heard) -> None:
        """Go on with this when a button of our message is pressed."""
        if self.pending is not None:
            await self.pending.keep(message, heard)

    async def asked(self, pressed: Pressed) -> Heard | None:
        """What our message with the button was about, to be answered by way of the press."""
        if pressed.original is not None or self.pending is None:
            return pressed.original
        heard = await self.pending.find(pressed.ref.message)
        if heard is None:
            return None
        return replace(heard, ref=replace(heard.ref, secret=pressed.ref.secret))

    def once(self, what: str) -> bool:
        """Whether this is asked for the first time, or by the same update when it is tried again."""
        if what in self.told:
            return self.steps.has(what)
        self.told.append(what)
        self.steps.note(what)
        return True


def column(buttons: list[Button], width: int = 2) -> Rows:
    """Put buttons into rows of that many."""
    return tuple(tuple(buttons[at : at + width]) for at in range(0, len(buttons), width))
