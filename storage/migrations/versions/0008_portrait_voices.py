"""The voice with which a saved portrait speaks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the column."""
    op.add_column("portraits", sa.Column("voice", sa.Text))
