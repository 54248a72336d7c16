"""Fetches attachments: from Discord's own hosts only, not more than is taken, and again when a link has expired."""

from __future__ import annotations

import asyncio
import logging

import aiohttp
import yarl
from discord.http import Route

from talking_photo.bots.conversation.messages import File
from talking_photo.bots.discord_bot.errors import Gone, tried
from talking_photo.bots.discord_bot.line import Line
from talking_photo.core.errors import RequestError, TalkingPhotoError

_SECONDS = aiohttp.ClientTimeout(total=120.0, sock_connect=10.0, sock_read=30.0)
_PAUSES = (0.3, 1.0, 3.0, None)
"""Seconds between tries; after the last there is none."""
_PIECE = 64 * 1024

_log = logging.getLogger(__name__)


class Attachments:
    """What people attached.

    Args:
        line: Asked for new links.
        hosts: From which files are fetched; `host` or `host:port`.
        most: Bytes of the largest file that anybody takes.
    """

    def __init__(self, line: Line, hosts: tuple[str, ...], most: int) -> None:
        self._line = line
        self._hosts = hosts
        self._most = most

    async def fetch(self, file: File) -> bytes:
        """Download one.

        Raises:
            RequestError: file_gone.
        """
        contents = await self._download(file.id)
        if contents is None:
            contents = await self._download(await self._fresh(file.id))
        if contents is None:
            raise RequestError("file_gone")
        return contents

    async def _download(self, link: str) -> bytes | None:
        """The contents; None when the link is no good any more."""
        address = yarl.URL(link)
        if not self._is_of_discord(address):
            raise RequestError("file_gone")
        for pause in _PAUSES:
            try:
                async with (
                    aiohttp.ClientSession(timeout=_SECONDS) as session,
                    session.get(address, allow_redirects=False) as answer,
                ):
                    if answer.status == 200:
                        return await self._read(answer)
                    if answer.status < 500:
                        return None
            except (aiohttp.ClientError, OSError) as exc:
                _log.info("an attachment broke off: %s", type(exc).__name__)
            if pause is not None:
                await asyncio.sleep(pause)
        return None

    async def _read(self, answer: aiohttp.ClientResponse) -> bytes:
        """What the message said of the size is not relied on."""
        contents = bytearray()
        async for piece in answer.content.iter_chunked(_PIECE):
            contents += piece
            if len(contents) > self._most:
                raise RequestError("file_gone")
        return bytes(contents)

    async def _fresh(self, link: str) -> str:
        """The same file by a link that works; ours is signed for a day."""
        route = Route("POST", "/attachments/refresh-urls")
        try:
            told = await tried(
                lambda: self._line.client.http.request(route, json={"attachment_urls": [link]})
            )
            return str(told["refreshed_urls"][0]["refreshed"] or link)
        except (Gone, TalkingPhotoError, LookupError) as exc:
            raise RequestError("file_gone") from exc

    def _is_of_discord(self, address: yarl.URL) -> bool:
        if address.scheme not in ("http", "https"):
            return False
        return address.host in self._hosts or f"{address.host}:{address.port}" in self._hosts
