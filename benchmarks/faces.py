"""What more faces in one picture cost: all of them found, and all of them speaking at once."""

from __future__ import annotations

from pathlib import Path

from benchmarks.material import crowd, png, words_for
from benchmarks.table import Section, Spread, Table
from benchmarks.warm import Run, repeated, warm_pool

_PEOPLE = (1, 2, 6, 10)
_MOST = 4.4
"""Times the video of one that the video of ten may take."""


async def measure(folder: Path, runs: int) -> Section:
    """Take all figures; about two minutes for three runs."""
    taken: dict[int, list[Run]] = {}
    async with warm_pool() as pool:
        for people in _PEOPLE:
            photo = png(crowd(people), folder / f"crowd-{people}.png")
            taken[people] = await repeated(pool, photo, words_for(5), runs)
    least = {people: min(run.whole for run in some) for people, some in taken.items()}
    cpu = {people: min(run.measured["cpu"] for run in some) for people, some in taken.items()}
    rows = tuple(
        (
            str(people),
            Spread.of([run.photo for run in some]).text(),
            Spread.of([run.lips for run in some]).text(),
            Spread.of([run.frames for run in some]).text(),
            Spread.of([run.whole for run in some]).text(),
            f"{least[people] / least[1]:.1f}",
            Spread.of([run.measured["cpu"] for run in some]).text(),
            f"{cpu[people] / cpu[1]:.1f}",
        )
        for people, some in taken.items()
    )
    header = (
        "faces",
        "photo read, faces, masks, s",
        "lips, performances, picture prepared, s",
        "all frames, file, s",
        "whole job, s",
        "times one",
        "whole job, CPU s",
        "times one, CPU",
    )
    return Section(
        title="Several faces",
        how="A warm render child lets all people in a picture of 1280 x 640 say one sentence, 5 s "
        "of video; each face is some 125 pixels wide. Least / median / most, and the least whole "
        f"job against that of one (goal: ten faces take at most {_MOST:g} times as long).",
        tables=(Table(header=header, rows=rows),),
        caveats=(
            "The wall around the people is plain, so that the video of one is cheap to encode; in "
            "a photo the ratio is smaller.",
        ),
        figures={
            people: {
                "whole": [run.whole for run in some],
                "times_one": least[people] / least[1],
                "times_one_cpu": cpu[people] / cpu[1],
            }
            for people, some in taken.items()
        },
    )
