"""The readings of the lips as tables.

Pictures from outside stay nameless: the page may be published.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence, Set
from statistics import median

from benchmarks.read_back import Reading
from benchmarks.table import Table
from benchmarks.tracks import Movement


def tables(
    readings: Sequence[Reading], speakers: Sequence[Movement], *, drawn: Set[str]
) -> tuple[Table, ...]:
    """Agreement, picture, and movement; the `drawn` pictures keep their names."""
    number = itertools.count(1)
    names = [r.picture if r.picture in drawn else f"photo {next(number)}" for r in readings]
    return (
        _agreement(names, readings),
        _picture(names, readings),
        _movement(readings, speakers),
    )


def _agreement(names: Sequence[str], readings: Sequence[Reading]) -> Table:
    rows = [
        (
            name,
            f"{r.to_gap:.3f}",
            f"{r.to_jaw:.3f}",
            f"{r.by_chance:.2f}",
            f"{r.slope:.2f}",
            f"{r.late:+d}",
            r.shut.text(),
            r.apart.text(),
            r.still.text(),
            r.found.text(),
        )
        for name, r in zip(names, readings, strict=True)
    ]
    header = (
        "picture",
        "r (gap)",
        "r (jaw)",
        "r by chance",
        "slope",
        "late, frames",
        "p b m shut",
        "wide ones apart",
        "silent frames shut",
        "face found",
    )
    goals = ("goal", "0.9", "", "", "", "-1..+1", "95 %", "", "100 %", "")
    return Table(header=header, rows=(*rows, goals))


def _picture(names: Sequence[str], readings: Sequence[Reading]) -> Table:
    rows = [
        (
            name,
            f"{r.width} x {r.height}",
            f"{r.eyes:.0f}",
            f"{r.stray}",
            f"{r.margin:.1f}",
            f"{r.outside:.0%}",
            f"{r.bent:.3f}",
            f"{r.trembles:.3f} ({r.asked_to:.3f})",
            f"{r.drawn_skin:.2f}",
            f"{r.drawn_sharp:.2f}",
            " / ".join(f"{x:.2f}" for x in r.sharp),
        )
        for name, r in zip(names, readings, strict=True)
    ]
    header = (
        "picture",
        "size",
        "eyes apart, px",
        "stray pixels",
        "margin, cm",
        "picture outside margin",
        "upper face bent by",
        "jitter seen (asked)",
        "sharpness of the skin about the mouth",
        "of the mouth, too",
        "in the video, 5 / 50 / 95 %",
    )
    goals = ("goal", "", "", "0", "", "", "< 0.02", "", "0.8 to 1.3", "", "")
    return Table(header=header, rows=(*rows, goals))


def _movement(readings: Sequence[Reading], speakers: Sequence[Movement]) -> Table:
    rows = [
        _moves("videos, as seen", [r.seen for r in readings]),
        _moves("videos, as asked", [r.asked for r in readings]),
    ]
    if speakers:
        rows.append(_moves("real speakers", speakers))
    header = (
        "least / median / most of",
        "how many",
        "opening p50",
        "opening p95",
        "speed p95, 1/s",
        "fastest frame, 1/s",
    )
    return Table(header=header, rows=tuple(rows))


def _moves(name: str, moves: Sequence[Movement]) -> tuple[str, ...]:
    def spread(values: Sequence[float]) -> str:
        return " / ".join(f"{x:.3f}" for x in (min(values), median(values), max(values)))

    return (
        name,
        f"{len(moves)}",
        spread([m.middle for m in moves]),
        spread([m.wide for m in moves]),
        spread([m.quick for m in moves]),
        spread([m.sudden for m in moves]),
    )
