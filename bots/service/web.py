"""The web server of the process: is it alive, is it ready, its figures, and what adapters answer."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable, Iterable, Mapping

from aiohttp import web

from talking_photo.bots.service.metrics import CONTENT_TYPE, Metrics
from talking_photo.core.errors import SettingsError, StorageError
from talking_photo.core.jobs.stores import JobStore
from talking_photo.core.settings import WebSettings


@contextlib.asynccontextmanager
async def served(
    settings: WebSettings,
    *,
    jobs: JobStore,
    metrics: Metrics,
    ready: Callable[[], bool],
    silent: Mapping[str, str],
    routes: Iterable[web.RouteDef],
) -> AsyncIterator[int]:
    """Answer while the context is open; gives the port.

    Args:
        settings: Where to listen.
        jobs: Asked whether the database is there.
        metrics: Shown at /metrics.
        ready: Whether jobs are taken; no longer from the moment that the process was told to stop.
        silent: Platforms that this process cannot speak for, each with the code of the reason.
        routes: Of the adapters.

    Raises:
        SettingsError: web_address_taken.
    """
    app = web.Application()
    app.add_routes([*_health(jobs, ready, silent), _figures(jobs, metrics), *routes])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, settings.host, settings.port)
        try:
            await site.start()
        except OSError as exc:
            raise SettingsError(
                "web_address_taken", host=settings.host, port=settings.port
            ) from exc
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


def _health(
    jobs: JobStore, ready: Callable[[], bool], silent: Mapping[str, str]
) -> Iterable[web.RouteDef]:
    async def healthz(_request: web.Request) -> web.Response:
        return web.Response(text="alive\n")

    async def readyz(_request: web.Request) -> web.Response:
        if not ready():
            return web.Response(text="not taking jobs\n", status=503)
        try:
            await jobs.tally()
        except StorageError as exc:
            return web.Response(text=f"{exc.code}\n", status=503)
        told = (f"{platform}: {code}\n" for platform, code in silent.items())
        return web.Response(text="".join(["ready\n", *told]))

    return web.get("/healthz", healthz), web.get("/readyz", readyz)


def _figures(jobs: JobStore, metrics: Metrics) -> web.RouteDef:
    async def figures(_request: web.Request) -> web.Response:
        try:
            stored = await jobs.tally()
        except StorageError as exc:
            return web.Response(text=f"{exc.code}\n", status=503)
        return web.Response(body=metrics.page(stored), headers={"Content-Type": CONTENT_TYPE})

    return web.get("/metrics", figures)
