"""Turns rows of a table into requests, and says what is wrong with a row."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from talking_photo import __version__
from talking_photo.bots.batch.rows import WORDS, Fault, RowError, RowPlan, RowPlanner
from talking_photo.bots.batch.tables import Table
from talking_photo.bots.batch.template import FileNames, Template
from talking_photo.core.errors import RequestError, TalkingPhotoError
from talking_photo.core.intake.files import read_input
from talking_photo.core.request import RenderOptions, SpeakRequest
from talking_photo.core.settings import Settings
from talking_photo.core.speech.voices import build_voices

_DIGEST_CHARACTERS = 32
_SHAPING = {"photo", "sound", "text", "voice", "video", "dictionary", "provenance"}
"""Sections of the settings that decide how a video looks and sounds, besides render.max_side."""


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
        if self.words is None and not {WORDS, "sound"} & columns:
            raise RequestError("table_column_missing", column=WORDS)
        if self.photo is None and "photo" not in columns:
            raise RequestError("table_column_missing", column="photo")

    def planner(self) -> RowPlanner:
        """Return what reads the rows."""
        return RowPlanner(
            self.table.columns,
            words=self.words,
            name=self.name,
            options=self.options,
            text=self.settings.text,
            voices=build_voices(self.settings.voice),
        )


def plans(batch: BatchRequest) -> Iterator[Plan]:
    """Read the table and plan each row; the same table gives the same plans.

    Raises:
        RequestError: The table cannot be read.
        StorageError: file_unreadable.
    """
    planner, reader, names = batch.planner(), _FileReader(batch), FileNames()
    for row in batch.table.rows():
        planned = planner.plan(row)
        try:
            request = reader.request(planned)
        except RowError as exc:
            file = names.of(planned.name, ".mp4")
            yield Plan(row=row.number, file=file, fault=exc.fault)
        else:
            file = names.of(planned.name, request.options.background.suffix)
            yield Plan(row=row.number, file=file, request=request, key=reader.key(request))


class _FileReader:
    """Adds the files that a row names."""

    def __init__(self, batch: BatchRequest) -> None:
        self._batch = batch
        self._digest = functools.lru_cache(1000)(self._read_digest)
        self._common = self._what_all_share()

    def request(self, plan: RowPlan) -> SpeakRequest:
        """Return the request of a row.

        Raises:
            RowError: What is wrong with it.
        """
        if plan.fault is not None:
            raise RowError(plan.fault.error, plan.fault.column)
        photo, sound = self._file(plan, "photo") or self._batch.photo, self._file(plan, "sound")
        if photo is None:
            raise RowError(RequestError("cell_empty"), "photo")
        self._check_file(photo, "photo")
        if sound is not None:
            self._check_file(sound, "sound")
        return SpeakRequest(photo=photo, text=plan.words, sound=sound, options=plan.options)

    def _check_file(self, file: Path, column: Literal["photo", "sound"]) -> None:
        try:
            self._digest(file, column)
        except TalkingPhotoError as exc:
            raise RowError(exc, column) from exc

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

    def _file(self, plan: RowPlan, column: str) -> Path | None:
        """Return the file that a cell names; relative names are beside the table."""
        name = plan.cells.get(column)
        return (self._batch.table.file.parent / name) if name else None

    def _read_digest(self, file: Path, kind: Literal["photo", "sound"]) -> str:
        limits = self._batch.settings
        most = limits.photo.max_bytes if kind == "photo" else limits.sound.max_bytes
        return _digest_of(read_input(file, most, kind))


def _digest_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:_DIGEST_CHARACTERS]
