"""Pitch and formants of a sound that has known ones."""

import numpy as np
import pytest
from scipy.signal import lfilter

from talking_photo.core.lipsync.f0 import estimate_f0
from talking_photo.core.model import Phone, Speech, Word
from talking_photo.core.speech.reshape import reshape

RATE = 24_000
FORMANT = 1200.0


def vowel(f0=150.0, formant=FORMANT, seconds=1.0):
    """Glottal pulses through one resonance."""
    pulses = np.zeros(int(seconds * RATE))
    pulses[(np.arange(0, seconds, 1 / f0) * RATE).astype(int)] = 1.0
    radius = np.exp(-np.pi * 100 / RATE)
    poles = [1, -2 * radius * np.cos(2 * np.pi * formant / RATE), radius**2]
    samples = lfilter([1], poles, pulses)
    return Speech(
        samples=(0.3 * samples / np.abs(samples).max()).astype(np.float32),
        sample_rate=RATE,
        phones=(Phone(symbol="a", start=0.2, end=0.8),),
        words=(Word(text="a", start=0.2, end=0.8),),
    )


def peak(speech):
    """The middle of the spectrum's energy about its formant."""
    power = np.abs(np.fft.rfft(speech.samples)) ** 2
    hertz = np.fft.rfftfreq(len(speech.samples), 1 / RATE)
    near = (hertz > 500) & (hertz < 2500)
    return float((power * hertz)[near].sum() / power[near].sum())


@pytest.mark.parametrize(
    ("pitch", "formants"), [(1.25, 1.0), (0.8, 1.0), (1.0, 1.15), (1.0, 0.85), (0.8, 0.9)]
)
def test_pitch_and_formants_change_each_by_its_factor(pitch, formants):
    changed = reshape(vowel(), pitch=pitch, formants=formants)
    assert float(np.nanmedian(estimate_f0(changed))) == pytest.approx(150 * pitch, rel=0.04)
    assert peak(changed) == pytest.approx(FORMANT * formants, rel=0.07)
    assert changed.seconds == pytest.approx(1 / pitch, rel=0.01)
    assert changed.phones[0].start == pytest.approx(0.2 / pitch, rel=0.01)
    assert changed.words[0].end == pytest.approx(0.8 / pitch, rel=0.01)


def test_nothing_changes_where_nothing_is_asked():
    speech = vowel()
    assert reshape(speech, pitch=1.0, formants=1.0) is speech
