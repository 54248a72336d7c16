"""What drawing costs beside encoding: both at once against encoding the same frames alone."""

from __future__ import annotations

from pathlib import Path

from benchmarks.material import png, square, words_for
from benchmarks.table import Section, Spread, Table
from benchmarks.warm import Run, repeated, warm_pool

SIDES = (512, 720, 1080)
GOAL = 2.1
"""The most that both may take, in times of encoding alone."""
_SECONDS = 5


async def measure(folder: Path, runs: int) -> Section:
    """Take all figures; about a minute for three runs."""
    runs_of: dict[int, list[Run]] = {}
    async with warm_pool("benchmarks.jobs:draw_and_encode") as pool:
        for side in SIDES:
            photo = png(square(side), folder / f"{side}.png")
            runs_of[side] = await repeated(pool, photo, words_for(_SECONDS), runs)
    return Section(
        title="Drawing beside encoding",
        how="A warm render child draws all frames of a video into memory, encodes them from "
        "there, and then draws and encodes at once as in use; this is repeated, so that the ways "
        "alternate. CPU time is that of all threads. Each cell: least / median / most of runs.",
        tables=(_table(runs_of),),
        caveats=(
            "A ratio of one run hardly depends on the machine or on what else it does; CPU time "
            "least of all.",
            "Encoding alone has the same label, sound and threads. In wall time, both at once "
            "take less than the sum as far as they overlap on two cores.",
        ),
        figures={side: [run.measured for run in some] for side, some in runs_of.items()},
    )


def _table(runs_of: dict[int, list[Run]]) -> Table:
    rows = []
    for side, some in runs_of.items():
        measured = [run.measured for run in some]
        columns = [
            Spread.of([one[name] for one in measured])
            for name in ("draw_cpu", "encode_cpu", "both_cpu")
        ]
        columns += [
            Spread.of([one[f"both{unit}"] / one[f"encode{unit}"] for one in measured])
            for unit in ("_cpu", "")
        ]
        rows.append(
            (f"{side} x {side}", *(column.text() for column in columns), f"{GOAL:g} at most")
        )
    header = (
        "size",
        "drawing, CPU s",
        "encoding, CPU s",
        "both, CPU s",
        "both / encoding, CPU",
        "both / encoding, wall",
        "goal",
    )
    return Table(header=header, rows=tuple(rows))
