"""The files of a video: the video itself, its poster, its captions and its words."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import urlencode

from aiohttp import web

from talking_photo.bots import texts
from talking_photo.bots.conversation.adapter import AdapterContext
from talking_photo.bots.conversation.languages import LIKELY
from talking_photo.bots.web_studio import headers
from talking_photo.bots.web_studio.answers import send_file
from talking_photo.core.errors import RequestError, StorageError
from talking_photo.core.jobs.job import UNFINISHED, Job, JobId, JobState, StoredVideo
from talking_photo.core.speech.languages import detect_language
from talking_photo.core.video.captions import break_into_captions
from talking_photo.core.video.exports import ExportFormat, export, lesson_of
from talking_photo.core.video.subtitles import subrip, transcript, webvtt
from talking_photo.core.video.thumbnail import thumbnail
from talking_photo.core.workers.temporary import scratch

VARIANTS = ("video", "credentials", "poster", "vtt", "srt", "transcript", *ExportFormat)
"""What there is of a video."""
_PIECE_BYTES = 1024 * 1024
_POSTER_SIDE = 1280
_POSTERS = 32
"""Posters that are kept in memory, each some 100 kB."""
_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")
"""With fewer digits than Python refuses to read, and more than any file has bytes."""


class Contents:
    """Gives the files of videos to whoever may have them.

    Args:
        shared: What all adapters share.
    """

    def __init__(self, shared: AdapterContext) -> None:
        self._shared = shared
        self._posters: dict[JobId, bytes] = {}

    def forget(self, job: JobId) -> None:
        """Forget what is kept of a video that was deleted."""
        self._posters.pop(job, None)

    async def answer(
        self,
        request: web.Request,
        job: Job,
        variant: str,
        protection: Mapping[str, str] = headers.API,
    ) -> web.StreamResponse:
        """Give the video, its poster or its words, whole or the part that `Range` names.

        Args:
            request: What is asked.
            job: Whose video.
            variant: One of VARIANTS.
            protection: Headers of the answer.

        Raises:
            RequestError: video_not_ready, media_missing, captions_missing, credentials_missing,
                not_there or export_needs_background.
        """
        made = job.video
        if made is None:
            if job.state in UNFINISHED:
                raise RequestError("video_not_ready")
            raise RequestError("media_missing" if job.state == JobState.DELIVERED else "not_there")
        extra = {**protection, **_as_file(request, job, made, variant)}
        if variant == "video":
            return await self._video(request, job, made, extra)
        if variant == "credentials":
            credentials = await self._shared.job_service.credentials(made)
            if credentials is None:
                raise RequestError("credentials_missing")
            return web.Response(body=credentials, headers=extra, content_type="application/c2pa")
        if variant == "poster":
            return web.Response(
                body=await self._poster(job.id, made),
                headers=extra,
                content_type="image/jpeg",
            )
        if variant in tuple(ExportFormat):
            lesson = ExportFormat(variant)
            return await self._export(request, job, made, lesson, extra)
        if not made.words:
            raise RequestError("captions_missing")
        match variant:
            case "vtt":
                language = await asyncio.to_thread(language_of, job)
                text, kind = webvtt(made.words, language), "text/vtt"
            case "srt":
                text, kind = subrip(made.words), "application/x-subrip"
            case _:
                text, kind = transcript(made.words), "text/plain"
        return web.Response(text=text, headers=extra, content_type=kind, charset="utf-8")

    async def _video(
        self, request: web.Request, job: Job, made: StoredVideo, extra: Mapping[str, str]
    ) -> web.StreamResponse:
        kind = "video/webm" if made.key.endswith(".webm") else "video/mp4"
        common = {**extra, "Accept-Ranges": "bytes", "Content-Type": kind}
        if made.credentials is not None:
            common["Link"] = f'<{_address_of_credentials(request, job)}>; rel="c2pa-manifest"'
        part = _range_of(request, made.bytes)
        if part is None:
            return web.Response(
                status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
                headers={**extra, "Content-Range": f"bytes */{made.bytes}"},
            )
        start, end = part
        whole = (start, end) == (0, made.bytes)
        if not whole:
            common["Content-Range"] = f"bytes {start}-{end - 1}/{made.bytes}"
        common["Content-Length"] = str(end - start)
        job_service = self._shared.job_service
        # The first piece before the answer begins: a file that is gone is an error of its own.
        piece = await job_service.video_part(made, start, min(_PIECE_BYTES, end - start))
        answer = web.StreamResponse(
            status=HTTPStatus.OK if whole else HTTPStatus.PARTIAL_CONTENT, headers=common
        )
        await answer.prepare(request)
        if request.method != "HEAD":
            with contextlib.suppress(ConnectionResetError):
                await answer.write(piece)
                for place in range(start + len(piece), end, _PIECE_BYTES):
                    length = min(_PIECE_BYTES, end - place)
                    await answer.write(await job_service.video_part(made, place, length))
        return answer

    async def _export(
        self,
        request: web.Request,
        job: Job,
        made: StoredVideo,
        kind: ExportFormat,
        extra: Mapping[str, str],
    ) -> web.StreamResponse:
        if not made.key.endswith(".mp4"):
            raise RequestError("export_needs_background")
        language = await asyncio.to_thread(language_of, job) if made.words else None
        with scratch() as folder:
            video, target = folder / "video.mp4", folder / f"lesson{kind.suffix}"
            await self._shared.job_service.fetch_video(made, video)

            def work() -> None:
                lesson = lesson_of(
                    video,
                    captions=break_into_captions(made.words),
                    labels=texts.lesson_labels,
                    language=language,
                )
                export(lesson, kind, target)

            await asyncio.to_thread(work)
            return await send_file(request, target, kind.content_type, extra)

    async def _poster(self, job: JobId, made: StoredVideo) -> bytes:
        if job not in self._posters:
            with scratch() as folder:
                path = folder / "video"
                await self._shared.job_service.fetch_video(made, path)
                poster = await thumbnail(path, _POSTER_SIDE)
            if poster is None:
                raise StorageError("video_unreadable")
            if len(self._posters) >= _POSTERS:
                self._posters.pop(next(iter(self._posters)))
            self._posters[job] = poster
        return self._posters[job]


def _address_of_credentials(request: web.Request, job: Job) -> str:
    """Return where the credentials of the video are that this request is for."""
    own = f"/v1/videos/{job.id}/content"
    linked = {name: request.query[name] for name in ("until", "key") if name in request.query}
    path = request.path if linked else own
    return f"{path}?{urlencode({'variant': 'credentials', **linked})}"


def language_of(job: Job) -> str:
    """Return the language of a video's words, as its request says or as it is guessed."""
    if job.request.options.language:
        return job.request.options.language
    hint = job.request.chat.details.get("language")
    said = () if job.video is None else job.video.words
    heard = " ".join(word.text for word in said)
    words = (job.request.text if job.request.story_seconds is None else None) or heard
    return detect_language(words, frozenset(LIKELY), (hint,) if hint else ())


def _as_file(request: web.Request, job: Job, made: StoredVideo, variant: str) -> Mapping[str, str]:
    """Return the header that names the file, when it is to be saved, as lessons always are."""
    if "download" not in request.query and variant not in tuple(ExportFormat):
        return {}
    ending = {
        "video": "webm" if made.key.endswith(".webm") else "mp4",
        "credentials": "c2pa",
        "poster": "jpg",
        "vtt": "vtt",
        "srt": "srt",
        "transcript": "txt",
        **{str(kind): kind.suffix.removeprefix(".") for kind in ExportFormat},
    }[variant]
    name = f"talking-photo-{job.id[:6]}.{ending}"
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def _range_of(request: web.Request, size: int) -> tuple[int, int] | None:
    """Return start and end of the part that is asked for, None when there is no such part.

    A header that names several parts, or makes no sense, is not heeded (RFC 9110).
    """
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    if asked is None or not any(asked.groups()):
        return 0, size
    first, last = asked.groups()
    if not first:
        return (max(size - int(last), 0), size) if int(last) else None
    start = int(first)
    end = min(int(last) + 1, size) if last else size
    if last and int(last) < start:
        return 0, size
    return None if start >= size else (start, end)
