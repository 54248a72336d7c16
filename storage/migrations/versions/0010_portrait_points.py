"""The points of a saved portrait's face, where they were placed by hand."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add the column."""
    op.add_column("portraits", sa.Column("points", sa.Text))
