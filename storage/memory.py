"""People, photos, updates and messages without a database, for tests and trials.

Nothing outlives the process.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from talking_photo.core.errors import StorageError
from talking_photo.core.jobs.job import (
    Backlog,
    Batch,
    BatchId,
    BatchRow,
    BatchRowState,
    ChatRef,
    DeliveryReceipt,
    DeliveryRecord,
    JobId,
    JobRequest,
    MediaKey,
    Person,
    PersonId,
    ScheduledRequest,
    StoredPortrait,
    StoredUpdate,
)
from talking_photo.core.jobs.ports import StoredFile
from talking_photo.core.jobs.stores import TAKEOVER_LEASE_SECONDS, Heartbeat
from talking_photo.core.request import OwnVoice


class MemoryPersonStore:
    """Fulfils `talking_photo.core.jobs.stores.PersonStore`."""

    def __init__(self) -> None:
        self._people: dict[PersonId, Person] = {}

    async def find(self, person: PersonId) -> Person:
        """Return what is known; the defaults for somebody new."""
        return self._people.get(person, Person(id=person))

    async def keep(self, person: Person) -> None:
        """Replace what is known; whether somebody known is blocked stays."""
        known = self._people.get(person.id, person)
        self._people[person.id] = replace(person, blocked=known.blocked)

    async def block(self, person: PersonId, *, blocked: bool) -> None:
        """Block someone, or let them in again."""
        self._people[person] = replace(await self.find(person), blocked=blocked)

    async def erase(self, person: PersonId) -> None:
        """Forget everything, except that someone is blocked."""
        known = self._people.pop(person, None)
        if known is not None and known.blocked:
            self._people[person] = Person(id=person, blocked=True)


class MemoryPortraitStore:
    """Fulfils `talking_photo.core.jobs.stores.PortraitStore`."""

    def __init__(self) -> None:
        self._portraits: dict[tuple[PersonId, str, str], StoredPortrait] = {}

    async def keep(self, portrait: StoredPortrait) -> MediaKey | None:
        """Add it in place of the one of the same name, or the nameless one of the same chat."""
        kept = replace(portrait, chat="" if portrait.name else portrait.chat)
        place = (kept.person, kept.name or "", kept.chat)
        replaced = self._portraits.get(place)
        self._portraits[place] = kept
        return None if replaced is None or replaced.photo in ("", kept.photo) else replaced.photo

    async def last(self, person: PersonId, chat: str, now: float) -> StoredPortrait | None:
        """Return the nameless photo that a person sent last in a chat."""
        found = self._portraits.get((person, "", chat))
        return found if found is not None and _remembered(found, now) else None

    async def named(self, person: PersonId, name: str) -> StoredPortrait | None:
        """Return the photo that a person saved by this name."""
        return self._portraits.get((person, name, "")) if name else None

    async def of_person(self, person: PersonId) -> Sequence[StoredPortrait]:
        """Return all that a person saved, by name."""
        saved = [p for p in self._portraits.values() if p.person == person and p.name]
        return sorted(saved, key=lambda portrait: portrait.name or "")

    async def nameless(self, person: PersonId) -> Sequence[StoredPortrait]:
        """Return the photos that someone sent last, one for each chat."""
        found = [p for p in self._portraits.values() if p.person == person and not p.name]
        return sorted(found, key=lambda portrait: portrait.chat)

    async def remove(self, person: PersonId, name: str) -> MediaKey | None:
        """Forget a saved one; returns its photo."""
        gone = self._portraits.pop((person, name, ""), None) if name else None
        return None if gone is None else gone.photo

    async def used(self, media: Collection[MediaKey], now: float) -> Collection[MediaKey]:
        """Return those of these files that are remembered photos."""
        remembered = {p.photo for p in self._portraits.values() if _remembered(p, now)}
        return remembered & set(media)

    async def forget_before(self, then: float) -> Sequence[MediaKey]:
        """Remove those whose time is over."""
        over = [key for key, p in self._portraits.items() if not _remembered(p, then)]
        return [photo for key in over if (photo := self._portraits.pop(key).photo)]

    async def erase(self, person: PersonId) -> None:
        """Forget all photos of someone."""
        self._portraits = {key: p for key, p in self._portraits.items() if p.person != person}


class MemoryOwnVoiceStore:
    """Fulfils `talking_photo.core.jobs.stores.OwnVoiceStore`."""

    def __init__(self) -> None:
        self._voices: dict[tuple[PersonId, str], OwnVoice] = {}

    async def keep(self, person: PersonId, voice: OwnVoice) -> None:
        """Add it, in place of the one of the same name."""
        self._voices[person, voice.name] = voice

    async def of_person(self, person: PersonId) -> Sequence[OwnVoice]:
        """Return all that a person made, by name."""
        return [voice for (owner, _), voice in sorted(self._voices.items()) if owner == person]

    async def remove(self, person: PersonId, name: str) -> bool:
        """Forget one; False when there is none of that name."""
        return self._voices.pop((person, name), None) is not None

    async def erase(self, person: PersonId) -> None:
        """Forget all of someone's."""
        self._voices = {key: voice for key, voice in self._voices.items() if key[0] != person}


