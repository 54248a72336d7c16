"""Calls Telegram over HTTP for python-telegram-bot.

The library comes with httpx, which needs 2 to 3 ms of the loop for each call when fifty are made
at once; aiohttp needs a tenth of that.
"""

from __future__ import annotations

import io
import ssl
from http import HTTPStatus

import aiohttp
import certifi
from telegram._utils.defaultvalue import DefaultValue
from telegram._utils.types import ODVInput
from telegram.error import BadRequest, NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

TOO_LARGE = "Request Entity Too Large"
"""What a refusal of what is sent says, in Telegram's words."""

_CONNECT_SECONDS = 5.0
_LARGEST_FILE = 20 * 1024 * 1024
"""Bytes that can come as an answer."""
_SLOWEST = 50_000
"""Bytes a second; a file on a slower line is given up."""


class HttpClient(BaseRequest):
    """Fulfils the library's `BaseRequest`.

    Args:
        connections: Open at the same time.
        seconds: To wait for a free connection, for the server to take a call, and for its answer.
    """

    def __init__(self, *, connections: int, seconds: float) -> None:
        self._connections = connections
        self._seconds = seconds
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Seconds without a byte of the answer."""
        return self._seconds

    async def initialize(self) -> None:
        """Make the connection pool."""
        if self._session is None:
            certificates = ssl.create_default_context()
            certificates.load_verify_locations(certifi.where())  # macOS has none of its own
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, ssl=certificates),
                headers={"User-Agent": self.USER_AGENT},
                trust_env=True,
            )

    async def shutdown(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(  # noqa: PLR0917 - as the library declares it
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make a call.

        Returns:
            The HTTP status and the body of the answer.

        Raises:
            TimedOut: It took too long.
            NetworkError: The connection failed, or is not open.
            BadRequest: TOO_LARGE.
        """
        if self._session is None:
            raise NetworkError("not initialized")
        read = self._or_default(read_timeout)
        connect = (
            _CONNECT_SECONDS if isinstance(connect_timeout, DefaultValue) else connect_timeout
        )
        waits = (
            self._or_default(pool_timeout),
            connect,
            self._or_default(write_timeout),
            read,
        )
        body, size = (None, _LARGEST_FILE) if request_data is None else _body_of(request_data)
        timeout = aiohttp.ClientTimeout(
            total=None if None in waits else sum(filter(None, waits)) + size / _SLOWEST,
            sock_connect=connect,
            sock_read=read,
        )
        try:
            async with self._session.request(
                method, url, data=body, timeout=timeout, allow_redirects=False
            ) as response:
                status, answer = response.status, await response.read()
        # Neither passes on the words of the cause: they may hold the address, and that the token.
        except TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, OSError) as exc:
            raise NetworkError(type(exc).__name__) from None
        if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:  # for the library a fault that passes
            raise BadRequest(TOO_LARGE)
        return status, answer

    def _or_default(self, seconds: ODVInput[float]) -> float | None:
        return self._seconds if isinstance(seconds, DefaultValue) else seconds


def _body_of(data: RequestData) -> tuple[aiohttp.FormData | dict[str, str], int]:
    """Return what is sent, and how many bytes of files are in it."""
    files = data.multipart_data
    if not files:
        return data.json_parameters, 0
    form, size = aiohttp.FormData(data.json_parameters), 0
    for name, (filename, given, kind) in files.items():
        contents = given if isinstance(given, bytes) else given.read()
        # As a file, for bytes would be copied whole into the connection.
        form.add_field(name, io.BytesIO(contents), filename=filename, content_type=kind)
        size += len(contents)
    return form, size
