"""A server of files over HTTP as hubs and package registries are: ranges, validators, redirects.

And the ways in which such servers fail.
"""

import asyncio
import contextlib
import hashlib
import threading
from collections import Counter

from aiohttp import web


class FileServer:
    """`with FileServer() as address`; runs in a thread of its own."""

    def __init__(self):
        self.files: dict[str, bytes] = {}
        self.asked: list[tuple[str, str | None, int]] = []
        """Path, Range header and status of each request."""
        self.cuts: dict[str, list[int]] = {}
        """Of a path: after how many bytes the next answers are cut off."""
        self.failures: dict[str, list[int]] = {}
        """Of a path: the statuses of the next answers."""
        self.redirects: dict[str, str] = {}
        self.ranges = True
        self.linked_etag: str | None = None
        self.sent = Counter()

    def __enter__(self):
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        return asyncio.run_coroutine_threadsafe(self._start(), self._loop).result()

    def __exit__(self, *_exc):
        asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _start(self):
        app = web.Application()
        app.router.add_get("/{path:.+}", self._answer)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def _answer(self, request):
        path, asked = request.match_info["path"], request.headers.get("Range")
        if failures := self.failures.get(path):
            status = failures.pop(0)
            self.asked.append((path, asked, status))
            return web.Response(status=status, headers={"Retry-After": "0"})
        if path in self.redirects:
            headers = {"Location": self.redirects[path]}
            if self.linked_etag:
                headers["X-Linked-ETag"] = f'"{self.linked_etag}"'
            return web.Response(status=302, headers=headers)
        if path not in self.files:
            self.asked.append((path, asked, 404))
            return web.Response(status=404)
        return await self._send(request, path, asked)

    async def _send(self, request, path, asked):
        contents = self.files[path]
        etag = f'"{hashlib.md5(contents).hexdigest()}"'
        status, start = 200, 0
        guard = request.headers.get("If-Range")
        if asked and self.ranges and guard in (None, etag):
            start = int(asked.removeprefix("bytes=").removesuffix("-"))
            status = 206 if start < len(contents) else 416
        self.asked.append((path, asked, status))
        if status == 416:
            return web.Response(status=416, headers={"Content-Range": f"bytes */{len(contents)}"})
        body = contents[start:]
        response = web.StreamResponse(status=status, headers={"ETag": etag})
        response.content_length = len(body)
        if status == 206:
            response.headers["Content-Range"] = (
                f"bytes {start}-{len(contents) - 1}/{len(contents)}"
            )
        await response.prepare(request)
        cut = self.cuts.get(path, []).pop(0) if self.cuts.get(path) else None
        part = body if cut is None else body[:cut]
        self.sent[path] += len(part)
        with contextlib.suppress(ConnectionError):
            await response.write(part)
            if cut is not None:
                request.transport.close()
                return response
            await response.write_eof()
        return response
