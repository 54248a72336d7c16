"""What the operator switches, and announcements with those who are still to get them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create the tables."""
    op.create_table("switches", sa.Column("name", sa.Text, primary_key=True))
    op.create_table(
        "announcements",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("announcement", sa.Text, nullable=False),
        sa.Column("people", sa.Integer, nullable=False),
        sa.Column("reached", sa.Integer, nullable=False),
        sa.Column("unreachable", sa.Integer, nullable=False),
    )
    op.create_table(
        "recipients",
        sa.Column("announcement", sa.Text, primary_key=True),
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("platform", sa.Text, nullable=False),
    )
    op.create_index("recipients_by_platform", "recipients", ["platform"])
    op.create_index("recipients_by_person", "recipients", ["person"])
