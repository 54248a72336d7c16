"""Retries: growing pauses with jitter, what a service asks for, and an end."""

import asyncio

import pytest

from talking_photo.core.errors import DependencyError, StorageError
from talking_photo.core.retry import Backoff, retry

QUICK = Backoff(first=0.001, longest=0.002)


def failing(times, error):
    """A call that fails so often, and the list of its tries."""
    tries = []

    async def call():
        tries.append(None)
        if len(tries) <= times:
            raise error
        return "done"

    return call, tries


def may_pass(error):
    return isinstance(error, DependencyError)


async def test_what_fails_is_called_again_until_it_works():
    call, tries = failing(5, DependencyError("telegram_unreachable"))
    assert await retry(call, QUICK, when=may_pass) == "done"
    assert len(tries) == 6


async def test_an_error_that_does_not_pass_is_raised_at_once():
    error = StorageError("media_missing")
    call, tries = failing(1, error)
    with pytest.raises(StorageError) as raised:
        await retry(call, QUICK, when=may_pass)
    assert raised.value is error
    assert len(tries) == 1


async def test_a_stop_in_between_is_not_retried():
    call, tries = failing(1, asyncio.CancelledError())
    with pytest.raises(asyncio.CancelledError):
        await retry(call, QUICK, when=may_pass)
    assert len(tries) == 1


@pytest.mark.parametrize("end", [{"tries": 3}, {"seconds": 0.003}])
async def test_after_the_stated_tries_or_time_the_last_error_is_raised(end):
    call, tries = failing(1000, DependencyError("telegram_unreachable"))
    with pytest.raises(DependencyError, match="telegram_unreachable"):
        await retry(call, Backoff(first=0.001, longest=0.001, **end), when=may_pass)
    assert len(tries) == 3 if "tries" in end else 1 < len(tries) < 10


async def test_each_pause_is_reported_with_its_error():
    retries = []
    call, _ = failing(2, DependencyError("telegram_unreachable"))
    await retry(call, QUICK, when=may_pass, on_retry=lambda *values: retries.append(values))
    assert [(str(error), 0 < pause <= 0.002) for error, pause in retries] == [
        ("telegram_unreachable", True)
    ] * 2


def test_pauses_grow_up_to_the_longest_and_differ():
    backoff = Backoff(first=1.0, longest=30.0)
    for tries, most in enumerate((1, 2, 4, 8, 16, 30, 30), 1):
        pauses = {backoff.pause(tries) for _ in range(20)}
        assert most / 2 <= min(pauses) < max(pauses) <= most


def test_a_pause_is_at_least_what_the_service_asks_for():
    asked = DependencyError("telegram_unreachable", retry_after=120)
    assert Backoff(first=1.0, longest=30.0).pause(1, asked) == 120
    assert Backoff(first=1.0, longest=30.0).pause(99) <= 30
