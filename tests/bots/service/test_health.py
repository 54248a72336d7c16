"""Readiness that tells the truth.

Real writes, real folders, and an answer within seconds whatever hangs.
"""

import asyncio
import contextlib
import os

import pytest

from talking_photo.bots.conversation.connection import Connection
from talking_photo.bots.service import health as module
from talking_photo.bots.service.health import Check, Health
from talking_photo.core.errors import StorageError
from talking_photo.storage.database import Database
from talking_photo.storage.media_store import ObjectMediaStore
from talking_photo.storage.memory import MemoryMediaStore


async def nothing():
    """A database that takes every row."""


@contextlib.contextmanager
def watching(tmp_path, **parts):
    given = {
        "write_row": nothing,
        "media": MemoryMediaStore(),
        "folders": [tmp_path],
        "min_free_bytes": 0,
    }
    health = Health(**(given | parts))
    yield health
    health.close()


async def test_database_and_media_are_written_and_nothing_is_left(database_url, tmp_path):
    media = ObjectMediaStore(str(tmp_path / "media"))
    async with Database(database_url) as database:
        with watching(tmp_path, write_row=database.check_writable, media=media) as health:
            found = await health.checks()
        async with database.reading() as connection:
            rows = (await connection.exec_driver_sql("SELECT count(*) FROM updates")).scalar()
    assert {name: check.problem for name, check in found.items()} == dict.fromkeys(
        ("database", "media", "disk")
    )
    assert rows == 0
    assert [file for _, _, files in os.walk(tmp_path / "media") for file in files] == []


async def test_media_that_cannot_be_written_are_named(tmp_path):
    folder = tmp_path / "media"
    media = ObjectMediaStore(str(folder))
    folder.rmdir()
    folder.write_text("a file where the folder was")
    with watching(tmp_path, media=media) as health:
        assert (await health.checks())["media"].problem == "media_unreachable"


async def test_a_disk_with_less_room_than_the_floor_is_named_with_both_numbers(tmp_path):
    with watching(tmp_path, min_free_bytes=10**18) as health:
        disk = (await health.checks())["disk"]
    assert disk.problem == "disk_low"
    assert 0 < disk.facts["free_bytes"] < disk.facts["min_free_bytes"] == 10**18


async def test_a_folder_that_is_gone_is_named(tmp_path):
    with watching(tmp_path, folders=[tmp_path / "gone"]) as health:
        disk = (await health.checks())["disk"]
    assert (disk.problem, disk.facts) == ("folder_missing", {"folder": str(tmp_path / "gone")})


async def test_each_platform_is_named_with_its_problem(tmp_path):
    with watching(tmp_path) as health:
        telegram, discord = Connection("telegram"), Connection("discord")
        health.connections.extend([telegram, discord])
        telegram.restored()
        discord.lost("token_refused", "the gateway closed with code 4004")
        found = await health.checks()
    assert found["telegram"] == Check()
    assert found["discord"].problem == "token_refused"
    assert found["discord"].facts["seconds"] >= 0


async def test_a_database_that_hangs_is_reported_in_bounded_time_and_asked_once(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(module, "_PATIENCE_SECONDS", 0.5)
    asked, answer = [], asyncio.Event()

    async def hang():
        asked.append(True)
        await answer.wait()

    with watching(tmp_path, write_row=hang) as health:
        for _ in range(2):
            found = await health.checks()
            assert found["database"].problem == "no_answer"
            assert found["media"].problem is None
        assert len(asked) == 1
        answer.set()
        await asyncio.sleep(0)
        assert (await health.checks())["database"].problem is None


async def test_a_result_counts_for_some_seconds_however_often_it_is_asked_for(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(module, "_KEEP_SECONDS", 3600.0)
    asked = []

    async def fail_once():
        asked.append(True)
        if len(asked) == 1:
            raise StorageError("database_unreachable", reason="OperationalError")

    with watching(tmp_path, write_row=fail_once) as health:
        found = [(await health.checks())["database"].problem for _ in range(3)]
        assert (found, len(asked)) == (["database_unreachable"] * 3, 1)
        monkeypatch.setattr(module, "_KEEP_SECONDS", 0.0)
        assert (await health.checks())["database"].problem is None


async def test_a_check_that_breaks_does_not_pass_for_a_good_one(tmp_path):
    async def break_down():
        raise ZeroDivisionError

    with watching(tmp_path, write_row=break_down) as health:
        assert (await health.checks())["database"].problem == "unexpected"


@pytest.mark.parametrize("damage", ["garbage", "corrupt"])
async def test_a_database_that_breaks_while_it_runs_is_named(tmp_path, damage):
    file = tmp_path / "bot.db"
    async with Database(f"sqlite:///{file}") as database:
        with watching(tmp_path, write_row=database.check_writable) as health:
            await database.check_writable()
            await database._writer.dispose()
            await database._reader.dispose()
            for name in ("bot.db-wal", "bot.db-shm"):
                (tmp_path / name).unlink(missing_ok=True)
            contents = bytearray(file.read_bytes())
            if damage == "garbage":
                contents = b"this was a database once " * 400
            else:
                contents[100:3000] = b"\x55" * 2900
            file.write_bytes(contents)
            problem = (await health.checks())["database"].problem
    assert problem == {"garbage": "database_not_sqlite", "corrupt": "database_damaged"}[damage]
