"""The values of a job: what was asked for, by whom, and its result. Frozen, without behaviour."""

from __future__ import annotations

import base64
import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NewType

from talking_photo.core.errors import Fact, RequestError
from talking_photo.core.face_points import PlacedFaces
from talking_photo.core.model import Note, SpokenBy, Stage, Word
from talking_photo.core.request import DEFAULT_OPTIONS, RenderOptions

JobId = NewType("JobId", str)
"""24 letters and digits, made from the idempotency key; says nothing about the asker."""

BatchId = NewType("BatchId", str)
"""24 letters and digits, made from the idempotency key as that of a job."""

PersonId = NewType("PersonId", str)
"""`platform:user`, such as `telegram:4711`."""

MediaKey = NewType("MediaKey", str)
"""Where a file lies in the media store. The same bytes of the same person have the same key."""


def id_of(key: str) -> str:
    """Return the id that stands for an idempotency key, and does not tell it."""
    digest = hashlib.sha256(key.encode()).digest()
    return base64.b32encode(digest[:15]).decode().lower()


class JobState(StrEnum):
    """What can be said of a job. The last three are final."""

    QUEUED = "queued"
    RUNNING = "running"
    RENDERED = "rendered"
    DELIVERED = "delivered"
    FAILED = "failed"
    CANCELLED = "cancelled"


UNFINISHED = (JobState.QUEUED, JobState.RUNNING)
"""The states in which a job can be cancelled and counts as waiting."""

UNDELIVERED = (*UNFINISHED, JobState.RENDERED)
"""The states that are not an end."""


class Responsibility(StrEnum):
    """Who can do something about a failure."""

    ASKER = "asker"
    SERVICE = "service"
    US = "us"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatRef:
    """Where the answer goes. Only the adapter of `platform` reads more of it than `person`."""

    platform: str
    """Such as `telegram`; names the adapter that delivers."""
    chat: str
    user: str
    message: str
    """The message that asked."""
    details: Mapping[str, str] = field(default_factory=dict)
    """What else the adapter needs to answer, such as a thread."""
    secret: Mapping[str, str] = field(default_factory=dict)
    """What nobody but the adapter may see, such as a token to answer with; forgotten when the job
    is over."""
    asker: PersonId | None = None
    """Who asked, when that is somebody of another platform than the one that answers."""

    @property
    def person(self) -> PersonId:
        """Who asked."""
        return self.asker or PersonId(f"{self.platform}:{self.user}")


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRequest:
    """A request as it is submitted: a `SpeakRequest` whose files lie in the media store."""

    key: str
    """Idempotency key, such as `tg:<bot>:<chat>:<message>`; submitted again, it is the same
    job."""
    chat: ChatRef
    photo: MediaKey
    text: str | None = None
    """At least one of `text` and `sound` is given; both as in `SpeakRequest`."""
    sound: MediaKey | None = None
    sound_seconds: float | None = None
    """Length of the recording, if the platform names it; for estimates alone."""
    options: RenderOptions = DEFAULT_OPTIONS
    max_bytes: int | None = None
    max_seconds: float | None = None
    """Both as in `SpeakRequest`."""
    story_seconds: float | None = None
    """About how long a story is, for estimates; then `text` is its plan and `photo` an archive of
    its files. None for one photo that speaks."""

    def without_secret(self) -> JobRequest:
        """The same without what only the adapter may see."""
        return replace(self, chat=replace(self.chat, secret={}))

    def without_contents(self) -> JobRequest:
        """The same without what was asked for: only that something was counts for limits."""
        return replace(self.without_secret(), photo=MediaKey(""), text=None, sound=None)

    @property
    def job_id(self) -> JobId:
        """The id of the job that this request becomes, known before it is submitted."""
        return JobId(id_of(self.key))


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredVideo:
    """A finished video in the media store."""

    key: MediaKey
    width: int
    height: int
    seconds: float
    bytes: int
    sha256: str
    notes: tuple[Note, ...] = ()
    words: tuple[Word, ...] = ()
    """As in `Video`."""
    spoken_by: SpokenBy | None = None
    faces: MediaKey | None = None
    """The photo with a number at each face, when nobody chose among several; deleted when it was
    shown."""
    credentials: MediaKey | None = None
    """The Content Credentials of a video that cannot carry them, kept as long as the video."""

    @property
    def files(self) -> tuple[MediaKey, ...]:
        """What is deleted with the video: itself and its credentials."""
        return (self.key,) if self.credentials is None else (self.key, self.credentials)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why there is no video; `talking_photo.bots.texts` has the sentence for the code."""

    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict)
    who: Responsibility = Responsibility.US


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A stored request and what became of it. All times are seconds since 1970 (UTC)."""

    id: JobId
    request: JobRequest
    state: JobState
    attempt: int = 0
    """How often a worker has begun it. A worker that was stopped in order does not count."""
    deaths: int = 0
    """How often a worker that had begun it fell silent for good."""
    priority: int = 1
    """Its turn (`talking_photo.core.jobs.turns`): of two waiting jobs, the one with the smaller is
    begun first."""
    length: float = 8.0
    """How much work it is, about the seconds of its video."""
    created: float
    started: float | None = None
    """When the attempt that counts was begun."""
    finished: float | None = None
    """When it became rendered, failed or cancelled."""
    stage: Stage = Stage.WAITING
    done: float = 0.0
    """Share of the work that is done, 0..1."""
    video: StoredVideo | None = None
    failure: Failure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JobProgress:
    """As much of a job as a look at it needs."""

    id: JobId
    state: JobState
    priority: int
    length: float
    stage: Stage
    done: float
    video: StoredVideo | None
    failure: Failure | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingJob:
    """A place in the queue."""

    id: JobId
    priority: int
    length: float


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueHead:
    """The beginning of the queue."""

    waiting: tuple[WaitingJob, ...]
    """The next one first."""
    running: float
    """What the jobs under way have still to do, in seconds of length."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """The job waits: `place` 1 is the next, `seconds` is an estimate until its video is done."""

    place: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Working:
    """A worker makes the video.

    `done` is 0..1 of the whole job, `seconds` an estimate of the rest.
    """

    stage: Stage
    done: float
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """The video is made; delivery is under way or over."""

    video: StoredVideo


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """There will be no video."""

    failure: Failure


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The asker, or the operator, did not want it any more."""


