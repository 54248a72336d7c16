"""Verification of files that anybody may have made: always a verdict."""

import asyncio
import datetime as dt
import os
import subprocess

import imageio_ffmpeg
import numpy as np
import pytest
from PIL import Image

from talking_photo.core.errors import StorageError
from talking_photo.core.provenance.authority import open_identity
from talking_photo.core.provenance.credentials import Origin, Signing, sign_video
from talking_photo.core.provenance.metadata import DIGITAL_SOURCE_TYPE
from talking_photo.core.provenance.speech_mark import add_mark
from talking_photo.core.provenance.verdict import Verdict
from talking_photo.core.settings import ProvenanceSettings, Settings
from talking_photo.core.workers import verification
from talking_photo.core.workers.verification import verify_file
from tests.core.provenance.small_video import small_video
from tests.makers import sound_file


def settings_of(folder):
    return Settings(provenance=ProvenanceSettings(folder=folder))


def sign(video, settings):
    identity = open_identity(settings, dt.datetime.now(dt.UTC))
    photo = video.with_name("photo.png")
    Image.new("RGB", (8, 8)).save(photo)
    signing = Signing(
        certificates=identity.certificates,
        algorithm=identity.algorithm,
        when="2026-11-28T12:00:00Z",
        job="job-1",
    )
    origin = Origin(photo=photo, photo_kind="image/png", speech="recorded")
    sign_video(video, signing, origin, identity.sign)


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    return settings_of(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="module")
def video(tmp_path_factory, settings):
    path = tmp_path_factory.mktemp("video") / "video.mp4"
    small_video(path)
    sign(path, settings)
    return path


async def test_a_video_of_ours_is_known_under_any_name(video, settings, tmp_path):
    renamed = tmp_path / "holiday.jpg"
    renamed.write_bytes(video.read_bytes())
    found = await verify_file(renamed, settings)
    assert found.verdict is Verdict.OURS
    assert (found.credentials.job, found.credentials.speech) == ("job-1", "recorded")


async def test_another_installations_video_is_foreign(video, tmp_path):
    found = await verify_file(video, settings_of(tmp_path))
    assert found.verdict is Verdict.FOREIGN


async def test_a_copy_without_its_signature_is_told_by_the_comment(video, settings, tmp_path):
    copy = tmp_path / "copy.mp4"
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-i", video, "-c", "copy"]
    await asyncio.to_thread(subprocess.run, [*command, copy], check=True)
    found = await verify_file(copy, settings)
    assert (found.verdict, found.note) == (Verdict.STRIPPED, True)


@pytest.mark.parametrize("marked", [True, False])
async def test_a_voice_message_is_known_by_its_sound_alone(settings, tmp_path, marked):
    sound = np.random.default_rng(0).normal(0, 0.1, 48_000).astype(np.float32)
    if marked:
        add_mark(sound, 16_000)
    voice = tmp_path / "voice.ogg"
    voice.write_bytes(sound_file(sound, 16_000, "ogg", "libopus"))
    found = await verify_file(voice, settings)
    assert found.verdict is (Verdict.STRIPPED if marked else Verdict.NONE)
    assert found.speech_mark is marked


def changed(data):
    at = data.rindex(b"mdat") + 40
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def with_huge_box(data):
    """Claim that the manifest has 4 GB."""
    at = data.index(b"uuid") - 4
    return data[:at] + b"\xff\xff\xff\xf0" + data[at + 4 :]


def self_made(data):
    """Replace our name in the manifest: the signature no longer holds."""
    return data.replace(b"job-1", b"job-2")


@pytest.mark.parametrize(
    ("change", "verdicts"),
    [
        (changed, {Verdict.ALTERED}),
        (self_made, {Verdict.ALTERED}),
        (with_huge_box, {Verdict.ALTERED, Verdict.STRIPPED}),
        (lambda data: data[: len(data) // 2], {Verdict.ALTERED}),
        (lambda data: data[:40], {Verdict.NONE}),
        (lambda data: b"", {Verdict.NONE}),
        (lambda data: b"text", {Verdict.NONE}),
        (lambda data: DIGITAL_SOURCE_TYPE.encode(), {Verdict.NONE}),
        (lambda data: b"\xff\xd8\xff\xe0" + bytes(1000), {Verdict.NONE, Verdict.ALTERED}),
        (lambda data: b"\x1aE\xdf\xa3" + bytes(1000), {Verdict.NONE}),
    ],
)
async def test_hostile_files_get_a_verdict(video, settings, tmp_path, change, verdicts):
    file = tmp_path / "file.mp4"
    file.write_bytes(change(video.read_bytes()))
    assert (await verify_file(file, settings)).verdict in verdicts


async def test_a_huge_file_is_not_read(settings, tmp_path):
    file = tmp_path / "huge.mp4"
    with file.open("wb") as sparse:
        sparse.truncate(verification.MAX_BYTES + 1)
    assert (await verify_file(file, settings)).verdict is Verdict.UNCHECKED


async def test_a_process_that_takes_too_long_is_ended(video, settings, monkeypatch):
    monkeypatch.setattr(verification, "_SECONDS", 0.0)
    assert (await verify_file(video, settings)).verdict is Verdict.UNCHECKED


async def test_what_is_no_file_is_refused(settings, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for name, code in (
        ("none", "file_unreadable"),
        ("pipe", "file_not_ordinary"),
        (".", "file_not_ordinary"),
    ):
        with pytest.raises(StorageError) as caught:
            await verify_file(tmp_path / name, settings)
        assert caught.value.code == code
