"""Discord, the database or the media store fail for a while.

Everybody is answered once, in order, without a restart.

The rows of "When something fails" in docs/operations.md that name Discord stand on these tests.
"""

import asyncio
import logging
from functools import partial
from types import SimpleNamespace

import pytest

from talking_photo.bots.discord_bot import attachments, errors
from talking_photo.bots.discord_bot import bot as bot_module
from talking_photo.core.retry import Backoff
from tests.discord_rig import rig as new_rig
from tests.discord_world import HALL, words_of
from tests.outages import LONGER_THAN_A_CALL, STORES, fail_for_a_while, quicken

ANNA, BORIS = 42, 43
PHOTO = b"a photo"


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    quicken(monkeypatch, errors, attachments)
    monkeypatch.setattr(bot_module, "_FINDING", Backoff(first=0.02, longest=0.1))
    # The library itself waits up to 9 s between its five tries of a call that a 502 answers.
    quick = SimpleNamespace(**(vars(asyncio) | {"sleep": partial(_sleep, asyncio.sleep)}))
    monkeypatch.setattr("discord.http.asyncio", quick)
    monkeypatch.setattr("discord.webhook.async_.asyncio", quick)


async def _sleep(sleep, seconds):
    await sleep(min(seconds, 0.01))


async def ordered(rig):
    return await rig.server.slash(ANNA, HALL, "speak", photo=PHOTO, text="Hello!")


async def one_video_comes(rig):
    await rig.render(await rig.job())
    await rig.server.shown_video(HALL)
    await rig.delivered()
    await rig.inbox.emptied("discord")
    assert len(rig.states()) == 1
    assert len(rig.server.of_bot(HALL)) == 1


@pytest.mark.parametrize("kind", ["502", "503", "drop"])
@pytest.mark.parametrize("name", ["callback", "original", "download"])
async def test_an_order_that_meets_a_failing_discord_becomes_one_video(rig, name, kind):
    fault = rig.server.fail(name, kind, times=LONGER_THAN_A_CALL)
    await ordered(rig)
    await one_video_comes(rig)
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
    await ordered(rig)
    await one_video_comes(rig)
    refused, answered, *_ = rig.server.made("original")
    assert answered.at - refused.at >= 1.0


@pytest.mark.parametrize(("store", "method"), STORES)
async def test_an_order_that_meets_a_failing_store_becomes_one_video(
    rig, monkeypatch, store, method
):
    failed = fail_for_a_while(monkeypatch, getattr(rig, store), method)
    await ordered(rig)
    await one_video_comes(rig)
    assert failed


async def test_while_an_order_is_tried_again_its_answer_does_not_say_thinking(rig, monkeypatch):
    fail_for_a_while(monkeypatch, rig.people, "find", times=10_000)
    await ordered(rig)
    await rig.server.said(HALL, "Got it")
    assert rig.server.thinking() == []
    monkeypatch.undo()
    await one_video_comes(rig)


async def test_a_form_that_is_opened_and_sent_while_the_database_is_away_is_answered(
    rig, monkeypatch
):
    failed = fail_for_a_while(monkeypatch, rig.inbox, "add")
    asked = await rig.server.slash(ANNA, HALL, "speak", photo=PHOTO)
    await rig.server.submit(asked, words="Hello!")
    await one_video_comes(rig)
    assert failed


async def test_a_form_that_is_sent_while_the_database_is_away_is_answered(rig, monkeypatch):
    asked = await rig.server.slash(ANNA, HALL, "speak", photo=PHOTO)
    await rig.inbox.received("discord.pending")
    failed = fail_for_a_while(monkeypatch, rig.inbox, "of_person")
    await rig.server.submit(asked, words="Hello!")
    await one_video_comes(rig)
    assert failed


async def test_after_the_deadline_the_person_is_told_in_place_of_the_promise(video, monkeypatch):
    async with new_rig(video, limits={"answer_minutes": 0.005}) as rig:
        await rig.agree(ANNA)
        fail_for_a_while(monkeypatch, rig.media, "put", times=10_000)
        await ordered(rig)
        await rig.server.said(HALL, "Please send it again")
        await rig.inbox.emptied("discord")
        assert len(rig.server.of_bot(HALL)) == 1
        assert rig.states() == []


async def test_an_answer_that_cannot_be_given_until_the_deadline_is_noted_and_logged(
    video, caplog
):
    async with new_rig(video, limits={"answer_minutes": 0.001}) as rig:
        for name in ("original", "follow up", "send", "dm"):
            rig.server.fail(name, "503", times=10_000)
        await rig.server.slash(ANNA, HALL, "help")
        await rig.server.until(lambda: rig.server.made("original"))
        await rig.inbox.emptied("discord")
    [line] = [r for r in caplog.records if "given up" in r.getMessage()]
    assert line.levelno == logging.ERROR
    assert "not answered: discord_unreachable" in line.getMessage()


async def test_many_commands_of_one_person_hold_up_nobody_and_are_refused_once(video):
    async with new_rig(video, limits={"waiting_messages": 5}) as rig:
        place = rig.server.dm(ANNA)
        for _ in range(30):
            await rig.server.slash(ANNA, place, "help")
        await rig.server.slash(BORIS, HALL, "help")
        await rig.server.said(HALL, "/speak")
        await rig.server.said(place, "You have sent more than 5 messages")
        await rig.server.settled()
        await rig.inbox.emptied("discord")
        said = [words_of(message) for message in rig.server.of_bot(place)]
        assert 1 <= len([text for text in said if "more than 5 messages" in text]) <= 3
        await rig.server.slash(ANNA, place, "privacy")
        await rig.server.said(place, "Your photo")
