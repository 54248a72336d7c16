"""Telegram and Discord in one process.

One queue, one set of render children, and two sorts of people.
"""

import asyncio
import contextlib
import socket

import aiohttp
import pytest

from tests.bot_rig import tiny_video
from tests.bots.programs import Program
from tests.discord_server import DiscordServer
from tests.discord_world import HALL
from tests.telegram_server import TOKEN, TelegramServer

ANNA, OPERATORS = 42, -500


@contextlib.asynccontextmanager
async def both(folder, refused=None, *, away=None, **variables):
    """Both servers, refusing a token or failing with `away`, and the program for both."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    async with TelegramServer() as telegram, DiscordServer() as discord:
        telegram.token_revoked, discord.token_revoked = refused == "telegram", refused == "discord"
        if away is not None:
            telegram.fail("getMe", away, times=1000)
            # Of a 502 the library makes an attempt of two minutes.
            discord.fail("me", "503" if away == "502" else away, times=1000)
        names = ("TALKING_PHOTO_TELEGRAM__BASE_URL", "TALKING_PHOTO_TELEGRAM__BASE_FILE_URL")
        settings = discord.variables() | dict.fromkeys(names, telegram.url)
        settings |= {"TALKING_PHOTO_TELEGRAM__TOKEN": TOKEN}
        more = {"TALKING_PHOTO_WEB__PORT": str(port)} | variables
        async with Program("Discord", folder, settings | more) as program:
            await program.start()
            yield telegram, discord, f"http://127.0.0.1:{port}/readyz"
            async with asyncio.timeout(25):
                assert await program.terminate() == 0


async def video_on_telegram(server, count=1):
    await server.send(ANNA, ANNA, photo=tiny_video(), caption="Hello!")
    if count == 1:
        await server.press(await server.said(ANNA, "[I agree]"), ANNA, "I agree")
    return await server.video(ANNA, count)


async def video_on_discord(server, count=1):
    await server.until(lambda: server.gateway.listens)
    await server.slash(ANNA, HALL, "speak", photo=tiny_video(), text="Hello!")
    if count == 1:
        await server.press(await server.said(HALL, "[I agree]"), ANNA, "I agree")
    return await server.shown_video(HALL, count)


async def readiness(address):
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        body = await answer.json()
        assert body["ready"] is (answer.status == 200)
        wrong = {name: check for name, check in body["checks"].items() if not check["ok"]}
        return answer.status, {name: check["problem"] for name, check in wrong.items()}


async def media_taken_away_and_back(folder, ready):
    """Readiness says what is true of the media, a few seconds later at most."""
    elsewhere = folder.with_name("elsewhere")
    folder.rename(elsewhere)
    folder.write_text("no folder")
    await until_readiness_is(ready, (503, {"media": "media_unreachable"}))
    folder.unlink()
    elsewhere.rename(folder)
    await until_readiness_is(ready, (200, {}))


async def until_readiness_is(ready, expected):
    async with asyncio.timeout(60):
        while await readiness(ready) != expected:  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.2)


async def test_one_process_answers_on_both_and_knows_two_people_of_one_number(tmp_path):
    async with both(tmp_path, TALKING_PHOTO_LIMITS__JOBS_PER_DAY="1") as (
        telegram,
        discord,
        ready,
    ):
        await video_on_telegram(telegram)
        await telegram.send(ANNA, ANNA, photo=tiny_video(), caption="Again!")
        await telegram.said(ANNA, "You have reached today’s limit of 1 video")
        # Neither the agreement nor the quota of the one counts for the other.
        await video_on_discord(discord)
        assert await readiness(ready) == (200, {})
        await media_taken_away_and_back(tmp_path / "media", ready)
        assert len(telegram.videos(ANNA)) == len(discord.videos(HALL)) == 1


@pytest.mark.parametrize("refused", ["telegram", "discord"])
async def test_a_platform_that_refuses_the_token_does_not_stop_the_other_and_is_back_by_itself(
    tmp_path, refused
):
    shared = {"TALKING_PHOTO_OPERATOR__CHATS": f"telegram:{OPERATORS},discord:{HALL}"}
    async with both(tmp_path, refused, **shared) as (telegram, discord, ready):
        if refused == "telegram":
            await video_on_discord(discord)
        else:
            await video_on_telegram(telegram)
        assert await readiness(ready) == (503, {refused: "token_refused"})
        if refused == "telegram":
            await discord.said(HALL, "Telegram: refuses the token")
        else:
            await telegram.said(OPERATORS, "Discord: refuses the token")
        telegram.token_revoked = discord.token_revoked = False
        if refused == "telegram":
            await video_on_telegram(telegram)
        else:
            await video_on_discord(discord)
        assert await readiness(ready) == (200, {})


@pytest.mark.parametrize("away", ["502", "drop"])
async def test_where_no_platform_can_be_reached_at_the_start_both_are_there_when_they_can(
    tmp_path, away
):
    async with both(tmp_path, away=away) as (telegram, discord, ready):
        await telegram.until(lambda: telegram.made("getMe"))
        await until_readiness_is(
            ready, (503, {"telegram": "unreachable", "discord": "unreachable"})
        )
        telegram.faults.clear()
        discord.faults.clear()
        await video_on_telegram(telegram)
        await video_on_discord(discord)
        await until_readiness_is(ready, (200, {}))
