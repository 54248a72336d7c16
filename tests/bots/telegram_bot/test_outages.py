"""Telegram, the database or the media store fail for a while.

Everybody is answered once, in order, without a restart.

The rows of "When something fails" in docs/operations.md that name Telegram stand on these tests.
"""

import logging

import pytest

from talking_photo.bots.telegram_bot import errors, rate_limiter
from talking_photo.core.errors import StorageError
from tests.outages import LONGER_THAN_A_CALL, STORES, fail_for_a_while, quicken
from tests.telegram_chats import words_of
from tests.telegram_rig import rig as new_rig

ANNA, BORIS = 42, 43
PHOTO = b"a photo"


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    quicken(monkeypatch, errors)


def texts_of(rig, chat=ANNA):
    return [words_of(message) for message in rig.server.of_bot(chat)]


async def one_video_comes(rig):
    job = await rig.job()
    await rig.render(job)
    await rig.server.video(ANNA)
    await rig.delivered()
    await rig.inbox.emptied("telegram")
    assert len(rig.states()) == 1
    assert len(rig.server.of_bot(ANNA)) == 1


@pytest.mark.parametrize("kind", ["502", "500", "drop"])
@pytest.mark.parametrize("method", ["sendMessage", "getFile", "download"])
async def test_an_order_that_meets_a_failing_telegram_becomes_one_video(rig, method, kind):
    fault = rig.server.fail(method, kind, times=LONGER_THAN_A_CALL)
    await rig.server.send(ANNA, ANNA, photo=PHOTO, caption="Hello!")
    await one_video_comes(rig)
    assert fault.times == 0


async def test_a_press_that_cannot_be_confirmed_for_a_while_is_confirmed_once_and_truly(rig):
    await rig.server.send(ANNA, ANNA, photo=PHOTO, caption="Hello!")
    status = await rig.server.said(ANNA, "You are number 1")
    rig.server.fail("answerCallbackQuery", "502", times=LONGER_THAN_A_CALL)
    await rig.server.press(status, ANNA, "Stop")
    await rig.server.until(lambda: rig.server.alerts)
    await rig.inbox.emptied("telegram")
    assert [alert["text"] for alert in rig.server.alerts] == ["Stopped."]
    assert rig.states() == ["cancelled"]


async def test_a_chat_told_to_wait_for_long_is_answered_then_and_the_others_at_once(
    rig, monkeypatch
):
    monkeypatch.setattr(rate_limiter, "_LONGEST_WAIT", 1.0)  # for 60 s, as 3 s stand for 120
    await rig.agree(BORIS)
    rig.server.fail("sendMessage", "429", retry_after=3, chat=ANNA)
    await rig.server.send(ANNA, ANNA, text="/help")
    await rig.server.until(lambda: rig.server.made("sendMessage", chat=ANNA))
    await rig.server.send(BORIS, BORIS, text="/help")
    await rig.server.said(BORIS, "/settings")
    assert texts_of(rig) == []
    await rig.server.said(ANNA, "/settings")
    refused, said = rig.server.made("sendMessage", chat=ANNA)
    assert said.at - refused.at >= 3
    await rig.inbox.emptied("telegram")


async def test_refused_five_times_for_a_moment_an_answer_comes_all_the_same(rig):
    rig.server.fail("sendMessage", "429", retry_after=0, times=5, chat=ANNA)
    await rig.server.send(ANNA, ANNA, text="/help")
    await rig.server.said(ANNA, "/settings")
    await rig.inbox.emptied("telegram")
    assert len(rig.server.of_bot(ANNA)) == 1


async def test_what_a_person_sends_during_an_outage_is_answered_in_its_order(rig):
    rig.server.fail("sendMessage", "502", times=LONGER_THAN_A_CALL)
    for command in ("/help", "/privacy", "/history"):
        await rig.server.send(ANNA, ANNA, text=command)
    await rig.server.said(ANNA, "no videos yet")
    await rig.inbox.emptied("telegram")
    said = texts_of(rig)
    assert [("/settings" in said[0], "/export" in said[1], len(said))] == [(True, True, 3)]


@pytest.mark.parametrize(
    ("store", "method"),
    STORES,
)
async def test_an_order_that_meets_a_failing_store_becomes_one_video(
    rig, monkeypatch, store, method
):
    failed = fail_for_a_while(monkeypatch, getattr(rig, store), method)
    await rig.server.send(ANNA, ANNA, photo=PHOTO, caption="Hello!")
    await one_video_comes(rig)
    assert failed
    assert len(rig.server.made("sendMessage")) == 1


