from __future__ import annotations

import numpy as np

from benchmarks.lips_tables import tables
from benchmarks.read_back import Reading
from benchmarks.table import Spread, Table
from benchmarks.tracks import Movement, Share

MOVES = Movement.of(np.linspace(0, 0.1, 50))


def reading(picture):
    some = Share(hit=9, total=10)
    return Reading(
        picture=picture, width=64, height=48, eyes=20.0, found=some, to_gap=0.9, to_jaw=0.8,
        by_chance=0.1, late=-1, shut=some, apart=some, still=some, slope=1.0, stray=0, margin=2.0,
        outside=0.5, bent=0.01, trembles=0.02, asked_to=0.01, drawn_sharp=1.0, drawn_skin=1.0,
        sharp=(0.5, 0.6, 0.7), seen=MOVES, asked=MOVES,
    )  # fmt: skip


def test_pictures_from_outside_stay_nameless_and_the_drawn_ones_keep_their_names():
    all_tables = tables([reading("drawn"), reading("anna.jpg")], [MOVES], drawn={"drawn"})
    text = "\n".join(table.text() for table in all_tables)
    assert "anna" not in text
    assert "| photo 1 " in text
    assert "| drawn " in text
    assert "| real speakers " in text


def test_without_videos_of_people_there_is_no_row_for_them():
    text = "\n".join(table.text() for table in tables([reading("drawn")], [], drawn={"drawn"}))
    assert "real speakers" not in text


def test_the_columns_of_a_table_line_up():
    lines = Table(header=("a", "long one"), rows=(("wide cell", "1"),)).text().splitlines()
    assert {len(line) for line in lines} == {len(lines[0])}
    assert lines[1] == "| --------- | -------- |"


def test_a_spread_has_the_best_the_middle_and_the_worst_run():
    assert Spread.of([3.0, 1.0, 2.5]).text(1) == "1.0 / 2.5 / 3.0"
