"""Values to and from the JSON of a column."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import RowMapping

from core.job import Failure, Job, JobId, JobOrder, JobState, StoredClip
from core.model import Stage

Value = TypeVar("Value")

_ADAPTERS: dict[type, TypeAdapter[Any]] = {}


def to_json(value: object) -> str:
    """Write a value of `core.job` as JSON."""
    return _adapter(type(value)).dump_json(value).decode()


def from_json(kind: type[Value], text: str) -> Value:
    """Read what `to_json` wrote."""
    read: Value = _adapter(kind).validate_json(text)
    return read


def job_of(row: RowMapping) -> Job:
    """Read a row of the table of jobs."""
    return Job(
        id=JobId(row["id"]),
        order=from_json(JobOrder, row["order"]),
        state=JobState(row["state"]),
        attempt=row["attempt"],
        priority=row["priority"],
        created=row["created"],
        started=row["started"],
        finished=row["finished"],
        stage=Stage(row["stage"]),
        done=row["done"],
        clip=None if row["clip"] is None else from_json(StoredClip, row["clip"]),
        failure=None if row["failure"] is None else from_json(Failure, row["failure"]),
    )


def _adapter(kind: type) -> TypeAdapter[Any]:
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)  # builds a validator, which takes milliseconds
    return _ADAPTERS[kind]
