"""What the pool and its children say to each other: one JSON object a line.

A child decodes what strangers send. If one of them ever takes it over, all that it can say to the
pool is a value of the types below, checked field by field: nothing here unpickles.
"""

from __future__ import annotations

import dataclasses
import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from talking_photo.core.errors import (
    DependencyError,
    JobCancelled,
    RenderError,
    RequestError,
    SettingsError,
    StorageError,
    TalkingPhotoError,
)
from talking_photo.core.intake.story import StoryRequest
from talking_photo.core.model import InspectedPhoto, Picture, RenderedFile, Video
from talking_photo.core.request import SpeakRequest
from talking_photo.core.settings import Settings

MAX_LINE_BYTES = 1_000_000

_RESULTS = (Video, Picture, InspectedPhoto)
_ERRORS = (DependencyError, RenderError, RequestError, SettingsError, StorageError)

Outcome = RenderedFile | TalkingPhotoError | JobCancelled


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One job, as it is sent to a child."""

    work: str
    """`module:function` of a `core.workers.render_child.Work`."""
    request: SpeakRequest | StoryRequest
    """Its files lie in the child's folder."""
    target: Path
    """Inside the child's folder, as is `companion`."""
    companion: Path | None
    settings: Settings


def encode_task(task: Task) -> bytes:
    """Return the line that hands a job to a child."""
    return _adapter(Task).dump_json(task) + b"\n"


def decode_task(line: bytes) -> Task:
    """Return the job of a line."""
    return _adapter(Task).validate_json(line)


def encode_outcome(outcome: Outcome) -> Mapping[str, object]:
    """Return how a job ended, as plain values."""
    if isinstance(outcome, TalkingPhotoError):
        return {"error": type(outcome).__name__, "code": outcome.code, "facts": outcome.facts}
    if isinstance(outcome, JobCancelled):
        return {"cancelled": True}
    return {"result": type(outcome).__name__, "value": dataclasses.asdict(outcome)}


def decode_outcome(message: Mapping[str, object]) -> Outcome | None:
    """Return how a job ended, or None when the message tells something else.

    Raises:
        ValueError: The message is malformed.
    """
    if "cancelled" in message:
        return JobCancelled()
    if "error" in message:
        return _error(message)
    if "result" not in message:
        return None
    kind = {kind.__name__: kind for kind in _RESULTS}.get(str(message["result"]))
    if kind is None:
        raise ValueError("a child returned an unknown kind of result")
    try:
        return _adapter(kind).validate_json(json.dumps(message["value"]))
    except ValidationError as exc:
        raise ValueError("a child returned a result that is none") from exc


def encode_line(message: Mapping[str, object]) -> bytes:
    """Return a message as a line; paths, enums and the numbers of NumPy as plain values."""
    return json.dumps(message, default=_plain).encode() + b"\n"


def _error(message: Mapping[str, object]) -> TalkingPhotoError:
    kind = {kind.__name__: kind for kind in _ERRORS}.get(str(message["error"]))
    code, facts = message.get("code"), message.get("facts")
    if kind is None or not isinstance(code, str) or not isinstance(facts, dict):
        raise ValueError("a child returned an error that is none")
    if not all(isinstance(fact, str | int | float) for fact in facts.values()):
        raise ValueError("a child returned an error with odd facts")
    return kind(code, **facts)


def _plain(value: object) -> object:
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    item = getattr(value, "item", None)  # a number of NumPy
    if item is None:
        raise TypeError(type(value).__name__)
    return item()


@functools.cache
def _adapter(kind: type) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
