"""Opens the database, SQLite or PostgreSQL, and brings its tables up to date."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, Self

from alembic import command
from alembic.config import Config
from sqlalchemy import (
    ColumnElement,
    Connection,
    Float,
    delete,
    event,
    insert,
    literal_column,
    make_url,
    text,
)
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import Pool

from talking_photo.core.errors import SettingsError, StorageError
from talking_photo.storage.tables import UPDATES

_MIGRATIONS = Path(__file__).parent / "migrations"
_log = logging.getLogger(__name__)

_MIGRATION_LOCK = 0x7461_6C6B  # any number that nobody else takes; says "talk"
_OWNER_ONLY = 0o600
_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg"}
_BUSY_SECONDS = 30
"""How long a writer waits for another process; SQLite's own 5 s are short on a slow, busy disk."""
_CONNECTIONS = 5
"""For those who read, and as many for those who write. More would only wait for one another, and
each costs a thread, or a process of the server."""
_TURNS = 10
"""How often a new file's journal is asked for while others ask for it."""
_CLOSE_SECONDS = 5
"""How long closing waits for what is under way."""
_SUBSECONDS_SINCE = (3, 42)
"""First version of SQLite with unixepoch('subsec'): https://sqlite.org/lang_datefunc.html."""


class Database:
    """`async with Database(url) as database`: afterwards the tables are there and up to date.

    Raises:
        SettingsError: database_url_wrong.
        StorageError: database_unreachable; of a file also database_damaged, database_not_sqlite,
            database_not_writable, database_not_opened or database_disk_full.
    """

    def __init__(self, url: str) -> None:
        try:
            parsed = make_url(url)
            self.kind = parsed.get_backend_name()
            with_driver = parsed.set(drivername=_DRIVERS[self.kind])
            self._writer = create_async_engine(with_driver, **_engine_options(self.kind))
            # Each statement for itself: without a transaction around it, it takes a third of the
            # time.
            self._reader = create_async_engine(
                with_driver,
                isolation_level="AUTOCOMMIT",
                skip_autocommit_rollback=True,
                **_engine_options(self.kind),
            )
        except (ArgumentError, KeyError, NoSuchModuleError) as exc:
            raise SettingsError("database_url_wrong") from exc
        self._file = None if self.kind != "sqlite" else Path(parsed.database or "")
        if self._file is not None and sqlite3.sqlite_version_info < _SUBSECONDS_SINCE:
            event.listen(Pool, "connect", _add_unixepoch)  # of the queue's engines, too
        self._write_lock = asyncio.Lock()
        self._in_use = 0
        self._unused = asyncio.Event()
        """Whether no connection is in use."""
        self._unused.set()

    async def __aenter__(self) -> Self:
        if self._file is not None:
            _prepare(self._file)
            _let_write_ahead(self._reader)
            _let_write_ahead(self._writer)
            _lock_at_begin(self._writer)
        try:
            async with self.writing() as connection:
                await connection.run_sync(_upgrade)
        except StorageError:
            await self._close()
            raise
        return self

    async def __aexit__(self, *_exc: object) -> None:
        await self._close()

    async def _close(self) -> None:
        # What is shared by several may go on after those who asked for it were cancelled.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_CLOSE_SECONDS):
                await self._unused.wait()
        await self._reader.dispose()
        await self._writer.dispose()

    @contextlib.asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that may write.

        Committed at the end, rolled back when something is raised.
        """
        # SQLite has one writer; those of this process queue up here in order, for its own way of
        # waiting is to sleep and try again, longer each time.
        lock = self._write_lock if self.kind == "sqlite" else contextlib.nullcontext()
        with _translated(self._file):
            async with lock, self._using(), self._writer.begin() as connection:
                yield connection

    @contextlib.asynccontextmanager
    async def no_writing(self) -> AsyncIterator[None]:
        """No transaction of this process is open that may write, when the database is a file.

        For what writes to the file on the thread of the loop: a transaction of this loop could not
        end while that waits for it.
        """
        async with self._write_lock:
            yield

    @property
    def folder(self) -> Path | None:
        """The folder of the file; None when the database is a server."""
        return None if self._file is None else self._file.parent

    async def check_writable(self) -> None:
        """Write a row and delete it again.

        Raises:
            StorageError: database_unreachable, database_disk_full or database_not_writable.
        """
        row = {"platform": "health", "id": secrets.token_hex(8), "handled": True}
        async with self.writing() as connection:
            await connection.execute(insert(UPDATES).values(row | {"body": "", "received": 0.0}))
            mine = (UPDATES.c.platform == row["platform"], UPDATES.c.id == row["id"])
            await connection.execute(delete(UPDATES).where(*mine))

    async def wipe(self) -> None:
        """Let nothing that was deleted be read from the files of SQLite any more.

        Deleted rows are overwritten as they go (`secure_delete`); here the write-ahead log, which
        still has them as they were, is emptied. PostgreSQL does both in its own time (vacuum,
        recycling of its log).
        """
        if self.kind != "sqlite":
            return
        with _translated(self._file):
            async with self._write_lock, self._writer.connect() as connection:
                # Past SQLAlchemy, which would begin a transaction; it waits for those who read, as
                # long as a writer.
                driver: Any = (await connection.get_raw_connection()).driver_connection
                cursor = await driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                busy, *_ = await cursor.fetchone()
                await cursor.close()
        if busy:
            _log.warning("the write-ahead log could not be emptied: it was read all the time")

    @contextlib.asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection that only reads; each statement sees what is stored by then."""
        with _translated(self._file):
            async with self._using(), self._reader.connect() as connection:
                yield connection

    @contextlib.asynccontextmanager
    async def _using(self) -> AsyncIterator[None]:
        """Keep the database from being closed."""
        self._in_use += 1
        self._unused.clear()
        try:
            yield
        finally:
            self._in_use -= 1
            if not self._in_use:
                self._unused.set()


