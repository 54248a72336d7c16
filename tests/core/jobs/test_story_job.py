"""A story in a worker: what is rendered, what is kept for the next time, what is stopped."""

import asyncio
import contextlib

import pytest

from talking_photo.core.errors import RequestError
from talking_photo.core.jobs.job import ChatRef, JobRequest, JobState
from talking_photo.core.jobs.media_keys import input_key, scenes_folder
from talking_photo.core.jobs.render_job import RenderContext, render_job
from talking_photo.core.jobs.retention import RetentionContext, sweep
from talking_photo.core.jobs.story_job import pack
from talking_photo.core.model import Stage, Video, Word
from talking_photo.core.request import RenderOptions
from talking_photo.core.settings import Retention, Settings
from talking_photo.core.workers.scenes import COMPOSE_WORK, SCENE_WORK
from talking_photo.storage.memory import MemoryMediaStore
from tests.core.jobs.test_render_job import NOON, PLENTY, Jobs, Meter
from tests.stores import memory_stores

CHAT = ChatRef(platform="studio", chat="studio", user="anna", message="1")
PNG = b"\x89PNG\r\n\x1a\n"
FILES = {"tom.png": PNG + b"tom", "ann.png": PNG + b"ann"}
PLAN = "title: Ours\nlanguage: en\n\ncard: Ours\n\nphoto: tom.png\nYes.\n\nphoto: ann.png\nNo.\n"


class Pool:
    """Renders what is not `bad`; `slow` waits until it is cancelled."""

    def __init__(self):
        self.settings = Settings()
        self.asked, self.waiting = [], asyncio.Event()

    async def render_video(self, request, target, *, work, on_progress):
        on_progress(Stage.FRAMES, 0.5)
        if work == SCENE_WORK:
            self.asked.append(request)
            if request.text == "bad":
                raise RequestError("no_face")
            if request.text == "slow":
                self.waiting.set()
                await asyncio.Event().wait()
        else:
            assert work == COMPOSE_WORK
            self.composed = [scene and scene.path.read_bytes() for scene in request.scenes]
        target.write_bytes((getattr(request, "text", None) or "whole").encode())
        return Video(
            path=target,
            width=2,
            height=2,
            seconds=1.0,
            bytes=target.stat().st_size,
            sha256="0" * 64,
            words=(Word(text="Yes.", start=0.0, end=0.5),),
        )

    def cancel(self, _job):
        raise AssertionError("a story has no one child")


class Worker:
    def __init__(self):
        self.jobs, self.media, self.pool = Jobs(), MemoryMediaStore(), Pool()
        self.stores = memory_stores(jobs=self.jobs, media=self.media)
        self.context = RenderContext(
            stores=self.stores,
            pool=self.pool,
            enqueue_delivery=lambda _connection, _job: None,
            meter=Meter(),
            clock=lambda: NOON,
        )
        self.count = 0

    async def submit(self, plan):
        self.count += 1
        archive = pack(FILES)
        key = input_key(CHAT.person, archive, f"job {self.count}")
        await self.media.put(key, archive)
        request = JobRequest(
            key=str(self.count),
            chat=CHAT,
            photo=key,
            text=plan,
            options=RenderOptions(dictionary={"Tom": "tawm"}),
            story_seconds=20.0,
        )
        return await self.jobs.add(request, PLENTY, NOON, lambda _connection, _job: None)

    async def make(self, plan):
        job = await self.submit(plan)
        await render_job(job.id, self.context)
        return await self.jobs.find(job.id)

    async def scenes(self):
        page = await self.media.page("", 100)
        return [file.key for file in page if file.key.startswith(scenes_folder(CHAT.person))]


@pytest.fixture
def worker():
    return Worker()


async def test_a_changed_sentence_alone_is_rendered_again(worker):
    first = await worker.make(PLAN)
    assert first.state is JobState.RENDERED
    assert first.video.words[0].text == "Yes."
    assert await worker.media.get(first.video.key) == b"whole"
    assert [one.text for one in worker.pool.asked] == ["Yes.", "No."]
    assert worker.pool.asked[0].options.dictionary == {"Tom": "tawm"}
    assert worker.pool.composed == [None, b"Yes.", b"No."]
    second = await worker.make(PLAN.replace("No.", "Maybe."))
    assert second.state is JobState.RENDERED
    assert [one.text for one in worker.pool.asked] == ["Yes.", "No.", "Maybe."]
    assert worker.pool.composed == [None, b"Yes.", b"Maybe."]


async def test_scenes_are_kept_as_long_as_videos(worker):
    await worker.make(PLAN)
    kept = await worker.scenes()
    assert len(kept) == 4  # a video and its record each

    async def nothing(*_):
        pass

    context = RetentionContext(
        stores=worker.stores, forget=nothing, forget_ended=nothing, wipe=nothing
    )
    stored = (await worker.media.page("", 1))[0].stored
    await sweep(context, Retention(video_hours=48), stored + 47 * 3600)
    assert await worker.scenes() == kept
    await sweep(context, Retention(video_hours=48), stored + 49 * 3600)
    assert await worker.scenes() == []


async def test_a_scene_that_fails_is_named_and_what_was_rendered_before_it_is_kept(worker):
    failed = await worker.make(PLAN.replace("No.", "bad"))
    assert (failed.state, failed.failure.code) == (JobState.FAILED, "no_face")
    assert failed.failure.facts == {"in_file": "story.txt", "in_line": 9, "in_scene": 3}
    await worker.make(PLAN)
    assert [one.text for one in worker.pool.asked] == ["Yes.", "bad", "No."]


async def test_a_story_that_is_not_wanted_any_more_stops(worker):
    job = await worker.submit(PLAN.replace("Yes.", "slow"))
    making = asyncio.create_task(render_job(job.id, worker.context))
    await asyncio.wait_for(worker.pool.waiting.wait(), 60)
    await worker.jobs.cancel(job.id, NOON)
    await asyncio.wait_for(making, 60)
    assert (await worker.jobs.find(job.id)).state is JobState.CANCELLED


async def test_a_worker_that_stops_hands_a_story_back(worker):
    job = await worker.submit(PLAN.replace("Yes.", "slow"))
    making = asyncio.create_task(render_job(job.id, worker.context))
    await asyncio.wait_for(worker.pool.waiting.wait(), 60)
    making.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await making
    assert making.cancelled()
    assert (await worker.jobs.find(job.id)).state is JobState.QUEUED
