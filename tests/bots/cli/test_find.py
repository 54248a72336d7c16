"""`find`: the job of a video by its file or id, and its deletion."""

import asyncio
import hashlib
import json

import pytest

from talking_photo.bots import app
from talking_photo.bots.__main__ import main
from talking_photo.core.jobs.job import ChatRef, JobRequest, MediaKey, Quota, StoredVideo
from talking_photo.core.provenance.credentials import Credentials, CredentialsState
from talking_photo.core.provenance.verdict import Verdict, Verification
from talking_photo.core.settings import Settings

CONTENTS, NOON = b"a video", 1_800_000_000.0
PLENTY = Quota(jobs_per_day=100, waiting_per_person=100, queue_length=100)


def _enqueue(_connection, _job):
    """Leave it to nobody."""


async def _stored():
    async with app.open_services(Settings()) as services:
        jobs = services.stores.jobs
        chat = ChatRef(platform="telegram", chat="7", user="42", message="1")
        request = JobRequest(key="1", chat=chat, photo=MediaKey("people/anna/photo"), text="Hi")
        job = await jobs.add(request, PLENTY, NOON, _enqueue)
        begun = await jobs.begin(job.id, NOON)
        key = MediaKey("people/anna/video.mp4")
        await services.stores.media.put(key, CONTENTS)
        video = StoredVideo(
            key=key,
            width=2,
            height=2,
            seconds=1.0,
            bytes=len(CONTENTS),
            sha256=hashlib.sha256(CONTENTS).hexdigest(),
        )
        await jobs.rendered(job.id, begun.attempt, video, NOON + 5, _enqueue)
        await jobs.delivered(job.id)
        return job.id


@pytest.fixture
def job(tmp_path, monkeypatch):
    """The id of a job with a stored video, in the database of an empty folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "found.mp4").write_bytes(CONTENTS)
    (tmp_path / "other.mp4").write_bytes(b"another video")
    return asyncio.run(_stored())


def test_a_job_is_found_by_its_id_or_its_file(job, capsys):
    for what in (job, "found.mp4"):
        assert main(["find", what, "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert (found["job"], found["stored"]) == (job, True)
    assert main(["find", "other.mp4"]) == 1
    assert "There is no job of that video here" in capsys.readouterr().err


def test_a_signature_of_ours_names_the_job_and_one_of_others_does_not(job, capsys, monkeypatch):
    verdict = Verdict.OURS

    async def verify(file, settings):
        credentials = Credentials(state=CredentialsState(verdict.value), job=f"{job}-1")
        return Verification(verdict=verdict, credentials=credentials)

    monkeypatch.setattr("talking_photo.bots.cli.find.verify_file", verify)
    assert main(["find", "other.mp4"]) == 0
    assert f"job      {job}\n" in capsys.readouterr().out
    verdict = Verdict.FOREIGN
    assert main(["find", "other.mp4"]) == 1


def test_deleting_removes_the_video_and_what_was_asked_for(job, capsys, tmp_path):
    assert main(["find", "found.mp4", "--delete"]) == 0
    said = capsys.readouterr()
    assert "stored   no" in said.out
    assert "Delete the message with it in the chat, too." in said.err
    assert CONTENTS not in [path.read_bytes() for path in (tmp_path / "data").rglob("*.mp4")]
    assert main(["find", "found.mp4"]) == 1
    assert main(["find", job]) == 0  # it still counts for the limits
