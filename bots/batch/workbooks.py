"""Reads workbooks (XLSX) of strangers in a confined process: an archive of XML can be a bomb.

A row is parsed as a whole, however many cells it has, so that sizes alone are no bound: 2 MB, 30
unpacked, took 20 seconds and 840 MB (`test_a_workbook_that_is_a_bomb_is_refused`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from talking_photo.bots.batch.tables import Row
from talking_photo.core.errors import Fact, RequestError
from talking_photo.core.workers.confined import ask_process
from talking_photo.core.workers.sandbox import SandboxLimits
from talking_photo.core.workers.temporary import scratch

_CHILD = "talking_photo.bots.batch.workbook_child"
_MEMORY_BYTES = 512 * 1024**2
_SECONDS = 60.0
_CPU_SECONDS = 20
_MOST_ANSWER_BYTES = 20_000_000
_MAGIC = b"PK\x03\x04"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What the process is given."""

    file: Path
    most_unpacked: int
    most_rows: int
    limits: SandboxLimits
    cpu_seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadTable:
    """A table whose first rows were read; in place of an error, its code and its facts."""

    columns: tuple[str, ...] = ()
    entries: tuple[Row, ...] = ()
    code: str | None = None
    facts: Mapping[str, Fact] | None = None

    def rows(self) -> Iterator[Row]:
        """Return the rows."""
        return iter(self.entries)


def is_workbook(contents: bytes) -> bool:
    """Return whether a table is a workbook, and no CSV."""
    return contents.startswith(_MAGIC)


async def read_workbook(
    contents: bytes, *, most_unpacked: int, most_rows: int, confined: bool
) -> ReadTable:
    """Read the first rows of a workbook.

    Args:
        contents: The file.
        most_unpacked: Bytes when it is unpacked; a larger one is refused.
        most_rows: Rows that are read, without that of the names.
        confined: Whether the kernel is asked to confine the process.

    Raises:
        RequestError: table_empty, table_unreadable or table_column_twice.
    """
    with scratch() as folder:
        file = folder / "table.xlsx"
        await asyncio.to_thread(file.write_bytes, contents)
        limits = SandboxLimits(
            folder=folder,
            readable=(file,),
            memory_bytes=_MEMORY_BYTES,
            confined=confined,
        )
        question = Question(
            file=file,
            most_unpacked=most_unpacked,
            most_rows=most_rows,
            limits=limits,
            cpu_seconds=_CPU_SECONDS,
        )
        answer = await ask_process(
            _CHILD,
            TypeAdapter(Question).dump_json(question),
            seconds=_SECONDS,
            max_bytes=_MOST_ANSWER_BYTES,
        )
    try:
        table = TypeAdapter(ReadTable).validate_json(answer)
    except ValidationError as exc:  # it died of what it read
        raise RequestError("table_unreadable", file="table") from exc
    match table.code:
        case None:
            return table
        case "table_empty":
            raise RequestError("table_empty", file="table")
        case "table_column_twice":
            facts = table.facts or {}
            raise RequestError("table_column_twice", column=str(facts.get("column", "")))
        case _:
            raise RequestError("table_unreadable", file="table")
