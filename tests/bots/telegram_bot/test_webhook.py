"""Updates that Telegram brings: stored before the answer says so, and taken from nobody else."""

import asyncio
import contextlib

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
async def webhook(film):
    """A rig in webhook mode, and what calls it the way Telegram does."""
    async with TelegramServer() as server:
        built = rig_at(server, film)
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

            async def call(update, secret=server.webhook["secret_token"]):
                headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
                url = f"http://127.0.0.1:{port}/telegram"
                async with session.post(url, json=update, headers=headers) as answer:
                    return answer.status

            yield built, call
            await runner.cleanup()


def hello(server, number=1):
    message = server.written(ANNA, ANNA, photo=PHOTO, caption="Hello!")
    return {"update_id": number, "message": message}


async def test_an_update_that_is_brought_becomes_a_film(film):
    async with webhook(film) as (rig, call):
        assert rig.server.webhook["url"] == "https://example.org/bot/telegram"
        assert await call(hello(rig.server)) == 200
        await rig.film(await rig.job())
        await rig.server.video(ANNA)


async def test_an_update_that_is_brought_twice_counts_once(film):
    async with webhook(film) as (rig, call):
        update = hello(rig.server)
        assert await asyncio.gather(call(update), call(update)) == [200, 200]
        await rig.film(await rig.job())
        await rig.server.video(ANNA)
        assert len(rig.states()) == len(rig.server.of_bot(ANNA)) == 1


async def test_an_update_is_stored_before_it_is_confirmed(film, monkeypatch):
    async with webhook(film) as (rig, call):

        async def full(update, now):
            raise StorageError("database_unreachable", reason="full")

        monkeypatch.setattr(rig.inbox, "add", full)
        assert await call(hello(rig.server)) == 503
        assert rig.states() == []


@pytest.mark.parametrize("secret", ["", "wrong"])
async def test_whoever_does_not_know_the_secret_is_not_listened_to(film, secret):
    async with webhook(film) as (rig, call):
        assert await call(hello(rig.server), secret) == 403
        assert await rig.inbox.unhandled("telegram") == []


@pytest.mark.parametrize("nonsense", [[], "x", {}])
async def test_what_is_no_update_is_refused(film, nonsense):
    async with webhook(film) as (_rig, call):
        assert await call(nonsense) == 400
