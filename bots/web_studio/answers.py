"""Answers of the API: JSON, and files that are sent piece by piece."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path

from aiohttp import web

from talking_photo.bots.web_studio import headers

_PIECE_BYTES = 1024 * 1024


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


async def send_file(
    request: web.Request, file: Path, content_type: str, protection: Mapping[str, str]
) -> web.StreamResponse:
    """Send a file that is deleted afterwards; a piece of it is in memory at a time.

    Args:
        request: What is answered.
        file: On this machine.
        content_type: Of the file.
        protection: Headers of the answer.
    """
    size = (await asyncio.to_thread(file.stat)).st_size
    answer = web.StreamResponse(
        headers={**protection, "Content-Type": content_type, "Content-Length": str(size)}
    )
    await answer.prepare(request)
    if request.method != "HEAD":
        with contextlib.suppress(ConnectionResetError), file.open("rb") as opened:
            while piece := await asyncio.to_thread(opened.read, _PIECE_BYTES):
                await answer.write(piece)
            await answer.write_eof()
    return answer
