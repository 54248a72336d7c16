"""Which message lets people choose another face."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Remember it beside the video's."""
    op.add_column("deliveries", sa.Column("offer", sa.Text))
    op.create_index("deliveries_by_offer", "deliveries", ["platform", "chat", "offer"])
