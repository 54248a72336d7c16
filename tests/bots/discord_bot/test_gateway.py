"""What goes wrong with the line to Discord, and that neither a job nor an answer is lost or given
twice.
"""

import asyncio
import logging

import pytest

from talking_photo.core.errors import SettingsError
from tests.bot_rig import listening
from tests.connections import until
from tests.discord_gateway import IDENTIFY, RESUME
from tests.discord_rig import rig_at
from tests.discord_server import DiscordServer
from tests.discord_world import HALL

ANNA, BORIS = 42, 43
PHOTO = b"a photo"


async def requested(rig, number=1, user=ANNA):
    asked = await rig.server.slash(user, HALL, "speak", photo=PHOTO, text="Hello!")
    job = await rig.job(number)
    await rig.server.until(lambda: asked.message and "You are number" in asked.message["content"])
    return asked, job


async def test_a_line_that_breaks_in_mid_job_is_taken_up_again(rig):
    _, job = await requested(rig)
    await rig.server.gateway.drop()
    # Whatever is asked meanwhile is told when the bot is back.
    second = await rig.server.slash(ANNA, HALL, "speak", photo=PHOTO, text="Again!")
    await rig.render(job)
    await rig.server.shown_video(HALL)
    await rig.render(await rig.job(2))
    await rig.server.until(lambda: second.message and second.message["attachments"])
    assert RESUME in rig.server.gateway.incoming
    assert len(rig.server.of_bot(HALL)) == 2


async def test_a_line_that_discord_asks_to_be_taken_up_again_is(rig):
    _, job = await requested(rig)
    await rig.server.gateway.send_away()
    await rig.server.until(lambda: RESUME in rig.server.gateway.incoming)
    await rig.render(job)
    await rig.server.shown_video(HALL)
    await requested(rig, 2)
    assert rig.server.gateway.incoming.count(IDENTIFY) == 1


async def test_a_session_that_is_over_is_begun_anew_and_the_commands_are_not_reported_again(
    rig, monkeypatch
):
    async def at_once(*_values, **_named):
        """In place of the five seconds that the library waits."""

    monkeypatch.setattr("discord.Client.before_identify_hook", at_once)
    _, job = await requested(rig)
    await rig.server.gateway.invalidate(resumable=False)
    await rig.server.until(lambda: rig.server.gateway.incoming.count(IDENTIFY) == 2)
    await rig.server.until(lambda: rig.server.gateway.listens)
    await rig.render(job)
    await rig.server.shown_video(HALL)
    await requested(rig, 2)
    assert len(rig.server.made("register")) == 1


async def test_a_bot_that_starts_anew_gives_the_videos_of_the_one_before(video):
    async with DiscordServer() as server:
        built = rig_at(server, video)
        await built.agree(ANNA)
        async with listening(built):
            asked, job = await requested(built)
        async with listening(built):
            await built.work_on(job, 0.6)
            await server.said(HALL, "▓▓▓▓▓▓░░░░ 60%")
        assert server.thinking() == []
        async with listening(built):
            await built.render(job)
            video = await server.shown_video(HALL)
            await built.delivered()
        assert video["id"] == asked.message["id"]
        assert len(server.of_bot(HALL)) == 1


async def caught_at(server, built, call):
    """A bot that was asked for a video and waits for the answer to this call, and what lets it go
    on.
    """
    await built.agree(ANNA)
    bot = built.new_bot()
    await bot.open()
    await bot.take_in()
    held = server.fail(call, "hold")
    await server.slash(ANNA, HALL, "speak", photo=PHOTO, text="Hello!")
    await held.met.wait()
    return bot, held


async def test_told_to_stop_in_mid_acknowledgement_it_leaves_nothing_that_thinks(video):
    async with DiscordServer() as server:
        built = rig_at(server, video)
        bot, held = await caught_at(server, built, "callback")
        stopping = asyncio.create_task(bot.stop_taking_in())
        await server.until(lambda: not server.gateway.listens)
        held.release.set()
        await stopping
        await bot.close()
        assert server.thinking() == []
        async with listening(built):
            await built.render(await built.job())
            await server.shown_video(HALL)
            await built.delivered()
        assert len(server.of_bot(HALL)) == len(built.states()) == 1


async def test_told_to_stop_while_a_photo_does_not_come_it_hands_over_and_the_next_goes_on(
    video, monkeypatch
):
    monkeypatch.setattr("talking_photo.bots.discord_bot.bot.STOP_SECONDS", 0.2)
    async with DiscordServer() as server:
        built = rig_at(server, video)
        bot, held = await caught_at(server, built, "download")
        await bot.stop_taking_in()
        await bot.close()
        held.release.set()
        assert server.thinking() == []
        assert built.states() == []
        async with listening(built):
            await built.render(await built.job())
            await server.shown_video(HALL)
            await built.delivered()
        assert len(server.of_bot(HALL)) == 1


