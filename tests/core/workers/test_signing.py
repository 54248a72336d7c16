"""Signing between a confined render child and the pool, which alone has the key."""

import base64
import hashlib

import pytest
from PIL import Image

from talking_photo.core.errors import SettingsError
from talking_photo.core.provenance.authority import trusted_certificates
from talking_photo.core.provenance.credentials import (
    CredentialsState,
    read_credentials,
    sidecar_of,
)
from talking_photo.core.provenance.verdict import Verdict
from talking_photo.core.request import SpeakRequest
from talking_photo.core.settings import ProvenanceSettings, RenderSettings, Settings
from talking_photo.core.workers.render_pool import RenderPool
from talking_photo.core.workers.signing import MAX_ASKS, TimestampService, VideoSigner
from talking_photo.core.workers.verification import verify_file

WORK = "tests.core.signing_work:make_small_video"


def settings_of(folder, **more):
    return Settings(
        render=RenderSettings(children=1),
        provenance=ProvenanceSettings(folder=folder, **more),
    )


async def made(settings, folder):
    """The videos of two jobs in one child; the second time its errors are kept."""
    Image.new("RGB", (8, 8)).save(folder / "photo.png")
    request = SpeakRequest(photo=folder / "photo.png", text="Hello")
    async with RenderPool(WORK, settings) as pool:
        for name in ("first", "second"):
            yield await pool.render_video(
                request, folder / f"{name}.mp4", job=name, on_progress=lambda stage, done: None
            )


async def test_each_video_of_a_child_is_signed_with_the_name_of_its_job(tmp_path):
    settings = settings_of(tmp_path / "keys")
    jobs = []
    async for video in made(settings, tmp_path):
        data = video.path.read_bytes()
        assert (video.bytes, video.sha256) == (len(data), hashlib.sha256(data).hexdigest())
        with video.path.open("rb") as file:
            found = read_credentials(file, "video/mp4", trusted_certificates(settings))
        assert (found.state, found.speech) == (CredentialsState.OURS, "recorded")
        jobs.append(found.job)
    assert jobs == ["first", "second"]


async def test_the_credentials_of_a_webm_come_out_of_the_child_beside_it(tmp_path):
    settings = settings_of(tmp_path / "keys")
    Image.new("RGB", (8, 8)).save(tmp_path / "photo.png")
    request = SpeakRequest(photo=tmp_path / "photo.png", text="Hello")
    async with RenderPool(WORK, settings) as pool:
        video = await pool.render_video(
            request, tmp_path / "video.webm", job="first", on_progress=lambda stage, done: None
        )
    found = await verify_file(video.path, settings)
    assert (found.verdict, found.credentials.job) == (Verdict.OURS, "first")
    sidecar_of(video.path).unlink()
    assert (await verify_file(video.path, settings)).verdict is Verdict.NONE


async def test_unsigned_videos_need_no_keys(tmp_path):
    settings = settings_of(tmp_path / "keys", credentials=False)
    async for video in made(settings, tmp_path):
        with video.path.open("rb") as file:
            found = read_credentials(file, "video/mp4", trusted_certificates(settings))
        assert found.state is CredentialsState.NONE
    assert not (tmp_path / "keys").exists()


async def test_a_certificate_that_cannot_sign_fails_the_job_and_nothing_else(tmp_path):
    settings = settings_of(tmp_path, certificate=tmp_path / "none", private_key=tmp_path / "no")
    Image.new("RGB", (8, 8)).save(tmp_path / "photo.png")
    request = SpeakRequest(photo=tmp_path / "photo.png", text="Hello")
    async with RenderPool(WORK, settings) as pool:
        for _ in range(2):
            with pytest.raises(SettingsError) as caught:
                await pool.render_video(
                    request, tmp_path / "video.mp4", on_progress=lambda stage, done: None
                )
            assert caught.value.code == "certificate_unusable"
    assert not (tmp_path / "video.mp4").exists()


@pytest.mark.parametrize(
    "data", [b"anything", b"0\x82\x01\x00 a certificate", b"\x84jSignature1" + bytes(70_000)]
)
def test_a_child_that_was_taken_over_gets_nothing_signed_but_claims(tmp_path, data):
    signer = VideoSigner(settings_of(tmp_path), "job", TimestampService(None))
    with pytest.raises(ValueError, match="claim"):
        signer.answer({"sign": base64.b64encode(data).decode()})


def test_a_child_gets_few_signatures_for_one_video(tmp_path):
    signer = VideoSigner(settings_of(tmp_path), "job", TimestampService(None))
    for _ in range(MAX_ASKS):
        answer = signer.answer({"identity": "?"})
    assert "PRIVATE" not in str(answer)
    with pytest.raises(ValueError, match="too many"):
        signer.answer({"identity": "?"})


def test_no_place_of_the_keys_goes_to_a_child(tmp_path):
    settings = settings_of(tmp_path, certificate=tmp_path / "a", trusted=(tmp_path / "b",))
    assert str(tmp_path) not in settings.for_render_child().model_dump_json()
