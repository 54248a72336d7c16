"""Tokens of the API, links by which people sign in, and webhooks that are to be called."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "tokens",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("created", sa.Float(53), nullable=False),
        sa.Column("used", sa.Float(53)),
        sa.Column("jobs_per_day", sa.Integer),
        sa.Column("seconds_per_day", sa.Float(53)),
    )
    op.create_index("tokens_by_name", "tokens", ["name"], unique=True)
    op.create_table(
        "sign_in_links",
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("until", sa.Float(53), nullable=False),
    )
    op.create_index("sign_in_links_by_person", "sign_in_links", ["person"])
    op.create_index("sign_in_links_by_until", "sign_in_links", ["until"])
    op.create_table(
        "webhooks",
        sa.Column("job", sa.Text, primary_key=True),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("due", sa.Float(53), nullable=False),
        sa.Column("created", sa.Float(53), nullable=False),
    )
    op.create_index("webhooks_by_due", "webhooks", ["due"])
    op.create_index("webhooks_by_person", "webhooks", ["person"])
