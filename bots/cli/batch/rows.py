"""Turns rows of a table into requests, and says what is wrong with a row."""

from __future__ import annotations

import argparse
import functools
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

from talking_photo import __version__
from talking_photo.bots.cli.batch.tables import Row, Table
from talking_photo.bots.cli.batch.template import FileNames, Template
from talking_photo.bots.cli.options import add_options
from talking_photo.core.errors import RequestError, TalkingPhotoError
from talking_photo.core.intake.files import read_input
from talking_photo.core.intake.text import read_text
from talking_photo.core.request import RenderOptions, SpeakRequest
from talking_photo.core.settings import Settings

_WORDS = "words"
ROW = "row"
"""The placeholder for the number of the row."""
_YES, _NO = ("yes", "true", "1", "on", "x"), ("no", "false", "0", "off")
_DIGEST_CHARACTERS = 32
_SHAPING = {"photo", "sound", "text", "voice", "video", "dictionary", "provenance"}
"""Sections of the settings that decide how a video looks and sounds, besides render.max_side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with a row."""

    error: TalkingPhotoError
    column: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What becomes of a row: a request and its key, or a fault."""

    row: int
    file: str
    """Name of the video."""
    request: SpeakRequest | None = None
    key: str = ""
    """Equal for rows whose videos are equal."""
    fault: Fault | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRequest:
    """What is made of each row, where its columns do not say otherwise.

    Raises:
        RequestError: table_column_missing.
    """

    table: Table
    words: Template | None
    """None takes them from the column `words`."""
    name: Template
    photo: Path | None
    options: RenderOptions
    settings: Settings

    def __post_init__(self) -> None:
        columns = {column.casefold() for column in self.table.columns}
        if self.words is None and not {_WORDS, "sound"} & columns:
            raise RequestError("table_column_missing", column=_WORDS)
        if self.photo is None and "photo" not in columns:
            raise RequestError("table_column_missing", column="photo")


def plans(batch: BatchRequest) -> Iterator[Plan]:
    """Read the table and plan each row; the same table gives the same plans.

    Raises:
        RequestError: The table cannot be read.
        StorageError: file_unreadable.
    """
    reader, names = _RowReader(batch), FileNames()
    for row in batch.table.rows():
        cells = reader.cells(row)
        name = batch.name.filled({ROW: str(row.number), **cells})
        try:
            request = reader.request(row, cells)
        except _RowError as exc:
            yield Plan(row=row.number, file=names.of(name, ".mp4"), fault=exc.fault)
        else:
            file = names.of(name, request.options.background.suffix)
            yield Plan(row=row.number, file=file, request=request, key=reader.key(request))


class _RowError(Exception):
    def __init__(self, error: TalkingPhotoError, column: str | None = None) -> None:
        super().__init__(error.code)
        self.fault = Fault(error=error, column=column)


class _Arguments(argparse.ArgumentParser):
    """The arguments of a video's options; a wrong one is an error, not the end."""

    def __init__(self) -> None:
        super().__init__(add_help=False, exit_on_error=False, allow_abbrev=False)
        add_options(self)
        self.by_name = {
            option[2:]: action for action in self._actions for option in action.option_strings
        }


