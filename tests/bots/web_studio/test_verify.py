"""POST /v1/verify: each file is read by a real process."""

import base64

from talking_photo.bots.web_studio import verification
from talking_photo.core.provenance.metadata import COMMENT
from tests.bots.web_studio.conftest import open_studio
from tests.core.provenance.installation import Installation

MARKED = b"\x00\x00\x00\x14ftypisom\x00\x00\x02\x00isom" + COMMENT.encode()


async def test_a_file_gets_a_verdict_in_words_and_for_programs(studio):
    status, found = await studio.ask("POST", "/v1/verify", data={"file": MARKED})
    assert (status, found["verdict"], found["note"]) == (200, "stripped", True)
    assert found["message"].startswith("⚠️ This file has a mark of AI but no signature")
    assert found["credentials"]["state"] == "none"
    json = {"file": base64.b64encode(b"text").decode()}
    status, found = await studio.ask("POST", "/v1/verify", json=json)
    assert (status, found["verdict"], found["speech_mark"]) == (200, "none", None)


async def test_a_webm_is_verified_with_the_credentials_that_came_with_it(tmp_path):
    ours = Installation(tmp_path / "keys")
    contents, sidecar = ours.signed_webm(tmp_path)
    provenance = {"folder": str(tmp_path / "keys")}
    async with open_studio(contents, provenance=provenance) as studio:
        form = {"file": contents, "credentials": sidecar}
        assert (await studio.ask("POST", "/v1/verify", data=form))[1]["verdict"] == "ours"
        del form["credentials"]  # neither sent nor stored
        assert (await studio.ask("POST", "/v1/verify", data=form))[1]["verdict"] == "none"
        await studio.made(stored={"suffix": ".webm", "sidecar": sidecar})
        assert (await studio.ask("POST", "/v1/verify", data=form))[1]["verdict"] == "ours"


async def test_what_is_wrong_with_an_upload_is_told(studio, monkeypatch):
    status, problem = await studio.ask("POST", "/v1/verify", data={"photo": MARKED})
    assert (status, problem["code"]) == (400, "field_unknown")
    status, problem = await studio.ask("POST", "/v1/verify", json={})
    assert (status, problem["code"]) == (400, "field_missing")
    monkeypatch.setattr(verification, "MAX_BYTES", 10)
    status, problem = await studio.ask("POST", "/v1/verify", data={"file": MARKED})
    assert (status, problem["code"]) == (413, "upload_too_big")
