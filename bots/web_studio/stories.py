"""`/v1/stories`: several photos, title cards and music as one video."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from http import HTTPStatus

from aiohttp import web

from talking_photo.bots.conversation.adapter import AdapterContext
from talking_photo.bots.conversation.dictionary import options_with
from talking_photo.bots.web_studio.answers import json_answer
from talking_photo.bots.web_studio.requests import (
    Requests,
    chat_of,
    fingerprint,
    key_of,
    scoped_key,
)
from talking_photo.bots.web_studio.uploads import Accepted, Form, read_form
from talking_photo.bots.web_studio.videos import Videos
from talking_photo.bots.web_studio.visitors import Visitor
from talking_photo.core.errors import RequestError
from talking_photo.core.jobs.job import JobRequest, MediaKey, Person
from talking_photo.core.jobs.story_job import estimate, pack, unpack
from talking_photo.core.request import DEFAULT_OPTIONS
from talking_photo.core.settings import Settings
from talking_photo.core.speech.voices import Voices, build_voices, check_spoken
from talking_photo.core.video.story.request import check_story
from talking_photo.core.workers.temporary import scratch

STORY_BYTES = 100_000_000
"""All files of a story together."""
FIELDS = ("plan", "check", "consent")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Checked:
    """A story of which all that can be known before it is made is right."""

    plan: str
    archive: bytes
    seconds: float
    scenes: int


class Stories:
    """Takes stories; each becomes a video like any other.

    Args:
        shared: What all adapters share.
        requests: Takes consent, as for a single photo.
        videos: Describes what becomes of it.
    """

    def __init__(self, shared: AdapterContext, requests: Requests, videos: Videos) -> None:
        self._shared = shared
        self._requests = requests
        self._videos = videos
        self._reading = asyncio.Semaphore(1)

    async def create(self, request: web.Request, visitor: Visitor) -> web.Response:
        """Accept a story; with `check`, only say whether it can be made.

        Raises:
            RequestError: What is wrong with it; idempotency_key_used.
        """
        await self._requests.check_access(visitor)
        form = await read_form(request, self._accepted())
        own_voices = await self._shared.voices.own(visitor.person)
        settings = self._shared.settings

        def check() -> _Checked:
            return _checked(form, settings, build_voices(settings.voice, own_voices))

        async with self._reading:  # one at a time: its files are in memory twice
            checked = await asyncio.to_thread(check)
            if form.is_set("check"):
                return json_answer(
                    {
                        "object": "story.check",
                        "scenes": checked.scenes,
                        "seconds": round(checked.seconds, 1),
                    }
                )
            person = await self._requests.agree(form, visitor)
            content = await asyncio.to_thread(fingerprint, form)
            draft = _draft(request, person, checked, content)
            job = await self._shared.job_service.status(draft.job_id)
            if job is None:
                await self._shared.job_service.check_not_draining()
                keep = self._shared.job_service.keep_input
                photo = await keep(visitor.person, checked.archive, draft.job_id)
                complete = replace(draft, photo=photo)
                job = await self._shared.job_service.submit(complete, visitor.limits)
            elif job.request.chat.details.get("content") != content:
                raise RequestError("idempotency_key_used")
        return json_answer(
            await self._videos.described(job, visitor.language),
            status=HTTPStatus.ACCEPTED,
            Location=f"/v1/videos/{job.id}",
        )

    def _accepted(self) -> Accepted:
        return Accepted(
            files={},
            fields=FIELDS,
            seconds=self._shared.settings.studio.upload_seconds,
            attachments=STORY_BYTES,
        )


def _checked(form: Form, settings: Settings, voices: Voices) -> _Checked:
    """Check a story as far as that is possible without decoding anything.

    Raises:
        RequestError: What is wrong with it; what concerns a scene names it.
        StorageError: disk_full.
    """
    plan = form.text("plan")
    if plan is None:
        raise RequestError("field_missing", field="plan")
    archive = pack(form.attachments)
    with scratch() as folder:
        packed, files = folder / "files.zip", folder / "files"
        packed.write_bytes(archive)
        files.mkdir()
        story = unpack(plan, packed, files)
        check_story(story, settings)
        for number, scene in enumerate(story.scenes):
            if scene.words is None or scene.sound is not None:
                continue
            try:
                check_spoken(scene.options, voices)
            except RequestError as exc:
                raise type(exc)(exc.code, **exc.facts, **story.place(number)) from exc
        return _Checked(
            plan=plan, archive=archive, seconds=estimate(story), scenes=len(story.scenes)
        )


def _draft(request: web.Request, person: Person, checked: _Checked, content: str) -> JobRequest:
    """Return the request of a story before its files are stored; its job's id is known already."""
    key = key_of(request)
    return JobRequest(
        key=scoped_key(person.id, f"story:{key}"),
        chat=chat_of(request, person.id, key, {"content": content}),
        photo=MediaKey(""),
        text=checked.plan,
        options=options_with(DEFAULT_OPTIONS, person, checked.plan),
        story_seconds=checked.seconds,
    )
