"""Protocols of the stores; `talking_photo.storage` implements them.

Every method may raise StorageError(database_unreachable).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from talking_photo.core.jobs.job import (
    AccessToken,
    Announcement,
    Backlog,
    Batch,
    BatchId,
    BatchRow,
    ChatRef,
    DeliveryReceipt,
    DeliveryRecord,
    Failure,
    FailureCount,
    Job,
    JobId,
    JobProgress,
    JobRequest,
    JobState,
    MediaKey,
    Person,
    PersonId,
    QueueHead,
    Quota,
    ScheduledRequest,
    StoredPortrait,
    StoredVideo,
    Webhook,
)
from talking_photo.core.jobs.ports import Inbox, MediaStore
from talking_photo.core.model import Stage
from talking_photo.core.request import OwnVoice

TAKEOVER_LEASE_SECONDS = 60.0
"""A claim on a dead worker expires after so long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heartbeat:
    """How often a worker has shown that it is alive."""

    worker: str
    count: int
    left: bool = False
    """It stopped in order."""


Enqueue = Callable[[object, Job], None]
"""Hands a job to the queue, inside the transaction of the connection that it is given."""


class JobStore(Protocol):
    """Keeps the jobs. Every change of a job is one atomic step.

    None must ever be lost or done twice.

    `attempt` guards the calls of a worker: after another worker has begun the job, they change
    nothing.
    """

    async def add(self, request: JobRequest, quota: Quota, now: float, enqueue: Enqueue) -> Job:
        """Store a new job and hand it to the queue, both or neither.

        Args:
            request: Submitted before, the job of then is returned and nothing else happens.
            quota: Checked in the same transaction.
            now: Seconds since 1970.
            enqueue: Called once inside the transaction, with the store's connection.

        Raises:
            RequestError: quota_reached, too_many_waiting, queue_busy or queue_full, with the
                numbers.
        """
        ...

    async def find(self, job: JobId) -> Job | None:
        """Read a job."""
        ...

    async def find_all(self, jobs: Collection[JobId]) -> Sequence[Job]:
        """Read many jobs; those that do not exist are left out."""
        ...

    async def look(self, jobs: Collection[JobId]) -> Sequence[JobProgress]:
        """Read how far many jobs are; those that do not exist are left out."""
        ...

    async def begin(self, job: JobId, now: float) -> Job | None:
        """Start an attempt: the job is running. None when there is nothing left to render.

        If it was running already, its worker has died.
        """
        ...

    async def survived(self, job: JobId, attempt: int) -> None:
        """Take back the death of this attempt's worker, which was taken for dead and is not."""
        ...

    async def hand_back(self, job: JobId, attempt: int) -> None:
        """Queue the job again when its worker is told to stop; the attempt does not count."""
        ...

    async def progress(self, job: JobId, attempt: int, stage: Stage, done: float) -> bool:
        """Store the progress; False when this attempt is no longer wanted."""
        ...

    async def rendered(
        self,
        job: JobId,
        attempt: int,
        video: StoredVideo,
        now: float,
        enqueue: Enqueue,
    ) -> bool:
        """Store the video and enqueue its delivery in one transaction; False when unwanted."""
        ...

    async def failed(
        self,
        job: JobId,
        attempt: int,
        failure: Failure,
        now: float,
        enqueue: Enqueue,
    ) -> bool:
        """Store the failure and enqueue its delivery in one transaction; False when unwanted."""
        ...

    async def cancel(self, job: JobId, now: float) -> bool:
        """Stop it if it is unfinished; False when it was too late."""
        ...

    async def delivered(self, job: JobId) -> bool:
        """Mark the video as delivered. False, and without effect, unless the job is rendered."""
        ...

    async def undeliverable(self, job: JobId, failure: Failure) -> None:
        """Mark the video as undeliverable. Without effect unless the job is rendered."""
        ...

    async def forget_secret(self, job: JobId) -> None:
        """Empty `ChatRef.secret`, when nobody needs to be answered any more."""
        ...

    async def head(self, limit: int) -> QueueHead:
        """Read the first jobs that wait, and how much the running ones have still to do."""
        ...

    async def unfinished(self) -> Sequence[Job]:
        """Return the queued and the running jobs, oldest first."""
        ...

    async def of_person(self, person: PersonId, limit: int) -> Sequence[Job]:
        """Return the newest jobs of a person, newest first."""
        ...

    async def pace(self) -> float | None:
        """Return the seconds that each second of length took of late.

        None when nothing was made yet.
        """
        ...

    async def count_by_state(self) -> Mapping[JobState, int]:
        """Count the jobs in each state that is not an end: queued, running, rendered.

        A long queue is estimated.
        """
        ...

    async def used(self, media: Collection[MediaKey]) -> Collection[MediaKey]:
        """Return those of these files that undelivered jobs need as photo or recording."""
        ...

    async def with_video(self, sha256: str) -> Job | None:
        """Return the job whose video has these contents and is still stored; None for none."""
        ...

    async def videos_before(self, then: float, limit: int) -> Sequence[Job]:
        """Return jobs finished before `then` whose video nobody waits for, oldest first."""
        ...

    async def video_gone(self, job: JobId) -> None:
        """Note that the video was deleted."""
        ...

    async def forget_contents(self, job: JobId) -> bool:
        """Forget the words, the files and the video of a finished job, which goes on to count.

        False, and without effect, while it is not at its end.
        """
        ...

    async def delete_before(self, then: float, limit: int) -> Sequence[JobId]:
        """Delete jobs that finished before `then` and have no video any more, oldest first.

        Returns which.
        """
        ...

    async def erase(self, person: PersonId) -> Sequence[JobId]:
        """Delete all jobs of a person; returns which."""
        ...


