"""The local Discord itself, tried with nothing but the plain library.

What it lets through, and what it does not.
"""

import asyncio
import contextlib
import io

import discord
import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.discord_gateway import HEARTBEAT, RESUME
from tests.discord_people import SOON
from tests.discord_server import TOKEN, DiscordServer
from tests.discord_world import FOREIGN, HALL, MEBIBYTE

ANNA = 42


class Plain(discord.Client):
    """A bot with one command, whose handler is the test's."""

    def __init__(self):
        super().__init__(intents=discord.Intents(guilds=True, guild_messages=True))
        self.handler = None
        self.incoming = asyncio.Queue()
        self.done = asyncio.Event()
        self.errors = []
        self.listens = asyncio.Event()

    async def on_connect(self):
        self.listens.set()

    async def on_interaction(self, interaction):
        try:
            await self.handler(interaction)
        except discord.HTTPException as exc:
            self.errors.append((exc.status, exc.code))
        self.done.set()

    async def on_message(self, message):
        self.incoming.put_nowait(message)


@pytest.fixture
async def server():
    async with DiscordServer() as server:
        yield server


@contextlib.asynccontextmanager
async def plain(server):
    settings = server.settings()
    Route.BASE = settings["api_base"]
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings["gateway"])
    client = Plain()
    await client.login(TOKEN)
    command = {"name": "say", "type": 1, "description": "Says it", "contexts": [0, 1]}
    command |= {"integration_types": [0, 1]}
    await client.http.bulk_upsert_global_commands(client.application_id, [command])
    listening = asyncio.create_task(client.connect())
    await client.listens.wait()
    yield client
    await client.close()
    await listening


async def answered_by(server, client, handler, channel=HALL):
    client.handler = handler
    await server.slash(ANNA, channel, "say")
    await client.done.wait()
    return client.errors


async def test_three_seconds_are_three_seconds(server):
    async def late(interaction):
        server.later(SOON + 0.1)
        await interaction.response.defer()

    async with plain(server) as client:
        assert await answered_by(server, client, late) == [(404, 10062)]
    assert server.of_bot(HALL) == []


async def test_nothing_is_acknowledged_twice(server):
    async def twice(interaction):
        await interaction.response.defer()
        interaction.response._response_type = None
        await interaction.response.defer()

    async with plain(server) as client:
        assert await answered_by(server, client, twice) == [(400, 40060)]
    assert len(server.thinking()) == 1


async def test_a_token_is_over_after_a_quarter_of_an_hour(server):
    async def slow(interaction):
        await interaction.response.defer()
        server.later(901)
        await interaction.edit_original_response(content="At last!")

    async with plain(server) as client:
        assert await answered_by(server, client, slow) == [(401, 50027)]


async def test_a_file_may_be_as_large_as_the_place_lets_through(server):
    async def large(interaction):
        await interaction.response.defer()
        assert interaction.filesize_limit == 10 * MEBIBYTE
        for size in (10 * MEBIBYTE, 10 * MEBIBYTE + 1):
            file = discord.File(io.BytesIO(bytes(size)), "video.mp4")
            await interaction.edit_original_response(attachments=[file])

    async with plain(server) as client:
        assert await answered_by(server, client, large) == [(413, 40005)]
    assert len(server.videos(HALL)) == 1


async def test_a_user_install_has_five_follow_ups_and_no_channel(server):
    async def talkative(interaction):
        await interaction.response.send_message("0")
        for number in range(6):
            await interaction.followup.send(f"{number + 1}")

    async with plain(server) as client:
        server.limits.clear()
        assert await answered_by(server, client, talkative, FOREIGN) == [(400, 40094)]
        with pytest.raises(discord.Forbidden) as refused:
            await client.get_partial_messageable(FOREIGN).send("Hello!")
    assert refused.value.code == 50001
    assert len(server.of_bot(FOREIGN)) == 6


async def test_the_same_nonce_gives_the_same_message(server):
    async with plain(server) as client:
        place = client.get_partial_messageable(HALL)
        first, second = await place.send("One", nonce="1"), await place.send("One", nonce="1")
        server.later(600)
        third = await place.send("One", nonce="1")
    assert first.id == second.id != third.id


async def test_too_many_calls_are_slowed_down_and_a_429_is_waited_for(server):
    server.limits["send"] = (2, 0.2)
    async with plain(server) as client:
        place = client.get_partial_messageable(HALL)
        server.fail("send", "429", retry_after=0.2)
        for number in range(4):
            await place.send(f"{number}")
    answers = [call.answer for call in server.made("send")]
    assert answers.count(429) >= 1
    assert answers.count(200) == 4


async def test_what_people_write_is_hidden_without_the_intent_unless_we_are_meant(server):
    async with plain(server) as client:
        await server.write(HALL, ANNA, "Not for you", files=[b"photo"])
        await server.write(HALL, ANNA, f"<@{client.user.id}> For you")
        await client.get_partial_messageable(HALL).send("Mine")
        hidden, meant, mine = [await client.incoming.get() for _ in range(3)]
    assert (hidden.content, hidden.attachments) == ("", [])
    assert meant.content.endswith("For you")
    assert mine.content == "Mine"


async def test_what_was_missed_is_reported_on_coming_back(server):
    async with plain(server) as client:
        await server.until(lambda: server.gateway.incoming.count(HEARTBEAT) >= 1)
        await server.gateway.drop()
        await server.write(HALL, ANNA, f"<@{client.user.id}> Are you there?")
        assert (await client.incoming.get()).content.endswith("Are you there?")
    assert RESUME in server.gateway.incoming


async def test_what_discord_does_not_know_is_complained_of():
    server = DiscordServer()
    async with contextlib.AsyncExitStack() as stack:
        await server.__aenter__()
        stack.push_async_callback(server._runner.cleanup)
        async with plain(server) as client:
            for route, body in (
                (Route("GET", "/no/such/thing"), None),
                (Route("POST", f"/channels/{HALL}/messages"), {"content": "Hi", "colour": "red"}),
            ):
                with contextlib.suppress(discord.HTTPException):
                    await client.http.request(route, **({"json": body} if body else {}))
    assert ["no/such" in server.complaints[0], "colour" in server.complaints[1]] == [True, True]
