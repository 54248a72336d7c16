"""Forgets in time: inputs when they were used, films after a while, names and words later still."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass

from talking_photo.core.errors import StorageError
from talking_photo.core.jobs.job import JobId, JobOrder, JobState, MediaKey
from talking_photo.core.jobs.media_keys import is_shared, job_of_clip, job_of_faces
from talking_photo.core.jobs.ports import MediaStore
from talking_photo.core.jobs.stores import DeliveryStore, Inbox, JobStore, PortraitStore
from talking_photo.core.settings import Retention

_UNUSED_SECONDS = 3600.0
"""A file that nothing refers to is left alone so long: its order may be on the way."""
_DAY_SECONDS = 24 * 3600.0
_UPDATE_DAYS = 2
"""Telegram repeats an update for a day; its number must be known so long, and some more."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cellar:
    """What is swept."""

    jobs: JobStore
    portraits: PortraitStore
    inbox: Inbox
    deliveries: DeliveryStore
    media: MediaStore
    forget: Callable[[Collection[JobId]], Awaitable[None]]
    """Removes jobs from the queue's own tables."""


async def keep_sweeping(cellar: Cellar, retention: Retention, clock: Callable[[], float]) -> None:
    """Sweep now and then, for as long as the process lives; the next process goes on with it."""
    while True:
        try:
            await sweep(cellar, retention, clock())
        except StorageError as exc:
            _log.warning("sweeping was broken off: %s", exc)
        await asyncio.sleep(60 * retention.sweep_minutes)


async def sweep(cellar: Cellar, retention: Retention, now: float) -> None:
    """Forget what is due at `now` (seconds since 1970). Broken off anywhere, the next sweep ends it."""
    for photo in await cellar.portraits.forget_before(now):
        await remove_unused(photo, cellar.jobs, cellar.portraits, cellar.media, now)
    for job in await cellar.jobs.clips_before(now - 3600 * retention.clip_hours):
        if job.clip is not None:
            await cellar.media.remove(job.clip.key)
        await cellar.jobs.clip_gone(job.id)
    nameless = await cellar.jobs.anonymise_before(now - _DAY_SECONDS * retention.job_days)
    await cellar.deliveries.erase(nameless)
    await cellar.forget(nameless)
    await cellar.inbox.forget_before(now - _DAY_SECONDS * _UPDATE_DAYS)
    async for key in cellar.media.older_than(now - _UNUSED_SECONDS):
        if not is_shared(key) and not await _is_needed_by_a_job(key, cellar.jobs):
            await remove_unused(key, cellar.jobs, cellar.portraits, cellar.media, now)


async def release_inputs(
    order: JobOrder, jobs: JobStore, portraits: PortraitStore, media: MediaStore, now: float
) -> None:
    """Delete the photo and the recording of an order that is over, unless something else needs them."""
    for key in (order.photo, order.sound):
        if key:
            await remove_unused(key, jobs, portraits, media, now)


async def remove_unused(
    key: MediaKey, jobs: JobStore, portraits: PortraitStore, media: MediaStore, now: float
) -> None:
    """Delete a file, unless an undelivered job or a portrait needs it."""
    if not await jobs.uses(key) and not await portraits.uses(key, now):
        await media.remove(key)


async def _is_needed_by_a_job(key: MediaKey, jobs: JobStore) -> bool:
    """Whether it is a job's film, or numbered faces that are still to be shown."""
    of_faces = job_of_faces(key)
    job_id = of_faces or job_of_clip(key)
    job = None if job_id is None else await jobs.find(job_id)
    if job is None or job.clip is None:
        return False
    return of_faces is None or job.state == JobState.RENDERED
