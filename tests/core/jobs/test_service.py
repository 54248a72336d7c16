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
    Failed,
    Failure,
    JobId,
    JobOrder,
    JobState,
    MediaKey,
    Person,
    PersonId,
    Preferences,
    Queued,
    Quota,
    Receipt,
    Rendered,
    StoredClip,
    StoredPortrait,
    StoredUpdate,
    Working,
)
from talking_photo.core.jobs.media_keys import clip_key
from talking_photo.core.jobs.service import Studio
from talking_photo.core.model import Stage
from talking_photo.core.request import RenderOptions
from talking_photo.storage import memory
from talking_photo.storage.memory_jobs import MemoryJobStore
from talking_photo.storage.memory_operator import MemoryOperatorStore

NOON = 1_800_000_000.0
PHOTO, FILM = b"\xff\xd8\xff photo", b"\0\0\0\x20ftypisom film"


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


class House:
    """A studio without walls."""

    def __init__(self):
        self.jobs, self.workers, self.queue = MemoryJobStore(), memory.MemoryWorkerStore(), Queue()
        self.news = JobEvents(self.jobs, self.workers, 10.0)
        people = memory.MemoryPersonStore()
        self.studio = Studio(
            jobs=self.jobs,
            people=people,
            portraits=memory.MemoryPortraitStore(),
            inbox=memory.MemoryInbox(),
            deliveries=memory.MemoryDeliveryStore(),
            media=memory.MemoryMediaStore(),
            operator=MemoryOperatorStore(self.jobs, people),
            queue=self.queue,
            news=self.news,
            quota=Quota(jobs_per_day=100, waiting_per_person=100, queue_length=100),
            clock=lambda: NOON,
            wipe=self.wipe,
        )
        self.wiped = 0

    async def wipe(self):
        self.wiped += 1

    async def order(
        self, number=0, user="anna", photo=PHOTO, text="Secret words", sound_seconds=None
    ):
        chat = ChatRef(platform="town", chat="square", user=user, message=str(number))
        key = await self.studio.keep_input(chat.person, photo, "a job")
        order = JobOrder(
            key=f"{user}{number}",
            chat=chat,
            photo=key,
            text=text,
            sound=None if sound_seconds is None else MediaKey("people/x/inputs/sound"),
            sound_seconds=sound_seconds,
        )
        return await self.studio.submit(order)

    async def film(self, job):
        begun = await self.jobs.begin(job.id, NOON)
        key = clip_key(job.order.chat.person, job.id)
        await self.studio.media.put(key, FILM)
        clip = StoredClip(key=key, width=2, height=2, seconds=1, bytes=4, sha256="0")
        await self.jobs.rendered(job.id, begun.attempt, clip, NOON + 4, lambda *_: None)
        return clip


@pytest.fixture
def house():
    return House()


LENGTH = 3 + len("Secret words") / 14


async def test_a_follower_sees_place_progress_and_end(house):
    first, job = await house.order(0), await house.order(1)
    events = house.studio.follow(job.id)
    assert await anext(events) == Queued(place=2, seconds=pytest.approx(2 * LENGTH))
    await house.studio.cancel(first.id)
    assert (await anext(events)).place == 1
    begun = await house.jobs.begin(job.id, NOON)
    await house.jobs.progress(job.id, begun.attempt, Stage.FRAMES, 0.5)
    seen = await anext(events)
    assert seen == Working(stage=Stage.FRAMES, done=0.5, seconds=pytest.approx(LENGTH / 2))
    clip = await house.film(job)
    assert [event async for event in events] == [Rendered(clip=clip)]


async def test_more_slots_and_a_better_pace_make_a_shorter_wait(house):
    await house.film(await house.order(0))  # within 4 s
    await house.workers.beat("a", 2)
    *_, last = [await house.order(number) for number in range(1, 6)]
    events = house.studio.follow(last.id)
    assert await anext(events) == Queued(place=5, seconds=pytest.approx(4.0 * (4 / 2 + 1)))
    await events.aclose()