async def test_an_update_that_was_stored_though_the_database_did_not_say_so_is_handled(
    rig, monkeypatch
):
    add = rig.inbox.add
    lost = []

    async def store_and_break_off(*values):
        new = await add(*values)
        if not lost:
            lost.append(new)
            raise StorageError("database_unreachable", reason="test")
        return new

    monkeypatch.setattr(rig.inbox, "add", store_and_break_off)
    await rig.server.send(ANNA, ANNA, text="/help")
    await rig.server.said(ANNA, "/settings")
    await rig.inbox.emptied("telegram")
    assert lost
    assert len(rig.server.of_bot(ANNA)) == 1


async def test_cancelling_everything_during_an_outage_says_what_was_done(rig):
    await rig.server.send(ANNA, ANNA, photo=PHOTO, caption="Hello!")
    status = await rig.server.said(ANNA, "You are number 1")
    rig.server.fail("editMessageText", "502", times=LONGER_THAN_A_CALL)
    await rig.server.send(ANNA, ANNA, text="/cancel")
    await rig.server.until(lambda: "Stopped" in words_of(rig.server.now(status)))
    await rig.inbox.emptied("telegram")
    assert texts_of(rig) == ["Stopped."]
    assert rig.states() == ["cancelled"]


async def test_removing_a_face_and_putting_it_back_say_what_was_done(rig):
    photo = rig.server.written(ANNA, ANNA, photo=PHOTO)
    await rig.server.send(ANNA, ANNA, text="/save Grandma", reply_to=photo)
    await rig.server.said(ANNA, "Saved")
    rig.server.fail("sendMessage", "502", times=LONGER_THAN_A_CALL)
    await rig.server.send(ANNA, ANNA, text="/remove Grandma")
    removed = await rig.server.said(ANNA, "removed")
    rig.server.fail("editMessageText", "502", times=LONGER_THAN_A_CALL)
    [undo] = rig.server.buttons(removed)
    await rig.server.press(removed, ANNA, undo["callback_data"])
    await rig.inbox.emptied("telegram")
    await rig.server.send(ANNA, ANNA, text="/remove Grandma")
    await rig.server.said(ANNA, "removed", after=removed["message_id"])
    assert len(rig.server.of_bot(ANNA)) == 3


async def test_after_the_deadline_the_person_is_told_in_place_of_the_promise(video, monkeypatch):
    async with new_rig(video, limits={"answer_minutes": 0.005}) as rig:
        await rig.agree(ANNA)
        fail_for_a_while(monkeypatch, rig.media, "put", times=10_000)
        await rig.server.send(ANNA, ANNA, photo=PHOTO, caption="Hello!")
        await rig.server.said(ANNA, "Please send it again")
        await rig.inbox.emptied("telegram")
        assert len(rig.server.of_bot(ANNA)) == 1
        assert rig.states() == []


async def test_an_answer_that_cannot_be_given_until_the_deadline_is_noted_and_logged(
    video, caplog
):
    async with new_rig(video, limits={"answer_minutes": 0.005}) as rig:
        rig.server.fail("sendMessage", "502", times=10_000)
        await rig.server.send(ANNA, ANNA, text="/help")
        await rig.server.until(lambda: rig.server.made("sendMessage"))
        await rig.inbox.emptied("telegram")
    [line] = [r for r in caplog.records if "given up" in r.getMessage()]
    assert line.levelno == logging.ERROR
    assert "telegram_unreachable; not answered: telegram_unreachable" in line.getMessage()


async def test_many_messages_of_one_person_hold_up_nobody_and_are_refused_once(video):
    async with new_rig(video, limits={"waiting_messages": 5}) as rig:
        for _ in range(60):
            await rig.server.send(ANNA, ANNA, text="/help")
        await rig.server.send(BORIS, BORIS, text="/help")
        await rig.server.said(BORIS, "/settings")
        await rig.server.said(ANNA, "You have sent more than 5 messages")
        await rig.inbox.emptied("telegram")
        said = texts_of(rig)
        refusals = [text for text in said if "more than 5 messages" in text]
        assert 1 <= len(refusals) <= 2  # again only after all that waited was answered
        assert len(said) < 20
        await rig.server.send(ANNA, ANNA, text="/privacy")
        await rig.server.said(ANNA, "/export")
