"""Puts the program together from the settings, and runs it until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import logging
import signal
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from talking_photo.bots.conversation.adapter import Adapter, Desk
from talking_photo.bots.service.adapters import AdapterManager
from talking_photo.bots.service.announcements import announcing
from talking_photo.bots.service.demo import DemoVideos
from talking_photo.bots.service.health import Check, Health
from talking_photo.bots.service.metrics import Metrics
from talking_photo.bots.service.reports import FaultReports
from talking_photo.bots.service.web import serving
from talking_photo.core.jobs.deliver_job import DeliveryContext, deliver_job
from talking_photo.core.jobs.events import JobEvents
from talking_photo.core.jobs.job import Quota
from talking_photo.core.jobs.ports import Delivery
from talking_photo.core.jobs.render_job import RenderContext, render_job
from talking_photo.core.jobs.retention import RetentionContext, keep_sweeping
from talking_photo.core.jobs.service import Studio
from talking_photo.core.jobs.task_queue import JobHandler, TaskQueue
from talking_photo.core.settings import Settings
from talking_photo.core.workers.render_pool import RenderPool
from talking_photo.storage.database import Database, sync_url
from talking_photo.storage.delivery_store import SqlDeliveryStore
from talking_photo.storage.inbox import SqlInbox
from talking_photo.storage.job_store import SqlJobStore
from talking_photo.storage.media_store import ObjectMediaStore
from talking_photo.storage.operator_store import SqlOperatorStore
from talking_photo.storage.person_store import SqlPersonStore
from talking_photo.storage.portrait_store import SqlPortraitStore
from talking_photo.storage.worker_store import SqlWorkerStore

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """Everything that both kinds of process share."""

    settings: Settings
    studio: Studio
    queue: TaskQueue
    metrics: Metrics
    health: Health


def build_adapters(desk: Desk) -> Sequence[Adapter]:
    """The adapters of all platforms for which the settings have a token."""
    built: list[Adapter] = []
    # Each library takes a second to import, and a process that only makes films has no use for it.
    if desk.settings.telegram.token is not None:
        from talking_photo.bots.telegram_bot.bot import TelegramBot

        built.append(TelegramBot(desk))
    if desk.settings.discord.token is not None:
        from talking_photo.bots.discord_bot.bot import DiscordBot

        built.append(DiscordBot(desk))
    if not built:
        _log.warning("no chat platform is configured: no token")
    return built


async def run(
    settings: Settings,
    *,
    adapters: Callable[[Desk], Sequence[Adapter]] = build_adapters,
    film_work: str | None = None,
) -> None:
    """Speak for all platforms that are configured, and make films too unless render.children is 0.

    Args:
        settings: The operator's.
        adapters: Makes the adapters.
        film_work: `module:function` that a render child calls in place of
            `talking_photo.core.pipeline.make_video_with_choice`.

    Raises:
        SettingsError: Something is wrong with the settings, a token included.
        StorageError: The database or the media cannot be reached at the start.
    """
    stop = _told_to_stop()
    async with contextlib.AsyncExitStack() as stack:
        house = await stack.enter_async_context(open_house(settings))
        demo = DemoVideos(house.studio.media, settings, film_work)
        stack.push_async_callback(demo.close)
        desk = _desk_of(house, demo)
        manager = AdapterManager(tuple(adapters(desk)))
        house.health.connections.extend(adapter.connection for adapter in manager.adapters)
        taking_jobs = asyncio.Event()

        async def checks() -> Mapping[str, Check]:
            taking = taking_jobs.is_set() and not stop.is_set()
            jobs = Check() if taking else Check(problem="not_taking_jobs")
            return {"jobs": jobs, **await house.health.checks()}

        port = await stack.enter_async_context(
            serving(
                settings.web,
                checks=checks,
                metrics=functools.partial(_metrics_page, house),
                routes=[route for adapter in manager.adapters for route in adapter.routes()],
            )
        )
        render = await _render_handler(stack, house, film_work)
        await manager.open(stack)
        async with _taking_jobs(house, render, manager.platforms), _sweeping(house):
            try:
                await manager.take_in()
                taking_jobs.set()
                if await house.studio.operator.draining():
                    _log.warning("new jobs are refused: the operator drains the queue")
                _log.info("ready on port %d", port)
                async with _speaking_for_operator(house, manager.adapters, desk.wake_announcer):
                    await stop.wait()
                _log.info("stopping")
            finally:
                await manager.stop_taking_in()
    _log.info("stopped")


@contextlib.asynccontextmanager
async def _speaking_for_operator(
    house: House, adapters: Sequence[Adapter], wake: asyncio.Event
) -> AsyncIterator[None]:
    """Report faults to the operator, and send what the operator announces."""
    store = house.studio.operator
    reports = FaultReports(
        house.settings.operator,
        health=house.health,
        store=store,
        adapters=adapters,
        failed_updates=lambda: house.metrics.failed_updates,
        clock=time.time,
    )
    async with reports.running(), announcing(store, adapters, wake):
        yield


async def work(settings: Settings, *, film_work: str | None = None) -> None:
    """Make films for other processes that share the database and the media. As `run` otherwise."""
    stop = _told_to_stop()
    async with contextlib.AsyncExitStack() as stack:
        house = await stack.enter_async_context(open_house(settings))
        render = await _render_handler(stack, house, film_work)
        async with _taking_jobs(house, render, {}):
            _log.info("ready")
            await stop.wait()
            _log.info("stopping")
    _log.info("stopped")


def _told_to_stop() -> asyncio.Event:
    """Set by SIGTERM and Ctrl-C."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop


