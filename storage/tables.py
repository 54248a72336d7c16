"""The tables, as they are now; `storage/migrations` leads there from every earlier state.

Times are seconds since 1970.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Column, Float, Index, Integer, MetaData, Table, Text, text

METADATA = MetaData()

# Written out, for with a bound value neither database knows that a partial index covers the query.
QUEUED = text("jobs.state = 'queued'")
RUNNING = text("jobs.state = 'running'")
# In these words, for the index of undelivered jobs to be known to cover it.
RENDERED = text("jobs.state IN ('queued', 'running', 'rendered') AND jobs.state = 'rendered'")
_UNFINISHED = "state IN ('queued', 'running')"
_UNDELIVERED = "state IN ('queued', 'running', 'rendered')"
UNFINISHED, UNDELIVERED = text(f"jobs.{_UNFINISHED}"), text(f"jobs.{_UNDELIVERED}")


def _partial(name: str, *columns: str, where: str, on_sqlite: str | None = None) -> Index:
    """Return an index of those rows alone: it stays small, however many others there are."""
    condition: dict[str, Any] = {
        "postgresql_where": text(where),
        "sqlite_where": text(on_sqlite or where),
    }
    return Index(name, *columns, **condition)


JOBS = Table(
    "jobs",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("created", Float(53), nullable=False),
    Column("started", Float(53)),
    Column("finished", Float(53)),
    Column("stage", Text, nullable=False),
    Column("done", Float(53), nullable=False),
    Column("photo", Text, nullable=False),
    Column("sound", Text),
    Column("request", Text, nullable=False),  # JSON of a JobRequest
    Column("video", Text),  # JSON of a StoredVideo
    Column("failure", Text),  # JSON of a Failure
    Column("ticket", Integer, nullable=False, server_default="0"),
    Column("deaths", Integer, nullable=False, server_default="0"),
    Column("length", Float(53), nullable=False, server_default="8"),
    Index("jobs_by_person", "person", "created"),
    Index("jobs_by_ticket", "ticket"),
    _partial("jobs_queued", "priority", "created", "id", "length", where="state = 'queued'"),
    _partial("jobs_running", "id", where="state = 'running'"),
    _partial("jobs_unfinished", "created", "id", where=_UNFINISHED),
    _partial("jobs_unfinished_by_person", "person", where=_UNFINISHED),
    _partial("jobs_undelivered", "state", where=_UNDELIVERED),
    _partial("jobs_undelivered_by_photo", "photo", where=_UNDELIVERED),
    _partial("jobs_undelivered_by_sound", "sound", where=_UNDELIVERED),
    _partial("jobs_finished", "finished", where="finished IS NOT NULL"),
    _partial("jobs_with_video", "finished", where="video IS NOT NULL"),
)

PEOPLE = Table(
    "people",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("person", Text, nullable=False),  # JSON of a Person
    Column("blocked", Boolean, nullable=False),
)

PORTRAITS = Table(
    "portraits",
    METADATA,
    Column("person", Text, primary_key=True),
    Column("name", Text, primary_key=True),  # empty for the photo that was last sent in the chat
    Column("chat", Text, primary_key=True),  # empty for a saved one
    Column("photo", Text, nullable=False),
    Column("until", Float(53)),
    Column("file", Text),  # in place of the photo: where the platform keeps it
    Column("voice", Text),  # with which a saved one speaks
    Column("points", Text),  # JSON of the FacePoints that were placed by hand
    Index("portraits_by_photo", "photo"),
    _partial("portraits_by_until", "until", where="until IS NOT NULL"),
)

OWN_VOICES = Table(
    "own_voices",
    METADATA,
    Column("person", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("voice", Text, nullable=False),  # JSON of an OwnVoice
)

SCHEDULE = Table(
    "schedule",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("due", Float(53), nullable=False),
    Column("photo", Text, nullable=False),
    Column("sound", Text),
    Column("request", Text, nullable=False),  # JSON of a JobRequest
    Index("schedule_by_due", "due"),
    Index("schedule_by_person", "person"),
    Index("schedule_by_photo", "photo"),
    Index("schedule_by_sound", "sound"),
)

BATCHES = Table(
    "batches",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("created", Float(53), nullable=False),
    Column("batch", Text, nullable=False),  # JSON of a Batch
    Index("batches_by_person", "person"),
    Index("batches_by_created", "created"),
)

BATCH_ROWS = Table(
    "batch_rows",
    METADATA,
    Column("batch", Text, primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("waits", Boolean, nullable=False),
    Column("photo", Text),
    Column("row", Text, nullable=False),  # JSON of a BatchRow
    Column("request", Text),  # JSON of a JobRequest, until it is a job
    _partial("batch_rows_waiting", "batch", "place", where="waits", on_sqlite="waits = 1"),
    _partial("batch_rows_by_photo", "photo", where="photo IS NOT NULL"),
)

UPDATES = Table(
    "updates",
    METADATA,
    Column("platform", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("body", Text, nullable=False),
    Column("person", Text),
    Column("received", Float(53), nullable=False),
    Column("handled", Boolean, nullable=False),
    _partial(
        "updates_waiting", "platform", "received", where="NOT handled", on_sqlite="handled = 0"
    ),
    _partial("updates_handled", "received", where="handled", on_sqlite="handled = 1"),
    _partial("updates_by_person", "person", where="person IS NOT NULL"),
)

DELIVERIES = Table(
    "deliveries",
    METADATA,
    Column("job", Text, primary_key=True),
    Column("platform", Text, nullable=False),
    Column("chat", Text, nullable=False),
    Column("status", Text),
    Column("sent", Text),
    Column("tries", Integer, nullable=False),
    Column("offer", Text),
    Index("deliveries_by_status", "platform", "chat", "status"),
    Index("deliveries_by_sent", "platform", "chat", "sent"),
    Index("deliveries_by_offer", "platform", "chat", "offer"),
)

WORKERS = Table(
    "workers",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("slots", Integer, nullable=False),
    Column("beat", Float(53), nullable=False),
    Column("claimed", Float(53)),  # since when another worker takes over from this one
    Column("beats", Integer, nullable=False, server_default="0"),  # -1: it has left
)

SWITCHES = Table(
    "switches",
    METADATA,
    Column("name", Text, primary_key=True),  # a row is there while the switch is on
)

ANNOUNCEMENTS = Table(
    "announcements",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("announcement", Text, nullable=False),  # JSON of an Announcement; empty when it is over
    Column("people", Integer, nullable=False),
    Column("reached", Integer, nullable=False),
    Column("unreachable", Integer, nullable=False),
)

RECIPIENTS = Table(
    "recipients",
    METADATA,
    Column("announcement", Text, primary_key=True),
    Column("person", Text, primary_key=True),
    Column("platform", Text, nullable=False),
    Index("recipients_by_platform", "platform"),
    Index("recipients_by_person", "person"),
)
"""Who is still to get an announcement; a row goes when a process takes it on."""

TOKENS = Table(
    "tokens",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("created", Float(53), nullable=False),
    Column("used", Float(53)),
    Column("jobs_per_day", Integer),
    Column("seconds_per_day", Float(53)),
    Index("tokens_by_name", "name", unique=True),
)

SIGN_IN_LINKS = Table(
    "sign_in_links",
    METADATA,
    Column("digest", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("until", Float(53), nullable=False),
    Index("sign_in_links_by_person", "person"),
    Index("sign_in_links_by_until", "until"),
)

SESSIONS = Table(
    "sessions",
    METADATA,
    Column("digest", Text, primary_key=True),
    Column("subject", Text, nullable=False),
    Column("until", Float(53), nullable=False),
    Index("sessions_by_subject", "subject"),
    Index("sessions_by_until", "until"),
)
"""Browsers that are signed in to the page."""

WEBHOOKS = Table(
    "webhooks",
    METADATA,
    Column("job", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("due", Float(53), nullable=False),  # by the database's clock
    Column("created", Float(53), nullable=False),
    Index("webhooks_by_due", "due"),
    Index("webhooks_by_person", "person"),
)
"""Whom to call when a job is over; a row goes when the call was answered, or is given up."""