async def test_told_to_stop_while_the_database_does_not_answer_it_says_that_it_was_heard(
    video, monkeypatch
):
    monkeypatch.setattr("talking_photo.bots.discord_bot.bot.STOP_SECONDS", 0.2)
    async with DiscordServer() as server:
        built = rig_at(server, video)
        await built.agree(ANNA)
        asked_for = asyncio.Event()

        async def never(_person):
            asked_for.set()
            await asyncio.Event().wait()

        async with listening(built):
            with monkeypatch.context() as slow:
                slow.setattr(built.people, "find", never)
                await server.slash(ANNA, HALL, "speak", photo=PHOTO, text="Hello!")
                await asked_for.wait()
                assert len(server.thinking()) == 1
        [answer] = server.of_bot(HALL)
        assert (server.thinking(), answer["content"]) == ([], "Got it. One moment …")
        async with listening(built):
            await built.render(await built.job())
            await server.shown_video(HALL)
            await built.delivered()
        assert len(server.of_bot(HALL)) == 1


async def test_it_closes_the_gateway_in_order(video):
    async with DiscordServer() as server:
        async with listening(rig_at(server, video)):
            pass
        assert server.gateway.closed_with == 1000


async def test_two_processes_at_once_as_in_a_change_of_versions_do_no_harm(rig):
    async with listening(rig):
        for number in (1, 2, 3):
            asked = await rig.server.slash(
                ANNA, HALL, "speak", photo=PHOTO, text=f"Number {number}"
            )
            await rig.render(await rig.job(number))
            await rig.server.until(lambda asked=asked: asked.message["attachments"])
        await rig.delivered()
    assert rig.server.gateway.incoming.count(IDENTIFY) == 2
    assert len(rig.states()) == len(rig.server.of_bot(HALL)) == 3


async def test_a_token_that_is_refused_is_reported_with_its_key(video):
    async with DiscordServer() as server:
        built = rig_at(server, video, discord={"token": "wrong.wrong.wrong"})
        bot = built.new_bot()
        with pytest.raises(SettingsError) as refused:
            await bot.open()
        await bot.close()
    assert (refused.value.code, refused.value.facts["key"]) == ("token_refused", "discord.token")


async def listening_again_after(video, caplog, close_code, problem, *, revoked=False):
    """A bot whose gateway closes in mid-life.

    What it logs until it listens again, and has made a video.
    """
    async with DiscordServer() as server:
        built = rig_at(server, video)
        await built.agree(ANNA)
        with caplog.at_level(logging.INFO):
            async with listening(built) as bot:
                bot.connection._first_pause = 0.05
                assert bot.connection.fault is None
                server.gateway.refuses, server.token_revoked = close_code, revoked
                await server.gateway.close(close_code)
                await until(
                    bot.connection,
                    lambda: bot.connection.problem == problem and bot.connection._attempts > 2,
                )
                assert bot.connection.fault.problem == problem
                server.gateway.refuses, server.token_revoked = None, False
                await server.until(lambda: server.gateway.listens)
                await built.render((await requested(built))[1])
                await server.shown_video(HALL)
                assert bot.connection.fault is None
    return [line for line in caplog.messages if line.startswith("discord: ")]


async def test_a_token_that_is_revoked_in_mid_life_is_tried_until_it_is_valid_again(video, caplog):
    said = await listening_again_after(video, caplog, 4004, "token_refused", revoked=True)
    assert said[0] == "discord: not connected: token_refused, the gateway closed with code 4004"
    assert any(line.startswith("discord: next attempt to connect in") for line in said)
    assert said[-1].startswith("discord: connected again after")


async def test_a_gateway_that_refuses_everybody_is_tried_again_and_reported_in_the_log(
    video, caplog
):
    said = await listening_again_after(video, caplog, 4013, "gateway_closed")
    assert said[0] == "discord: not connected: gateway_closed, the gateway closed with code 4013"


async def test_a_library_that_does_not_come_back_is_begun_anew(video, monkeypatch):
    monkeypatch.setattr("talking_photo.bots.discord_bot.gateway._LEFT_TO_LIBRARY_SECONDS", 0.5)
    monkeypatch.setattr("talking_photo.bots.discord_bot.gateway._CHECK_SECONDS", 0.05)
    monkeypatch.setattr("discord.backoff.ExponentialBackoff.delay", lambda _self: 3600.0)
    async with DiscordServer() as server:
        built = rig_at(server, video)
        await built.agree(ANNA)
        async with listening(built) as bot:
            bot.connection._first_pause = 0.05
            server.gateway.away = True
            await server.gateway.drop()
            await server.until(lambda: len(server.made("me")) == 2)
            server.gateway.away = False
            await server.until(lambda: server.gateway.listens)
            await built.render((await requested(built))[1])
            await server.shown_video(HALL)
