"""Levels stand at their times, in long recordings of every rate, too."""

import numpy as np
import pytest

from talking_photo.core.hearing.loudness import HOP, levels, silences
from talking_photo.core.model import Speech


@pytest.mark.parametrize("rate", [16_000, 22_050, 44_100, 48_000])
def test_a_click_after_a_minute_is_found_after_a_minute(rate):
    samples = np.zeros(61 * rate, np.float32)
    samples[60 * rate : 60 * rate + rate // 100] = 0.5
    loud = levels(Speech(samples=samples, sample_rate=rate))
    assert len(loud) == 6100
    assert loud.argmax() * HOP == pytest.approx(60, abs=0.02)


def test_the_level_of_a_sine_is_its_root_mean_square():
    tone = np.sin(2 * np.pi * 200 * np.arange(16_000) / 16_000).astype(np.float32)
    loud = levels(Speech(samples=0.1 * tone, sample_rate=16_000))
    assert loud[10:-10] == pytest.approx(-23.01, abs=0.1)


def test_a_rest_between_two_voices_is_found():
    t = np.arange(44_100) / 22_050
    voice = 0.3 * np.sin(2 * np.pi * 150 * t) * np.abs(np.sin(2 * np.pi * 3 * t)) ** 0.2
    rest = np.zeros(11_025)
    samples = np.concatenate([voice, rest, voice]).astype(np.float32)
    (found,) = [
        gap
        for gap in silences(Speech(samples=samples, sample_rate=22_050))
        if gap[1] - gap[0] > 0.3
    ]
    assert found == pytest.approx((2.0, 2.5), abs=0.05)
