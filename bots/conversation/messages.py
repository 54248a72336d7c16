"""What all chat platforms have in common: messages, buttons, files, and a client to answer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from talking_photo.core.errors import TalkingPhotoError
from talking_photo.core.jobs.job import ChatRef
from talking_photo.core.request import RenderOptions

_SOUNDS = ("audio/", "video/", "application/ogg")
_PICTURE_NAME = re.compile(r"\.(jpe?g|png|webp|avif|hei[cf])$", re.IGNORECASE)
_SOUND_NAME = re.compile(r"\.(og[ga]|opus|mp[34]|m4a|wav|flac|webm)$", re.IGNORECASE)
_TEXT_NAME = re.compile(r"\.txt$", re.IGNORECASE)


class Kind(StrEnum):
    """What a file of a message is good for."""

    PHOTO = "photo"
    SOUND = "sound"
    TEXT = "text"
    OTHER = "other"

    @classmethod
    def of(cls, mime: str, name: str) -> Kind:
        """Guess it from what the sender's program says of the type and the name of a file."""
        if mime.startswith("image/") or _PICTURE_NAME.search(name):
            return cls.PHOTO
        if mime.startswith(_SOUNDS) or _SOUND_NAME.search(name):
            return cls.SOUND
        if mime.startswith("text/plain") or _TEXT_NAME.search(name):
            return cls.TEXT
        return cls.OTHER


DEMO_FILE = "demo-portrait"
"""The id of the drawn portrait, in place of a file in a chat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file in a chat, as the message describes it.

    Nothing is downloaded yet, and none of it is checked.
    """

    kind: Kind
    id: str
    """What the platform gives it out by."""
    bytes: int | None = None
    seconds: float | None = None
    name: str | None = None
    """What the sender's program calls it."""
    wanted: Kind | None = None
    """What it was given as, where it was not that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingMessage:
    """Something that a person said to us."""

    ref: ChatRef
    key: str
    """Unique for the message, on all platforms: the idempotency key of the job that comes of
    it."""
    language: str
    """Of our answer, such as `de`."""
    private: bool
    """Nobody else is bothered by an answer."""
    command: str | None = None
    """Without its slash, such as `speak`."""
    words: str = ""
    """Text or caption, without the command."""
    file: File | None = None
    replied: File | None = None
    """The file of the message that this one replies to, or a second file that came with it."""
    replied_to: str | None = None
    """Our message that this one replies to."""
    album: str | None = None
    """Photos that were sent together have the same."""
    portrait: str | None = None
    """The saved face that is to speak, by its name."""
    choices: Mapping[str, str] = field(default_factory=dict)
    """For this video only: kind -> value, as in `talking_photo.bots.conversation.menus`."""
    edited: bool = False
    """It is the new form of a message that was sent a moment ago."""
    anonymous: bool = False
    """Its sender speaks for the group, and cannot be told from others who do."""
    options: RenderOptions | None = None
    """How the video is made, in place of the sender's own preferences."""
    upload_bytes: int | None = None
    """What a video may have here; None for what it may have anywhere on the platform."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ButtonPress:
    """A button under one of our messages that a person pressed."""

    ref: ChatRef
    """`message` is ours, the one with the button."""
    owner: str
    """The user that the button was shown to."""
    verb: str
    value: str
    id: str
    """What the platform wants the press answered by."""
    language: str
    original: IncomingMessage | None = None
    """The message that ours replied to, if it was the same person's."""
    age: float = 0.0
    """Seconds since our message was sent."""


@dataclass(frozen=True, slots=True)
class Button:
    """Something to press: the adapter gives back what it says, and whom it was shown to."""

    label: str
    verb: str
    value: str = ""


Rows = tuple[tuple[Button, ...], ...]
"""Buttons, row by row."""


class Deferred(TalkingPhotoError):
    """The platform's pace leaves no room for something that is not urgent."""


class ChatClient(Protocol):
    """What a platform lets us do in a chat.

    All of it keeps the platform's pace, and is tried again when the network fails.

    Raises:
        Undeliverable: The chat is closed to us.
        DependencyError: The platform did not answer in spite of all tries.
    """

    async def say(
        self,
        to: ChatRef,
        text: str,
        rows: Rows = (),
        *,
        question: bool = False,
        quiet: bool = False,
    ) -> str:
        """Answer the message of `to`.

        Args:
            to: Whom, and what message.
            text: Plain text.
            rows: Buttons.
            question: In a group, lead the person to answer it.
            quiet: Only they need to see it; where the platform can, nobody else does.

        Returns:
            Our message.
        """
        ...

    async def change(
        self, to: ChatRef, message: str, text: str, rows: Rows = (), *, urgent: bool = True
    ) -> bool:
        """Replace the text of a message of ours; False when it is gone or cannot be changed.

        Raises:
            Deferred: It is not urgent, and the pace leaves no room now.
        """
        ...

    async def busy(self, to: ChatRef) -> None:
        """Show for some seconds that we are at work. Does nothing when there is no room for it."""
        ...

    async def acknowledge(self, pressed: ButtonPress, text: str = "") -> None:
        """Confirm that a button was pressed, with a few words if given."""
        ...

    async def fetch(self, file: File) -> bytes:
        """Download a file.

        Raises:
            RequestError: file_gone.
        """
        ...

    async def send_file(self, to: ChatRef, name: str, contents: bytes, text: str) -> None:
        """Send a file of ours.

        Raises:
            RequestError: file_too_big.
        """
        ...

    async def show_example(
        self, to: ChatRef, name: str, video: bytes, text: str, rows: Rows = ()
    ) -> None:
        """Send a video that is the same for everybody; `name` tells it from others."""
        ...

    async def show_pictures(self, to: ChatRef, pictures: Sequence[tuple[str, bytes]]) -> None:
        """Send pictures, each under its name.

        Does nothing where the platform does not take them.
        """
        ...

    async def play(self, to: ChatRef, sound: bytes) -> None:
        """Send a voice message; `sound` is Ogg with Opus."""
        ...


class Writer(Protocol):
    """What a platform lets us do unasked. Raises as `ChatClient`."""

    async def write_in(self, chat: str, text: str) -> None:
        """Write into a chat, as an answer to nothing."""
        ...

    async def write_to(self, user: str, text: str) -> None:
        """Write to somebody alone, as an answer to nothing."""
        ...
