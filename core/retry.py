"""Retries with exponential backoff and jitter: the one module that knows tenacity."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

import tenacity

from talking_photo.core.errors import DependencyError, StorageError, TalkingPhotoError

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Backoff:
    """How long to wait between tries, and when to stop trying."""

    first: float
    """Seconds before the second try. Of every pause up to a half is taken off at random."""
    longest: float
    """Seconds; no pause is longer, unless the error asks for a longer one."""
    growth: float = 2.0
    """Each pause is so many times the one before."""
    tries: int | None = None
    """Calls in all; None for no limit."""
    seconds: float | None = None
    """No call begins later than this after the first one (monotonic); None for no limit."""

    def pause(self, tries: int, error: BaseException | None = None) -> float:
        """Return the pause after so many failed tries, at least what the error asks for."""
        grown = self.first * self.growth ** min(tries - 1, 64)
        return max(min(grown, self.longest) * random.uniform(0.5, 1.0), seconds_asked_for(error))


def seconds_asked_for(error: BaseException | None) -> float:
    """Return how long a service asked not to be called; 0 if it did not."""
    facts = error.facts if isinstance(error, TalkingPhotoError) else {}
    return float(facts.get("retry_after", 0.0))


def may_pass(error: BaseException) -> bool:
    """Return whether trying again may help: a service, the database or the media store is away."""
    if isinstance(error, StorageError):
        return error.code != "media_missing"
    return isinstance(error, DependencyError)


async def retry(
    call: Callable[[], Awaitable[_T]],
    backoff: Backoff,
    *,
    when: Callable[[BaseException], bool] = may_pass,
    on_retry: Callable[[BaseException, float], None] | None = None,
) -> _T:
    """Call until it works, and return the result. The last error is raised as it came.

    Args:
        call: Called anew for each try.
        backoff: How long to wait, and when to stop.
        when: Whether another try may help against an error.
        on_retry: Called before each pause with the error and the seconds.
    """

    def pause(state: tenacity.RetryCallState) -> float:
        return backoff.pause(state.attempt_number, _error_of(state))

    def tell(state: tenacity.RetryCallState) -> None:
        error = _error_of(state)
        if on_retry is not None and error is not None:
            on_retry(error, state.upcoming_sleep)

    async def attempt() -> _T:
        return await call()

    stops: list[tenacity.stop.stop_base] = []
    if backoff.tries is not None:
        stops.append(tenacity.stop_after_attempt(backoff.tries))
    if backoff.seconds is not None:
        stops.append(tenacity.stop_before_delay(backoff.seconds))
    retrying = tenacity.AsyncRetrying(
        wait=pause,
        stop=tenacity.stop_any(*stops),
        retry=tenacity.retry_if_exception(when),
        before_sleep=tell,
        reraise=True,
    )
    return await retrying(attempt)


def _error_of(state: tenacity.RetryCallState) -> BaseException | None:
    return None if state.outcome is None else state.outcome.exception()
