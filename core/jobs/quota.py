"""Decides whether another job is accepted."""

from __future__ import annotations

from dataclasses import dataclass

from talking_photo.core.errors import RequestError
from talking_photo.core.jobs.job import Job, JobRequest, JobState, Quota
from talking_photo.core.jobs.length import length_of
from talking_photo.core.jobs.turns import turn

DAY_SECONDS = 24 * 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaUsage:
    """What there is already."""

    unfinished: int
    """Jobs of everybody."""
    own_unfinished: int
    own_last_turn: int
    """The largest turn among these; 0 when there is none."""
    own_today: int
    """Jobs of the asker within the last 24 hours, whatever became of them; only those that were
    cancelled before anybody had worked on them do not count."""
    own_first_today: float | None
    """When the oldest of these was submitted, seconds since 1970."""
    own_seconds_today: float
    """Their lengths together."""
    last_ticket: int
    """Of all jobs; 0 when there is none."""


def admit(request: JobRequest, quota: Quota, standing: QuotaUsage, now: float) -> tuple[Job, int]:
    """Return the new job and its ticket.

    Raises:
        RequestError: As `check`.
    """
    check(quota, standing, now, length_of(request))
    ticket = standing.last_ticket + 1
    priority = turn(
        ticket=ticket,
        own_unfinished=standing.own_unfinished,
        own_last=standing.own_last_turn,
    )
    job = Job(
        id=request.job_id,
        request=request,
        state=JobState.QUEUED,
        priority=priority,
        length=length_of(request),
        created=now,
    )
    return job, ticket


def check(quota: Quota, standing: QuotaUsage, now: float, length: float) -> None:
    """Refuse what is too much.

    Args:
        quota: What one person may have.
        standing: What there is already.
        now: Seconds since 1970.
        length: Of the new job.

    Raises:
        RequestError: queue_full(limit), too_many_waiting(limit), queue_busy(taken, places, limit);
            quota_reached(limit, seconds) with the time after which another job would be taken;
            video_longer_than_quota(minutes, limit_minutes), which no waiting helps; or
            quota_minutes_reached(minutes, used_minutes, limit_minutes, seconds) with the time
            after which the first minutes are free again.
    """
    if standing.unfinished >= quota.queue_length:
        raise RequestError("queue_full", limit=quota.queue_length)
    if standing.own_unfinished >= quota.waiting_per_person:
        raise RequestError("too_many_waiting", limit=quota.waiting_per_person)
    # A first job is always taken, so that a newcomer is served beside those who have many.
    free = quota.queue_length - standing.unfinished
    share = max(1, int(min(quota.queue_share * free, quota.queue_length)))
    if standing.own_unfinished >= share:
        raise RequestError(
            "queue_busy", taken=standing.unfinished, places=quota.queue_length, limit=share
        )
    first = now if standing.own_first_today is None else standing.own_first_today
    seconds = max(0.0, first + DAY_SECONDS - now)
    minutes, limit_minutes = _minutes(length), _minutes(quota.seconds_per_day)
    if length > quota.seconds_per_day:
        raise RequestError("video_longer_than_quota", minutes=minutes, limit_minutes=limit_minutes)
    if standing.own_seconds_today + length > quota.seconds_per_day:
        raise RequestError(
            "quota_minutes_reached",
            minutes=minutes,
            used_minutes=_minutes(standing.own_seconds_today),
            limit_minutes=limit_minutes,
            seconds=seconds,
        )
    if standing.own_today >= quota.jobs_per_day:
        raise RequestError("quota_reached", limit=quota.jobs_per_day, seconds=seconds)


def _minutes(seconds: float) -> float:
    return round(seconds / 60, 1)
