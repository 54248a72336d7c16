"""The page and the API: put together, opened and closed beside the chats."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from http import HTTPStatus
from pathlib import Path
from typing import TypedDict

from aiohttp import web

from talking_photo.bots import texts
from talking_photo.bots.conversation.access import has_agreed
from talking_photo.bots.conversation.adapter import AdapterContext
from talking_photo.bots.conversation.web_page import page_address
from talking_photo.bots.web_studio import headers, openapi, pages
from talking_photo.bots.web_studio.answers import json_answer
from talking_photo.bots.web_studio.batches import Batches
from talking_photo.bots.web_studio.belongings import Belongings
from talking_photo.bots.web_studio.content import Contents
from talking_photo.bots.web_studio.faces import FaceInspector
from talking_photo.bots.web_studio.problems import problem_of
from talking_photo.bots.web_studio.saved_templates import SavedTemplates
from talking_photo.bots.web_studio.sharing import Sharing
from talking_photo.bots.web_studio.signing import SigningKey
from talking_photo.bots.web_studio.stories import Stories
from talking_photo.bots.web_studio.uploads import Accepted, read_form
from talking_photo.bots.web_studio.verification import Verifications
from talking_photo.bots.web_studio.videos import Videos
from talking_photo.bots.web_studio.visitors import (
    COOKIE,
    PLATFORM,
    Doorkeeper,
    Visitor,
    language_of,
)
from talking_photo.bots.web_studio.voices import Voices
from talking_photo.core.errors import (
    RenderError,
    RequestError,
    TalkingPhotoError,
)
from talking_photo.core.jobs.job import DeliveryReceipt, Failure, Job
from talking_photo.core.jobs.tokens import SESSION_SECONDS
from talking_photo.core.model import Video

Answer = Callable[[web.Request, Visitor], Awaitable[web.StreamResponse]]

_SIGN_IN_SECONDS = 10.0

_log = logging.getLogger(__name__)


class WebStudio:
    """Fulfils `talking_photo.core.jobs.ports.Delivery`: what is finished waits to be fetched.

    Args:
        shared: What all adapters share.
        key: Signs links to videos.
    """

    platform = PLATFORM

    def __init__(self, shared: AdapterContext, key: SigningKey) -> None:
        settings = shared.settings
        self._shared = shared
        self._key = key
        self._doorkeeper = Doorkeeper(settings, shared.tokens)
        self._inspector = FaceInspector(settings)
        contents = Contents(shared)
        self._videos = Videos(shared, contents, key)
        self._templates = SavedTemplates(shared)
        self._batches = Batches(shared, self._videos.requests)
        self._stories = Stories(shared, self._videos.requests, self._videos)
        self._sharing = Sharing(shared, contents, key)
        self._belongings = Belongings(shared, self._inspector)
        self._voices = Voices(shared)
        self._verifications = Verifications(shared)

    def routes(self) -> Iterable[web.RouteDef]:
        """What the web server answers for the page and the API."""
        videos, own, voices = self._videos, self._belongings, self._voices
        yield web.get("/", self._home)
        for name in pages.STATIC:
            yield web.get(f"/static/{name}", self._static(name))
        yield web.get("/demo.png", self._guarded(self._demo))
        yield web.post("/session", self._sign_in)
        yield web.post("/session/end", self._sign_out)
        yield web.get("/enter", self._enter)
        yield web.get("/openapi.json", self._guarded(_openapi))
        yield web.post("/v1/videos", self._guarded(videos.create))
        yield web.get("/v1/videos", self._guarded(videos.list))
        yield web.post("/v1/videos/sync", self._guarded(videos.create_sync))
        yield web.get("/v1/videos/{id}", self._guarded(videos.get))
        yield web.delete("/v1/videos/{id}", self._guarded(videos.delete))
        yield web.get("/v1/videos/{id}/events", self._guarded(videos.events))
        yield web.post("/v1/videos/{id}/link", self._guarded(self._sharing.create))
        yield web.get("/v/{id}", self._public(self._sharing.player))
        yield web.get("/v/{id}/content", self._public(self._sharing.content))
        yield web.get("/embed/{id}", self._public(self._sharing.embed))
        yield web.get("/oembed", self._public(self._sharing.oembed))
        yield web.get("/v1/videos/{id}/content", self._guarded(videos.content))
        yield web.post("/v1/stories", self._guarded(self._stories.create))
        batches = self._batches
        yield web.post("/v1/batches", self._guarded(batches.create))
        yield web.get("/v1/batches", self._guarded(batches.list))
        yield web.get("/v1/batches/{id}", self._guarded(batches.get))
        yield web.delete("/v1/batches/{id}", self._guarded(batches.delete))
        yield web.get("/v1/batches/{id}/content", self._guarded(batches.content))
        yield from self._template_routes()
        yield web.get("/v1/webhooks/secret", self._guarded(videos.webhooks.secret))
        yield web.post("/v1/faces", self._guarded(own.faces))
        yield web.post("/v1/verify", self._guarded(self._verifications.verify))
        yield web.get("/v1/voices", self._guarded(voices.list))
        yield web.post("/v1/voices", self._guarded(voices.create))
        yield web.delete("/v1/voices/{name}", self._guarded(voices.delete))
        yield web.get("/v1/voices/{name}/sample", self._guarded(voices.sample))
        yield web.post("/v1/language", self._guarded(voices.language))
        yield web.get("/v1/dictionary", self._guarded(voices.entries))
        yield web.post("/v1/dictionary", self._guarded(voices.add_entry))
        yield web.delete("/v1/dictionary/{word}", self._guarded(voices.remove_entry))
        yield web.get("/v1/dictionary/{word}/sample", self._guarded(voices.hear_entry))
        yield web.get("/v1/portraits", self._guarded(own.portraits))
        yield web.post("/v1/portraits", self._guarded(own.save_portrait))
        yield web.get("/v1/portraits/{name}/photo", self._guarded(own.portrait_photo))
        yield web.delete("/v1/portraits/{name}", self._guarded(own.delete_portrait))
        yield web.get("/v1/data", self._guarded(own.export))
        yield web.delete("/v1/data", self._guarded(own.erase))
        yield web.route("*", "/v1/{tail:.*}", self._guarded(_not_there))

    def _template_routes(self) -> Iterable[web.RouteDef]:
        templates = self._templates
        yield web.get("/v1/templates", self._guarded(templates.list))
        yield web.post("/v1/templates", self._guarded(templates.keep))
        yield web.get("/v1/templates/{name}", self._guarded(templates.get))
        yield web.delete("/v1/templates/{name}", self._guarded(templates.delete))

    async def open(self) -> None:
        """Read the key of this installation.

        Raises:
            SettingsError: studio_token_missing.
            StorageError: database_unreachable or media_unreachable.
        """
        await self._doorkeeper.check_open()
        await self._key.load()
        self._videos.webhooks.open()

    async def close(self) -> None:
        """End what goes on: event streams, and the process that inspects photos."""
        self._videos.close()
        await self._videos.webhooks.close()
        await self._inspector.close()

    async def deliver(self, job: Job, _video: Video) -> DeliveryReceipt:
        """Leave the video where it can be fetched, and tell followers at once."""
        self._shared.job_service.look_soon()
        self._videos.webhooks.look_soon()
        self._shared.batches.look_soon()
        return DeliveryReceipt(message=job.id)

    async def refuse(self, job: Job, _failure: Failure) -> DeliveryReceipt:
        """Leave the failure where it can be read, and tell followers at once."""
        self._shared.job_service.look_soon()
        self._videos.webhooks.look_soon()
        self._shared.batches.look_soon()
        return DeliveryReceipt(message=job.id)

    async def offer(self, job: Job, _picture: Path) -> DeliveryReceipt:
        """Leave the choice to the page, which shows all faces beforehand."""
        return DeliveryReceipt(message=job.id)

    async def _home(self, request: web.Request) -> web.StreamResponse:
        """Show the page, or ask for the token."""
        language = language_of(request)
        try:
            self._doorkeeper.check_host(request)
            visitor = await self._doorkeeper.visitor(request)
        except TalkingPhotoError as exc:
            if exc.code == "sign_in_needed" and self._doorkeeper.asks_for_token:
                return self._form("sign_in", language)
            return _refused(exc, language)
        self._inspector.warm()
        person = await self._shared.people.find(visitor.person)
        settings = self._shared.settings
        return pages.page(
            "studio",
            language,
            agreed=has_agreed(person),
            signed_in=visitor.signed_in,
            most_letters=settings.text.max_characters,
            most_seconds=int(settings.sound.max_seconds),
            words=texts.STUDIO[language],
            hours=settings.retention.video_hours,
            **pages.choices(language),
        )

    async def _sign_in(self, request: web.Request) -> web.StreamResponse:
        """Begin a session for whoever knows the token, or came by a link."""
        language = language_of(request)
        try:
            self._doorkeeper.check_host(request)
            self._doorkeeper.check_site(request)
            accepted = Accepted(files={}, fields=("token", "link"), seconds=_SIGN_IN_SECONDS)
            form = await read_form(request, accepted)
            link = form.text("link")
            session = (
                await self._doorkeeper.session_of_token((form.text("token") or "").strip())
                if link is None
                else await self._doorkeeper.session_of_link(link)
            )
        except TalkingPhotoError as exc:
            return _refused(exc, language)
        if session is None:
            name = "sign_in" if link is None else "enter"
            return self._form(name, language, wrong=True)
        home = web.Response(status=HTTPStatus.SEE_OTHER, headers={**headers.PAGE, "Location": "/"})
        home.set_cookie(COOKIE, session, max_age=int(SESSION_SECONDS), **_cookie(request))
        return home

    async def _sign_out(self, request: web.Request) -> web.StreamResponse:
        """End the session of this browser, here and in it."""
        language = language_of(request)
        try:
            self._doorkeeper.check_host(request)
            self._doorkeeper.check_site(request)
            await self._doorkeeper.end_session(request)
        except TalkingPhotoError as exc:
            return _refused(exc, language)
        home = web.Response(status=HTTPStatus.SEE_OTHER, headers={**headers.PAGE, "Location": "/"})
        home.del_cookie(COOKIE, **_cookie(request))
        return home

    def _form(self, name: str, language: str, *, wrong: bool = False) -> web.Response:
        """Return a page that leads in.

        With no referrer at all, browsers would call the origin of its form `null`.
        """
        from_chat = page_address(self._shared.settings) is not None
        answer = pages.page(name, language, wrong=wrong, from_chat=from_chat)
        answer.headers["Referrer-Policy"] = "same-origin"
        if wrong:
            answer.set_status(HTTPStatus.FORBIDDEN)
        return answer

    async def _enter(self, request: web.Request) -> web.StreamResponse:
        """Show the page to which a link from a chat leads; only its button uses the link up.

        Chats and mail fetch each link that they show. The secret stands behind the `#`, which no
        browser sends: it is in no log of a server on the way, and in no `Referer`.
        """
        language = language_of(request)
        try:
            self._doorkeeper.check_host(request)
        except RequestError as exc:
            return _refused(exc, language)
        return self._form("enter", language)

    async def _demo(self, _request: web.Request, _visitor: Visitor) -> web.Response:
        """Show the drawn portrait, for whoever has no photo at hand.

        Raises:
            RequestError: not_there.
        """
        if self._shared.demo is None:
            raise RequestError("not_there")
        return web.Response(
            body=await self._shared.demo.portrait(),
            headers=headers.API,
            content_type="image/png",
        )

    def _static(self, name: str) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def answer(_request: web.Request) -> web.StreamResponse:
            return pages.static(name)

        return answer

    def _public(
        self, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        """Return a handler for whoever has a link, from any website."""

        async def answer(request: web.Request) -> web.StreamResponse:
            try:
                self._doorkeeper.check_host(request)
                return await handler(request)
            except TalkingPhotoError as exc:
                return problem_of(exc, language_of(request))

        return answer

    def _guarded(self, handler: Answer) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        """Return the handler behind all checks; what it raises becomes an answer."""

        async def answer(request: web.Request) -> web.StreamResponse:
            try:
                self._doorkeeper.check_host(request)
                self._doorkeeper.check_site(request)
                return await handler(request, await self._doorkeeper.visitor(request))
            except TalkingPhotoError as exc:
                if isinstance(exc, RenderError):
                    _log.error("%s %s: %s", request.method, request.path.split("/")[1:3], exc)
                return problem_of(exc, language_of(request))
            except (web.HTTPException, asyncio.CancelledError, ConnectionResetError):
                raise
            except Exception:  # noqa: BLE001 - a program gets a problem, the log the cause
                _log.exception("a request failed")
                return problem_of(RenderError("unexpected"), language_of(request))

        return answer


class _CookieOptions(TypedDict):
    """How a browser may use a cookie."""

    httponly: bool
    samesite: str
    secure: bool


def _cookie(request: web.Request) -> _CookieOptions:
    secure = "https" in (request.scheme, request.headers.get("X-Forwarded-Proto"))
    return {"httponly": True, "samesite": "Lax", "secure": secure}


def _refused(error: TalkingPhotoError, language: str) -> web.Response:
    answer = problem_of(error, language)
    answer.headers.update(headers.PAGE)
    return answer


async def _openapi(_request: web.Request, _visitor: Visitor) -> web.Response:
    return json_answer(openapi.document())


async def _not_there(_request: web.Request, _visitor: Visitor) -> web.Response:
    raise RequestError("not_there")
