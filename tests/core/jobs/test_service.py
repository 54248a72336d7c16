"""The door for adapters: following, cancelling, and taking away what is known of someone."""

import asyncio
import json
from dataclasses import replace

import pytest

from talking_photo.core.errors import RequestError, StorageError
from talking_photo.core.jobs import events as events_module
from talking_photo.core.jobs.events import JobEvents
from talking_photo.core.jobs.job import (
    Cancelled,
    ChatRef,
    DeliveryReceipt,
    Failed,
    Failure,
    JobId,
    JobRequest,
    JobState,
    MediaKey,
    Person,
    PersonId,
    Preferences,
    Queued,
    Quota,
    Rendered,
    StoredPortrait,
    StoredUpdate,
    StoredVideo,
    Working,
)
from talking_photo.core.jobs.length import length_of_video
from talking_photo.core.jobs.media_keys import video_key
from talking_photo.core.jobs.people import PeopleService
from talking_photo.core.jobs.service import JobService
from talking_photo.core.model import Stage
from talking_photo.core.request import OwnVoice, RenderOptions
from talking_photo.storage import memory
from talking_photo.storage.memory_jobs import MemoryJobStore
from talking_photo.storage.memory_operator import MemoryOperatorStore
from tests.stores import memory_stores

NOON = 1_800_000_000.0
PHOTO, VIDEO = b"\xff\xd8\xff photo", b"\0\0\0\x20ftypisom video"


class Queue:
    """Notes what it is handed."""

    def __init__(self):
        self.rendering, self.withdrawn, self.forgotten = [], [], []

    def enqueue_render(self, _connection, job):
        self.rendering.append(job.id)

    async def withdraw(self, job):
        self.withdrawn.append(job)

    async def forget(self, jobs):
        self.forgotten += jobs


class Services:
    """The services of adapters, with stores in memory."""

    def __init__(self):
        self.jobs, self.workers, self.queue = MemoryJobStore(), memory.MemoryWorkerStore(), Queue()
        self.events = JobEvents(self.jobs, self.workers, 10.0)
        people = memory.MemoryPersonStore()
        self.stores = memory_stores(
            jobs=self.jobs,
            people=people,
            portraits=memory.MemoryPortraitStore(),
            updates=memory.MemoryUpdateStore(),
            deliveries=memory.MemoryDeliveryStore(),
            media=memory.MemoryMediaStore(),
            operator=MemoryOperatorStore(self.jobs, people),
        )
        self.limit()
        self.people = PeopleService(
            stores=self.stores,
            job_service=self.job_service,
            forget=self.queue.forget,
            wipe=self.wipe,
            clock=lambda: NOON,
        )
        self.wiped = 0

    def limit(self, **limits):
        plenty = {"jobs_per_day": 100, "waiting_per_person": 100, "queue_length": 100}
        self.job_service = JobService(
            stores=self.stores,
            queue=self.queue,
            events=self.events,
            quota=Quota(**(plenty | limits)),
            clock=lambda: NOON,
        )

    async def wipe(self):
        self.wiped += 1

    async def submit(
        self, number=0, user="anna", photo=PHOTO, text="Secret words", sound_seconds=None
    ):
        chat = ChatRef(platform="town", chat="square", user=user, message=str(number))
        key = await self.job_service.keep_input(chat.person, photo, "a job")
        request = JobRequest(
            key=f"{user}{number}",
            chat=chat,
            photo=key,
            text=text,
            sound=None if sound_seconds is None else MediaKey("people/x/inputs/sound"),
            sound_seconds=sound_seconds,
        )
        return await self.job_service.submit(request)

    async def render(self, job):
        begun = await self.jobs.begin(job.id, NOON)
        key = video_key(job.request.chat.person, job.id)
        await self.stores.media.put(key, VIDEO)
        video = StoredVideo(key=key, width=2, height=2, seconds=1, bytes=4, sha256="0")
        await self.jobs.rendered(job.id, begun.attempt, video, NOON + 4, lambda *_: None)
        return video


@pytest.fixture
def services():
    return Services()


LENGTH = 3 + len("Secret words") / 14


async def test_a_follower_sees_place_progress_and_end(services):
    first, job = await services.submit(0), await services.submit(1)
    events = services.job_service.follow(job.id)
    assert await anext(events) == Queued(place=2, seconds=pytest.approx(2 * LENGTH))
    await services.job_service.cancel(first.id)
    assert (await anext(events)).place == 1
    begun = await services.jobs.begin(job.id, NOON)
    await services.jobs.progress(job.id, begun.attempt, Stage.FRAMES, 0.5)
    seen = await anext(events)
    assert seen == Working(stage=Stage.FRAMES, done=0.5, seconds=pytest.approx(LENGTH / 2))
    video = await services.render(job)
    assert [event async for event in events] == [Rendered(video=video)]


