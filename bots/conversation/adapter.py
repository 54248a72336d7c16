"""What every chat adapter is given, and what it must be able to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from talking_photo.bots.conversation.connection import Connection
from talking_photo.core.jobs.ports import Delivery, MediaStore
from talking_photo.core.jobs.service import Studio
from talking_photo.core.jobs.stores import DeliveryStore, Inbox, PersonStore, PortraitStore
from talking_photo.core.settings import Settings

if TYPE_CHECKING:
    from aiohttp.web import RouteDef


class Demo(Protocol):
    """The drawn portrait, and videos in which it speaks."""

    async def find(self, language: str) -> bytes | None:
        """Return the video in a language if it was made before; comes at once."""
        ...

    async def make(self, language: str) -> bytes | None:
        """Make the video in a language unless it is there; takes some seconds. None when that fails."""
        ...

    async def portrait(self) -> bytes:
        """Return the portrait as PNG."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Everything that an adapter works with."""

    studio: Studio
    people: PersonStore
    portraits: PortraitStore
    inbox: Inbox
    deliveries: DeliveryStore
    media: MediaStore
    settings: Settings
    demo: Demo | None = None
    """Where there is none, newcomers see no example."""


class Adapter(Delivery, Protocol):
    """A chat platform. `bots/app.py` calls, in this order: open, take_in, stop_taking_in, close."""

    @property
    def platform(self) -> str:
        """As in `ChatRef.platform`."""
        ...

    @property
    def connection(self) -> Connection:
        """Whether the platform is connected; kept up to date by the adapter."""
        ...

    def routes(self) -> Iterable[RouteDef]:
        """What the web server answers for it, such as a webhook; may be empty. Called once, before open."""
        ...

    async def open(self) -> None:
        """Connect. From now on films may have to be delivered.

        Raises:
            SettingsError: The token is refused.
            DependencyError: The platform cannot be reached; called again later.
        """
        ...

    async def take_in(self) -> None:
        """Handle what was left in the inbox, then receive; returns when receiving has begun."""
        ...

    async def stop_taking_in(self) -> None:
        """Receive nothing more, finish what is being handled; takes a few seconds at most."""
        ...

    async def close(self) -> None:
        """Disconnect. Nothing is delivered any more."""
        ...
