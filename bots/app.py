"""Composition root: builds the program from the settings, and runs it until it is stopped."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import gc
import logging
import signal
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from talking_photo.bots.conversation.adapter import Adapter, AdapterContext
from talking_photo.bots.service.adapters import AdapterManager
from talking_photo.bots.service.announcements import announcing
from talking_photo.bots.service.demo import DemoVideos
from talking_photo.bots.service.health import Check, Health
from talking_photo.bots.service.metrics import Metrics
from talking_photo.bots.service.reports import FaultReports
from talking_photo.bots.service.web import serving
from talking_photo.core.jobs.batches import BatchService
from talking_photo.core.jobs.deliver_job import DeliveryContext, deliver_job
from talking_photo.core.jobs.events import JobEvents
from talking_photo.core.jobs.job import Quota
from talking_photo.core.jobs.operator import OperatorService
from talking_photo.core.jobs.people import PeopleService
from talking_photo.core.jobs.ports import Delivery
from talking_photo.core.jobs.render_job import RenderContext, render_job
from talking_photo.core.jobs.retention import RetentionContext, keep_sweeping
from talking_photo.core.jobs.schedule import ScheduleService
from talking_photo.core.jobs.service import JobService
from talking_photo.core.jobs.stores import Stores
from talking_photo.core.jobs.task_queue import JobHandler, TaskQueue
from talking_photo.core.jobs.tokens import TokenService
from talking_photo.core.jobs.voices import VoiceService
from talking_photo.core.jobs.webhooks import WebhookService
from talking_photo.core.settings import Settings
from talking_photo.core.speech.voice_sample import VoiceSamples, WorkingVoices
from talking_photo.core.workers.render_pool import RenderPool
from talking_photo.storage.batch_store import SqlBatchStore
from talking_photo.storage.database import Database, sync_url
from talking_photo.storage.delivery_store import SqlDeliveryStore
from talking_photo.storage.inbox import SqlUpdateStore
from talking_photo.storage.job_store import SqlJobStore
from talking_photo.storage.media_store import ObjectMediaStore
from talking_photo.storage.operator_store import SqlOperatorStore
from talking_photo.storage.own_voice_store import SqlOwnVoiceStore
from talking_photo.storage.person_store import SqlPersonStore
from talking_photo.storage.portrait_store import SqlPortraitStore
from talking_photo.storage.schedule_store import SqlScheduleStore
from talking_photo.storage.token_store import SqlTokenStore
from talking_photo.storage.webhook_store import SqlWebhookStore
from talking_photo.storage.worker_store import SqlWorkerStore

if TYPE_CHECKING:
    from talking_photo.bots.web_studio.studio import WebStudio

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Everything that both kinds of process share."""

    settings: Settings
    stores: Stores
    job_service: JobService
    people: PeopleService
    operator: OperatorService
    schedule: ScheduleService
    batches: BatchService
    voices: VoiceService
    tokens: TokenService
    webhooks: WebhookService
    queue: TaskQueue
    metrics: Metrics
    health: Health
    wipe: Callable[[], Awaitable[None]]


def build_adapters(shared: AdapterContext) -> Sequence[Adapter]:
    """The adapters of all platforms for which the settings have a token."""
    built: list[Adapter] = []
    # Each library takes a second to import, which a process that only renders does not need.
    if shared.settings.telegram.token is not None:
        from talking_photo.bots.telegram_bot.bot import TelegramBot

        built.append(TelegramBot(shared))
    if shared.settings.discord.token is not None:
        from talking_photo.bots.discord_bot.bot import DiscordBot

        built.append(DiscordBot(shared))
    if not built:
        _log.warning("no chat platform is configured: no token")
    return built


