"""POST /v1/verify: each file is read by a real process."""

import asyncio
import base64

import pytest

from talking_photo.bots.web_studio import verification
from talking_photo.bots.web_studio.uploads import HeldBytes
from talking_photo.core.errors import RequestError
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


async def test_files_that_come_slowly_keep_nobody_waiting(studio):
    over, begun = asyncio.Event(), asyncio.Semaphore(0)

    async def slow():
        yield b'{"file": "'
        begun.release()
        await over.wait()
        yield b'dGV4dA=="}'

    async def send():
        headers = {"Content-Type": "application/json"}
        return await studio.ask("POST", "/v1/verify", data=slow(), headers=headers)

    senders = [asyncio.create_task(send()) for _ in range(4)]
    for _ in senders:
        await begun.acquire()
    assert (await studio.ask("POST", "/v1/verify", data={"file": b"text"}))[0] == 200
    over.set()
    assert [status for status, _ in await asyncio.gather(*senders)] == [200] * 4


async def test_files_that_are_sent_at_once_are_bounded_together(video, monkeypatch):
    monkeypatch.setattr(verification, "_HELD_BYTES", 1000)
    async with open_studio(video) as studio:
        for _ in range(2):
            answer = await studio.client.post("/v1/verify", data={"file": bytes(1001)})
            assert (answer.status, (await answer.json())["code"]) == (503, "uploads_busy")
            assert int(answer.headers["Retry-After"]) > 0
            assert (await studio.ask("POST", "/v1/verify", data={"file": bytes(999)}))[0] == 200


def test_bytes_are_free_again_after_the_request_that_held_them():
    held = HeldBytes(10)
    with held.share() as first, held.share() as second:
        first(6)
        with pytest.raises(RequestError, match="uploads_busy"):
            second(5)
        second(4)
    with held.share() as third:
        third(10)
