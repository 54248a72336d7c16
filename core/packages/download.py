"""Downloads over HTTP: resumed after a cut, verified, and in place only when they are whole."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from talking_photo.core.errors import DISK_FULL, DependencyError, StorageError
from talking_photo.core.retry import Backoff, retry

if TYPE_CHECKING:
    from aiohttp import ClientResponse, ClientSession

_BACKOFF = Backoff(first=0.5, longest=15.0, tries=5)
_CONNECT_SECONDS, _SILENT_SECONDS = 20.0, 30.0
"""Seconds for connecting, and without a single byte, after which a try is over."""
_CHUNK_BYTES = 256 * 1024
_FINAL = ("download_missing", "download_damaged", "download_too_large")
"""Codes of errors that another try would not change."""
_RETRY_AFTER_LIMIT = 60
_SHA256 = re.compile(r"[0-9a-f]{64}")

Received = Callable[[int, int], None]
"""Called with the bytes of a file that are there now, and with its size as far as that is known.
What it raises ends the download."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteFile:
    """A file on a server."""

    url: str
    name: str
    """Its name here."""
    max_bytes: int
    """Its size where that is pinned, else the most that is accepted."""
    sha256: str | None = None
    """None when nobody has pinned it: then the checksum that the server states is verified."""


async def download(
    file: RemoteFile, folder: Path, *, received: Received, backoff: Backoff = _BACKOFF
) -> Path:
    """Download a file into a folder, and return its path.

    What a broken download left in `NAME.part` is continued if the server still has the same file
    (Range and If-Range, RFC 9110). It is tried again as long as more arrives. A file that is there
    already with the right checksum is not fetched.

    Raises:
        DependencyError: download_unreachable, download_missing, download_damaged,
            download_too_large; facts name the file and the server.
        StorageError: disk_full or voice_folder_not_writable.
    """
    import aiohttp

    target = folder / file.name
    if file.sha256 is not None and await asyncio.to_thread(sha256_of, target) == file.sha256:
        size = target.stat().st_size
        received(size, size)
        return target
    timeout = aiohttp.ClientTimeout(
        total=None, sock_connect=_CONNECT_SECONDS, sock_read=_SILENT_SECONDS
    )
    # Neither the one nor the other may unpack what a checksum is about.
    headers = {"Accept-Encoding": "identity"}
    async with aiohttp.ClientSession(
        timeout=timeout, headers=headers, auto_decompress=False, trust_env=True
    ) as session:
        transfer = _Transfer(session, file, folder / f"{file.name}.part", received)
        continued = transfer.has_begun_before()
        while True:
            before = transfer.size()
            try:
                await retry(transfer.attempt, backoff, when=_may_pass)
                break
            except DependencyError as error:
                if error.code == "download_damaged" and continued:
                    continued = False  # the part of before may have been of another file
                elif not _may_pass(error) or transfer.size() <= before:
                    raise
    await asyncio.to_thread(transfer.put_in_place, target)
    return target


def unfinished_bytes(file: RemoteFile, folder: Path) -> int:
    """Return how much of a file is there from a download that was cut off."""
    try:
        return (folder / f"{file.name}.part").stat().st_size
    except OSError:
        return 0