class PersonStore(Protocol):
    """Keeps what people chose."""

    async def find(self, person: PersonId) -> Person:
        """Return what is known; the defaults for somebody new."""
        ...

    async def keep(self, person: Person) -> None:
        """Replace what is known.

        Whether somebody known is blocked stays, for only `block` changes it.
        """
        ...

    async def block(self, person: PersonId, *, blocked: bool) -> None:
        """Block someone, or let them in again."""
        ...

    async def erase(self, person: PersonId) -> None:
        """Forget everything, except that someone is blocked."""
        ...


class PortraitStore(Protocol):
    """Keeps photos for more than one job."""

    async def keep(self, portrait: StoredPortrait) -> MediaKey | None:
        """Add it in place of the one of the same name, or the nameless one of the same chat.

        Returns:
            The photo of the one that it replaced, if that had another.
        """
        ...

    async def last(self, person: PersonId, chat: str, now: float) -> StoredPortrait | None:
        """Return the nameless photo that a person sent last in a chat, if it is not expired."""
        ...

    async def named(self, person: PersonId, name: str) -> StoredPortrait | None:
        """Return the photo that a person saved by this name."""
        ...

    async def of_person(self, person: PersonId) -> Sequence[StoredPortrait]:
        """Return all that a person saved, by name."""
        ...

    async def nameless(self, person: PersonId) -> Sequence[StoredPortrait]:
        """Return the photos that someone sent last, one for each chat."""
        ...

    async def remove(self, person: PersonId, name: str) -> MediaKey | None:
        """Forget a saved one; returns its photo, None when there is none."""
        ...

    async def used(self, media: Collection[MediaKey], now: float) -> Collection[MediaKey]:
        """Return those of these files that are remembered photos."""
        ...

    async def forget_before(self, then: float) -> Sequence[MediaKey]:
        """Remove those whose time is over; returns their photos."""
        ...

    async def erase(self, person: PersonId) -> None:
        """Forget all photos of someone."""
        ...


class OwnVoiceStore(Protocol):
    """Keeps the voices that people made."""

    async def keep(self, person: PersonId, voice: OwnVoice) -> None:
        """Add it, in place of the one of the same name."""
        ...

    async def of_person(self, person: PersonId) -> Sequence[OwnVoice]:
        """Return all that a person made, by name."""
        ...

    async def remove(self, person: PersonId, name: str) -> bool:
        """Forget one; False when there is none of that name."""
        ...

    async def erase(self, person: PersonId) -> None:
        """Forget all of someone's."""
        ...


class ScheduleStore(Protocol):
    """Keeps requests that are submitted later."""

    async def keep(self, scheduled: ScheduledRequest) -> None:
        """Add one; one of the same id stays as it is."""
        ...

    async def of_person(self, person: PersonId) -> Sequence[ScheduledRequest]:
        """Return all of a person, the next one first."""
        ...

    async def due(self, now: float, limit: int) -> Sequence[ScheduledRequest]:
        """Return those whose time has come, the oldest first."""
        ...

    async def remove(self, job: JobId, person: PersonId | None = None) -> ScheduledRequest | None:
        """Forget one and return it; None when there is none, or it is not that person's."""
        ...

    async def used(self, keys: Collection[MediaKey]) -> Collection[MediaKey]:
        """Return which of these files one of them needs."""
        ...

    async def erase(self, person: PersonId) -> None:
        """Forget all of someone's."""
        ...


