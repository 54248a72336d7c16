"""Values to and from rows, and the JSON of a column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import Any, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import RowMapping

from talking_photo.core.jobs.job import (
    Failure,
    FailureCount,
    Job,
    JobId,
    JobProgress,
    JobRequest,
    JobState,
    StoredVideo,
)
from talking_photo.core.model import Stage

Value = TypeVar("Value")

_BATCH = 1000

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
        request=from_json(JobRequest, row["request"]),
        state=JobState(row["state"]),
        attempt=row["attempt"],
        deaths=row["deaths"],
        priority=row["priority"],
        length=row["length"],
        created=row["created"],
        started=row["started"],
        finished=row["finished"],
        stage=Stage(row["stage"]),
        done=row["done"],
        video=None if row["video"] is None else from_json(StoredVideo, row["video"]),
        failure=None if row["failure"] is None else from_json(Failure, row["failure"]),
    )


def progress_of(row: RowMapping) -> JobProgress:
    """Read as much of a row as a look needs."""
    return JobProgress(
        id=JobId(row["id"]),
        state=JobState(row["state"]),
        priority=row["priority"],
        length=row["length"],
        stage=Stage(row["stage"]),
        done=row["done"],
        video=None if row["video"] is None else from_json(StoredVideo, row["video"]),
        failure=None if row["failure"] is None else from_json(Failure, row["failure"]),
    )


def new_row(job: Job, ticket: int) -> dict[str, object]:
    """Write a row of that table, of a job that nobody has begun."""
    return {
        "id": job.id,
        "person": job.request.chat.person,
        "state": job.state,
        "attempt": job.attempt,
        "priority": job.priority,
        "ticket": ticket,
        "length": job.length,
        "created": job.created,
        "stage": job.stage,
        "done": job.done,
        "photo": job.request.photo,
        "sound": job.request.sound,
        "request": to_json(job.request),
    }


def batches(values: Collection[Value]) -> Iterator[list[Value]]:
    """Yield as many at a time as either database takes in one statement."""
    listed = list(values)
    for start in range(0, len(listed), _BATCH):
        yield listed[start : start + _BATCH]


def count_failures(failures: Iterable[Failure]) -> list[FailureCount]:
    """Count failures by code, the most frequent first."""
    counts = Counter((failure.code, failure.who) for failure in failures)
    return [
        FailureCount(code=code, who=who, jobs=jobs) for (code, who), jobs in counts.most_common()
    ]


def _adapter(kind: type) -> TypeAdapter[Any]:
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)  # builds a validator, which takes milliseconds
    return _ADAPTERS[kind]
