"""Reads what a batch of the page or the API asks for: a table, rows, or a script per language."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from talking_photo.bots.batch.rows import FILES, ROW, WORDS, Fault, RowPlan, RowPlanner, Rows
from talking_photo.bots.batch.tables import Row, open_table
from talking_photo.bots.batch.template import FileNames, Template
from talking_photo.bots.batch.workbooks import is_workbook, read_workbook
from talking_photo.bots.web_studio.uploads import Form
from talking_photo.core.errors import RequestError
from talking_photo.core.intake.language_blocks import (
    is_language,
    language_code,
    read_language_blocks,
)
from talking_photo.core.intake.text import read_text
from talking_photo.core.jobs.batches import MOST_ROWS
from talking_photo.core.request import RenderOptions
from talking_photo.core.settings import Settings, TextLimits
from talking_photo.core.speech.voices import Voices, check_spoken
from talking_photo.core.workers.temporary import scratch

TABLE_BYTES = 5_000_000
_MOST_UNPACKED = 30_000_000
"""Bytes of an XLSX when it is unpacked: some 50 times what MOST_ROWS rows take."""
PORTRAIT = "portrait"
"""The column that names a saved face."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchPlan:
    """All rows, those that are wrong among them."""

    rows: Sequence[RowPlan]
    names: Sequence[str]
    """Of the files, without the ending; each only once."""
    columns: Sequence[str] = ()
    unused: Sequence[str] = ()
    """Columns that no placeholder names and that are no option."""
    languages: bool = False
    """One message in several languages: each row is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _GivenRows:
    """Rows that came as JSON."""

    columns: Sequence[str]
    entries: Sequence[Sequence[str]]

    def rows(self) -> Iterator[Row]:
        """Read them; the first one is 1."""
        for number, cells in enumerate(self.entries, 1):
            yield Row(number=number, cells=cells)


async def read_table(form: Form, settings: Settings) -> Rows | None:
    """Return the table of a form if it is a workbook, which a process of its own reads.

    Raises:
        RequestError: table_empty, table_unreadable or table_column_twice.
    """
    contents = form.files.get("table", b"")
    if not is_workbook(contents):
        return None
    return await read_workbook(
        contents,
        most_unpacked=_MOST_UNPACKED,
        most_rows=MOST_ROWS + 1,
        confined=settings.render.sandbox,
    )


def read_batch(
    form: Form,
    table: Rows | None,
    options: RenderOptions,
    text: TextLimits,
    voices: Voices,
) -> BatchPlan:
    """Read what a form asks for. Takes as long as the table is large.

    Args:
        form: Has one of `table`, `rows`, `scripts` and `words`.
        table: What `read_table` returned.
        options: Of all rows.
        text: Limits of what is said.
        voices: Those that can say it.

    Raises:
        RequestError: What concerns all rows; what is wrong with one stands in the plan.
    """
    given = [name for name in ("table", "rows", "scripts", "words") if _has(form, name)]
    if len(given) != 1:
        missing = given[1] if given else "table"
        raise RequestError("field_wrong" if given else "field_missing", field=missing)
    match given[0]:
        case "scripts":
            return _languages(_scripts(form), options, text, voices)
        case "words":
            blocks = read_language_blocks(form.text("words") or "")
            if not blocks:
                raise RequestError("field_wrong", field="words")
            return _languages(blocks, options, text, voices)
        case "rows":
            return _table(_given_rows(form), form, options, text, voices)
    if table is not None:
        return _table(table, form, options, text, voices)
    with scratch() as folder:
        file = folder / "table"
        file.write_bytes(form.files["table"])
        return _table(open_table(file, form.text("encoding")), form, options, text, voices)


def _has(form: Form, name: str) -> bool:
    return name in form.files or form.fields.get(name) not in (None, "")


def _table(
    table: Rows, form: Form, options: RenderOptions, text: TextLimits, voices: Voices
) -> BatchPlan:
    """Plan the rows of a table.

    Raises:
        RequestError: What concerns all of them.
    """
    columns = {column.casefold() for column in table.columns}
    for column in FILES:
        if column in columns:
            raise RequestError("table_column_files", column=column)
    template = form.text("template")
    if template is None and WORDS not in columns:
        raise RequestError("table_column_missing", column=WORDS)
    planner = RowPlanner(
        table.columns,
        words=None if template is None else Template.read(template, table.columns),
        name=Template.read(form.text("name") or "{row}", [*table.columns, ROW]),
        options=options,
        text=text,
        voices=voices,
        also=[PORTRAIT],
    )
    rows = list(itertools.islice(table.rows(), MOST_ROWS + 1))
    if len(rows) > MOST_ROWS:
        raise RequestError("batch_too_long", limit=MOST_ROWS)
    if not rows:
        raise RequestError("table_without_rows")
    names = FileNames()
    plans = [planner.plan(row) for row in rows]
    return BatchPlan(
        rows=plans,
        names=[names.of(plan.name, "") for plan in plans],
        columns=table.columns,
        unused=planner.unused,
    )


def _given_rows(form: Form) -> _GivenRows:
    """Return the rows of a form's JSON.

    Raises:
        RequestError: field_wrong.
    """
    try:
        rows = json.loads(str(form.fields["rows"]))
    except (ValueError, RecursionError) as exc:
        raise RequestError("field_wrong", field="rows") from exc
    simple = (str, int, float, bool, type(None))
    if not isinstance(rows, list) or not all(
        isinstance(row, dict) and all(isinstance(cell, simple) for cell in row.values())
        for row in rows
    ):
        raise RequestError("field_wrong", field="rows")
    columns = list(dict.fromkeys(column for row in rows for column in row))
    if len({column.casefold() for column in columns}) < len(columns):
        raise RequestError("field_wrong", field="rows")
    return _GivenRows(
        columns=columns,
        entries=[[_cell(row.get(column)) for column in columns] for row in rows],
    )


def _cell(value: str | float | None) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value).strip()


def _scripts(form: Form) -> Mapping[str, str]:
    """Return the scripts by language.

    Raises:
        RequestError: field_wrong, language_code_wrong or language_block_twice.
    """
    value = form.fields["scripts"]
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError) as exc:
            raise RequestError("field_wrong", field="scripts") from exc
    if not isinstance(value, Mapping):
        raise RequestError("field_wrong", field="scripts")
    scripts: dict[str, str] = {}
    for written, words in value.items():
        code = language_code(written)
        if not isinstance(words, str):
            raise RequestError("field_wrong", field="scripts")
        if not is_language(code):
            raise RequestError("language_code_wrong", language=written[:20])
        if code in scripts:
            raise RequestError("language_block_twice", language=code)
        scripts[code] = words.strip()
    if not scripts:
        raise RequestError("field_wrong", field="scripts")
    return scripts


def _languages(
    scripts: Mapping[str, str], options: RenderOptions, text: TextLimits, voices: Voices
) -> BatchPlan:
    rows = []
    for number, (code, words) in enumerate(scripts.items(), 1):
        spoken = replace(options, language=code)
        plan = RowPlan(number=number, name=code, cells={}, words=words, options=spoken)
        error = _wrong_with(words, spoken, text, voices)
        if error is not None:
            plan = replace(plan, fault=Fault(error=error, column=code))
        rows.append(plan)
    return BatchPlan(rows=rows, names=[plan.name for plan in rows], languages=True)


def _wrong_with(
    words: str, options: RenderOptions, text: TextLimits, voices: Voices
) -> RequestError | None:
    if not words:
        return RequestError("language_block_empty", language=options.language or "")
    try:
        check_spoken(options, voices)
        read_text(words, text, options.expression, options.strength)
    except RequestError as exc:
        return exc
    return None
