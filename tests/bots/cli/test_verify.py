"""`verify`: sentences for people, exit codes and JSON for programs."""

import json

import pytest

from talking_photo.bots.__main__ import main
from talking_photo.bots.conversation.verification import sentences
from talking_photo.bots.texts import CHAT
from talking_photo.core.provenance.credentials import Credentials, CredentialsState
from talking_photo.core.provenance.verdict import Verdict, Verification, judge


def test_files_without_marks_end_with_1_and_are_told_in_words_and_json(tmp_path, capsys):
    (tmp_path / "a.txt").write_text("text")
    assert main(["verify", str(tmp_path / "a.txt")]) == 1
    assert "There is no mark in this file." in capsys.readouterr().out
    assert main(["verify", "--json", str(tmp_path / "a.txt")]) == 1
    [found] = json.loads(capsys.readouterr().out)
    assert found["file"] == str(tmp_path / "a.txt")
    assert (found["verdict"], found["credentials"]["state"]) == ("none", "none")


def test_a_file_that_is_not_there_is_named(tmp_path, capsys):
    assert main(["verify", str(tmp_path / "none.mp4")]) == 5
    assert "none.mp4" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("states", "code"),
    [
        ([Verdict.OURS], 0),
        ([Verdict.OURS, Verdict.NONE], 1),
        ([Verdict.FOREIGN], 1),
        ([Verdict.ALTERED, Verdict.NONE], 3),
        ([Verdict.STRIPPED, Verdict.OURS], 3),
        ([Verdict.UNCHECKED, Verdict.OURS], 4),
    ],
)
def test_the_exit_code_tells_the_worst_of_the_files(states, code, monkeypatch):
    found = iter(states)

    async def verify(file, settings):
        return Verification(verdict=next(found))

    monkeypatch.setattr("talking_photo.bots.cli.verification.verify_file", verify)
    assert main(["verify", *map(str, range(len(states)))]) == code


@pytest.mark.parametrize("language", CHAT)
@pytest.mark.parametrize("state", CredentialsState)
@pytest.mark.parametrize("marked", [True, False, None])
def test_every_finding_has_a_sentence_in_every_language(language, state, marked):
    credentials = Credentials(
        state=state,
        signer="Anna",
        when="2026-11-28T12:00:00Z",
        made_by_ai=True,
        speech="synthesized",
        photo_credentials=True,
    )
    said = sentences(judge(credentials, note=bool(marked), speech_mark=marked), language)
    assert all(said)
    assert not any("{" in sentence for sentence in said)
    assert (CHAT[language]["verify_speech_mark"] in said) == bool(marked)
    assert any("2026" in one for one in said) == (
        state in {CredentialsState.OURS, CredentialsState.FOREIGN, CredentialsState.EXPIRED}
    )


@pytest.mark.parametrize(
    "when", ["", "yesterday", "9999-99-99", "0001-01-01T00:00:00+23:59", None]
)
def test_a_time_that_is_none_is_left_out(when):
    credentials = Credentials(state=CredentialsState.FOREIGN, when=when)
    assert len(sentences(judge(credentials, note=False, speech_mark=None), "en")) == 1
