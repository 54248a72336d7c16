from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.agreement import STEP, VISEMES, agreement, answer_of
from talking_photo.core.model import Phone

SAID = (("", 0.3), ("b", 0.08), ("a", 0.2), ("s", 0.1), ("aɪ", 0.2), ("m", 0.1), ("o", 0.2), ("",
0.3))  # fmt: skip


def phones(sounds=SAID, shift=0.0):
    made, now = [], shift
    for symbol, seconds in sounds:
        made.append(Phone(symbol=symbol, start=now, end=now + seconds))
        now += seconds
    return made


COUNT = round(phones()[-1].end / STEP)
TRUTH = answer_of(phones(), COUNT)


def test_the_right_answer_is_all_right():
    found = agreement([TRUTH], [TRUTH])
    assert (found.accuracy, found.f1, found.recall, found.precision) == (1, 1, 1, 1)
    assert found.opening == pytest.approx(1)
    assert found.late == 0


def test_an_answer_that_comes_late_is_measured():
    late = answer_of(phones(shift=0.03), COUNT)
    found = agreement([TRUTH], [late])
    assert found.late == pytest.approx(0.03)
    assert found.closures == 1  # 30 ms are within reach
    assert found.accuracy < 0.85


def test_a_closure_that_is_missed_and_one_that_is_made_up_count_against_it():
    sounds = [("t" if symbol == "b" else symbol, seconds) for symbol, seconds in SAID]
    missed = agreement([TRUTH], [answer_of(phones(sounds), COUNT)])
    assert (missed.recall, missed.precision) == (0.5, 1)
    sounds = [("p" if symbol == "s" else symbol, seconds) for symbol, seconds in SAID]
    made_up = agreement([TRUTH], [answer_of(phones(sounds), COUNT)])
    assert made_up.recall == 1
    assert made_up.precision == pytest.approx(2 / 3)
    assert made_up.closures == pytest.approx(0.8)


def test_somebody_who_tells_no_classes_is_judged_by_the_rest():
    mute = replace(TRUTH, classes=None, closures=())
    found = agreement([TRUTH], [mute])
    assert np.isnan(found.f1)
    assert found.closures == 0
    assert found.opening == pytest.approx(1)


def test_diphthongs_are_halved_and_h_is_the_vowel_beside_it():
    answer = answer_of(phones((("h", 0.1), ("aɪ", 0.2))), 30)
    names = [list(VISEMES)[k] for k in answer.classes[[5, 15, 25]]]
    assert names == ["AA", "AA", "EE"]