def clock_of(kind: str) -> ColumnElement[float]:
    """Return what the database takes for the time, in seconds since 1970.

    The same for all who ask it.
    """
    on_server = "extract(epoch FROM clock_timestamp())"
    in_file = "((julianday('now') - 2440587.5) * 86400)"
    return literal_column(on_server if kind == "postgresql" else in_file, Float(53))


def sync_url(url: str) -> str:
    """The same address for a library that talks to the database in its own threads."""
    parsed = make_url(url)
    names = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg"}
    return parsed.set(drivername=names[parsed.get_backend_name()]).render_as_string(
        hide_password=False
    )


@contextlib.contextmanager
def _translated(file: Path | None) -> Iterator[None]:
    try:
        yield
    except (SQLAlchemyError, OSError) as exc:
        raise _storage_error(exc, file) from exc


def _storage_error(error: Exception, file: Path | None) -> StorageError:
    """Tell what is wrong with a database, and of a file also what its operator has to do."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    name = getattr(cause, "sqlite_errorname", "")
    if name.startswith("SQLITE_CORRUPT"):
        code = "database_damaged"
    elif name.startswith("SQLITE_NOTADB"):
        code = "database_not_sqlite"
    elif name.startswith("SQLITE_FULL"):
        code = "database_disk_full"
    elif name.startswith("SQLITE_READONLY") or isinstance(cause, PermissionError):
        code = "database_not_writable"
    elif name.startswith("SQLITE_CANTOPEN") or isinstance(cause, OSError):
        code = "database_not_opened"
    else:
        file = None
    if file is None:
        return StorageError("database_unreachable", reason=name or type(error).__name__)
    return StorageError(code, file=str(file))


def _engine_options(kind: str) -> dict[str, Any]:
    pool: dict[str, Any] = {"pool_size": _CONNECTIONS, "max_overflow": 0}
    if kind == "sqlite":
        return pool | {"connect_args": {"timeout": _BUSY_SECONDS}}
    # A server closes idle connections at will, and psycopg must not spend a server's prepared
    # statements behind a pooler that does not keep them.
    return pool | {"pool_pre_ping": True}


def _prepare(file: Path) -> None:
    """Make folder and file."""  # noqa: DOC501 -- a helper makes the error
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        # What people said is nobody else's; SQLite gives the files beside this one the same
        # rights.
        file.touch(mode=_OWNER_ONLY)
        # What cannot be opened at all is found here, for the threads of aiosqlite would report it
        # once more.
        with contextlib.closing(sqlite3.connect(file, timeout=_BUSY_SECONDS)) as connection:
            connection.execute("PRAGMA schema_version")
    except (OSError, sqlite3.Error) as exc:
        raise _storage_error(exc, file) from exc


def _let_write_ahead(engine: AsyncEngine) -> None:
    """Let readers and the one writer of the file go on side by side."""

    # After https://docs.sqlalchemy.org/en/21/dialects/sqlite.html, "Transactions with SQLite": the
    # driver would begin a transaction only before the first change, after what it depends on was
    # read.
    @event.listens_for(engine.sync_engine, "connect")
    def _connected(raw: Any, _record: object) -> None:  # noqa: ANN401 - a driver's own type
        raw.isolation_level = None
        cursor = raw.cursor()
        try:
            _write_ahead(cursor)
            cursor.execute("PRAGMA secure_delete=ON")
            # Safe against a killed process; a power cut may take the last moments, never the file.
            cursor.execute("PRAGMA synchronous=NORMAL")
        except sqlite3.Error:
            raw.close()  # or its thread would outlive the loop
            raise
        cursor.close()


def _add_unixepoch(connection: Any, _record: object) -> None:  # noqa: ANN401 - a driver's own type
    """Add the function by which the tables of the queue know the time.

    DBOS (3.4) calls unixepoch('subsec') wherever Python is 3.12 or newer, whatever the version of
    SQLite. Debian 12 and the container images made from it have 3.40, which returns NULL for it;
    no process would start.
    """
    if hasattr(connection, "create_function"):  # none of PostgreSQL
        connection.create_function("unixepoch", 1, _unixepoch)


def _unixepoch(time_value: str) -> float:
    if time_value != "subsec":
        raise ValueError(time_value)
    return time.time()


def _lock_at_begin(engine: AsyncEngine) -> None:
    """Let a transaction wait for its turn to write before it reads what it depends on."""

    @event.listens_for(engine.sync_engine, "begin")
    def _begun(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _write_ahead(cursor: Any) -> None:  # noqa: ANN401 - a driver's own type
    """Turn the file to write-ahead logging, whoever else opens it now.

    For this SQLite does not wait, for a transaction it does.

    Raises:
        OperationalError: The database did not answer in time.
    """
    for attempt in range(_TURNS):
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if attempt == _TURNS - 1:
                raise
            cursor.execute("BEGIN IMMEDIATE")
            cursor.execute("ROLLBACK")
        else:
            return


def _upgrade(connection: Connection) -> None:
    """Run the migrations that are missing. Of several processes that start, the others wait."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})"))
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
