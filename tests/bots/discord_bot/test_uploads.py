"""What goes wrong between Discord and us while a video is sent; one comes all the same."""

import pytest

from tests.discord_world import HALL, HOME, MEBIBYTE, Upload

ANNA, BORIS = 42, 43
PHOTO = b"a photo"
QUARTER = 15 * 60.0


async def requested(rig, channel=HALL, user=ANNA, number=1):
    asked = await rig.server.slash(user, channel, "speak", photo=PHOTO, text="Hello!")
    job = await rig.job(number)
    await rig.server.until(lambda: asked.message and "You are number" in asked.message["content"])
    return asked, job


@pytest.mark.parametrize("kind", ["500", "503", "drop", "half", "lose", "429"])
async def test_one_video_comes_though_the_edit_that_shows_it_fails(rig, kind):
    _, job = await requested(rig)
    fault = rig.server.fail("original", kind)
    await rig.render(job)
    await rig.delivered()
    assert fault.times == 0
    assert len(rig.server.videos(HALL)) == len(rig.server.of_bot(HALL)) == 1
    assert rig.states() == ["delivered"]


@pytest.mark.parametrize("kind", ["503", "drop", "half", "lose", "429"])
async def test_one_video_comes_though_the_message_that_carries_it_fails(rig, kind):
    _, job = await requested(rig)
    rig.server.later(QUARTER + 1)
    fault = rig.server.fail("send", kind)
    await rig.render(job)
    await rig.delivered()
    assert fault.times == 0
    assert len(rig.server.videos(HALL)) == len(rig.server.of_bot(HALL)) == 1


async def test_an_upload_that_is_cut_in_its_middle_is_begun_anew(rig):
    rig._video = bytes(4 * MEBIBYTE)  # more than the line holds at once
    _, job = await requested(rig)
    rig.server.fail("original", "half", times=2)
    await rig.render(job)
    await rig.delivered()
    [video] = rig.server.videos(HALL)
    assert rig.server.video_of(video) == rig._video


async def test_an_answer_lost_again_and_again_leads_to_one_message(rig):
    _, job = await requested(rig)
    rig.server.later(QUARTER + 1)
    rig.server.fail("send", "lose", times=6)
    await rig.render(job)
    await rig.delivered()
    sent = rig.server.made("send")
    assert len(sent) >= 6
    assert len({call.body["nonce"] for call in sent}) == 1
    assert all(call.body["enforce_nonce"] for call in sent)
    assert len(rig.server.videos(HALL)) == 1


async def test_a_direct_message_lost_once_leads_to_one_video(rig):
    channel = rig.server.dm(ANNA)
    await rig.server.write(channel, ANNA, "Hello!", files=[PHOTO])
    job = await rig.job()
    await rig.server.said(channel, "You are number")
    rig.server.fail("edit", "lose")
    await rig.render(job)
    await rig.delivered()
    assert len(rig.server.videos(channel)) == len(rig.server.of_bot(channel)) == 1


async def test_a_ban_by_the_guard_before_discord_is_waited_for(rig):
    _, job = await requested(rig)
    rig.server.fail("original", "429", banned=True, retry_after=1)
    await rig.render(job)
    await rig.delivered()
    refused, shown = rig.server.made("original")[-2:]
    assert (refused.answer, shown.answer) == (429, 200)
    assert shown.at - refused.at >= 1
    assert len(rig.server.videos(HALL)) == 1


async def test_a_video_that_must_wait_holds_up_no_other(rig):
    await rig.agree(BORIS)
    anna, first = await requested(rig)
    boris, second = await requested(rig, user=BORIS, number=2)
    held = rig.server.fail("original", "hold")
    await rig.render(first)
    await held.met.wait()
    await rig.render(second)
    await rig.server.until(lambda: boris.message["attachments"])
    held.release.set()
    await rig.delivered()
    assert len(rig.server.videos(HALL)) == 2
    assert anna.message["attachments"]


async def test_a_video_too_large_for_the_place_is_reported_and_not_tried(rig):
    _, job = await requested(rig)
    await rig.render(job, bytes=20_000_000)
    await rig.server.said(HALL, "The video is 20 MB, and only 10.5 MB can be sent here.")
    assert not any(call.files for call in rig.server.calls)


async def test_a_limit_that_has_become_smaller_meanwhile_is_reported(rig):
    asked, job = await requested(rig)
    asked.limit = 100
    await rig.render(job)
    await rig.server.said(HALL, "can be sent here.")
    await rig.delivered()
    assert rig.server.videos(HALL) == []


async def test_the_video_may_be_as_large_as_the_place_lets_through(rig):
    rig.server.guilds[HOME]["limit"] = 50 * MEBIBYTE
    rig._video = bytes(12 * MEBIBYTE)
    _, job = await requested(rig)
    await rig.render(job)
    video = await rig.server.shown_video(HALL)
    assert video["attachments"][0]["size"] == 12 * MEBIBYTE


@pytest.mark.parametrize("kind", ["drop", "503"])
async def test_a_photo_is_fetched_again_when_that_fails(rig, kind):
    rig.server.fail("download", kind)
    _, job = await requested(rig)
    assert await rig.media.get(job.request.photo) == PHOTO


async def test_a_photo_whose_link_has_expired_is_fetched_by_a_new_one(rig):
    rig.server.link_seconds = -1
    await rig.server.write(rig.server.dm(ANNA), ANNA, "Hello!", files=[PHOTO])
    rig.server.link_seconds = 3600
    assert await rig.media.get((await rig.job()).request.photo) == PHOTO
    assert len(rig.server.made("refresh")) == 1


async def test_old_buttons_say_that_they_have_timed_out_and_go(rig):
    await rig.server.slash(ANNA, HALL, "settings")
    menu = await rig.server.said(HALL, "[Expression: ")
    rig.server.later(QUARTER + 60)
    await rig.server.press(menu, ANNA, "Expression")
    await rig.server.until(lambda: "expired" in menu["content"])
    assert menu["components"] == []


async def test_a_file_that_is_no_recording_is_not_fetched_and_words_are_asked_for(rig):
    table = Upload(b"numbers", "numbers.xlsx")
    asked = await rig.server.slash(ANNA, HALL, "speak", photo=PHOTO, sound=table)
    await rig.server.until(lambda: asked.form)
    assert rig.server.made("download") == []
