"""One value, `options`, says how a video is made.

In the request of a job and in a person's preferences.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_OPTIONS = ("expression", "layout", "captions", "voice", "language", "face", "seed")
_BATCH = 1000
"""Rows that are rewritten at a time."""


def upgrade() -> None:
    """Move the options of both tables' JSON into an object of their own."""
    _rewrite("jobs", "order", _with_options)
    _rewrite("people", "person", _person)


def _with_options(value: dict[str, Any]) -> dict[str, Any]:
    options = {name: value.pop(name) for name in _OPTIONS if name in value}
    return value | {"options": options}


def _person(value: dict[str, Any]) -> dict[str, Any]:
    wishes = value.pop("wishes", {})
    if wishes.pop("note", False):
        wishes["layout"] = "round"
    return value | {"preferences": _with_options(wishes)}


def _rewrite(name: str, column: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    table = sa.table(name, sa.column("id"), sa.column(column))
    connection = op.get_bind()
    last = ""
    while True:
        batch = sa.select(table).where(table.c.id > last).order_by(table.c.id).limit(_BATCH)
        rows = connection.execute(batch).all()
        if not rows:
            return
        connection.execute(
            sa.update(table)
            .where(table.c.id == sa.bindparam("row"))
            .values({column: sa.bindparam("new")}),
            [{"row": row[0], "new": json.dumps(change(json.loads(row[1])))} for row in rows],
        )
        last = rows[-1][0]
