"""Updates that Telegram brings: stored before the answer says so, and taken from nobody else."""

import asyncio
import contextlib
import io
import json
import logging

import aiohttp
import pytest
from aiohttp import web

from talking_photo.core.errors import StorageError
from tests.bot_rig import listening
from tests.telegram_rig import rig_at
from tests.telegram_server import TelegramServer

ANNA = 42
PHOTO = b"a photo"


@contextlib.asynccontextmanager
async def webhook(video):
    """A rig in webhook mode, and what calls it the way Telegram does."""
    async with TelegramServer() as server:
        built = rig_at(server, video)
        telegram = built.settings.telegram.model_copy(
            update={"mode": "webhook", "webhook_url": "https://example.org/bot"}
        )
        built.settings = built.settings.model_copy(update={"telegram": telegram})
        await built.agree(ANNA)
        async with listening(built) as bot, aiohttp.ClientSession() as session:
            app = web.Application()
            app.add_routes(bot.routes())
            runner = web.AppRunner(app, access_log=None)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            port = runner.addresses[0][1]

            async def call(update, secret=server.webhook["secret_token"], **headers):
                headers = {"X-Telegram-Bot-Api-Secret-Token": secret} | headers
                body = update if isinstance(update, bytes) else json.dumps(update).encode()
                url = f"http://127.0.0.1:{port}/telegram"
                async with session.post(url, data=io.BytesIO(body), headers=headers) as answer:
                    return answer.status

            yield built, call
            await runner.cleanup()


def hello(server, number=1):
    message = server.written(ANNA, ANNA, photo=PHOTO, caption="Hello!")
    return {"update_id": number, "message": message}


async def test_an_update_that_is_brought_becomes_a_video(video):
    async with webhook(video) as (rig, call):
        assert rig.server.webhook["url"] == "https://example.org/bot/telegram"
        assert await call(hello(rig.server)) == 200
        await rig.render(await rig.job())
        await rig.server.video(ANNA)


async def test_an_update_that_is_brought_twice_counts_once(video):
    async with webhook(video) as (rig, call):
        update = hello(rig.server)
        assert await asyncio.gather(call(update), call(update)) == [200, 200]
        await rig.render(await rig.job())
        await rig.server.video(ANNA)
        assert len(rig.states()) == len(rig.server.of_bot(ANNA)) == 1


async def test_an_update_is_stored_before_it_is_confirmed(video, monkeypatch):
    async with webhook(video) as (rig, call):

        async def full(update, now):
            raise StorageError("database_unreachable", reason="full")

        monkeypatch.setattr(rig.inbox, "add", full)
        assert await call(hello(rig.server)) == 503
        assert rig.states() == []


@pytest.mark.parametrize("secret", ["", "wrong", "pässwörd", "\N{SNOWMAN}"])
async def test_whoever_does_not_know_the_secret_is_not_listened_to(video, secret, caplog):
    async with webhook(video) as (rig, call):
        assert await call(hello(rig.server), secret) == 403
        assert await rig.inbox.unhandled("telegram") == []
    assert no_stack(caplog)


def no_stack(caplog):
    return all(record.exc_info is None for record in caplog.records)


NONSENSE = {
    "a list": b"[]",
    "a string": b'"x"',
    "nothing in it": b"{}",
    "no number": b'{"update_id": "x", "message": 1}',
    "no JSON": b"{",
    "no UTF-8": b'{"update_id": "\xff"}',
    "a number of 5,000 digits": b'{"update_id": ' + b"9" * 5000 + b"}",
    "100,000 lists in one another": b"[" * 100_000,
    "30,000 updates in one another": b'{"update_id": 1, "message": ' * 30_000,
    "replies in replies": b'{"update_id": 1, "message": '
    + b'{"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "reply_to_message": '
    * 900
    + b"{}"
    + b"}" * 901,
}


@pytest.mark.parametrize("body", NONSENSE.values(), ids=NONSENSE.keys())
async def test_what_is_no_update_is_refused_without_a_stack_in_the_log(video, body, caplog):
    async with webhook(video) as (rig, call):
        with caplog.at_level(logging.INFO):
            assert await call(body) == 400
        assert await rig.inbox.unhandled("telegram") == []
    assert no_stack(caplog)


async def test_a_body_that_claims_a_strange_alphabet_is_read_as_json_is(video):
    async with webhook(video) as (rig, call):
        kind = {"Content-Type": "application/json; charset=klingon"}
        assert await call(hello(rig.server), **kind) == 200


async def test_a_body_that_is_too_large_is_refused_with_413(video, caplog):
    async with webhook(video) as (rig, call):
        with caplog.at_level(logging.INFO):
            assert await call(b" " * (1024 * 1024 + 1)) == 413
        assert await rig.inbox.unhandled("telegram") == []
    assert no_stack(caplog)
