"""What goes wrong between Telegram and us, and that one video comes all the same."""

import asyncio
import itertools
import logging

import pytest

from talking_photo.core.jobs.job import JobState
from tests.bot_rig import listening
from tests.telegram_rig import rig_at
from tests.telegram_server import TelegramServer

ANNA, BORIS, GROUP = 42, 43, -100
PHOTO = b"a photo"


async def requested(rig, chat=ANNA, person=ANNA, number=1):
    photo = rig.server.written(chat, person, photo=PHOTO)
    await rig.server.send(chat, person, text="/speak Hello!", reply_to=photo)
    job = await rig.job(number)
    await rig.server.said(chat, "You are number")
    return job


@pytest.mark.parametrize("kind", ["500", "drop", "lose"])
async def test_one_video_comes_though_the_call_that_shows_it_fails(rig, kind):
    job = await requested(rig)
    fault = rig.server.fail("editMessageMedia", kind)
    await rig.render(job)
    await rig.delivered()
    assert fault.times == 0
    assert len(rig.server.videos(ANNA)) == 1
    assert rig.states() == ["delivered"]


async def test_an_answer_lost_again_and_again_leads_to_one_video(rig):
    job = await requested(rig)
    rig.server.fail("editMessageMedia", "lose", times=6)
    await rig.render(job)
    await rig.delivered()
    assert len(rig.server.made("editMessageMedia")) >= 6
    assert len(rig.server.videos(ANNA)) == 1
    assert len(rig.server.of_bot(ANNA)) == 1


@pytest.mark.parametrize("kind", ["500", "drop"])
async def test_an_acknowledgement_that_fails_is_said_again(rig, kind):
    rig.server.fail("sendMessage", kind)
    await requested(rig)
    assert len(rig.server.of_bot(ANNA)) == 1


@pytest.mark.parametrize("method", ["getFile", "download"])
async def test_a_photo_is_fetched_again_when_that_fails(rig, method):
    rig.server.fail(method, "drop")
    job = await requested(rig)
    assert await rig.media.get(job.request.photo) == PHOTO


async def test_a_chat_that_must_wait_holds_up_no_other(rig):
    await rig.agree(BORIS)
    anna, boris = await requested(rig), await requested(rig, BORIS, BORIS, 2)
    rig.server.fail("editMessageMedia", "429", retry_after=3, chat=ANNA)
    await rig.render(anna)
    await rig.server.until(lambda: rig.server.made("editMessageMedia", chat=ANNA))
    await rig.render(boris)
    await rig.server.video(BORIS)
    assert rig.server.videos(ANNA) == []
    await rig.server.video(ANNA)
    refused, shown = rig.server.made("editMessageMedia", chat=ANNA)
    assert shown.at - refused.at >= 3


async def test_a_deleted_status_message_is_replaced_by_one_video(rig):
    job = await requested(rig)
    [status] = rig.server.of_bot(ANNA)
    del rig.server.messages[ANNA, status["message_id"]]
    rig.server.fail("editMessageMedia", "drop", times=1)
    await rig.render(job)
    await rig.delivered()
    assert len(rig.server.videos(ANNA)) == len(rig.server.of_bot(ANNA)) == 1


async def test_a_video_too_large_for_telegram_is_told_and_not_tried(rig):
    job = await requested(rig)
    await rig.render(job, bytes=60_000_000)
    await rig.server.said(ANNA, "The video is 60 MB, and only 52.4 MB can be sent here.")
    assert rig.server.made("editMessageMedia", "sendVideo") == []


async def test_a_video_too_large_for_a_proxy_is_told_at_once(rig):
    job = await requested(rig)
    rig.server.fail("editMessageMedia", "413", times=99)
    await rig.render(job)
    await rig.server.said(ANNA, "The video is ")
    await rig.delivered()
    assert len(rig.server.made("editMessageMedia")) == 1
    assert len(rig.server.of_bot(ANNA)) == 1


async def test_what_is_not_urgent_keeps_a_pace_in_all_chats_together(rig):
    people = range(101, 131)
    await rig.agree(*people)
    for number, person in enumerate(people, 1):
        await rig.server.send(person, person, photo=PHOTO, caption="Hello!")
        await rig.job(number)
    began = rig.server.calls[0].at
    await rig.server.said(people[-1], "You are number")
    spare = rig.server.made("editMessageText", "sendChatAction")
    assert len(spare) <= 15 + 15 * (spare[-1].at - began)
    assert len(rig.server.made("sendMessage")) == len(people)


async def test_a_server_that_cannot_turn_a_text_into_a_video_is_sent_one(rig):
    job = await requested(rig)
    rig.server.fail("editMessageMedia", "there is no media in the message to edit", times=2)
    await rig.render(job)
    await rig.delivered()
    [video] = rig.server.of_bot(ANNA)
    assert "video" in video
    [call] = rig.server.made("sendVideo")
    assert call.values["supports_streaming"] == "true"


