"""The command `batch`: checks the table, makes the videos, and reports what failed."""

from __future__ import annotations

import argparse
import contextlib
import itertools
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table as PrintedTable

from talking_photo.bots import texts
from talking_photo.bots.batch.report import as_csv
from talking_photo.bots.batch.rows import ROW, Fault
from talking_photo.bots.batch.tables import open_table
from talking_photo.bots.batch.template import Template
from talking_photo.bots.cli import caption_files, single_job
from talking_photo.bots.cli.batch.folder import BatchFolder
from talking_photo.bots.cli.batch.making import OnResult, Result, make_all
from talking_photo.bots.cli.batch.rows import BatchRequest, Plan, plans
from talking_photo.bots.cli.batch.saved import write_saved
from talking_photo.bots.cli.caption_files import CaptionFormat
from talking_photo.bots.cli.options import add_options
from talking_photo.bots.cli.output import Output
from talking_photo.core.errors import TalkingPhotoError
from talking_photo.core.jobs.job import SavedTemplate
from talking_photo.core.settings import Settings

_SHOWN = 3
_TITLE_LETTERS = 60
_LISTED_FAULTS = 50
REPORT = "report.csv"
_VIDEO_SUFFIX = re.compile(r"\.(mp4|webm)$", re.IGNORECASE)


def add_arguments(batch: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    batch.add_argument(
        "table",
        type=Path,
        metavar="TABLE",
        help="a .csv or .xlsx; its first row names the columns",
    )
    batch.add_argument(
        "--template",
        metavar="WORDS",
        help="what to say, with columns in braces: 'Happy birthday, {name}!'; without it, the "
        "column `words`",
    )
    batch.add_argument(
        "--photo", type=Path, metavar="FILE", help="who speaks; a column `photo` comes before it"
    )
    batch.add_argument(
        "--name",
        metavar="NAME",
        help="name of each video, such as '{name}.mp4'; without it, the number of the row",
    )
    batch.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="FOLDER",
        help="for the videos and report.csv; the same command continues a batch that was stopped",
    )
    batch.add_argument(
        "--check", action="store_true", help="only check the table and show the first three rows"
    )
    batch.add_argument(
        "--encoding", metavar="NAME", help="of a .csv, such as cp1250; else it is detected"
    )
    batch.add_argument(
        "--workers",
        type=_count,
        metavar="N",
        help="videos made at the same time, in place of render.children",
    )
    batch.add_argument(
        "--saved",
        type=Path,
        metavar="FILE.json",
        help="template, name and options of a file that --save wrote, or that came from the page; "
        "what stands in the command comes before it",
    )
    batch.add_argument(
        "--save", type=Path, metavar="FILE.json", help="keep template, name and options for later"
    )
    caption_files.add_argument(batch)
    add_options(batch)


def run(
    chosen: argparse.Namespace, settings: Settings, console: Console
) -> TalkingPhotoError | None:
    """Check the table, then make a video for each row that is right.

    Returns:
        What is wrong with the first row that failed, if any did.

    Raises:
        KeyboardInterrupt: On Ctrl-C or SIGTERM; the same command continues later.
        RequestError: The table, the template or a column is wrong.
        StorageError: A file cannot be read or written, or the disk is full.
    """
    settings = _with_workers(settings, chosen.workers)
    name = _VIDEO_SUFFIX.sub("", chosen.name or "{row}")
    if chosen.save is not None:
        title = chosen.save.stem[:_TITLE_LETTERS].strip() or "template"
        saved = SavedTemplate(
            name=title,
            template=chosen.template or "{words}",
            file_name=name,
            options=chosen.options,
        )
        write_saved(saved, chosen.save)
    table = open_table(chosen.table, chosen.encoding)
    batch = BatchRequest(
        table=table,
        words=None if chosen.template is None else Template.read(chosen.template, table.columns),
        name=Template.read(name, [*table.columns, ROW]),
        photo=chosen.photo,
        options=chosen.options,
        settings=settings,
    )
    if chosen.check:
        return _check(batch, console)
    formats = [CaptionFormat(name) for name in chosen.caption_formats]
    with BatchFolder.opened(chosen.output) as folder:
        return _make(batch, folder, formats, console)


def _with_workers(settings: Settings, workers: int | None) -> Settings:
    children = workers or max(settings.render.children, 1)
    render = settings.render.model_copy(update={"children": children})
    return settings.model_copy(update={"render": render})