class BatchStore(Protocol):
    """Keeps batches, with the requests of their rows until these are jobs."""

    async def add(
        self, batch: Batch, rows: Sequence[BatchRow], requests: Mapping[int, JobRequest]
    ) -> None:
        """Keep a batch, all of it or nothing; one of the same id stays as it is.

        Args:
            batch: The batch.
            rows: In order.
            requests: Of the rows that wait, by their place.
        """
        ...

    async def find(self, batch: BatchId) -> Batch | None:
        """Read a batch."""
        ...

    async def of_person(self, person: PersonId) -> Sequence[Batch]:
        """Return all of a person, the newest first."""
        ...

    async def rows(self, batch: BatchId) -> Sequence[BatchRow]:
        """Return its rows, in order."""
        ...

    async def waiting(self) -> Sequence[Batch]:
        """Return the batches with rows that wait, the oldest first."""
        ...

    async def next_row(self, batch: BatchId) -> tuple[BatchRow, JobRequest] | None:
        """Return the first row that waits; None when there is none."""
        ...

    async def settle(self, batch: BatchId, row: BatchRow) -> bool:
        """Note what became of a row that waits, and forget its request.

        False, and without effect, when it waits no more.
        """
        ...

    async def cancel(self, batch: BatchId) -> Sequence[JobRequest]:
        """Let nothing wait any more; returns the requests that did."""
        ...

    async def remove(self, batch: BatchId) -> None:
        """Forget it, with its rows."""
        ...

    async def used(self, keys: Collection[MediaKey]) -> Collection[MediaKey]:
        """Return which of these files a row that waits needs."""
        ...

    async def forget_before(self, then: float) -> None:
        """Forget those that were made before `then` and have no row that waits."""
        ...

    async def erase(self, person: PersonId) -> None:
        """Forget all of someone's."""
        ...


class UpdateStore(Inbox, Protocol):
    """Keeps the updates of platforms: the inbox, and what only its housekeeping needs."""

    async def backlog(self, platforms: Collection[str], now: float) -> Mapping[str, Backlog]:
        """Return each platform's number of waiting updates, and the age of the oldest."""
        ...

    async def forget_before(self, then: float) -> None:
        """Remove handled ones that came before `then`."""
        ...

    async def erase(self, person: PersonId) -> None:
        """Remove what came from someone."""
        ...


class DeliveryStore(Protocol):
    """Remembers which message of a chat belongs to which job."""

    async def find(self, job: JobId) -> DeliveryRecord:
        """Return the record; an empty one when nothing is known."""
        ...

    async def status_is(self, job: JobId, chat: ChatRef, message: str) -> None:
        """Note which message shows the progress of the job."""
        ...

    async def trying(self, job: JobId, chat: ChatRef) -> DeliveryRecord:
        """Count one more try to deliver; returns the record with it."""
        ...

    async def sent(self, job: JobId, chat: ChatRef, acknowledge: DeliveryReceipt) -> None:
        """Note which message holds the video or the refusal."""
        ...

    async def offered(self, job: JobId, chat: ChatRef, acknowledge: DeliveryReceipt) -> None:
        """Note which message offers the choice of another face."""
        ...

    async def job_of(self, platform: str, chat: str, message: str) -> JobId | None:
        """Return the job to which a message of ours belongs."""
        ...

    async def erase(self, jobs: Collection[JobId]) -> None:
        """Forget the messages of these jobs."""
        ...


class WorkerStore(Protocol):
    """Remembers which processes take jobs, and how often each has shown that it is alive.

    No caller's clock takes part: those of two machines differ, and any of them may be set. Who
    watches a worker sees whether its count goes on, and measures that by a clock that cannot be
    set.
    """

    async def beat(self, worker: str, slots: int) -> None:
        """Count a heartbeat of a worker that makes up to `slots` videos at a time."""
        ...

    async def leave(self, worker: str) -> None:
        """Note an orderly stop: what the worker has not finished may be taken over at once."""
        ...

    async def slots(self, seconds: float) -> int:
        """Return how many videos the workers alive within these seconds can make at a time."""
        ...

    async def heartbeats(self) -> Sequence[Heartbeat]:
        """Return how often each worker has shown that it is alive."""
        ...

    async def claim(self, dead: Heartbeat) -> bool:
        """Claim the jobs of a silent worker, to hand them over within TAKEOVER_LEASE_SECONDS.

        Returns:
            False when it has shown since that it is alive, or when another has taken it on.
        """
        ...

    async def confirm_takeover(self, worker: str) -> None:
        """Remove a dead worker, all of whose jobs were handed on.

        One that shows up again stays.
        """
        ...


