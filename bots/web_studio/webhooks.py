"""Calls an address of the asker when a video is ready, refused, failed or cancelled.

As in the Standard Webhooks specification (https://www.standardwebhooks.com): at least once, with
the same `webhook-id` each time. The address comes from whoever asks, so that by default only
public ones are called, by https.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import ipaddress
import json
import logging
import re
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from standardwebhooks import Webhook as Signer
from yarl import URL

from talking_photo.bots.conversation.adapter import AdapterContext
from talking_photo.bots.web_studio import headers
from talking_photo.bots.web_studio.signing import SigningKey
from talking_photo.bots.web_studio.visitors import LOCAL, Visitor, is_loopback
from talking_photo.core.errors import RequestError, StorageError
from talking_photo.core.jobs.job import Job, JobState, PersonId, Responsibility, Webhook

Describe = Callable[[Job], Awaitable[dict[str, Any]]]
"""Returns a video as the API shows it."""

_LETTERS = 2000
_AT_ONCE = 16
_LOOK_SECONDS = 1.0
"""How often what is due is looked for when nothing has just ended here."""
_TIMEOUT = aiohttp.ClientTimeout(total=10.0, connect=5.0)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_PURPOSE = "webhook"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    """What came of one call; `problem` is None when it was answered with 2xx."""

    problem: str | None = None
    gone: bool = False
    """Whoever answered does not want to be called again."""
    retry_after: float = 0.0


class Webhooks:
    """Calls what is due, beside everything else: nobody waits for it.

    Args:
        shared: What all adapters share.
        key: The secrets of people are derived from it.
        describe: Returns a video as the API shows it.
    """

    def __init__(self, shared: AdapterContext, key: SigningKey, describe: Describe) -> None:
        self._shared = shared
        self._key = key
        self._describe = describe
        self._hosts = {host.casefold() for host in shared.settings.studio.webhook_hosts}
        self._wake = asyncio.Event()
        self._calls: set[asyncio.Task[None]] = set()
        self._running: asyncio.Task[None] | None = None

    def check(self, url: str, person: PersonId) -> None:
        """Refuse an address that would not be called.

        What its name stands for is checked at each call, when the connection is made.

        Raises:
            RequestError: webhook_wrong.
        """
        try:
            known = URL(url)
            port = known.port
        except ValueError as exc:
            raise RequestError("webhook_wrong") from exc
        host = known.raw_host or ""
        if not host or not port or known.user or known.password or len(url) > _LETTERS:
            raise RequestError("webhook_wrong")
        if self._is_excepted(known, person) and known.scheme in ("http", "https"):
            return
        if known.scheme != "https" or not _may_be_public(host):
            raise RequestError("webhook_wrong")

    async def secret(self, _request: web.Request, visitor: Visitor) -> web.Response:
        """Tell by which secret a receiver checks that a call is ours."""
        return web.json_response(
            {"object": "webhook_secret", "secret": self._secret_of(visitor.person)},
            headers=headers.API,
        )

    def open(self) -> None:
        """Begin to call, what was owed before a restart included."""
        self._running = asyncio.create_task(self._run(), name="call webhooks")

    def look_soon(self) -> None:
        """Call at once what a job that just ended owes."""
        self._wake.set()

    async def close(self) -> None:
        """Stop calling; calls that are broken off are made again by the next process."""
        tasks = [*self._calls, *([] if self._running is None else [self._running])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self) -> None:
        async with _session(_PublicResolver()) as public, _session(ThreadedResolver()) as any_host:
            while True:
                self._wake.clear()
                free = _AT_ONCE - len(self._calls)
                with contextlib.suppress(StorageError):  # the process says so elsewhere
                    for webhook in await self._shared.webhooks.due(free) if free else ():
                        excepted = self._is_excepted(URL(webhook.url), webhook.person)
                        session = any_host if excepted else public
                        call = asyncio.create_task(self._call(webhook, session))
                        self._calls.add(call)
                        call.add_done_callback(self._called)
                # Not wait_for: until Python 3.12, it may take no notice of being cancelled.
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_LOOK_SECONDS):
                        await self._wake.wait()

    def _called(self, call: asyncio.Task[None]) -> None:
        self._calls.discard(call)
        self._wake.set()
        if not call.cancelled() and (fault := call.exception()) is not None:
            # Its lease expires, then it is called again. The fault may quote the address.
            _log.error("a webhook could not be worked on: %s", type(fault).__name__)

    async def _call(self, webhook: Webhook, session: aiohttp.ClientSession) -> None:
        job = await self._shared.job_service.status(webhook.job)
        if job is None:
            await self._shared.webhooks.discard(webhook.job)
            return
        outcome = await self._post(webhook, job, session)
        meter, extra = self._shared.meter, {"job": job.id}
        if outcome.problem is None:
            await self._shared.webhooks.discard(job.id)
            meter.webhook_called("delivered")
            return
        kept = not outcome.gone and await self._shared.webhooks.failed(
            webhook, job.finished or job.created, outcome.retry_after
        )
        if kept:
            meter.webhook_called("retried")
            _log.info("job %s: webhook failed, %s", job.id, outcome.problem, extra=extra)
            return
        await self._shared.webhooks.discard(job.id)
        meter.webhook_called("given_up")
        _log.warning(
            "job %s: webhook given up after %d tries, %s",
            *(job.id, webhook.tries, outcome.problem),
            extra=extra,
        )

    async def _post(self, webhook: Webhook, job: Job, session: aiohttp.ClientSession) -> _Outcome:
        try:
            self.check(webhook.url, webhook.person)
        except RequestError as exc:  # the settings are others by now
            return _Outcome(problem=exc.code, gone=True)
        now = datetime.now(UTC)
        body = json.dumps(
            {
                "type": _type_of(job),
                "timestamp": now.isoformat(timespec="seconds").replace("+00:00", "Z"),
                "data": await self._describe(job),
            },
            ensure_ascii=False,
        )
        number = f"msg_{job.id}"
        signature = Signer(self._secret_of(webhook.person)).sign(number, now, body)
        sent = {
            "Content-Type": "application/json",
            "User-Agent": "talking-photo",
            "webhook-id": number,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": signature,
        }
        try:
            # The body of the answer is not read, and the connection is closed after its head.
            async with session.post(
                webhook.url, data=body.encode(), headers=sent, allow_redirects=False
            ) as answer:
                status = answer.status
                asked = answer.headers.get("Retry-After", "")
        except Exception as exc:  # noqa: BLE001 - whatever the address leads to is tried again
            return _Outcome(problem=type(exc).__name__)
        if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            return _Outcome()
        return _Outcome(
            problem=f"status {status}",
            gone=status == HTTPStatus.GONE,
            retry_after=float(asked) if asked.isascii() and asked.isdecimal() else 0.0,
        )

    def _is_excepted(self, url: URL, person: PersonId) -> bool:
        """Return whether an address may be private and without https.

        Those that the operator named; and for whoever sits at this machine, the machine itself.
        """
        host = (url.raw_host or "").casefold()
        if host in self._hosts or f"{host}:{url.port}" in self._hosts:
            return True
        return person == LOCAL and is_loopback(host)

    def _secret_of(self, person: PersonId) -> str:
        return f"whsec_{base64.b64encode(self._key.derive(_PURPOSE, person)).decode()}"


class _PublicResolver(AbstractResolver):
    """Leaves of the addresses of a name those that are public.

    The connection is made to one of these, without asking for the name again: a name that stands
    for another address a moment later leads nowhere else.
    """

    def __init__(self) -> None:
        self._resolver = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the public addresses.

        Raises:
            OSError: There are none.
        """
        found = await self._resolver.resolve(host, port, family)
        public = [result for result in found if is_public(result["host"])]
        if not public:
            raise OSError("no public address")
        return public

    async def close(self) -> None:
        """Release nothing."""
        await self._resolver.close()


