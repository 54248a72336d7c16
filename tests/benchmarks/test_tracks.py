from __future__ import annotations

import numpy as np
import pytest

from benchmarks.tracks import (
    Movement,
    chance,
    closures,
    correlation,
    jitter,
    lag,
    openings,
    silences,
)
from talking_photo.core.model import FPS, Phone


def wandering(frames=200, seed=0):
    steps = np.random.default_rng(seed).normal(size=frames)
    return np.abs(np.convolve(steps, np.hanning(7), "same")) * 0.05


@pytest.mark.parametrize("frames", [-4, -1, 0, 3])
def test_a_lag_is_found_with_its_sign(frames):
    asked = wandering()
    assert lag(asked, np.roll(asked, frames)) == frames


def test_frames_without_a_face_do_not_spoil_the_correlation():
    asked = wandering()
    seen = 2 * asked + 0.01
    seen[20:30] = np.nan
    assert correlation(asked, seen) == pytest.approx(1)


def test_a_mouth_that_never_moves_has_no_correlation():
    assert np.isnan(correlation(wandering(), np.zeros(200)))


def test_chance_is_far_below_a_true_match():
    asked = wandering()
    assert chance(asked, asked) < 0.5


def test_a_closure_counts_up_to_40_ms_from_its_sound_and_not_beyond():
    sound = Phone(symbol="m", start=1.0, end=1.08)
    near, far = np.full(60, 0.1), np.full(60, 0.1)
    near[24] = far[23] = 0.0  # 0.96 s and 0.92 s
    assert closures([sound], near).hit == 1
    assert closures([sound], far).hit == 0


def test_other_sounds_are_no_closures():
    sounds = [Phone(symbol=s, start=i * 0.2, end=i * 0.2 + 0.1) for i, s in enumerate("pabmt")]
    assert closures(sounds, np.zeros(40)).total == 3


def test_a_mouth_that_stays_shut_has_all_closures_and_is_found_out_by_the_openings():
    asked, shut = wandering(), np.zeros(200)
    assert closures([Phone(symbol="b", start=1, end=1.1)], shut).hit == 1
    assert openings(asked, shut).hit == 0
    assert openings(asked, shut).total > 10


def test_a_silence_counts_from_120_ms_after_its_start():
    seen = np.full(2 * FPS, 0.1)
    seen[28:] = 0.0  # from 1.12 s
    assert silences([(1.0, 2.0)], seen).text() == "22 of 22"
    seen[28] = 0.1
    assert silences([(1.0, 2.0)], seen).text() == "21 of 22"


def test_the_silence_before_the_first_word_counts_from_the_first_frame():
    assert silences([(0.0, 0.2)], np.full(FPS, 0.1)).text() == "0 of 5"


def test_an_even_slope_does_not_tremble_and_a_zigzag_does():
    assert jitter(np.linspace(0, 1, 50)) == pytest.approx(0, abs=1e-12)
    assert jitter(np.tile([0.0, 0.1], 25)) == pytest.approx(0.2)


def test_speed_is_counted_for_a_second():
    moves = Movement.of(np.linspace(0, 1, FPS + 1))
    assert moves.quick == pytest.approx(1)
    assert moves.middle == pytest.approx(0.5)
