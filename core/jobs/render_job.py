"""Renders one stored job in a worker: fetch its files, render in a child, store the video."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from talking_photo.core.errors import (
    DependencyError,
    JobCancelled,
    RequestError,
    SettingsError,
    StorageError,
    TalkingPhotoError,
)
from talking_photo.core.jobs.job import Failure, Job, JobId, JobState, Responsibility, StoredVideo
from talking_photo.core.jobs.media_keys import faces_key, video_key
from talking_photo.core.jobs.ports import MediaStore, Meter
from talking_photo.core.jobs.retention import release_inputs
from talking_photo.core.jobs.stores import Enqueue, Stores
from talking_photo.core.jobs.story_job import StoryMaker
from talking_photo.core.model import Stage, Video
from talking_photo.core.provenance.credentials import sidecar_of
from talking_photo.core.request import SpeakRequest
from talking_photo.core.retry import Backoff, retry
from talking_photo.core.workers.render_pool import RenderPool
from talking_photo.core.workers.temporary import scratch

_MOST_DEATHS = 5
"""A job during which so many workers died is given up.

Nothing says what a dead worker died of; it can be somebody who kills them, one after the other. A
child cannot end its worker by what it uses (its memory is bounded, and the kernel takes it first),
so this is only the end of a circle that nobody foresaw. A child that dies alone is noticed by its
worker, and costs the job at once."""
_LOOK_SECONDS = 0.4
"""How often progress is stored, and whether the job is still wanted; cancelling takes a second at
most."""
_AWAY = frozenset({"database_unreachable", "media_unreachable"})
"""What hands a job back, whatever was being read or written: it is rendered when they are back."""
_NOTING = Backoff(first=1.0, longest=10.0)
"""Of storing a result while the database is away."""

Outcome = TypeVar("Outcome")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderContext:
    """What rendering a stored job needs."""

    stores: Stores
    pool: RenderPool
    enqueue_delivery: Enqueue
    meter: Meter
    clock: Callable[[], float]
    """Seconds since 1970."""
    changed: Callable[[], None] = lambda: None
    """Called when more of a job is stored, so that its followers here need not poll for it."""


async def render_job(job_id: JobId, context: RenderContext) -> None:
    """Render a stored job, or store why there is no video; a job that is not wanted is left alone.

    Cancelled from outside, because this process stops, it hands the job back.

    Raises:
        StorageError: database_unreachable or media_unreachable; to be called again later.
        CancelledError: The task was cancelled.
        TalkingPhotoError: The error of the attempt, when no further one is made.
    """
    job = await context.stores.jobs.begin(job_id, context.clock())
    if job is None:
        return
    context.meter.waited(context.clock() - job.created)
    try:
        if job.deaths >= _MOST_DEATHS:
            await _give_up(job, Failure(code="job_kills_workers", who=Responsibility.US), context)
        else:
            await _finish(job, await _make_video(job, context), context)
    except JobCancelled:
        _log.info("job %s: cancelled before it was stored", job.id, extra={"job": job.id})
        # Perhaps another worker has begun it, because this one was taken for dead.
        await _retry_until_stored(lambda: context.stores.jobs.survived(job.id, job.attempt))
    except asyncio.CancelledError:
        await asyncio.shield(context.stores.jobs.hand_back(job.id, job.attempt))
        raise
    except TalkingPhotoError as exc:
        if exc.code in _AWAY:  # not the fault of the job
            await _retry_until_stored(lambda: context.stores.jobs.hand_back(job.id, job.attempt))
            raise
        await _give_up(job, failure_of(exc), context)


def failure_of(error: TalkingPhotoError) -> Failure:
    """What is remembered of an error."""
    match error:
        case RequestError():
            who = Responsibility.ASKER
        case DependencyError():
            who = Responsibility.SERVICE
        case SettingsError() | StorageError():
            who = Responsibility.OPERATOR
        case _:
            who = Responsibility.US
    return Failure(code=error.code, facts=error.facts, who=who)


async def _make_video(job: Job, context: RenderContext) -> StoredVideo:
    if job.request.story_seconds is not None:
        return await _make_story(job, context)
    with scratch() as folder:
        request = await _fetch_inputs(job, context.stores, folder)
        latest = _LatestProgress()
        async with _reported(job, context, latest, lambda: context.pool.cancel(_name_of(job))):
            video = await context.pool.render_video(
                request,
                folder / f"video{request.options.background.suffix}",
                companion=folder / "faces.png",
                job=_name_of(job),
                on_progress=latest.report,
            )
        return await _store(job, video, folder / "faces.png", context.stores.media)


async def _make_story(job: Job, context: RenderContext) -> StoredVideo:
    """Make the video of a story.

    Raises:
        JobCancelled: It is not wanted any more.
        CancelledError: The task was cancelled.
    """
    with scratch() as folder:
        archive, stores = folder / "files.zip", context.stores
        await stores.media.fetch(job.request.photo, archive)
        maker = StoryMaker(
            job.request,
            own_voices=tuple(await stores.own_voices.of_person(job.request.chat.person)),
            hints=_hints(job),
            media=stores.media,
            pool=context.pool,
            folder=folder,
        )
        unwanted = asyncio.Event()
        latest = _LatestProgress()
        making = asyncio.create_task(
            maker.make(archive, folder / "video.mp4", latest.report), name=f"story of {job.id}"
        )

        def stop() -> None:
            unwanted.set()
            making.cancel()

        async with _reported(job, context, latest, stop):
            try:
                video = await making
            except asyncio.CancelledError:
                if unwanted.is_set():
                    raise JobCancelled from None
                raise
        return await _store(job, video, folder / "faces.png", stores.media)


async def _fetch_inputs(job: Job, stores: Stores, folder: Path) -> SpeakRequest:
    request = job.request
    photo, sound = folder / "photo", None if request.sound is None else folder / "sound"
    await stores.media.fetch(request.photo, photo)
    if request.sound is not None and sound is not None:
        await stores.media.fetch(request.sound, sound)
    return SpeakRequest(
        photo=photo,
        text=request.text,
        sound=sound,
        options=request.options,
        max_bytes=request.max_bytes,
        max_seconds=request.max_seconds,
        own_voices=tuple(await stores.own_voices.of_person(request.chat.person)),
        language_hints=_hints(job),
    )


def _hints(job: Job) -> tuple[str, ...]:
    """Return the languages that the asker is known to use, the likeliest first."""
    details = job.request.chat.details
    return tuple(details[name] for name in ("locale", "language") if name in details)


async def _store(job: Job, video: Video, numbered: Path, media: MediaStore) -> StoredVideo:
    person = job.request.chat.person
    key = video_key(person, job.id, video.path.suffix)
    await media.put(key, video.path)
    credentials, sidecar = None, sidecar_of(video.path)
    if sidecar.exists():
        credentials = video_key(person, job.id, sidecar.suffix)
        await media.put(credentials, sidecar)
    faces = None
    if _has_choice(video, numbered):
        faces = faces_key(person, job.id)
        await media.put(faces, numbered)
    return StoredVideo(
        key=key,
        width=video.width,
        height=video.height,
        seconds=video.seconds,
        bytes=video.bytes,
        sha256=video.sha256,
        notes=video.notes,
        words=video.words,
        spoken_by=video.spoken_by,
        faces=faces,
        credentials=credentials,
    )


def _has_choice(video: Video, numbered: Path) -> bool:
    return any(note.code == "several_faces" for note in video.notes) and numbered.exists()


async def _finish(job: Job, video: StoredVideo, context: RenderContext) -> None:
    now = context.clock()
    if await _retry_until_stored(
        lambda: context.stores.jobs.rendered(
            job.id, job.attempt, video, now, context.enqueue_delivery
        )
    ):
        context.changed()
        context.meter.worked(now - (job.started or now))
        context.meter.ended(JobState.RENDERED)
        _log.info("job %s: rendered", job.id, extra={"job": job.id})
    elif (
        known := await context.stores.jobs.find(job.id)
    ) is None or known.state == JobState.CANCELLED:
        for key in filter(None, (*video.files, video.faces)):
            await context.stores.media.remove(key)


async def _give_up(job: Job, failure: Failure, context: RenderContext) -> None:
    now = context.clock()
    if await _retry_until_stored(
        lambda: context.stores.jobs.failed(
            job.id, job.attempt, failure, now, context.enqueue_delivery
        )
    ):
        context.changed()
        context.meter.ended(JobState.FAILED)
        with contextlib.suppress(StorageError):  # a sweep removes what is left
            await release_inputs(
                job.request,
                context.stores,
                now,
            )
        context.meter.failed("job", failure.code)
        _log.info("job %s: failed, %s", job.id, failure.code, extra={"job": job.id})


async def _retry_until_stored(change: Callable[[], Awaitable[Outcome]]) -> Outcome:
    """Retry until the database is back: a rendered video is not thrown away."""
    return await retry(
        change,
        _NOTING,
        when=lambda exc: isinstance(exc, StorageError),
        on_retry=lambda exc, pause: _log.warning(
            "storing the result of a job failed: %s, again in %.0f s", exc, pause
        ),
    )


class _LatestProgress:
    """The latest progress of a render child."""

    stage = Stage.WAITING
    done = 0.0

    def report(self, stage: Stage, done: float) -> None:
        self.stage, self.done = stage, done


@contextlib.asynccontextmanager
async def _reported(
    job: Job, context: RenderContext, latest: _LatestProgress, stop: Callable[[], None]
) -> AsyncIterator[None]:
    """Store what is reported, and stop the work when the job is not wanted any more."""

    async def look() -> None:
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            try:
                wanted = await context.stores.jobs.progress(
                    job.id, job.attempt, latest.stage, latest.done
                )
            except StorageError as exc:
                _log.warning("job %s: %s", job.id, exc, extra={"job": job.id})
                continue
            context.changed()
            if not wanted:
                return stop()

    looking = asyncio.create_task(look(), name=f"look after {job.id}")
    try:
        yield
    finally:
        looking.cancel()


def _name_of(job: Job) -> str:
    """For the render pool, where two attempts may meet when this process was taken for dead."""
    return f"{job.id}-{job.attempt}"


def job_of_name(name: str) -> JobId:
    """Return the job that has this name in the render pool, and so in what a video is signed with.

    A name without an attempt is that of a video that no job was for.
    """
    return JobId(name.rpartition("-")[0])
