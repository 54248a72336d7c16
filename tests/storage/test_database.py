"""Opening a database.

Its tables, several processes at once, and what is said when it is not there.
"""

import asyncio
import json
import subprocess
import sys

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from talking_photo.core.errors import SettingsError, StorageError
from talking_photo.core.jobs.job import (
    ChatRef,
    JobId,
    JobRequest,
    MediaKey,
    PersonId,
    Preferences,
    Quota,
    StoredUpdate,
)
from talking_photo.core.jobs.media_keys import job_of_video
from talking_photo.core.model import Note
from talking_photo.core.request import RenderOptions
from talking_photo.storage.database import Database
from talking_photo.storage.inbox import SqlUpdateStore
from talking_photo.storage.job_store import SqlJobStore
from talking_photo.storage.person_store import SqlPersonStore
from talking_photo.storage.tables import METADATA


def differences(connection):
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return compare_metadata(context, METADATA)


async def test_the_migrations_lead_to_the_tables_of_the_code(database_url):
    async with Database(database_url) as database, database.reading() as connection:
        assert await connection.run_sync(differences) == []


async def test_opening_again_changes_nothing(database_url):
    async with Database(database_url):
        pass
    async with Database(database_url) as database, database.reading() as connection:
        assert await connection.run_sync(differences) == []


async def test_many_may_open_a_new_database_at_the_same_time(database_url):
    async def open_it():
        async with Database(database_url):
            pass

    await asyncio.gather(*(open_it() for _ in range(4)))


async def test_what_fails_in_the_middle_leaves_nothing(database_url):
    async with Database(database_url) as database:

        async def write_half():
            async with database.writing() as connection:
                await connection.exec_driver_sql(
                    "INSERT INTO workers (name, slots, beat) VALUES ('a', 1, 0)"
                )
                await connection.exec_driver_sql("INSERT INTO nowhere VALUES (1)")

        with pytest.raises(StorageError) as error:
            await write_half()
        assert error.value.code == "database_unreachable"
        async with database.reading() as connection:
            rows = await connection.exec_driver_sql("SELECT * FROM workers")
            assert rows.all() == []


async def test_a_database_that_is_not_there_is_reported_without_its_password():
    with pytest.raises(StorageError) as error:
        async with Database("postgresql://anna:hunter2@127.0.0.1:1/none"):
            pass
    assert error.value.code == "database_unreachable"
    assert "hunter2" not in str(error.value)


@pytest.mark.parametrize(
    ("contents", "name", "code"),
    [
        (b"", "file/x.db", "database_not_opened"),
        (b"no database, but long enough to look like one" * 100, "file", "database_not_sqlite"),
        (None, "", "database_not_opened"),
    ],
)
async def test_a_file_that_cannot_be_opened_is_named_with_what_is_wrong(
    tmp_path, contents, name, code
):
    if contents is not None:
        (tmp_path / "file").write_bytes(contents)
    with pytest.raises(StorageError) as error:
        async with Database(f"sqlite:///{tmp_path}/{name}"):
            pass
    assert (error.value.code, error.value.facts) == (code, {"file": str(tmp_path / name)})


_OPEN_WITHOUT_RIGHTS = """
import asyncio, os, sys
from talking_photo.core.errors import StorageError
from talking_photo.storage.database import Database

async def open_it(file):
    async with Database(f"sqlite:///{file}"):
        pass

usable, read_only = sys.argv[1:]
asyncio.run(open_it(usable))  # everything is imported before the rights are given up
if os.geteuid() == 0:
    os.setuid(65534)
try:
    asyncio.run(open_it(read_only))
except StorageError as exc:
    print(exc)
"""


def test_a_file_that_this_user_may_not_write_is_named(tmp_path):
    usable, locked = tmp_path / "usable.db", tmp_path / "locked"
    locked.mkdir()
    asyncio.run(_with_tables(locked / "bot.db"))
    (locked / "bot.db").chmod(0o444)
    locked.chmod(0o555)
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    try:
        done = subprocess.run(
            [sys.executable, "-c", _OPEN_WITHOUT_RIGHTS, usable, locked / "bot.db"],
            capture_output=True,
            text=True,
            check=True,
        )
    finally:
        locked.chmod(0o755)
    assert done.stdout == f"database_not_writable file={locked}/bot.db\n"


async def _with_tables(file):
    async with Database(f"sqlite:///{file}"):
        pass


@pytest.mark.parametrize("url", ["nonsense", "mysql://127.0.0.1/x", "sqlite"])
def test_an_address_that_makes_no_sense_is_refused(url):
    with pytest.raises(SettingsError) as error:
        Database(url)
    assert error.value.code == "database_url_wrong"


async def test_nobody_but_its_owner_reads_the_file(tmp_path):
    async with Database(f"sqlite:///{tmp_path}/new/bot.db") as database:
        async with database.writing() as connection:
            await connection.exec_driver_sql("CREATE TABLE words (said TEXT)")
        files = sorted((tmp_path / "new").iterdir())
        assert len(files) == 3
        assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


