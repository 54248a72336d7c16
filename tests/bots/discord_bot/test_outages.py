"""Discord, the database or the media store fail for a while.

Everybody is answered once, in order, without a restart.

The rows of "When something fails" in docs/operations.md that name Discord stand on these tests.
"""

import asyncio
from types import SimpleNamespace

import aiohttp
import discord
import pytest

from talking_photo.bots.discord_bot.errors import with_retries
from tests.discord_rig import rig as new_rig
from tests.discord_world import APPLICATION, HALL
from tests.outages import (
    ANNA,
    LONGER_THAN_A_CALL,
    PHOTO,
    Discord,
    fail_for_a_while,
)

CHAT = Discord()


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    CHAT.quicken(monkeypatch)


@pytest.mark.parametrize("kind", ["502", "503", "drop"])
@pytest.mark.parametrize("name", ["callback", "original", "download"])
async def test_a_request_that_meets_a_failing_discord_becomes_one_video(rig, name, kind):
    fault = rig.server.fail(name, kind, times=LONGER_THAN_A_CALL)
    await CHAT.ask(rig.server)
    await CHAT.one_video_comes(rig)
    assert fault.met.is_set()


async def test_a_message_that_meets_a_failing_discord_is_answered_once(video):
    async with new_rig(video) as rig:
        await rig.agree(ANNA)
        rig.server.fail("send", "503", times=LONGER_THAN_A_CALL)
        await rig.server.write(rig.server.dm(ANNA), ANNA, "Hello")
        await rig.server.said(rig.server.dm(ANNA), "photo")
        await rig.inbox.emptied("discord")
        assert len(rig.server.of_bot(rig.server.dm(ANNA))) == 1


async def test_a_bot_that_is_banned_for_a_while_answers_afterwards(rig):
    rig.server.fail("original", "429", banned=True, retry_after=1.0)
    await CHAT.ask(rig.server)
    await CHAT.one_video_comes(rig)
    refused, answered, *_ = rig.server.made("original")
    assert answered.at - refused.at >= 1.0


async def test_while_a_request_is_tried_again_its_answer_does_not_say_thinking(rig, monkeypatch):
    fail_for_a_while(monkeypatch, rig.people, "find", times=10_000)
    await CHAT.ask(rig.server)
    await rig.server.said(HALL, "Got it")
    assert rig.server.thinking() == []
    monkeypatch.undo()
    await CHAT.one_video_comes(rig)


async def test_a_form_that_is_opened_and_sent_while_the_database_is_away_is_answered(
    rig, monkeypatch
):
    failed = fail_for_a_while(monkeypatch, rig.inbox, "add")
    asked = await rig.server.slash(ANNA, HALL, "speak", photo=PHOTO)
    await rig.server.submit(asked, words="Hello!")
    await CHAT.one_video_comes(rig)
    assert failed


async def test_a_form_that_is_sent_while_the_database_is_away_is_answered(rig, monkeypatch):
    asked = await rig.server.slash(ANNA, HALL, "speak", photo=PHOTO)
    await rig.inbox.received("discord.pending")
    failed = fail_for_a_while(monkeypatch, rig.inbox, "of_person")
    await rig.server.submit(asked, words="Hello!")
    await CHAT.one_video_comes(rig)
    assert failed


async def test_an_answer_comes_after_one_that_was_cancelled_while_it_waited_for_a_limit(
    rig, monkeypatch
):
    asked = await rig.server.slash(ANNA, HALL, "speak", photo=PHOTO, text="Hello!")
    await CHAT.one_video_comes(rig)
    rig.server.limits["original"] = (len(rig.server.made("original")) + 1, 60.0)
    waiting, go_on = asyncio.Event(), asyncio.Event()

    async def wait(_seconds):
        waiting.set()
        await go_on.wait()

    changed = SimpleNamespace(**(vars(asyncio) | {"sleep": wait}))
    monkeypatch.setattr("discord.webhook.async_.asyncio", changed)
    async with aiohttp.ClientSession() as session:
        webhook = discord.Webhook.partial(APPLICATION, asked.token, session=session)

        def say(words):
            return with_retries(lambda: webhook.edit_message("@original", content=words))

        first = asyncio.create_task(say("first"))
        await waiting.wait()
        first.cancel()
        go_on.set()
        with pytest.raises(asyncio.CancelledError):
            await first
        rig.server.limits["original"] = (1000, 1.0)
        async with asyncio.timeout(60):
            await say("second")
    assert [edit["content"] for edit in asked.edits][-2:] == ["first", "second"]