async def test_time_to_go_counts_the_lengths_of_the_jobs_and_not_their_number(house):
    short, long = await house.order(0, text="Hi."), await house.order(1, text="word " * 60)
    recorded = await house.order(2, sound_seconds=60.0)
    events = [house.studio.follow(job.id) for job in (short, long, recorded)]
    seconds = [(await anext(follow)).seconds for follow in events]
    assert seconds == pytest.approx([3.2, 3.2 + 24.4, 3.2 + 24.4 + 63], abs=0.1)
    for follow in events:
        await follow.aclose()


async def test_places_far_behind_are_estimated(house, monkeypatch):
    monkeypatch.setattr(events_module, "_HEAD", 5)
    jobs = [await house.order(0, user=f"user{number}") for number in range(20)]
    follow = house.studio.follow(jobs[-1].id)
    assert await anext(follow) == Queued(place=20, seconds=pytest.approx(20 * LENGTH))
    await follow.aclose()


async def test_many_may_follow_at_once_and_one_again_after_the_end(house):
    jobs = [await house.order(number) for number in range(20)]
    following = [
        asyncio.create_task(collected(house.studio.follow(job.id))) for job in (*jobs, *jobs)
    ]
    for job in jobs:
        await house.studio.cancel(job.id)
    for events in await asyncio.gather(*following):
        assert events[-1] == Cancelled()
    assert await collected(house.studio.follow(jobs[0].id)) == [Cancelled()]


async def test_a_failed_job_tells_why_and_an_unknown_one_ends_at_once(house):
    job = await house.order()
    begun = await house.jobs.begin(job.id, NOON)
    failure = Failure(code="no_face")
    await house.jobs.failed(job.id, begun.attempt, failure, NOON, lambda *_: None)
    assert await collected(house.studio.follow(job.id)) == [Failed(failure=failure)]
    assert await collected(house.studio.follow(JobId("unknown"))) == [Cancelled()]


async def test_a_database_that_fails_for_a_moment_only_delays_the_news(house):
    job = await house.order()
    look, failures = house.jobs.look, [StorageError("database_unreachable")]

    async def fail_once(jobs):
        if failures:
            raise failures.pop()
        return await look(jobs)

    house.jobs.look = fail_once
    events = house.studio.follow(job.id)
    assert (await anext(events)).place == 1
    await events.aclose()


async def test_only_the_asker_or_the_operator_cancels(house):
    job, other = await house.order(), await house.order(user="bert")
    assert not await house.studio.cancel(job.id, by=other.order.chat.person)
    assert (await house.studio.status(job.id)).state == JobState.QUEUED
    assert await house.studio.cancel(job.id, by=job.order.chat.person)
    assert not await house.studio.cancel(job.id, by=job.order.chat.person)
    assert await house.studio.cancel(other.id)
    assert not await house.studio.cancel(JobId("unknown"))
    assert house.queue.withdrawn == [job.id, other.id]


async def test_a_cancelled_job_leaves_no_photo_unless_another_needs_it(house):
    first, second = await house.order(0), await house.order(1)
    await house.studio.cancel(first.id)
    assert await house.studio.media.has(first.order.photo)
    await house.studio.cancel(second.id)
    assert not await house.studio.media.has(first.order.photo)


async def everything_of(house, user):
    """A job that waits, one that is done, and all else that is known of someone."""
    waiting, done = await house.order(0, user), await house.order(1, user)
    person = done.order.chat.person
    await house.film(done)
    studio = house.studio
    await studio.deliveries.sent(done.id, done.order.chat, Receipt(message=user))
    await studio.people.keep(
        Person(id=person, preferences=Preferences(options=RenderOptions(voice="espeak")))
    )
    await studio.portraits.keep(
        StoredPortrait(person=person, name="aunt", chat="square", photo=done.order.photo)
    )
    update = StoredUpdate(
        platform="town", id=user, body='{"text": "Secret", "token": "x"}', person=person
    )
    await studio.inbox.add([update], NOON)
    return person, waiting, done


