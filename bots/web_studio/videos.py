"""`/v1/videos`: make a video, follow it, fetch it, delete it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
from collections.abc import AsyncGenerator, Mapping
from http import HTTPStatus
from typing import Any

from aiohttp import web

from talking_photo.bots import texts
from talking_photo.bots.conversation.adapter import AdapterContext
from talking_photo.bots.web_studio import headers
from talking_photo.bots.web_studio.answers import json_answer
from talking_photo.bots.web_studio.content import VARIANTS, Contents
from talking_photo.bots.web_studio.problems import Unmade, failure_of
from talking_photo.bots.web_studio.requests import Requests
from talking_photo.bots.web_studio.signing import SigningKey
from talking_photo.bots.web_studio.visitors import Visitor
from talking_photo.bots.web_studio.webhooks import Webhooks
from talking_photo.core.errors import RequestError
from talking_photo.core.jobs.job import (
    UNFINISHED,
    Cancelled,
    Event,
    Failed,
    Job,
    JobId,
    JobState,
    Queued,
    Rendered,
    StoredVideo,
    Working,
)

_LISTED = 2000
"""Jobs of one person that are looked through; more than a month's quota."""
_PAGE, _LARGEST_PAGE = 20, 100
_LIMIT = re.compile(r"[0-9]{1,3}")
_STREAMS = 400
"""Event streams that are open at a time."""
_SILENCE_SECONDS = 15.0
"""After which a comment keeps an event stream open."""
_LONGEST_SYNC = 60.0
"""Seconds of speech that a program may wait for."""

STATUS: Mapping[JobState, str] = {
    JobState.QUEUED: "queued",
    JobState.RUNNING: "in_progress",
    JobState.RENDERED: "completed",
    JobState.DELIVERED: "completed",
    JobState.FAILED: "failed",
    JobState.CANCELLED: "cancelled",
}


