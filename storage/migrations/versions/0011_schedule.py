"""Requests that are submitted later."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "schedule",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("due", sa.Float(53), nullable=False),
        sa.Column("photo", sa.Text, nullable=False),
        sa.Column("sound", sa.Text),
        sa.Column("request", sa.Text, nullable=False),
    )
    for column in ("due", "person", "photo", "sound"):
        op.create_index(f"schedule_by_{column}", "schedule", [column])
