"""Three seconds for the first answer, fifteen minutes for its token, and the ways that lead to the
asker after that.
"""

import asyncio

import pytest

from talking_photo.bots.discord_bot.tokens import seconds_left
from talking_photo.core.jobs.job import JobState
from tests.discord_rules import Refused
from tests.discord_world import FOREIGN, HALL

ANNA = 42
PHOTO = b"a photo"
QUARTER = 15 * 60.0
NOT_ALLOWED = Refused(403, 50013, "Missing Permissions")


async def requested(rig, channel=HALL, **options):
    asked = await rig.server.slash(ANNA, channel, "speak", photo=PHOTO, text="Hello!", **options)
    job = await rig.job()
    await rig.server.said(channel, "You are number 1")
    return asked, job


async def only_video(rig, *channels):
    """The one video that there is in any of the channels."""
    await rig.delivered()
    [video] = [video for channel in channels for video in rig.server.videos(channel)]
    return video


async def test_after_a_quarter_of_an_hour_the_video_calls_the_asker_in_the_channel(rig):
    _, job = await requested(rig)
    rig.server.later(QUARTER + 1)
    await rig.render(job)
    video = await only_video(rig, HALL)
    assert [user["id"] for user in video["mentions"]] == [str(ANNA)]
    assert video["content"].startswith(f"<@{ANNA}> Made by AI")
    # What was promised does not stand there for ever.
    assert [m["id"] for m in rig.server.of_bot(HALL)] == [video["id"]]
    assert rig.states() == ["delivered"]


async def test_a_token_that_is_known_to_be_over_is_not_tried(rig):
    rig.server.later(-QUARTER + 6.5)  # it comes with six seconds and a half to go
    asked, job = await requested(rig)
    await asyncio.sleep(seconds_left(job.request.chat) + 0.1)  # its end is what this is about
    before = len(rig.server.made("original", where=asked.token))
    rig.server.later(QUARTER)
    await rig.render(job)
    await only_video(rig, HALL)
    assert len(rig.server.made("original", where=asked.token)) == before


async def test_where_the_channel_is_closed_to_us_the_video_comes_as_a_direct_message(rig):
    _, job = await requested(rig)
    rig.server.later(QUARTER + 1)
    rig.server.closed[HALL] = NOT_ALLOWED
    await rig.render(job)
    video = await only_video(rig, HALL, rig.server.dm(ANNA))
    assert int(video["channel_id"]) == rig.server.dm(ANNA)


async def test_in_a_server_that_we_are_not_in_the_video_comes_as_a_direct_message(rig):
    _, job = await requested(rig, FOREIGN)
    rig.server.later(QUARTER + 1)
    await rig.render(job)
    video = await only_video(rig, FOREIGN, rig.server.dm(ANNA))
    assert int(video["channel_id"]) == rig.server.dm(ANNA)
    assert video["mentions"] == []


async def test_a_private_video_never_comes_into_the_channel(rig):
    _, job = await requested(rig, private=True)
    rig.server.later(QUARTER + 1)
    await rig.render(job)
    video = await only_video(rig, HALL, rig.server.dm(ANNA))
    assert int(video["channel_id"]) == rig.server.dm(ANNA)
    assert rig.server.made("send", where=HALL) == []


async def test_nobody_who_can_be_reached_ends_the_job_quietly(rig):
    _, job = await requested(rig)
    rig.server.later(QUARTER + 1)
    rig.server.closed[HALL] = NOT_ALLOWED
    rig.server.closed[rig.server.dm(ANNA)] = Refused(
        403, 50007, "Cannot send messages to this user"
    )
    await rig.render(job)
    await rig.delivered()
    found = await rig.jobs.find(job.id)
    assert (found.state, found.failure.code) == (JobState.FAILED, "chat_closed")


async def test_a_refusal_after_a_quarter_of_an_hour_calls_the_asker_too(rig):
    _, job = await requested(rig)
    rig.server.later(QUARTER + 1)
    await rig.fail(job, "no_face")
    message = await rig.server.said(HALL, f"<@{ANNA}>")
    assert [user["id"] for user in message["mentions"]] == [str(ANNA)]


async def test_an_answer_that_somebody_deleted_is_replaced_by_one_video(rig):
    asked, job = await requested(rig)
    del rig.server.messages[HALL, int(asked.message["id"])]
    await rig.render(job)
    await only_video(rig, HALL)
    assert rig.states() == ["delivered"]


async def test_a_command_that_came_too_late_to_be_acknowledged_is_answered_in_the_channel(rig):
    fault = rig.server.fail("callback", "404 10062 Unknown interaction")
    asked = await rig.server.slash(ANNA, HALL, "speak", photo=PHOTO, text="Hello!")
    await rig.render(await rig.job())
    video = await only_video(rig, HALL)
    assert fault.times == 0
    assert [user["id"] for user in video["mentions"]] == [str(ANNA)]
    assert asked.answered is None
    rig.server.later(3.1)


@pytest.mark.parametrize("kind", ["lose", "drop", "503"])
async def test_an_acknowledgement_that_breaks_off_is_given_again_and_once(rig, kind):
    rig.server.fail("callback", kind)
    asked, job = await requested(rig)
    await rig.render(job)
    video = await only_video(rig, HALL)
    assert video["id"] == asked.message["id"]


@pytest.mark.deadline
async def test_fifty_people_at_once_are_all_acknowledged_in_time(rig):
    people = range(100, 150)
    await rig.agree(*people)
    asked = [
        await rig.server.slash(person, HALL, "speak", photo=PHOTO, text="Hello!")
        for person in people
    ]
    await rig.job(len(people))
    await rig.server.settled()
    assert all(one.answered == 5 and one.answered_after < 3.0 for one in asked)


async def test_what_is_acknowledged_does_not_wait_for_the_database(rig, monkeypatch):
    free = asyncio.Event()
    add = rig.inbox.add

    async def slow(*values):
        await free.wait()
        return await add(*values)

    monkeypatch.setattr(rig.inbox, "add", slow)
    asked = await rig.server.slash(ANNA, HALL, "speak", photo=PHOTO, text="Hello!")
    await rig.server.until(lambda: asked.answered)
    free.set()
    await rig.job()


async def test_the_way_to_the_asker_is_forgotten_when_the_video_is_there(rig):
    _, job = await requested(rig)
    assert job.request.chat.secret["token"].startswith("secret-token")
    await rig.render(job)
    await only_video(rig, HALL)
    assert (await rig.jobs.find(job.id)).request.chat.secret == {}
