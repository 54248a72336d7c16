"""Peak memory of a render child, and its growth with the length of the video."""

from __future__ import annotations

from pathlib import Path

from benchmarks.material import png, square, words_for
from benchmarks.table import Section, Spread, Table
from benchmarks.warm import timed, warm_pool

_CASES = ((720, 5), (720, 120), (1280, 5))
_MOST = 900
_LENGTHS = (60, 600)
"""Seconds; the latter is the longest video that a text may become."""


async def measure(folder: Path, runs: int) -> Section:
    """Take all figures; about three minutes for three runs."""
    peaks: dict[tuple[int, int], list[float]] = {}
    lengths: dict[tuple[int, int], float] = {}
    for side, seconds in _CASES:
        photo = png(square(side), folder / f"memory-{side}.png")
        for _ in range(runs):
            # A new child each time: its peak never comes down again.
            async with warm_pool() as pool:
                run = await timed(pool, photo, words_for(seconds))
            peaks.setdefault((side, seconds), []).append(run.measured["peak"])
            lengths[side, seconds] = run.video.seconds
    short, long = (Spread.of(peaks[720, seconds]).middle for seconds in (5, 120))
    rows = [
        (
            f"{side} x {side}",
            f"{lengths[side, seconds]:.0f} s",
            Spread.of(some).text(0),
            f"{_MOST}",
        )
        for (side, seconds), some in peaks.items()
    ]
    return Section(
        title="Memory",
        how="Peak of resident memory of a render child that did this one job, with its encoder, "
        "which runs inside it. Megabytes, least / median / most. The long video takes "
        f"{long / short - 1:+.1%} against the short one (goal: within 10 %).",
        tables=(Table(header=("size", "video", "peak", "at most"), rows=tuple(rows)),),
        caveats=(
            "`VmHWM` of the kernel, which starts anew with each program; it counts pages of "
            "libraries that other processes share. Linux only.",
            "The finished sound and the numbers of each frame do grow with the length: some 0.15 "
            "MB a second.",
        ),
        figures={f"{side}, {seconds} s": some for (side, seconds), some in peaks.items()},
    )


async def measure_lengths(folder: Path) -> Section:
    """Compare the peak of a short and of the longest video; about five minutes on two cores."""
    photo = png(square(256), folder / "memory-length.png")
    rows, figures = [], {}
    for seconds in _LENGTHS:
        async with warm_pool() as pool:
            run = await timed(pool, photo, words_for(seconds))
        peak, cpu = run.measured["peak"], run.measured["cpu"]
        rows.append(
            (
                f"{run.video.seconds:.0f} s at {run.video.width} x {run.video.height}",
                f"{peak:.0f}",
                f"{_MOST}",
                f"{run.video.bytes / 1e6:.1f}",
                f"{cpu:.0f}",
            )
        )
        figures[f"{seconds} s"] = run.measured
    header = ("video", "peak, MB", "at most", "file, MB", "CPU s")
    return Section(
        title="Memory and length",
        how="Peak of resident memory of a new render child that made this one video of a text, "
        "from the text to the file.",
        tables=(Table(header=header, rows=tuple(rows)),),
        caveats=("One run each.",),
        figures=figures,
    )
