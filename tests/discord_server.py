"""A local server that speaks API v10 of Discord over HTTP and its gateway.

What the tests have in its place.

It answers in Discord's words, keeps its deadlines and limits, and fails when it is told to. What
Discord does not know, it would look away from; here it ends the test.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import deque
from dataclasses import dataclass, field
from urllib.parse import unquote

from aiohttp import web

from tests.discord_api import Api
from tests.discord_rules import Refused, Strange

TOKEN = "NzAwMA.tests-only.tests-only-tests-only-tests"
_LIMITS = {"send": (5, 5.0), "edit": (5, 5.0), "typing": (5, 5.0), "original": (5, 2.0)} | {
    "follow up": (5, 2.0)
}
"""Calls in so many seconds to one channel or by one token, as the headers of the real one tell."""


@dataclass
class Call:
    """One request of the bot, and what it was answered."""

    name: str
    where: str
    """A channel's number, or an interaction's token."""
    body: dict
    files: dict
    at: float
    answer: int | str = 0
    """HTTP status, or `dropped`."""


@dataclass
class Fault:
    """What goes wrong with the next calls of a name."""

    name: str
    kind: str
    """`503` or another status, `429`, `drop` (cut at once), `half` (cut in mid-upload), `lose`
    (done, then cut), `hold` (done, answered late), or a refusal such as `403 50001 Missing
    Access`."""
    times: int = 1
    retry_after: float = 0.3
    banned: bool = False
    """A 429 of the guard in front of Discord, which tells no more than that."""
    release: asyncio.Event = field(default_factory=asyncio.Event)
    met: asyncio.Event = field(default_factory=asyncio.Event)


class DiscordServer(Api):
    """`async with DiscordServer() as server`; a bot finds it by `server.settings()`."""

    def __init__(self, port=0):
        super().__init__(TOKEN)
        self.port = port
        self.calls: list[Call] = []
        self.faults: list[Fault] = []
        self.complaints: list[str] = []
        """What a real Discord would not know; none at the end of a test."""
        self.token_revoked = False
        """Refuse the bot's token, as after "Reset Token" in the developer portal."""
        self.limits = dict(_LIMITS)
        self._spent: dict[tuple[str, str], deque[float]] = {}

    async def __aenter__(self):
        app = web.Application(client_max_size=60 << 20)
        for method, path, name in _ROUTES:
            app.router.add_route(method, f"/api/v10{path}", self._taker(name))
        app.router.add_get("/gateway", self.gateway.connect)
        app.router.add_get("/{folder:(?:ephemeral-)?attachments}/{path:.*}", self._download)
        app.router.add_route("*", "/{path:.*}", self._unknown)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{self.port}"
        return self

    async def __aexit__(self, kind, *_exc):
        for fault in self.faults:
            fault.release.set()
        await self._runner.cleanup()
        if kind is None:
            assert self.complaints == []

    def settings(self, **more):
        """The section `discord` of the settings of a bot that is to find this."""
        return {
            "token": TOKEN,
            "api_base": f"{self.url}/api/v10",
            "gateway": f"{self.url.replace('http', 'ws', 1)}/gateway",
            "cdn_hosts": ["127.0.0.1"],
        } | more

    def variables(self, **more):
        """The same as variables of the environment."""
        values = self.settings(**more) | {"cdn_hosts": "127.0.0.1"}
        return {f"TALKING_PHOTO_DISCORD__{key.upper()}": str(v) for key, v in values.items()}

    def made(self, *names, where=None):
        """The calls of these names, to this channel or by this token."""
        return [
            call
            for call in self.calls
            if call.name in names and (where is None or call.where == str(where))
        ]

    def fail(self, name, kind, **more):
        """Let the next call of a name go wrong; see Fault."""
        fault = Fault(name, kind, **more)
        self.faults.append(fault)
        return fault

    # The wire

    def _taker(self, name):
        async def take(request):
            return await self._take(name, request)

        return take

    async def _take(self, name, request):
        fault = next((f for f in self.faults if f.name == name and f.times > 0), None)
        if fault is not None:
            fault.times -= 1
        match = {key: unquote(value) for key, value in request.match_info.items()}
        where = match.get("token") or match.get("channel") or ""
        call = Call(name, where, {}, {}, time.monotonic())
        self.calls.append(call)
        try:
            await _cut_early(fault, request)
            call.body, call.files = await _read(request)
            headers = self._spend(name, where)
            self._check_key(name, request)
            _go_wrong(fault)
            do = getattr(self, f"_do_{name.replace(' ', '_')}")
            response = _answer(200, await do(match, call.body, call.files, request), headers)
            _cut_late(fault)
        except Refused as exc:
            response = _refusal(exc)
        except web.HTTPException as exc:
            response = web.Response(status=exc.status, headers=exc.headers)
        except (Strange, AssertionError, KeyError) as exc:
            self.complaints.append(f"{name}: {exc!r}")
            response = _answer(400, {"message": "400: Bad Request", "code": 0}, {})
        except ConnectionResetError:
            call.answer = "dropped"
            request.transport.abort()
            raise
        finally:
            if fault is not None:
                fault.met.set()
            await self._change()
        if fault is not None and fault.kind == "hold":
            await fault.release.wait()
        call.answer = response.status
        return response

    def _check_key(self, name, request):
        """A token of an interaction opens its own doors; all others take the bot's."""
        if "token" in request.match_info:
            return
        if self.token_revoked or request.headers.get("Authorization") != f"Bot {TOKEN}":
            raise Refused(401, 0, "401: Unauthorized")

    def _spend(self, name, where):
        """Count a call, and say how many are left."""
        if name not in self.limits:
            return {}
        most, seconds = self.limits[name]
        spent, now = self._spent.setdefault((name, where), deque()), time.monotonic()
        while spent and spent[0] <= now - seconds:
            spent.popleft()
        reset = seconds - (now - spent[0]) if spent else seconds
        headers = {
            "X-RateLimit-Limit": str(most),
            "X-RateLimit-Remaining": str(max(most - len(spent) - 1, 0)),
            "X-RateLimit-Reset": f"{time.time() + reset:.3f}",
            "X-RateLimit-Reset-After": f"{reset:.3f}",
            "X-RateLimit-Bucket": f"bucket-of-{name.replace(' ', '-')}",
        }
        if len(spent) >= most:
            raise Refused(429, 0, "You are being rate limited.", after=reset, headers=headers)
        spent.append(now)
        return headers

    async def _download(self, request):
        call = Call("download", request.path, {}, {}, time.monotonic())
        self.calls.append(call)
        fault = next((f for f in self.faults if f.name == "download" and f.times > 0), None)
        if fault is not None:
            fault.times -= 1
            fault.met.set()
            if fault.kind.startswith("302 "):
                raise web.HTTPFound(fault.kind[4:])
            if fault.kind == "hold":
                await fault.release.wait()
            if fault.kind in ("drop", "hold"):
                request.transport.abort()
                raise ConnectionResetError
            raise web.HTTPServiceUnavailable
        try:
            contents = self.linked(request.path, request.query_string)
        except KeyError:
            call.answer = 404
            return web.Response(status=404, text="This content is no longer available.")
        call.answer = 200
        return web.Response(body=contents)

    async def _unknown(self, request):
        self.complaints.append(f"{request.method} {request.path} is not known")
        raise web.HTTPNotFound