async def test_more_slots_and_a_better_pace_make_a_shorter_wait(services):
    await services.render(await services.submit(0))  # within 4 s
    await services.workers.beat("a", 2)
    *_, last = [await services.submit(number) for number in range(1, 6)]
    events = services.job_service.follow(last.id)
    pace = 4.0 / length_of_video(1)
    assert await anext(events) == Queued(
        place=5, seconds=pytest.approx(pace * LENGTH * (4 / 2 + 1))
    )
    await events.aclose()


async def test_time_to_go_counts_the_lengths_of_the_jobs_and_not_their_number(services):
    short, long = await services.submit(0, text="Hi."), await services.submit(1, text="word " * 60)
    recorded = await services.submit(2, sound_seconds=60.0)
    events = [services.job_service.follow(job.id) for job in (short, long, recorded)]
    seconds = [(await anext(follow)).seconds for follow in events]
    assert seconds == pytest.approx([3.2, 3.2 + 24.4, 3.2 + 24.4 + 63], abs=0.1)
    for follow in events:
        await follow.aclose()


async def test_places_far_behind_are_estimated(services, monkeypatch):
    monkeypatch.setattr(events_module, "_HEAD", 5)
    jobs = [await services.submit(0, user=f"user{number}") for number in range(20)]
    follow = services.job_service.follow(jobs[-1].id)
    assert await anext(follow) == Queued(place=20, seconds=pytest.approx(20 * LENGTH))
    await follow.aclose()


async def test_many_may_follow_at_once_and_one_again_after_the_end(services):
    jobs = [await services.submit(number) for number in range(20)]
    following = [
        asyncio.create_task(collected(services.job_service.follow(job.id)))
        for job in (*jobs, *jobs)
    ]
    for job in jobs:
        await services.job_service.cancel(job.id)
    for events in await asyncio.gather(*following):
        assert events[-1] == Cancelled()
    assert await collected(services.job_service.follow(jobs[0].id)) == [Cancelled()]


async def test_a_failed_job_tells_why_and_an_unknown_one_ends_at_once(services):
    job = await services.submit()
    begun = await services.jobs.begin(job.id, NOON)
    failure = Failure(code="no_face")
    await services.jobs.failed(job.id, begun.attempt, failure, NOON, lambda *_: None)
    assert await collected(services.job_service.follow(job.id)) == [Failed(failure=failure)]
    assert await collected(services.job_service.follow(JobId("unknown"))) == [Cancelled()]


async def test_a_database_that_fails_for_a_moment_only_delays_the_events(services):
    job = await services.submit()
    look, failures = services.jobs.look, [StorageError("database_unreachable")]

    async def fail_once(jobs):
        if failures:
            raise failures.pop()
        return await look(jobs)

    services.jobs.look = fail_once
    events = services.job_service.follow(job.id)
    assert (await anext(events)).place == 1
    await events.aclose()


async def test_only_the_asker_or_the_operator_cancels(services):
    job, other = await services.submit(), await services.submit(user="bert")
    assert not await services.job_service.cancel(job.id, by=other.request.chat.person)
    assert (await services.job_service.status(job.id)).state == JobState.QUEUED
    assert await services.job_service.cancel(job.id, by=job.request.chat.person)
    assert not await services.job_service.cancel(job.id, by=job.request.chat.person)
    assert await services.job_service.cancel(other.id)
    assert not await services.job_service.cancel(JobId("unknown"))
    assert services.queue.withdrawn == [job.id, other.id]


async def test_a_cancelled_job_leaves_no_photo_unless_another_needs_it(services):
    first, second = await services.submit(0), await services.submit(1)
    await services.job_service.cancel(first.id)
    assert await services.stores.media.has(first.request.photo)
    await services.job_service.cancel(second.id)
    assert not await services.stores.media.has(first.request.photo)


async def everything_of(services, user):
    """A job that waits, one that is done, and all else that is known of someone."""
    waiting, done = await services.submit(0, user), await services.submit(1, user)
    person = done.request.chat.person
    await services.render(done)
    await services.stores.deliveries.sent(
        done.id, done.request.chat, DeliveryReceipt(message=user)
    )
    await services.stores.people.keep(
        Person(id=person, preferences=Preferences(options=RenderOptions(voice="espeak")))
    )
    await services.stores.portraits.keep(
        StoredPortrait(person=person, name="aunt", chat="square", photo=done.request.photo)
    )
    await services.stores.own_voices.keep(person, OwnVoice(name="Grandpa", base="hibari-man"))
    update = StoredUpdate(
        platform="town", id=user, body='{"text": "Secret", "token": "x"}', person=person
    )
    await services.stores.updates.add([update], NOON)
    return person, waiting, done


