"""One /speak with a block for each language: a video each."""

from tests.bots.discord_bot.test_speak import ANNA, PHOTO
from tests.discord_world import HALL


async def test_each_language_block_becomes_a_video(rig):
    await rig.server.slash(ANNA, HALL, "speak", photo=PHOTO, text="[en] Hello!\n[de] Hallo!")
    jobs = [await rig.job(number) for number in (1, 2)]
    assert [(job.request.text, job.request.options.language) for job in jobs] == [
        ("Hello!", "en"),
        ("Hallo!", "de"),
    ]
    for job in jobs:
        await rig.render(job)
    await rig.server.shown_video(HALL, 2)  # in whichever order they come
    assert len({video["id"] for video in rig.server.videos(HALL)}) == 2
    await rig.delivered()
    assert rig.states() == ["delivered", "delivered"]
