"""Reads what each row of a table asks for, and says what is wrong with it."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from talking_photo.bots.batch.tables import Row
from talking_photo.bots.batch.template import Template
from talking_photo.bots.options import WRITTEN
from talking_photo.core.errors import RequestError, TalkingPhotoError
from talking_photo.core.intake.text import read_text
from talking_photo.core.request import DEFAULT_OPTIONS, RenderOptions
from talking_photo.core.settings import TextLimits
from talking_photo.core.speech.voices import Voices, check_spoken

WORDS = "words"
ROW = "row"
"""The placeholder for the number of the row."""
FILES = ("photo", "sound")
"""Columns that name files."""


class Rows(Protocol):
    """A table, wherever it comes from."""

    @property
    def columns(self) -> Sequence[str]:
        """The names of the columns."""
        ...

    def rows(self) -> Iterator[Row]:
        """Read the rows."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with a row."""

    error: TalkingPhotoError
    column: str | None = None


class RowError(Exception):
    """A row is wrong."""

    def __init__(self, error: TalkingPhotoError, column: str | None = None) -> None:
        super().__init__(error.code)
        self.fault = Fault(error=error, column=column)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowPlan:
    """What a row asks for, or its fault."""

    number: int
    """As a spreadsheet counts it."""
    name: str
    """Of the video, as the template of names gives it; not yet safe for a file."""
    cells: Mapping[str, str]
    """By column, in small letters."""
    words: str | None = None
    options: RenderOptions = DEFAULT_OPTIONS
    fault: Fault | None = None


class RowPlanner:
    """Reads rows one by one; the same row gives the same plan.

    Args:
        columns: Of the table.
        words: What is said; None takes it from the column `words`, which comes before it.
        name: Of each video.
        options: Where no column says otherwise.
        text: Limits of what is said.
        voices: Those that can say it.
        also: Further columns that mean something to the caller.
    """

    def __init__(
        self,
        columns: Sequence[str],
        *,
        words: Template | None,
        name: Template,
        options: RenderOptions,
        text: TextLimits,
        voices: Voices,
        also: Sequence[str] = (),
    ) -> None:
        self._words, self._name = words, name
        self._given, self._text, self._voices = options, text, voices
        self._columns = [column.casefold() for column in columns]
        self._overriding = [name for name in self._columns if name in WRITTEN]
        templates = (name,) if words is None else (words, name)
        needed = dict.fromkeys(name for template in templates for name in template.columns)
        self._needed = [name for name in needed if name in self._columns]
        self._options = functools.lru_cache(1000)(self._read_options)
        self._check_spoken = functools.lru_cache(1000)(self._look_for_a_voice)
        meant = {WORDS, *FILES, *also, *self._overriding, *self._needed}
        self.unused = tuple(
            column for column in columns if column and column.casefold() not in meant
        )
        """Columns that no placeholder names and that are no option."""

    def plan(self, row: Row) -> RowPlan:
        """Return what a row asks for."""
        cells = dict(zip(self._columns, [*row.cells, *[""] * len(self._columns)], strict=False))
        plan = RowPlan(
            number=row.number,
            name=self._name.filled({ROW: str(row.number), **cells}),
            cells=cells,
        )
        try:
            return self._filled(row, plan)
        except RowError as exc:
            return replace(plan, fault=exc.fault)

    def _filled(self, row: Row, plan: RowPlan) -> RowPlan:
        """Return the plan with words and options.

        Raises:
            RowError: What is wrong with the row.
        """
        cells = plan.cells
        if any(row.cells[len(self._columns) :]):
            raise RowError(
                RequestError("row_too_long", count=len(row.cells), max_count=len(self._columns))
            )
        for column in self._needed:
            if not cells[column]:
                raise RowError(RequestError("cell_empty"), column)
        options = self._options(tuple(cells[name] for name in self._overriding))
        words = cells.get(WORDS) or (None if self._words is None else self._words.filled(cells))
        if not cells.get("sound"):
            if words is None:
                raise RowError(RequestError("cell_empty"), WORDS)
            self._check_spoken(options)
            try:
                read_text(words, self._text, options.expression, options.strength)
            except RequestError as exc:
                raise RowError(exc, WORDS if cells.get(WORDS) else None) from exc
        return replace(plan, words=words, options=options)

    def _look_for_a_voice(self, options: RenderOptions) -> None:
        """Check that a voice can say it.

        Raises:
            RowError: voice_unknown or language_unknown.
        """
        try:
            check_spoken(options, self._voices)
        except RequestError as exc:
            column = "voice" if exc.code == "voice_unknown" else "language"
            raise RowError(exc, column if column in self._overriding else None) from exc

    def _read_options(self, values: Sequence[str]) -> RenderOptions:
        """Return the options of all rows, changed by cells that are not empty.

        Raises:
            RowError: A cell is not what its column may have.
        """
        changes: dict[str, Any] = {}
        for name, value in zip(self._overriding, values, strict=True):
            if not value:
                continue
            option = WRITTEN[name]
            try:
                changes[option.field] = option.read(value)
            except ValueError as exc:
                raise RowError(RequestError("cell_wrong", allowed=option.allowed), name) from exc
        if "caption_style" in changes:
            changes.setdefault("captions", True)
        try:
            return replace(self._given, **changes)
        except RequestError as exc:
            raise RowError(exc, str(exc.facts.get("option", "")) or None) from exc