async def test_what_is_exported_is_all_that_is_known_and_only_of_one(services):
    person, *_, done = await everything_of(services, "anna")
    beside = video_key(person, done.id, ".c2pa")
    await services.stores.media.put(beside, b"\0\0\0\x10jumb")
    stored = services.jobs._jobs[done.id]
    services.jobs._jobs[done.id] = replace(stored, video=replace(stored.video, credentials=beside))
    await everything_of(services, "bert")
    files = {name: contents async for name, contents in services.people.export(person)}
    data = json.loads(files.pop("data.json"))
    assert data["person"]["preferences"]["options"]["voice"] == "espeak"
    assert [portrait["name"] for portrait in data["portraits"]] == ["aunt"]
    assert [voice["name"] for voice in data["own_voices"]] == ["Grandpa"]
    assert {job["request"]["text"] for job in data["jobs"]} == {"Secret words"}
    assert len(data["jobs"]) == 2
    assert [message["sent"] for message in data["messages"]] == ["anna"]
    assert [update["body"] for update in data["updates"]] == [{"text": "Secret"}]
    assert "bert" not in json.dumps(data)
    when = "2027-01-15 08-00-00"
    assert files == {
        "portraits/aunt.jpg": PHOTO,
        f"photos/{when}.jpg": PHOTO,
        f"photos/{when} (2).jpg": PHOTO,
        f"videos/{when}.mp4": VIDEO,
        f"videos/{when}.c2pa": b"\0\0\0\x10jumb",
    }


async def test_files_of_a_refused_order_are_deleted_at_once(services):
    services.limit(waiting_per_person=1)
    kept = await services.submit(0)
    with pytest.raises(RequestError):
        await services.submit(1, photo=b"another")
    assert await files_of(services) == [kept.request.photo]


async def test_a_photo_that_is_replaced_or_removed_leaves_no_file(services):
    anna = PersonId("town:anna")
    for contents in (b"first", b"second"):
        photo = await services.job_service.keep_input(anna, contents, "message")
        for name in (None, "aunt"):
            await services.people.keep_portrait(
                StoredPortrait(person=anna, name=name, chat="square", photo=photo)
            )
    assert await files_of(services) == [photo]
    assert await services.people.remove_portrait(anna, "aunt")
    assert not await services.people.remove_portrait(anna, "aunt")
    await services.people.keep_portrait(
        StoredPortrait(person=anna, name=None, chat="square", photo=MediaKey(""), file="9")
    )
    assert await files_of(services) == []


async def test_bytes_of_one_person_are_limited_and_the_refusal_names_both_numbers(services):
    services.limit(bytes_per_person=1000)
    anna, bert = PersonId("town:anna"), PersonId("town:bert")
    await services.job_service.keep_input(anna, bytes(800), "1")
    with pytest.raises(RequestError) as refusal:
        await services.job_service.keep_input(anna, bytes(300), "2")
    assert refusal.value.code == "storage_full"
    assert refusal.value.facts == {"bytes": 1100, "max_bytes": 1000}
    await services.job_service.keep_input(bert, bytes(300), "2")


async def test_erasing_somebody_stops_their_jobs_and_leaves_nothing(services):
    person, waiting, done = await everything_of(services, "anna")
    other, *_ = await everything_of(services, "bert")
    await services.people.erase(person)
    assert await services.job_service.history(person) == ()
    assert await collected(services.job_service.follow(waiting.id)) == [Cancelled()]
    assert sorted(services.queue.forgotten) == sorted([waiting.id, done.id])
    assert await services.stores.deliveries.job_of("town", "square", "anna") is None
    assert await services.stores.people.find(person) == Person(id=person)
    assert await services.stores.portraits.of_person(person) == []
    assert [left.person for left in await services.stores.updates.unhandled("town")] == [other]
    assert services.wiped == 1
    files = await files_of(services)
    assert len(files) == 2
    assert all(not key.startswith(done.request.photo.rpartition("inputs")[0]) for key in files)


async def files_of(services):
    return [file.key for file in await services.stores.media.page("", 1000)]


async def collected(events):
    return [event async for event in events]


async def test_while_the_queue_is_drained_new_jobs_are_refused_and_known_ones_go_on(services):
    known = await services.submit()
    await services.stores.operator.drain(on=True)
    assert (await services.submit()).id == known.id
    with pytest.raises(RequestError) as refused:
        await services.submit(1, photo=b"another photo")
    assert refused.value.code == "draining"
    assert b"another photo" not in services.stores.media._files.values()
    await services.stores.operator.drain(on=False)
    assert (await services.submit(1)).id != known.id
