"""The pace of `talking-photo batch` beside that of the render pool alone."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.material import png, square, words_for
from benchmarks.table import Section, Spread, Table
from talking_photo.bots.batch.tables import open_table
from talking_photo.bots.batch.template import Template
from talking_photo.bots.cli.batch import making
from talking_photo.bots.cli.batch.folder import BatchFolder
from talking_photo.bots.cli.batch.rows import BatchRequest, plans
from talking_photo.core.request import RenderOptions
from talking_photo.core.settings import RenderSettings, Settings
from talking_photo.core.workers.render_pool import RenderPool

GOAL = 0.9
"""The least pace of a batch, in videos of the pool in the same time."""
_ROWS, _SECONDS, _SIDE = 12, 3, 256
_SETTINGS = Settings(render=RenderSettings(children=2, max_side=_SIDE))


async def measure(folder: Path, runs: int) -> Section:
    """Take all figures; about half a minute a run."""
    photo = png(square(_SIDE), folder / "photo.png")
    table = folder / "table.csv"
    rows = "".join(f"Ann {number}\n" for number in range(_ROWS))
    table.write_text(f"name\n{rows}", encoding="utf-8")
    batch = BatchRequest(
        table=open_table(table),
        words=Template.read(f"{{name}}. {words_for(_SECONDS)}", ["name"]),
        name=Template.read("{name}", ["name"]),
        photo=photo,
        options=RenderOptions(language="en", voice="espeak"),
        settings=_SETTINGS,
    )
    pool: list[float] = []
    whole: list[float] = []
    for run in range(runs):
        pool.append(await _by_pool(batch, folder))
        whole.append(await _by_batch(batch, folder / f"videos {run}"))
    return Section(
        title="A batch beside the pool",
        how=f"{_ROWS} rows of {_SECONDS} s at {_SIDE} px in {_SETTINGS.render.children} render "
        "processes: by the render pool alone, all requests at once, and by `batch` with its "
        "folder; the ways alternate, and both start and warm their own processes. Seconds, least "
        "/ median / most of runs.",
        tables=(_table(pool, whole),),
        caveats=("A small picture makes the share of everything but rendering large.",),
        figures={"pool": pool, "batch": whole},
    )


async def _by_pool(batch: BatchRequest, folder: Path) -> float:
    began = time.perf_counter()
    async with RenderPool(making.WORK, _SETTINGS, warm=making.WARM) as pool:
        await asyncio.gather(
            *(
                pool.render(
                    plan.request,
                    folder / plan.file,
                    companion=folder / f"{plan.file}.json",
                    on_progress=lambda _stage, _done: None,
                )
                for plan in plans(batch)
                if plan.request is not None
            )
        )
    return time.perf_counter() - began


async def _by_batch(batch: BatchRequest, folder: Path) -> float:
    began = time.perf_counter()
    with BatchFolder.opened(folder) as opened:
        await making.make_all(
            plans(batch), opened, _SETTINGS, captions=(), on_result=lambda _result: None
        )
    return time.perf_counter() - began


def _table(pool: Sequence[float], batch: Sequence[float]) -> Table:
    pace = Spread.of([one / other for one, other in zip(pool, batch, strict=True)])
    row = (Spread.of(pool).text(1), Spread.of(batch).text(1), pace.text(), f"{GOAL:g} at least")
    return Table(header=("pool, s", "batch, s", "pace of the batch", "goal"), rows=(row,))
