"""A video that is sent later, on Discord."""

from talking_photo.core.jobs.schedule import ScheduleService
from tests.bots.discord_bot.test_speak import ANNA, PHOTO, asked_for_a_video
from tests.discord_world import HALL


async def test_a_video_is_sent_to_its_channel_again_at_the_time_that_was_named(rig):
    _, job = await asked_for_a_video(rig)
    await rig.render(job)
    shown = await rig.server.shown_video(HALL)
    await rig.delivered()
    await rig.server.slash(ANNA, HALL, "schedule", when="24 Dec at 8:00")
    question = await rig.server.said(HALL, "Which time zone are you in?")
    await rig.server.press(question, ANNA, "New York")
    await rig.server.said(HALL, "send it on")
    [scheduled] = await rig.shared.schedule.of_person(job.request.chat.person)
    later = ScheduleService(
        stores=rig.stores, job_service=rig.job_service, clock=lambda: scheduled.due
    )
    assert await later.submit_due() == 1
    second = await rig.job(2)
    assert await rig.media.get(second.request.photo) == PHOTO
    assert not second.request.chat.secret
    await rig.render(second)
    again = await rig.server.shown_video(HALL, 2)
    assert again["id"] != shown["id"]
    await rig.delivered()
    assert rig.states() == ["delivered", "delivered"]


async def test_a_video_that_only_its_asker_sees_cannot_be_sent_later(rig):
    _, job = await asked_for_a_video(rig, private=True)
    await rig.render(job)
    await rig.delivered()
    await rig.server.slash(ANNA, HALL, "timezone", city="Berlin")
    await rig.server.said(HALL, "Your time zone is that of Berlin")
    await rig.server.slash(ANNA, HALL, "schedule", when="24 Dec at 8:00")
    await rig.server.said(HALL, "There is no video of yours here")
    assert await rig.shared.schedule.of_person(job.request.chat.person) == []
