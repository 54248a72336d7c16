from __future__ import annotations

import numpy as np
import pytest

from talking_photo.core.lipsync.accents import Accent, Pause
from talking_photo.core.model import FPS
from talking_photo.core.performance.motion_bank import CHANNELS, _bank, play_bank, prosody

ACCENTS = tuple(Accent(time=t, strength=0.8) for t in np.arange(0.5, 58, 0.7) if t % 6 < 5)
PAUSES = tuple(Pause(start=t, end=t + 0.8) for t in np.arange(5, 58, 6.0))


def played(frames, seed=0, pauses=PAUSES):
    return play_bank(ACCENTS, pauses, frames, np.random.default_rng(seed))


@pytest.mark.parametrize("frames", [1, 2, 20, 60, 700, 1500])
def test_every_length_has_a_motion(frames):
    curves = played(frames)
    assert list(curves) == list(CHANNELS)
    for curve in curves.values():
        assert curve.shape == (frames,)
        assert np.isfinite(curve).all()


def test_the_same_seed_has_the_same_motion_and_another_seed_another():
    first, again, other = (played(500, seed)["yaw"] for seed in (1, 1, 2))
    assert (first == again).all()
    assert np.abs(first - other).mean() > np.radians(0.5)


def test_segments_are_joined_without_a_jump():
    own = _bank().curves
    for seed in range(4):
        curves = played(1500, seed)
        for index, name in enumerate(CHANNELS):
            quickest = np.abs(np.diff(own[:, index])).max()
            assert np.abs(np.diff(curves[name])).max() < 1.3 * quickest, name


def test_a_speaker_moves_more_than_a_listener():
    silence = (Pause(start=0, end=60),)
    speaking, silent = (
        np.mean([np.abs(np.diff(played(1500, seed, pauses)["pitch"])).mean() for seed in range(4)])
        for pauses in ((), silence)
    )
    assert speaking > 1.1 * silent


def test_prosody_is_one_in_speech_and_zero_in_a_pause_with_bumps_on_accents():
    speaking, emphasis = prosody(ACCENTS, PAUSES, 300).T
    assert speaking[round(2 * FPS)] == pytest.approx(1)
    assert speaking[round(5.4 * FPS)] < 0.2
    assert emphasis[round(1.2 * FPS)] == pytest.approx(0.8, abs=0.1)


def test_the_bank_is_small_and_moves_as_far_as_a_calm_presenter():
    curves = np.degrees(_bank().curves[:, :3])
    low, high = np.percentile(curves, (2.5, 97.5), axis=0)
    assert 10 < np.linalg.norm(high - low) < 20
