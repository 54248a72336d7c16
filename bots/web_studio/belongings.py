"""What belongs to whoever asks: faces, voices to choose from, and all that is known of them."""

from __future__ import annotations

import base64
import dataclasses
import io
import zipfile
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from aiohttp import web

from talking_photo.bots import texts
from talking_photo.bots.conversation.adapter import AdapterContext
from talking_photo.bots.conversation.limits import NAME_LETTERS, SAVED_PORTRAITS
from talking_photo.bots.conversation.saved_faces import saved_face, saved_faces
from talking_photo.bots.web_studio import headers
from talking_photo.bots.web_studio.answers import json_answer
from talking_photo.bots.web_studio.faces import FaceInspector
from talking_photo.bots.web_studio.problems import Unmade
from talking_photo.bots.web_studio.requests import options_of
from talking_photo.bots.web_studio.uploads import Accepted, read_form
from talking_photo.bots.web_studio.visitors import Visitor
from talking_photo.core.errors import RequestError
from talking_photo.core.face_points import FacePoints, PlacedFaces
from talking_photo.core.intake.kind import kind_of
from talking_photo.core.jobs.job import Failure, Responsibility, StoredPortrait
from talking_photo.core.model import CropWindow, InspectedPhoto, Layout

_SHOWN_KINDS = ("jpeg", "png", "webp", "avif")
"""Photos that browsers show as they are."""


class Belongings:
    """Answers for everything but the videos themselves.

    Args:
        shared: What all adapters share.
        inspector: Judges faces.
    """

    def __init__(self, shared: AdapterContext, inspector: FaceInspector) -> None:
        self._shared = shared
        self._inspector = inspector

    async def faces(self, request: web.Request, visitor: Visitor) -> web.Response:
        """Find the faces of a photo and say of each whether it can speak.

        Raises:
            RequestError: field_missing, or what is wrong with the photo.
        """
        form = await read_form(request, self._accepting_photo("preview", "points"))
        if "photo" not in form.files:
            raise RequestError("field_missing", field="photo")
        options = options_of(form.fields)
        preview, found = await self._inspector.inspect(form.files["photo"], options)
        described = {
            "object": "list",
            "width": found.width,
            "height": found.height,
            "data": _faces(found, visitor.language),
            "frames": _frames(found.frames),
        }
        if form.is_set("preview"):
            described["preview"] = base64.b64encode(preview).decode()
        return json_answer(described)

    async def portraits(self, _request: web.Request, visitor: Visitor) -> web.Response:
        """List the saved faces, by name."""
        faces = await saved_faces(self._shared, visitor.person)
        data = [_portrait(face.name or "", face.points) for face in faces]
        return json_answer({"object": "list", "data": data})

    async def save_portrait(self, request: web.Request, visitor: Visitor) -> web.Response:
        """Keep a face under a name, which speaks in the chats' way from then on.

        Raises:
            RequestError: field_missing, portraits_full, or what is wrong with the photo.
        """
        form = await read_form(request, self._accepting_photo("name", "points"))
        name = " ".join((form.text("name") or "").split())[:NAME_LETTERS].strip()
        if not name:
            raise RequestError("field_missing", field="name")
        photo = form.files.get("photo")
        if photo is None:
            raise RequestError("field_missing", field="photo")
        saved = await saved_faces(self._shared, visitor.person)
        if len(saved) >= SAVED_PORTRAITS and name not in {face.name for face in saved}:
            raise RequestError("portraits_full", limit=SAVED_PORTRAITS)
        options = options_of(form.fields)
        _, found = await self._inspector.inspect(photo, options)
        _refuse_speechless(found)
        job_service = self._shared.job_service
        key = await job_service.keep_input(visitor.person, photo, f"portrait {name}")
        await self._shared.people.keep_portrait(
            StoredPortrait(
                person=visitor.person, name=name, chat="", photo=key, points=options.points
            )
        )
        return json_answer(_portrait(name, options.points), status=HTTPStatus.CREATED)

    async def portrait_photo(self, request: web.Request, visitor: Visitor) -> web.Response:
        """Show a saved face.

        Raises:
            RequestError: portrait_missing.
        """
        face = await self._face(request, visitor)
        contents = await self._shared.people.photo(face)
        kind = kind_of(contents)
        if kind not in _SHOWN_KINDS:
            contents, _ = await self._inspector.inspect(contents)
            kind = "jpeg"
        return web.Response(body=contents, headers=headers.API, content_type=f"image/{kind}")

    async def delete_portrait(self, request: web.Request, visitor: Visitor) -> web.Response:
        """Delete a saved face.

        Raises:
            RequestError: portrait_missing.
        """
        face = await self._face(request, visitor)
        await self._shared.people.remove_portrait(visitor.person, face.name or "")
        return json_answer({"name": face.name, "object": "portrait.deleted", "deleted": True})

    async def export(self, _request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Give all that is known of the visitor, as a ZIP archive."""
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as file:
            async for name, contents in self._shared.people.export(visitor.person):
                file.writestr(name, contents)
        return web.Response(
            body=archive.getvalue(),
            headers={
                **headers.API,
                "Content-Disposition": 'attachment; filename="talking-photo-data.zip"',
            },
            content_type="application/zip",
        )

    async def erase(self, _request: web.Request, visitor: Visitor) -> web.Response:
        """Delete all that is known of the visitor."""
        await self._shared.people.erase(visitor.person)
        return json_answer({"object": "data.deleted", "deleted": True})

    async def _face(self, request: web.Request, visitor: Visitor) -> StoredPortrait:
        face = await saved_face(self._shared, visitor.person, request.match_info["name"])
        if face is None:
            raise RequestError("portrait_missing")
        return face

    def _accepting_photo(self, *fields: str) -> Accepted:
        settings = self._shared.settings
        return Accepted(
            files={"photo": settings.photo.max_bytes},
            fields=fields,
            seconds=settings.studio.upload_seconds,
        )


def _refuse_speechless(found: InspectedPhoto) -> None:
    """Refuse a photo of which no face can speak.

    Raises:
        Unmade: What is wrong with its first face.
    """
    first = found.faces[0]
    if all(face.problem for face in found.faces):
        who = Responsibility.ASKER
        raise Unmade(Failure(code=first.problem or "no_face", facts=first.facts, who=who))


def _faces(found: InspectedPhoto, language: str) -> list[dict[str, Any]]:
    return [
        {
            "number": number,
            "x": round(face.box.x - face.box.width / 2, 1),
            "y": round(face.box.y - face.box.width / 2, 1),
            "width": round(face.box.width, 1),
            "can_speak": face.problem is None,
            "placed": face.placed,
            "frames": _frames(face.frames),
            "code": face.problem,
            "message": None
            if face.problem is None
            else texts.sentence(face.problem, face.facts, language),
        }
        for number, face in enumerate(found.faces, 1)
    ]


def _frames(frames: Mapping[Layout, CropWindow]) -> dict[str, Any]:
    return {
        layout.value: {
            "x": round(crop.left, 1),
            "y": round(crop.top, 1),
            "width": round(crop.width, 1),
            "height": round(crop.height, 1),
        }
        for layout, crop in frames.items()
    }


def _portrait(name: str, points: PlacedFaces | None) -> dict[str, Any]:
    placed: object = None
    if isinstance(points, FacePoints):
        placed = dataclasses.asdict(points)
    elif points is not None:
        placed = [dataclasses.asdict(face) for face in points]
    return {"object": "portrait", "name": name, "points": placed}
