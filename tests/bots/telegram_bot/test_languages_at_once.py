"""One message with a block for each language: a video each."""

from tests.bots.telegram_bot.test_after_video import ANNA, PHOTO


async def test_each_language_block_becomes_a_video(rig):
    await rig.server.send(ANNA, ANNA, photo=PHOTO, caption="[en] Hello!\n[de] Hallo!")
    jobs = [await rig.job(number) for number in (1, 2)]
    assert [(job.request.text, job.request.options.language) for job in jobs] == [
        ("Hello!", "en"),
        ("Hallo!", "de"),
    ]
    assert {await rig.media.get(job.request.photo) for job in jobs} == {PHOTO}
    assert {job.request.options.seed for job in jobs} == {0}
    for number, job in enumerate(jobs, 1):
        await rig.render(job)
        await rig.server.video(ANNA, number)
    await rig.delivered()


async def test_wrong_blocks_and_unknown_languages_are_explained(rig):
    await rig.server.send(ANNA, ANNA, photo=PHOTO, caption="Hi\n[de] Hallo!")
    await rig.server.said(ANNA, "There are words before the first language block")
    await rig.server.send(ANNA, ANNA, photo=PHOTO, caption="[en] Hi\n[en] Hello")
    await rig.server.said(ANNA, "There are two blocks for the language en")


async def test_a_corrected_block_replaces_the_videos(rig):
    sent = await rig.server.send(ANNA, ANNA, photo=PHOTO, caption="[en] Hello!\n[de] Hallo!")
    first = [await rig.job(number) for number in (1, 2)]
    await rig.server.edit(sent, caption="[en] Hello!\n[de] Guten Tag!")
    jobs = [await rig.job(number) for number in (3, 4)]
    assert [job.request.text for job in jobs] == ["Hello!", "Guten Tag!"]
    assert {(await rig.job_service.status(job.id)).state for job in first} == {"cancelled"}
