"""The Piper voice, above a stand-in for the package (its wheel and a model are the user's to
install).
"""

import importlib.machinery
import json
import sys
from dataclasses import dataclass, field
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

from talking_photo.core.errors import DependencyError
from talking_photo.core.speech.espeak import Espeak
from talking_photo.core.speech.piper import Piper, piper_voices
from talking_photo.core.speech.ports import Manner

RATE = 16_000
HELLO_BOB = [("^", 800), ("h", 800), ("ə", 800), ("l", 800), ("ˈ", 160), ("o", 1600), ("ʊ", 800),
(" ", 320),
             ("b", 960), ("ˈ", 160), ("ɑ", 1600), ("ː", 800), ("b", 960), (".", 3200), ("$",
             800)]  # fmt: skip


def syllables(count):
    """A hum that swells and fades four times a second."""
    t = np.arange(count, dtype=np.float32) / RATE
    return np.sin(2 * np.pi * 130 * t) * np.sin(4 * np.pi * t) ** 2


@dataclass
class SynthesisConfig:
    length_scale: float | None = None


@dataclass
class PiperVoice:
    """Answers as piper 1.8 does for a voice that was, or was not, patched to give alignments."""

    path: str
    aligned: bool = True
    asked: str = ""
    config: SimpleNamespace = field(
        default_factory=lambda: SimpleNamespace(sample_rate=RATE, length_scale=1.0)
    )

    @staticmethod
    def load(path):
        if "broken" in path.name:
            raise ValueError("no model")
        return PiperVoice(str(path), aligned="plain" not in path.name)

    def synthesize(self, text, syn_config=None, include_alignments=False):
        self.asked = text
        if "fail" in text:
            raise RuntimeError("onnxruntime says no")
        for _ in range(text.count(".")):
            alignments = [
                SimpleNamespace(phoneme=p, num_samples=np.int64(n * syn_config.length_scale))
                for p, n in HELLO_BOB
            ]
            count = sum(alignment.num_samples for alignment in alignments)
            yield SimpleNamespace(
                sample_rate=RATE,
                audio_float_array=syllables(count),
                phoneme_alignments=alignments if self.aligned and include_alignments else None,
            )


@pytest.fixture
def package(monkeypatch):
    module = ModuleType("piper")
    module.__spec__ = importlib.machinery.ModuleSpec("piper", None)
    module.PiperVoice, module.SynthesisConfig = PiperVoice, SynthesisConfig
    monkeypatch.setitem(sys.modules, "piper", module)


@pytest.fixture
def piper(package, tmp_path):
    return Piper(folder=tmp_path, phones=Espeak())


def put_voice(folder, name, code):
    (folder / f"{name}.onnx").touch()
    (folder / f"{name}.onnx.json").write_text(json.dumps({"language": {"code": code}}))


def test_without_the_package_it_says_so(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "piper", None)
    put_voice(tmp_path, "amy", "en_US")
    piper = Piper(folder=tmp_path, phones=Espeak())
    assert piper.availability() == "voice_not_installed"
    assert piper.languages() == set()


def test_without_a_voice_in_the_folder_it_says_so(piper, tmp_path):
    (tmp_path / "lonely.onnx").touch()
    assert piper.availability() == "voice_model_missing"
    assert piper.languages() == set()


def test_it_speaks_the_languages_of_the_folder(piper, tmp_path):
    put_voice(tmp_path, "amy", "en_US")
    put_voice(tmp_path, "thorsten", "de_DE")
    assert piper.availability() is None
    assert piper.languages() == {"en-us", "de-de"}


def test_each_voice_of_the_folder_can_be_chosen_and_states_its_licence(package, tmp_path):
    put_voice(tmp_path, "amy", "en_US")
    put_voice(tmp_path, "joe", "en_US")
    (tmp_path / "joe.licence.json").write_text('{"licence": "public domain", "sha256": null}')
    first, amy, joe = piper_voices(tmp_path, Espeak())
    assert [first.name, amy.name, joe.name] == ["piper", "piper-amy", "piper-joe"]
    assert [amy.licence, joe.licence] == ["not stated", "public domain"]
    assert joe.languages() == {"en-us"}
    assert joe._models()["en-us"].stem == "joe"


def test_a_voice_that_differs_from_what_was_added_is_damaged(piper, tmp_path):
    put_voice(tmp_path, "amy", "en_US")
    (tmp_path / "amy.licence.json").write_text(json.dumps({"sha256": "0" * 64}))
    with pytest.raises(DependencyError, match="voice_damaged"):
        piper.speak("Hello Bob.", "en-us", Manner())


def test_a_higher_pitch_keeps_length_and_closures(piper, tmp_path):
    put_voice(tmp_path, "amy", "en_US")
    plain, high = (piper.speak("Hello Bob.", "en-us", Manner(pitch=p)) for p in (1.0, 1.25))
    assert high.seconds == pytest.approx(plain.seconds, rel=0.01)
    assert high.phones[6].start == pytest.approx(plain.phones[6].start, abs=0.01)


def test_alignments_become_phones(piper, tmp_path):
    put_voice(tmp_path, "amy", "en_US")
    speech = piper.speak("Hello Bob.", "en-us", Manner())
    assert [(p.symbol, p.stress) for p in speech.phones] == [
        ("", 0), ("h", 0), ("ə", 0), ("l", 0), ("o", 2), ("ʊ", 0), ("b", 0), ("ɑː", 2), ("b", 0),
        ("", 0),
    ]  # fmt: skip
    assert speech.phones[-1].end == pytest.approx(speech.seconds)
    long_vowel = speech.phones[7]
    assert long_vowel.end - long_vowel.start == pytest.approx((160 + 1600 + 800) / RATE)


def test_sentences_follow_each_other(piper, tmp_path):
    put_voice(tmp_path, "amy", "en_US")
    once = piper.speak("Hello Bob.", "en-us", Manner())
    twice = piper.speak("Hello Bob. Hello Bob.", "en-us", Manner())
    assert twice.seconds == pytest.approx(2 * once.seconds)
    assert twice.phones[len(once.phones)].start == pytest.approx(once.seconds)


def test_a_faster_pace_shortens(piper, tmp_path):
    put_voice(tmp_path, "amy", "en_US")
    fast = piper.speak("Hello Bob.", "en-us", Manner(pace=2.0))
    assert fast.seconds == pytest.approx(
        piper.speak("Hello Bob.", "en-us", Manner()).seconds / 2, rel=0.01
    )


def test_a_voice_without_alignments_gets_the_phones_of_espeak(piper, tmp_path):
    put_voice(tmp_path, "plain", "en_US")
    speech = piper.speak("Hello Bob.", "en-us", Manner())
    assert [p.symbol for p in speech.phones if p.symbol == "b"] == ["b", "b"]
    assert speech.phones[-1].end <= speech.seconds


def test_what_piper_raises_is_reported_as_a_failing_voice(piper, tmp_path):
    put_voice(tmp_path, "amy", "en_US")
    put_voice(tmp_path, "broken", "fr_FR")
    for text, language in (("fail", "en-us"), ("Bonjour.", "fr-fr")):
        with pytest.raises(DependencyError) as raised:
            piper.speak(text, language, Manner())
        assert raised.value.code == "voice_failed"


def test_it_is_given_phonemes_as_it_reads_them(piper, tmp_path):
    put_voice(tmp_path, "a", "en_US")
    piper.speak("Hi [[/ʃɪˈvɔːn/|Siobhán]].", "en-us", Manner())
    (voice,) = piper._loaded.values()
    assert voice.asked == "Hi [[ʃɪˈvɔːn]]."