async def run(
    settings: Settings,
    *,
    adapters: Callable[[AdapterContext], Sequence[Adapter]] = build_adapters,
    render_work: str | None = None,
    ready: Callable[[int], None] = lambda _port: None,
) -> None:
    """Serve all configured platforms, and render videos too unless render.children is 0.

    Args:
        settings: The operator's.
        adapters: Makes the adapters.
        render_work: `module:function` that a render child calls in place of
            `talking_photo.core.pipeline.make_video_with_choice`.
        ready: Called with the port of the web server when all is open.

    Raises:
        SettingsError: Something is wrong with the settings, a token included.
        StorageError: The database or the media cannot be reached at the start.
    """
    stop = _stop_signal()
    async with contextlib.AsyncExitStack() as stack:
        services = await stack.enter_async_context(open_services(settings))
        demo = DemoVideos(services.stores.media, settings, render_work)
        stack.push_async_callback(demo.close)
        shared = _shared_of(services, demo)
        studio = await _studio(shared, services)
        manager = AdapterManager(tuple(adapters(shared)))
        services.health.connections.extend(adapter.connection for adapter in manager.adapters)
        taking_jobs = asyncio.Event()

        async def checks() -> Mapping[str, Check]:
            taking = taking_jobs.is_set() and not stop.is_set()
            jobs = Check() if taking else Check(problem="not_taking_jobs")
            return {"jobs": jobs, **await services.health.checks()}

        port = await stack.enter_async_context(
            serving(
                settings.web,
                checks=checks,
                metrics=functools.partial(_metrics_page, services),
                routes=[
                    *(() if studio is None else studio.routes()),
                    *(route for adapter in manager.adapters for route in adapter.routes()),
                ],
            )
        )
        render = await _render_handler(stack, services, render_work)
        if studio is not None:
            stack.push_async_callback(studio.close)
            manager.platforms[studio.platform] = studio
        await manager.open(stack)
        async with (
            _taking_jobs(services, render, manager.platforms),
            _sweeping(services),
            _submitting(services.schedule.keep_submitting(), "schedule"),
            _submitting(services.batches.keep_submitting(), "batches"),
        ):
            try:
                await manager.take_in()
                taking_jobs.set()
                if await services.operator.draining():
                    _log.warning("new jobs are refused: the operator drains the queue")
                _spare_garbage_collector()
                _log.info("ready on port %d", port)
                ready(port)
                async with _speaking_for_operator(
                    services, manager.adapters, shared.wake_announcer
                ):
                    await stop.wait()
                _log.info("stopping")
            finally:
                await manager.stop_taking_in()
    _log.info("stopped")


async def _studio(shared: AdapterContext, services: Services) -> WebStudio | None:
    """Make the page and the API, unless the operator wants none."""
    if not shared.settings.studio.enabled:
        return None
    from talking_photo.bots.web_studio.signing import SigningKey
    from talking_photo.bots.web_studio.studio import WebStudio

    studio = WebStudio(shared, SigningKey(services.stores.media))
    await studio.open()
    return studio


@contextlib.asynccontextmanager
async def _speaking_for_operator(
    services: Services, adapters: Sequence[Adapter], wake: asyncio.Event
) -> AsyncIterator[None]:
    """Report faults to the operator, and send what the operator announces."""
    store = services.stores.operator
    reports = FaultReports(
        services.settings.operator,
        health=services.health,
        store=store,
        adapters=adapters,
        failed_updates=lambda: services.metrics.failed_updates,
        clock=time.time,
    )
    async with reports.running(), announcing(store, adapters, wake):
        yield


async def work(settings: Settings, *, render_work: str | None = None) -> None:
    """Render videos for other processes with the same database and media. As `run` otherwise."""
    stop = _stop_signal()
    async with contextlib.AsyncExitStack() as stack:
        services = await stack.enter_async_context(open_services(settings))
        render = await _render_handler(stack, services, render_work)
        async with _taking_jobs(services, render, {}):
            _log.info("ready")
            await stop.wait()
            _log.info("stopping")
    _log.info("stopped")


