"""Many videos that were asked for at once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "batches",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("created", sa.Float(53), nullable=False),
        sa.Column("batch", sa.Text, nullable=False),
    )
    for column in ("person", "created"):
        op.create_index(f"batches_by_{column}", "batches", [column])
    op.create_table(
        "batch_rows",
        sa.Column("batch", sa.Text, primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("waits", sa.Boolean, nullable=False),
        sa.Column("photo", sa.Text),
        sa.Column("row", sa.Text, nullable=False),
        sa.Column("request", sa.Text),
    )
    op.create_index(
        "batch_rows_waiting",
        "batch_rows",
        ["batch", "place"],
        postgresql_where=sa.text("waits"),
        sqlite_where=sa.text("waits = 1"),
    )
    op.create_index(
        "batch_rows_by_photo",
        "batch_rows",
        ["photo"],
        postgresql_where=sa.text("photo IS NOT NULL"),
        sqlite_where=sa.text("photo IS NOT NULL"),
    )
