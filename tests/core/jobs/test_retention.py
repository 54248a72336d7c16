"""What is forgotten, and when."""

from dataclasses import dataclass, field

import pytest

from talking_photo.core.errors import StorageError
from talking_photo.core.jobs import retention
from talking_photo.core.jobs.job import (
    ChatRef,
    JobRequest,
    MediaKey,
    PersonId,
    Quota,
    StoredPortrait,
    StoredUpdate,
    StoredVideo,
)
from talking_photo.core.jobs.media_keys import faces_key, input_key, shared_key, video_key
from talking_photo.core.jobs.retention import RetentionContext, sweep
from talking_photo.core.settings import Retention
from talking_photo.storage.memory import (
    MemoryDeliveryStore,
    MemoryMediaStore,
    MemoryPortraitStore,
    MemoryUpdateStore,
)
from talking_photo.storage.memory_jobs import MemoryJobStore
from tests.stores import memory_stores

PLENTY = Quota(jobs_per_day=100, waiting_per_person=100, queue_length=100)
ANNA = PersonId("town:anna")
CHAT = ChatRef(platform="town", chat="square", user="anna", message="1")
NOON = 1_800_000_000.0
HOUR, DAY = 3600.0, 86400.0
RETENTION = Retention(photo_minutes=15, video_hours=24, job_days=30)


@dataclass
class Services:
    """All stores, and what the queue had to forget."""

    jobs: MemoryJobStore = field(default_factory=MemoryJobStore)
    portraits: MemoryPortraitStore = field(default_factory=MemoryPortraitStore)
    inbox: MemoryUpdateStore = field(default_factory=MemoryUpdateStore)
    deliveries: MemoryDeliveryStore = field(default_factory=MemoryDeliveryStore)
    media: MemoryMediaStore = field(default_factory=MemoryMediaStore)
    forgotten: list = field(default_factory=list)

    async def forget(self, jobs):
        self.forgotten += jobs

    async def forget_ended(self, before):
        self.ended_before = before

    async def wipe(self):
        self.wiped = True

    async def sweep(self, now, media=None, after=""):
        context = RetentionContext(
            stores=memory_stores(
                jobs=self.jobs,
                portraits=self.portraits,
                updates=self.inbox,
                deliveries=self.deliveries,
                media=media or self.media,
            ),
            forget=self.forget,
            forget_ended=self.forget_ended,
            wipe=self.wipe,
        )
        return await sweep(context, RETENTION, now, after)

    async def photo(self, contents=b"photo", **portrait):
        key = input_key(ANNA, contents, "a job")
        await self.media.put(key, contents)
        if portrait:
            await self.portraits.keep(
                StoredPortrait(person=ANNA, chat="square", photo=key, **portrait)
            )
        return key

    async def submit(self, photo, number=1):
        request = JobRequest(key=str(number), chat=CHAT, photo=photo, text="Hi.")
        return await self.jobs.add(request, PLENTY, NOON, lambda *_: None)

    async def delivered(self, number=1):
        job = await self.submit(await self.photo(), number)
        begun = await self.jobs.begin(job.id, NOON)
        key = video_key(ANNA, job.id)
        await self.media.put(key, b"video")
        credentials = video_key(ANNA, job.id, ".c2pa")
        await self.media.put(credentials, b"credentials")
        video = StoredVideo(
            key=key,
            width=2,
            height=2,
            seconds=1,
            bytes=4,
            sha256="0",
            credentials=credentials,
        )
        await self.jobs.rendered(job.id, begun.attempt, video, NOON, lambda *_: None)
        await self.jobs.delivered(job.id)
        await self.deliveries.status_is(job.id, CHAT, "100")
        return await self.jobs.find(job.id)

    async def has(self, key):
        return await self.media.has(key)


async def test_a_photo_without_words_is_forgotten_with_its_file_after_a_while():
    services = Services()
    passing = await services.photo(b"passing", name=None, until=NOON + 900)
    saved = await services.photo(b"saved", name="aunt", until=None)
    await services.sweep(NOON + 899)
    assert await services.has(passing)
    await services.sweep(NOON + 900)
    assert not await services.has(passing)
    assert await services.has(saved)


