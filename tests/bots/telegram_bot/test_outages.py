"""Telegram, the database or the media store fail for a while.

Everybody is answered once, in order, without a restart.

The rows of "When something fails" in docs/operations.md that name Telegram stand on these tests.
"""

import itertools

import pytest

from talking_photo.bots.telegram_bot import rate_limiter
from talking_photo.core.errors import StorageError
from tests.outages import ANNA, BORIS, LONGER_THAN_A_CALL, PHOTO, Telegram
from tests.telegram_chats import words_of

CHAT = Telegram()


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    CHAT.quicken(monkeypatch)


def texts_of(rig):
    return CHAT.texts(rig.server, ANNA)


@pytest.mark.parametrize(
    ("method", "kind"),
    [
        *itertools.product(("sendMessage", "getFile", "download"), ("502", "500", "drop")),
        *itertools.product(("sendMessage", "getFile"), ("page",)),
    ],
)
async def test_a_request_that_meets_a_failing_telegram_becomes_one_video(rig, method, kind):
    fault = rig.server.fail(method, kind, times=LONGER_THAN_A_CALL)
    await rig.server.send(ANNA, ANNA, photo=PHOTO, caption="Hello!")
    await CHAT.one_video_comes(rig)
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


async def test_a_press_that_is_confirmed_too_late_for_telegram_works_all_the_same(rig):
    await rig.server.send(ANNA, ANNA, photo=PHOTO, caption="Hello!")
    status = await rig.server.said(ANNA, "You are number 1")
    rig.server.fail("answerCallbackQuery", "query is too old and response timeout expired")
    await rig.server.press(status, ANNA, "Stop")
    await rig.server.until(lambda: "Stopped" in words_of(rig.server.now(status)))
    await rig.inbox.emptied("telegram")
    assert rig.states() == ["cancelled"]


async def test_progress_that_may_not_be_shown_for_long_costs_nobody_the_video(rig, monkeypatch):
    monkeypatch.setattr(rate_limiter, "_LONGEST_WAIT", 1.0)  # for 60 s, as 3 s stand for 120
    await rig.agree(BORIS)
    rig.server.fail("editMessageText", "429", retry_after=3, chat=ANNA)
    await rig.server.send(ANNA, ANNA, photo=PHOTO, caption="Hello!")
    anna = await rig.job(1)
    await rig.server.until(lambda: rig.server.made("editMessageText", chat=ANNA))
    await rig.server.send(BORIS, BORIS, photo=PHOTO, caption="Hello!")
    boris = await rig.job(2)
    await rig.render(anna)
    await rig.render(boris)
    await rig.server.video(BORIS)
    assert rig.server.videos(ANNA) == []
    await rig.server.video(ANNA)
    await rig.delivered()
    assert len(rig.server.of_bot(ANNA)) == len(rig.server.of_bot(BORIS)) == 1


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