class Videos:
    """Answers for the videos of whoever asks.

    Args:
        shared: What all adapters share.
        contents: Gives the files of a video.
        key: Secrets of webhooks are derived from it.
    """

    def __init__(self, shared: AdapterContext, contents: Contents, key: SigningKey) -> None:
        self._shared = shared
        self._contents = contents
        self.webhooks = Webhooks(shared, key, self._described_for_webhook)
        self.requests = Requests(shared, self.webhooks)
        self._hours = shared.settings.retention.video_hours
        self._streams = 0
        self._closing = asyncio.Event()

    def close(self) -> None:
        """End the event streams: the program stops."""
        self._closing.set()

    async def create(self, request: web.Request, visitor: Visitor) -> web.Response:
        """Accept a video."""
        job = await self.requests.submit(request, visitor)
        return json_answer(
            await self.described(job, visitor.language),
            status=HTTPStatus.ACCEPTED,
            Location=f"/v1/videos/{job.id}",
        )

    async def create_sync(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Accept a video and answer with it.

        Raises:
            RequestError: speech_too_long_for_sync, or what is wrong with the request.
            Unmade: Why there is no video.
        """
        job = await self.requests.submit(request, visitor, _LONGEST_SYNC)
        async for event in self._shared.job_service.follow(job.id):
            if isinstance(event, Failed):
                raise Unmade(event.failure)
        finished = await self._own(job.id, visitor)
        protection = {**headers.API, "Location": f"/v1/videos/{job.id}"}
        return await self._contents.answer(request, finished, "video", protection)

    async def list(self, request: web.Request, visitor: Visitor) -> web.Response:
        """List the newest videos, from behind the one that `after` names.

        Raises:
            RequestError: field_wrong.
        """
        limit = request.query.get("limit", str(_PAGE))
        if not _LIMIT.fullmatch(limit) or not 1 <= int(limit) <= _LARGEST_PAGE:
            raise RequestError("field_wrong", field="limit")
        jobs = [
            job
            for job in await self._shared.job_service.history(visitor.person, _LISTED)
            if job.request.photo
        ]
        after = request.query.get("after")
        if after is not None:
            places = [place for place, job in enumerate(jobs) if job.id == after]
            if not places:
                raise RequestError("field_wrong", field="after")
            jobs = jobs[places[0] + 1 :]
        page = jobs[: int(limit)]
        return json_answer(
            {
                "object": "list",
                "data": [await self.described(job, visitor.language) for job in page],
                "has_more": len(jobs) > len(page),
            }
        )

    async def get(self, request: web.Request, visitor: Visitor) -> web.Response:
        """Tell how far a video is."""
        job = await self._asked_for(request, visitor)
        return json_answer(await self.described(job, visitor.language))

    async def delete(self, request: web.Request, visitor: Visitor) -> web.Response:
        """Cancel a video that is not finished; delete one that is.

        Raises:
            RequestError: not_there or video_not_ready.
        """
        job = await self._asked_for(request, visitor)
        if job.state in UNFINISHED and await self._shared.job_service.cancel(job.id):
            self.webhooks.look_soon()
            self._shared.batches.look_soon()
            cancelled = await self._own(job.id, visitor)
            return json_answer(await self.described(cancelled, visitor.language))
        if not await self._shared.people.delete_video(job.id, visitor.person):
            raise RequestError("video_not_ready")
        self._contents.forget(job.id)
        return json_answer({"id": job.id, "object": "video.deleted", "deleted": True})

    async def events(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Stream how far a video is, as events of the name `video`; the last one is its end.

        Raises:
            RequestError: too_many_streams.
        """
        job = await self._asked_for(request, visitor)
        if self._streams >= _STREAMS:
            raise RequestError("too_many_streams")
        stream = web.StreamResponse(
            headers={**headers.API, "Content-Type": "text/event-stream", "X-Accel-Buffering": "no"}
        )
        self._streams += 1
        try:
            await stream.prepare(request)
            async with contextlib.aclosing(self._changes(job, visitor)) as changes:
                async for line in changes:
                    await stream.write(line)
        except ConnectionResetError:  # whoever followed has left
            pass
        finally:
            self._streams -= 1
        return stream

    async def content(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Give the video, its poster or its words, whole or the part that `Range` names.

        Raises:
            RequestError: field_wrong.
        """
        variant = request.query.get("variant", "video")
        if variant not in VARIANTS:
            raise RequestError("option_wrong", option="variant", allowed=", ".join(VARIANTS))
        job = await self._asked_for(request, visitor)
        return await self._contents.answer(request, job, variant)

    async def _changes(self, job: Job, visitor: Visitor) -> AsyncGenerator[bytes]:
        """Yield the lines of an event stream until the job is over or the program stops."""
        events = self._shared.job_service.follow(job.id)
        closing = asyncio.ensure_future(self._closing.wait())
        following = asyncio.ensure_future(anext(events, None))
        try:
            while True:
                waited: set[asyncio.Future[Any]] = {following, closing}
                done, _ = await asyncio.wait(
                    waited, timeout=_SILENCE_SECONDS, return_when=asyncio.FIRST_COMPLETED
                )
                if closing in done:
                    return
                if not done:
                    yield b": waiting\n\n"
                    continue
                event = following.result()
                if event is None:
                    return
                now = await self._shared.job_service.status(job.id) or job
                data = json.dumps(
                    _description(now, event, visitor.language, self._hours), ensure_ascii=False
                )
                yield f"event: video\ndata: {data}\n\n".encode()
                following = asyncio.ensure_future(anext(events, None))
        finally:
            closing.cancel()
            following.cancel()
            await asyncio.gather(following, closing, return_exceptions=True)

    async def _asked_for(self, request: web.Request, visitor: Visitor) -> Job:
        return await self._own(JobId(request.match_info["id"]), visitor)

    async def _own(self, job_id: JobId, visitor: Visitor) -> Job:
        """Return a video of this visitor; one of somebody else is not there for them.

        Raises:
            RequestError: not_there.
        """
        job = await self._shared.job_service.status(job_id)
        if job is None or job.request.chat.person != visitor.person or not job.request.photo:
            raise RequestError("not_there")
        return job

    async def _described_for_webhook(self, job: Job) -> dict[str, Any]:
        return await self.described(job, job.request.chat.details.get("language", "en"))

    async def described(self, job: Job, language: str) -> dict[str, Any]:
        """Return a video as JSON has it."""
        event = await self._shared.job_service.look(job.id) if job.state in UNFINISHED else None
        return _description(job, event, language, self._hours)


def _said(video: StoredVideo | None) -> str | None:
    """Return what a video says; None when nobody knows."""
    return None if video is None or not video.words else " ".join(it.text for it in video.words)


def _description(job: Job, event: Event | None, language: str, hours: float) -> dict[str, Any]:
    """Return a video as JSON has it."""
    made = job.video
    is_story = job.request.story_seconds is not None
    status = STATUS[job.state]
    finished = None if made is None or job.finished is None else int(job.finished)
    described: dict[str, Any] = {
        "id": job.id,
        "object": "video",
        "status": status,
        "progress": 100 if status == "completed" else round(100 * job.done),
        "created_at": int(job.created),
        "completed_at": finished,
        "expires_at": None if finished is None else int(finished + 3600 * hours),
        "queue_position": None,
        "seconds_left": None,
        "stage": None,
        "words": _said(made) if is_story else job.request.text,
        "story": job.request.text if is_story else None,
        "available": made is not None,
        "width": None if made is None else made.width,
        "height": None if made is None else made.height,
        "seconds": None if made is None else made.seconds,
        "captions": bool(made is not None and made.words),
        "credentials": bool(made is not None and made.credentials),
        "language": job.request.options.language,
        "captions_burned": job.request.options.captions,
        "message": None,
        "notes": []
        if made is None
        else [
            {"code": note.code, "message": texts.sentence(note.code, note.facts, language)}
            for note in made.notes
        ],
        "error": None if job.failure is None else failure_of(job.failure, language),
    }
    # The job is read after the event, and may have ended in between.
    match event if job.state in UNFINISHED else None:
        case Queued(place=place, seconds=seconds):
            described |= {
                "queue_position": place,
                "seconds_left": round(seconds, 1),
                "message": texts.chat("queued", language, place=place, time=seconds),
            }
        case Working(stage=stage, done=done, seconds=seconds):
            described |= {
                "stage": stage.value,
                "message": texts.stage(stage, language),
                "progress": round(100 * done),
                "seconds_left": round(seconds, 1),
            }
        case Rendered() | Failed() | Cancelled() | None:
            if job.state is JobState.CANCELLED:
                described["message"] = texts.chat("cancelled", language)
    return described
