"""Call a job's request and its video what they are, as the values and the settings do."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_CODES = (("video", "fitted"), ("failure", "too_big"), ("failure", "unreadable"))


def upgrade() -> None:
    """Rename two columns, and the codes in their JSON."""
    op.execute('ALTER TABLE jobs RENAME COLUMN "order" TO request')
    op.execute("ALTER TABLE jobs RENAME COLUMN clip TO video")
    for name, code in _CODES:
        # A code is a whole JSON string: within another one, its quotes would be escaped.
        column: sa.ColumnClause[str] = sa.column(name)
        old, new = f'"clip_{code}"', f'"video_{code}"'
        op.execute(
            sa.update(sa.table("jobs", column))
            .where(column.contains(old, autoescape=True))
            .values({name: sa.func.replace(column, old, new)})
        )
