"""Shows progress: a bar with the time left on a terminal, plain lines anywhere else."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from talking_photo.bots import texts
from talking_photo.core.model import Stage
from talking_photo.core.progress import Report


@contextlib.contextmanager
def shown_on(console: Console) -> Iterator[Report]:
    """Yield a report that draws on this console; the bar is removed at the end."""
    if not console.is_terminal:
        yield _lines_on(console)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(elapsed_when_finished=True),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        job = bar.add_task(texts.stage(Stage.WAITING), total=1.0)

        def report(stage: Stage, done: float) -> None:
            bar.update(job, description=texts.stage(stage), completed=done)

        yield report


def _lines_on(console: Console) -> Report:
    """Return a report that prints a line for each new stage and each quarter of the whole."""
    last: tuple[Stage, int] | None = None

    def report(stage: Stage, done: float) -> None:
        nonlocal last
        now = (stage, int(done * 4))
        if now != last:
            last = now
            console.print(f"{texts.stage(stage)} {done:.0%}", highlight=False)

    return report
