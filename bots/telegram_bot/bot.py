"""The bot on Telegram: put together, opened, listening, and closed again."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
import os
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from functools import partial

from aiohttp.web import RouteDef
from telegram import BotCommandScope, BotCommandScopeChat, Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ApplicationBuilder, TypeHandler

from talking_photo.bots import texts
from talking_photo.bots.conversation import operator, web_page
from talking_photo.bots.conversation.adapter import AdapterContext
from talking_photo.bots.conversation.connection import Connection
from talking_photo.bots.conversation.context import ChatContext
from talking_photo.bots.conversation.delivery import DeliveryMixin
from talking_photo.bots.conversation.limits import STOP_SECONDS, TELEGRAM, TELEGRAM_RATE_LIMITS
from talking_photo.bots.conversation.pending import Pending
from talking_photo.bots.conversation.status_line import StatusMessages
from talking_photo.bots.conversation.updates import Updates
from talking_photo.bots.telegram_bot.client import TelegramApi, TelegramClient
from talking_photo.bots.telegram_bot.delivery import TelegramDelivery
from talking_photo.bots.telegram_bot.errors import with_retries
from talking_photo.bots.telegram_bot.http_client import HttpClient
from talking_photo.bots.telegram_bot.intake import DurableUpdateQueue, id_of, webhook
from talking_photo.bots.telegram_bot.parsing import PLATFORM, read
from talking_photo.bots.telegram_bot.rate_limiter import RateLimiter
from talking_photo.bots.telegram_bot.receiving import Receiving, WatchedRequest
from talking_photo.core.errors import DependencyError, SettingsError
from talking_photo.core.settings import TelegramSettings

_POLL_SECONDS = 30
_GRACE_SECONDS = _POLL_SECONDS + 15.0
"""A poll that broke off tells only by the end of the next one that Telegram is there again."""
_CHECK_SECONDS = 60.0
"""How often it is checked that Telegram still has our webhook."""
_LAST_CALL_SECONDS = 2.0
_CALL_SECONDS = 15.0
_CONNECTIONS = 256
_PENDING_SECONDS = 15 * 60.0
"""How long a question of ours, such as the one for consent, is waited for."""
_UPDATES = (Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY)

_log = logging.getLogger(__name__)


class TelegramBot(DeliveryMixin):
    """Fulfils `talking_photo.bots.conversation.adapter.Adapter`."""

    platform = PLATFORM

    def __init__(self, shared: AdapterContext) -> None:
        # The library reads this when an object is made; without it each duration is a warning.
        os.environ.setdefault("PTB_TIMEDELTA", "1")
        self._settings = shared.settings.telegram
        self._operator = shared.settings.operator
        if self._settings.mode == "webhook" and self._settings.webhook_url is None:
            raise SettingsError("setting_wrong", key="telegram.webhook_url", problem="missing")
        self._webhook_url = f"{(self._settings.webhook_url or '').rstrip('/')}/{PLATFORM}"
        self._webhook_set = False
        self._stopping = False
        self._introducing: asyncio.Task[None] | None = None
        self._shared = shared
        self._job_service = shared.job_service
        self.connection = Connection(PLATFORM, _GRACE_SECONDS)
        self._queue = DurableUpdateQueue(shared.inbox)
        self._polling = WatchedRequest(self._queue, self.connection)
        self._calls = HttpClient(connections=_CONNECTIONS, seconds=_CALL_SECONDS)
        self._application = _application(self._settings, self._queue, self._calls, self._polling)
        self._bot: TelegramApi = self._application.bot
        self._chat_client = chat_client = TelegramClient(self._bot)
        self._lines = StatusMessages(shared, chat_client, TELEGRAM)
        context = self._context = ChatContext(
            shared=shared,
            chat_client=chat_client,
            platform=TELEGRAM,
            lines=self._lines,
            pending=Pending(shared.inbox, PLATFORM, _PENDING_SECONDS),
        )
        self._delivery = TelegramDelivery(
            bot=self._bot, chat_client=chat_client, shared=shared, platform=TELEGRAM
        )
        self._updates = Updates(context, PLATFORM)
        self._application.add_handler(TypeHandler(Update, self._take))
        self._has_page = web_page.page_address(shared.settings) is not None
        webhook_mode = self._settings.mode == "webhook"
        self._receiving = Receiving(
            self.connection,
            self._keep_webhook if webhook_mode else self._start_polling,
            _CHECK_SECONDS if webhook_mode else None,
        )

    def routes(self) -> Iterable[RouteDef]:
        """The webhook, if there is one."""
        if self._settings.mode == "webhook":
            yield webhook(self._bot, self._queue, _secret(self._settings))

    async def open(self) -> None:
        """Connect, and tell Telegram which commands there are.

        Raises:
            SettingsError: token_refused.
            DependencyError: telegram_unreachable.
        """
        try:
            await with_retries(self._application.initialize)
        except DependencyError as exc:
            if not isinstance(exc.__cause__, InvalidToken):
                raise
            raise SettingsError("token_refused", key="telegram.token") from exc

    async def take_in(self) -> None:
        """Take up what a former process left: its jobs and its inbox; then receive.

        Raises:
            SettingsError: webhook_refused.
        """
        await self._application.start()
        for job in await self._job_service.unfinished(PLATFORM):
            self._lines.follow(job)
        await self._queue.put_those_left(self._bot)
        self._introducing = asyncio.create_task(self._introduce(), name="introduce the bot")
        await self._receiving.start()
        if self.connection.problem == "webhook_refused":
            raise SettingsError("webhook_refused", url=self._webhook_url)

    async def stop_taking_in(self) -> None:
        """Listen no more, and finish what is being answered."""
        self._stopping = True
        updater = self._application.updater
        self._polling.stop_waiting()
        await self._receiving.stop()
        until = asyncio.get_running_loop().time() + STOP_SECONDS
        try:
            async with asyncio.timeout_at(until):
                if updater is not None and updater.running:
                    await updater.stop()
                if self._application.running:
                    await self._application.stop()
        except TimeoutError:
            _log.warning("shutdown: polling did not stop in time")
        await self._updates.stop(until - asyncio.get_running_loop().time())

    async def close(self) -> None:
        """Disconnect."""
        if self._introducing is not None:  # a call that was begun is not cut off
            await asyncio.wait([self._introducing], timeout=_LAST_CALL_SECONDS)
            self._introducing.cancel()
        await self._context.close()
        await self._lines.close()
        await self._application.shutdown()
        for client in (
            self._calls,
            self._polling,
        ):  # the library leaves them open unless it got in
            await client.shutdown()

    async def _take(self, update: Update, _context: object) -> None:
        """Queue an update; it takes no time, so that the library calls this in order."""
        number = id_of(update)
        try:
            said = read(update, self._bot)
        except Exception:  # noqa: BLE001 - it would fail again at each try
            _log.exception("update %s cannot be parsed", number)
            said = None
        if said is None:
            self._updates.note_handled(number)
        else:
            self._updates.put(number, said)

    async def _introduce(self) -> None:
        """Set what Telegram shows of the bot in each language: its commands and what it is for.

        What is set already is left alone, for Telegram limits how often it may change; what cannot
        be set now is set at the next start.
        """
        for step in self._introduction():
            if self._stopping:
                return
            with contextlib.suppress(TelegramError):
                await step()

    def _introduction(self) -> Iterator[Callable[[], Awaitable[None]]]:
        for language in texts.COMMANDS:
            code = "" if language == "en" else language
            commands = self._commands(language)
            yield partial(self._set_commands, code, commands)
            yield partial(self._describe, code, language)
        for chat in self._operator.chats:
            platform, _, number = chat.partition(":")
            if platform == PLATFORM:
                language = texts.language_of(self._operator.language)
                commands = {**operator.described(language), **self._commands(language)}
                yield partial(self._set_commands, "", commands, BotCommandScopeChat(int(number)))

    def _commands(self, language: str) -> Mapping[str, str]:
        """Return the commands of the menu; /web only where there is a page to open."""
        known = texts.COMMANDS[language]
        if self._has_page:
            return known
        return {name: does for name, does in known.items() if name != web_page.COMMAND}

    async def _set_commands(
        self, code: str, commands: Mapping[str, str], scope: BotCommandScope | None = None
    ) -> None:
        known = await self._bot.get_my_commands(scope, language_code=code)
        if {command.command: command.description for command in known} != dict(commands):
            await self._bot.set_my_commands(list(commands.items()), scope, language_code=code)

    async def _describe(self, code: str, language: str) -> None:
        description = texts.chat("description", language)
        if (await self._bot.get_my_description(code)).description != description:
            await self._bot.set_my_description(description, code)
        short = texts.chat("short_description", language)
        if (await self._bot.get_my_short_description(code)).short_description != short:
            await self._bot.set_my_short_description(short, code)

    async def _start_polling(self) -> None:
        if self._application.updater is not None:
            await self._application.updater.start_polling(
                timeout=_POLL_SECONDS,
                allowed_updates=_UPDATES,
                error_callback=_log_polling_error,
            )

    async def _keep_webhook(self) -> None:
        """Tell Telegram where to bring updates, unless it knows."""
        if self._webhook_set and (await self._bot.get_webhook_info()).url == self._webhook_url:
            return
        await self._bot.set_webhook(
            self._webhook_url,
            secret_token=_secret(self._settings),
            allowed_updates=_UPDATES,
            max_connections=40,
        )
        self._webhook_set = True


def _application(
    settings: TelegramSettings,
    queue: DurableUpdateQueue,
    calls: HttpClient,
    polling: WatchedRequest,
) -> Application:  # type: ignore[type-arg]
    if settings.token is None:
        raise SettingsError("setting_wrong", key="telegram.token", problem="missing")
    return (
        ApplicationBuilder()
        .token(settings.token.get_secret_value())
        .base_url(f"{settings.base_url}/bot")
        .base_file_url(f"{settings.base_file_url}/file/bot")
        .rate_limiter(RateLimiter(TELEGRAM_RATE_LIMITS))
        .update_queue(queue)
        .get_updates_request(polling)
        .request(calls)
        .build()
    )


def _secret(settings: TelegramSettings) -> str:
    """What a caller of the webhook must know: the operator's, or one made of the token."""
    if settings.webhook_secret is not None:
        return settings.webhook_secret.get_secret_value()
    token = "" if settings.token is None else settings.token.get_secret_value()
    return hashlib.sha256(f"webhook {token}".encode()).hexdigest()


def _log_polling_error(error: TelegramError) -> None:
    """Log it, for the library tries again by itself."""
    _log.info("polling error: %s", type(error).__name__)
