"""One finished job on its way to the asker: sent once, tried again, or given up."""

import asyncio
from dataclasses import replace

import pytest

from talking_photo.core.errors import DependencyError, StorageError, Undeliverable
from talking_photo.core.jobs import deliver_job as deliver_job_module
from talking_photo.core.jobs.deliver_job import DeliveryContext, deliver_job
from talking_photo.core.jobs.job import (
    ChatRef,
    DeliveryReceipt,
    Failure,
    JobRequest,
    JobState,
    MediaKey,
    Quota,
    StoredVideo,
)
from talking_photo.core.retry import Backoff
from talking_photo.storage.memory import MemoryDeliveryStore, MemoryMediaStore, MemoryPortraitStore
from talking_photo.storage.memory_jobs import MemoryJobStore
from tests.stores import memory_stores

PLENTY = Quota(jobs_per_day=100, waiting_per_person=100, queue_length=100)
CHAT = ChatRef(platform="town", chat="square", user="anna", message="1")
PHOTO, VIDEO = MediaKey("people/x/inputs/p"), MediaKey("people/x/videos/1.mp4")
STORED = StoredVideo(key=VIDEO, width=2, height=2, seconds=1.0, bytes=4, sha256="0" * 64)
FACES = MediaKey("people/x/faces/1.png")
OF_SEVERAL = replace(STORED, faces=FACES)
NOON = 1_800_000_000.0


class Town:
    """A platform that fails as often as it is asked to."""

    def __init__(self, *failures):
        self.failures = list(failures)
        self.sent = []

    async def deliver(self, job, video):
        return self._tell(video.path.read_bytes())

    async def refuse(self, job, failure):
        return self._tell(failure.code)

    async def offer(self, job, picture):
        return self._tell(picture.read_bytes())

    def _tell(self, what):
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append(what)
        return DeliveryReceipt(message="100")


class Meter:
    def __init__(self):
        self.ends, self.retries, self.failures = [], 0, []

    def ended(self, state):
        self.ends.append(state)

    def delivery_failed(self):
        self.retries += 1

    def failed(self, kind, code):
        self.failures.append((kind, code))


class Services:
    """What a delivery works with, and one job to deliver."""

    def __init__(self, town):
        self.jobs, self.media, self.meter = MemoryJobStore(), MemoryMediaStore(), Meter()
        self.deliveries, self.town, self.now = MemoryDeliveryStore(), town, NOON
        self.context = DeliveryContext(
            stores=memory_stores(
                jobs=self.jobs,
                deliveries=self.deliveries,
                portraits=MemoryPortraitStore(),
                media=self.media,
            ),
            platforms={"town": town},
            meter=self.meter,
            clock=lambda: self.now,
        )

    async def finished(self, failure=None, video=STORED):
        for key in (PHOTO, VIDEO):
            await self.media.put(key, b"video")
        await self.media.put(FACES, b"faces")
        request = JobRequest(key="1", chat=CHAT, photo=PHOTO, text="Hi.")
        job = await self.jobs.add(request, PLENTY, NOON, lambda *_: None)
        begun = await self.jobs.begin(job.id, NOON)
        if failure is None:
            await self.jobs.rendered(job.id, begun.attempt, video, NOON, lambda *_: None)
        else:
            await self.jobs.failed(job.id, begun.attempt, failure, NOON, lambda *_: None)
        return job.id

    async def state(self, job):
        return (await self.jobs.find(job)).state


async def test_a_video_is_given_once_and_what_was_sent_in_is_deleted():
    services = Services(Town())
    job = await services.finished()
    await deliver_job(job, services.context)
    await deliver_job(job, services.context)  # as after a crash before it was noted
    assert services.town.sent == [b"video"]
    assert await services.state(job) == JobState.DELIVERED
    assert (await services.deliveries.find(job)).sent == "100"
    assert not await services.media.has(PHOTO)
    assert await services.media.has(VIDEO)
    assert services.meter.ends == [JobState.DELIVERED]


async def test_after_a_crash_between_sending_and_closing_nothing_is_sent_again():
    services = Services(Town())
    job = await services.finished()
    await services.deliveries.sent(job, CHAT, DeliveryReceipt(message="99"))
    await deliver_job(job, services.context)
    assert services.town.sent == []
    assert await services.state(job) == JobState.DELIVERED


async def test_after_the_video_of_several_people_their_faces_are_offered_once_and_deleted():
    services = Services(Town())
    job = await services.finished(video=OF_SEVERAL)
    await deliver_job(job, services.context)
    await deliver_job(job, services.context)
    assert services.town.sent == [b"video", b"faces"]
    assert (await services.deliveries.find(job)).offer == "100"
    assert not await services.media.has(FACES)
    assert await services.media.has(VIDEO)


async def test_after_a_crash_between_video_and_faces_only_the_faces_are_sent():
    services = Services(Town())
    job = await services.finished(video=OF_SEVERAL)
    await services.deliveries.sent(job, CHAT, DeliveryReceipt(message="99"))
    await deliver_job(job, services.context)
    assert services.town.sent == [b"faces"]
    assert (await services.deliveries.find(job)).sent == "99"


