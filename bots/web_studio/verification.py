"""Whether a file was made here: what its marks show."""

from __future__ import annotations

import asyncio
import dataclasses
import tempfile
from pathlib import Path

from aiohttp import web

from talking_photo.bots.conversation.verification import sentences
from talking_photo.bots.web_studio import headers
from talking_photo.bots.web_studio.uploads import Accepted, read_form
from talking_photo.bots.web_studio.visitors import Visitor
from talking_photo.core.errors import RequestError
from talking_photo.core.settings import Settings
from talking_photo.core.workers.verification import verify_file

MAX_BYTES = 100_000_000
_AT_ONCE = 2
"""Each takes a process."""


class Verifications:
    """Verifies files that are sent.

    Args:
        settings: The operator's.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._free = asyncio.Semaphore(_AT_ONCE)

    async def verify(self, request: web.Request, visitor: Visitor) -> web.Response:
        """Return the verdict on a file, and in words what it rests on.

        Raises:
            RequestError: field_missing, or what is wrong with the upload.
        """
        seconds = self._settings.studio.upload_seconds
        accepted = Accepted(files={"file": MAX_BYTES}, fields=(), seconds=seconds)
        async with self._free:
            form = await read_form(request, accepted)
            if "file" not in form.files:
                raise RequestError("field_missing", field="file")
            with tempfile.NamedTemporaryFile(prefix="talking-photo-") as copy:
                await asyncio.to_thread(copy.write, form.files["file"])
                copy.flush()
                found = await verify_file(Path(copy.name), self._settings)
        credentials = dataclasses.asdict(found.credentials)
        described = {
            "object": "verification",
            "verdict": found.verdict,
            "message": "\n".join(sentences(found, visitor.language)),
            "credentials": credentials,
            "note": found.note,
            "speech_mark": found.speech_mark,
        }
        return web.json_response(described, headers=headers.API)
