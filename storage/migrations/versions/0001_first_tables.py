"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make all tables."""
    op.create_table(
        "jobs",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("priority", sa.Integer, nullable=False),
        sa.Column("created", sa.Float(53), nullable=False),
        sa.Column("started", sa.Float(53)),
        sa.Column("finished", sa.Float(53)),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("done", sa.Float(53), nullable=False),
        sa.Column("photo", sa.Text, nullable=False),
        sa.Column("sound", sa.Text),
        sa.Column("order", sa.Text, nullable=False),
        sa.Column("clip", sa.Text),
        sa.Column("failure", sa.Text),
    )
    op.create_index("jobs_by_state", "jobs", ["state", "priority", "created"])
    op.create_index("jobs_by_person", "jobs", ["person", "created"])
    op.create_index("jobs_by_finished", "jobs", ["finished"])
    op.create_table(
        "people",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("blocked", sa.Boolean, nullable=False),
    )
    op.create_table(
        "portraits",
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("chat", sa.Text, primary_key=True),
        sa.Column("photo", sa.Text, nullable=False),
        sa.Column("until", sa.Float(53)),
    )
    op.create_index("portraits_by_photo", "portraits", ["photo"])
    op.create_table(
        "updates",
        sa.Column("platform", sa.Text, primary_key=True),
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("person", sa.Text),
        sa.Column("received", sa.Float(53), nullable=False),
        sa.Column("handled", sa.Boolean, nullable=False),
    )
    op.create_index("updates_by_handled", "updates", ["handled", "received"])
    op.create_table(
        "deliveries",
        sa.Column("job", sa.Text, primary_key=True),
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("chat", sa.Text, nullable=False),
        sa.Column("status", sa.Text),
        sa.Column("sent", sa.Text),
        sa.Column("tries", sa.Integer, nullable=False),
    )
    op.create_index("deliveries_by_status", "deliveries", ["platform", "chat", "status"])
    op.create_index("deliveries_by_sent", "deliveries", ["platform", "chat", "sent"])
    op.create_table(
        "workers",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("slots", sa.Integer, nullable=False),
        sa.Column("beat", sa.Float(53), nullable=False),
        sa.Column("claimed", sa.Float(53)),
    )
