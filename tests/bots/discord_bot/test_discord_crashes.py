"""The crash matrix.

The program is killed at each point on the way of a video, and one video is in the chat each time,
and one choice of faces.
"""

import asyncio
import signal

import pytest
import pytest_asyncio

from tests.bot_rig import tiny_video
from tests.bots.crashing import MID_RENDER, POINTS
from tests.bots.programs import Program
from tests.discord_gateway import IDENTIFY
from tests.discord_server import DiscordServer

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUARTER = 15 * 60.0
LATE_POINTS = (MID_RENDER, "before the video is sent", "sent, not noted")
"""After which the token may be over when the next process starts."""
CASES = [
    # What was not stored is lost: Discord tells nothing twice, and the asker that there was no
    # answer.
    *((point, 0.0) for point in POINTS if point != "received, not stored"),
    *((point, QUARTER) for point in LATE_POINTS),
]


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def running(tmp_path_factory):
    folder = tmp_path_factory.mktemp("crashes")
    async with (
        DiscordServer() as server,
        Program("Discord", folder, server.variables()) as program,
    ):
        await started(server, program)
        for person in range(1, len(CASES) + 1):
            await asked(server, person, b"a photo", "Hello!")
            question = await server.said(server.dm(person), "[I agree]")
            await server.press(question, person, "I agree")
        for person in range(1, len(CASES) + 1):
            await server.shown_video(server.dm(person))
        yield server, program


async def started(server, program):
    before = server.gateway.incoming.count(IDENTIFY)
    await program.start()
    await server.until(
        lambda: server.gateway.incoming.count(IDENTIFY) > before and server.gateway.listens
    )


async def asked(server, person, photo, text):
    return await server.slash(person, server.dm(person), "speak", photo=photo, text=text)


def offers(server, channel):
    return [m for m in server.of_bot(channel) if "faces.png" in str(m["attachments"])]


@pytest.mark.parametrize(
    ("point", "away"),
    CASES,
    ids=[f"{point}{', token over' if away else ''}" for point, away in CASES],
)
async def test_killed_at_any_point_one_video_and_one_offer_are_in_the_chat(running, point, away):
    (server, program), video = running, tiny_video()
    person = CASES.index((point, away)) + 1
    channel = server.dm(person)
    # What is told and not stored yet is lost with the process, so no job before may spring the
    # trap.
    await program.quiet()
    program.trap.write_text(point)
    await asked(server, person, video, f"in {program.trap}")
    assert await program.over() == -signal.SIGKILL
    server.later(away)
    await started(server, program)
    assert server.video_of(await server.shown_video(channel, 2)) == video
    # Whatever else the new process has to do, it has done when the next video is there.
    third = await asked(server, person, video, f"in {program.trap}")
    await server.until(lambda: third.message and third.message["attachments"])
    await server.until(lambda: len(offers(server, channel)) >= 3)
    assert len(server.videos(channel)) == len(offers(server, channel)) == 3
    assert server.thinking() == []
    left = [m["content"] for m in server.of_bot(channel) if not m["attachments"]]
    assert [words for words in left if "Here we go" not in words] == []


async def test_told_to_stop_it_ends_in_order_within_seconds(running):
    server, program = running
    async with asyncio.timeout(25):
        assert await program.terminate() == 0
    assert server.thinking() == []
    assert server.gateway.closed_with == 1000
