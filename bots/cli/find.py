"""The command `find`: the job of a video, to delete it when somebody complains."""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
from pathlib import Path

from rich.console import Console

from talking_photo.bots import texts
from talking_photo.core.jobs.job import UNDELIVERED, Job, JobId
from talking_photo.core.jobs.render_job import job_of_name
from talking_photo.core.provenance.verdict import Verdict
from talking_photo.core.settings import Settings
from talking_photo.core.workers.verification import verify_file

_NOT_FOUND, _NOT_DELETED = 1, 4


def run(chosen: argparse.Namespace, settings: Settings, console: Console) -> int:
    """Print the job of a video, and delete what is stored of it if that is asked for.

    A file is found by the job that its signature names, or else by its contents.

    Returns:
        0; 1 when there is no such job, or no longer; 4 when it cannot be deleted yet.

    Raises:
        StorageError: The file, the database or the media cannot be reached.
    """
    return asyncio.run(_run(chosen, settings, console))


async def _run(chosen: argparse.Namespace, settings: Settings, console: Console) -> int:
    # Imported here: the database takes a second that the other commands do not need.
    from talking_photo.bots import app

    file = Path(chosen.what)
    job_id: JobId | None = JobId(chosen.what)
    sha256 = None
    if await asyncio.to_thread(file.exists):
        found = await verify_file(file, settings)
        ours = found.verdict is Verdict.OURS
        job_id = job_of_name(found.credentials.job or "") if ours else None
        sha256 = await asyncio.to_thread(_sha256, file)
    async with app.open_services(settings) as services:
        job = await services.operator.find_job(job_id, sha256)
        if job is None:
            _say(console, "There is no job of that video here, or it was deleted long ago.")
            return _NOT_FOUND
        if chosen.delete:
            if job.state in UNDELIVERED:
                await services.job_service.cancel(job.id)
            await services.people.delete_video(job.id, job.request.chat.person)
            job = await services.operator.find_job(job.id) or job
    _print(job, as_json=chosen.json)
    if not chosen.delete:
        return 0
    if job.video is not None:
        _say(console, "The video is being delivered. Try again when it is.")
        return _NOT_DELETED
    _say(console, "The video is deleted here. Delete the message with it in the chat, too.")
    return 0


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _print(job: Job, *, as_json: bool) -> None:
    chat = job.request.chat
    facts = {
        "job": job.id,
        "person": chat.person,
        "chat": f"{chat.platform}:{chat.chat}",
        "created": int(job.created),
        "state": str(job.state),
        "stored": job.video is not None,
    }
    if as_json:
        print(json.dumps(facts, ensure_ascii=False))  # noqa: T201 - the result
        return
    shown = facts | {
        "created": texts.date(job.created, "en"),
        "stored": "yes" if job.video else "no",
    }
    for name, value in shown.items():
        print(f"{name:8} {value}")  # noqa: T201 - the result


def _say(console: Console, sentence: str) -> None:
    console.print(sentence, highlight=False, markup=False, soft_wrap=True)
