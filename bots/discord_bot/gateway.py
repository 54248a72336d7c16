"""The gateway connection: logs in, receives events, and disconnects before it is dropped."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from talking_photo.bots.conversation.connection import Connection
from talking_photo.bots.discord_bot.errors import Gone, with_retries
from talking_photo.bots.discord_bot.parsing import PLATFORM
from talking_photo.core.errors import DependencyError, SettingsError, Undeliverable
from talking_photo.core.settings import DiscordSettings

Answer = Callable[[discord.Interaction | discord.Message], Awaitable[None]]

_READY_SECONDS = 20.0
"""A gateway that is away for longer is waited for in the background."""
_GRACE_SECONDS = 20.0
"""The library comes back from most closings within this time."""
_LEFT_TO_LIBRARY_SECONDS = 120.0
"""After that it is begun anew: the library's own pauses grow to 17 minutes."""
_CHECK_SECONDS = 5.0

_TOKEN_REFUSED = 4004
"""discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes."""

_log = logging.getLogger(__name__)


class _Client(discord.Client):
    """The library's, with all that it remembers of people turned off."""

    def __init__(
        self,
        answer: Answer,
        ready: asyncio.Event,
        connection: Connection,
        *,
        message_content: bool,
    ) -> None:
        intents = discord.Intents(
            guilds=True,
            guild_messages=True,
            dm_messages=True,
            message_content=message_content,
        )
        super().__init__(
            intents=intents,
            max_messages=None,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            allowed_mentions=discord.AllowedMentions.none(),
        )
        self._answer = answer
        self._listens = ready
        self._gateway = connection

    async def on_connect(self) -> None:
        """The gateway accepted us.

        Only then does the library wait for its servers, for two seconds.
        """
        self._gateway.restored()
        self._listens.set()

    async def on_resumed(self) -> None:
        """The gateway goes on with the session of before."""
        self._gateway.restored()

    async def on_disconnect(self) -> None:
        """The gateway is gone, or was never reached; why, `GatewayConnection` may know better."""
        if self._gateway.problem in (None, "unreachable") and not self.is_closed():
            self._gateway.lost("unreachable", "the gateway is closed")

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """A command, a button or a form."""
        await self._answer(interaction)

    async def on_message(self, message: discord.Message) -> None:
        """Somebody wrote something."""
        await self._answer(message)


class GatewayConnection:
    """One bot's connection.

    Args:
        settings: Where Discord is, and the token.
        answer: Called for everything that people do, in a task of its own.
    """

    def __init__(self, settings: DiscordSettings, answer: Answer) -> None:
        if settings.token is None:
            raise SettingsError("setting_wrong", key="discord.token", problem="missing")
        # Of no use for a bot that does not call anybody, and a warning each.
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        # The library keeps both addresses at its classes, so all bots of a process share them.
        Route.BASE = settings.api_base.rstrip("/")
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.gateway)
        self._token = settings.token.get_secret_value()
        self._answer = answer
        self._listening: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()
        self._message_content = settings.message_content
        self.connection = Connection(PLATFORM, _GRACE_SECONDS)
        self.client = self._new_client()

    @property
    def reads_along(self) -> bool:
        """Whether Discord shows this bot what people write to others, as far as is known."""
        return self._message_content

    async def log_in(self) -> None:
        """Begin to speak.

        Raises:
            SettingsError: token_refused.
            DependencyError: discord_unreachable.
        """
        try:
            await with_retries(self._enter)
        except discord.LoginFailure as exc:
            raise SettingsError("token_refused", key="discord.token") from exc
        except (Gone, Undeliverable) as exc:  # what answers there is not Discord
            raise DependencyError("discord_unreachable") from exc

    async def listen(self) -> None:
        """Start the connection; return when it is open, or when that takes too long."""
        self._listening = asyncio.create_task(self._listen(), name="gateway of Discord")
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_READY_SECONDS):
                await self._ready.wait()

    async def disconnect(self) -> None:
        """Hear nothing more; messages can still be sent."""
        if self._listening is not None:
            self._listening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._listening
        if self.client.ws is not None and self.client.ws.open:
            await self.client.ws.close(code=1000)

    async def close(self) -> None:
        """Speak no more, either."""
        await self.client.close()

    async def _listen(self) -> None:
        """Listen for ever: the library comes back by itself from all closings but these."""
        while True:
            try:
                await self._connect()
            except discord.PrivilegedIntentsRequired:
                _log.warning(
                    "Discord does not show this bot what people write: turn on Message Content "
                    "Intent in the developer portal, or set discord.message_content to false"
                )
                self._message_content = False
            except discord.ConnectionClosed as exc:
                problem = "token_refused" if exc.code == _TOKEN_REFUSED else "gateway_closed"
                self.connection.lost(problem, f"the gateway closed with code {exc.code}")
                await asyncio.sleep(self.connection.next_pause())
            # Such as an event that is no JSON; nobody else would listen on.
            except Exception as exc:  # noqa: BLE001
                _log.exception("unexpected gateway payload")
                self.connection.lost("unreachable", type(exc).__name__)
                await asyncio.sleep(self.connection.next_pause())
            await self._log_in_again()

    async def _connect(self) -> None:
        """Stay connected; returns when the library has not come back for a while."""
        loop = asyncio.get_running_loop()
        connecting = asyncio.create_task(self.client.connect(), name="gateway of Discord")
        answered = loop.time()
        try:
            while loop.time() - answered < _LEFT_TO_LIBRARY_SECONDS:
                await asyncio.wait({connecting}, timeout=_CHECK_SECONDS)
                if connecting.done():
                    return await connecting
                if self.connection.problem is None:
                    answered = loop.time()
        finally:
            connecting.cancel()
            await asyncio.gather(connecting, return_exceptions=True)

    async def _log_in_again(self) -> None:
        """Replace the client, for what one listens to cannot be changed.

        Try until that succeeds.
        """
        old = self.client
        while self.client is old:
            try:
                await self.log_in()
            except (DependencyError, SettingsError) as exc:
                refused = isinstance(exc, SettingsError)
                self.connection.lost("token_refused" if refused else "unreachable", str(exc))
                await asyncio.sleep(self.connection.next_pause())
        await old.close()

    async def _enter(self) -> None:
        """Log in with a new client: the library leaves the connections of a failed one open."""
        client = self._new_client()
        try:
            await client.login(self._token)
        except BaseException:
            await client.close()
            raise
        self.client = client

    def _new_client(self) -> _Client:
        return _Client(
            self._answer,
            self._ready,
            self.connection,
            message_content=self._message_content,
        )
