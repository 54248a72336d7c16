"""One platform that cannot be spoken for stops none of the others, and is tried again."""

import asyncio
import contextlib

import pytest

from talking_photo.bots.service.adapters import Speakers
from talking_photo.core.errors import DependencyError, SettingsError

AWAY = DependencyError("discord_unreachable")
REFUSED = SettingsError("setting_wrong", key="discord.token", problem="refused")


class Place:
    """An adapter of which the first tries to open it fail in the given ways."""

    def __init__(self, platform, *errors):
        self.platform = platform
        self._errors = list(errors)
        self.done = []
        self.listens = asyncio.Event()

    async def open(self):
        self.done.append("open")
        if self._errors:
            raise self._errors.pop(0)

    async def take_in(self):
        self.done.append("take in")
        self.listens.set()

    async def stop_taking_in(self):
        self.done.append("stop")

    async def close(self):
        self.done.append("close")


@contextlib.asynccontextmanager
async def speaking(*places):
    speakers = Speakers(places, again_seconds=0.001)
    async with contextlib.AsyncExitStack() as stack:
        await speakers.open(stack)
        await speakers.take_in()
        yield speakers
        await speakers.stop_taking_in()


async def test_all_are_let_in_and_closed_again():
    one, other = Place("telegram"), Place("discord")
    async with speaking(one, other) as speakers:
        assert (speakers.platforms, speakers.silent) == ({"telegram": one, "discord": other}, {})
    assert one.done == other.done == ["open", "take in", "stop", "close"]


async def test_one_whose_token_is_refused_is_named_and_nothing_is_delivered_for_it():
    one, other = Place("telegram"), Place("discord", REFUSED)
    async with speaking(one, other) as speakers:
        assert speakers.silent == {"discord": "setting_wrong"}
        assert speakers.platforms == {"telegram": one}
    assert other.done == ["open", "close"]


async def test_one_that_is_away_at_the_start_is_tried_until_it_is_there():
    one, other = Place("telegram"), Place("discord", AWAY, AWAY)
    async with speaking(one, other) as speakers:
        assert speakers.silent == {"discord": "discord_unreachable"}
        with pytest.raises(DependencyError):
            await speakers.platforms["discord"].refuse(None, None)
        await other.listens.wait()
        assert (speakers.platforms["discord"], speakers.silent) == (other, {})
    assert other.done == ["open", "open", "open", "take in", "stop", "close"]


async def test_one_that_is_refused_when_it_is_there_again_is_left_alone():
    one, other = Place("telegram"), Place("discord", AWAY, REFUSED)
    async with speaking(one, other) as speakers:
        await asyncio.gather(*speakers._knocking)
        assert speakers.silent == {"discord": "setting_wrong"}
    assert other.done == ["open", "open", "close"]


async def test_when_nobody_is_let_in_the_first_reason_is_told():
    one, other = Place("telegram", AWAY), Place("discord", REFUSED)
    with pytest.raises(DependencyError):
        async with speaking(one, other):
            pass
    assert one.done == other.done == ["open", "close"]
