"""The web server of the process: liveness, readiness, metrics, and what adapters answer."""

from __future__ import annotations

import contextlib
import hmac
import ipaddress
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from http import HTTPStatus

from aiohttp import web

from talking_photo.bots.service.health import Check
from talking_photo.bots.service.metrics import CONTENT_TYPE
from talking_photo.core.errors import SettingsError, StorageError
from talking_photo.core.settings import WebSettings

_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP")
"""A request with one of these came through a proxy, so its sender may be anybody."""

_log = logging.getLogger(__name__)


@contextlib.asynccontextmanager
async def serving(
    settings: WebSettings,
    *,
    checks: Callable[[], Awaitable[Mapping[str, Check]]],
    metrics: Callable[[], Awaitable[bytes]],
    routes: Iterable[web.RouteDef],
) -> AsyncIterator[int]:
    """Answer while the context is open; gives the port.

    Args:
        settings: Where to listen, and who may read the metrics.
        checks: What /readyz looks at.
        metrics: What /metrics shows; may raise StorageError.
        routes: Of the adapters.

    Raises:
        SettingsError: web_address_taken.
    """
    app = web.Application()
    app.add_routes([*_health(checks), _metrics(settings, metrics), *routes])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, settings.host, settings.port)
        try:
            await site.start()
        except OSError as exc:
            raise SettingsError(
                "web_address_taken", host=settings.host, port=str(settings.port)
            ) from exc
        port = runner.addresses[0][1]
        _log_what_is_open(settings, port)
        yield port
    finally:
        await runner.cleanup()


def _health(checks: Callable[[], Awaitable[Mapping[str, Check]]]) -> Iterable[web.RouteDef]:
    async def healthz(_request: web.Request) -> web.Response:
        return web.Response(text="alive\n")

    async def readyz(_request: web.Request) -> web.Response:
        found = await checks()
        ready = all(check.problem is None for check in found.values())
        body = {"ready": ready, "checks": {name: _as_json(check) for name, check in found.items()}}
        status = HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE
        return web.json_response(body, status=status)

    return web.get("/healthz", healthz), web.get("/readyz", readyz)


def _as_json(check: Check) -> dict[str, object]:
    """Describe a check; the names of files and folders are nobody's business out there."""
    numbers = {name: fact for name, fact in check.facts.items() if not isinstance(fact, str)}
    if check.problem is None:
        return {"ok": True, **numbers}
    return {"ok": False, "problem": check.problem, **numbers}


def _metrics(settings: WebSettings, page: Callable[[], Awaitable[bytes]]) -> web.RouteDef:
    async def metrics(request: web.Request) -> web.Response:
        if not _may_read_metrics(request, settings):
            return web.Response(
                text="/metrics answers this machine, or whoever knows web.metrics_token\n",
                status=HTTPStatus.FORBIDDEN,
            )
        try:
            body = await page()
        except StorageError as exc:
            return web.Response(text=f"{exc.code}\n", status=HTTPStatus.SERVICE_UNAVAILABLE)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE})

    return web.get("/metrics", metrics)


def _may_read_metrics(request: web.Request, settings: WebSettings) -> bool:
    if settings.metrics_public:
        return True
    if settings.metrics_token is not None:
        expected = f"Bearer {settings.metrics_token.get_secret_value()}"
        given = request.headers.get("Authorization", "")
        if hmac.compare_digest(given.encode(errors="surrogateescape"), expected.encode()):
            return True
    return _is_local(request.remote) and not any(name in request.headers for name in _FORWARDED)


def _is_local(address: str | None) -> bool:
    with contextlib.suppress(ValueError):
        known = ipaddress.ip_address(address or "")
        mapped = getattr(known, "ipv4_mapped", None) or known
        return bool(mapped.is_loopback)
    return False


def _log_what_is_open(settings: WebSettings, port: int) -> None:
    if settings.metrics_public:
        readers = "everybody who reaches it"
    elif settings.metrics_token is not None:
        readers = "this machine, and whoever knows web.metrics_token"
    else:
        readers = "this machine only"
    _log.info("web server on %s port %d; /metrics answers %s", settings.host, port, readers)
