"""What ends `run` at its start is one sentence with what to do, without a traceback, and the right
exit code.
"""

import asyncio
import json
import logging
import os
import socket
import sys
from pathlib import Path

import pytest

from talking_photo.bots.__main__ import main
from talking_photo.storage.database import Database
from tests.telegram_server import TOKEN, TelegramServer

ROOT = Path(__file__).parents[3]


@pytest.fixture
def settings(tmp_path, monkeypatch):
    """Variables of a program of its own."""
    monkeypatch.chdir(tmp_path)
    return {
        "DATABASE__URL": f"sqlite:///{tmp_path}/data/bot.db",
        "MEDIA__URL": str(tmp_path / "media"),
        "WEB__PORT": "0",
        "RENDER__CHILDREN": "0",
    }


@pytest.fixture
def ended(settings, monkeypatch, capsys):
    """Runs the program in this process, and returns the sentence with which it ends."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level

    def run(command="run", **changed):
        for key, value in (settings | changed).items():
            monkeypatch.setenv(f"TALKING_PHOTO_{key}", value)
        code = main([command])
        output, error = capsys.readouterr()
        return sentence_of(code, error, output)

    yield run
    logging.basicConfig(handlers=handlers, level=level, force=True)


def sentence_of(code, error, output=""):
    """The only line that says something; nothing else may look like a fault."""
    assert (code, output) == (5, ""), error
    assert "Traceback" not in error
    assert 'File "' not in error
    lines = [json.loads(line) for line in error.splitlines() if line.startswith("{")]
    assert not any("error" in line for line in lines)
    sentences = [line["message"] for line in lines if line["level"] == "error"]
    sentences += [line for line in error.splitlines() if not line.startswith("{")]
    [sentence] = sentences
    return sentence


async def process_ended(settings, **changed):
    """The same with a real process, while this one is the platform."""
    names = {f"TALKING_PHOTO_{key}": value for key, value in (settings | changed).items()}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "talking_photo", "run"),
        env=os.environ | names | {"PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(60):
        output, error = await process.communicate()
    return sentence_of(process.returncode, error.decode(), output.decode())


async def with_tables(file):
    async with Database(f"sqlite:///{file}"):
        pass


def test_webhook_mode_without_an_address(ended):
    telegram = {"TELEGRAM__TOKEN": TOKEN, "TELEGRAM__MODE": "webhook"}
    assert "telegram.webhook_url" in ended(**telegram)


def test_a_port_that_is_in_use(ended):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        sentence = ended(WEB__PORT=str(port))
    assert f"Cannot listen on 127.0.0.1:{port}" in sentence
    assert "web.port" in sentence


@pytest.mark.parametrize("fault", ["token", "webhook"])
async def test_a_token_or_a_webhook_that_telegram_refuses(settings, fault):
    async with TelegramServer() as server:
        telegram = dict.fromkeys(("TELEGRAM__BASE_URL", "TELEGRAM__BASE_FILE_URL"), server.url)
        telegram |= {"TELEGRAM__TOKEN": TOKEN}
        if fault == "token":
            server.token_revoked = True
        else:
            server.fail("setWebhook", "bad webhook: An HTTPS URL must be provided for webhook")
            url = "http://bot.example"
            telegram |= {"TELEGRAM__MODE": "webhook", "TELEGRAM__WEBHOOK_URL": url}
        sentence = await process_ended(settings, **telegram)
    expected = {
        "token": "rejected the token in telegram.token",
        "webhook": "rejected the webhook http://bot.example/telegram",
    }
    assert expected[fault] in sentence
    assert TOKEN not in sentence


def test_a_file_of_a_secret_that_cannot_be_read(ended, tmp_path):
    assert "telegram.token_file" in ended(TELEGRAM__TOKEN_FILE=str(tmp_path / "none"))


@pytest.mark.parametrize("command", ["run", "worker"])
def test_a_database_that_is_none(ended, tmp_path, command):
    file = tmp_path / "data" / "bot.db"
    file.parent.mkdir()
    file.write_bytes(b"this was a database once " * 400)
    sentence = ended(command)
    assert f"{file} is not a SQLite database" in sentence
    assert "docs/operations.md, Backup" in sentence


def test_a_database_that_is_damaged(ended, tmp_path):
    file = tmp_path / "data" / "bot.db"
    asyncio.run(with_tables(file))
    contents = bytearray(file.read_bytes())
    contents[100:3000] = b"\x55" * 2900
    file.write_bytes(contents)
    sentence = ended()
    assert f"The database {file} is damaged" in sentence
    assert "docs/operations.md, Backup" in sentence


def test_a_folder_of_the_database_that_cannot_be_made(ended, tmp_path):
    (tmp_path / "data").write_text("a file where the folder should be")
    assert f"{tmp_path}/data/bot.db cannot be opened" in ended()


def test_a_media_folder_that_cannot_be_made(ended, tmp_path):
    (tmp_path / "media").write_text("a file where the folder should be")
    assert "media.url" in ended()