Event = Queued | Working | Rendered | Failed | Cancelled
"""What `JobService.follow` yields; the last three end it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryReceipt:
    """Proof of a delivery: the message in the chat that holds the video, or the refusal."""

    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """How much is accepted."""

    jobs_per_day: int
    """By one person within 24 hours."""
    waiting_per_person: int
    """Unfinished jobs of one person at a time."""
    queue_length: int
    """Unfinished jobs of everybody."""
    queue_share: float = math.inf
    """Of the places that are still free, the part that one person may have taken."""
    bytes_per_person: int = 10**12
    """Files of one person at a time: inputs, videos and saved portraits."""
    seconds_per_day: float = math.inf
    """Of video, by one person within 24 hours, by the lengths of the jobs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyLimits:
    """What one person may have within 24 hours, where it differs from what everybody may.

    None leaves the limit of everybody.
    """

    jobs: int | None = None
    seconds: float | None = None
    """Of video."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessToken:
    """A token for the API, as it is stored: without the token itself."""

    id: str
    """Its first half, which is no secret."""
    name: str
    digest: str
    """SHA-256 of its second half, in hexadecimal digits."""
    created: float
    used: float | None = None
    """When it was last used, to the minute; both are seconds since 1970."""
    limits: DailyLimits = DailyLimits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """An address that is still to be called about the end of a job."""

    job: JobId
    person: PersonId
    url: str
    tries: int = 0
    """How often it was called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """How a person wants videos made unless a request says otherwise."""

    options: RenderOptions = DEFAULT_OPTIONS
    spoken_to_in: str | None = None
    """Language of our sentences, as a BCP 47 code; None takes the one that the platform tells."""
    time_zone: str | None = None
    """IANA name such as `Europe/Berlin`; None until the person was asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """Which version of the consent sentence was agreed to, and when (seconds since 1970)."""

    version: int
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedTemplate:
    """What a batch says and how, kept under a name to be used again.

    Raises:
        RequestError: field_wrong.
    """

    name: str
    template: str
    """The sentence, with columns in braces."""
    file_name: str = "{row}"
    """Name of each video, with columns in braces."""
    options: RenderOptions = DEFAULT_OPTIONS

    def __post_init__(self) -> None:
        for field_name, most in (("name", 60), ("template", 10_000), ("file_name", 200)):
            value = getattr(self, field_name)
            if not (isinstance(value, str) and 0 < len(value) <= most and value.strip() == value):
                raise RequestError("field_wrong", field=field_name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What is known about a person who asks for videos."""

    id: PersonId
    preferences: Preferences = Preferences()
    consent: Consent | None = None
    blocked: bool = False
    templates: tuple[SavedTemplate, ...] = ()
    """By name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPortrait:
    """A photo that is kept for more than one job."""

    person: PersonId
    name: str | None
    """As the person saved it; None for the photo that was last sent in `chat`."""
    chat: str
    photo: MediaKey
    """Empty when only `file` is known."""
    until: float | None = None
    """Forgotten after this time (seconds since 1970); None for never."""
    file: str | None = None
    """What the platform gives the photo out by, while its sender has not agreed that it is stored
    here."""
    voice: str | None = None
    """The voice or the kind of voice with which it speaks; None for that of the person."""
    points: PlacedFaces | None = None
    """Where its faces are, if they were placed by hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledRequest:
    """A request that is submitted later."""

    request: JobRequest
    """Its files are kept until then; its key makes the job the same one, however often it is
    submitted."""
    due: float
    """Seconds since 1970."""

    @property
    def id(self) -> JobId:
        """The id of the job that it becomes."""
        return self.request.job_id

    @property
    def person(self) -> PersonId:
        """Whose it is."""
        return self.request.chat.person


