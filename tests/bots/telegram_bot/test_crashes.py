"""The crash matrix: the program is killed at each point on the way of a film, and one film is in the chat each time, and one choice of faces."""

import asyncio
import os
import signal
import sys

import pytest
import pytest_asyncio

from tests.bot_rig import tiny_film
from tests.bots.telegram_bot.crashing_program import POINTS
from tests.telegram_server import TOKEN, TelegramServer

pytestmark = pytest.mark.asyncio(loop_scope="module")

PEOPLE = range(1, len(POINTS) + 1)


class Program:
    """The program, one process after another, over the same database."""

    def __init__(self, server, folder):
        self.server = server
        self.trap = folder / "trap"
        self.variables = {
            "TALKING_PHOTO_TELEGRAM__TOKEN": TOKEN,
            "TALKING_PHOTO_TELEGRAM__BASE_URL": server.url,
            "TALKING_PHOTO_TELEGRAM__BASE_FILE_URL": server.url,
            "TALKING_PHOTO_DATABASE__URL": f"sqlite:///{folder}/test.db",
            "TALKING_PHOTO_MEDIA__URL": str(folder / "media"),
            "TALKING_PHOTO_WEB__PORT": "0",
            "TALKING_PHOTO_WORKER__POLL_SECONDS": "0.05",
            "TALKING_PHOTO_WORKER__DEAD_AFTER_SECONDS": "1",
            "TRAP": str(self.trap),
        }
        self._pid = None

    async def __aenter__(self):
        self._launcher = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.bots.telegram_bot.crashing_program"),
            env=os.environ | self.variables,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        return self

    async def __aexit__(self, *_exc):
        if self._pid is not None:
            os.kill(self._pid, signal.SIGKILL)
        self._launcher.stdin.close()
        await self._launcher.wait()

    async def start(self):
        self._launcher.stdin.write(b"start\n")
        self._pid = int(await self._launcher.stdout.readline())

    async def over(self):
        """Wait for the end of the process; returns its exit code."""
        code = int(await self._launcher.stdout.readline())
        self._pid = None
        return code

    async def terminate(self):
        os.kill(self._pid, signal.SIGTERM)
        return await self.over()


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def program(tmp_path_factory):
    folder = tmp_path_factory.mktemp("crashes")
    async with TelegramServer() as server, Program(server, folder) as program:
        await program.start()
        for person in PEOPLE:
            await server.send(person, person, photo=b"a photo", caption="Hello!")
            await server.press(await server.said(person, "[I agree]"), person, "I agree")
        for person in PEOPLE:
            await server.video(person)
        yield program


def offers(server, chat):
    return [message for message in server.of_bot(chat) if "photo" in message]


@pytest.mark.parametrize("point", POINTS)
async def test_killed_at_any_point_one_film_and_one_offer_are_in_the_chat(program, point):
    server, film = program.server, tiny_film()
    chat = list(POINTS).index(point) + 1
    program.trap.write_text(point)
    await server.send(chat, chat, photo=film, caption=f"in {program.trap}")
    assert await program.over() == -signal.SIGKILL
    await program.start()
    video = await server.video(chat, 2)
    assert server.files[video["video"]["file_id"]] == film
    # Whatever else the new process has to do, it has done when the next film is there.
    await server.send(chat, chat, photo=film, caption=f"in {program.trap}")
    await server.video(chat, 3)
    assert len(server.videos(chat)) == 3
    await server.until(lambda: len(offers(server, chat)) >= 3)
    assert len(offers(server, chat)) == 3
    words = [message.get("text", "") for message in server.of_bot(chat)]
    left = [text for text in words if text and "Here we go" not in text]
    # Only an acknowledgement whose number was not noted yet cannot be found again.
    assert len(left) == (1 if point == "acknowledged, not noted" else 0)


async def test_told_to_stop_it_ends_in_order_within_seconds(program):
    async with asyncio.timeout(25):
        assert await program.terminate() == 0
