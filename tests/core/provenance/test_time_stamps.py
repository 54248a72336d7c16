"""Time stamps of signatures, by a service (RFC 3161) that may be out of order."""

import hashlib
import json
import socket
import threading

import c2pa
import pytest
from PIL import Image

from talking_photo.core.provenance.authority import trusted_certificates
from talking_photo.core.provenance.credentials import (
    CredentialsState,
    Signing,
    read_credentials,
)
from talking_photo.core.request import SpeakRequest
from talking_photo.core.settings import ProvenanceSettings, RenderSettings, Settings
from talking_photo.core.workers.render_pool import RenderPool
from talking_photo.core.workers.signing import TimestampService
from tests.core.provenance.installation import Installation
from tests.core.provenance.small_timestamp_authority import timestamp_authority
from tests.core.provenance.small_video import small_video

CLOCK = "2026-11-28T12:00:00Z"


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    return Installation(tmp_path_factory.mktemp("ours"))


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return small_video(tmp_path_factory.mktemp("plain") / "plain.mp4").path.read_bytes()


@pytest.fixture
def video(plain, tmp_path):
    Image.new("RGB", (8, 8)).save(tmp_path / "photo.png")
    path = tmp_path / "video.mp4"
    path.write_bytes(plain)
    return path


def facts_of(video):
    """What another reading of the file says of its signature, and the codes of what is right."""
    with video.open("rb") as file, c2pa.Reader("video/mp4", file) as reader:
        store = json.loads(reader.json())
    active = store["validation_results"]["activeManifest"]
    manifest = store["manifests"][store["active_manifest"]]
    return manifest["signature_info"], {success["code"] for success in active["success"]}


def test_the_time_of_a_service_stands_beside_the_signature(ours, video):
    with timestamp_authority() as service:
        assert ours.sign(video, video.with_name("photo.png"), timestamp_url=service.url)
        ((kind, asked),) = service.asked
    signature, right = facts_of(video)
    assert "timeStamp.validated" in right
    with video.open("rb") as file:
        found = read_credentials(file, "video/mp4", ours.trust)
    assert found.state is CredentialsState.OURS
    assert found.when == signature["time"] != CLOCK
    # All that the service gets is a hash.
    assert kind == "application/timestamp-query"
    assert len(asked) < 50 + hashlib.sha256().digest_size
    assert b"talking" not in asked


@pytest.mark.parametrize("behaviour", ["refuse", "babble", "deny", "hang up", "away"])
@pytest.mark.parametrize("max_bytes", [None, 1], ids=["", "and again because it is too large"])
def test_without_an_answer_that_can_be_used_it_is_signed_by_the_clock(
    ours, video, behaviour, max_bytes
):
    with timestamp_authority(behaviour) as service:
        url = service.url
        if behaviour == "away":
            with socket.create_server(("127.0.0.1", 0)) as closed:
                url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        photo = video.with_name("photo.png")
        assert not ours.sign(video, photo, max_bytes=max_bytes, timestamp_url=url)
        assert len(service.asked) == (behaviour != "away")
    with video.open("rb") as file:
        found = read_credentials(file, "video/mp4", ours.trust)
    assert (found.state, found.when) == (CredentialsState.OURS, CLOCK)
    assert "timeStamp.validated" not in facts_of(video)[1]


def test_a_service_that_never_answers_is_not_waited_for_as_long_as_the_library_would(ours, video):
    signed_in = []

    def sign(data):
        signed_in.append(threading.current_thread())
        return ours.identity.sign(data)

    with timestamp_authority("be silent") as service:
        # It is too large and is signed again, which does not ask again.
        how = {"timestamp_url": service.url, "timestamp_seconds": 2.0, "max_bytes": 1}
        assert not ours.sign(video, video.with_name("photo.png"), sign=sign, **how)
        assert len(service.asked) <= 1
        assert signed_in.count(threading.current_thread()) == 2
    for thread in threading.enumerate():  # it ends with the service, and leaves nothing
        if thread.name == "sign with a time stamp":
            thread.join(60)
    assert {file.name for file in video.parent.iterdir()} == {"photo.png", "video.mp4"}
    assert len(signed_in) <= 3
    with video.open("rb") as file:
        found = read_credentials(file, "video/mp4", ours.trust)
    assert (found.state, found.when) == (CredentialsState.OURS, CLOCK)


def test_a_service_that_gave_none_is_not_asked_for_five_minutes(caplog):
    now = 1000.0
    service = TimestampService("https://stamps.test/", lambda: now)
    assert service.url_for("j-1") == "https://stamps.test/"
    service.failed("j-1")
    now += 299
    assert service.url_for("j-2") is None
    assert "job j-2: no time stamp" in caplog.text
    now += 2
    assert service.url_for("j-3") == "https://stamps.test/"


@pytest.mark.parametrize("behaviour", ["answer", "refuse"])
async def test_a_confined_child_asks_the_service_and_the_log_says_when_it_gave_nothing(
    tmp_path, caplog, behaviour
):
    Image.new("RGB", (8, 8)).save(tmp_path / "photo.png")
    request = SpeakRequest(photo=tmp_path / "photo.png", text="Private words")
    with timestamp_authority(behaviour) as service:
        provenance = ProvenanceSettings(
            folder=tmp_path / "keys", timestamp_url=service.url, timestamp_seconds=60
        )
        settings = Settings(render=RenderSettings(children=1), provenance=provenance)
        async with RenderPool("tests.core.signing_work:make_small_video", settings) as pool:
            for job in ("j-1", "j-2"):
                video = await pool.render_video(
                    request, tmp_path / "video.mp4", job=job, on_progress=lambda stage, done: None
                )
        # The second video does not ask again for what the first was refused.
        assert len(service.asked) == (2 if behaviour == "answer" else 1)
    with video.path.open("rb") as file:
        found = read_credentials(file, "video/mp4", trusted_certificates(settings))
    assert found.state is CredentialsState.OURS
    stamped = "timeStamp.validated" in facts_of(video.path)[1]
    assert stamped == (behaviour == "answer")
    for job in ("j-1", "j-2"):
        assert (f"job {job}: no time stamp" in caplog.text) == (behaviour == "refuse")


def test_no_service_is_asked_unless_the_operator_names_one():
    assert Settings().provenance.timestamp_url is None
    assert Signing.__dataclass_fields__["timestamp_url"].default is None