class _RowReader:
    def __init__(self, batch: BatchRequest) -> None:
        self._batch = batch
        self._columns = [column.casefold() for column in batch.table.columns]
        self._arguments = _Arguments()
        self._overriding = [
            name for name in self._columns if name in self._arguments.by_name and name != "say"
        ]
        templates = (batch.name,) if batch.words is None else (batch.words, batch.name)
        needed = dict.fromkeys(name for template in templates for name in template.columns)
        self._needed = [name for name in needed if name in self._columns]
        self._options = functools.lru_cache(1000)(self._read_options)
        self._digest = functools.lru_cache(1000)(self._read_digest)
        self._common = self._what_all_share()

    def cells(self, row: Row) -> dict[str, str]:
        """Return the cells by column, in small letters; missing ones are empty."""
        padded = [*row.cells, *[""] * len(self._columns)]
        return dict(zip(self._columns, padded, strict=False))

    def request(self, row: Row, cells: Mapping[str, str]) -> SpeakRequest:
        """Return the request of a row.

        Raises:
            _RowError: What is wrong with it.
        """
        batch, settings = self._batch, self._batch.settings
        if any(row.cells[len(self._columns) :]):
            raise _RowError(
                RequestError("row_too_long", count=len(row.cells), max_count=len(self._columns))
            )
        for column in self._needed:
            if not cells[column]:
                raise _RowError(RequestError("cell_empty"), column)
        options = self._options(tuple(cells[name] for name in self._overriding))
        photo, sound = self._file(cells, "photo"), self._file(cells, "sound")
        photo = photo or batch.photo
        if photo is None:
            raise _RowError(RequestError("cell_empty"), "photo")
        words = cells.get(_WORDS) or (None if batch.words is None else batch.words.filled(cells))
        if words is None and sound is None:
            raise _RowError(RequestError("cell_empty"), _WORDS)
        request = SpeakRequest(photo=photo, text=words, sound=sound, options=options)
        if words is not None and sound is None:
            try:
                read_text(words, settings.text, options.expression, options.strength)
            except RequestError as exc:
                raise _RowError(exc, _WORDS if cells.get(_WORDS) else None) from exc
        self._check_file(photo, "photo")
        if sound is not None:
            self._check_file(sound, "sound")
        return request

    def _check_file(self, file: Path, column: Literal["photo", "sound"]) -> None:
        try:
            self._digest(file, column)
        except TalkingPhotoError as exc:
            raise _RowError(exc, column) from exc

    def key(self, request: SpeakRequest) -> str:
        """Return the digest of all that decides how the video looks and sounds."""
        sound = request.sound
        parts = [
            self._common,
            request.text,
            self._digest(request.photo, "photo"),
            None if sound is None else self._digest(sound, "sound"),
            asdict(request.options),
        ]
        return _digest_of(json.dumps(parts, sort_keys=True).encode())

    def _what_all_share(self) -> object:
        settings = self._batch.settings
        shaping = settings.model_dump(mode="json", include=_SHAPING)
        return [__version__, shaping, settings.render.max_side]

    def _read_options(self, values: Sequence[str]) -> RenderOptions:
        """Return the options of the command, changed by cells that are not empty.

        Raises:
            _RowError: A cell is not what its column may have.
        """
        changes: dict[str, Any] = {}
        for name, value in zip(self._overriding, values, strict=True):
            if value:
                action = self._arguments.by_name[name]
                changes[action.dest] = self._value_of(action, name, value)
        if "caption_style" in changes:
            changes.setdefault("captions", True)
        try:
            return replace(self._batch.options, **changes)
        except RequestError as exc:
            raise _RowError(exc, str(exc.facts.get("option", "")) or None) from exc

    def _value_of(self, action: argparse.Action, name: str, value: str) -> object:
        if action.nargs == 0:
            if value.casefold() not in (*_YES, *_NO):
                raise _RowError(RequestError("cell_wrong", allowed="yes, no"), name)
            return value.casefold() in _YES
        try:
            found = self._arguments.parse_args([f"--{name}={value}"])
        except argparse.ArgumentError as exc:
            allowed = ", ".join(map(str, action.choices or ())) or str(action.help)
            raise _RowError(RequestError("cell_wrong", allowed=allowed), name) from exc
        return vars(found)[action.dest]

    def _file(self, cells: Mapping[str, str], column: str) -> Path | None:
        """Return the file that a cell names; relative names are beside the table."""
        name = cells.get(column)
        return (self._batch.table.file.parent / name) if name else None

    def _read_digest(self, file: Path, kind: Literal["photo", "sound"]) -> str:
        limits = self._batch.settings
        most = limits.photo.max_bytes if kind == "photo" else limits.sound.max_bytes
        return _digest_of(read_input(file, most, kind))


def _digest_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:_DIGEST_CHARACTERS]
