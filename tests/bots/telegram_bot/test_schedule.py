"""A video that is sent later: /schedule, /scheduled and /timezone."""

import time

from talking_photo.core.jobs.schedule import ScheduleService
from tests.bots.telegram_bot.test_after_video import ANNA, PHOTO, delivered

BORIS = 43


async def submit_at(rig, due):
    """What the service does when that moment comes."""
    later = ScheduleService(stores=rig.stores, job_service=rig.job_service, clock=lambda: due)
    return await later.submit_due()


async def test_a_video_is_sent_again_at_the_time_that_was_named(rig):
    first, video = await delivered(rig)
    await rig.server.send(ANNA, ANNA, text="/schedule 24 Dec at 8:00", reply_to=video)
    question = await rig.server.said(ANNA, "Which time zone are you in?")
    await rig.server.press(question, ANNA, "New York")
    kept = await rig.server.said(ANNA, "send it on")
    assert "December 24" in kept["text"]
    assert "8:00" in kept["text"]
    [scheduled] = await rig.shared.schedule.of_person(first.request.chat.person)
    assert time.gmtime(scheduled.due)[1:5] == (12, 24, 13, 0)
    assert await submit_at(rig, scheduled.due - 1) == 0
    assert await submit_at(rig, scheduled.due) == 1
    second = await rig.job(2)
    assert (second.request.text, second.request.options) == (
        first.request.text,
        first.request.options,
    )
    assert await rig.media.get(second.request.photo) == PHOTO
    await rig.render(second)
    await rig.server.video(ANNA, 2)


async def test_the_time_zone_is_asked_once_and_what_waits_can_be_cancelled(rig):
    job, _ = await delivered(rig)
    await rig.server.send(ANNA, ANNA, text="/timezone Tokyo")
    await rig.server.said(ANNA, "Your time zone is that of Tokyo")
    await rig.server.send(ANNA, ANNA, text="/schedule 1 Jan 9:30")
    await rig.server.said(ANNA, "send it on")
    await rig.server.send(ANNA, ANNA, text="/scheduled")
    listed = await rig.server.said(ANNA, "Scheduled. Tap one")
    assert "January 1" in rig.server.buttons(listed)[0]["text"]
    await rig.server.press(listed, ANNA, "✕")
    await rig.server.said(ANNA, "Cancelled. It will not be sent.")
    assert await rig.shared.schedule.of_person(job.request.chat.person) == []
    await rig.server.send(ANNA, ANNA, text="/scheduled")
    await rig.server.said(ANNA, "Nothing is scheduled.")


async def test_what_cannot_be_scheduled_is_explained(rig):
    await rig.server.send(ANNA, ANNA, text="/schedule")
    await rig.server.said(ANNA, "Reply to one of my videos with /schedule")
    await rig.server.send(ANNA, ANNA, text="/timezone Atlantis")
    await rig.server.said(ANNA, "I do not know that city")
    await rig.server.send(ANNA, ANNA, text="/timezone Berlin")
    await rig.server.said(ANNA, "Your time zone is that of Berlin")
    await rig.server.send(ANNA, ANNA, text="/schedule 24 Dec at 8:00")
    await rig.server.said(ANNA, "There is no video of yours here")
    await delivered(rig)
    await rig.server.send(ANNA, ANNA, text="/schedule some day")
    await rig.server.said(ANNA, "I do not understand when that is")
    await rig.server.send(ANNA, ANNA, text="/schedule 2020-01-01 8:00")
    await rig.server.said(ANNA, "That time is over")