def _stop_signal() -> asyncio.Event:
    """Set by SIGTERM and Ctrl-C."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop


def _spare_garbage_collector() -> None:
    """Exempt what is loaded by now, for looking through it again stops the loop for 0.15 s."""
    gc.collect()
    gc.freeze()


async def _metrics_page(services: Services) -> bytes:
    """Return all metrics.

    What this process counted, and what the database and the checks show now.
    """
    metrics, inbox = services.metrics, services.stores.updates
    platforms = [connection.platform for connection in services.health.connections]
    metrics.show_jobs(await services.stores.jobs.count_by_state())
    now = time.time()
    for platform, backlog in (await inbox.backlog(platforms, now)).items():
        metrics.show_updates(platform, backlog)
    checks = await services.health.checks()
    healthy = {name: check.problem is None for name, check in checks.items()}
    metrics.show_checks(healthy, platforms)
    return metrics.page()


@contextlib.asynccontextmanager
async def open_services(settings: Settings) -> AsyncIterator[Services]:
    """Connect to database and media. Requests are taken, but nobody works on them here yet."""
    url = settings.database.url.get_secret_value()
    metrics = Metrics()
    async with Database(url) as database:
        jobs, workers = SqlJobStore(database), SqlWorkerStore(database)
        queue = TaskQueue(
            sync_url(url), workers, settings.worker, metrics, no_writing=database.no_writing
        )
        events = JobEvents(jobs, workers, settings.worker.dead_after_seconds)
        media = ObjectMediaStore(settings.media.url, metrics.media_failed)
        folders = (database.folder, media.folder, Path(tempfile.gettempdir()))
        health = Health(
            write_row=database.check_writable,
            media=media,
            folders=[folder for folder in folders if folder is not None],
            min_free_bytes=settings.health.min_free_megabytes * 1_000_000,
        )
        stores = Stores(
            jobs=jobs,
            people=SqlPersonStore(database),
            portraits=SqlPortraitStore(database),
            own_voices=SqlOwnVoiceStore(database),
            schedule=SqlScheduleStore(database),
            batches=SqlBatchStore(database),
            updates=SqlUpdateStore(database),
            deliveries=SqlDeliveryStore(database),
            operator=SqlOperatorStore(database),
            tokens=SqlTokenStore(database),
            webhooks=SqlWebhookStore(database),
            media=media,
        )
        job_service = JobService(
            stores=stores,
            queue=queue,
            events=events,
            quota=Quota(
                jobs_per_day=settings.limits.jobs_per_day,
                waiting_per_person=settings.limits.waiting_per_person,
                queue_length=settings.limits.queue_length,
                queue_share=settings.limits.queue_share,
                bytes_per_person=settings.limits.stored_megabytes * 1_000_000,
                seconds_per_day=settings.limits.video_minutes_per_day * 60,
            ),
            clock=time.time,
        )
        voices = VoiceService(
            settings=settings.voice,
            own_voices=stores.own_voices,
            working=WorkingVoices(settings.voice, time.monotonic),
            samples=VoiceSamples(settings.voice),
        )
        try:
            yield Services(
                settings=settings,
                stores=stores,
                job_service=job_service,
                people=PeopleService(
                    stores=stores,
                    job_service=job_service,
                    forget=queue.forget,
                    wipe=database.wipe,
                    clock=time.time,
                ),
                schedule=ScheduleService(stores=stores, job_service=job_service, clock=time.time),
                batches=BatchService(stores=stores, job_service=job_service, clock=time.time),
                operator=OperatorService(stores=stores, job_service=job_service, clock=time.time),
                voices=voices,
                tokens=TokenService(stores.tokens, time.time),
                webhooks=WebhookService(stores.webhooks, time.time),
                wipe=database.wipe,
                queue=queue,
                metrics=metrics,
                health=health,
            )
        finally:
            await voices.close()
            health.close()
            events.close()
            queue.close()


async def _render_handler(
    stack: contextlib.AsyncExitStack, services: Services, render_work: str | None
) -> JobHandler | None:
    """Open the render children, and tell what is done with a job.

    None when there are to be none.
    """
    settings = services.settings.for_render_child()
    if settings.render.children == 0:
        return None
    pool = RenderPool(render_work, settings) if render_work else _real_pool(settings)
    context = RenderContext(
        stores=services.stores,
        pool=await stack.enter_async_context(pool),
        enqueue_delivery=services.queue.enqueue_delivery,
        meter=services.metrics,
        clock=time.time,
        changed=services.job_service.look_soon,
    )
    return functools.partial(render_job, context=context)


def _real_pool(settings: Settings) -> RenderPool:
    # A child may read what is there when it starts; voices can then be added at any time.
    with contextlib.suppress(OSError):
        settings.voice.folder.mkdir(parents=True, exist_ok=True)
    work, warm = (
        "talking_photo.core.pipeline:make_video_with_choice",
        "talking_photo.core.pipeline:warm_up",
    )
    return RenderPool(work, settings, warm=warm)


@contextlib.asynccontextmanager
async def _taking_jobs(
    services: Services, render: JobHandler | None, platforms: Mapping[str, Delivery]
) -> AsyncIterator[None]:
    context = DeliveryContext(
        stores=services.stores,
        platforms=platforms,
        meter=services.metrics,
        clock=time.time,
    )
    await services.queue.start(
        render=render,
        slots=services.settings.render.children,
        deliver=functools.partial(deliver_job, context=context),
        platforms=list(platforms),
    )
    try:
        yield
    finally:
        await services.queue.stop()


@contextlib.asynccontextmanager
async def _sweeping(services: Services) -> AsyncIterator[None]:
    context = RetentionContext(
        stores=services.stores,
        forget=services.queue.forget,
        forget_ended=services.queue.forget_ended,
        wipe=services.wipe,
    )
    sweeping = asyncio.create_task(
        keep_sweeping(context, services.settings.retention, time.time), name="sweep"
    )
    try:
        yield
    finally:
        sweeping.cancel()


@contextlib.asynccontextmanager
async def _submitting(endless: Coroutine[None, None, None], name: str) -> AsyncIterator[None]:
    submitting = asyncio.create_task(endless, name=name)
    try:
        yield
    finally:
        submitting.cancel()


def _shared_of(services: Services, demo: DemoVideos) -> AdapterContext:
    return AdapterContext(
        job_service=services.job_service,
        people=services.people,
        operator=services.operator,
        schedule=services.schedule,
        batches=services.batches,
        voices=services.voices,
        tokens=services.tokens,
        webhooks=services.webhooks,
        inbox=services.stores.updates,
        settings=services.settings,
        demo=demo,
        health=services.health,
        meter=services.metrics,
    )
