"""The example for newcomers is made once for each language, and kept for all processes."""

import asyncio

import pytest

from talking_photo.bots.service.demo import DemoVideos
from talking_photo.core.settings import Settings
from talking_photo.storage.memory import MemoryMediaStore

WORK = "tests.bots.small_video:make_video"


@pytest.fixture
async def media():
    return MemoryMediaStore()


async def test_it_is_made_once_however_many_ask_and_the_next_process_has_it(media):
    demo = DemoVideos(media, Settings(), WORK)
    assert await demo.find("de") is None
    one, other = await asyncio.gather(demo.make("de"), demo.make("de"))
    assert one == other == await demo.portrait() * 2
    await demo.close()
    following = DemoVideos(media, Settings(), "tests.bots.no_such:work")
    assert await following.find("de") == one
    assert await following.make("de") == one
    assert await following.find("en") is None
    await following.close()


async def test_what_cannot_be_made_is_left_out(media):
    demo = DemoVideos(media, Settings(), "tests.core.misbehaving_work:no_such_work")
    assert await demo.make("en") is None
    await demo.close()
