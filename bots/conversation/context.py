"""What every answer in a chat is made with.

What all platforms share, the client that answers, and the limits.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field, replace

from talking_photo.bots import texts
from talking_photo.bots.conversation.adapter import AdapterContext
from talking_photo.bots.conversation.limits import Platform
from talking_photo.bots.conversation.messages import (
    Button,
    ButtonPress,
    ChatClient,
    IncomingMessage,
    Rows,
)
from talking_photo.bots.conversation.pending import Pending
from talking_photo.bots.conversation.status_line import StatusMessages
from talking_photo.bots.conversation.steps import Steps
from talking_photo.core.errors import Fact, TalkingPhotoError

_AT_ONCE = 4

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatContext:
    """One platform's share of the program."""

    shared: AdapterContext
    chat_client: ChatClient
    platform: Platform
    lines: StatusMessages
    pending: Pending
    works: set[asyncio.Task[None]] = field(default_factory=set)
    """What goes on beside the answers."""
    hints: Callable[[], Sequence[str]] = tuple
    """Keys of what /help says besides, because it works with the rights that the bot has now."""
    submissions: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))
    """Fetching and submitting goes on for so many at a time, so that answers to all others come
    first."""
    steps: Steps = field(default_factory=Steps)
    """What the update that is being handled has done so far."""
    noted: deque[str] = field(default_factory=lambda: deque(maxlen=200))
    """What need not be said twice, such as a question about an album. Losing it does no harm."""

    async def say(
        self, incoming: IncomingMessage, key: str, rows: Rows = (), **facts: Fact
    ) -> str:
        """Answer in the person's language, for their eyes only where the platform can.

        Returns our message.
        """
        return await self.chat_client.say(
            incoming.ref, self.words(incoming, key, **facts), rows, quiet=True
        )

    def words(self, incoming: IncomingMessage, key: str, **facts: Fact) -> str:
        """A sentence in the person's language, as it is said on this platform."""
        return texts.chat(key, incoming.language, platform=incoming.ref.platform, **facts)

    async def explain(self, incoming: IncomingMessage, error: TalkingPhotoError) -> None:
        """Answer with the sentence of an error."""
        sentence = texts.sentence(error.code, error.facts, incoming.language)
        await self.chat_client.say(incoming.ref, sentence, quiet=True)

    async def wait(self, message: str, incoming: IncomingMessage) -> None:
        """Go on with this when a button of our message is pressed."""
        await self.pending.keep(_number_of(incoming.ref.chat, message), incoming)

    async def asked(self, pressed: ButtonPress) -> IncomingMessage | None:
        """What our message with the button was about, to be answered by way of the press."""
        number = _number_of(pressed.ref.chat, pressed.ref.message)
        incoming = await self.pending.find(number, pressed.ref.person)
        if incoming is None:
            return pressed.original
        return replace(incoming, ref=replace(incoming.ref, secret=pressed.ref.secret))

    async def went_on(self, pressed: ButtonPress) -> None:
        """What our message was about is answered."""
        await self.pending.done(_number_of(pressed.ref.chat, pressed.ref.message))

    def later(self, work: Coroutine[object, object, None]) -> None:
        """Do something that nobody waits for, and that may be lost with this process."""
        task = asyncio.create_task(_forgiving(work))
        self.works.add(task)
        task.add_done_callback(self.works.discard)

    async def close(self) -> None:
        """Leave undone what nobody waits for."""
        for task in list(self.works):
            task.cancel()
        await asyncio.gather(*self.works, return_exceptions=True)

    def once(self, what: str) -> bool:
        """Return whether this is asked for the first time, or again by the same update."""
        if what in self.noted:
            return self.steps.has(what)
        self.noted.append(what)
        self.steps.note(what)
        return True


async def _forgiving(work: Coroutine[object, object, None]) -> None:
    try:
        await work
    except TalkingPhotoError as exc:
        _log.info("optional call failed: %s", exc)


def _number_of(chat: str, message: str) -> str:
    """Messages have numbers of their own in each chat."""
    return f"{chat} {message}"


def column(buttons: list[Button], width: int = 2) -> Rows:
    """Put buttons into rows of that many."""
    return tuple(tuple(buttons[at : at + width]) for at in range(0, len(buttons), width))
