"""Indexes for frequent queries, and columns for turns, lengths, deaths and heartbeats."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_OLD_TICKET = 100
"""After every priority that a job waiting at the upgrade can have, so that none of them is
overtaken."""


def upgrade() -> None:
    """Add them. Partial indexes stay small, however many rows there are."""
    op.add_column("jobs", sa.Column("ticket", sa.Integer, nullable=False, server_default="0"))
    op.add_column("jobs", sa.Column("deaths", sa.Integer, nullable=False, server_default="0"))
    op.add_column("jobs", sa.Column("length", sa.Float(53), nullable=False, server_default="8"))
    op.execute(f"UPDATE jobs SET ticket = {_OLD_TICKET}")  # noqa: S608 - a constant of ours
    op.add_column("portraits", sa.Column("file", sa.Text))
    op.add_column("workers", sa.Column("beats", sa.Integer, nullable=False, server_default="0"))

    op.drop_index("jobs_by_state", "jobs")
    op.drop_index("jobs_by_finished", "jobs")
    op.create_index("jobs_by_ticket", "jobs", ["ticket"])
    unfinished, undelivered = (
        _where_state("queued", "running"),
        _where_state("queued", "running", "rendered"),
    )
    op.create_index(
        "jobs_queued", "jobs", ["priority", "created", "id", "length"], **_where_state("queued")
    )
    op.create_index("jobs_running", "jobs", ["id"], **_where_state("running"))
    op.create_index("jobs_unfinished", "jobs", ["created", "id"], **unfinished)
    op.create_index("jobs_unfinished_by_person", "jobs", ["person"], **unfinished)
    op.create_index("jobs_undelivered", "jobs", ["state"], **undelivered)
    op.create_index("jobs_undelivered_by_photo", "jobs", ["photo"], **undelivered)
    op.create_index("jobs_undelivered_by_sound", "jobs", ["sound"], **undelivered)
    op.create_index("jobs_finished", "jobs", ["finished"], **_where("finished IS NOT NULL"))
    op.create_index("jobs_with_video", "jobs", ["finished"], **_where("clip IS NOT NULL"))

    op.drop_index("updates_by_handled", "updates")
    op.create_index(
        "updates_waiting",
        "updates",
        ["platform", "received"],
        **_where("NOT handled", "handled = 0"),
    )
    op.create_index("updates_handled", "updates", ["received"], **_where("handled", "handled = 1"))
    op.create_index("updates_by_person", "updates", ["person"], **_where("person IS NOT NULL"))

    op.create_index("portraits_by_until", "portraits", ["until"], **_where("until IS NOT NULL"))


def _where_state(*states: str) -> dict[str, Any]:
    quoted = ", ".join(f"'{state}'" for state in states)
    return _where(f"state IN ({quoted})" if len(states) > 1 else f"state = {quoted}")


def _where(condition: str, on_sqlite: str | None = None) -> dict[str, Any]:
    return {
        "postgresql_where": sa.text(condition),
        "sqlite_where": sa.text(on_sqlite or condition),
    }