async def test_what_is_exported_is_all_that_is_known_and_only_of_one(house):
    person, *_ = await everything_of(house, "anna")
    await everything_of(house, "bert")
    files = {name: contents async for name, contents in house.studio.export(person)}
    told = json.loads(files.pop("data.json"))
    assert told["person"]["preferences"]["options"]["voice"] == "espeak"
    assert [portrait["name"] for portrait in told["portraits"]] == ["aunt"]
    assert {job["order"]["text"] for job in told["jobs"]} == {"Secret words"}
    assert len(told["jobs"]) == 2
    assert [message["sent"] for message in told["messages"]] == ["anna"]
    assert [update["body"] for update in told["updates"]] == [{"text": "Secret"}]
    assert "bert" not in json.dumps(told)
    when = "2027-01-15 08-00-00"
    assert files == {
        "portraits/aunt.jpg": PHOTO,
        f"photos/{when}.jpg": PHOTO,
        f"photos/{when} (2).jpg": PHOTO,
        f"videos/{when}.mp4": FILM,
    }


async def test_files_of_a_refused_order_are_deleted_at_once(house):
    house.studio = replace(house.studio, quota=replace(house.studio.quota, waiting_per_person=1))
    kept = await house.order(0)
    with pytest.raises(RequestError):
        await house.order(1, photo=b"another")
    assert await files_of(house) == [kept.order.photo]


async def test_a_photo_that_is_replaced_or_removed_leaves_no_file(house):
    anna = PersonId("town:anna")
    for contents in (b"first", b"second"):
        photo = await house.studio.keep_input(anna, contents, "message")
        for name in (None, "aunt"):
            await house.studio.keep_portrait(
                StoredPortrait(person=anna, name=name, chat="square", photo=photo)
            )
    assert await files_of(house) == [photo]
    assert await house.studio.remove_portrait(anna, "aunt")
    assert not await house.studio.remove_portrait(anna, "aunt")
    await house.studio.keep_portrait(
        StoredPortrait(person=anna, name=None, chat="square", photo=MediaKey(""), file="9")
    )
    assert await files_of(house) == []


async def test_bytes_of_one_person_are_limited_and_the_refusal_names_both_numbers(house):
    house.studio = replace(house.studio, quota=replace(house.studio.quota, bytes_per_person=1000))
    anna, bert = PersonId("town:anna"), PersonId("town:bert")
    await house.studio.keep_input(anna, bytes(800), "1")
    with pytest.raises(RequestError) as refusal:
        await house.studio.keep_input(anna, bytes(300), "2")
    assert refusal.value.code == "storage_full"
    assert refusal.value.facts == {"bytes": 1100, "max_bytes": 1000}
    await house.studio.keep_input(bert, bytes(300), "2")


async def test_erasing_somebody_stops_their_jobs_and_leaves_nothing(house):
    person, waiting, done = await everything_of(house, "anna")
    other, *_ = await everything_of(house, "bert")
    await house.studio.erase(person)
    assert await house.studio.history(person) == ()
    assert await collected(house.studio.follow(waiting.id)) == [Cancelled()]
    assert sorted(house.queue.forgotten) == sorted([waiting.id, done.id])
    assert await house.studio.deliveries.job_of("town", "square", "anna") is None
    assert await house.studio.people.find(person) == Person(id=person)
    assert await house.studio.portraits.of_person(person) == []
    assert [left.person for left in await house.studio.inbox.unhandled("town")] == [other]
    assert house.wiped == 1
    files = await files_of(house)
    assert len(files) == 2
    assert all(not key.startswith(done.order.photo.rpartition("inputs")[0]) for key in files)


async def files_of(house):
    return [file.key for file in await house.studio.media.page("", 1000)]


async def collected(events):
    return [event async for event in events]


async def test_while_the_queue_is_drained_new_jobs_are_refused_and_known_ones_go_on(house):
    known = await house.order()
    await house.studio.operator.drain(on=True)
    assert (await house.order()).id == known.id
    with pytest.raises(RequestError) as refused:
        await house.order(1, photo=b"another photo")
    assert refused.value.code == "draining"
    assert b"another photo" not in house.studio.media._files.values()
    await house.studio.operator.drain(on=False)
    assert (await house.order(1)).id != known.id
