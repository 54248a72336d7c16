"""Hands somebody all that is known of them.

One JSON file, and each stored file under a name that says what it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from pydantic import TypeAdapter

from talking_photo.core.errors import StorageError
from talking_photo.core.intake.kind import kind_of
from talking_photo.core.jobs.job import (
    Batch,
    DeliveryRecord,
    Job,
    MediaKey,
    Person,
    ScheduledRequest,
    StoredPortrait,
    StoredUpdate,
)
from talking_photo.core.jobs.ports import MediaStore
from talking_photo.core.request import OwnVoice

_ENDINGS = {"jpeg": "jpg", "jpeg xl": "jxl", "jpeg 2000": "jp2", "matroska": "mkv", "text": "txt"}
_SECRET_KEYS = {"secret", "token"}
"""Parts of an update that let others answer in a platform's name, and say nothing of the
person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalData:
    """All that is known of someone, but for the files."""

    person: Person
    portraits: Sequence[StoredPortrait]
    """Saved by a name."""
    own_voices: Sequence[OwnVoice]
    """Made of other voices."""
    scheduled: Sequence[ScheduledRequest]
    """Made and sent later."""
    batches: Sequence[Batch]
    """Many videos that were asked for at once; each is one of the jobs."""
    last_photos: Sequence[StoredPortrait]
    """Sent without words, and kept for some minutes."""
    jobs: Sequence[Job]
    messages: Sequence[DeliveryRecord]
    """Our messages that belong to the jobs."""
    updates: Sequence[StoredUpdate]
    """Came from the platform, and still to be handled."""


async def personal_files(
    known: PersonalData, media: MediaStore
) -> AsyncIterator[tuple[str, bytes]]:
    """Yield name and contents of each file: `data.json` first, then photos, recordings and videos.

    Raises:
        StorageError: media_unreachable. A file that was deleted in this moment is left out.
    """
    yield "data.json", _as_json(known)
    taken: set[str] = set()
    for name, key in _places(known):
        try:
            contents = await media.get(key)
        except StorageError as exc:
            if exc.code == "media_missing":
                continue
            raise
        yield _unique(name, _ending(contents), taken), contents


def _as_json(known: PersonalData) -> bytes:
    without = replace(
        known, jobs=[replace(job, request=job.request.without_secret()) for job in known.jobs]
    )
    data = TypeAdapter(PersonalData).dump_python(without, mode="json")
    for update in data["updates"]:
        update["body"] = _without_secrets(update["body"])
    return json.dumps(data, indent=2, ensure_ascii=False).encode()


def _without_secrets(body: str) -> object:
    """Read the body of an update, which every platform sends as JSON."""

    def strip(value: object) -> object:
        match value:
            case dict():
                return {key: strip(part) for key, part in value.items() if key not in _SECRET_KEYS}
            case list():
                return [strip(part) for part in value]
            case _:
                return value

    try:
        return strip(json.loads(body))
    except ValueError:
        return body


def _places(known: PersonalData) -> Iterable[tuple[str, MediaKey]]:
    for portrait in known.portraits:
        yield f"portraits/{_safe(portrait.name or 'portrait')}", portrait.photo
    for portrait in known.last_photos:
        if portrait.photo:
            yield "photos/last", portrait.photo
    for scheduled in known.scheduled:
        yield "photos/scheduled", scheduled.request.photo
        if scheduled.request.sound:
            yield "recordings/scheduled", scheduled.request.sound
    for job in known.jobs:
        when = datetime.fromtimestamp(job.created, UTC).strftime("%Y-%m-%d %H-%M-%S")
        if job.video is not None:
            for key in job.video.files:
                yield f"videos/{when}", key
        if job.request.photo:
            kind = "photos" if job.request.story_seconds is None else "stories"
            yield f"{kind}/{when}", job.request.photo
        if job.request.sound:
            yield f"recordings/{when}", job.request.sound


def _safe(name: str) -> str:
    """Return the name without what a file system or an archive could take for something else."""
    return re.sub(r"[^\w\- ]+", "_", name).strip("_ ") or "portrait"


def _unique(name: str, ending: str, taken: set[str]) -> str:
    number, new = 1, f"{name}.{ending}"
    while new.casefold() in taken:
        number += 1
        new = f"{name} ({number}).{ending}"
    taken.add(new.casefold())
    return new


def _ending(contents: bytes) -> str:
    kind = kind_of(contents)
    return _ENDINGS.get(kind, "bin" if kind == "unknown" else kind)
