"""Links to a video that work for anybody, until they are over; and players for other websites."""

from __future__ import annotations

import html
import time
from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import parse_qs, urlencode, urlsplit

from aiohttp import web

from talking_photo.bots import texts
from talking_photo.bots.conversation.adapter import AdapterContext
from talking_photo.bots.web_studio import headers, pages
from talking_photo.bots.web_studio.content import VARIANTS, Contents
from talking_photo.bots.web_studio.signing import SigningKey
from talking_photo.bots.web_studio.visitors import Visitor, language_of
from talking_photo.core.errors import RequestError
from talking_photo.core.jobs.job import Job, JobId, StoredVideo

_PURPOSE = "link"


class Sharing:
    """Makes links, and answers to whoever has one.

    A link names the video and the time until which it works, signed together; nothing about it is
    stored. It never works for longer than the video is kept.

    Args:
        shared: What all adapters share.
        contents: Gives the files of a video.
        key: Signs links.
    """

    def __init__(self, shared: AdapterContext, contents: Contents, key: SigningKey) -> None:
        self._shared = shared
        self._contents = contents
        self._key = key
        self._hours = shared.settings.retention.video_hours
        self._embedded = headers.embeddable(shared.settings.studio.frame_ancestors)

    async def create(self, request: web.Request, visitor: Visitor) -> web.Response:
        """Make a link to a finished video.

        Raises:
            RequestError: not_there or video_not_ready.
        """
        job = await self._job(request.match_info["id"])
        if job.request.chat.person != visitor.person:
            raise RequestError("not_there")
        if job.video is None or job.finished is None:
            raise RequestError("video_not_ready")
        until = int(job.finished + 3600 * self._hours)
        query = urlencode({"until": until, "key": self._key.sign(_PURPOSE, job.id, str(until))})
        site = _site_of(request)
        embed = f"{site}/embed/{job.id}?{query}"
        link = {
            "object": "link",
            "url": f"{site}/v/{job.id}?{query}",
            "embed_url": embed,
            "embed_html": _iframe(embed, job.video),
            "expires_at": until,
            "message": texts.studio(
                "link_until", visitor.language, date=texts.date(until, visitor.language)
            ),
        }
        return web.json_response(link, status=HTTPStatus.CREATED, headers=headers.API)

    async def player(self, request: web.Request) -> web.Response:
        """Show the video on a page of its own."""
        job, video = await self._linked(request)
        return self._page(request, job, video, "player", headers.PAGE)

    async def embed(self, request: web.Request) -> web.Response:
        """Show the video alone, for a frame of another website."""
        job, video = await self._linked(request)
        return self._page(request, job, video, "embed", self._embedded)

    async def content(self, request: web.Request) -> web.StreamResponse:
        """Give the files of the video.

        Raises:
            RequestError: option_wrong.
        """
        variant = request.query.get("variant", "video")
        if variant not in VARIANTS:
            raise RequestError("option_wrong", option="variant", allowed=", ".join(VARIANTS))
        job, _ = await self._linked(request)
        return await self._contents.answer(request, job, variant, headers.SHARED)

    async def oembed(self, request: web.Request) -> web.Response:
        """Tell other programs how to embed a link of ours.

        Raises:
            RequestError: not_there or option_wrong.
        """
        if request.query.get("format", "json") != "json":
            raise RequestError("option_wrong", option="format", allowed="json")
        try:
            url = urlsplit(request.query.get("url", ""))
        except ValueError as exc:
            raise RequestError("not_there") from exc
        site = _site_of(request)
        folder, _, number = url.path.rpartition("/")
        if f"{url.scheme}://{url.netloc}" != site or folder not in ("/v", "/embed"):
            raise RequestError("not_there")
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        job, video = await self._of(number, query.get("until", ""), query.get("key", ""))
        signed = urlencode({name: query[name] for name in ("until", "key")})
        return web.json_response(
            {
                "version": "1.0",
                "type": "video",
                "title": texts.chat("made_by_ai", language_of(request)),
                "provider_name": "talking-photo",
                "provider_url": f"{site}/",
                "html": _iframe(f"{site}/embed/{job.id}?{signed}", video),
                "width": video.width,
                "height": video.height,
                "thumbnail_url": f"{site}/v/{job.id}/content?variant=poster&{signed}",
                "thumbnail_width": video.width,
                "thumbnail_height": video.height,
                "cache_age": max(int(int(query["until"]) - time.time()), 0),
            },
            headers=headers.SHARED,
        )

    def _page(
        self,
        request: web.Request,
        job: Job,
        video: StoredVideo,
        name: str,
        protection: Mapping[str, str],
    ) -> web.Response:
        signed = urlencode({part: request.query[part] for part in ("until", "key")})
        site = _site_of(request)
        language = language_of(request)
        address = f"{site}/v/{job.id}"
        answer = pages.page(
            name,
            language,
            video=video,
            content=f"/v/{job.id}/content?{signed}",
            address=f"{address}?{signed}",
            absolute=f"{address}/content?{signed}",
            embed=f"{site}/embed/{job.id}?{signed}",
            oembed=f"{site}/oembed?{urlencode({'url': f'{address}?{signed}'})}",
            kind="video/webm" if video.key.endswith(".webm") else "video/mp4",
            until=texts.date(int(request.query["until"]), language),
            spoken=job.request.options.language or language,
            burned=job.request.options.captions,
        )
        answer.headers.update(protection)
        if name == "embed":
            del answer.headers["X-Frame-Options"]
        return answer

    async def _linked(self, request: web.Request) -> tuple[Job, StoredVideo]:
        query = request.query
        return await self._of(
            request.match_info["id"], query.get("until", ""), query.get("key", "")
        )

    async def _of(self, number: str, until: str, signature: str) -> tuple[Job, StoredVideo]:
        """Return the video that a link leads to.

        Raises:
            RequestError: not_there for a link that is not ours, link_over for one that was.
        """
        if not self._key.is_signed(signature, _PURPOSE, number, until):
            raise RequestError("not_there")
        if int(until) <= time.time():
            raise RequestError("link_over")
        job = await self._job(number)
        if job.video is None:
            raise RequestError("link_over")
        return job, job.video

    async def _job(self, number: str) -> Job:
        job = await self._shared.job_service.status(JobId(number))
        if job is None or not job.request.photo:
            raise RequestError("not_there")
        return job


def _site_of(request: web.Request) -> str:
    """Return scheme and name by which this site was reached; the name was checked."""
    scheme = "https" if request.headers.get("X-Forwarded-Proto") == "https" else request.scheme
    return f"{scheme}://{request.headers['Host']}"


def _iframe(address: str, video: StoredVideo) -> str:
    return (
        f'<iframe src="{html.escape(address)}" width="{video.width}" height="{video.height}" '
        'style="border:0;max-width:100%" allow="autoplay; fullscreen" loading="lazy" '
        'title="talking-photo"></iframe>'
    )
