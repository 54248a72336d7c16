"""As much of S3 as the media store uses, over HTTP.

Put, also in parts, get, head, delete and list.
"""

import contextlib
import hashlib
import re
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape

from aiohttp import web

BUCKET = "bucket"


class SmallS3:
    """`async with SmallS3() as address`."""

    def __init__(self):
        self.files: dict[str, bytes] = {}
        self._away = None
        self.refused = 0
        self._parts: dict[str, dict[int, bytes]] = {}
        self._began = datetime.now(UTC).replace(microsecond=0)

    async def __aenter__(self):
        app = web.Application(client_max_size=100_000_000, middlewares=[self._fail])
        app.router.add_route("GET", f"/{BUCKET}", self._list)
        app.router.add_route("POST", f"/{BUCKET}", self._delete_many)
        app.router.add_route("*", f"/{BUCKET}/{{key:.+}}", self._one)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def __aexit__(self, *exc):
        await self._runner.cleanup()

    @contextlib.contextmanager
    def failing(self, how):
        """Let every request fail.

        By a `503`, by a connection that is `cut`, or by one that is cut when `half` of what is
        sent or answered is through.
        """
        self._away = how
        yield
        self._away = None

    @web.middleware
    async def _fail(self, request, handler):
        if self._away is None:
            return await handler(request)
        self.refused += 1
        if self._away == "503":
            return web.Response(status=503)
        if self._away == "half" and request.method == "PUT":
            await request.content.read(1000)
        if self._away == "half" and request.method == "GET":
            file = self.files[request.match_info["key"]]
            answer = web.StreamResponse(headers={"Content-Length": str(len(file))})
            answer.headers.update(self._headers(request.match_info["key"]))
            await answer.prepare(request)
            await answer.write(file[: len(file) // 2])
        request.transport.abort()
        raise ConnectionResetError

    async def _one(self, request):
        key = request.match_info["key"]
        if request.method == "POST" or "partNumber" in request.query:
            return await self._in_parts(request, key)
        if request.method == "PUT":
            self.files[key] = await request.read()
            return web.Response(headers=self._headers(key))
        if request.method == "DELETE":
            self.files.pop(key, None)
            return web.Response(status=204)
        if key not in self.files:
            return web.Response(status=404)
        part, headers = request.http_range, self._headers(key)
        contents = self.files[key]
        if part.start is None and part.stop is None:
            return web.Response(body=contents, headers=headers)
        begin, end = part.start, min(part.stop, len(contents))
        headers["Content-Range"] = f"bytes {begin}-{end - 1}/{len(contents)}"
        return web.Response(status=206, body=contents[begin:end], headers=headers)

    async def _in_parts(self, request, key):
        if "uploads" in request.query:
            self._parts[key] = {}
            return _xml(
                "<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>"
            )
        if request.method == "PUT":
            number = int(request.query["partNumber"])
            self._parts[key][number] = await request.read()
            return web.Response(headers={"ETag": f'"{number}"'})
        parts = self._parts.pop(key)
        self.files[key] = b"".join(parts[number] for number in sorted(parts))
        return _xml(
            "<CompleteMultipartUploadResult><ETag>e</ETag></CompleteMultipartUploadResult>"
        )

    async def _list(self, request):
        beginning = request.query.get("prefix", "")
        after = request.query.get("start-after", "")
        entries = "".join(
            f"<Contents><Key>{escape(key)}</Key><Size>{len(contents)}</Size>"
            f"<LastModified>{self._began.isoformat()}</LastModified><ETag>e</ETag></Contents>"
            for key, contents in sorted(self.files.items())
            if key.startswith(beginning) and key > after
        )
        return _xml(f"<ListBucketResult>{entries}</ListBucketResult>")

    async def _delete_many(self, request):
        keys = re.findall("<Key>(.*?)</Key>", await request.text())
        for key in keys:
            self.files.pop(key, None)
        gone = "".join(f"<Deleted><Key>{key}</Key></Deleted>" for key in keys)
        return _xml(f"<DeleteResult>{gone}</DeleteResult>")

    def _headers(self, key):
        tag = hashlib.md5(self.files[key]).hexdigest()
        return {"ETag": f'"{tag}"', "Last-Modified": format_datetime(self._began, usegmt=True)}


def _xml(text):
    return web.Response(text=text, content_type="application/xml")
