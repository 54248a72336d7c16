"""Phones laid onto another voice's sound."""

from dataclasses import replace

import numpy as np
import pytest

from core.model import Phone, Speech, Word
from core.speech.stretch import stretched

RATE = 16_000


def hum(seconds):
    t = np.arange(int(seconds * RATE), dtype=np.float32) / RATE
    return 0.3 * np.sin(2 * np.pi * 150 * t) * (0.7 + 0.3 * np.sin(2 * np.pi * 5 * t))


def still(seconds):
    return np.zeros(int(seconds * RATE), np.float32)


def sound(*pieces):
    return Speech(samples=np.concatenate(pieces).astype(np.float32), sample_rate=RATE)


def phone(symbol, start, end):
    return Phone(symbol=symbol, start=start, end=end)


KNOWN = replace(
    sound(still(2.0)),
    phones=(phone("m", 0, 0.2), phone("a", 0.2, 0.8), phone("", 0.8, 1.2), phone("b", 1.2, 1.4), phone("a", 1.4, 2)),
    words=(Word(text="ma", start=0, end=0.8), Word(text="ba", start=1.2, end=2.0)),
)  # fmt: skip


def test_each_stretch_of_speech_falls_onto_its_own():
    speech = stretched(KNOWN, sound(still(0.3), hum(1.6), still(0.5), hum(0.4), still(0.3)))
    assert [p.symbol for p in speech.phones] == ["m", "a", "b", "a"]
    starts = [p.start for p in speech.phones]
    assert starts == pytest.approx([0.3, 0.7, 2.4, 2.5], abs=0.05)
    assert [word.end for word in speech.words] == pytest.approx([1.9, 2.8], abs=0.05)


def test_with_other_pauses_the_speaking_time_is_shared_and_no_phone_is_lost():
    speech = stretched(KNOWN, sound(hum(0.5), still(0.5), hum(0.5), still(0.5), hum(0.6)))
    assert [p.symbol for p in speech.phones] == ["m", "a", "b", "a"]
    assert speech.phones[0].start == pytest.approx(0.0, abs=0.03)
    assert speech.phones[2].start == pytest.approx(1.3, abs=0.06)
    assert speech.phones[-1].end == pytest.approx(2.6, abs=0.03)


def test_without_a_voice_in_the_sound_nothing_is_claimed():
    assert stretched(KNOWN, sound(still(1.0))).phones is None


def test_without_phones_nothing_is_claimed():
    assert stretched(replace(KNOWN, phones=()), sound(hum(1.0))).phones is None
