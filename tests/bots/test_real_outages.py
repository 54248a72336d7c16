"""The whole program while its database, its disk or its media store are away.

Both platforms, real processes.

The rows of "When something fails" in docs/operations.md that name PostgreSQL, the disk or S3 stand
on these tests.
"""

import asyncio
import contextlib
import resource

import pytest

from tests import postgres
from tests.bot_rig import tiny_video
from tests.bots.programs import Program
from tests.discord_server import DiscordServer
from tests.small_s3 import BUCKET, SmallS3
from tests.telegram_server import TOKEN, TelegramServer

AWAY_SECONDS = 2
"""Longer than one try of anything."""


class OnTelegram:
    """A program that answers on Telegram, and people there."""

    name, server_class = "Telegram", TelegramServer

    @staticmethod
    def variables(server):
        names = ("TALKING_PHOTO_TELEGRAM__BASE_URL", "TALKING_PHOTO_TELEGRAM__BASE_FILE_URL")
        return dict.fromkeys(names, server.url) | {"TALKING_PHOTO_TELEGRAM__TOKEN": TOKEN}

    @staticmethod
    async def ready(server):
        pass

    @staticmethod
    async def ask(server, person):
        await server.send(person, person, photo=tiny_video(), caption="in no trap")

    @staticmethod
    def place(server, person):
        return person

    @staticmethod
    async def video(server, person):
        await server.video(person)

    @staticmethod
    def videos(server, person):
        return server.videos(person)


class OnDiscord(OnTelegram):
    """The same on Discord."""

    name, server_class = "Discord", DiscordServer

    @staticmethod
    def variables(server):
        return server.variables()

    @staticmethod
    async def ready(server):
        await server.until(lambda: server.gateway.listens)

    @staticmethod
    async def ask(server, person):
        place = server.dm(person)
        await server.slash(person, place, "speak", photo=tiny_video(), text="in no trap")

    @staticmethod
    def place(server, person):
        return server.dm(person)

    @staticmethod
    async def video(server, person):
        await server.shown_video(server.dm(person))

    @staticmethod
    def videos(server, person):
        return server.videos(server.dm(person))


PLATFORMS = pytest.mark.parametrize("on", [OnTelegram, OnDiscord], ids=lambda on: on.name)
PERSON = 42


@contextlib.asynccontextmanager
async def running(on, folder, **variables):
    """The program, and somebody who has agreed to the rules and got a first video."""
    async with (
        on.server_class() as server,
        Program(on.name, folder, on.variables(server) | variables) as program,
    ):
        await program.start()
        await on.ready(server)
        await on.ask(server, PERSON)
        question = await server.said(on.place(server, PERSON), "[I agree]")
        await server.press(question, PERSON, "I agree")
        await on.video(server, PERSON)
        yield server, program
        async with asyncio.timeout(25):
            assert await program.terminate() == 0


@contextlib.contextmanager
def nothing_to_be_written(program):
    """Let no file of the program grow, as on a disk that is full."""
    limits = resource.prlimit(program.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    yield
    resource.prlimit(program.pid, resource.RLIMIT_FSIZE, limits)


@contextlib.contextmanager
def stopped(server):
    """Let PostgreSQL be away."""
    server.stop()
    try:
        yield
    finally:
        server.start()


async def one_video_comes_of_what_is_sent_during(outage, on, server):
    before = len(on.videos(server, PERSON))
    with outage:
        await on.ask(server, PERSON)
        await asyncio.sleep(AWAY_SECONDS)  # this is what the test is about
    await server.until(lambda: len(on.videos(server, PERSON)) > before)
    assert len(on.videos(server, PERSON)) == before + 1


@PLATFORMS
async def test_what_is_sent_while_postgresql_is_away_becomes_one_video(
    on, postgres_server, tmp_path
):
    url = postgres.new_database(postgres_server)
    async with running(on, tmp_path, TALKING_PHOTO_DATABASE__URL=url) as (server, _):
        await one_video_comes_of_what_is_sent_during(stopped(postgres_server), on, server)


@PLATFORMS
async def test_jobs_that_end_while_postgresql_is_away_become_one_video_each(
    on, postgres_server, tmp_path
):
    url = postgres.new_database(postgres_server)
    async with running(on, tmp_path, TALKING_PHOTO_DATABASE__URL=url) as (server, _):
        for _number in range(3):
            await on.ask(server, PERSON)
        await server.until(lambda: len(on.videos(server, PERSON)) > 1)
        with stopped(postgres_server):
            await asyncio.sleep(AWAY_SECONDS)  # this is what the test is about
        await server.until(lambda: len(on.videos(server, PERSON)) >= 4)
        await on.ask(server, PERSON)
        await server.until(lambda: len(on.videos(server, PERSON)) >= 5)
        assert len(on.videos(server, PERSON)) == 5


@PLATFORMS
async def test_what_is_sent_while_the_disk_is_full_or_s3_is_away_becomes_one_video(on, tmp_path):
    s3 = SmallS3()
    async with s3 as address:
        variables = {
            "TALKING_PHOTO_MEDIA__URL": f"s3://{BUCKET}/here",
            "AWS_ACCESS_KEY_ID": "key",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_REGION": "here",
            "AWS_ENDPOINT_URL": address,
            "AWS_ALLOW_HTTP": "true",
        }
        async with running(on, tmp_path, **variables) as (server, program):
            for outage in (
                nothing_to_be_written(program),
                s3.failing("503"),
                s3.failing("cut"),
            ):
                await one_video_comes_of_what_is_sent_during(outage, on, server)
        assert s3.refused >= 2
