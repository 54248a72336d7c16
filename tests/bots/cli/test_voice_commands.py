"""`voices`, `voices add` and `voices remove`, with a server in place of the hub."""

import hashlib
import json
import re
from pathlib import Path

import hibari
import pytest
from hibari import voices as registry

from talking_photo.bots.__main__ import main
from talking_photo.bots.cli import doctor
from talking_photo.core.packages import pinned
from talking_photo.core.packages.package import STYLE_BYTES
from talking_photo.core.settings import Settings, VoiceSettings
from talking_photo.core.speech.catalogue import list_voices
from talking_photo.core.speech.ports import Manner
from talking_photo.core.speech.voices import build_voices
from tests.file_server import FileServer

MODEL = (Path(hibari.__file__).parent / "assets/hibari.onnx").read_bytes()


@pytest.fixture(autouse=True)
def workplace(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TALKING_PHOTO_VOICE__GOOGLE_BASE_URL", "http://127.0.0.1:9")
    return tmp_path


@pytest.fixture
def hub(monkeypatch):
    """A hub that has the built-in network under the name of fenrir's."""
    fenrir = registry.VOICES["fenrir"]
    known = {"sha256": hashlib.sha256(MODEL).hexdigest(), "bytes": len(MODEL)}
    monkeypatch.setitem(registry.VOICES, "fenrir", fenrir | known)
    server = FileServer()
    server.files[f"voices/{fenrir['file']}"] = MODEL
    with server as address:
        monkeypatch.setattr(registry, "BASE_URL", f"{address}/voices/")
        pinned._hibari_voices.cache_clear()
        server.address = address
        yield server
    pinned._hibari_voices.cache_clear()


def fenrir():
    (voice,) = (v for v in list_voices(VoiceSettings()) if v.name == "hibari-fenrir")
    return voice


def test_a_voice_is_added_speaks_and_is_removed(hub, capsys):
    assert fenrir().problem == "voice_not_installed"
    assert main(["voices", "add", "hibari-fenrir", "--yes"]) == 0
    printed = capsys.readouterr()
    assert printed.out == "hibari-fenrir\n"
    assert "Licence: Apache-2.0. Distilled from Kokoro-82M." in printed.err
    assert "8 MB to fetch" in printed.err
    assert fenrir().problem is None
    voices = build_voices(VoiceSettings())
    voice = next(v for v in voices.on_request if v.name == "hibari-fenrir")
    speech = voice.speak("Hello there!", "en", Manner())
    assert speech.seconds > 0.4
    assert speech.phones
    assert main(["voices", "add", "hibari-fenrir", "--yes"]) == 0
    assert "is installed already" in capsys.readouterr().err
    assert len(hub.asked) == 1
    assert main(["voices", "remove", "hibari-fenrir"]) == 0
    assert fenrir().problem == "voice_not_installed"
    assert main(["voices", "remove", "hibari-fenrir"]) == 5
    assert "There is nothing of hibari-fenrir to remove." in capsys.readouterr().err


def test_nothing_is_fetched_without_accepting_the_licence(hub, capsys):
    assert main(["voices", "add", "hibari-fenrir"]) == 5
    assert "the licence was not accepted" in capsys.readouterr().err
    assert hub.asked == []


def test_a_wrong_file_at_the_hub_is_told_and_not_installed(hub, capsys):
    hub.files = dict.fromkeys(hub.files, MODEL[:-1] + b"x")
    assert main(["voices", "add", "hibari-fenrir", "--yes"]) == 4
    assert "arrived with a wrong checksum" in capsys.readouterr().err
    assert fenrir().problem == "voice_not_installed"


def test_a_voice_that_the_hub_does_not_have_any_more_is_told(hub, capsys):
    hub.files.clear()
    assert main(["voices", "add", "hibari-fenrir", "--yes"]) == 4
    assert "does not have am_fenrir" in capsys.readouterr().err


def test_files_come_from_a_mirror_by_their_names(hub, monkeypatch):
    monkeypatch.setenv("TALKING_PHOTO_VOICE__MIRROR_URL", f"{hub.address}/mirror/")
    name = registry.VOICES["fenrir"]["file"]
    hub.files[f"mirror/{name}"] = MODEL
    assert main(["voices", "add", "hibari-fenrir", "--yes"]) == 0
    assert [path for path, _, _ in hub.asked] == [f"mirror/{name}"]


def test_a_voice_that_nobody_has_is_told_with_those_that_can_be_added(capsys):
    assert main(["voices", "add", "hibari-nobody", "--yes"]) == 5
    assert "Name one of hibari-emma, hibari-fable" in capsys.readouterr().err


def test_the_list_for_a_language_has_only_voices_that_speak_it(capsys):
    assert main(["voices", "--language", "de"]) == 0
    table = capsys.readouterr().out
    assert re.search(r"^German +espeak +man +works", table, re.MULTILINE)
    assert "hibari" not in table


def test_the_names_of_the_list_are_in_one_piece_however_narrow_the_terminal(
    hub, monkeypatch, capsys
):
    monkeypatch.setenv("COLUMNS", "60")
    assert main(["voices"]) == 0
    shown = capsys.readouterr().out
    assert {voice.name for voice in list_voices(VoiceSettings(), None)} <= set(shown.split())


def test_programs_read_the_list_as_json(hub, capsys):
    assert main(["voices", "--json", "--language", "en-gb"]) == 0
    listed = json.loads(capsys.readouterr().out)
    voices = {voice["name"]: voice for voice in listed["voices"]}
    assert voices["hibari"]["installed"]
    assert voices["hibari"]["kind"] == "woman"
    assert voices["hibari-fable"] | {"download_bytes": 0} == {
        "name": "hibari-fable",
        "kind": "man",
        "natural": True,
        "languages": ["en", "en-gb"],
        "licence": "Apache-2.0",
        "installed": False,
        "problem": "voice_not_installed",
        "package": "hibari-fable",
        "download_bytes": 0,
        "network": False,
    }
    assert listed["recognisers"][0]["name"] == "whisper"


def test_a_voice_is_made_for_all_and_deleted(capsys):
    command = ["voices", "create", "Grandpa", "--from", "hibari-man", "--pitch", ".8"]
    assert main([*command, "--pace", ".9", "--formants", ".95"]) == 0
    assert capsys.readouterr().out == "Grandpa\n"
    (made,) = (voice for voice in list_voices(VoiceSettings()) if voice.name == "Grandpa")
    assert (made.kind, made.problem) == ("man", None)
    assert main(["voices", "delete", "Grandpa"]) == 0
    assert main(["voices", "delete", "Grandpa"]) == 5
    assert "There is no voice Grandpa that was made here." in capsys.readouterr().err


def test_a_voice_that_cannot_be_made_is_refused_with_the_reason(capsys):
    command = ["voices", "create", "Mix", "--from", "hibari:.6", "--with", "hibari-man"]
    assert main(command) == 3
    assert "can’t be mixed" in capsys.readouterr().err
    assert main(["voices", "create", "Mix", "--from", "hibari", "--pitch", "9"]) == 3
    assert "0.5 … 2" in capsys.readouterr().err


def test_doctor_names_an_added_voice_that_is_damaged_with_its_cure(hub, monkeypatch):
    assert main(["voices", "add", "hibari-fenrir", "--yes"]) == 0
    findings = {one.name: one for one in doctor._voices(Settings())}
    assert findings.keys() == {"voice piper", "voice hibari", "voice kokoro", "voice espeak"}
    Path("data/voices/hibari-fenrir/model.onnx").write_bytes(b"half")
    findings = {one.name: one for one in doctor._voices(Settings())}
    damaged = findings["voice hibari-fenrir"]
    assert damaged.state == "its files are damaged"
    assert "voices add" in damaged.cure


def test_voices_of_an_address_are_added_and_removed_by_their_names(hub, capsys):
    described = {"language": {"code": "de_DE"}, "audio": {"sample_rate": 22050}}
    hub.files |= {
        "de/anna.onnx": b"\x08model",
        "de/anna.onnx.json": json.dumps(described).encode(),
        "ef_anna.bin": bytes(STYLE_BYTES),
    }
    for url, name in (("de/anna.onnx", "piper-anna"), ("ef_anna.bin", "kokoro-es-anna")):
        assert main(["voices", "add", f"{hub.address}/{url}", "--yes"]) == 0
        printed = capsys.readouterr()
        assert printed.out == f"{name}\n"
        assert "Licence: not stated." in printed.err
        assert name in {voice.name for voice in list_voices(VoiceSettings())}
        assert main(["voices", "remove", name]) == 0
        assert name not in {voice.name for voice in list_voices(VoiceSettings())}
        assert main(["voices", "remove", name]) == 5