_ROUTES = (
    ("GET", "/users/@me", "me"),
    ("GET", "/oauth2/applications/@me", "application"),
    ("GET", "/applications/@me", "application"),
    ("GET", "/gateway", "gateway"),
    ("GET", "/gateway/bot", "gateway"),
    ("GET", "/applications/{app}/commands", "commands"),
    ("PUT", "/applications/{app}/commands", "register"),
    ("PUT", "/applications/{app}/guilds/{guild}/commands", "register in guild"),
    ("POST", "/attachments/refresh-urls", "refresh"),
    ("POST", "/users/@me/channels", "dm"),
    ("GET", "/channels/{channel}", "channel"),
    ("POST", "/channels/{channel}/typing", "typing"),
    ("POST", "/channels/{channel}/messages", "send"),
    ("GET", "/channels/{channel}/messages/{message}", "message"),
    ("PATCH", "/channels/{channel}/messages/{message}", "edit"),
    ("DELETE", "/channels/{channel}/messages/{message}", "delete"),
    ("POST", "/interactions/{interaction}/{token}/callback", "callback"),
    ("POST", "/webhooks/{app}/{token}", "follow up"),
    ("GET", "/webhooks/{app}/{token}/messages/{message}", "look"),
    ("PATCH", "/webhooks/{app}/{token}/messages/{message}", "original"),
    ("DELETE", "/webhooks/{app}/{token}/messages/{message}", "withdraw"),
)


async def _read(request):
    """The body, and the files as index -> (name, contents)."""
    if not request.can_read_body:
        return {}, {}
    if request.content_type == "application/json":
        return await request.json(), {}
    body, files = {}, {}
    async for part in await request.multipart():
        if part.name == "payload_json":
            body = json.loads(await part.text())
        else:
            index = part.name.removeprefix("files[").removesuffix("]")
            files[index] = part.filename, bytes(await part.read())
    return body, files


def _answer(status, body, headers):
    # The library reads nothing as JSON whose type is not exactly this.
    if body is None:
        return web.Response(status=204, headers=headers | {"Via": "1.1 google"})
    kind = {"Content-Type": "application/json", "Via": "1.1 google"}
    return web.Response(status=status, body=json.dumps(body).encode(), headers=headers | kind)


def _refusal(refused):
    more = dict(refused.more)
    headers = more.pop("headers", {})
    body = {"message": refused.message, "code": refused.code}
    if refused.status == 429:
        after = more.pop("after")
        body = {"message": refused.message, "retry_after": round(after, 3), "global": False}
        headers = headers | {"Retry-After": f"{after:.3f}", "X-RateLimit-Scope": "user"}
    return _answer(refused.status, body | more, headers)


async def _cut_early(fault, request):
    if fault is not None and fault.kind == "half":
        await request.content.readany()
    if fault is not None and fault.kind in ("drop", "half"):
        raise ConnectionResetError


def _cut_late(fault):
    if fault is not None and fault.kind == "lose":
        raise ConnectionResetError


def _go_wrong(fault):
    if fault is None or fault.kind in ("lose", "hold"):
        return
    if fault.kind == "429" and not fault.banned:
        raise Refused(429, 0, "You are being rate limited.", after=fault.retry_after)
    if fault.kind == "429":
        raise web.HTTPTooManyRequests(headers={"Retry-After": f"{fault.retry_after}"})
    status, _, refusal = fault.kind.partition(" ")
    if refusal:
        code, _, message = refusal.partition(" ")
        raise Refused(int(status), int(code), message)
    raise Refused(int(status), 0, f"{status}: Service Unavailable")
