"""One job in a worker.

What becomes of it when the video is made, refused, unwanted or interrupted.
"""

import asyncio
import contextlib

import pytest

from talking_photo.core.errors import StorageError
from talking_photo.core.jobs.job import (
    ChatRef,
    Failure,
    JobRequest,
    JobState,
    PersonId,
    Quota,
    Responsibility,
)
from talking_photo.core.jobs.media_keys import faces_key, input_key, video_key
from talking_photo.core.jobs.render_job import RenderContext, render_job
from talking_photo.core.request import OwnVoice, RenderOptions
from talking_photo.core.settings import RenderSettings, Settings
from talking_photo.core.workers.render_pool import RenderPool
from talking_photo.storage.memory import MemoryMediaStore, MemoryPortraitStore
from talking_photo.storage.memory_jobs import MemoryJobStore
from tests.stores import memory_stores

PLENTY = Quota(jobs_per_day=100, waiting_per_person=100, queue_length=100)
CHAT = ChatRef(platform="town", chat="square", user="anna", message="1")
NOON = 1_800_000_000.0


class Meter:
    def __init__(self):
        self.ends, self.failures = [], []

    def waited(self, seconds):
        pass

    def worked(self, seconds):
        pass

    def ended(self, state):
        self.ends.append(state)

    def failed(self, kind, code):
        self.failures.append((kind, code))


class Jobs(MemoryJobStore):
    """Says when a child has reported that half is done."""

    def __init__(self):
        super().__init__()
        self.half_done = asyncio.Event()

    async def progress(self, job, attempt, stage, done):
        if done >= 0.5:
            self.half_done.set()
        return await super().progress(job, attempt, stage, done)


class Services:
    """A worker's tools, and one job that the text tells how to behave."""

    def __init__(self, pool):
        self.jobs, self.media, self.meter = Jobs(), MemoryMediaStore(), Meter()
        self.to_deliver, self.changes = [], []
        self.context = RenderContext(
            stores=memory_stores(
                jobs=self.jobs,
                portraits=MemoryPortraitStore(),
                media=self.media,
            ),
            pool=pool,
            enqueue_delivery=lambda _connection, job: self.to_deliver.append(job),
            meter=self.meter,
            clock=lambda: NOON,
            changed=lambda: self.changes.append([job.state for job in self.jobs.all()]),
        )

    async def submit(self, text, photo=b"photo", **options):
        key = input_key(CHAT.person, photo, "a job")
        await self.media.put(key, photo)
        return await self.jobs.add(
            JobRequest(key="1", chat=CHAT, photo=key, text=text, options=RenderOptions(**options)),
            PLENTY,
            NOON,
            lambda _connection, _job: None,
        )

    async def state(self, job):
        return (await self.jobs.find(job.id)).state


@pytest.fixture
async def services():
    settings = Settings(render=RenderSettings(memory_megabytes=1024))
    async with RenderPool("tests.core.misbehaving_work:as_the_photo_says", settings) as pool:
        yield Services(pool)


async def test_a_video_is_stored_and_goes_to_delivery(services):
    job = await services.submit("behave")
    await render_job(job.id, services.context)
    (ended,) = services.to_deliver
    assert services.changes[-1] == [JobState.RENDERED]  # followers need not poll for it
    assert ended.state == JobState.RENDERED
    assert ended.video.key == video_key(CHAT.person, job.id)
    assert await services.media.get(ended.video.key) == b"video"
    assert ended.video.faces is None
    assert services.meter.ends == [JobState.RENDERED]


async def test_numbered_faces_are_stored_beside_the_video_when_nobody_chose(services):
    job = await services.submit("see_several_people")
    await render_job(job.id, services.context)
    (ended,) = services.to_deliver
    assert ended.video.faces == faces_key(CHAT.person, job.id)
    assert await services.media.get(ended.video.faces) == b"sheet"


async def test_a_transparent_video_is_stored_as_what_it_is(services):
    job = await services.submit("behave", background="transparent")
    await render_job(job.id, services.context)
    (ended,) = services.to_deliver
    assert ended.video.key == video_key(CHAT.person, job.id, ".webm")
    assert ended.video.credentials is None


async def test_the_credentials_of_a_transparent_video_are_stored_beside_it(services):
    job = await services.submit("sign_beside", background="transparent")
    await render_job(job.id, services.context)
    (ended,) = services.to_deliver
    assert ended.video.credentials == video_key(CHAT.person, job.id, ".c2pa")
    assert await services.media.get(ended.video.credentials) == b"credentials"


@pytest.mark.parametrize("face", [2, "all"])
async def test_the_face_that_was_chosen_is_rendered(services, face):
    job = await services.submit("see_several_people", face=face)
    await render_job(job.id, services.context)
    (ended,) = services.to_deliver
    assert ended.video.notes[0].facts == {"face": face}
    assert ended.video.faces is None


