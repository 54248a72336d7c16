"""What happens alike on both platforms when the database or the media store fail for a while.

Rows of "When something fails" in docs/operations.md stand on these tests; what one platform alone
does is beside its other tests.
"""

import logging

import pytest

from tests.outages import ANNA, BORIS, STORES, Discord, Telegram, fail_for_a_while


@pytest.fixture(params=[Telegram, Discord], ids=["telegram", "discord"])
def platform(request, monkeypatch):
    chat = request.param()
    chat.quicken(monkeypatch)
    return chat


@pytest.mark.parametrize(("store", "method"), STORES)
async def test_a_request_that_meets_a_failing_store_becomes_one_video(
    platform, video, monkeypatch, store, method
):
    async with platform.rig(video) as rig:
        await rig.agree(ANNA)
        failed = fail_for_a_while(monkeypatch, getattr(rig, store), method)
        await platform.ask(rig.server)
        await platform.one_video_comes(rig)
        assert failed


async def test_after_the_deadline_the_person_is_told_in_place_of_the_promise(
    platform, video, monkeypatch
):
    async with platform.rig(video, limits={"answer_minutes": 0.005}) as rig:
        await rig.agree(ANNA)
        fail_for_a_while(monkeypatch, rig.media, "put", times=10_000)
        await platform.ask(rig.server)
        await rig.server.said(platform.chat, "Please send it again")
        await rig.inbox.emptied(platform.name)
        assert len(rig.server.of_bot(platform.chat)) == 1
        assert rig.states() == []


async def test_an_answer_that_cannot_be_given_until_the_deadline_is_noted_and_logged(
    platform, video, caplog
):
    async with platform.rig(video, limits={"answer_minutes": 0.002}) as rig:
        for name in platform.failing:
            rig.server.fail(name, platform.kind, times=10_000)
        await platform.command(rig.server, "help")
        await rig.server.until(lambda: rig.server.made(platform.failing[0]))
        await rig.inbox.emptied(platform.name)
    [line] = [r for r in caplog.records if "given up" in r.getMessage()]
    assert line.levelno == logging.ERROR
    assert f"not answered: {platform.name}_unreachable" in line.getMessage()


async def test_many_messages_of_one_person_hold_up_nobody_and_are_refused_once(platform, video):
    async with platform.rig(video, limits={"waiting_messages": 5}) as rig:
        for _ in range(30):
            place = await platform.command(rig.server, "help")
        elsewhere = await platform.command(rig.server, "help", BORIS)
        await rig.server.said(elsewhere, "/settings")
        refusal = "You have sent more than 5 messages"
        await rig.server.said(place, refusal)
        await rig.inbox.emptied(platform.name)
        said = platform.texts(rig.server, place)
        # Again only after all that waited was answered.
        assert 1 <= len([text for text in said if refusal in text]) <= 3
        assert len(said) < 20
        await platform.command(rig.server, "privacy")
        await rig.server.said(place, "/export" if platform.name == "telegram" else "Your photo")
