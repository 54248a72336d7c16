"""The figures of phone recognition as tables.

Videos from outside stay nameless: the page may be published.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import numpy as np

from benchmarks.agreement import Agreement
from benchmarks.real_lips import Likeness
from benchmarks.table import Table


def agreements(sets: Mapping[str, Mapping[str, Agreement]]) -> Table:
    """One row for each set and recogniser."""
    rows = [
        (name, recogniser, *_cells(found))
        for name, answers in sets.items()
        for recogniser, found in answers.items()
    ]
    return Table(
        header=(
            "speech", "recogniser", "frames right", "macro F1", "p b m: found", "true", "F1",
            "opening r", "late, ms", "finished jaw r",
        ),
        rows=tuple(rows),
    )  # fmt: skip


def graceful(found: Mapping[str, tuple[Agreement, Agreement]]) -> Table:
    """The same speech after what happens to it: the sound alone, and with the words."""
    rows = [
        (
            name,
            *(f"{x:.2f}" for x in (alone.f1, alone.closures, alone.opening)),
            *(f"{x:.2f}" for x in (known.f1, known.closures, known.opening)),
        )
        for name, (alone, known) in found.items()
    ]
    return Table(
        header=("sound", "macro F1", "p b m F1", "opening r", "with words: F1", "p b m F1", "r"),
        rows=tuple(rows),
    )


def people(found: Sequence[Likeness]) -> Table:
    """Real lips, and the mean of those on video."""
    number = itertools.count(1)
    rows = [
        (
            f"video {next(number)}" if one.width is not None else "coils on the lips",
            *_likeness(one),
        )
        for one in found
    ]
    videos = [one for one in found if one.width is not None]
    if videos:
        rows.append(("videos, mean", *_mean(videos)))
    return Table(
        header=(
            "lips of",
            "opening: ours",
            "loudness",
            "pocketsphinx",
            "late, ms",
            "width: ours",
            "loudness",
        ),
        rows=tuple(rows),
    )


def restlessness(found: Mapping[str, tuple[float, float]]) -> Table:
    """What sounds without a voice do to the mouth."""
    rows = [
        (name, f"{100 * share:.0f} %", f"{turns:.1f}") for name, (share, turns) in found.items()
    ]
    return Table(header=("no voice", "frames open", "turns of the jaw a second"), rows=tuple(rows))


def speeds(found: Mapping[str, tuple[float, float]]) -> Table:
    """Times real time, and megabytes."""
    rows = [(name, f"{times:.0f}", f"{size:.0f}") for name, (times, size) in found.items()]
    return Table(header=("what", "times real time", "memory it adds, MB"), rows=tuple(rows))


def _cells(found: Agreement) -> tuple[str, ...]:
    return (
        _or_dash(found.accuracy),
        _or_dash(found.f1),
        f"{found.recall:.2f}",
        f"{found.precision:.2f}",
        f"{found.closures:.2f}",
        f"{found.opening:.2f}",
        f"{1000 * found.late:+.0f}",
        _or_dash(found.jaw),
    )


def _likeness(one: Likeness) -> tuple[str, ...]:
    return (
        f"{one.ours:.2f}",
        f"{one.loudness:.2f}",
        _or_dash(one.pocketsphinx),
        f"{1000 * one.late:+.0f}",
        _or_dash(one.width),
        _or_dash(one.width_by_loudness),
    )


def _mean(videos: Sequence[Likeness]) -> tuple[str, ...]:
    def mean(values: Sequence[float | None]) -> str:
        known = [value for value in values if value is not None]
        return f"{np.mean(known):.2f}" if known else "–"

    return (
        mean([one.ours for one in videos]),
        mean([one.loudness for one in videos]),
        mean([one.pocketsphinx for one in videos]),
        "",
        mean([one.width for one in videos]),
        mean([one.width_by_loudness for one in videos]),
    )


def _or_dash(value: float | None) -> str:
    return "–" if value is None or np.isnan(value) else f"{value:.2f}"
