"""The ceiling over all chats.

A crowd is answered without a 429, answers go first, and a refusal slows everything down.
"""

import asyncio
import itertools

import pytest
from telegram.error import RetryAfter

from talking_photo.bots.conversation.limits import TELEGRAM_RATE_LIMITS, RateLimit, RateLimits
from talking_photo.bots.conversation.messages import Deferred
from talking_photo.bots.telegram_bot.rate_limiter import SPARE, RateLimiter
from tests.telegram_limits import Limits

PHOTO = b"a photo"
WIDE = RateLimit(burst=1000, seconds=0.001)


@pytest.fixture(autouse=True)
def _durations(monkeypatch):
    """As the bot sets it: without it the library warns at each refusal."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


def new_pace(overall):
    return RateLimiter(RateLimits(private=WIDE, group=WIDE, spare=WIDE, overall=overall))


class Calls:
    """Makes calls by a pace, and notes when they are made; the next ones can be refused."""

    def __init__(self, pace):
        self._pace = pace
        self.begun = 0
        self.made = []
        self.refusals = 0
        self.arrive = asyncio.Event()
        """Unset, it holds up all calls on their way."""
        self.arrive.set()

    async def make(self, endpoint="sendMessage", chat=1, spare=False, seconds=0.1):
        async def callback():
            self.begun += 1
            await self.arrive.wait()
            if self.refusals > 0:
                self.refusals -= 1
                raise RetryAfter(seconds)
            self.made.append((endpoint, chat, asyncio.get_running_loop().time()))
            return True

        data = {} if chat is None else {"chat_id": chat}
        return await self._pace.process_request(
            callback, (), {}, endpoint, data, SPARE if spare else None
        )


async def crowd(rig, people):
    await rig.agree(*people)
    for person in people:
        await rig.server.send(person, person, photo=PHOTO, caption="Hello!")
    await rig.job(len(people))
    assert all(len(rig.server.of_bot(person)) == 1 for person in people)


async def test_a_crowd_is_acknowledged_without_a_call_too_many(rig):
    people = range(101, 181)
    await crowd(rig, people)
    calls = rig.server.made("sendMessage", "getFile")
    assert len(calls) == 2 * len(people)
    assert rig.server.too_fast == []


async def test_where_a_telegram_allows_less_a_crowd_is_answered_all_the_same(rig):
    rig.server.limits = Limits(per_second=30, burst=10)
    await crowd(rig, range(101, 131))
    assert rig.server.too_fast
    rig.server.too_fast.clear()


async def test_answers_go_before_files_and_files_before_what_is_not_urgent():
    calls = Calls(new_pace(RateLimit(burst=1, seconds=0.02)))
    await calls.make(chat=0)  # takes the only token
    with pytest.raises(Deferred):
        await calls.make("sendChatAction", spare=True)
    files = [asyncio.create_task(calls.make("getFile", chat=None)) for _ in range(3)]
    await asyncio.sleep(0)
    answers = [asyncio.create_task(calls.make(chat=chat)) for chat in range(1, 6)]
    await asyncio.gather(*files, *answers)
    order = [endpoint for endpoint, _, _ in calls.made[1:]]
    assert order == ["sendMessage"] * 5 + ["getFile"] * 3


@pytest.mark.deadline
async def test_fifty_people_at_once_do_not_wait_for_one_anothers_photos():
    calls = Calls(RateLimiter(TELEGRAM_RATE_LIMITS))

    async def ask(person):
        await calls.make(chat=person)
        await calls.make("getFile", chat=None)

    people = [asyncio.create_task(ask(person)) for person in range(50)]
    for _ in range(5):
        await asyncio.sleep(0)
    at_once = [endpoint for endpoint, _, _ in calls.made]
    assert at_once.count("sendMessage") >= 45
    assert at_once.count("getFile") <= 5
    for task in people:
        task.cancel()


async def test_no_more_calls_are_made_than_the_burst_and_the_pace_allow():
    calls = Calls(new_pace(RateLimit(burst=5, seconds=0.01)))
    began = asyncio.get_running_loop().time()
    await asyncio.gather(*(calls.make(chat=chat) for chat in range(40)))
    for number, (_, _, at) in enumerate(calls.made, 1):
        assert number <= 5 + (at - began) / 0.01 + 1e-6


async def test_calls_that_are_held_up_on_their_way_are_not_followed_by_as_many():
    """When they arrive together with those behind them, they would be more than a burst."""
    arrive = asyncio.Event()
    calls = Calls(new_pace(RateLimit(burst=5, seconds=0.01)))
    calls.arrive = arrive
    tasks = [asyncio.create_task(calls.make(chat=chat)) for chat in range(20)]
    await asyncio.sleep(0.1)  # time for ten more
    assert calls.begun == 5
    arrive.set()
    await asyncio.gather(*tasks)


async def test_after_many_files_the_next_crowd_still_finds_tokens(monkeypatch):
    monkeypatch.setattr("talking_photo.bots.telegram_bot.ceiling._PATIENCE", 0.0)
    calls = Calls(new_pace(RateLimit(burst=10, seconds=0.01, spared=8)))
    files = [asyncio.create_task(calls.make("getFile", chat=None)) for _ in range(40)]
    await asyncio.gather(*files[:30])  # by now they take what was spared, every second token
    crowd = [asyncio.create_task(calls.make(chat=chat)) for chat in range(8)]
    for _ in range(3):
        await asyncio.sleep(0)
    answered = sum(endpoint == "sendMessage" for endpoint, _, _ in calls.made)
    assert answered >= 7
    await asyncio.gather(*files, *crowd)


async def test_a_file_does_not_wait_for_ever_behind_answers(monkeypatch):
    monkeypatch.setattr("talking_photo.bots.telegram_bot.ceiling._PATIENCE", 0.05)
    calls = Calls(new_pace(RateLimit(burst=1, seconds=0.01)))
    tasks = [asyncio.create_task(calls.make("getFile", chat=None))]
    chats = itertools.count()
    while not any(endpoint == "getFile" for endpoint, _, _ in calls.made):
        tasks.append(asyncio.create_task(calls.make(chat=next(chats))))
        await asyncio.sleep(0.005)
    await asyncio.gather(*tasks)


async def test_a_chat_that_is_refused_slows_no_other():
    calls = Calls(new_pace(WIDE))
    calls.refusals = 1
    anna = asyncio.create_task(calls.make(chat=1, seconds=0.3))
    await asyncio.sleep(0)
    await calls.make(chat=2)
    assert not anna.done()
    await anna


async def test_when_several_chats_are_refused_all_wait_and_then_go_on_more_slowly():
    pace = RateLimit(burst=20, seconds=0.005)
    calls = Calls(new_pace(pace))
    calls.refusals = 2
    began = asyncio.get_running_loop().time()
    refused = [asyncio.create_task(calls.make(chat=chat, seconds=0.2)) for chat in (1, 2)]
    await asyncio.sleep(0)
    await asyncio.gather(*(calls.make(chat=chat) for chat in range(3, 13)), *refused)
    times = [at for _, _, at in calls.made]
    assert times[0] - began >= 0.2
    # Half the pace, and nothing saved up; the first call may have been noted late.
    assert times[-1] - (began + 0.2) >= (len(times) - 2) * 2 * pace.seconds


async def test_a_call_that_is_given_up_takes_no_token_with_it():
    calls = Calls(new_pace(RateLimit(burst=1, seconds=0.02)))
    await calls.make(chat=0)
    given_up = asyncio.create_task(calls.make(chat=1))
    await asyncio.sleep(0)
    given_up.cancel()
    await calls.make(chat=2)
    assert [chat for _, chat, _ in calls.made] == [0, 2]
