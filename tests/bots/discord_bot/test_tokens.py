"""How long a token can be used, whatever is done to the clock meanwhile."""

import time
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from talking_photo.bots.discord_bot import tokens
from talking_photo.core.jobs.job import ChatRef

QUARTER = 15 * 60


def received(seconds_left=QUARTER):
    """Where to answer an interaction that comes in now."""
    expires = datetime.fromtimestamp(time.time() + seconds_left, UTC)
    interaction = SimpleNamespace(application_id=7, token="t", expires_at=expires)
    secret = tokens.secret_of(interaction)
    return ChatRef(platform="discord", chat="1", user="2", message="3", secret=secret)


@pytest.fixture
def clock(monkeypatch):
    """Sets the time of day to another one; the monotonic clock goes on."""
    real = time.time

    def step(seconds):
        monkeypatch.setattr(tokens.time, "time", lambda: real() + seconds)

    return step


@pytest.mark.parametrize("step", [3600, -3600])
def test_a_clock_that_is_set_changes_nothing_for_a_token_that_came_here(clock, step):
    to = received()
    clock(step)
    assert tokens.is_open(to)
    assert tokens.seconds_left(to) == pytest.approx(QUARTER - 5, abs=5)


def test_a_token_that_comes_late_has_only_the_rest_of_its_life():
    assert tokens.seconds_left(received(seconds_left=60)) == pytest.approx(55, abs=5)
    assert not tokens.is_open(received(seconds_left=-1))


def test_another_process_goes_by_the_time_of_day(clock):
    to = received()
    tokens._this_process.cache_clear()
    assert tokens.is_open(to)
    clock(QUARTER)
    assert not tokens.is_open(to)


def test_where_no_token_is_needed_there_is_no_end():
    to = ChatRef(platform="discord", chat="1", user="2", message="3")
    assert not tokens.is_open(to)
    assert tokens.seconds_left(to) == float("inf")
