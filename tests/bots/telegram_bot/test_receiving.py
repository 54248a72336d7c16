"""A token that Telegram refuses in mid-life, an outage, another process.

Seen, told, and over by itself.
"""

import asyncio
import contextlib
import logging

import pytest

from talking_photo.core.errors import SettingsError
from tests.connections import until_problem
from tests.telegram_rig import rig_at
from tests.telegram_server import TelegramServer

ANNA = 42


@contextlib.asynccontextmanager
async def receiving(video, **telegram):
    """A bot that receives, whose pauses between attempts are short."""
    async with TelegramServer() as server:
        built = rig_at(server, video)
        own = built.settings.telegram.model_copy(update=telegram)
        built.settings = built.settings.model_copy(update={"telegram": own})
        bot = built.new_bot()
        bot.connection._first_pause = 0.05
        bot.connection._grace_seconds = 0.0
        await bot.open()
        try:
            await bot.take_in()
            yield server, bot
        finally:
            await bot.stop_taking_in()
            await bot.close()
            built.events.close()


async def answered(server):
    """Anna asks for help, and gets it."""
    await server.send(ANNA, ANNA, text="/help")
    await server.said(ANNA, "/settings for voice")


async def test_a_token_refused_while_polling_is_tried_until_it_is_valid_again(video, caplog):
    with caplog.at_level(logging.INFO):
        async with receiving(video) as (server, bot):
            assert bot.connection.fault is None
            server.token_revoked = True
            await server._change()
            await server.deliver({"message": server.written(ANNA, ANNA, text="/privacy")})
            await until_problem(bot.connection, "token_refused")
            assert bot.connection.fault.problem == "token_refused"
            server.token_revoked = False
            await answered(server)
            await server.said(ANNA, "/export gives you")
            assert bot.connection.fault is None
    said = [line for line in caplog.messages if line.startswith("telegram: ")]
    assert said[0] == "telegram: not connected: token_refused, getUpdates was answered with 401"
    assert said[-1].startswith("telegram: connected again after")
    assert all(record.exc_info is None for record in caplog.records)


async def test_a_stop_does_not_wait_for_the_pause_after_a_refused_token(video):
    async with receiving(video) as (server, bot):
        bot.connection._first_pause = 3600
        server.token_revoked = True
        await server.deliver({"message": server.written(ANNA, ANNA, text="/privacy")})
        await until_problem(bot.connection, "token_refused")
        async with asyncio.timeout(60):
            await bot.stop_taking_in()


@pytest.mark.parametrize("kind", ["500", "drop", "page"])
async def test_a_platform_that_fails_is_named_until_it_answers_again(video, kind):
    async with receiving(video) as (server, bot):
        fault = server.fail("getUpdates", kind, times=1)
        await server.deliver({"message": server.written(ANNA, ANNA, text="/privacy")})
        await fault.met.wait()
        await until_problem(bot.connection, "unreachable")
        await answered(server)
        assert bot.connection.fault is None


async def test_another_process_that_polls_is_named(video):
    async with receiving(video) as (server, bot):
        server.webhook = {"url": "https://example.org/other"}
        await server.deliver({"message": server.written(ANNA, ANNA, text="/privacy")})
        await until_problem(bot.connection, "conflict")
        server.webhook = {}
        await answered(server)


async def test_a_token_refused_while_receiving_begins_does_not_end_the_program(video):
    async with TelegramServer() as server:
        built = rig_at(server, video)
        bot = built.new_bot()
        bot.connection._first_pause = 0.05
        await bot.open()
        server.token_revoked = True
        await bot.take_in()
        assert bot.connection.problem == "token_refused"
        server.token_revoked = False
        await answered(server)
        await bot.stop_taking_in()
        await bot.close()
        built.events.close()


async def test_a_webhook_that_was_taken_away_is_set_again(video, monkeypatch):
    monkeypatch.setattr("talking_photo.bots.telegram_bot.bot._CHECK_SECONDS", 0.05)
    url = "https://example.org/bot"
    async with receiving(video, mode="webhook", webhook_url=url) as (server, bot):
        await server.until(lambda: server.webhook.get("url") == f"{url}/telegram")
        server.token_revoked = True
        await until_problem(bot.connection, "token_refused")
        server.webhook = {}
        server.token_revoked = False
        await server.until(lambda: server.webhook.get("url") == f"{url}/telegram")
        await until_problem(bot.connection, None)


async def test_a_webhook_that_telegram_refuses_is_the_operators_to_correct(video):
    async with TelegramServer() as server:
        built = rig_at(server, video)
        update = {"mode": "webhook", "webhook_url": "http://127.0.0.1"}
        own = built.settings.telegram.model_copy(update=update)
        built.settings = built.settings.model_copy(update={"telegram": own})
        bot = built.new_bot()
        await bot.open()
        server.fail("setWebhook", "bad webhook: An HTTPS URL must be provided for webhook")
        with pytest.raises(SettingsError) as error:
            await bot.take_in()
        await bot.stop_taking_in()
        await bot.close()
        built.events.close()
    assert (error.value.code, error.value.facts) == (
        "webhook_refused",
        {"url": "http://127.0.0.1/telegram"},
    )
