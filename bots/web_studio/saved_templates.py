"""`/v1/templates`: the sentence and the options of a batch, kept under a name."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus

from aiohttp import web

from talking_photo.bots.batch.saved import described
from talking_photo.bots.conversation.adapter import AdapterContext
from talking_photo.bots.web_studio.answers import json_answer
from talking_photo.bots.web_studio.requests import OPTIONS, options_of
from talking_photo.bots.web_studio.uploads import Accepted, read_form
from talking_photo.bots.web_studio.visitors import Visitor
from talking_photo.core.errors import RequestError
from talking_photo.core.jobs.job import PersonId, SavedTemplate

MOST_TEMPLATES = 50
"""Of one person."""
FIELDS = ("name", "template", "file_name")


class SavedTemplates:
    """Answers for the templates of whoever asks.

    Args:
        shared: What all adapters share.
    """

    def __init__(self, shared: AdapterContext) -> None:
        self._shared = shared

    async def list(self, _request: web.Request, visitor: Visitor) -> web.Response:
        """List all templates, by name."""
        person = await self._shared.people.find(visitor.person)
        return json_answer({"object": "list", "data": [*map(described, person.templates)]})

    async def get(self, request: web.Request, visitor: Visitor) -> web.Response:
        """Give one as a file, for the command line and for others.

        Raises:
            RequestError: not_there.
        """
        saved = await self.find(visitor.person, request.match_info["name"])
        if saved is None:
            raise RequestError("not_there")
        answer = json_answer(described(saved))
        answer.headers["Content-Disposition"] = 'attachment; filename="template.json"'
        return answer

    async def keep(self, request: web.Request, visitor: Visitor) -> web.Response:
        """Keep a template, in place of one of the same name.

        Raises:
            RequestError: field_missing, field_wrong, option_wrong or too_many_templates.
        """
        accepted = Accepted(
            files={},
            fields=(*FIELDS, *OPTIONS),
            seconds=self._shared.settings.studio.upload_seconds,
        )
        form = await read_form(request, accepted)
        name, template = form.text("name"), form.text("template")
        if name is None or template is None:
            raise RequestError("field_missing", field="template" if name else "name")
        saved = SavedTemplate(
            name=name,
            template=template,
            file_name=form.text("file_name") or "{row}",
            options=options_of(form.fields),
        )
        person = await self._shared.people.find(visitor.person)
        others = [one for one in person.templates if one.name != saved.name]
        if len(others) >= MOST_TEMPLATES:
            raise RequestError("too_many_templates", limit=MOST_TEMPLATES)
        templates = tuple(sorted([*others, saved], key=lambda one: one.name.casefold()))
        await self._shared.people.keep(replace(person, templates=templates))
        return json_answer(described(saved), status=HTTPStatus.CREATED)

    async def delete(self, request: web.Request, visitor: Visitor) -> web.Response:
        """Forget a template.

        Raises:
            RequestError: not_there.
        """
        name = request.match_info["name"]
        person = await self._shared.people.find(visitor.person)
        left = tuple(one for one in person.templates if one.name != name)
        if len(left) == len(person.templates):
            raise RequestError("not_there")
        await self._shared.people.keep(replace(person, templates=left))
        return json_answer({"name": name, "object": "template.deleted", "deleted": True})

    async def find(self, person: PersonId, name: str) -> SavedTemplate | None:
        """Return a template of a person; None when there is none of that name."""
        known = (await self._shared.people.find(person)).templates
        return next((one for one in known if one.name == name), None)