async def test_a_photo_that_a_job_waits_for_outlives_its_time():
    services = Services()
    key = await services.photo(name=None, until=NOON + 900)
    await services.submit(key)
    await services.sweep(NOON + 2 * DAY)
    assert await services.has(key)


async def test_a_video_goes_after_its_time_and_its_job_says_so():
    services = Services()
    job = await services.delivered()
    await services.sweep(NOON + 24 * HOUR)
    assert [await services.has(file) for file in job.video.files] == [True, True]
    await services.sweep(NOON + 24 * HOUR + 1)
    assert [await services.has(file) for file in job.video.files] == [False, False]
    assert (await services.jobs.find(job.id)).video is None


async def test_after_a_month_an_old_job_is_deleted_with_all_that_belongs_to_it():
    services = Services()
    job = await services.delivered()
    await services.sweep(NOON + 30 * DAY)
    assert await services.jobs.find(job.id) is not None
    await services.sweep(NOON + 30 * DAY + 1)
    assert await services.jobs.find(job.id) is None
    assert (await services.deliveries.find(job.id)).status is None
    assert services.forgotten == [job.id]
    assert services.ended_before == NOON + 30 * DAY + 1 - HOUR
    assert services.wiped


async def test_many_old_jobs_go_in_one_sweep(monkeypatch):
    monkeypatch.setattr(retention, "_BATCH", 2)
    services = Services()
    for number in range(5):
        await services.delivered(number)
    await services.sweep(NOON + 30 * DAY + 1)
    assert len(services.forgotten) == 5


async def test_each_sweep_looks_through_a_page_of_the_files_and_then_begins_again(monkeypatch):
    monkeypatch.setattr(retention, "_PAGE", 2)
    services = Services()
    orphans = [await services.photo(bytes([number])) for number in range(5)]
    after, left = "", []
    for _ in range(3):
        after = await services.sweep(NOON + HOUR, after=after)
        left.append(sum([await services.has(key) for key in orphans]))
    assert left == [3, 1, 0]
    assert after == ""


async def test_files_that_nothing_refers_to_are_removed():
    services = Services()
    left = await services.photo(b"of a request that was refused")
    orphan = video_key(ANNA, "j0")
    await services.media.put(orphan, b"of an attempt that was overtaken")
    kept = (await services.delivered()).video.key
    shared = shared_key("demo.mp4")
    await services.media.put(shared, b"for everybody")
    await services.sweep(NOON + HOUR)
    assert await services.has(shared)
    assert not await services.has(left)
    assert not await services.has(orphan)
    assert await services.has(kept)


async def test_numbered_faces_stay_until_they_were_shown():
    services = Services()
    job = await services.submit(await services.photo())
    begun = await services.jobs.begin(job.id, NOON)
    video, faces = video_key(ANNA, job.id), faces_key(ANNA, job.id)
    await services.media.put(faces, b"faces")
    video = StoredVideo(key=video, width=2, height=2, seconds=1, bytes=4, sha256="0", faces=faces)
    await services.jobs.rendered(job.id, begun.attempt, video, NOON, lambda *_: None)
    await services.sweep(NOON + 2 * HOUR)
    assert await services.has(faces)
    await services.jobs.delivered(job.id)
    await services.sweep(NOON + 2 * HOUR)
    assert not await services.has(faces)


async def test_handled_updates_go_after_two_days_and_unhandled_ones_never():
    services = Services()
    for number in ("1", "2"):
        await services.inbox.add([StoredUpdate(platform="town", id=number, body="{}")], NOON)
    await services.inbox.handled("town", "1")
    await services.sweep(NOON + 3 * DAY)
    assert await services.inbox.add([StoredUpdate(platform="town", id="1", body="{}")], NOON)
    assert not await services.inbox.add([StoredUpdate(platform="town", id="2", body="{}")], NOON)


async def test_a_sweep_that_was_broken_off_is_ended_by_the_next():
    class Failing(MemoryMediaStore):
        async def remove(self, key: MediaKey):
            raise StorageError("media_unreachable")

    services = Services()
    job = await services.delivered()
    with pytest.raises(StorageError):
        await services.sweep(NOON + 2 * DAY, media=Failing())
    await services.sweep(NOON + 2 * DAY)
    assert not await services.has(job.video.key)
