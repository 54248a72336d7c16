"""What every chat adapter is given, and what it must be able to do."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from talking_photo.bots.conversation.connection import Connection
from talking_photo.core.errors import Fact
from talking_photo.core.jobs.batches import BatchService
from talking_photo.core.jobs.operator import OperatorService
from talking_photo.core.jobs.people import PeopleService
from talking_photo.core.jobs.ports import Delivery, Inbox, Meter
from talking_photo.core.jobs.schedule import ScheduleService
from talking_photo.core.jobs.service import JobService
from talking_photo.core.jobs.tokens import TokenService
from talking_photo.core.jobs.voices import VoiceService
from talking_photo.core.jobs.webhooks import WebhookService
from talking_photo.core.settings import Settings

if TYPE_CHECKING:
    from aiohttp.web import RouteDef


class Demo(Protocol):
    """The drawn portrait, and videos in which it speaks."""

    async def find(self, language: str) -> bytes | None:
        """Return the video in a language if it was made before; comes at once."""
        ...

    async def make(self, language: str) -> bytes | None:
        """Make the video in a language unless it is there; takes some seconds.

        None when that fails.
        """
        ...

    async def portrait(self) -> bytes:
        """Return the portrait as PNG."""
        ...


class Check(Protocol):
    """What was found."""

    @property
    def problem(self) -> str | None:
        """The code of what is wrong; None when nothing is."""
        ...

    @property
    def facts(self) -> Mapping[str, Fact]:
        """Numbers and names."""
        ...


class Health(Protocol):
    """Whether this process can do its work; `talking_photo.bots.service.health` fulfils it."""

    connections: list[Connection]

    async def checks(self) -> Mapping[str, Check]:
        """Return what was found, by what was looked at."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class AdapterContext:
    """Everything that an adapter works with."""

    job_service: JobService
    people: PeopleService
    operator: OperatorService
    schedule: ScheduleService
    batches: BatchService
    voices: VoiceService
    tokens: TokenService
    webhooks: WebhookService
    inbox: Inbox
    settings: Settings
    health: Health
    meter: Meter
    demo: Demo | None = None
    """Where there is none, newcomers see no example."""
    wake_announcer: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when there is a new announcement to send."""


class Adapter(Delivery, Protocol):
    """A chat platform. `bots/app.py` calls in order: open, take_in, stop_taking_in, close."""

    @property
    def platform(self) -> str:
        """As in `ChatRef.platform`."""
        ...

    @property
    def connection(self) -> Connection:
        """Whether the platform is connected; kept up to date by the adapter."""
        ...

    def routes(self) -> Iterable[RouteDef]:
        """What the web server answers for it, such as a webhook; may be empty.

        Called once, before open.
        """
        ...

    async def open(self) -> None:
        """Connect. From now on videos may have to be delivered.

        Raises:
            SettingsError: The token is refused.
            DependencyError: The platform cannot be reached; called again later.
        """
        ...

    async def take_in(self) -> None:
        """Handle what was left in the inbox, then receive; returns when receiving has begun."""
        ...

    async def write_in(self, chat: str, text: str) -> None:
        """Write into a chat of the operator's, as an answer to nothing.

        Raises:
            Undeliverable: The chat is closed to us.
            DependencyError: The platform did not answer in spite of all tries.
        """
        ...

    async def write_to(self, user: str, text: str) -> None:
        """Write to somebody alone, as an answer to nothing. Raises as `write_in`."""
        ...

    async def stop_taking_in(self) -> None:
        """Receive nothing more, finish what is being handled; takes a few seconds at most."""
        ...

    async def close(self) -> None:
        """Disconnect. Nothing is delivered any more."""
        ...
