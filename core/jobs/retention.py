"""Retention policy: deletes inputs after use, videos and personal data later."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass

from talking_photo.core.errors import StorageError
from talking_photo.core.jobs.job import JobId, JobRequest, JobState, MediaKey
from talking_photo.core.jobs.media_keys import is_scene, is_shared, job_of_faces, job_of_video
from talking_photo.core.jobs.stores import (
    Stores,
)
from talking_photo.core.settings import Retention

_UNUSED_SECONDS = 3600.0
"""A file or a webhook without a job is left alone so long: its request may be on the way."""
_BATCH = 500
"""Rows that are deleted in one transaction, so that nobody waits long for it."""
_PAGE = 1000
"""Files that one sweep looks through for those that nothing refers to."""
_ENDED_SECONDS = 3600.0
"""What ended is known to the queue's own tables for so long; the job knows it for longer."""
_DAY_SECONDS = 24 * 3600.0
_UPDATE_DAYS = 2
"""Telegram repeats an update for a day; its number must be known so long, and some more."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionContext:
    """What is swept."""

    stores: Stores
    forget: Callable[[Collection[JobId]], Awaitable[None]]
    """Removes jobs from the queue's own tables."""
    forget_ended: Callable[[float], Awaitable[None]]
    """Removes from them what ended before that time (seconds since 1970)."""
    wipe: Callable[[], Awaitable[None]]
    """Makes sure that what was deleted cannot be read from the database's files."""


async def keep_sweeping(
    context: RetentionContext, retention: Retention, clock: Callable[[], float]
) -> None:
    """Sweep now and then, for as long as the process lives; the next process goes on with it."""
    after = ""
    while True:
        try:
            after = await sweep(context, retention, clock(), after)
        except StorageError as exc:
            _log.warning("retention sweep aborted: %s", exc)
        await asyncio.sleep(60 * retention.sweep_minutes)


async def sweep(
    context: RetentionContext, retention: Retention, now: float, after: str = ""
) -> str:
    """Forget what is due. Broken off anywhere, the next sweep ends it.

    Each query goes by the age of what it looks for, and of the files only a page is looked
    through, so that a sweep takes as long with many people as with few.

    Args:
        context: What is swept.
        retention: How long things are kept.
        now: Seconds since 1970.
        after: What the sweep before returned.

    Returns:
        Up to which file this one has come.
    """
    for photo in await context.stores.portraits.forget_before(now):
        await remove_unused(photo, context.stores, now)
    while jobs := await context.stores.jobs.videos_before(
        now - 3600 * retention.video_hours, _BATCH
    ):
        for job in jobs:
            if job.video is not None:
                for key in job.video.files:
                    await context.stores.media.remove(key)
            await context.stores.jobs.video_gone(job.id)
    while gone := await context.stores.jobs.delete_before(
        now - _DAY_SECONDS * retention.job_days, _BATCH
    ):
        await context.stores.deliveries.erase(gone)
        await context.forget(gone)
    await context.stores.batches.forget_before(now - _DAY_SECONDS * retention.job_days)
    await context.stores.tokens.forget_before(now)
    await context.stores.webhooks.forget_before(now - _UNUSED_SECONDS)
    await context.forget_ended(now - _ENDED_SECONDS)
    await context.stores.updates.forget_before(now - _DAY_SECONDS * _UPDATE_DAYS)
    await context.wipe()
    page = await context.stores.media.page(after, _PAGE)
    kept = {True: 3600 * retention.video_hours, False: _UNUSED_SECONDS}
    old = [file.key for file in page if file.stored < now - kept[is_scene(file.key)]]
    needed = await _needed(old, context, now)
    for key in old:
        if key not in needed:
            await context.stores.media.remove(key)
    return page[-1].key if len(page) >= _PAGE else ""


async def _needed(
    files: Sequence[MediaKey], context: RetentionContext, now: float
) -> Collection[MediaKey]:
    """Return those that a job, a portrait or a video still refers to."""
    shared = [key for key in files if is_shared(key)]
    used = {
        *shared,
        *await context.stores.jobs.used(files),
        *await context.stores.portraits.used(files, now),
        *await context.stores.schedule.used(files),
        *await context.stores.batches.used(files),
    }
    owners = {key: job_of_video(key) or job_of_faces(key) for key in files}
    jobs = {
        job.id: job
        for job in await context.stores.jobs.look([job for job in owners.values() if job])
    }
    for key, owner in owners.items():
        job = None if owner is None else jobs.get(owner)
        if job is None or job.video is None:
            continue
        if job_of_faces(key) is None or job.state == JobState.RENDERED:
            used.add(key)
    return used


async def release_inputs(request: JobRequest, stores: Stores, now: float) -> None:
    """Delete photo and recording of a finished job, unless something else needs them."""
    for key in (request.photo, request.sound):
        if key:
            await remove_unused(key, stores, now)


async def remove_unused(key: MediaKey, stores: Stores, now: float) -> None:
    """Delete a file, unless an unfinished or later job, or a portrait, needs it."""
    if not (
        await stores.jobs.used([key])
        or await stores.portraits.used([key], now)
        or await stores.schedule.used([key])
        or await stores.batches.used([key])
    ):
        await stores.media.remove(key)
