"""Requests for later: submitted in time, once, and never lost."""

import pytest

from talking_photo.core.errors import RequestError, StorageError
from talking_photo.core.jobs.job import (
    ChatRef,
    JobRequest,
    PersonId,
    ScheduledRequest,
)
from talking_photo.core.jobs.retention import RetentionContext, sweep
from talking_photo.core.jobs.schedule import MOST_DAYS, MOST_SCHEDULED, ScheduleService
from talking_photo.core.settings import Retention
from tests.core.jobs.test_service import NOON, PHOTO, Services

ANNA = PersonId("town:anna")


@pytest.fixture
def services():
    return Services()


@pytest.fixture
def clock():
    """Shows NOON until it is set."""
    return [NOON]


@pytest.fixture
def schedule(services, clock):
    return ScheduleService(
        stores=services.stores, job_service=services.job_service, clock=lambda: clock[0]
    )


async def kept(services, schedule, due=NOON + 60, number=0):
    chat = ChatRef(platform="town", chat="square", user="anna", message="1")
    photo = await services.job_service.keep_input(ANNA, PHOTO, f"scheduled {number}")
    request = JobRequest(key=f"scheduled:{number}", chat=chat, photo=photo, text="Merry!")
    scheduled = ScheduledRequest(request=request, due=due)
    await schedule.check(ANNA, due)
    await schedule.keep(scheduled)
    return scheduled


async def test_a_request_is_submitted_when_its_time_has_come_and_once(services, schedule, clock):
    scheduled = await kept(services, schedule)
    assert await schedule.submit_due() == 0
    clock[0] = scheduled.due
    assert await schedule.submit_due() == 1
    assert await schedule.submit_due() == 0
    assert services.queue.rendering == [scheduled.id]
    assert (await services.jobs.find(scheduled.id)).request == scheduled.request
    assert await schedule.of_person(ANNA) == []


async def test_after_an_outage_or_a_step_of_the_clock_what_is_late_is_still_submitted(
    services, schedule, clock
):
    first, second = [
        await kept(services, schedule, NOON + 60 * number, number) for number in (1, 2)
    ]
    clock[0] = NOON - 10_000
    assert await schedule.submit_due() == 0
    clock[0] = NOON + 10_000_000
    assert await schedule.submit_due() == 2
    assert services.queue.rendering == [first.id, second.id]


async def test_a_crash_between_submitting_and_forgetting_makes_one_job(
    services, schedule, clock, monkeypatch
):
    scheduled = await kept(services, schedule)
    clock[0] = scheduled.due

    async def fail(*_):
        raise StorageError("database_unreachable", reason="gone")

    with monkeypatch.context() as broken:
        broken.setattr(services.stores.schedule, "remove", fail)
        with pytest.raises(StorageError):
            await schedule.submit_due()
    assert await schedule.submit_due() == 1
    assert services.queue.rendering == [scheduled.id]


async def test_what_is_refused_now_is_tried_again_with_its_files(services, schedule, clock):
    scheduled = await kept(services, schedule)
    clock[0] = scheduled.due
    await services.stores.operator.drain(on=True)
    assert await schedule.submit_due() == 0
    assert await services.stores.media.has(scheduled.request.photo)
    await services.stores.operator.drain(on=False)
    assert await schedule.submit_due() == 1


async def test_the_photo_outlives_sweeps_until_it_was_used(services, schedule):
    scheduled = await kept(services, schedule)

    async def nothing(*_):
        pass

    context = RetentionContext(
        stores=services.stores, forget=nothing, forget_ended=nothing, wipe=nothing
    )
    await sweep(context, Retention(), NOON + 1_000_000)
    assert await services.stores.media.has(scheduled.request.photo)
    assert await schedule.cancel(scheduled.id, ANNA)
    assert not await services.stores.media.has(scheduled.request.photo)


async def test_only_its_owner_cancels_a_request(services, schedule):
    scheduled = await kept(services, schedule)
    assert not await schedule.cancel(scheduled.id, PersonId("town:bert"))
    assert await schedule.of_person(ANNA) == [scheduled]
    assert await schedule.cancel(scheduled.id, ANNA)
    assert not await schedule.cancel(scheduled.id, ANNA)


async def test_times_that_are_over_or_too_far_and_too_many_are_refused(services, schedule):
    for due, code in ((NOON, "schedule_past"), (NOON + (MOST_DAYS + 1) * 86400, "schedule_far")):
        with pytest.raises(RequestError) as refused:
            await schedule.check(ANNA, due)
        assert refused.value.code == code
    for number in range(MOST_SCHEDULED):
        await kept(services, schedule, number=number)
    with pytest.raises(RequestError) as refused:
        await schedule.check(ANNA, NOON + 60)
    assert refused.value.facts == {"limit": MOST_SCHEDULED}


async def test_somebody_who_was_blocked_meanwhile_gets_nothing(services, schedule, clock):
    scheduled = await kept(services, schedule)
    await services.stores.people.block(ANNA, blocked=True)
    clock[0] = scheduled.due
    assert await schedule.submit_due() == 0
    assert services.queue.rendering == []
    assert await schedule.of_person(ANNA) == []


async def test_erasing_somebody_erases_what_they_scheduled_and_export_shows_it(services, schedule):
    scheduled = await kept(services, schedule)
    files = [name async for name, _ in services.people.export(ANNA)]
    assert "photos/scheduled.jpg" in files
    await services.people.erase(ANNA)
    assert await schedule.of_person(ANNA) == []
    assert not await services.stores.media.has(scheduled.request.photo)
