"""Reads that are made together: who asks is told what holds then, or what went wrong."""

import asyncio

from sqlalchemy import event

from talking_photo.core.errors import StorageError
from talking_photo.core.jobs.job import Consent, Person, PersonId
from talking_photo.core.jobs.shared_statement import SharedStatement
from talking_photo.storage.database import Database
from talking_photo.storage.person_store import SqlPersonStore


class Table:
    """Values that a read takes from here when `go` is set."""

    def __init__(self):
        self.values, self.reads, self.go = {"a": 1, "b": 2}, [], asyncio.Event()
        self.begun = asyncio.Event()
        self.error = None

    async def read(self, keys):
        self.begun.set()
        self.reads.append(sorted(keys))
        found = {key: self.values[key] for key in keys if key in self.values}
        await self.go.wait()
        if self.error is not None:
            raise self.error
        return found


async def test_who_asks_at_the_same_time_is_served_by_one_read():
    table = Table()
    table.go.set()
    shared = SharedStatement(table.read)
    assert await asyncio.gather(*(shared.get(key) for key in "abca")) == [1, 2, None, 1]
    assert table.reads == [["a", "b", "c"]]


async def test_who_asks_during_a_read_is_not_told_what_it_found():
    table = Table()
    shared = SharedStatement(table.read)
    early = asyncio.create_task(shared.get("a"))
    await table.begun.wait()
    table.values["a"] = 5
    late = asyncio.create_task(shared.get("a"))
    await asyncio.sleep(0)
    table.go.set()
    assert (await early, await late) == (1, 5)


async def test_what_goes_wrong_is_told_to_all_who_asked_and_to_nobody_after():
    table = Table()
    table.go.set()
    table.error = StorageError("database_unreachable", reason="away")
    shared = SharedStatement(table.read)
    results = await asyncio.gather(*(shared.get(key) for key in "ab"), return_exceptions=True)
    assert results == [table.error, table.error]
    table.error = None
    assert await shared.get("a") == 1


async def test_who_gives_up_disturbs_nobody():
    table = Table()
    shared = SharedStatement(table.read)
    impatient, patient = (asyncio.create_task(shared.get("a")) for _ in range(2))
    await asyncio.sleep(0)
    impatient.cancel()
    table.go.set()
    assert await patient == 1
    assert impatient.cancelled() or await asyncio.wait([impatient])


async def test_fifty_people_at_once_are_found_by_few_statements(tmp_path):
    people = [
        Person(id=PersonId(f"town:{number}"), consent=Consent(version=number, at=0.0))
        for number in range(50)
    ]
    statements = []
    async with Database(f"sqlite:///{tmp_path}/test.db") as database:
        store = SqlPersonStore(database)
        for person in people:
            await store.keep(person)
        event.listen(
            database._reader.sync_engine,
            "before_cursor_execute",
            lambda _connection, _cursor, statement, *_: statements.append(statement),
        )
        found = await asyncio.gather(*(store.find(person.id) for person in people))
    assert found == people
    assert len(statements) <= 2