class OperatorStore(Protocol):
    """Keeps what the operator wants, and answers what only the operator asks."""

    async def draining(self) -> bool:
        """Return whether new jobs are refused."""
        ...

    async def drain(self, *, on: bool) -> None:
        """Refuse new jobs in every process, or take them again; a restart does not change it."""
        ...

    async def people_since(self, then: float) -> Sequence[PersonId]:
        """Return everybody who asked for a video after `then` and is not blocked."""
        ...

    async def failures_between(self, since: float, until: float) -> Sequence[FailureCount]:
        """Return how often jobs failed from `since` on and before `until`, most frequent first."""
        ...

    async def announce(self, announcement: Announcement, people: Collection[PersonId]) -> bool:
        """Store an announcement and all that it is for, both or neither.

        False when it is known.
        """
        ...

    async def claim(self, platform: str) -> tuple[Announcement, PersonId] | None:
        """Take the next person of a platform who is still to get an announcement.

        No other process gets them.
        """
        ...

    async def unclaim(self, announcement: Announcement, person: PersonId) -> None:
        """Put someone back who could not be reached."""
        ...

    async def record_outcome(
        self, announcement: Announcement, *, reached: bool
    ) -> Announcement | None:
        """Count someone as reached; returns the announcement when that was the last one."""
        ...

    async def erase(self, person: PersonId) -> None:
        """Forget that someone is to get announcements."""
        ...


class TokenStore(Protocol):
    """Keeps the tokens of the API, the links by which people of the chats sign in, and sessions.

    Of none it knows the secret: only a digest of it.
    """

    async def add(self, token: AccessToken) -> bool:
        """Keep a new token; False, and without effect, when another one has its name."""
        ...

    async def find(self, token_id: str) -> AccessToken | None:
        """Read a token."""
        ...

    async def all(self) -> Sequence[AccessToken]:
        """Return every token, by name."""
        ...

    async def used(self, token_id: str, now: float) -> None:
        """Note when a token was last used."""
        ...

    async def remove(self, token_id: str) -> None:
        """Forget a token."""
        ...

    async def add_link(self, digest: str, person: PersonId, until: float) -> None:
        """Keep a link by which a person signs in once, before `until`."""
        ...

    async def redeem_link(self, digest: str, now: float) -> PersonId | None:
        """Forget a link and return whose it was; None when there is none, or it is expired."""
        ...

    async def add_session(self, digest: str, subject: str, until: float) -> None:
        """Keep a session of a browser, before `until`."""
        ...

    async def session(self, digest: str, now: float) -> str | None:
        """Return whose session it is; None when there is none, or it is expired."""
        ...

    async def end_session(self, digest: str) -> None:
        """Forget a session."""
        ...

    async def end_sessions(self, subject: str) -> None:
        """Forget all sessions of a subject."""
        ...

    async def forget_before(self, then: float) -> None:
        """Forget links and sessions that expired before `then`."""
        ...

    async def erase(self, person: PersonId) -> None:
        """Forget the links of someone."""
        ...


class WebhookStore(Protocol):
    """Keeps which addresses are to be called about the end of which jobs."""

    async def add(self, webhook: Webhook, now: float) -> None:
        """Keep it; without effect when the job has one."""
        ...

    async def claim(self, limit: int, lease_seconds: float) -> Sequence[Webhook]:
        """Take those that are due and whose jobs are over, each with one more try counted.

        No process is given them again before the lease expires.
        """
        ...

    async def retry(self, job: JobId, seconds: float) -> None:
        """Make it due again after so many seconds."""
        ...

    async def remove(self, job: JobId) -> None:
        """Forget it: it was called, or is given up."""
        ...

    async def count(self) -> int:
        """Count those whose jobs are over."""
        ...

    async def forget_before(self, then: float) -> None:
        """Forget those kept before `then` whose jobs are unknown."""
        ...

    async def erase(self, person: PersonId) -> None:
        """Forget those of someone."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """All that is remembered, as one value for whoever works with it."""

    jobs: JobStore
    people: PersonStore
    portraits: PortraitStore
    own_voices: OwnVoiceStore
    schedule: ScheduleStore
    batches: BatchStore
    updates: UpdateStore
    deliveries: DeliveryStore
    operator: OperatorStore
    tokens: TokenStore
    webhooks: WebhookStore
    media: MediaStore
