"""What an update has done so far, so that trying it again repeats none of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar, cast

from talking_photo.bots.conversation.messages import ButtonPress, ChatClient, File, Rows
from talking_photo.core.jobs.job import ChatRef

_T = TypeVar("_T")


class Steps:
    """Remembers the results of steps that must not be repeated, while one update is handled.

    After a restart nothing is remembered: then the idempotency keys of jobs and the stored
    delivery records prevent doubles.
    """

    def __init__(self) -> None:
        self._results: dict[object, object] = {}
        self.last_message: str | None = None
        """The newest message of ours that answers this update."""

    async def once(self, name: object, step: Callable[[], Awaitable[_T]]) -> _T:
        """Do a step and return its result; if it was done before, only return that result."""
        if name not in self._results:
            self._results[name] = await step()
        return cast("_T", self._results[name])

    def has(self, name: object) -> bool:
        """Return whether this update did a step."""
        return name in self._results

    def note(self, name: object) -> None:
        """Remember a step that has no result."""
        self._results[name] = None


class RecordingClient:
    """Fulfils `ChatClient` for one update.

    What was sent is not sent again when the update is retried.
    """

    def __init__(self, chat_client: ChatClient, steps: Steps) -> None:
        self._chat_client = chat_client
        self._steps = steps

    async def say(
        self,
        to: ChatRef,
        text: str,
        rows: Rows = (),
        *,
        question: bool = False,
        quiet: bool = False,
    ) -> str:
        """Answer, once for each text."""
        message = await self._steps.once(
            ("say", to.chat, to.message, text, rows),
            lambda: self._chat_client.say(to, text, rows, question=question, quiet=quiet),
        )
        self._steps.last_message = message
        return message

    async def change(
        self, to: ChatRef, message: str, text: str, rows: Rows = (), *, urgent: bool = True
    ) -> bool:
        """Replace the text of a message of ours; repeated, it changes nothing."""
        return await self._chat_client.change(to, message, text, rows, urgent=urgent)

    async def busy(self, to: ChatRef) -> None:
        """Show for some seconds that we are at work."""
        await self._chat_client.busy(to)

    async def acknowledge(self, pressed: ButtonPress, text: str = "") -> None:
        """Confirm a press, once for each text."""
        await self._steps.once(
            ("receipt", pressed.id, text), lambda: self._chat_client.acknowledge(pressed, text)
        )

    async def fetch(self, file: File) -> bytes:
        """Download a file."""
        return await self._chat_client.fetch(file)

    async def send_file(self, to: ChatRef, name: str, contents: bytes, text: str) -> None:
        """Send a file, once for each name."""
        await self._steps.once(
            ("file", to.chat, to.message, name),
            lambda: self._chat_client.send_file(to, name, contents, text),
        )

    async def show_example(
        self, to: ChatRef, name: str, video: bytes, text: str, rows: Rows = ()
    ) -> None:
        """Send an example, once."""
        await self._steps.once(
            ("example", to.chat, to.message, name),
            lambda: self._chat_client.show_example(to, name, video, text, rows),
        )

    async def show_pictures(self, to: ChatRef, pictures: Sequence[tuple[str, bytes]]) -> None:
        """Send pictures, once for each choice of them."""
        names = tuple(name for name, _ in pictures)
        await self._steps.once(
            ("pictures", to.chat, to.message, names),
            lambda: self._chat_client.show_pictures(to, pictures),
        )

    async def play(self, to: ChatRef, sound: bytes) -> None:
        """Send a voice message, once."""
        await self._steps.once(
            ("sound", to.chat, to.message), lambda: self._chat_client.play(to, sound)
        )
