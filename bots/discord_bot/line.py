"""The line to Discord: logs in, listens at the gateway, and hangs up before it is cut."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from talking_photo.bots.discord_bot.errors import Gone, tried
from talking_photo.core.errors import DependencyError, SettingsError, Undeliverable
from talking_photo.core.settings import DiscordSettings

Answer = Callable[[discord.Interaction | discord.Message], Awaitable[None]]

_READY_SECONDS = 20.0
"""A gateway that is away for longer is waited for in the background."""
_AGAIN_SECONDS = 5.0

_log = logging.getLogger(__name__)


class _Client(discord.Client):
    """The library's, with all that it remembers of people turned off."""

    def __init__(self, answer: Answer, ready: asyncio.Event, *, message_content: bool) -> None:
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

    async def on_connect(self) -> None:
        """The gateway has let us in; only then does the library wait for news of servers, for two seconds."""
        self._listens.set()

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """A command, a button or a form."""
        await self._answer(interaction)

    async def on_message(self, message: discord.Message) -> None:
        """Somebody wrote something."""
        await self._answer(message)


class Line:
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
        self.client = _Client(answer, self._ready, message_content=self._message_content)

    async def log_in(self) -> None:
        """Begin to speak.

        Raises:
            SettingsError: setting_wrong, when the token is refused.
            DependencyError: discord_unreachable.
        """
        try:
            await tried(self._enter)
        except discord.LoginFailure as exc:
            raise SettingsError("setting_wrong", key="discord.token", problem="refused") from exc
        except (Gone, Undeliverable) as exc:  # what answers there is not Discord
            raise DependencyError("discord_unreachable") from exc

    async def listen(self) -> None:
        """Begin to hear; returns when that has begun, or takes so long that it is left to itself."""
        self._listening = asyncio.create_task(self._listen(), name="gateway of Discord")
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_READY_SECONDS):
                await self._ready.wait()

    async def hang_up(self) -> None:
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
        """The library comes back by itself from all closings but these."""
        while True:
            try:
                await self.client.connect()
            except discord.PrivilegedIntentsRequired:
                _log.warning(
                    "Discord does not show this bot what people write: turn on Message Content "
                    "Intent in the developer portal, or set discord.message_content to false"
                )
                self._message_content = False
            except discord.ConnectionClosed as exc:
                _log.warning("the gateway of Discord closed with code %s", exc.code)
                await asyncio.sleep(_AGAIN_SECONDS)
            except Exception:  # noqa: BLE001 - such as an event that is no JSON; nobody else would listen on
                _log.exception("the gateway of Discord is not understood")
                await asyncio.sleep(_AGAIN_SECONDS)
            if not await self._begin_anew():
                return

    async def _begin_anew(self) -> bool:
        """With a client of its own: what one listens to cannot be changed. False when the token is refused."""
        old = self.client
        while self.client is old:
            try:
                await self.log_in()
            except DependencyError as exc:
                _log.warning("no way to log in just now: %s", exc)
                await asyncio.sleep(_AGAIN_SECONDS)
            except SettingsError as exc:
                _log.warning("not let in any more: %s", exc)
                return False
        await old.close()
        return True

    async def _enter(self) -> None:
        """Each try has a client of its own, for the library leaves the connections of a failed one open."""
        client = _Client(self._answer, self._ready, message_content=self._message_content)
        try:
            await client.login(self._token)
        except BaseException:
            await client.close()
            raise
        self.client = client
