"""One platform that cannot be reached, or refuses its token, stops none of the others, and is
tried again.
"""

import asyncio
import contextlib

import pytest

from talking_photo.bots.conversation.connection import Connection
from talking_photo.bots.service.adapters import AdapterManager
from talking_photo.core.errors import DependencyError, SettingsError

AWAY = DependencyError("discord_unreachable")
REFUSED = SettingsError("token_refused", key="discord.token")


class Place:
    """An adapter whose first attempts to open, or to receive, fail in the given ways."""

    def __init__(self, platform, *errors, receiving=None):
        self.platform = platform
        self.connection = Connection(platform, first_pause=0.001)
        self._errors = list(errors)
        self._receiving = receiving
        self.done = []
        self.listens = asyncio.Event()

    async def open(self):
        self.done.append("open")
        if self._errors:
            raise self._errors.pop(0)

    async def take_in(self):
        self.done.append("take in")
        if self._receiving is not None:
            raise self._receiving
        self.connection.restored()
        self.listens.set()

    async def stop_taking_in(self):
        self.done.append("stop")

    async def close(self):
        self.done.append("close")


@contextlib.asynccontextmanager
async def running(*places):
    manager = AdapterManager(places)
    async with contextlib.AsyncExitStack() as stack:
        await manager.open(stack)
        await manager.take_in()
        yield manager
        await manager.stop_taking_in()


async def test_all_are_opened_and_closed_again():
    one, other = Place("telegram"), Place("discord")
    async with running(one, other) as manager:
        assert manager.platforms == {"telegram": one, "discord": other}
        assert one.connection.fault is other.connection.fault is None
    assert one.done == other.done == ["open", "take in", "stop", "close"]


@pytest.mark.parametrize(("error", "problem"), [(AWAY, "unreachable"), (REFUSED, "token_refused")])
async def test_one_that_is_away_or_refused_at_the_start_is_tried_until_it_is_open(error, problem):
    one, other = Place("telegram"), Place("discord", error, error)
    async with running(one, other) as manager:
        assert other.connection.problem == problem
        with pytest.raises(DependencyError) as deferred:
            await manager.platforms["discord"].refuse(None, None)
        assert deferred.value.code == "platform_not_open"
        await other.listens.wait()
        assert (manager.platforms["discord"], other.connection.problem) == (other, None)
    assert other.done == ["open", "open", "open", "take in", "stop", "close"]


async def test_when_none_can_be_opened_the_first_reason_is_raised():
    one, other = Place("telegram", AWAY), Place("discord", REFUSED)
    with pytest.raises(DependencyError):
        async with running(one, other):
            pass
    assert one.done == other.done == ["open", "close"]


async def test_one_that_cannot_receive_stops_the_program_only_when_there_is_no_other():
    refused = SettingsError("webhook_refused", url="http://example.org")
    async with running(Place("telegram", receiving=refused), Place("discord")):
        pass
    with pytest.raises(SettingsError):
        async with running(Place("telegram", receiving=refused)):
            pass


async def test_a_stop_ends_the_wait_for_the_next_attempt():
    one, other = Place("telegram"), Place("discord", REFUSED)
    other.connection = Connection("discord", first_pause=3600)
    async with asyncio.timeout(10), running(one, other):
        pass
    assert other.done == ["open", "close"]
