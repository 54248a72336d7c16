"""Kokoro's voices, with espeak, hibari and pypinyin as they are, and a hum for the network.

What the network itself says is measured by `bench --only voices`, where it is installed.
"""

import hashlib
from types import SimpleNamespace

import numpy as np
import pytest

from talking_photo.core.errors import RequestError
from talking_photo.core.intake.text import read_text
from talking_photo.core.model import Expression
from talking_photo.core.packages.package import STYLE_BYTES, Manifest, write_manifest
from talking_photo.core.packages.pinned import KOKORO, KOKORO_STYLES
from talking_photo.core.progress import no_progress
from talking_photo.core.request import OwnVoice
from talking_photo.core.settings import TextLimits, VoiceSettings
from talking_photo.core.speech import kokoro
from talking_photo.core.speech.own_voices import check_own_voice
from talking_photo.core.speech.ports import Manner, SpeakerKind
from talking_photo.core.speech.voices import all_voices, build_voices, synthesize

STYLES = ("ef_dora", "em_alex", "zf_xiaobei", "af_heart", "am_fenrir")


@pytest.fixture
def settings(tmp_path):
    """A folder with the package, each style a number of its own."""
    place = tmp_path / "voices" / KOKORO.name
    (place / "styles").mkdir(parents=True)
    files = {"model.onnx": b"network"}
    for number, name in enumerate(STYLES, 1):
        files[f"styles/{name}.bin"] = np.full(STYLE_BYTES // 4, number, "<f4").tobytes()
    for name, contents in files.items():
        (place / name).write_bytes(contents)
    checksums = {name: hashlib.sha256(contents).hexdigest() for name, contents in files.items()}
    sizes = {name: len(contents) for name, contents in files.items()}
    write_manifest(
        place, Manifest(version=KOKORO.version, licence="", sizes=sizes, checksums=checksums)
    )
    return VoiceSettings(folder=tmp_path / "voices")


@pytest.fixture
def network(monkeypatch):
    """Hums 50 ms for each phoneme, and keeps what it was given."""
    given = []

    def run(_outputs, inputs):
        given.append(inputs)
        count = round(1200 * inputs["tokens"].shape[1] / float(inputs["speed"][0]))
        return [0.3 * np.sin(2 * np.pi * 200 * np.arange(count) / 24_000).astype(np.float32)]

    monkeypatch.setattr(kokoro, "_session", lambda _place: SimpleNamespace(run=run))
    return given


@pytest.mark.parametrize(
    ("letter", "text", "phonemes"),
    [
        ("e", "¿Puedes venir, mamá?", "pwˈeðes βenˈiɾ, mamˈa?"),
        ("p", "Bom dia!", "bˈoŋ ʤˈiæ!"),
        ("i", "Lo zio (Pino).", "lo ʣˈio (pˈino)."),
        ("f", "Un bon vin blanc…", "œ̃ bˈɔ̃ vˈɛ̃ blˈɑ̃…"),
        ("z", "你好，世界。", "ni↓xau↓, ʂɨ↘ ʨje↘."),
        ("z", "女儿是二十岁！", "ny↓ɚ↗ ʂɨ↘ ɚ↘ ʂɨ↗ swei↘!"),
        ("a", "Hello there.", "həlˈO ðˈɛɹ."),
        ("b", "A joke.", "ɐ ʤˈQk."),
        ("e", "...", ""),
        ("e", "Hola [[/ˈtʃaβi/|Xavi]], hola.", "ˈola ˈʧaβi, ˈola."),
        ("a", "Hello [[/ʃɪˈvɔːn/|Siobhan]]!", "həlˈO ʃɪˈvɔn!"),
    ],
)
def test_text_becomes_the_phonemes_that_the_network_learned(letter, text, phonemes):
    got = kokoro._phonemes(text, letter)
    assert got == phonemes
    assert {symbol for symbol in got if symbol not in kokoro._IDS} == set()


def test_words_of_another_language_leave_no_mark_in_the_phonemes():
    assert "(" not in kokoro._phonemes("le weekend et le shopping", "f")


def test_every_language_but_german_has_women_and_men():
    voices = all_voices(VoiceSettings()).values()
    offered = [voice for voice in voices if voice.package == "kokoro"]
    for language in ("es", "pt", "it", "fr", "hi", "zh", "en"):
        kinds = [
            voice.kind
            for voice in offered
            if language in voice.speaks and voice.name not in ("kokoro", "kokoro-man")
        ]
        assert kinds.count(SpeakerKind.WOMAN) >= 1
        assert kinds.count(SpeakerKind.MAN) >= 1
        assert len(kinds) >= 3
    assert not any("de" in voice.speaks for voice in offered)
    assert len({voice.name for voice in offered}) == len(offered)
    used = {style for v in offered for parts in v.style.parts.values() for style, _ in parts}
    assert used <= set(KOKORO_STYLES)


def spoken(settings, name, text="Hola a todos, me alegro.", language="es", **manner):
    voice = next(v for v in build_voices(settings).on_request if v.name == name)
    return voice.speak(text, language, Manner(**manner))


def test_the_style_goes_by_the_number_of_phonemes_and_the_phones_are_aligned(settings, network):
    speech = spoken(settings, "kokoro-es-alex")
    (inputs,) = network
    assert inputs["tokens"][0, [0, -1]].tolist() == [0, 0]
    assert inputs["style"].shape == (1, 256)
    assert inputs["style"].min() == inputs["style"].max() == 2
    assert speech.sample_rate == 24_000
    assert [word.text for word in speech.words]


def test_pitch_keeps_the_length_and_pace_does_not(settings, network):
    plain = spoken(settings, "kokoro-es-dora")
    assert spoken(settings, "kokoro-es-dora", pitch=1.25).seconds == pytest.approx(
        plain.seconds, rel=0.03
    )
    assert spoken(settings, "kokoro-es-dora", pace=1.25).seconds == pytest.approx(
        plain.seconds / 1.25, rel=0.03
    )


@pytest.mark.parametrize("text", ["palabra " * 200, "a" * 900, "una, " * 300 + "dos."])
def test_long_sentences_are_spoken_in_pieces(settings, network, text):
    spoken(settings, "kokoro-es-dora", text)
    lengths = [inputs["tokens"].shape[1] for inputs in network]
    assert len(lengths) > 1
    assert max(lengths) <= kokoro._MAX_PHONEMES + 2


def test_words_without_a_sound_have_no_samples(settings, network):
    assert spoken(settings, "kokoro-es-dora", "…").samples.size == 0
    assert network == []


def test_a_blend_speaks_with_both_styles(settings, network):
    own = OwnVoice(name="Mezcla", base="kokoro-es-dora", second="kokoro-es-alex", share=0.75)
    check_own_voice(own, all_voices(settings))
    voice = next(v for v in build_voices(settings, [own]).on_request if v.name == "Mezcla")
    assert (voice.kind, voice.languages()) == (SpeakerKind.WOMAN, {"es"})
    voice.speak("Hola.", "es", Manner())
    assert network[0]["style"].mean() == pytest.approx(0.75 * 1 + 0.25 * 2)
    mostly = OwnVoice(name="Otra", base="kokoro", second="kokoro-es-alex", share=0.25)
    voice = next(v for v in build_voices(settings, [mostly]).on_request if v.name == "Otra")
    assert voice.kind is SpeakerKind.MAN
    with pytest.raises(RequestError, match="voices_not_blendable"):
        check_own_voice(OwnVoice(name="No", base="kokoro", second="espeak"), all_voices(settings))


def test_a_style_that_was_added_by_its_address_is_a_voice_of_its_language(settings, network):
    folder = settings.folder / "styles"
    folder.mkdir()
    (folder / "ef_anna.bin").write_bytes(np.full(STYLE_BYTES // 4, 7, "<f4").tobytes())
    spoken(settings, "kokoro-es-anna")
    assert network[0]["style"].mean() == 7


def said(settings, name="kokoro-es-dora"):
    return synthesize(
        read_text("Hola a todos.", TextLimits(), Expression.NEUTRAL),
        preferred_voice=name,
        language="es",
        voices=build_voices(settings),
        manner=Manner(),
        progress=no_progress,
    )


def of_the_same_size(path):
    path.write_bytes(b"x" * path.stat().st_size)


@pytest.mark.parametrize(
    ("harm", "reason"),
    [
        (lambda place: of_the_same_size(place / "styles/ef_dora.bin"), "voice_damaged"),
        (lambda place: of_the_same_size(place / "model.onnx"), "voice_damaged"),
        (lambda place: (place / "model.onnx").write_bytes(b"half"), "voice_damaged"),
        (lambda place: (place / "styles/ef_dora.bin").unlink(), "voice_damaged"),
        (lambda place: (place / "package.json").write_text("{}"), "voice_damaged"),
        (lambda place: place.rename(place.with_name("elsewhere")), "voice_not_installed"),
    ],
)
def test_a_damaged_voice_is_named_and_the_next_one_speaks(settings, harm, reason):
    kokoro.release()
    harm(settings.folder / KOKORO.name)
    speech = said(settings)
    (note,) = speech.notes
    assert note.code == "voice_fell_back"
    assert note.facts == {"from": "kokoro-es-dora", "to": "espeak-woman", "reason": reason}


def test_a_network_of_other_contents_with_a_right_checksum_is_damaged_too(settings):
    kokoro.release()
    assert said(settings).notes[0].facts["reason"] == "voice_damaged"  # b"network" is no ONNX
