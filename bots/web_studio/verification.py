"""Whether a file was made here: what its marks show."""

from __future__ import annotations

import asyncio
import dataclasses

from aiohttp import web

from talking_photo.bots.conversation.adapter import AdapterContext
from talking_photo.bots.conversation.verification import sentences, verify_contents
from talking_photo.bots.web_studio import headers
from talking_photo.bots.web_studio.uploads import Accepted, HeldBytes, read_form
from talking_photo.bots.web_studio.visitors import Visitor
from talking_photo.core.errors import RequestError

MAX_BYTES = 100_000_000
_CREDENTIALS_BYTES = 50_000_000
_HELD_BYTES = 400_000_000
"""Of all files that are being sent or verified at a time."""
_AT_ONCE = 2
"""Each takes a process."""


class Verifications:
    """Verifies files that are sent.

    Args:
        shared: What all adapters share.
    """

    def __init__(self, shared: AdapterContext) -> None:
        self._shared = shared
        self._free = asyncio.Semaphore(_AT_ONCE)
        self._held = HeldBytes(_HELD_BYTES)

    async def verify(self, request: web.Request, visitor: Visitor) -> web.Response:
        """Return the verdict on a file, and in words what it rests on.

        Raises:
            RequestError: field_missing, or what is wrong with the upload.
        """
        seconds = self._shared.settings.studio.upload_seconds
        files = {"file": MAX_BYTES, "credentials": _CREDENTIALS_BYTES}
        with self._held.share() as take:
            accepted = Accepted(files=files, fields=(), seconds=seconds, take=take)
            form = await read_form(request, accepted)  # before the turn: it may come slowly
            if "file" not in form.files:
                raise RequestError("field_missing", field="file")
            async with self._free:
                found = await verify_contents(
                    form.files["file"], self._shared, form.files.get("credentials")
                )
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
