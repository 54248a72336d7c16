"""Answers of the API in JSON."""

from __future__ import annotations

import json
from http import HTTPStatus

from aiohttp import web

from talking_photo.bots.web_studio import headers


def json_answer(body: object, *, status: HTTPStatus = HTTPStatus.OK, **more: str) -> web.Response:
    """Return an answer in which letters of all scripts can be read.

    Args:
        body: What JSON can hold.
        status: Of the answer.
        more: Headers besides those of the API.
    """
    return web.json_response(
        body,
        status=status,
        headers={**headers.API, **more},
        dumps=lambda value: json.dumps(value, ensure_ascii=False),
    )
