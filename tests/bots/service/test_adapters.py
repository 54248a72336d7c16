"""One platform that cannot be reached, or refuses its token, stops none of the others, and is
tried again.
"""

import asyncio
import contextlib

import pytest

from talking_photo.bots.conversation.connection import Connection
from talking_photo.bots.service import adapters
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
        self.answers = asyncio.Event()
        """Unset, an attempt to open takes for ever."""
        self.answers.set()

    async def open(self):
        self.done.append("open")
        await self.answers.wait()
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


async def test_when_all_are_away_they_are_tried_until_they_are_open():
    one, other = Place("telegram", AWAY, AWAY), Place("discord", AWAY)
    async with running(one, other):
        assert one.connection.fault.problem == other.connection.fault.problem == "unreachable"
        await one.listens.wait()
        await other.listens.wait()
    assert one.connection.fault is other.connection.fault is None


async def test_a_refused_token_ends_the_program_only_when_no_other_platform_may_come_back():
    one, other = Place("telegram", AWAY), Place("discord", REFUSED)
    async with running(one, other):
        await other.listens.wait()
    with pytest.raises(SettingsError):
        async with running(Place("telegram", REFUSED), Place("discord", REFUSED)):
            pass


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
    async with asyncio.timeout(60), running(one, other):
        pass
    assert other.done == ["open", "close"]


async def test_one_that_takes_long_to_open_holds_up_nobody(monkeypatch):
    monkeypatch.setattr(adapters, "_FIRST_ATTEMPT_SECONDS", 0.05)
    one, other = Place("telegram"), Place("discord", AWAY)
    other.answers.clear()
    async with running(one, other) as manager:
        assert one.listens.is_set()
        assert other.connection.fault.problem == "starting"
        with pytest.raises(DependencyError):
            await manager.platforms["discord"].refuse(None, None)
        other.answers.set()
        await other.listens.wait()
    assert other.done == ["open", "open", "take in", "stop", "close"]


async def test_a_stop_ends_an_attempt_that_takes_long(monkeypatch):
    monkeypatch.setattr(adapters, "_FIRST_ATTEMPT_SECONDS", 0.05)
    one = Place("telegram")
    one.answers.clear()
    async with asyncio.timeout(60), running(one):
        pass
    assert one.done == ["open", "close"]