async def test_after_a_crash_between_faces_and_closing_neither_is_sent_again():
    services = Services(Town())
    job = await services.finished(video=OF_SEVERAL)
    await services.deliveries.sent(job, CHAT, DeliveryReceipt(message="99"))
    await services.deliveries.offered(job, CHAT, DeliveryReceipt(message="100"))
    await deliver_job(job, services.context)
    assert services.town.sent == []
    assert not await services.media.has(FACES)


async def test_faces_that_the_platform_does_not_take_now_are_tried_again_without_the_video():
    services = Services(Town())
    job = await services.finished(video=OF_SEVERAL)
    await services.deliveries.sent(job, CHAT, DeliveryReceipt(message="99"))
    services.town.failures = [DependencyError("platform_busy", retry_after=0.01)]
    await deliver_job(job, services.context)
    assert services.town.sent == [b"faces"]
    assert await services.state(job) == JobState.DELIVERED


@pytest.mark.parametrize("why", [Undeliverable("chat_closed"), DependencyError("platform_down")])
async def test_faces_that_cannot_be_shown_leave_the_video_delivered(why):
    services = Services(Town(why))
    job = await services.finished(video=OF_SEVERAL)
    await services.deliveries.sent(job, CHAT, DeliveryReceipt(message="99"))
    services.now = NOON + 25 * 3600
    await deliver_job(job, services.context)
    assert await services.state(job) == JobState.DELIVERED
    assert not await services.media.has(FACES)


async def test_faces_that_are_gone_are_not_offered():
    services = Services(Town())
    job = await services.finished(video=OF_SEVERAL)
    await services.media.remove(FACES)
    await deliver_job(job, services.context)
    assert services.town.sent == [b"video"]
    assert await services.state(job) == JobState.DELIVERED


async def test_the_asker_is_told_why_there_is_no_video():
    services = Services(Town())
    job = await services.finished(Failure(code="no_face"))
    await deliver_job(job, services.context)
    assert services.town.sent == ["no_face"]
    assert await services.state(job) == JobState.FAILED
    assert not await services.media.has(PHOTO)


async def test_what_the_platform_does_not_take_now_is_tried_again_when_it_says():
    busy = DependencyError("platform_busy", retry_after=0.01)
    services = Services(Town(busy, busy))
    job = await services.finished()
    await deliver_job(job, services.context)
    assert services.town.sent == [b"video"]
    assert services.meter.retries == 2
    assert (await services.deliveries.find(job)).tries == 3


async def test_a_platform_that_stays_away_is_asked_less_and_less_often(monkeypatch):
    waits = []

    async def sleep(seconds):
        waits.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    services = Services(Town(*[DependencyError("platform_down")] * 12))
    await deliver_job(await services.finished(), services.context)
    assert services.town.sent == [b"video"]
    assert len(waits) == 12
    assert 1 <= waits[0] <= 2
    # jitter takes up to a half off each
    assert min(waits[8:]) > 20 * waits[0]
    assert max(waits) <= 300


async def test_after_a_day_of_failures_a_video_is_given_up():
    services = Services(Town(DependencyError("platform_down")))
    job = await services.finished()
    for _ in range(19):
        await services.deliveries.trying(job, CHAT)
    services.now = NOON + 25 * 3600
    await deliver_job(job, services.context)
    found = await services.jobs.find(job)
    assert (found.state, found.failure.code) == (JobState.FAILED, "platform_down")
    assert services.town.sent == []


async def test_a_machine_that_slept_for_a_day_tries_again(monkeypatch):
    monkeypatch.setattr(deliver_job_module, "_BACKOFF", Backoff(first=0.0, longest=0.0))
    services = Services(Town(DependencyError("platform_down")))
    job = await services.finished()
    services.now = NOON + 25 * 3600
    await deliver_job(job, services.context)
    assert services.town.sent == [b"video"]


async def test_a_chat_that_is_closed_ends_the_job_quietly():
    services = Services(Town(Undeliverable("chat_closed")))
    job = await services.finished()
    await deliver_job(job, services.context)
    assert (await services.jobs.find(job)).failure.code == "chat_closed"
    assert services.meter.failures == [("delivery", "chat_closed")]
    assert services.meter.ends == []
    assert not await services.media.has(PHOTO)


async def test_a_video_that_is_gone_cannot_be_delivered_but_one_that_is_out_of_reach_can_later():
    services = Services(Town(StorageError("media_unreachable")))
    job = await services.finished()
    with pytest.raises(StorageError):
        await deliver_job(job, services.context)
    assert await services.state(job) == JobState.RENDERED
    await services.media.remove(VIDEO)
    await deliver_job(job, services.context)
    assert (await services.jobs.find(job)).failure.code == "media_missing"


async def test_a_job_cancelled_in_the_meantime_is_not_delivered():
    services = Services(Town())
    request = JobRequest(key="1", chat=CHAT, photo=PHOTO, text="Hi.")
    job = await services.jobs.add(request, PLENTY, NOON, lambda *_: None)
    await services.jobs.cancel(job.id, NOON)
    async with asyncio.timeout(60):
        await deliver_job(job.id, services.context)
    assert services.town.sent == []
