"""Values to and from rows, and the JSON of a column."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import RowMapping

from talking_photo.core.jobs.job import Failure, Job, JobId, JobOrder, JobState, StoredClip
from talking_photo.core.model import Stage

Value = TypeVar("Value")

_ADAPTERS: dict[type, TypeAdapter[Any]] = {}


def to_json(value: object) -> str:
    """Write a value of `talking_photo.core.jobs.job` as JSON."""
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
        deaths=row["deaths"],
        priority=row["priority"],
        created=row["created"],
        started=row["started"],
        finished=row["finished"],
        stage=Stage(row["stage"]),
        done=row["done"],
        clip=None if row["clip"] is None else from_json(StoredClip, row["clip"]),
        failure=None if row["failure"] is None else from_json(Failure, row["failure"]),
    )


def new_row(job: Job) -> dict[str, object]:
    """Write a row of that table, of a job that nobody has begun."""
    return {
        "id": job.id,
        "person": job.order.chat.person,
        "state": job.state,
        "attempt": job.attempt,
        "priority": job.priority,
        "created": job.created,
        "stage": job.stage,
        "done": job.done,
        "photo": job.order.photo,
        "sound": job.order.sound,
        "order": to_json(job.order),
    }


def _adapter(kind: type) -> TypeAdapter[Any]:
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)  # builds a validator, which takes milliseconds
    return _ADAPTERS[kind]
