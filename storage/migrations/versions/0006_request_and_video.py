"""Call a job's request and its video what they are, as the values and the settings do."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_CODES = (
    ("video", "clip_fitted", "video_fitted"),
    ("video", "words_not_heard", "words_not_recognised"),
    ("failure", "clip_too_big", "video_too_big"),
    ("failure", "clip_unreadable", "video_unreadable"),
    ("failure", "world", "service"),  # who can do something about it
)


def upgrade() -> None:
    """Rename two columns, and the codes in their JSON."""
    op.execute('ALTER TABLE jobs RENAME COLUMN "order" TO request')
    op.execute("ALTER TABLE jobs RENAME COLUMN clip TO video")
    for name, old, new in _CODES:
        # A code is a whole JSON string: within another one, its quotes would be escaped.
        column: sa.ColumnClause[str] = sa.column(name)
        op.execute(
            sa.update(sa.table("jobs", column))
            .where(column.contains(f'"{old}"', autoescape=True))
            .values({name: sa.func.replace(column, f'"{old}"', f'"{new}"')})
        )
