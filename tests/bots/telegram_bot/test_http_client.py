"""Calls over HTTP as the library wants them: what is sent, what comes back, what goes wrong."""

import asyncio
import contextlib
import json

import pytest
from aiohttp import web
from telegram import Bot
from telegram.error import BadRequest, NetworkError, RetryAfter, TimedOut

from talking_photo.bots.telegram_bot.http_client import HttpClient
from tests.telegram_server import TOKEN, TelegramServer

ANNA = 42


@contextlib.asynccontextmanager
async def talking_to(url, **given):
    given = {"connections": 4, "seconds": 10.0} | given
    client, polling = HttpClient(**given), HttpClient(connections=1, seconds=10.0)
    async with Bot(
        TOKEN, f"{url}/bot", f"{url}/file/bot", request=client, get_updates_request=polling
    ) as bot:
        yield bot


@contextlib.asynccontextmanager
async def answering(handler):
    """A server that answers getMe, and everything else by that handler."""

    async def answer(request):
        if request.path.endswith("/getMe"):
            me = {"id": 1, "is_bot": True, "first_name": "Bot", "username": "bot"}
            return web.json_response({"ok": True, "result": me})
        return await handler(request)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def test_words_files_and_downloads_arrive_as_they_were():
    words, file = "Grüße & 你好 + 100 % 🎬", bytes(range(256)) * 10_000
    async with TelegramServer() as server, talking_to(server.url) as bot:
        await bot.send_message(ANNA, words)
        await bot.send_document(ANNA, file, filename="Grüße.bin", caption=words)
        said, sent = server.of_bot(ANNA)
        assert said["text"] == words
        assert sent["caption"] == words
        received = await bot.get_file(sent["document"]["file_id"])
        assert bytes(await received.download_as_bytearray()) == file


@pytest.mark.parametrize(
    ("kind", "error"),
    [("drop", NetworkError), ("lose", NetworkError), ("502", NetworkError), ("429", RetryAfter)],
)
async def test_what_goes_wrong_is_one_of_the_errors_of_the_library(monkeypatch, kind, error):
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    async with TelegramServer() as server, talking_to(server.url) as bot:
        server.fail("sendMessage", kind)
        with pytest.raises(error) as raised:
            await bot.send_message(ANNA, "Hello!")
        assert type(raised.value) is error
        assert TOKEN not in f"{raised.value} {raised.value.__cause__}"
        await bot.send_message(ANNA, "Hello!")
        with pytest.raises(BadRequest):
            await bot.get_file("no such file")


async def test_a_server_that_is_not_there_is_told_without_the_token():
    async with TelegramServer() as server:
        url = server.url
    with pytest.raises(NetworkError) as raised:
        async with talking_to(url):
            pass
    assert TOKEN not in f"{raised.value} {raised.value.__cause__}"


async def test_a_server_that_does_not_answer_is_given_up_in_time():
    silent = asyncio.Event()

    async def wait(_request):
        await silent.wait()
        return web.Response()

    async with answering(wait) as url, talking_to(url, seconds=0.2) as bot:
        with pytest.raises(TimedOut):
            await bot.send_message(ANNA, "Hello!")
        silent.set()


async def test_a_free_connection_is_waited_for_only_so_long():
    silent = asyncio.Event()

    async def wait(_request):
        await silent.wait()
        return web.json_response({"ok": True, "result": True})

    async with answering(wait) as url, talking_to(url, connections=1) as bot:
        held = asyncio.create_task(bot.send_chat_action(ANNA, "typing"))
        await asyncio.sleep(0)
        with pytest.raises(TimedOut):
            await bot.send_chat_action(
                ANNA,
                "typing",
                read_timeout=0.1,
                write_timeout=0,
                connect_timeout=0.1,
                pool_timeout=0.1,
            )
        silent.set()
        assert await held


async def test_before_it_is_opened_and_after_it_is_closed_it_says_so():
    client = HttpClient(connections=1, seconds=1.0)
    for _ in range(2):
        with pytest.raises(NetworkError):
            await client.do_request("http://127.0.0.1:9/", "POST")
        await client.initialize()
        await client.shutdown()
        await client.shutdown()


async def test_what_is_no_json_is_an_error_of_the_network(caplog):
    async def page(_request):
        return web.Response(text="<html>Bad Gateway</html>", status=502)

    async with answering(page) as url, talking_to(url) as bot:
        with pytest.raises(NetworkError):
            await bot.send_message(ANNA, json.dumps("Hello!"))
    assert TOKEN not in caplog.text


async def test_nobody_is_followed_to_another_place():
    async def elsewhere(_request):
        raise web.HTTPFound("/somewhere/else")

    async with answering(elsewhere) as url, talking_to(url) as bot:
        with pytest.raises(NetworkError, match="302"):
            await bot.send_message(ANNA, "Hello!")
