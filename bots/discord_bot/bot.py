"""The bot on Discord: put together, logged in, listening, and closed again."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from pathlib import Path
from weakref import WeakValueDictionary

import discord
from aiohttp.web import RouteDef
from pydantic import TypeAdapter

from talking_photo.bots import texts
from talking_photo.bots.conversation import flow
from talking_photo.bots.conversation.adapter import Desk
from talking_photo.bots.conversation.answers import language_of
from talking_photo.bots.conversation.context import Host
from talking_photo.bots.conversation.limits import DISCORD, STOP_SECONDS, most_letters
from talking_photo.bots.conversation.messages import Heard, Pressed
from talking_photo.bots.conversation.pending import Pending
from talking_photo.bots.conversation.status_line import StatusLines
from talking_photo.bots.conversation.teller import Teller
from talking_photo.bots.discord_bot.attachments import Attachments
from talking_photo.bots.discord_bot.commands import offers, synchronise
from talking_photo.bots.discord_bot.delivery import DiscordDelivery
from talking_photo.bots.discord_bot.errors import ACKNOWLEDGED, Gone, tried
from talking_photo.bots.discord_bot.form import form_for
from talking_photo.bots.discord_bot.line import Line
from talking_photo.bots.discord_bot.reading import (
    PLATFORM,
    is_blank,
    lacks_words,
    read_command,
    read_form,
    read_form_name,
    read_message,
    read_press,
)
from talking_photo.bots.discord_bot.room import DiscordRoom, beside, seconds_left
from talking_photo.core.errors import (
    DependencyError,
    StorageError,
    TalkingPhotoError,
    Undeliverable,
)
from talking_photo.core.jobs.job import ChatRef, Job, PersonId, Receipt, StoredUpdate
from talking_photo.core.speech.voice_sample import WorkingVoices

_MOST_LANGUAGES = 10_000
"""Of so many people it is remembered which one they were spoken to in last."""
_FORM_SECONDS = 15 * 60.0
"""How long a form, or the question for consent, is waited for."""
_WORTH_SECONDS = 60.0
"""Buttons that would have to go sooner than that stay."""

_SAID: TypeAdapter[Heard | Pressed] = TypeAdapter(Heard | Pressed)

_log = logging.getLogger(__name__)


class DiscordBot(Teller):
    """Fulfils `talking_photo.bots.conversation.adapter.Adapter`."""

    platform = PLATFORM

    def __init__(self, desk: Desk) -> None:
        settings = desk.settings
        self._desk = desk
        self._line = Line(settings.discord, self._answer)
        self.connection = self._line.connection
        most = max(settings.photo.max_bytes, settings.sound.max_bytes)
        self._room = DiscordRoom(
            self._line, Attachments(self._line, settings.discord.cdn_hosts, most)
        )
        self._lines = StatusLines(desk, self._room, DISCORD)
        self._pending = Pending(desk.inbox, PLATFORM, _FORM_SECONDS)
        self._host = Host(
            desk=desk,
            room=self._room,
            platform=DISCORD,
            lines=self._lines,
            voices=WorkingVoices(desk.settings.voice, time.monotonic),
            pending=self._pending,
        )
        self._delivery = DiscordDelivery(room=self._room, desk=desk, platform=DISCORD)
        self._turns: WeakValueDictionary[PersonId, asyncio.Lock] = WeakValueDictionary()
        self._at_work: dict[asyncio.Task[object], Heard | Pressed | None] = {}
        self._fading: set[asyncio.Task[None]] = set()
        self._left: list[asyncio.Task[None]] = []
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
        # Commands that cannot be told now are told at the next start.
        with contextlib.suppress(DependencyError, Undeliverable, Gone):
            if await synchronise(self._line.client, self._desk.settings):
                _log.info("told Discord the commands")

    async def take_in(self) -> None:
        """Take up what a former process left: its jobs and its inbox; then listen."""
        await self._pending.forget_old()
        for job in await self._desk.studio.unfinished(PLATFORM):
            self._lines.follow(job)
        self._left = [
            asyncio.create_task(self._handle(update.id, _SAID.validate_json(update.body)))
            for update in await self._desk.inbox.unhandled(PLATFORM)
        ]
        await self._line.listen()

    async def stop_taking_in(self) -> None:
        """Listen no more, and finish what is being answered."""
        await self._line.hang_up()
        if self._at_work:
            await asyncio.wait(self._at_work, timeout=STOP_SECONDS)
        for task, said in list(self._at_work.items()):
            _log.warning("an answer waits for the next start")
            task.cancel()
            if said is not None:
                await self._put_off(said)

    async def close(self) -> None:
        """Disconnect."""
        for fading in self._fading:
            fading.cancel()
        await self._lines.close()
        await self._line.close()

    async def offer(self, job: Job, picture: Path) -> Receipt:
        """Let the asker choose another face, for as long as the buttons work."""
        receipt = await super().offer(job, picture)
        fading = asyncio.create_task(self._fade(job, receipt.message))
        self._fading.add(fading)
        fading.add_done_callback(self._fading.discard)
        return receipt

    async def _fade(self, job: Job, message: str) -> None:
        """Say that the buttons have timed out; after a restart it is said to whoever presses one."""
        chat, most = beside(job.order.chat), DISCORD.button_seconds or 0.0
        left = seconds_left(chat)  # without a token, it can be said only where we are let in
        await asyncio.sleep(min(left, most) if left > _WORTH_SECONDS else most)
        with contextlib.suppress(TalkingPhotoError):
            await self._room.change(chat, message, texts.chat("timed_out", language_of(job)))

    async def _answer(self, event: discord.Interaction | discord.Message) -> None:
        """What the library calls for each event, in a task of its own."""
        self._is_at_work(None)
        if isinstance(event, discord.Message):
            await self._take_message(event)
            return
        self._remember_language(event)
        match event.type:
            case discord.InteractionType.autocomplete:
                with contextlib.suppress(Gone, TalkingPhotoError):
                    fitting = await offers(event, self._host)
                    await tried(lambda: event.response.autocomplete(fitting))
            case discord.InteractionType.application_command:
                heard = read_command(event)
                if lacks_words(heard):
                    await self._ask(event, heard)
                else:
                    await self._take(event, heard)
            case discord.InteractionType.modal_submit:
                await self._take_form(event)
            case discord.InteractionType.component:
                pressed = read_press(event)
                if pressed is not None:
                    await self._take(event, pressed)

    async def _take_message(self, message: discord.Message) -> None:
        me = self._line.client.user
        heard = None if me is None else read_message(message, me.id, self._language_of(message))
        if heard is None:
            return
        if is_blank(message):
            with contextlib.suppress(TalkingPhotoError):
                await self._host.say(heard, "not_shown")
        elif await self._store(str(message.id), heard):
            await self._handle(str(message.id), heard)

    async def _ask(self, event: discord.Interaction, heard: Heard) -> None:
        """Open a form, which has to be the first answer, and keep what it goes on with."""
        form = form_for(heard, most_letters(self._desk.settings))
        opened = self._acknowledge(lambda: event.response.send_modal(form))
        kept = self._pending.keep(heard.ref.message, heard)
        _, problem = await asyncio.gather(opened, kept, return_exceptions=True)
        if problem is not None:
            _log.warning("what a form was opened for is not stored: %s", type(problem).__name__)

    async def _take_form(self, event: discord.Interaction) -> None:
        """Answer a form that was filled in."""
        number, ref = read_form_name(event)
        language = texts.language_of(event.locale.value)
        await self._defer(event, ref, thinking=True)
        try:
            asked = await self._pending.find(number)
            if asked is None:
                await self._room.say(ref, texts.chat("choice_gone", language))
                return
            heard = read_form(event, asked, ref)
            if await self._store(str(event.id), heard):
                await self._handle(str(event.id), heard)
            await self._pending.done(number)
        except TalkingPhotoError as exc:
            _log.warning("form %s: %s", event.id, exc)
            await self._room.settle(ref, texts.chat("fault", language, number=str(event.id)))

    async def _take(self, event: discord.Interaction, said: Heard | Pressed) -> None:
        """Acknowledge at once, whatever the database does meanwhile; store, and only then answer."""
        number = str(event.id)
        acknowledged, new = await asyncio.gather(
            self._defer(event, said.ref, thinking=isinstance(said, Heard)),
            self._store(number, said),
        )
        if not new:
            return
        if not acknowledged:  # too late for its token; there are other ways to answer
            said = replace(said, ref=replace(said.ref, secret={}))
        await self._handle(number, said)

    async def _defer(self, event: discord.Interaction, ref: ChatRef, *, thinking: bool) -> bool:
        hidden = "hidden" in ref.details
        return await self._acknowledge(
            lambda: event.response.defer(ephemeral=hidden, thinking=thinking)
        )

    async def _acknowledge(self, call: Callable[[], Awaitable[object]]) -> bool:
        """Whether there is now an answer that can be written into."""
        try:
            await tried(call)
        except Gone as exc:
            return exc.code == ACKNOWLEDGED
        except TalkingPhotoError as exc:
            _log.warning("not acknowledged: %s", exc)
            return False
        return True

    async def _store(self, number: str, said: Heard | Pressed) -> bool:
        """Keep it until it is answered; False when it is known, as when two processes hear the same."""
        body = _SAID.dump_json(said).decode()
        update = StoredUpdate(platform=PLATFORM, id=number, body=body, person=said.ref.person)
        try:
            return bool(await self._desk.inbox.add([update], time.time()))
        except StorageError as exc:
            _log.warning("not stored: %s", exc)
            return True  # it can be answered all the same, only not after a crash

    async def _handle(self, number: str, said: Heard | Pressed) -> None:
        """Answer, people one beside another, each one's in their order."""
        self._is_at_work(said)
        async with self._turns.setdefault(said.ref.person, asyncio.Lock()):
            try:
                await flow.answer(self._host, said, number)
                await self._desk.inbox.handled(PLATFORM, number)
                await self._room.settle(said.ref)
            except (StorageError, DependencyError) as exc:
                _log.warning("update %s waits for the next start: %s", number, exc)
                await self._put_off(said)

    def _is_at_work(self, said: Heard | Pressed | None) -> None:
        """Let a stop wait for this task, and put off what it is answering if that takes too long."""
        task = asyncio.current_task()
        if task is not None:
            if task not in self._at_work:
                task.add_done_callback(lambda done: self._at_work.pop(done, None))
            self._at_work[task] = said

    async def _put_off(self, said: Heard | Pressed) -> None:
        """Leave nothing behind that looks as if we were at it: the next process goes on."""
        await self._room.settle(said.ref, texts.chat("accepted", said.language))

    def _remember_language(self, event: discord.Interaction) -> None:
        if len(self._languages) > _MOST_LANGUAGES:
            self._languages.clear()
        self._languages[event.user.id] = texts.language_of(event.locale.value)

    def _language_of(self, message: discord.Message) -> str:
        """Messages do not tell; a command did, or the server has a language."""
        if message.guild is not None:
            return texts.language_of(message.guild.preferred_locale.value)
        return self._languages.get(message.author.id, "en")
