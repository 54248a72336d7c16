"""`provenance show` and `provenance rotate`."""

import json

import pytest

from talking_photo.bots.__main__ import main


@pytest.fixture(autouse=True)
def workplace(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TALKING_PHOTO_PROVENANCE__FOLDER", str(tmp_path / "keys"))
    return tmp_path


def test_the_certificate_is_shown_and_renewed(capsys, monkeypatch, workplace):
    monkeypatch.setenv("TALKING_PHOTO_OPERATOR__NAME", "Lindenschule")
    service = "https://school:secret@time.test/stamp?key=secret"
    monkeypatch.setenv("TALKING_PHOTO_PROVENANCE__TIMESTAMP_URL", service)
    assert main(["provenance", "show"]) == 0
    shown = capsys.readouterr().out
    assert "time stamps   time.test\n" in shown
    assert "secret" not in shown
    assert "name          CN=Lindenschule,O=Lindenschule\n" in shown
    assert f"kept in       {workplace / 'keys'}\n" in shown
    facts = []
    for command in ("show", "show", "rotate"):
        assert main(["provenance", command, "--json"]) == 0
        facts.append(json.loads(capsys.readouterr().out))
    assert facts[0] == facts[1]
    assert facts[0]["fingerprint"] != facts[2]["fingerprint"]
    assert (
        facts[0]["issuer"]
        == facts[2]["issuer"]
        == "CN=Lindenschule authority,O=Lindenschule authority"
    )


def test_what_keeps_it_from_signing_is_told(capsys, monkeypatch, workplace):
    assert main(["provenance", "show"]) == 0
    (workplace / "keys" / "signer.pem").write_text("broken")
    assert main(["provenance", "show"]) == 5
    printed = capsys.readouterr().err.replace("\n", " ")
    assert "signer.pem, which signs videos, is damaged" in printed
    monkeypatch.setenv("TALKING_PHOTO_PROVENANCE__CERTIFICATE", "none.pem")
    assert main(["provenance", "rotate"]) == 5
    assert "only its issuer can renew" in capsys.readouterr().err
