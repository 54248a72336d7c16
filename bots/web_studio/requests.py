"""From a form to a job: which fields there are, and what they are checked for."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import functools
import hashlib
import math
import secrets
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, get_type_hints

from aiohttp import web
from pydantic import TypeAdapter, ValidationError

from talking_photo.bots.conversation.access import CONSENT, has_agreed, is_allowed, is_blocked
from talking_photo.bots.conversation.adapter import AdapterContext
from talking_photo.bots.conversation.dictionary import options_with
from talking_photo.bots.conversation.saved_faces import saved_face
from talking_photo.bots.web_studio.uploads import Accepted, Form, Value, read_form
from talking_photo.bots.web_studio.visitors import PLATFORM, Visitor, preferred_language
from talking_photo.bots.web_studio.webhooks import Webhooks
from talking_photo.core.errors import RequestError, TalkingPhotoError
from talking_photo.core.face_points import PlacedFaces
from talking_photo.core.intake.text import read_text
from talking_photo.core.jobs.job import (
    ChatRef,
    Consent,
    Job,
    JobId,
    JobRequest,
    MediaKey,
    Person,
    PersonId,
    StoredPortrait,
    Webhook,
)
from talking_photo.core.jobs.length import length_of
from talking_photo.core.model import Expression
from talking_photo.core.request import RenderOptions

CHAT = "studio"
"""Where the photo is remembered that was used last."""
OPTIONS = tuple(field.name for field in dataclasses.fields(RenderOptions))
FIELDS = ("words", "portrait", "again", "consent", "webhook", *OPTIONS)
"""Besides the files `photo` and `sound`."""
_KEY_LETTERS = 255


class Requests:
    """Accepts videos for a visitor, as the chats do for a person.

    Args:
        shared: What all adapters share.
        webhooks: Says which addresses may be called.
    """

    def __init__(self, shared: AdapterContext, webhooks: Webhooks) -> None:
        self._shared = shared
        self._webhooks = webhooks

    async def submit(
        self, request: web.Request, visitor: Visitor, longest: float = math.inf
    ) -> Job:
        """Accept the video that a request asks for; asked for again with its key, it is the same.

        Args:
            request: The request, whose body is not read yet.
            visitor: Who asks.
            longest: Seconds of speech above which it is refused.

        Raises:
            RequestError: What is wrong with it.
            StorageError: database_unreachable or media_unreachable.
        """
        await self.check_access(visitor)
        form = await read_form(request, self._accepted())
        person = await self.agree(form, visitor)
        # In a thread: the photos of fifty people at once would stop the loop.
        content = await asyncio.to_thread(fingerprint, form)
        draft = self._draft(request, form, person, content)
        if length_of(draft) > longest:
            raise RequestError("speech_too_long_for_sync", max_seconds=longest)
        url = form.text("webhook")
        if url is not None:
            self._webhooks.check(url, visitor.person)
        known = await self._shared.job_service.status(draft.job_id)
        if known is None:
            await self._shared.job_service.check_not_draining()
            complete = await self._with_files(draft, form, visitor)
            return await self._submitted(complete, url, visitor)
        if known.request.chat.details.get("content") != draft.chat.details["content"]:
            raise RequestError("idempotency_key_used")
        return known

    async def _submitted(self, request: JobRequest, url: str | None, visitor: Visitor) -> Job:
        """Submit a request, its webhook first: after a crash in between, that is swept away.

        Raises:
            RequestError: As `JobService.submit`.
        """
        webhooks = self._shared.webhooks
        if url is not None:
            webhook = Webhook(job=request.job_id, person=visitor.person, url=url)
            await webhooks.keep(webhook)
        try:
            return await self._shared.job_service.submit(request, visitor.limits)
        except RequestError:
            await webhooks.discard(request.job_id)
            raise

    def _accepted(self) -> Accepted:
        settings = self._shared.settings
        return Accepted(
            files={"photo": settings.photo.max_bytes, "sound": settings.sound.max_bytes},
            fields=FIELDS,
            seconds=settings.studio.upload_seconds,
        )

    async def check_access(self, visitor: Visitor) -> None:
        """Refuse people who are blocked or not allowed.

        Raises:
            RequestError: access_blocked.
        """
        person = await self._shared.people.find(visitor.person)
        access = self._shared.settings.access
        # Who has a token was let in by that; who came from a chat, by the rules of the chats.
        ours = visitor.person.startswith(f"{PLATFORM}:")
        if is_blocked(person, access) or not (ours or is_allowed(person, access)):
            raise RequestError("access_blocked")

    async def agree(self, form: Form, visitor: Visitor) -> Person:
        """Ask people for their consent; who writes a program has read what it is for.

        Returns:
            What is known of them.

        Raises:
            RequestError: consent_missing.
        """
        people = self._shared.people
        person = await people.find(visitor.person)
        if has_agreed(person):
            return person
        if form.is_set("consent"):
            consent = Consent(version=CONSENT, at=time.time())
            await people.keep(replace(person, consent=consent))
        elif visitor.in_browser:
            raise RequestError("consent_missing")
        return person

    def _draft(self, request: web.Request, form: Form, person: Person, content: str) -> JobRequest:
        """Return the request before its files are stored; its job's id is known already.

        Raises:
            RequestError: What is wrong with it.
        """
        words, sound = form.text("words"), form.files.get("sound")
        if not words and not sound:
            raise RequestError("text_empty")
        options = options_of(form.fields)
        taught = options_with(options, person, words).dictionary
        options = replace(options, dictionary={**taught, **options.dictionary})
        if words and not sound:  # as the render process will, a moment later
            settings = self._shared.settings
            known = {**settings.dictionary, **options.dictionary}
            read_text(words, settings.text, Expression.NEUTRAL, dictionary=known)
        key = key_of(request)
        return JobRequest(
            key=scoped_key(person.id, key),
            chat=chat_of(request, person.id, key, {"content": content}),
            photo=MediaKey(""),
            text=words,
            options=options,
        )

    async def _with_files(self, draft: JobRequest, form: Form, visitor: Visitor) -> JobRequest:
        keep = self._shared.job_service.keep_input
        purpose = draft.job_id
        photo = form.files.get("photo")
        if photo is None:
            key, points = await self.known_photo(form, visitor)
            if draft.options.points is None:
                draft = replace(draft, options=replace(draft.options, points=points))
        else:
            key = await keep(visitor.person, photo, purpose)
        try:
            sound = form.files.get("sound")
            stored = None if sound is None else await keep(visitor.person, sound, purpose)
            await self._remember(visitor, key, draft.options.points)
        except TalkingPhotoError:
            if photo is not None:
                await self._shared.job_service.discard_input(key)
            raise
        return replace(draft, photo=key, sound=stored)

    async def known_photo(
        self, form: Form, visitor: Visitor
    ) -> tuple[MediaKey, PlacedFaces | None]:
        """Return the photo of a saved face, or that of a video that was made a moment ago.

        With it come the points that were placed on it, if any.

        Raises:
            RequestError: field_missing, portrait_missing or media_missing.
        """
        name, again = form.text("portrait"), form.text("again")
        if name is not None:
            face = await saved_face(self._shared, visitor.person, name)
            if face is None:
                raise RequestError("portrait_missing")
            return face.photo, face.points
        if again is None:
            raise RequestError("field_missing", field="photo")
        job = await self._shared.job_service.status(JobId(again))
        own = job is not None and job.request.chat.person == visitor.person
        has_photo = own and job is not None and job.request.story_seconds is None
        photo = job.request.photo if has_photo and job is not None else MediaKey("")
        if job is None or not photo or not await self._shared.job_service.has_input(photo):
            raise RequestError("media_missing")
        return photo, job.request.options.points

    async def _remember(
        self, visitor: Visitor, photo: MediaKey, points: PlacedFaces | None
    ) -> None:
        """Keep the photo for a while, so that it can say something else."""
        until = time.time() + self._shared.settings.retention.photo_minutes * 60
        await self._shared.people.keep_portrait(
            StoredPortrait(
                person=visitor.person,
                name=None,
                chat=CHAT,
                photo=photo,
                until=until,
                points=points,
            )
        )


def key_of(request: web.Request) -> str:
    """Return the idempotency key of a request, or a new one.

    Raises:
        RequestError: field_wrong.
    """
    key = request.headers.get("Idempotency-Key") or secrets.token_urlsafe(24)
    if len(key) > _KEY_LETTERS:
        raise RequestError("field_wrong", field="Idempotency-Key")
    return key


def scoped_key(person: PersonId, key: str) -> str:
    """Return the key as nobody else can have it."""
    platform, _, user = person.partition(":")
    return f"{PLATFORM}:{user if platform == PLATFORM else person}:{key}"


def chat_of(
    request: web.Request, person: PersonId, message: str, details: Mapping[str, str]
) -> ChatRef:
    """Return where the answer goes: to the page of a person, in the language of their browser."""
    language = preferred_language(request)
    platform, _, user = person.partition(":")
    return ChatRef(
        platform=PLATFORM,
        chat=CHAT,
        user=user,
        message=message,
        details={**details, **({} if language is None else {"language": language})},
        asker=None if platform == PLATFORM else person,
    )


def options_of(values: Mapping[str, Value]) -> RenderOptions:
    """Return the options that a form names; text stands for numbers and yes or no.

    Raises:
        RequestError: option_wrong.
    """
    chosen = {
        name: _typed(name, values[name]) for name in OPTIONS if values.get(name) not in (None, "")
    }
    return RenderOptions(**chosen)


def _typed(option: str, value: Value) -> Any:  # noqa: ANN401 - each option has its own type
    """Return the value of the option's type; what is none is left for the options to refuse."""
    adapter = _adapters()[option]
    with contextlib.suppress(ValidationError):
        return adapter.validate_python(value)
    with contextlib.suppress(ValidationError):  # a form has text in place of objects
        return adapter.validate_json(str(value))
    return value


@functools.cache
def _adapters() -> Mapping[str, TypeAdapter[Any]]:
    hints = get_type_hints(RenderOptions)
    return {name: TypeAdapter(hints[name]) for name in OPTIONS}


def fingerprint(form: Form) -> str:
    """Return what tells one request from another under the same key."""
    digest = hashlib.sha256()
    for name, value in sorted(form.fields.items()):
        digest.update(f"{name}={value!r}\0".encode())
    for name, contents in sorted([*form.files.items(), *form.attachments.items()]):
        digest.update(f"{name}=".encode() + hashlib.sha256(contents).digest())
    return digest.hexdigest()
