"""Protocols between the jobs and what is around them: files, delivery, metrics, updates."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from talking_photo.core.jobs.job import (
    DeliveryReceipt,
    Failure,
    Job,
    JobState,
    MediaKey,
    PersonId,
    StoredUpdate,
)
from talking_photo.core.model import Video


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A file in the media store."""

    key: MediaKey
    stored: float
    """When, seconds since 1970."""


class MediaStore(Protocol):
    """Keeps files. Keys of one person begin alike (`talking_photo.core.jobs.media_keys`)."""

    async def put(self, key: MediaKey, contents: bytes | Path) -> None:
        """Store a file, whole or not at all; replaces one of the same key.

        Raises:
            StorageError: media_unreachable.
        """
        ...

    async def get(self, key: MediaKey) -> bytes:
        """Read a file.

        Raises:
            StorageError: media_missing or media_unreachable.
        """
        ...

    async def get_part(self, key: MediaKey, start: int, length: int) -> bytes:
        """Read at most `length` bytes of a file, from `start` on, which lies inside of it.

        Raises:
            StorageError: media_missing or media_unreachable.
        """
        ...

    async def fetch(self, key: MediaKey, target: Path) -> None:
        """Copy a file to the local disk, piece by piece.

        Raises:
            StorageError: media_missing or media_unreachable.
        """
        ...

    async def has(self, key: MediaKey) -> bool:
        """Whether there is such a file."""
        ...

    async def remove(self, key: MediaKey) -> None:
        """Delete a file; none there is fine."""
        ...

    async def remove_all(self, prefix: str) -> None:
        """Delete every file whose key begins like this; whole folders only."""
        ...

    async def bytes_below(self, prefix: str) -> int:
        """Return how many bytes the files of a folder have; 0 when there is none."""
        ...

    async def page(self, after: str, least: int) -> Sequence[StoredFile]:
        """Return the next files behind a key, in an order that stays the same; empty at the end.

        Args:
            after: The last key of the page before; empty for the first.
            least: Files of a page, if there are so many; all of one person's folder belong to one
                page.
        """
        ...


class Delivery(Protocol):
    """What an adapter does with a finished job.

    Called in the process that holds the platform's token.

    The calls may be repeated after a crash or a failure, with the same job, and must then not show
    the video or the refusal twice; `DeliveryStore` helps. They run on the event loop.
    """

    async def deliver(self, job: Job, video: Video) -> DeliveryReceipt:
        """Give the video to the asker.

        Args:
            job: In the state rendered, `job.request.chat` says where to.
            video: The video as a local file, which is gone after the call.

        Raises:
            DependencyError: The platform does not take it now; tried again later, after
                `facts["retry_after"]` seconds if that is given.
            Undeliverable: Nobody is there to take it, now and later.
        """
        ...

    async def refuse(self, job: Job, failure: Failure) -> DeliveryReceipt:
        """Tell the asker why there is no video. Raises as `deliver`."""
        ...

    async def offer(self, job: Job, picture: Path) -> DeliveryReceipt:
        """After the video, let the asker choose another face.

        Args:
            job: Its video has the note several_faces.
            picture: The photo with a number at each face, a PNG; gone after the call.

        Raises as `deliver`.
        """
        ...


class Meter(Protocol):
    """Counts what the operator wants to see. Must not raise."""

    def waited(self, seconds: float) -> None:
        """A job was begun so long after it was submitted."""
        ...

    def worked(self, seconds: float) -> None:
        """A video took so long from begin to end."""
        ...

    def ended(self, state: JobState) -> None:
        """A job came to an end here."""
        ...

    def taken_over(self, jobs: int) -> None:
        """So many jobs of a dead worker were handed on."""
        ...

    def delivery_failed(self) -> None:
        """A delivery has to be tried again."""
        ...

    def webhook_called(self, outcome: str) -> None:
        """Count a call of a webhook: `delivered`, `retried` or `given_up`."""
        ...

    def failed(self, kind: str, code: str) -> None:
        """Count a failure.

        Args:
            kind: What failed: `job`, `update` or `delivery`.
            code: Of the failure or of the error.
        """
        ...


class Inbox(Protocol):
    """Keeps what platforms send until an adapter has handled it.

    Every method may raise StorageError(database_unreachable).
    """

    async def add(self, updates: Sequence[StoredUpdate], now: float) -> Collection[str]:
        """Store them, all or none. When this returns, a crash cannot lose them.

        Returns:
            The numbers of those that were not known already.
        """
        ...

    async def unhandled(self, platform: str) -> Sequence[StoredUpdate]:
        """Return those to be handled (again) after a crash, oldest first."""
        ...

    async def handled(self, platform: str, *update_ids: str) -> None:
        """Never hand them out again; their bodies are emptied, their numbers are remembered."""
        ...

    async def of_person(self, person: PersonId) -> Sequence[StoredUpdate]:
        """Return what came from someone and is still to be handled, oldest first."""
        ...
