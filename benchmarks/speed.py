"""How fast a warm child draws and encodes: against real time, by size and by length."""

from __future__ import annotations

from pathlib import Path

from benchmarks.material import png, square, words_for
from benchmarks.table import Section, Spread, Table
from benchmarks.warm import Run, repeated, warm_pool

SIDES = {512: (5.0, 8.0), 720: (3.0, 5.0), 1080: (1.5, 2.5)}
"""Pixels; times real time that are asked for, and hoped for."""
LENGTHS = (5, 30)
"""Seconds, beside the 10 of the table of sizes."""


async def measure(folder: Path, runs: int) -> Section:
    """Take all figures; about four minutes for three runs."""
    photos = {side: png(square(side), folder / f"{side}.png") for side in SIDES}
    sizes: dict[int, list[Run]] = {}
    lengths: dict[int, list[Run]] = {}
    async with warm_pool() as pool:
        for side, photo in photos.items():
            sizes[side] = await repeated(pool, photo, words_for(10), runs)
        for seconds in LENGTHS:
            lengths[seconds] = await repeated(pool, photos[720], words_for(seconds), runs)
    lengths[10] = sizes[720]
    return Section(
        title="Speed",
        how="A render child that has already made a video makes the same one again, through the "
        "same pool as in use. The time runs from the finished voice to the file in its place: "
        "lips, performance, preparing the picture, drawing, encoding, label, checksum. The "
        "picture is the drawn portrait, cut square, with the grain of a camera. Each cell: least "
        "/ median / most of the runs.",
        tables=(
            _sizes(sizes),
            _lengths(lengths),
        ),
        caveats=(
            "Wall time counts whatever else the machine does; the least is nearest to the "
            "program, and CPU time hardly changes with load.",
            "The portrait fills most of the picture, which is the slow case: background is not "
            "drawn anew.",
            "A noisy photo costs the encoder more, a clean or blurred one less.",
        ),
        figures={
            "sizes": {side: _plain(some) for side, some in sizes.items()},
            "lengths": {seconds: _plain(lengths[seconds]) for seconds in sorted(lengths)},
        },
    )


def _sizes(sizes: dict[int, list[Run]]) -> Table:
    rows = []
    for side, some in sizes.items():
        goal, hope = SIDES[side]
        fast = Spread.of([run.times_real_time for run in some])
        per_frame = _per_frame(some)
        megapixels = side * side / 1e6
        rows.append(
            (
                f"{side} x {side}",
                f"{some[0].video.seconds:.1f} s",
                fast.text(1),
                f"{goal:g} (hoped: {hope:g})",
                per_frame.text(1),
                f"{per_frame.least / megapixels:.0f}",
                Spread.of([run.measured["cpu"] / run.video.seconds for run in some]).text(),
            )
        )
    header = (
        "size",
        "video",
        "times real time",
        "goal",
        "ms for a frame",
        "ms for a megapixel",
        "CPU s for a second of video, whole job",
    )
    return Table(header=header, rows=tuple(rows))


def _lengths(lengths: dict[int, list[Run]]) -> Table:
    rows = tuple(
        (
            f"{lengths[seconds][0].video.seconds:.1f} s at 720 x 720",
            Spread.of([run.times_real_time for run in lengths[seconds]]).text(1),
            _per_frame(lengths[seconds]).text(1),
        )
        for seconds in sorted(lengths)
    )
    return Table(header=("video", "times real time", "ms for a frame"), rows=rows)


def _per_frame(some: list[Run]) -> Spread:
    return Spread.of([40 / run.times_real_time for run in some])


def _plain(some: list[Run]) -> list[dict[str, float]]:
    return [
        {
            "seconds": run.video.seconds,
            "photo": run.photo,
            "voice": run.voice,
            "lips": run.lips,
            "frames": run.frames,
            "whole": run.whole,
            "times_real_time": run.times_real_time,
            **run.measured,
        }
        for run in some
    ]