async def _metrics_page(house: House) -> bytes:
    """Return all metrics.

    What this process counted, and what the database and the checks show now.
    """
    metrics, inbox = house.metrics, house.studio.inbox
    platforms = [connection.platform for connection in house.health.connections]
    metrics.show_jobs(await house.studio.jobs.count_by_state())
    now = time.time()
    for platform, backlog in (await inbox.backlog(platforms, now)).items():
        metrics.show_updates(platform, backlog)
    checks = await house.health.checks()
    healthy = {name: check.problem is None for name, check in checks.items()}
    metrics.show_checks(healthy, platforms)
    return metrics.page()


@contextlib.asynccontextmanager
async def open_house(settings: Settings) -> AsyncIterator[House]:
    """Connect to database and media. Orders are taken, but nobody works on them here yet."""
    url = settings.database.url.get_secret_value()
    metrics = Metrics()
    async with Database(url) as database:
        jobs, workers = SqlJobStore(database), SqlWorkerStore(database)
        queue = TaskQueue(sync_url(url), workers, settings.worker, metrics)
        news = JobEvents(jobs, workers, settings.worker.dead_after_seconds)
        media = ObjectMediaStore(settings.media.url, metrics.media_failed)
        folders = (database.folder, media.folder, Path(tempfile.gettempdir()))
        health = Health(
            write_row=database.check_writable,
            media=media,
            folders=[folder for folder in folders if folder is not None],
            min_free_bytes=settings.health.min_free_megabytes * 1_000_000,
        )
        studio = Studio(
            jobs=jobs,
            people=SqlPersonStore(database),
            portraits=SqlPortraitStore(database),
            inbox=SqlInbox(database),
            deliveries=SqlDeliveryStore(database),
            media=media,
            operator=SqlOperatorStore(database),
            queue=queue,
            news=news,
            quota=Quota(
                jobs_per_day=settings.limits.jobs_per_day,
                waiting_per_person=settings.limits.waiting_per_person,
                queue_length=settings.limits.queue_length,
                queue_share=settings.limits.queue_share,
                bytes_per_person=settings.limits.stored_megabytes * 1_000_000,
            ),
            clock=time.time,
            wipe=database.wipe,
        )
        try:
            yield House(
                settings=settings, studio=studio, queue=queue, metrics=metrics, health=health
            )
        finally:
            health.close()
            news.close()
            queue.close()


async def _render_handler(
    stack: contextlib.AsyncExitStack, house: House, film_work: str | None
) -> JobHandler | None:
    """Open the render children, and tell what is done with a job.

    None when there are to be none.
    """
    settings = house.settings.for_render_child()
    if settings.render.children == 0:
        return None
    pool = RenderPool(film_work, settings) if film_work else _real_pool(settings)
    context = RenderContext(
        jobs=house.studio.jobs,
        portraits=house.studio.portraits,
        media=house.studio.media,
        pool=await stack.enter_async_context(pool),
        enqueue_delivery=house.queue.enqueue_delivery,
        meter=house.metrics,
        clock=time.time,
    )
    return functools.partial(render_job, context=context)


def _real_pool(settings: Settings) -> RenderPool:
    work, warm = (
        "talking_photo.core.pipeline:make_video_with_choice",
        "talking_photo.core.pipeline:warm_up",
    )
    return RenderPool(work, settings, warm=warm)


@contextlib.asynccontextmanager
async def _taking_jobs(
    house: House, render: JobHandler | None, platforms: Mapping[str, Delivery]
) -> AsyncIterator[None]:
    studio = house.studio
    context = DeliveryContext(
        jobs=studio.jobs,
        deliveries=studio.deliveries,
        portraits=studio.portraits,
        media=studio.media,
        platforms=platforms,
        meter=house.metrics,
        clock=time.time,
    )
    await house.queue.start(
        render=render,
        slots=house.settings.render.children,
        deliver=functools.partial(deliver_job, context=context),
        platforms=list(platforms),
    )
    try:
        yield
    finally:
        await house.queue.stop()


@contextlib.asynccontextmanager
async def _sweeping(house: House) -> AsyncIterator[None]:
    studio = house.studio
    context = RetentionContext(
        jobs=studio.jobs,
        portraits=studio.portraits,
        inbox=studio.inbox,
        deliveries=studio.deliveries,
        media=studio.media,
        forget=house.queue.forget,
        forget_ended=house.queue.forget_ended,
        wipe=studio.wipe,
    )
    sweeping = asyncio.create_task(
        keep_sweeping(context, house.settings.retention, time.time), name="sweep"
    )
    try:
        yield
    finally:
        sweeping.cancel()


def _desk_of(house: House, demo: DemoVideos) -> Desk:
    studio = house.studio
    return Desk(
        studio=studio,
        people=studio.people,
        portraits=studio.portraits,
        inbox=studio.inbox,
        deliveries=studio.deliveries,
        media=studio.media,
        settings=house.settings,
        demo=demo,
        health=house.health,
        meter=house.metrics,
    )
