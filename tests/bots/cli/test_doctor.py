"""What doctor says of a bot on Discord, asked for at a server of the test's own."""

import contextlib

import pytest
from aiohttp import web

from talking_photo.bots.cli.doctor import discord_finding
from talking_photo.core.settings import DiscordSettings

TOKEN = "MTA.b.c"
LIMITED_INTENT = 1 << 19


@contextlib.asynccontextmanager
async def discord(flags):
    async def application(request):
        if request.headers["Authorization"] != f"Bot {TOKEN}":
            return web.json_response({"message": "401: Unauthorized", "code": 0}, status=401)
        return web.json_response({"id": "1", "flags": flags})

    app = web.Application()
    app.add_routes([web.get("/api/v10/applications/@me", application)])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/api/v10"
    finally:
        await runner.cleanup()


async def finding(*, flags=0, token=TOKEN, content=False):
    async with discord(flags) as address:
        settings = DiscordSettings(token=token, api_base=address, message_content=content)
        return await discord_finding(settings)


async def test_a_bot_that_may_not_read_messages_is_told_where_the_switch_is():
    found = await finding(content=True)
    assert "Message Content Intent" in found.cure
    assert (await finding(content=True, flags=LIMITED_INTENT)).cure is None


async def test_a_bot_that_does_not_ask_to_read_messages_lacks_nothing():
    found = await finding()
    assert (found.name, found.cure) == ("discord", None)
    assert "message_content = false" in found.state


@pytest.mark.parametrize("content", [True, False])
async def test_a_refused_token_is_reported_and_not_shown(content):
    found = await finding(token="MTA.b.wrong", content=content, flags=LIMITED_INTENT)
    assert "token" in found.cure
    assert "MTA.b.wrong" not in found.state + found.cure


async def test_a_discord_that_is_away_is_reported(unused_tcp_port):
    address = f"http://127.0.0.1:{unused_tcp_port}"
    found = await discord_finding(DiscordSettings(token=TOKEN, api_base=address))
    assert "network" in found.cure