class MemoryScheduleStore:
    """Fulfils `talking_photo.core.jobs.stores.ScheduleStore`."""

    def __init__(self) -> None:
        self._scheduled: dict[JobId, ScheduledRequest] = {}

    async def keep(self, scheduled: ScheduledRequest) -> None:
        """Add one; one of the same id stays as it is."""
        self._scheduled.setdefault(scheduled.id, scheduled)

    async def of_person(self, person: PersonId) -> Sequence[ScheduledRequest]:
        """Return all of a person, the next one first."""
        return self._sorted(lambda one: one.person == person)

    async def due(self, now: float, limit: int) -> Sequence[ScheduledRequest]:
        """Return those whose time has come, the oldest first."""
        return self._sorted(lambda one: one.due <= now)[:limit]

    async def remove(self, job: JobId, person: PersonId | None = None) -> ScheduledRequest | None:
        """Forget one and return it; None when there is none, or it is not that person's."""
        found = self._scheduled.get(job)
        if found is None or person not in (None, found.person):
            return None
        return self._scheduled.pop(job)

    async def used(self, keys: Collection[MediaKey]) -> Collection[MediaKey]:
        """Return which of these files one of them needs."""
        needed = {
            key
            for one in self._scheduled.values()
            for key in (one.request.photo, one.request.sound)
        }
        return {key for key in keys if key in needed}

    async def erase(self, person: PersonId) -> None:
        """Forget all of someone's."""
        for one in await self.of_person(person):
            del self._scheduled[one.id]

    def _sorted(self, wanted: Callable[[ScheduledRequest], bool]) -> list[ScheduledRequest]:
        return sorted(filter(wanted, self._scheduled.values()), key=lambda one: one.due)


class MemoryBatchStore:
    """Fulfils `talking_photo.core.jobs.stores.BatchStore`."""

    def __init__(self) -> None:
        self._batches: dict[BatchId, Batch] = {}
        self._rows: dict[BatchId, dict[int, BatchRow]] = {}
        self._requests: dict[BatchId, dict[int, JobRequest]] = {}

    async def add(
        self, batch: Batch, rows: Sequence[BatchRow], requests: Mapping[int, JobRequest]
    ) -> None:
        """Keep a batch; one of the same id stays as it is."""
        if batch.id not in self._batches:
            self._batches[batch.id] = batch
            self._rows[batch.id] = {row.place: row for row in rows}
            self._requests[batch.id] = dict(sorted(requests.items()))

    async def find(self, batch: BatchId) -> Batch | None:
        """Read a batch."""
        return self._batches.get(batch)

    async def of_person(self, person: PersonId) -> Sequence[Batch]:
        """Return all of a person, the newest first."""
        mine = [batch for batch in self._batches.values() if batch.person == person]
        return sorted(mine, key=lambda batch: (-batch.created, batch.id))

    async def rows(self, batch: BatchId) -> Sequence[BatchRow]:
        """Return its rows, in order."""
        return [row for _, row in sorted(self._rows.get(batch, {}).items())]

    async def waiting(self) -> Sequence[Batch]:
        """Return the batches with rows that wait, the oldest first."""
        waiting = [batch for batch in self._batches.values() if self._requests[batch.id]]
        return sorted(waiting, key=lambda batch: (batch.created, batch.id))

    async def next_row(self, batch: BatchId) -> tuple[BatchRow, JobRequest] | None:
        """Return the first row that waits; None when there is none."""
        requests = self._requests.get(batch, {})
        place = next(iter(requests), None)
        return None if place is None else (self._rows[batch][place], requests[place])

    async def settle(self, batch: BatchId, row: BatchRow) -> bool:
        """Note what became of a row that waits, and forget its request."""
        if self._requests.get(batch, {}).pop(row.place, None) is None:
            return False
        self._rows[batch][row.place] = row
        return True

    async def cancel(self, batch: BatchId) -> Sequence[JobRequest]:
        """Let nothing wait any more; returns the requests that did."""
        waiting = self._requests.get(batch, {})
        self._requests[batch] = {}
        for place in waiting:
            row = self._rows[batch][place]
            self._rows[batch][place] = replace(row, state=BatchRowState.CANCELLED)
        return list(waiting.values())

    async def remove(self, batch: BatchId) -> None:
        """Forget it, with its rows."""
        for kept in (self._batches, self._rows, self._requests):
            kept.pop(batch, None)

    async def used(self, keys: Collection[MediaKey]) -> Collection[MediaKey]:
        """Return which of these files a row that waits needs."""
        needed = {one.photo for waiting in self._requests.values() for one in waiting.values()}
        return {key for key in keys if key in needed}

    async def forget_before(self, then: float) -> None:
        """Forget those that were made before `then` and have no row that waits."""
        for batch in list(self._batches.values()):
            if batch.created < then and not self._requests[batch.id]:
                await self.remove(batch.id)

    async def erase(self, person: PersonId) -> None:
        """Forget all of someone's."""
        for batch in await self.of_person(person):
            await self.remove(batch.id)


