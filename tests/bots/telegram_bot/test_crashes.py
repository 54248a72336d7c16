"""The crash matrix.

The program is killed at each point on the way of a video, and one video is in the chat each time,
and one choice of faces.
"""

import asyncio
import signal

import pytest
import pytest_asyncio

from tests.bot_rig import tiny_video
from tests.bots.crashing import POINTS
from tests.bots.programs import Program
from tests.telegram_server import TOKEN, TelegramServer

pytestmark = pytest.mark.asyncio(loop_scope="module")

PEOPLE = range(1, len(POINTS) + 1)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def running(tmp_path_factory):
    folder = tmp_path_factory.mktemp("crashes")
    async with TelegramServer() as server:
        server.limits = None  # a process does not know how much the one before it has called
        variables = {
            "TALKING_PHOTO_TELEGRAM__TOKEN": TOKEN,
            "TALKING_PHOTO_TELEGRAM__BASE_URL": server.url,
            "TALKING_PHOTO_TELEGRAM__BASE_FILE_URL": server.url,
        }
        async with Program("Telegram", folder, variables) as program:
            await program.start()
            await become_known(server)
            yield server, program


async def become_known(server):
    """Everybody agrees to the rules, and gets a first video."""
    for person in PEOPLE:
        await server.send(person, person, photo=b"a photo", caption="Hello!")
        await server.press(await server.said(person, "[I agree]"), person, "I agree")
    for person in PEOPLE:
        await server.video(person)


def offers(server, chat):
    return [message for message in server.of_bot(chat) if "photo" in message]


@pytest.mark.parametrize("point", POINTS)
async def test_killed_at_any_point_one_video_and_one_offer_are_in_the_chat(running, point):
    (server, program), video = running, tiny_video()
    chat = POINTS.index(point) + 1
    await (
        program.quiet()
    )  # a job before that springs the trap would kill this one at another point
    program.trap.write_text(point)
    await server.send(chat, chat, photo=video, caption=f"in {program.trap}")
    assert await program.over() == -signal.SIGKILL
    await program.start()
    shown = await server.video(chat, 2)
    assert server.files[shown["video"]["file_id"]] == video
    # Whatever else the new process has to do, it has done when the next video is there.
    await server.send(chat, chat, photo=video, caption=f"in {program.trap}")
    await server.video(chat, 3)
    assert len(server.videos(chat)) == 3
    await server.until(lambda: len(offers(server, chat)) >= 3)
    assert len(offers(server, chat)) == 3
    words = [message.get("text", "") for message in server.of_bot(chat)]
    left = [text for text in words if text and "Here we go" not in text]
    # Only an acknowledgement whose number was not noted yet cannot be found again.
    assert len(left) == (1 if point == "answered, not noted" else 0)


async def test_told_to_stop_it_ends_in_order_within_seconds(running):
    _, program = running
    async with asyncio.timeout(25):
        assert await program.terminate() == 0