def _check(batch: BatchRequest, console: Console) -> TalkingPhotoError | None:
    """Print what the table is taken for, its first rows and every fault."""
    shown = PrintedTable("row", "video", "words", "photo", box=None, pad_edge=False)
    faults = _Faults()
    rows = different = 0
    keys = set()
    for plan in plans(batch):
        rows += 1
        request = plan.request
        if request is None:
            faults.add(plan)
            continue
        keys.add(plan.key)
        if shown.row_count < _SHOWN:
            words = request.text or str(request.sound)
            shown.add_row(str(plan.row), plan.file, words, request.photo.name)
    different = len(keys)
    table = batch.table
    read_as = "XLSX" if table.encoding is None else f"CSV, {table.encoding}, {table.delimiter!r}"
    _say(
        console, f"{table.file.name}: {read_as}; columns {', '.join(filter(None, table.columns))}"
    )
    _say(console, f"{rows} rows, {faults.count} of them wrong; {different} different videos")
    Output().print(shown, highlight=False, markup=False)
    unused = batch.planner().unused
    if unused:
        _say(console, f"Not used: the columns {', '.join(unused)}.")
    faults.show(console)
    return faults.first


def _make(
    batch: BatchRequest, folder: BatchFolder, formats: Sequence[CaptionFormat], console: Console
) -> TalkingPhotoError | None:
    faults, keys, rows = _Faults(), set(), 0
    for plan in plans(batch):  # all of them are looked at before the first one is made
        rows += 1
        if plan.request is None:
            faults.add(plan)
        else:
            keys.add(plan.key)
    faults.show(console)
    report = _Report()
    with _progress_on(console, rows) as shown:

        def on_result(result: Result) -> None:
            report.add(result)
            shown(result)

        making = make_all(
            plans(batch), folder, batch.settings, captions=formats, on_result=on_result
        )
        try:
            single_job.interruptible(making)
        finally:
            path = folder.write(REPORT, report.as_csv())
    folder.forget_others(keys)
    _say(console, f"{report.made} of {rows} videos are there.")
    report.faults.show(console)
    print(path)  # noqa: T201 - the only line on the standard output, for scripts
    return report.faults.first


class _Faults:
    """Counts what is wrong with rows, and keeps the first ones for people."""

    def __init__(self) -> None:
        self.count = 0
        self._errors: dict[int, TalkingPhotoError] = {}
        self._listed: list[tuple[str, str, str]] = []

    @property
    def first(self) -> TalkingPhotoError | None:
        """What is wrong with the first row."""
        return self._errors[min(self._errors)] if self._errors else None

    def add(self, plan: Plan, fault: Fault | None = None) -> None:
        """Take up what is wrong with a row."""
        fault = fault or plan.fault
        if fault is None:
            return
        self.count += 1
        if len(self._listed) < _LISTED_FAULTS:
            self._errors[plan.row] = fault.error
            self._listed.append((str(plan.row), fault.column or "", _sentence(fault)))

    def show(self, console: Console) -> None:
        """Print a table of them."""
        if not self.count:
            return
        table = PrintedTable("row", "column", "what is wrong", box=None, pad_edge=False)
        for line in sorted(self._listed, key=lambda line: int(line[0])):
            table.add_row(*line)
        console.print(table, highlight=False, markup=False)
        if self.count > len(self._listed):
            _say(console, f"… and {self.count - len(self._listed)} more rows.")


class _Report:
    """How each row ended."""

    def __init__(self) -> None:
        self.faults = _Faults()
        self.made = 0
        self._lines: dict[int, tuple[str, ...]] = {}

    def add(self, result: Result) -> None:
        """Take up the end of a row."""
        plan, video, fault = result.plan, result.video, result.fault
        if fault is not None:
            self.faults.add(plan, fault)
            line = ("", "failed", "", fault.column or "", _sentence(fault))
        else:
            self.made += 1
            notes = () if video is None else video.notes
            said = " ".join(texts.operator_sentence(note.code, note.facts) for note in notes)
            seconds = "" if video is None else f"{video.seconds:.2f}"
            line = (plan.file, "made", seconds, "", said)
        self._lines[plan.row] = line

    def as_csv(self) -> str:
        """Return it as CSV, in the order of the table; no cell is a formula."""
        columns = ("row", "file", "result", "seconds", "column", "remark")
        return as_csv(columns, [(row, *self._lines[row]) for row in sorted(self._lines)])


@contextlib.contextmanager
def _progress_on(console: Console, rows: int) -> Iterator[OnResult]:
    """Yield what shows the end of a row: a bar with the time left, or a line for each."""
    if not console.is_terminal:
        numbers = itertools.count(1)
        yield lambda result: _say(console, f"{next(numbers)}/{rows} {_line(result)}")
        return
    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
    )
    # The pace of the last minutes, for rows that are there already take no time.
    with Progress(*columns, console=console, transient=True, speed_estimate_period=120) as bar:
        task = bar.add_task("", total=rows)
        yield lambda result: bar.update(task, advance=1, description=_line(result))


def _line(result: Result) -> str:
    fault = result.fault
    return result.plan.file if fault is None else f"row {result.plan.row}: {_sentence(fault)}"


def _sentence(fault: Fault) -> str:
    return texts.operator_sentence(fault.error.code, fault.error.facts)


def _say(console: Console, sentence: str) -> None:
    console.print(sentence, highlight=False, markup=False, soft_wrap=True)


def _count(text: str) -> int:
    if text.isdecimal() and 1 <= int(text) <= 64:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text} is not a number from 1 to 64")