@pytest.mark.parametrize(
    "kind",
    [
        "403 bot was blocked by the user",
        "403 bot was kicked from the supergroup chat",
        "chat not found",
        "not enough rights to send videos to the chat",
    ],
)
async def test_a_chat_that_is_closed_to_us_ends_the_job_quietly(rig, kind, caplog):
    job = await requested(rig)
    rig.server.fail("editMessageMedia", kind)
    with caplog.at_level(logging.INFO):
        await rig.render(job)
        await rig.delivered()
    found = await rig.jobs.find(job.id)
    assert (found.state, found.failure.code) == (JobState.FAILED, "chat_closed")
    assert len(rig.server.made("editMessageMedia")) == 1
    assert [r.levelname for r in caplog.records if job.id in r.getMessage()] == ["INFO"]


async def test_the_status_message_shows_the_last_news_at_telegrams_pace(rig):
    job = await requested(rig)
    begun = await rig.jobs.begin(job.id, job.created)
    for percent in range(1, 100):
        await rig.jobs.progress(job.id, begun.attempt, "frames", percent / 100)
        await asyncio.sleep(0)
    await rig.server.said(ANNA, "Rendering the video\n▓▓▓▓▓▓▓▓▓▓ 99%")
    edits = rig.server.made("editMessageText")
    assert len(edits) <= 4
    assert all(b.at - a.at > 1.9 for a, b in itertools.pairwise(edits))


async def test_a_sign_of_work_is_shown_until_the_video_is_there(rig):
    job = await requested(rig)
    await rig.server.until(lambda: rig.server.made("sendChatAction"))
    await rig.render(job)
    await rig.server.video(ANNA)
    await rig.delivered()
    count = len(rig.server.made("sendChatAction"))
    assert rig.server.made("sendChatAction")[0].values["action"] == "record_video"
    await requested(rig, number=2)
    assert len(rig.server.made("sendChatAction")) <= count + 1


async def test_progress_leaves_room_for_the_video_in_a_group(rig):
    await rig.agree(BORIS)
    jobs = [await requested(rig, GROUP, ANNA, number) for number in (1, 2, 3)]
    shown = len(rig.server.made("sendMessage", "editMessageText", chat=GROUP))
    assert shown <= 8
    for job in jobs:
        await rig.render(job)
    await rig.server.video(GROUP, 3)


async def test_what_a_killed_process_had_stored_is_handled_by_the_next_once(video):
    async with TelegramServer() as server:
        built = rig_at(server, video)
        await built.agree(ANNA)
        first = built.new_bot()
        await first.open()
        message = server.written(ANNA, ANNA, photo=PHOTO, caption="Hello!")
        update = {"update_id": 1, "message": message}
        await first._queue.store([update])
        await first.close()
        async with listening(built):
            await built.render(await built.job())
            await server.video(ANNA)
            await server.deliver({"message": message} | {"update_id": 1})
            await server.send(ANNA, ANNA, text="/help")
            await server.said(ANNA, "/settings for voice")
        assert len(built.states()) == 1
        async with listening(built):
            await server.send(ANNA, ANNA, text="/privacy")
            await server.said(ANNA, "/export gives you")
        assert len(server.videos(ANNA)) == len(built.states()) == 1


async def test_the_status_message_goes_on_after_a_restart(video):
    async with TelegramServer() as server:
        built = rig_at(server, video)
        await built.agree(ANNA)
        async with listening(built):
            job = await requested(built)
        async with listening(built):
            await built.work_on(job, 0.6)
            await server.said(ANNA, "▓▓▓▓▓▓░░░░ 60%")


async def test_a_message_handled_twice_is_acknowledged_once_and_rendered_once(rig):
    message = rig.server.written(ANNA, ANNA, photo=PHOTO, caption="Hello!")
    await rig.server.deliver({"message": message})
    await rig.job()
    await rig.server.deliver({"message": message})
    await rig.server.send(ANNA, ANNA, text="/help")
    await rig.server.said(ANNA, "/settings for voice")
    assert len(rig.states()) == 1
    assert len(rig.server.of_bot(ANNA)) == 2


async def test_two_bots_at_once_do_no_harm(rig):
    rig.server.limits = None  # neither knows how much the other calls
    async with listening(rig):
        for number in range(1, 6):
            await rig.server.send(ANNA, ANNA, photo=PHOTO, caption=f"Number {number}")
            await rig.job(number)
        await rig.server.send(ANNA, ANNA, text="/help")
        await rig.server.said(ANNA, "/settings for voice")
    assert sorted(job.request.text for job in rig.jobs._jobs.values()) == [
        f"Number {number}" for number in range(1, 6)
    ]
    assert len(rig.server.of_bot(ANNA)) == 6


async def test_words_and_tokens_stay_out_of_the_log(rig, caplog):
    with caplog.at_level(logging.INFO):
        await rig.server.send(ANNA, ANNA, photo=PHOTO, caption="A secret word")
        rig.server.fail("editMessageMedia", "500")
        await rig.render(await rig.job())
        await rig.server.video(ANNA)
    ours = [r.getMessage() for r in caplog.records if r.name.startswith("talking_photo.")]
    assert ours
    assert not any("secret" in line or "AAtests" in line for line in ours)
