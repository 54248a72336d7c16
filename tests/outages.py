"""What the tests of outages on both platforms share."""

from __future__ import annotations

import asyncio
from functools import partial
from types import SimpleNamespace

from talking_photo.bots.conversation import updates
from talking_photo.bots.discord_bot import attachments
from talking_photo.bots.discord_bot import bot as bot_module
from talking_photo.bots.discord_bot import errors as discord_errors
from talking_photo.bots.telegram_bot import errors as telegram_errors
from talking_photo.core.errors import StorageError
from talking_photo.core.retry import Backoff
from tests import discord_world, telegram_chats
from tests.discord_rig import rig as discord_rig
from tests.discord_world import HALL
from tests.telegram_rig import rig as telegram_rig

ANNA, BORIS = 42, 43
PHOTO = b"a photo"
LONGER_THAN_A_CALL = 5
"""A call is tried four times before its update is put off."""
STORES = [
    ("inbox", "add"),
    ("inbox", "handled"),
    ("people", "find"),
    ("deliveries", "find"),
    ("deliveries", "status_is"),
    ("media", "put"),
    ("jobs", "add"),
]
"""What a stored request needs of the database and the media store, in about the order in which it
does."""


def fail_for_a_while(monkeypatch, store, method, times=3):
    """Let a store be away for so many calls; returns the calls that failed."""
    real, failed = getattr(store, method), []

    async def away(*values, **more):
        if len(failed) < times:
            failed.append(values)
            raise StorageError("database_unreachable", reason="test")
        return await real(*values, **more)

    monkeypatch.setattr(store, method, away)
    return failed


class Chat:
    """A chat of one of the platforms, and how people use it."""

    def quicken(self, monkeypatch):
        """Let all pauses last milliseconds."""
        for module in self.modules:
            monkeypatch.setattr(module, "_BACKOFF", Backoff(first=0.005, longest=0.01, tries=4))
        monkeypatch.setattr(updates, "_FIRST_PAUSE_SECONDS", 0.02)
        monkeypatch.setattr(updates, "_NOTING", Backoff(first=0.02, longest=0.1))

    async def one_video_comes(self, rig):
        """Render the only job; its video is the only message, and nothing is left over."""
        await rig.render(await rig.job())
        await self.video(rig.server)
        await rig.delivered()
        await rig.inbox.emptied(self.name)
        assert len(rig.states()) == 1
        assert len(rig.server.of_bot(self.chat)) == 1

    def texts(self, server, chat):
        return [self.words_of(message) for message in server.of_bot(chat)]


class Telegram(Chat):
    """A chat with the bot on Telegram."""

    name = "telegram"
    modules = (telegram_errors,)
    rig = staticmethod(telegram_rig)
    words_of = staticmethod(telegram_chats.words_of)
    chat = ANNA
    failing = ("sendMessage",)
    kind = "502"

    async def ask(self, server):
        await server.send(ANNA, ANNA, photo=PHOTO, caption="Hello!")

    async def video(self, server):
        await server.video(ANNA)

    async def command(self, server, name, person=ANNA):
        """Returns the chat in which the answer comes."""
        await server.send(person, person, text=f"/{name}")
        return person


class Discord(Chat):
    """A channel with the bot on Discord."""

    name = "discord"
    modules = (discord_errors, attachments)
    rig = staticmethod(discord_rig)
    words_of = staticmethod(discord_world.words_of)
    chat = HALL
    failing = ("original", "follow up", "send", "dm")
    kind = "503"

    def quicken(self, monkeypatch):
        super().quicken(monkeypatch)
        monkeypatch.setattr(bot_module, "_FINDING", Backoff(first=0.02, longest=0.1))
        # The library itself waits up to 9 s between its five tries of a call that a 502 answers.
        quick = SimpleNamespace(**(vars(asyncio) | {"sleep": partial(_sleep, asyncio.sleep)}))
        monkeypatch.setattr("discord.http.asyncio", quick)
        monkeypatch.setattr("discord.webhook.async_.asyncio", quick)

    async def ask(self, server):
        await server.slash(ANNA, HALL, "speak", photo=PHOTO, text="Hello!")

    async def video(self, server):
        await server.shown_video(HALL)

    async def command(self, server, name, person=ANNA):
        """Returns the chat in which the answer comes."""
        place = server.dm(ANNA) if person == ANNA else HALL
        await server.slash(person, place, name)
        return place


async def _sleep(sleep, seconds):
    await sleep(min(seconds, 0.01))