def sha256_of(path: Path) -> str | None:
    """Return the checksum of a file; None when it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def _may_pass(error: BaseException) -> bool:
    return isinstance(error, DependencyError) and error.code not in _FINAL


class _Transfer:
    """The download of one file, over as many connections as it takes."""

    def __init__(
        self, session: ClientSession, file: RemoteFile, partial: Path, received: Received
    ) -> None:
        self._session = session
        self._file = file
        self._partial = partial
        self._etag = partial.with_suffix(".etag")
        self._received = received

    def size(self) -> int:
        """Return how many bytes are there."""
        return unfinished_bytes(self._file, self._partial.parent)

    def has_begun_before(self) -> bool:
        """Return whether there is something to continue."""
        return self.size() > 0

    async def attempt(self) -> None:
        """Fetch what is missing over one connection, and verify the whole.

        Raises:
            DependencyError: As `download`.
            StorageError: As `download`.
        """
        import aiohttp

        try:
            async with self._session.get(self._file.url, headers=self._range()) as response:
                await self._take(response)
        except (aiohttp.ClientError, TimeoutError, ConnectionError) as exc:
            raise self._unreachable(type(exc).__name__) from exc
        except OSError as exc:
            code = "disk_full" if exc.errno in DISK_FULL else "voice_folder_not_writable"
            raise StorageError(code, folder=str(self._partial.parent)) from exc

    async def _take(self, response: ClientResponse) -> None:
        """Write the body of an answer behind what is there, or in its place.

        Raises:
            DependencyError: As `download`.
        """
        if response.status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            # All of it was there already, or the file has become shorter.
            if not await self._is_whole(self._file.sha256):
                self._start_again()
                raise self._unreachable("416")
            return
        if response.status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE, HTTPStatus.FORBIDDEN):
            raise DependencyError(
                "download_missing",
                file=self._file.name,
                host=self._host(),
                status=response.status,
            )
        if response.status not in (HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT):
            raise self._unreachable(str(response.status), _retry_after(response))
        offset = self.size()
        if not _continues(response, offset):
            offset = 0
        if offset + (response.content_length or 0) > self._file.max_bytes:
            raise self._too_large()
        if etag := response.headers.get("ETag"):
            self._etag.write_text(etag, encoding="utf-8")
        await self._write(response, offset)
        expected = self._file.sha256 or _stated_sha256(response)
        if not await self._is_whole(expected):
            self._start_again()
            raise DependencyError("download_damaged", file=self._file.name, host=self._host())

    async def _write(self, response: ClientResponse, offset: int) -> None:
        """Append the body.

        Raises:
            DependencyError: download_too_large.
        """
        with self._partial.open("r+b" if offset else "wb") as file:
            file.seek(offset)
            total = offset + (response.content_length or 0)
            async for chunk in response.content.iter_chunked(_CHUNK_BYTES):
                offset += len(chunk)
                if offset > self._file.max_bytes:
                    raise self._too_large()
                await asyncio.to_thread(file.write, chunk)
                self._received(offset, total)

    async def _is_whole(self, sha256: str | None) -> bool:
        if sha256 is None:
            return True
        return await asyncio.to_thread(sha256_of, self._partial) == sha256

    def _range(self) -> dict[str, str]:
        """Return the headers that ask for the rest of the same file."""
        size = self.size()
        try:
            etag = self._etag.read_text(encoding="utf-8")
        except OSError:
            etag = ""
        if not size or (not etag and self._file.sha256 is None):
            return {}
        # A weak validator cannot guard bytes (RFC 9110, 13.1.5); the checksum does.
        guard = {"If-Range": etag} if etag and not etag.startswith("W/") else {}
        return {"Range": f"bytes={size}-", **guard}

    def _start_again(self) -> None:
        self._partial.unlink(missing_ok=True)
        self._etag.unlink(missing_ok=True)

    def put_in_place(self, target: Path) -> None:
        """Rename the whole file to its name."""
        self._partial.replace(target)
        self._etag.unlink(missing_ok=True)

    def _host(self) -> str:
        return urlsplit(self._file.url).hostname or ""

    def _unreachable(self, reason: str, retry_after: int = 0) -> DependencyError:
        return DependencyError(
            "download_unreachable",
            file=self._file.name,
            host=self._host(),
            reason=reason,
            retry_after=retry_after,
        )

    def _too_large(self) -> DependencyError:
        self._start_again()
        return DependencyError(
            "download_too_large", file=self._file.name, max_bytes=self._file.max_bytes
        )


def _continues(response: ClientResponse, offset: int) -> bool:
    """Return whether the answer goes on exactly where the part ends."""
    span = response.headers.get("Content-Range", "")
    return response.status == HTTPStatus.PARTIAL_CONTENT and span.startswith(f"bytes {offset}-")


def _stated_sha256(response: ClientResponse) -> str | None:
    """Return the SHA-256 that hubs of models give as the validator of a large file."""
    for answer in (*response.history, response):
        for header in ("X-Linked-ETag", "ETag"):
            value = answer.headers.get(header, "").removeprefix("W/").strip('"')
            if _SHA256.fullmatch(value):
                return value
    return None


def _retry_after(response: ClientResponse) -> int:
    seconds = response.headers.get("Retry-After", "")
    return min(int(seconds), _RETRY_AFTER_LIMIT) if seconds.isdecimal() else 0
