"""Fetches attachments.

From Discord's own hosts only, not more than is taken, and again when a link has expired.
"""

from __future__ import annotations

import logging

import aiohttp
import yarl
from discord.http import Route

from talking_photo.bots.conversation.messages import File
from talking_photo.bots.discord_bot.errors import Gone, with_retries
from talking_photo.bots.discord_bot.gateway import GatewayConnection
from talking_photo.core.errors import DependencyError, RequestError, Undeliverable
from talking_photo.core.retry import Backoff, retry

_SECONDS = aiohttp.ClientTimeout(total=120.0, sock_connect=10.0, sock_read=30.0)
_BACKOFF = Backoff(first=0.3, longest=3.0, growth=3.0, tries=4)
"""What lasts longer is the caller's to try again."""
_PIECE = 64 * 1024

_log = logging.getLogger(__name__)


class Attachments:
    """What people attached.

    Args:
        line: Asked for new links.
        hosts: From which files are fetched; `host` or `host:port`.
        most: Bytes of the largest file that anybody takes.
    """

    def __init__(self, line: GatewayConnection, hosts: tuple[str, ...], most: int) -> None:
        self._line = line
        self._hosts = hosts
        self._most = most

    async def fetch(self, file: File) -> bytes:
        """Download one.

        Raises:
            RequestError: file_gone.
            DependencyError: discord_unreachable.
        """
        contents = await self._download(file.id)
        if contents is None:
            contents = await self._download(await self._fresh(file.id))
        if contents is None:
            raise RequestError("file_gone")
        return contents

    async def _download(self, link: str) -> bytes | None:
        """Return the contents; None when the link has expired or leads nowhere.

        Raises:
            DependencyError: discord_unreachable.
            RequestError: file_gone.
        """
        address = yarl.URL(link)
        if not self._is_of_discord(address):
            raise RequestError("file_gone")
        try:
            return await retry(
                lambda: self._get(address), _BACKOFF, when=_may_pass, on_retry=_log_retry
            )
        except (aiohttp.ClientError, OSError) as exc:
            raise DependencyError("discord_unreachable") from exc

    async def _get(self, address: yarl.URL) -> bytes | None:
        async with (
            aiohttp.ClientSession(timeout=_SECONDS) as session,
            session.get(address, allow_redirects=False) as answer,
        ):
            if answer.status >= 500:
                answer.raise_for_status()
            return await self._read(answer) if answer.status == 200 else None

    async def _read(self, answer: aiohttp.ClientResponse) -> bytes:
        """What the message said of the size is not relied on.

        Raises:
            RequestError: file_gone.
        """
        contents = bytearray()
        async for piece in answer.content.iter_chunked(_PIECE):
            contents += piece
            if len(contents) > self._most:
                raise RequestError("file_gone")
        return bytes(contents)

    async def _fresh(self, link: str) -> str:
        """The same file by a link that works; ours is signed for a day.

        Raises:
            RequestError: file_gone.
        """
        route = Route("POST", "/attachments/refresh-urls")
        try:
            refreshed = await with_retries(
                lambda: self._line.client.http.request(route, json={"attachment_urls": [link]})
            )
            return str(refreshed["refreshed_urls"][0]["refreshed"] or link)
        except (Gone, Undeliverable, LookupError) as exc:
            raise RequestError("file_gone") from exc

    def _is_of_discord(self, address: yarl.URL) -> bool:
        if address.scheme not in ("http", "https"):
            return False
        return address.host in self._hosts or f"{address.host}:{address.port}" in self._hosts


def _may_pass(error: BaseException) -> bool:
    return isinstance(error, aiohttp.ClientError | OSError)


def _log_retry(error: BaseException, pause: float) -> None:
    _log.info("download failed: %s, next attempt in %.1f s", type(error).__name__, pause)
