"""The bot on Telegram: put together, opened, listening, and closed again."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
import os
import time
from collections.abc import Iterable

from aiohttp.web import RouteDef
from telegram import Update
from telegram.error import InvalidToken, NetworkError, TelegramError
from telegram.ext import Application, ApplicationBuilder, TypeHandler

from talking_photo.bots import texts
from talking_photo.bots.conversation import flow
from talking_photo.bots.conversation.adapter import Desk
from talking_photo.bots.conversation.context import Host
from talking_photo.bots.conversation.limits import STOP_SECONDS, TELEGRAM, TELEGRAM_PACES
from talking_photo.bots.conversation.status_line import StatusLines
from talking_photo.bots.conversation.teller import Teller
from talking_photo.bots.telegram_bot.delivery import TelegramDelivery
from talking_photo.bots.telegram_bot.errors import tried
from talking_photo.bots.telegram_bot.intake import Handling, StoredQueue, StoringRequest, webhook
from talking_photo.bots.telegram_bot.pace import ChatPace
from talking_photo.bots.telegram_bot.reading import PLATFORM, read
from talking_photo.bots.telegram_bot.room import TelegramApi, TelegramRoom
from talking_photo.core.errors import DependencyError, SettingsError, Undeliverable
from talking_photo.core.settings import TelegramSettings
from talking_photo.core.speech.voice_sample import WorkingVoices

_AT_ONCE = 256
"""Updates of different people that are handled at the same time."""
_POLL_SECONDS = 30
_UPDATES = (Update.MESSAGE, Update.CALLBACK_QUERY)

_log = logging.getLogger(__name__)


class TelegramBot(Teller):
    """Fulfils `talking_photo.bots.conversation.adapter.Adapter`."""

    platform = PLATFORM

    def __init__(self, desk: Desk) -> None:
        # The library reads this when an object is made; without it each duration is a warning.
        os.environ.setdefault("PTB_TIMEDELTA", "1")
        self._settings = desk.settings.telegram
        self._studio = desk.studio
        self._queue = StoredQueue(desk.inbox)
        self._application = _application(self._settings, self._queue)
        self._bot: TelegramApi = self._application.bot
        room = TelegramRoom(self._bot)
        self._lines = StatusLines(desk, room, TELEGRAM)
        self._host = Host(
            desk=desk,
            room=room,
            platform=TELEGRAM,
            lines=self._lines,
            voices=WorkingVoices(desk.settings.voice, time.monotonic),
        )
        self._delivery = TelegramDelivery(bot=self._bot, room=room, desk=desk, platform=TELEGRAM)
        self._application.add_handler(TypeHandler(Update, Handling(desk.inbox, self._answer)))

    def routes(self) -> Iterable[RouteDef]:
        """The webhook, if there is one."""
        if self._settings.mode == "webhook":
            yield webhook(self._bot, self._queue, _secret(self._settings))

    async def open(self) -> None:
        """Connect, and tell Telegram which commands there are.

        Raises:
            SettingsError: setting_wrong, when the token is refused.
            DependencyError: telegram_unreachable.
        """
        try:
            await tried(self._application.initialize)
        except DependencyError as exc:
            if not isinstance(exc.__cause__, InvalidToken):
                raise
            raise SettingsError("setting_wrong", key="telegram.token", problem="refused") from exc
        # A menu that cannot be set now is set at the next start.
        with contextlib.suppress(TelegramError, DependencyError, Undeliverable):
            await self._set_menu()

    async def take_in(self) -> None:
        """Take up what a former process left: its jobs and its inbox; then listen."""
        await self._application.start()
        for job in await self._studio.unfinished(PLATFORM):
            self._lines.follow(job)
        await self._queue.put_those_left(self._bot)
        if self._settings.mode == "webhook":
            await tried(self._set_webhook)
        elif self._application.updater is not None:
            await self._application.updater.start_polling(
                timeout=_POLL_SECONDS,
                bootstrap_retries=-1,
                allowed_updates=_UPDATES,
                error_callback=_tell_of_polling,
            )

    async def stop_taking_in(self) -> None:
        """Listen no more, and finish what is being answered."""
        updater = self._application.updater
        try:
            async with asyncio.timeout(STOP_SECONDS):
                if updater is not None and updater.running:
                    await updater.stop()
                if self._application.running:
                    await self._application.stop()
        except TimeoutError:
            _log.warning("some updates wait for the next start")

    async def close(self) -> None:
        """Disconnect."""
        await self._lines.close()
        await self._application.shutdown()

    async def _answer(self, update: Update) -> None:
        await flow.answer(self._host, read(update, self._bot), str(update.update_id))

    async def _set_menu(self) -> None:
        for language, commands in texts.COMMANDS.items():
            code = None if language == "en" else language
            await self._bot.set_my_commands(list(commands.items()), language_code=code)

    async def _set_webhook(self) -> None:
        await self._bot.set_webhook(
            f"{(self._settings.webhook_url or '').rstrip('/')}/{PLATFORM}",
            secret_token=_secret(self._settings),
            allowed_updates=_UPDATES,
            max_connections=40,
        )


def _application(settings: TelegramSettings, queue: StoredQueue) -> Application:  # type: ignore[type-arg]
    if settings.token is None:
        raise SettingsError("setting_wrong", key="telegram.token", problem="missing")
    return (
        ApplicationBuilder()
        .token(settings.token.get_secret_value())
        .base_url(f"{settings.base_url}/bot")
        .base_file_url(f"{settings.base_file_url}/file/bot")
        .rate_limiter(ChatPace(TELEGRAM_PACES))
        .update_queue(queue)
        .get_updates_request(StoringRequest(queue))
        .concurrent_updates(_AT_ONCE)
        .read_timeout(15)
        .write_timeout(15)
        .pool_timeout(15)
        .build()
    )


def _secret(settings: TelegramSettings) -> str:
    """What a caller of the webhook must know: the operator's, or one made of the token."""
    if settings.webhook_secret is not None:
        return settings.webhook_secret.get_secret_value()
    token = "" if settings.token is None else settings.token.get_secret_value()
    return hashlib.sha256(f"webhook {token}".encode()).hexdigest()


def _tell_of_polling(error: TelegramError) -> None:
    """A line in the log: the library tries again by itself."""
    if isinstance(error, NetworkError):
        _log.info("no updates just now: %s", type(error).__name__)
    else:
        # A conflict is another instance that listens, as while a new version is started.
        _log.warning("no updates just now: %s", error.message)
