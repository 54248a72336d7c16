from __future__ import annotations

import sys
from importlib.util import find_spec

import numpy as np
import pytest

from benchmarks.agreement import VISEMES
from benchmarks.distortions import DISTORTIONS, RATE, distorted
from benchmarks.recognisers import envelope, ours, pocketsphinx, rhubarb
from talking_photo.core.model import Speech
from talking_photo.core.speech.espeak import Espeak
from talking_photo.core.speech.ports import Manner

_RHUBARB = """#!{python}
import json, sys, wave
with wave.open(sys.argv[-1]) as sound:
    seconds = sound.getnframes() / sound.getframerate()
cues = [(0, 0.5, "X"), (0.5, 0.6, "A"), (0.6, seconds, "D")]
print(json.dumps({{"mouthCues": [{{"start": a, "end": b, "value": v}} for a, b, v in cues]}}))
"""


@pytest.fixture(scope="module")
def speech():
    spoken = Espeak().speak("Bob may have a map of my big farm.", "en-us", Manner())
    times = np.arange(int(spoken.seconds * RATE)) / RATE
    samples = np.interp(times, np.arange(len(spoken.samples)) / spoken.sample_rate, spoken.samples)
    return Speech(samples=samples.astype(np.float32), sample_rate=RATE)


def test_what_rhubarb_writes_is_read(tmp_path, speech):
    program = tmp_path / "rhubarb"
    program.write_text(_RHUBARB.format(python=sys.executable))
    program.chmod(0o755)
    answer = rhubarb(speech, program)
    assert answer.closures == ((0.5, 0.6),)
    assert [list(VISEMES)[k] for k in answer.classes[[10, 55, 100]]] == ["SIL", "PBM", "AA"]
    assert answer.opening[100] > 0.9
    assert rhubarb(speech, None) is None


def test_everybody_finds_the_lips_of_a_plain_voice(speech):
    recognisers = [ours, envelope, *([pocketsphinx] if find_spec("pocketsphinx") else [])]
    for recogniser in recognisers:
        answer = recogniser(speech)
        assert len(answer.opening) == pytest.approx(100 * speech.seconds, abs=2)
        assert answer.opening.max() > 0.3
        assert answer.closures


def test_without_pocketsphinx_its_row_is_left_out(speech, monkeypatch):
    monkeypatch.setattr("benchmarks.recognisers.find_spec", lambda _: None)
    assert pocketsphinx(speech) is None


@pytest.mark.parametrize("name", DISTORTIONS)
def test_distortions_are_the_same_each_time_and_keep_the_length(speech, name):
    once, twice = (distorted(speech, name, [speech]) for _ in range(2))
    assert np.array_equal(once.samples, twice.samples)
    assert once.seconds == pytest.approx(speech.seconds, abs=0.05)
    same = np.interp(
        np.arange(len(speech.samples)) / RATE,
        np.arange(len(once.samples)) / once.sample_rate,
        once.samples,
    )
    likeness = np.corrcoef(same, speech.samples)[0, 1]
    noisy = name.startswith(("babble", "rain", "clipped"))
    assert (likeness < 0.98) == noisy
