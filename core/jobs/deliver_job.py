"""One finished job in the process that speaks for its platform: give the film, or say why there is none."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from talking_photo.core.errors import DependencyError, StorageError, Undeliverable
from talking_photo.core.jobs.job import Failure, Job, JobId, JobState, Receipt, StoredClip, Who
from talking_photo.core.jobs.ports import Delivery, MediaStore, Meter
from talking_photo.core.jobs.retention import release_inputs
from talking_photo.core.jobs.stores import DeliveryStore, JobStore, PortraitStore
from talking_photo.core.model import Video
from talking_photo.core.retry import Backoff, seconds_asked_for
from talking_photo.core.workers.scratch import scratch

_BACKOFF = Backoff(first=2.0, longest=300.0)
_GIVE_UP_SECONDS = 24 * 3600.0
"""A film that could not be given for so long is not waited for any more."""
_LEAST_TRIES = 20
"""With the growing pauses between them, these take more than half an hour."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """What a delivery works with."""

    jobs: JobStore
    deliveries: DeliveryStore
    portraits: PortraitStore
    media: MediaStore
    platforms: Mapping[str, Delivery]
    meter: Meter
    clock: Callable[[], float]
    """Seconds since 1970."""


async def deliver_job(job_id: JobId, counter: Counter) -> None:
    """Bring a finished job to an end. A delivery that fails is tried again, for a day.

    Raises:
        StorageError: database_unreachable or media_unreachable; to be called again later.
    """
    while (job := await counter.jobs.find(job_id)) is not None:
        if job.state not in (JobState.RENDERED, JobState.FAILED):
            return
        record = await counter.deliveries.find(job.id)
        pause = await _try(job, counter) if record.sent is None else None
        if pause is None:
            pause = await _offer(job, counter)
        if pause is None:
            await _close(job, counter)
            return
        await asyncio.sleep(pause)


async def _try(job: Job, counter: Counter) -> float | None:
    """Tell the asker once.

    Returns:
        Seconds to wait before the next try; None when there is nothing left to try.
    """
    record = await counter.deliveries.trying(job.id, job.order.chat)
    try:
        receipt = await _tell(job, counter)
    except DependencyError as exc:
        counter.meter.delivery_failed()
        _log.warning("job %s: delivery failed, %s", job.id, exc, extra={"job": job.id})
        if not _is_over(job, record.tries, counter):
            return _pause(exc, record.tries)
        await _end_quietly(job, exc.code, counter)
    except Undeliverable as exc:
        await _end_quietly(job, exc.code, counter)
    except StorageError as exc:
        if exc.code != "media_missing":
            raise
        await _end_quietly(job, exc.code, counter)
    else:
        await counter.deliveries.sent(job.id, job.order.chat, receipt)
    return None


async def _offer(job: Job, counter: Counter) -> float | None:
    """Let the asker of a film that is in the chat choose another face, if there is a choice.

    It is noted apart from the film, so that a crash between the two repeats neither.

    Returns:
        As `_try`.
    """
    faces = None if job.clip is None else job.clip.faces
    record = await counter.deliveries.find(job.id)
    if faces is None or record.sent is None or record.offer is not None:
        return None
    try:
        with scratch() as folder:
            picture = folder / "faces.png"
            await counter.media.fetch(faces, picture)
            platform = counter.platforms[job.order.chat.platform]
            receipt = await platform.offer(job, picture)
    except DependencyError as exc:
        if not _is_over(job, record.tries, counter):
            record = await counter.deliveries.trying(job.id, job.order.chat)
            return _pause(exc, record.tries)
    except Undeliverable as exc:
        _log.info("job %s: choice of faces not sent, %s", job.id, exc, extra={"job": job.id})
    except StorageError as exc:
        if exc.code != "media_missing":
            raise
    else:
        await counter.deliveries.offered(job.id, job.order.chat, receipt)
    return None


async def _tell(job: Job, counter: Counter) -> Receipt:
    platform = counter.platforms[job.order.chat.platform]
    if job.clip is None:
        return await platform.refuse(job, job.failure or Failure(code="unexpected"))
    with scratch() as folder:
        path = folder / f"video{PurePosixPath(job.clip.key).suffix}"
        await counter.media.fetch(job.clip.key, path)
        return await platform.deliver(job, _local(job.clip, path))


def _is_over(job: Job, tries: int, counter: Counter) -> bool:
    """Whether it was tried for long enough. The clock alone does not say so: it may be set, or the machine asleep."""
    return (
        tries >= _LEAST_TRIES
        and counter.clock() - (job.finished or job.created) > _GIVE_UP_SECONDS
    )


async def _end_quietly(job: Job, code: str, counter: Counter) -> None:
    _log.info("job %s: cannot be delivered, %s", job.id, code, extra={"job": job.id})
    counter.meter.failed("delivery", code)
    await counter.jobs.undeliverable(job.id, Failure(code=code, who=Who.WORLD))


async def _close(job: Job, counter: Counter) -> None:
    """What was only there for this job may go. Broken off by a crash, a sweep removes the rest."""
    if await counter.jobs.delivered(job.id):
        counter.meter.ended(JobState.DELIVERED)
    await counter.jobs.forget_secret(job.id)
    if job.clip is not None and job.clip.faces is not None:
        await counter.media.remove(job.clip.faces)
    await release_inputs(
        job.order, counter.jobs, counter.portraits, counter.media, counter.clock()
    )


def _pause(error: DependencyError, tries: int) -> float:
    """Return what the platform asked for, else longer each time; `tries` are stored, so a restart does not reset it."""
    return seconds_asked_for(error) or _BACKOFF.pause(tries)


def _local(clip: StoredClip, path: Path) -> Video:
    return Video(
        path=path,
        width=clip.width,
        height=clip.height,
        seconds=clip.seconds,
        bytes=clip.bytes,
        sha256=clip.sha256,
        notes=clip.notes,
    )
