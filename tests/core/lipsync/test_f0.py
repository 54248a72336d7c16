"""The pitch of tones that are known, and of noise, which has none."""

import numpy as np
import pytest

from talking_photo.core.lipsync.f0 import estimate_f0
from talking_photo.core.model import Speech

RATE = 16_000
TIMES = np.arange(RATE) / RATE


def of(samples, rate=RATE):
    return estimate_f0(Speech(samples=samples.astype(np.float32), sample_rate=rate))


@pytest.mark.parametrize("hertz", [80, 120, 200, 300, 400])
def test_a_buzz_is_as_high_as_it_is(hertz):
    buzz = sum(np.sin(2 * np.pi * hertz * k * TIMES) / k for k in range(1, 12))
    found = of(buzz)
    assert len(found) == 25
    assert np.nanmedian(found) == pytest.approx(hertz, rel=0.02)
    assert np.isfinite(found).mean() > 0.9


def test_a_rate_of_its_own_changes_nothing():
    times = np.arange(44_100) / 44_100
    found = of(np.sin(2 * np.pi * 150 * times), 44_100)
    assert np.nanmedian(found) == pytest.approx(150, rel=0.02)


def test_noise_and_silence_have_none():
    assert np.isnan(of(np.random.default_rng(0).standard_normal(RATE))).mean() > 0.95
    assert np.isnan(of(np.zeros(RATE))).all()
    assert of(np.zeros(0)).shape == (0,)
