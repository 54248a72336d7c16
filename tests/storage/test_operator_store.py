"""What every store of the operator's switches and announcements promises."""

import asyncio
from dataclasses import replace

import pytest

from talking_photo.core.jobs.job import (
    Announcement,
    ChatRef,
    Failure,
    FailureCount,
    JobRequest,
    MediaKey,
    PersonId,
    Quota,
    Responsibility,
)

NOON = 1_800_000_000.0
QUOTA = Quota(jobs_per_day=100, waiting_per_person=100, queue_length=100)
OPERATORS = ChatRef(platform="telegram", chat="-100", user="1", message="7")
ANNOUNCED = Announcement(id="a1", text="The bot is back.", chat=OPERATORS, language="de")
PEOPLE = [PersonId(f"telegram:{number}") for number in range(5)] + [PersonId("discord:9")]


async def job(stores, user, at, failure=None):
    chat = ChatRef(platform="telegram", chat=user, user=user, message="1")
    request = JobRequest(key=f"{user} {at}", chat=chat, photo=MediaKey("p"), text="Hi.")
    added = await stores.jobs.add(request, QUOTA, at, lambda *_: None)
    if failure is not None:
        begun = await stores.jobs.begin(added.id, at)
        await stores.jobs.failed(added.id, begun.attempt, failure, at, lambda *_: None)


async def test_draining_is_a_switch_that_stays(stores):
    assert not await stores.operator.draining()
    for on in (True, True, False, False):
        await stores.operator.drain(on=on)
        assert await stores.operator.draining() is on


async def test_everybody_who_asked_lately_is_known_once_but_for_those_who_are_blocked(stores):
    for user, at in (("1", NOON), ("1", NOON + 5), ("2", NOON + 1), ("3", NOON), ("4", NOON - 9)):
        await job(stores, user, at)
    await stores.people.block(PersonId("telegram:3"), blocked=True)
    await stores.people.block(PersonId("telegram:2"), blocked=True)
    await stores.people.block(PersonId("telegram:2"), blocked=False)
    assert sorted(await stores.operator.people_since(NOON)) == ["telegram:1", "telegram:2"]


async def test_failures_are_counted_by_code_since_a_time(stores):
    crashed = Failure(code="render_crashed", who=Responsibility.US)
    for number in range(3):
        await job(stores, str(number), NOON + number, crashed)
    await job(stores, "9", NOON, Failure(code="no_face", who=Responsibility.ASKER))
    await job(stores, "10", NOON)
    assert await stores.operator.failures_between(NOON, NOON + 9) == [
        FailureCount(code="render_crashed", who=Responsibility.US, jobs=3),
        FailureCount(code="no_face", who=Responsibility.ASKER, jobs=1),
    ]
    [left] = await stores.operator.failures_between(NOON + 2, NOON + 3)
    assert left.jobs == 1


async def test_each_person_is_claimed_once_by_their_platform_and_the_last_one_ends_it(stores):
    assert await stores.operator.announce(ANNOUNCED, PEOPLE)
    assert not await stores.operator.announce(ANNOUNCED, PEOPLE)
    reached, ends = [], []
    while (claimed := await stores.operator.claim("telegram")) is not None:
        announcement, person = claimed
        assert announcement.text == ANNOUNCED.text
        assert announcement.people == len(PEOPLE)
        reached.append(person)
        ends.append(
            await stores.operator.record_outcome(announcement, reached=person != PEOPLE[0])
        )
    assert sorted(reached) == PEOPLE[:5]
    assert ends == [None] * 5
    [announcement, person] = await stores.operator.claim("discord")
    end = await stores.operator.record_outcome(announcement, reached=True)
    assert (person, end) == (PEOPLE[5], replace(ANNOUNCED, people=6, reached=5, unreachable=1))
    assert await stores.operator.claim("discord") is None
    assert not await stores.operator.announce(ANNOUNCED, PEOPLE)
    assert await stores.operator.announce(replace(ANNOUNCED, id="a2"), PEOPLE)


async def test_two_processes_never_get_the_same_person(stores):
    await stores.operator.announce(ANNOUNCED, PEOPLE[:5])
    claims = await asyncio.gather(*(stores.operator.claim("telegram") for _ in range(6)))
    people = [claim[1] for claim in claims if claim is not None]
    people += [claim[1] for claim in [await stores.operator.claim("telegram")] if claim]
    assert len(people) == len(set(people))


async def test_somebody_who_was_put_back_is_claimed_again_and_who_was_erased_is_not(stores):
    await stores.operator.announce(ANNOUNCED, PEOPLE[:2])
    announcement, person = await stores.operator.claim("telegram")
    await stores.operator.unclaim(announcement, person)
    await stores.operator.erase(PEOPLE[1])
    assert (await stores.operator.claim("telegram"))[1] == PEOPLE[0]
    assert await stores.operator.claim("telegram") is None
    assert await stores.operator.record_outcome(announcement, reached=True) is not None


@pytest.mark.parametrize("first", ["choice", "block"])
async def test_who_is_blocked_stays_so_whatever_they_choose_meanwhile(stores, first):
    anna = await stores.people.find(PEOPLE[0])
    if first == "choice":
        await stores.people.keep(anna)
    await stores.people.block(PEOPLE[0], blocked=True)
    await stores.people.keep(anna)
    assert (await stores.people.find(PEOPLE[0])).blocked
    await stores.people.block(PEOPLE[0], blocked=False)
    assert not (await stores.people.find(PEOPLE[0])).blocked
