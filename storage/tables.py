"""The tables, as they are now; `storage/migrations` leads there from every earlier state. Times are seconds since 1970."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, Index, Integer, MetaData, Table, Text

METADATA = MetaData()

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
    Column("order", Text, nullable=False),  # JSON of a JobOrder
    Column("clip", Text),  # JSON of a StoredClip
    Column("failure", Text),  # JSON of a Failure
    Index("jobs_by_state", "state", "priority", "created"),
    Index("jobs_by_person", "person", "created"),
    Index("jobs_by_finished", "finished"),
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
    Index("portraits_by_photo", "photo"),
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
    Index("updates_by_handled", "handled", "received"),
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
    Column("claimed", Float(53)),  # since when another worker buries this one
)