def is_public(address: str) -> bool:
    """Tell whether an address is one of the public internet, also where it wraps another one."""
    try:
        known = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(known, ipaddress.IPv6Address):
        wrapped = known.ipv4_mapped or known.sixtofour
        if known in _NAT64:
            wrapped = ipaddress.IPv4Address(int(known) & 0xFFFFFFFF)
        if wrapped is not None:
            return is_public(str(wrapped))
        if known.is_site_local or known.teredo is not None:
            return False
    return known.is_global and not (known.is_multicast or known.is_reserved)


def _may_be_public(host: str) -> bool:
    """Tell whether a host is a public address, or a name that is still to be looked up."""
    # What looks like an address is connected to without a look-up: also 127.1, which is one.
    if ":" in host or host.replace(".", "").isdigit():
        return is_public(host)
    return _NAME.fullmatch(host) is not None and host.casefold() != "localhost"


def _session(resolver: AbstractResolver) -> aiohttp.ClientSession:
    connector = aiohttp.TCPConnector(
        resolver=resolver, use_dns_cache=False, force_close=True, limit=_AT_ONCE
    )
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=_TIMEOUT,
        auto_decompress=False,
    )


def _type_of(job: Job) -> str:
    if job.state is JobState.CANCELLED:
        return "video.cancelled"
    if job.failure is None:
        return "video.completed"
    refused = job.failure.who is Responsibility.ASKER
    return "video.refused" if refused else "video.failed"
