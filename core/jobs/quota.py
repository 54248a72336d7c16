"""Decides whether another job is taken on."""

from __future__ import annotations

from dataclasses import dataclass

from talking_photo.core.errors import RequestError
from talking_photo.core.jobs.job import Quota

DAY_SECONDS = 24 * 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What there is already."""

    unfinished: int
    """Jobs of everybody."""
    own_unfinished: int
    own_today: int
    """Jobs of the asker within the last 24 hours, without those that failed or were cancelled."""
    own_first_today: float | None
    """When the oldest of these was submitted, seconds since 1970."""


def check(quota: Quota, standing: Standing, now: float) -> None:
    """Refuse what is too much.

    Raises:
        RequestError: queue_full(limit), too_many_waiting(limit), or quota_reached(limit, seconds)
            with the time after which another job would be taken.
    """
    if standing.unfinished >= quota.queue_length:
        raise RequestError("queue_full", limit=quota.queue_length)
    if standing.own_unfinished >= quota.waiting_per_person:
        raise RequestError("too_many_waiting", limit=quota.waiting_per_person)
    if standing.own_today >= quota.jobs_per_day:
        first = now if standing.own_first_today is None else standing.own_first_today
        seconds = max(0.0, first + DAY_SECONDS - now)
        raise RequestError("quota_reached", limit=quota.jobs_per_day, seconds=seconds)
