"""Delivers one finished job in the process of its platform: the video, or the refusal."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from talking_photo.core.errors import DependencyError, StorageError, Undeliverable
from talking_photo.core.jobs.job import (
    DeliveryReceipt,
    Failure,
    Job,
    JobId,
    JobState,
    Responsibility,
    StoredVideo,
)
from talking_photo.core.jobs.ports import Delivery, Meter
from talking_photo.core.jobs.retention import release_inputs
from talking_photo.core.jobs.stores import Stores
from talking_photo.core.model import Video
from talking_photo.core.provenance.credentials import sidecar_of
from talking_photo.core.retry import Backoff, seconds_asked_for
from talking_photo.core.workers.temporary import scratch

_BACKOFF = Backoff(first=2.0, longest=300.0)
_GIVE_UP_SECONDS = 24 * 3600.0
"""A delivery that failed for so long is given up."""
_LEAST_TRIES = 20
"""With the growing pauses between them, these take more than half an hour."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryContext:
    """What a delivery needs."""

    stores: Stores
    platforms: Mapping[str, Delivery]
    meter: Meter
    clock: Callable[[], float]
    """Seconds since 1970."""


async def deliver_job(job_id: JobId, context: DeliveryContext) -> None:
    """Deliver a finished job, retrying for up to a day.

    Raises:
        StorageError: database_unreachable or media_unreachable; to be called again later.
    """
    while (job := await context.stores.jobs.find(job_id)) is not None:
        if job.state not in (JobState.RENDERED, JobState.FAILED):
            return
        record = await context.stores.deliveries.find(job.id)
        pause = await _try(job, context) if record.sent is None else None
        if pause is None:
            pause = await _offer(job, context)
        if pause is None:
            await _close(job, context)
            return
        await asyncio.sleep(pause)


async def _try(job: Job, context: DeliveryContext) -> float | None:
    """Try to deliver once.

    Returns:
        Seconds to wait before the next try; None when there is nothing left to try.

    Raises:
        StorageError: database_unreachable or media_unreachable.
    """
    record = await context.stores.deliveries.trying(job.id, job.request.chat)
    try:
        acknowledge = await _tell(job, context)
    except DependencyError as exc:
        context.meter.delivery_failed()
        _log.warning("job %s: delivery failed, %s", job.id, exc, extra={"job": job.id})
        if not _is_over(job, record.tries, context):
            return _pause(exc, record.tries)
        await _end_quietly(job, exc.code, context)
    except Undeliverable as exc:
        await _end_quietly(job, exc.code, context)
    except StorageError as exc:
        if exc.code != "media_missing":
            raise
        await _end_quietly(job, exc.code, context)
    else:
        await context.stores.deliveries.sent(job.id, job.request.chat, acknowledge)
    return None


async def _offer(job: Job, context: DeliveryContext) -> float | None:
    """Offer the choice of another face after the video, if there is one.

    It is noted apart from the video, so that a crash between the two repeats neither.

    Returns:
        As `_try`.

    Raises:
        StorageError: database_unreachable or media_unreachable.
    """
    faces = None if job.video is None else job.video.faces
    record = await context.stores.deliveries.find(job.id)
    if faces is None or record.sent is None or record.offer is not None:
        return None
    try:
        with scratch() as folder:
            picture = folder / "faces.png"
            await context.stores.media.fetch(faces, picture)
            platform = context.platforms[job.request.chat.platform]
            acknowledge = await platform.offer(job, picture)
    except DependencyError as exc:
        if not _is_over(job, record.tries, context):
            record = await context.stores.deliveries.trying(job.id, job.request.chat)
            return _pause(exc, record.tries)
    except Undeliverable as exc:
        _log.info("job %s: choice of faces not sent, %s", job.id, exc, extra={"job": job.id})
    except StorageError as exc:
        if exc.code != "media_missing":
            raise
    else:
        await context.stores.deliveries.offered(job.id, job.request.chat, acknowledge)
    return None


async def _tell(job: Job, context: DeliveryContext) -> DeliveryReceipt:
    platform = context.platforms[job.request.chat.platform]
    if job.video is None:
        return await platform.refuse(job, job.failure or Failure(code="unexpected"))
    with scratch() as folder:
        path = folder / f"video{PurePosixPath(job.video.key).suffix}"
        await context.stores.media.fetch(job.video.key, path)
        if job.video.credentials is not None:
            await context.stores.media.fetch(job.video.credentials, sidecar_of(path))
        return await platform.deliver(job, _local(job.video, path))


def _is_over(job: Job, tries: int, context: DeliveryContext) -> bool:
    """Whether it was tried for long enough.

    The clock alone does not say so: it may be set, or the machine asleep.
    """
    return (
        tries >= _LEAST_TRIES
        and context.clock() - (job.finished or job.created) > _GIVE_UP_SECONDS
    )


async def _end_quietly(job: Job, code: str, context: DeliveryContext) -> None:
    _log.info("job %s: cannot be delivered, %s", job.id, code, extra={"job": job.id})
    context.meter.failed("delivery", code)
    await context.stores.jobs.undeliverable(job.id, Failure(code=code, who=Responsibility.SERVICE))


async def _close(job: Job, context: DeliveryContext) -> None:
    """Release what only this job needed. After a crash in between, a sweep removes the rest."""
    if await context.stores.jobs.delivered(job.id):
        context.meter.ended(JobState.DELIVERED)
    await context.stores.jobs.forget_secret(job.id)
    if job.video is not None and job.video.faces is not None:
        await context.stores.media.remove(job.video.faces)
    await release_inputs(
        job.request,
        context.stores,
        context.clock(),
    )


def _pause(error: DependencyError, tries: int) -> float:
    """Return what the platform asked for, else longer each time.

    `tries` are stored, so a restart does not reset it.
    """
    return seconds_asked_for(error) or _BACKOFF.pause(tries)


def _local(video: StoredVideo, path: Path) -> Video:
    return Video(
        path=path,
        width=video.width,
        height=video.height,
        seconds=video.seconds,
        bytes=video.bytes,
        sha256=video.sha256,
        notes=video.notes,
        words=video.words,
        spoken_by=video.spoken_by,
    )