async def test_a_job_gets_the_voices_that_its_person_made(services):
    for person, name in ((CHAT.person, "Grandpa"), (PersonId("town:bert"), "Bert")):
        await services.context.stores.own_voices.keep(person, OwnVoice(name=name, base="hibari"))
    job = await services.submit("list_own_voices")
    await render_job(job.id, services.context)
    (ended,) = services.to_deliver
    assert ended.video.notes[0].facts == {"voices": "Grandpa"}


@pytest.mark.parametrize(
    ("behaviour", "code", "who"),
    [
        ("refuse", "face_too_small", Responsibility.ASKER),
        ("segfault", "render_crashed", Responsibility.US),
    ],
)
async def test_a_job_without_a_video_is_refused_with_its_reason(services, behaviour, code, who):
    job = await services.submit(behaviour)
    await render_job(job.id, services.context)
    (ended,) = services.to_deliver
    assert (ended.state, ended.failure.code, ended.failure.who) == (JobState.FAILED, code, who)
    assert not await services.media.has(job.request.photo)
    assert services.meter.failures == [("job", code)]


async def test_a_photo_that_is_gone_is_a_failure_of_the_job(services):
    job = await services.submit("behave")
    await services.media.remove(job.request.photo)
    await render_job(job.id, services.context)
    assert services.to_deliver[0].failure == Failure(
        code="media_missing", who=Responsibility.OPERATOR
    )


async def test_files_that_cannot_be_reached_cost_the_job_no_attempt(services):
    class Unreachable(MemoryMediaStore):
        async def fetch(self, key, target):
            raise StorageError("media_unreachable")

    job = await services.submit("behave")
    object.__setattr__(services.context.stores, "media", Unreachable())
    with pytest.raises(StorageError):
        await render_job(job.id, services.context)
    found = await services.jobs.find(job.id)
    assert (found.state, found.attempt) == (JobState.QUEUED, 0)


async def test_a_database_that_goes_away_in_mid_job_costs_the_job_no_attempt(services):
    class Away(type(services.context.stores.own_voices)):
        async def of_person(self, person):
            raise StorageError("database_unreachable", reason="gone")

    job = await services.submit("behave")
    object.__setattr__(services.context.stores, "own_voices", Away())
    with pytest.raises(StorageError):
        await render_job(job.id, services.context)
    found = await services.jobs.find(job.id)
    assert (found.state, found.attempt, services.to_deliver) == (JobState.QUEUED, 0, [])


@pytest.mark.parametrize(("begun", "code"), [(4, None), (5, "job_kills_workers")])
async def test_a_job_is_refused_only_after_many_workers_died_with_it(services, begun, code):
    job = await services.submit("behave")
    for _ in range(begun):
        await services.jobs.begin(job.id, NOON)
    await render_job(job.id, services.context)
    failure = services.to_deliver[0].failure
    assert (failure and failure.code) == code


async def test_a_worker_that_was_taken_for_dead_takes_its_death_back(services):
    job = await services.submit("loop_in_c")
    running = asyncio.create_task(render_job(job.id, services.context))
    await services.jobs.half_done.wait()
    overtaking = await services.jobs.begin(job.id, NOON)
    assert (overtaking.attempt, overtaking.deaths) == (2, 1)
    await running
    assert (await services.jobs.find(job.id)).deaths == 0


async def test_a_job_that_is_not_wanted_any_more_stops_at_once(services):
    job = await services.submit("loop_in_c")
    running = asyncio.create_task(render_job(job.id, services.context))
    await services.jobs.half_done.wait()
    assert await services.jobs.cancel(job.id, NOON)
    async with asyncio.timeout(10):
        await running
    assert await services.state(job) == JobState.CANCELLED
    assert services.to_deliver == []


async def test_a_process_that_stops_hands_its_job_back(services):
    job = await services.submit("loop_in_c")
    running = asyncio.create_task(render_job(job.id, services.context))
    await services.jobs.half_done.wait()
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
    found = await services.jobs.find(job.id)
    assert running.cancelled()
    assert (found.state, found.attempt) == (JobState.QUEUED, 0)


async def test_the_video_of_a_worker_that_was_overtaken_is_left_alone(services):
    """Taken for dead it went on, and another worker began the job again.

    Both write the same file.
    """
    job = await services.submit("behave")
    begin, video = services.jobs.begin, video_key(CHAT.person, job.id)

    async def begin_twice(job_id, now):
        first = await begin(job_id, now)
        await begin(job_id, now)
        await services.media.put(video, b"of the other")
        return first

    services.jobs.begin = begin_twice
    await render_job(job.id, services.context)
    assert services.to_deliver == []
    assert await services.state(job) == JobState.RUNNING
    assert await services.media.has(video)