class MemoryUpdateStore:
    """Fulfils `talking_photo.core.jobs.stores.UpdateStore`."""

    def __init__(self) -> None:
        self._updates: dict[tuple[str, str], tuple[StoredUpdate, float]] = {}
        self._handled: set[tuple[str, str]] = set()

    async def add(self, updates: Sequence[StoredUpdate], now: float) -> Collection[str]:
        """Store them; returns the numbers of the new ones."""
        new = [one for one in updates if (one.platform, one.id) not in self._updates]
        for update in new:
            self._updates[update.platform, update.id] = (update, now)
        return [update.id for update in new]

    async def unhandled(self, platform: str) -> Sequence[StoredUpdate]:
        """Return those to be handled (again), oldest first."""
        waiting = [
            (received, update)
            for key, (update, received) in self._updates.items()
            if key not in self._handled and update.platform == platform
        ]
        return [update for _, update in sorted(waiting, key=lambda one: one[0])]

    async def backlog(self, platforms: Collection[str], now: float) -> Mapping[str, Backlog]:
        """Count those to be handled."""
        waiting = {platform: await self.unhandled(platform) for platform in platforms}
        return {
            platform: Backlog(
                updates=len(updates),
                oldest_seconds=max(
                    (now - self._updates[platform, update.id][1] for update in updates), default=0
                ),
            )
            for platform, updates in waiting.items()
        }

    async def handled(self, platform: str, *update_ids: str) -> None:
        """Never hand them out again."""
        for key in ((platform, update_id) for update_id in update_ids):
            if key in self._updates:
                update, received = self._updates[key]
                self._updates[key] = (replace(update, body=""), received)
                self._handled.add(key)

    async def forget_before(self, then: float) -> None:
        """Remove handled ones that came before `then`."""
        old = {key for key in self._handled if self._updates[key][1] < then}
        self._updates = {key: one for key, one in self._updates.items() if key not in old}
        self._handled -= old

    async def of_person(self, person: PersonId) -> Sequence[StoredUpdate]:
        """Return what came from someone and is still to be handled, oldest first."""
        mine = [
            (received, update)
            for key, (update, received) in self._updates.items()
            if key not in self._handled and update.person == person
        ]
        return [update for _, update in sorted(mine, key=lambda one: one[0])]

    async def erase(self, person: PersonId) -> None:
        """Remove what came from someone."""
        mine = {key for key, (update, _) in self._updates.items() if update.person == person}
        self._updates = {key: one for key, one in self._updates.items() if key not in mine}
        self._handled -= mine


class MemoryDeliveryStore:
    """Fulfils `talking_photo.core.jobs.stores.DeliveryStore`."""

    def __init__(self) -> None:
        self._records: dict[JobId, DeliveryRecord] = {}
        self._places: dict[JobId, tuple[str, str]] = {}

    async def find(self, job: JobId) -> DeliveryRecord:
        """Return the record; an empty one when nothing is known."""
        return self._records.get(job, DeliveryRecord(job=job))

    async def status_is(self, job: JobId, chat: ChatRef, message: str) -> None:
        """Note which message shows the progress of the job."""
        self._note(replace(await self.find(job), status=message), chat)

    async def trying(self, job: JobId, chat: ChatRef) -> DeliveryRecord:
        """Count one more try to deliver."""
        record = await self.find(job)
        return self._note(replace(record, tries=record.tries + 1), chat)

    async def sent(self, job: JobId, chat: ChatRef, acknowledge: DeliveryReceipt) -> None:
        """Note which message holds the video or the refusal."""
        self._note(replace(await self.find(job), sent=acknowledge.message), chat)

    async def offered(self, job: JobId, chat: ChatRef, acknowledge: DeliveryReceipt) -> None:
        """Note which message offers the choice of another face."""
        self._note(replace(await self.find(job), offer=acknowledge.message), chat)

    async def job_of(self, platform: str, chat: str, message: str) -> JobId | None:
        """Return the job to which a message of ours belongs."""
        for job, record in self._records.items():
            ours = (record.status, record.sent, record.offer)
            if self._places[job] == (platform, chat) and message in ours:
                return job
        return None

    async def erase(self, jobs: Collection[JobId]) -> None:
        """Forget the messages of these jobs."""
        for job in jobs:
            self._records.pop(job, None)
            self._places.pop(job, None)

    def _note(self, record: DeliveryRecord, chat: ChatRef) -> DeliveryRecord:
        self._records[record.job] = record
        self._places[record.job] = (chat.platform, chat.chat)
        return record