class BatchRowState(StrEnum):
    """What became of a row."""

    WAITING = "waiting"
    """Its request is kept, and submitted as soon as the limits allow."""
    SUBMITTED = "submitted"
    """It is a job."""
    REFUSED = "refused"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRow:
    """One video of a batch."""

    place: int
    """Within the batch, from 0."""
    number: int
    """As a spreadsheet counts it."""
    name: str
    """Of its file, without the ending."""
    job: JobId | None
    """Known before it is submitted; None for a row that is wrong."""
    state: BatchRowState
    failure: Failure | None = None
    """Why it was refused."""
    column: str | None = None
    """Where in the row the fault is."""
    language: str | None = None
    """Of a batch with one message in several languages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Many videos that were asked for at once; its rows are kept beside it."""

    id: BatchId
    person: PersonId
    title: str
    """For people: the words with their placeholders, or the first words."""
    content: str
    """Tells one request from another under the same key."""
    created: float
    limits: DailyLimits | None = None
    """Of the asker, where they differ from those of everybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredUpdate:
    """An update of a platform that may not have been handled yet."""

    platform: str
    id: str
    """As the platform numbers it; unique within it."""
    body: str
    """As it came; emptied when it was handled."""
    person: PersonId | None = None
    """Whose it is, so that their data can be erased."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """What the operator tells everybody who used the bot, and how many of them have it."""

    id: str
    text: str
    chat: ChatRef
    """Where the operator asked for it, and gets its result."""
    language: str
    """In which the operator is spoken to."""
    people: int = 0
    """All that it is for."""
    reached: int = 0
    unreachable: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureCount:
    """How often jobs failed by one code."""

    code: str
    who: Responsibility
    jobs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """Updates of a platform that were received and are not handled yet."""

    updates: int = 0
    oldest_seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRecord:
    """Which messages belong to a job."""

    job: JobId
    status: str | None = None
    """The message that shows how far the job is."""
    sent: str | None = None
    """The message that holds the video or the refusal; may be the same one."""
    offer: str | None = None
    """The message that lets the asker choose another face."""
    tries: int = 0
    """How often sending was tried."""
