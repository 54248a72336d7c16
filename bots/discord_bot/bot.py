"""The bot on Discord: put together, logged in, listening, and closed again."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from pathlib import Path

import discord
from aiohttp.web import RouteDef
from pydantic import TypeAdapter

from talking_photo.bots import texts
from talking_photo.bots.conversation import flow
from talking_photo.bots.conversation.adapter import AdapterContext
from talking_photo.bots.conversation.answers import language_of
from talking_photo.bots.conversation.context import ChatContext
from talking_photo.bots.conversation.delivery import DeliveryMixin
from talking_photo.bots.conversation.limits import DISCORD, STOP_SECONDS, most_letters
from talking_photo.bots.conversation.messages import ButtonPress, IncomingMessage
from talking_photo.bots.conversation.pending import Pending
from talking_photo.bots.conversation.status_line import StatusMessages
from talking_photo.bots.conversation.updates import Updates
from talking_photo.bots.discord_bot.attachments import Attachments
from talking_photo.bots.discord_bot.client import DiscordClient, beside
from talking_photo.bots.discord_bot.commands import (
    offers,
    prepare,
    register_operator_commands,
    synchronise,
)
from talking_photo.bots.discord_bot.delivery import DiscordDelivery
from talking_photo.bots.discord_bot.errors import ACKNOWLEDGED, Gone, with_retries
from talking_photo.bots.discord_bot.form import form_for
from talking_photo.bots.discord_bot.gateway import GatewayConnection
from talking_photo.bots.discord_bot.parsing import (
    PLATFORM,
    is_blank,
    lacks_words,
    read_command,
    read_form,
    read_form_name,
    read_message,
    read_press,
)
from talking_photo.bots.discord_bot.tokens import seconds_left
from talking_photo.core.errors import (
    DependencyError,
    StorageError,
    TalkingPhotoError,
    Undeliverable,
)
from talking_photo.core.jobs.job import ChatRef, DeliveryReceipt, Job, StoredUpdate
from talking_photo.core.retry import Backoff, retry

_MOST_LANGUAGES = 10_000
"""Of so many people it is remembered which one they were spoken to in last."""
_FORM_SECONDS = 15 * 60.0
"""How long a form, or the question for consent, is waited for."""
_FINDING = Backoff(first=1.0, longest=30.0, seconds=_FORM_SECONDS)
"""For what a form goes on with, while the database is away."""
_LOOK_UP_SECONDS = 1.5
"""A form has to be opened within three seconds."""
_WORTH_SECONDS = 60.0
"""Buttons that would have to go sooner than that stay."""

_SAID: TypeAdapter[IncomingMessage | ButtonPress] = TypeAdapter(IncomingMessage | ButtonPress)

_log = logging.getLogger(__name__)


class DiscordBot(DeliveryMixin):
    """Fulfils `talking_photo.bots.conversation.adapter.Adapter`."""

    platform = PLATFORM
    _chat_client: DiscordClient

    def __init__(self, shared: AdapterContext) -> None:
        settings = shared.settings
        self._shared = shared
        self._line = GatewayConnection(settings.discord, self._answer)
        self.connection = self._line.connection
        most = max(settings.photo.max_bytes, settings.sound.max_bytes)
        self._chat_client = DiscordClient(
            self._line, Attachments(self._line, settings.discord.cdn_hosts, most)
        )
        self._lines = StatusMessages(shared, self._chat_client, DISCORD)
        self._pending = Pending(shared.inbox, PLATFORM, _FORM_SECONDS)
        self._context = ChatContext(
            shared=shared,
            chat_client=self._chat_client,
            platform=DISCORD,
            lines=self._lines,
            pending=self._pending,
            hints=lambda: ("help_replies" if self._line.reads_along else "help_mentions",),
        )
        self._delivery = DiscordDelivery(
            chat_client=self._chat_client, shared=shared, platform=DISCORD
        )
        self._updates = Updates(
            self._context,
            PLATFORM,
            meanwhile=self._put_off,
            done=lambda said: self._chat_client.settle(said.ref),
        )
        self._events: set[asyncio.Task[object]] = set()
        """Tasks in which an event is acknowledged and stored."""
        self._fading: set[asyncio.Task[None]] = set()
        self._languages: dict[int, str] = {}

    def routes(self) -> Iterable[RouteDef]:
        """None: Discord is listened to."""
        return ()

    async def open(self) -> None:
        """Log in, and tell Discord which commands there are.

        Raises:
            SettingsError: token_refused.
            DependencyError: discord_unreachable.
        """
        await self._line.log_in()
        # Commands that cannot be registered now are registered at the next start.
        with contextlib.suppress(DependencyError, Undeliverable, Gone):
            if await synchronise(self._line.client, self._shared.settings):
                _log.info("commands registered")
            await register_operator_commands(self._line.client, self._shared.settings.operator)

    async def take_in(self) -> None:
        """Take up what a former process left: its jobs and its inbox; then listen."""
        self._context.later(prepare(self._context))
        await self._pending.forget_old()
        for job in await self._shared.job_service.unfinished(PLATFORM):
            self._lines.follow(job)
        for update in await self._shared.inbox.unhandled(PLATFORM):
            self._updates.put(update.id, _SAID.validate_json(update.body))
        await self._line.listen()

    async def stop_taking_in(self) -> None:
        """Listen no more, and finish what is being answered."""
        await self._line.disconnect()
        until = asyncio.get_running_loop().time() + STOP_SECONDS
        if self._events:
            _, late = await asyncio.wait(self._events, timeout=STOP_SECONDS)
            for task in late:
                _log.warning("shutdown: an event was not stored in time")
                task.cancel()
        left = await self._updates.stop(max(until - asyncio.get_running_loop().time(), 0.0))
        await asyncio.gather(*(self._put_off(said) for said in left))

    async def close(self) -> None:
        """Disconnect."""
        for fading in self._fading:
            fading.cancel()
        await self._context.close()
        await self._lines.close()
        await self._line.close()

    async def offer(self, job: Job, picture: Path) -> DeliveryReceipt:
        """Let the asker choose another face, for as long as the buttons work."""
        receipt = await super().offer(job, picture)
        fading = asyncio.create_task(self._expire_buttons(job, receipt.message))
        self._fading.add(fading)
        fading.add_done_callback(self._fading.discard)
        return receipt

    async def _expire_buttons(self, job: Job, message: str) -> None:
        """Say that the buttons have timed out.

        After a restart it is said to whoever presses one.
        """
        chat, most = beside(job.request.chat), DISCORD.button_seconds or 0.0
        left = seconds_left(chat)  # without a token, it can be said only where we are let in
        await asyncio.sleep(min(left, most) if left > _WORTH_SECONDS else most)
        with contextlib.suppress(TalkingPhotoError):
            await self._chat_client.change(
                chat, message, texts.chat("timed_out", language_of(job))
            )

    async def _answer(self, event: discord.Interaction | discord.Message) -> None:
        """What the library calls for each event, in a task of its own."""
        task = asyncio.current_task()
        if task is not None:
            self._events.add(task)
            task.add_done_callback(self._events.discard)
        if isinstance(event, discord.Message):
            await self._take_message(event)
            return
        self._remember_language(event)
        match event.type:
            case discord.InteractionType.autocomplete:
                with contextlib.suppress(Gone, TalkingPhotoError):
                    fitting = await offers(event, self._context)
                    await with_retries(lambda: event.response.autocomplete(fitting))
            case discord.InteractionType.application_command:
                incoming = read_command(event)
                if lacks_words(incoming):
                    await self._ask(event, incoming)
                else:
                    await self._take(event, incoming)
            case discord.InteractionType.modal_submit:
                await self._take_form(event)
            case discord.InteractionType.component:
                pressed = read_press(event)
                if pressed is not None:
                    await self._take_press(event, pressed)

    async def _take_message(self, message: discord.Message) -> None:
        me = self._line.client.user
        incoming = None if me is None else read_message(message, me.id, self._language_of(message))
        if incoming is None:
            return
        if is_blank(message):
            with contextlib.suppress(TalkingPhotoError):
                await self._context.say(incoming, "not_shown")
        else:
            new, unstored = await self._store(str(message.id), incoming)
            if new:
                self._updates.put(str(message.id), incoming, unstored=unstored)

    async def _take_press(self, event: discord.Interaction, pressed: ButtonPress) -> None:
        """Answer a button; one that asks for words gets a form if the database is quick enough."""
        asking = None
        with contextlib.suppress(TimeoutError, TalkingPhotoError):
            async with asyncio.timeout(_LOOK_UP_SECONDS):
                asking = await flow.asking(self._context, pressed)
        if asking is None:
            await self._take(event, pressed)
        else:
            await self._ask(event, asking)

    async def _ask(self, event: discord.Interaction, incoming: IncomingMessage) -> None:
        """Open a form, which has to be the first answer, and keep what it goes on with."""
        form = form_for(incoming, most_letters(self._shared.settings))
        opened = self._acknowledge(lambda: event.response.send_modal(form))
        kept = self._pending.keep(incoming.ref.message, incoming)
        _, problem = await asyncio.gather(opened, kept, return_exceptions=True)
        if problem is not None:
            _log.warning("context of a form not stored: %s", type(problem).__name__)

    async def _take_form(self, event: discord.Interaction) -> None:
        """Answer a form that was filled in."""
        number, ref = read_form_name(event)
        language = texts.language_of(event.locale.value)
        await self._defer(event, ref, thinking=True)
        try:
            asked = await retry(lambda: self._pending.find(number, ref.person), _FINDING)
        except TalkingPhotoError as exc:
            _log.warning("form %s: %s", event.id, exc)
            await self._chat_client.promise(
                ref, texts.chat("fault", language, number=str(event.id))
            )
            return
        if asked is None:
            with contextlib.suppress(TalkingPhotoError):
                await self._chat_client.say(ref, texts.chat("choice_gone", language))
            return
        incoming = read_form(event, asked, ref)
        new, unstored = await self._store(str(event.id), incoming)
        if new:
            self._updates.put(str(event.id), incoming, unstored=unstored)
        with contextlib.suppress(StorageError):  # then its time ends it
            await self._pending.done(number)

    async def _take(self, event: discord.Interaction, said: IncomingMessage | ButtonPress) -> None:
        """Acknowledge at once, whatever the database does meanwhile.

        Store, and only then answer.
        """
        number = str(event.id)
        acknowledged, (new, unstored) = await asyncio.gather(
            self._defer(event, said.ref, thinking=isinstance(said, IncomingMessage)),
            self._store(number, said),
        )
        if not new:
            return
        if not acknowledged:  # too late for its token; there are other ways to answer
            said = replace(said, ref=replace(said.ref, secret={}))
        if not self._updates.put(number, said, unstored=unstored):
            await self._chat_client.settle(said.ref)

    async def _defer(self, event: discord.Interaction, ref: ChatRef, *, thinking: bool) -> bool:
        hidden = "hidden" in ref.details
        return await self._acknowledge(
            lambda: event.response.defer(ephemeral=hidden, thinking=thinking)
        )

    async def _acknowledge(self, call: Callable[[], Awaitable[object]]) -> bool:
        """Whether there is now an answer that can be written into."""
        try:
            await with_retries(call)
        except Gone as exc:
            return exc.code == ACKNOWLEDGED
        except TalkingPhotoError as exc:
            _log.warning("acknowledgement failed: %s", exc)
            return False
        return True

    async def _store(
        self, number: str, said: IncomingMessage | ButtonPress
    ) -> tuple[bool, StoredUpdate | None]:
        """Keep it until it is answered, unless it will be refused.

        Returns:
            Whether it is new, and not known as when two processes receive the same; and itself, if
            it has to be stored later.
        """
        if self._updates.is_full(said.ref.person):
            return True, None
        body = _SAID.dump_json(said).decode()
        update = StoredUpdate(platform=PLATFORM, id=number, body=body, person=said.ref.person)
        try:
            return bool(await self._shared.inbox.add([update], time.time())), None
        except StorageError as exc:
            _log.warning("update %s not stored: %s", number, exc)
            return True, update

    async def _put_off(self, said: IncomingMessage | ButtonPress) -> None:
        """Say that it was received.

        The answer takes longer than Discord shows that we are at it.
        """
        await self._chat_client.promise(said.ref, texts.chat("accepted", said.language))

    def _remember_language(self, event: discord.Interaction) -> None:
        if len(self._languages) > _MOST_LANGUAGES:
            self._languages.clear()
        self._languages[event.user.id] = texts.language_of(event.locale.value)

    def _language_of(self, message: discord.Message) -> str:
        """Messages do not tell; a command did, or the server has a language."""
        if message.guild is not None:
            return texts.language_of(message.guild.preferred_locale.value)
        return self._languages.get(message.author.id, "en")