class MemoryWorkerStore:
    """Fulfils `talking_photo.core.jobs.stores.WorkerStore`."""

    def __init__(self) -> None:
        self._slots: dict[str, tuple[int, float]] = {}
        self._beats: dict[str, Heartbeat] = {}
        self._claimed: dict[str, float] = {}

    async def beat(self, worker: str, slots: int) -> None:
        """Count a heartbeat."""
        before = self._beats.get(worker)
        count = 1 if before is None or before.left else before.count + 1
        self._beats[worker] = Heartbeat(worker=worker, count=count)
        self._slots[worker] = (slots, time.monotonic())
        self._claimed.pop(worker, None)

    async def leave(self, worker: str) -> None:
        """Note an orderly stop."""
        if worker in self._beats:
            self._beats[worker] = Heartbeat(worker=worker, count=-1, left=True)
            del self._slots[worker]

    async def slots(self, seconds: float) -> int:
        """Return how many videos can be made at a time."""
        since = time.monotonic() - seconds
        return sum(slots for slots, beat in self._slots.values() if beat > since)

    async def heartbeats(self) -> Sequence[Heartbeat]:
        """Return the count of each worker."""
        return list(self._beats.values())

    async def claim(self, dead: Heartbeat) -> bool:
        """Claim the jobs of a silent worker."""
        now = time.monotonic()
        taken = self._claimed.get(dead.worker)
        if self._beats.get(dead.worker) != dead or (
            taken and taken > now - TAKEOVER_LEASE_SECONDS
        ):
            return False
        self._claimed[dead.worker] = now
        return True

    async def confirm_takeover(self, worker: str) -> None:
        """Remove a dead worker, all of whose jobs were handed on."""
        if self._claimed.pop(worker, None) is not None:
            self._beats.pop(worker)
            self._slots.pop(worker, None)


class MemoryMediaStore:
    """Fulfils `talking_photo.core.jobs.ports.MediaStore`.

    What is stored counts as stored at time 0.
    """

    def __init__(self) -> None:
        self._files: dict[MediaKey, bytes] = {}

    async def put(self, key: MediaKey, contents: bytes | Path) -> None:
        """Store a file."""
        self._files[key] = _bytes_of(contents)

    async def get(self, key: MediaKey) -> bytes:
        """Read a file.

        Raises:
            StorageError: media_missing.
        """
        if key not in self._files:
            raise StorageError("media_missing")
        return self._files[key]

    async def get_part(self, key: MediaKey, start: int, length: int) -> bytes:
        """Read some bytes of a file."""
        return (await self.get(key))[start : start + length]

    async def fetch(self, key: MediaKey, target: Path) -> None:
        """Copy a file to the local disk."""
        _write(target, await self.get(key))

    async def has(self, key: MediaKey) -> bool:
        """Whether there is such a file."""
        return key in self._files

    async def remove(self, key: MediaKey) -> None:
        """Delete a file; none there is fine."""
        self._files.pop(key, None)

    async def remove_all(self, prefix: str) -> None:
        """Delete every file below a folder."""
        folder = prefix.rstrip("/") + "/"
        self._files = {k: v for k, v in self._files.items() if not k.startswith(folder)}

    async def bytes_below(self, prefix: str) -> int:
        """Return how many bytes the files of a folder have."""
        folder = prefix.rstrip("/") + "/"
        return sum(len(file) for key, file in self._files.items() if key.startswith(folder))

    async def page(self, after: str, least: int) -> Sequence[StoredFile]:
        """Return the next files behind a key."""
        behind = sorted(key for key in self._files if key > after)
        return [StoredFile(key=key, stored=0.0) for key in behind[:least]]


def _remembered(portrait: StoredPortrait, now: float) -> bool:
    return portrait.until is None or portrait.until > now


def _bytes_of(contents: bytes | Path) -> bytes:
    return contents if isinstance(contents, bytes) else contents.read_bytes()


def _write(target: Path, contents: bytes) -> None:
    target.write_bytes(contents)