async def test_rows_of_earlier_versions_are_read_with_their_options(database_url, monkeypatch):
    """Rows as version 0.1 wrote them, before the options were one value."""
    chat = {"platform": "telegram", "chat": "1", "user": "7", "message": "2"}
    request = {
        "key": "k",
        "chat": chat | {"details": {}, "secret": {}},
        "photo": "people/x/inputs/p",
        "text": "Hi.",
        "sound": None,
        "face": 2,
        "voice": None,
        "language": "de",
        "expression": "happy",
        "layout": "square",
        "captions": True,
        "seed": 3,
        "max_bytes": 1000,
    }
    wishes = {"voice": "espeak", "expression": "sad", "captions": True, "note": True}
    person = {"id": "telegram:7", "wishes": wishes, "consent": None, "blocked": False}
    known = {"id": "telegram:7", "person": json.dumps(person), "blocked": False}
    job = {
        "id": "a",
        "person": "telegram:7",
        "state": "delivered",
        "attempt": 1,
        "priority": 1,
        "created": 0.0,
        "stage": "frames",
        "done": 1.0,
        "photo": "p",
        "order": json.dumps(request),
        "clip": json.dumps(
            {
                "key": "people/x/clips/a.mp4",
                "width": 2,
                "height": 2,
                "seconds": 1.0,
                "bytes": 4,
                "sha256": "0",
                "notes": [{"code": "clip_fitted", "facts": {"max_bytes": 1000}}],
            }
        ),
        "failure": '{"code":"clip_too_big","facts":{"bytes":9,"max_bytes":4},"who":"asker"}',
    }
    with monkeypatch.context() as earlier:
        upgrade = command.upgrade
        earlier.setattr(command, "upgrade", lambda config, _: upgrade(config, "0002"))
        async with Database(database_url) as database, database.writing() as connection:
            await connection.execute(insert_into("jobs", job), job)
            await connection.execute(insert_into("people", known), known)
    async with Database(database_url) as database:
        found = await SqlJobStore(database).find(JobId("a"))
        person = await SqlPersonStore(database).find(PersonId("telegram:7"))
    assert found.request.options == RenderOptions(
        face=2, language="de", expression="happy", layout="square", captions=True, seed=3
    )
    assert (found.request.text, found.request.max_bytes) == ("Hi.", 1000)
    assert found.video.notes == (Note(code="video_fitted", facts={"max_bytes": 1000}),)
    assert job_of_video(found.video.key) == "a"
    assert found.failure.code == "video_too_big"
    assert person.preferences == Preferences(
        options=RenderOptions(voice="espeak", expression="sad", captions=True, layout="round")
    )


def insert_into(table, row):
    columns = ", ".join(f'"{name}"' for name in row)
    return text(
        f"INSERT INTO {table} ({columns}) VALUES ({', '.join(f':{name}' for name in row)})"
    )


async def test_erased_words_are_not_in_the_files_of_the_database(tmp_path):
    secret = "what-nobody-shall-read-" * 500  # also on pages of its own
    async with Database(f"sqlite:///{tmp_path}/bot.db") as database:
        jobs, inbox = SqlJobStore(database), SqlUpdateStore(database)
        chat = ChatRef(platform="town", chat="square", user="anna", message="1")
        quota = Quota(jobs_per_day=9, waiting_per_person=9, queue_length=9)
        for number, words in enumerate((secret, "nobody-shall-read", secret)):
            request = JobRequest(key=str(number), chat=chat, photo=MediaKey("p"), text=words)
            await jobs.add(request, quota, 0.0, lambda *_: None)
            update = StoredUpdate(platform="t", id=str(number), body=words, person=chat.person)
            await inbox.add([update], 0.0)
        await inbox.handled("t", "0")
        assert await said_in(tmp_path)
        await jobs.erase(chat.person)
        await inbox.erase(chat.person)
        await database.wipe()
        assert not await said_in(tmp_path)


async def said_in(folder):
    files = [path.read_bytes() for path in folder.iterdir()]
    assert len(files) == 3
    return any(b"nobody-shall-read" in contents for contents in files)


async def test_closing_waits_for_what_is_under_way(database_url):
    database = Database(database_url)
    await database.__aenter__()
    writing, go_on, order = asyncio.Event(), asyncio.Event(), []

    async def write():
        async with database.writing() as connection:
            writing.set()
            await go_on.wait()
            await connection.execute(text("select 1"))
        order.append("written")

    async def close():
        await database.__aexit__(None, None, None)
        order.append("closed")

    under_way = asyncio.create_task(write())
    await writing.wait()
    closing = asyncio.create_task(close())
    await asyncio.sleep(0)  # it waits now
    go_on.set()
    await asyncio.gather(under_way, closing)
    assert order == ["written", "closed"]
