"""A bot in the process of the test, between a local platform and a studio that keeps all in
memory.

Nothing renders here: `rig.video` finishes a job the way a worker does,
with a video made beforehand.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import io
import time

from talking_photo.bots.conversation.access import CONSENT
from talking_photo.bots.conversation.adapter import AdapterContext
from talking_photo.bots.service.health import Check
from talking_photo.bots.service.metrics import Metrics
from talking_photo.core.jobs.batches import BatchService
from talking_photo.core.jobs.deliver_job import DeliveryContext, deliver_job
from talking_photo.core.jobs.events import JobEvents
from talking_photo.core.jobs.job import (
    Consent,
    Failure,
    JobState,
    Person,
    PersonId,
    Quota,
    Responsibility,
    StoredVideo,
)
from talking_photo.core.jobs.media_keys import video_key
from talking_photo.core.jobs.operator import OperatorService
from talking_photo.core.jobs.people import PeopleService
from talking_photo.core.jobs.schedule import ScheduleService
from talking_photo.core.jobs.service import JobService
from talking_photo.core.jobs.tokens import TokenService
from talking_photo.core.jobs.voices import VoiceService
from talking_photo.core.jobs.webhooks import WebhookService
from talking_photo.core.model import Stage
from talking_photo.core.settings import Settings
from talking_photo.core.speech.voice_sample import WorkingVoices
from talking_photo.storage.memory import (
    MemoryDeliveryStore,
    MemoryMediaStore,
    MemoryPersonStore,
    MemoryPortraitStore,
    MemoryUpdateStore,
    MemoryWorkerStore,
)
from talking_photo.storage.memory_jobs import MemoryJobStore
from talking_photo.storage.memory_operator import MemoryOperatorStore
from tests.stores import memory_stores


class QueueByHand:
    """In place of the queue engine: jobs wait for the test, deliveries are made at once."""

    def __init__(self):
        self.deliver = None
        self.deliveries = set()

    def enqueue_render(self, connection, job):
        pass

    def enqueue_delivery(self, connection, job):
        task = asyncio.create_task(self.deliver(job.id))
        self.deliveries.add(task)

    async def withdraw(self, job):
        pass

    async def forget(self, jobs):
        pass


class WatchedInbox(MemoryUpdateStore):
    """Tells when something is in it, and when nothing is left."""

    def __init__(self):
        super().__init__()
        self._changed = asyncio.Condition()

    async def add(self, *values):
        new = await super().add(*values)
        async with self._changed:
            self._changed.notify_all()
        return new

    async def handled(self, platform, *update_ids):
        await super().handled(platform, *update_ids)
        async with self._changed:
            self._changed.notify_all()

    async def received(self, platform):
        """Wait until there is an update that is not handled."""
        await self._until(lambda: self._left(platform))

    async def emptied(self, platform):
        """Wait until every update that came is handled."""
        await self._until(lambda: not self._left(platform))

    async def _until(self, is_so):
        async with asyncio.timeout(120), self._changed:
            await self._changed.wait_for(is_so)

    def _left(self, platform):
        return [key for key in self._updates.keys() - self._handled if key[0] == platform]


class HeardSamples:
    """In place of the cache of samples: no process is started, and it tells what was asked for."""

    def __init__(self):
        self.prepared, self.got = [], []
        self.ready = asyncio.Event()
        self.ready.set()

    def prepare(self, requests):
        self.prepared += requests

    async def get(self, request):
        self.got.append(request)
        await self.ready.wait()
        return b"OggS" + request.voice.encode()


async def nothing():
    """There are no files to wipe."""


class AllIsWell:
    """In place of the checks of a process; a test may put something else into `found`."""

    def __init__(self):
        self.connections = []
        self.found = {"database": Check(), "media": Check(), "disk": Check()}

    async def checks(self):
        return self.found


class Rig:
    """Everything around one bot; survives `listening`, as a database does.

    Args:
        server: The platform, as the tests have it.
        video: What each video is.
        adapter: The class of the bot.
        sections: Of the settings.
    """

    def __init__(self, server, video, adapter, **sections):
        self.server = server
        self._video = video
        self._adapter = adapter
        self.settings = Settings.model_validate(sections)
        self.jobs = MemoryJobStore()
        self.people = MemoryPersonStore()
        self.portraits = MemoryPortraitStore()
        self.inbox = WatchedInbox()
        self.deliveries = MemoryDeliveryStore()
        self.media = MemoryMediaStore()
        self.operator = MemoryOperatorStore(self.jobs, self.people)
        self.health = AllIsWell()
        self.metrics = Metrics()
        self.queue = QueueByHand()
        self.demo = None
        self.events = JobEvents(self.jobs, MemoryWorkerStore(), 10.0)
        limits = self.settings.limits
        self.stores = memory_stores(
            jobs=self.jobs,
            people=self.people,
            portraits=self.portraits,
            updates=self.inbox,
            deliveries=self.deliveries,
            media=self.media,
            operator=self.operator,
        )
        self.job_service = JobService(
            stores=self.stores,
            queue=self.queue,
            events=self.events,
            quota=Quota(
                jobs_per_day=limits.jobs_per_day,
                waiting_per_person=limits.waiting_per_person,
                queue_length=limits.queue_length,
                seconds_per_day=limits.video_minutes_per_day * 60,
            ),
            clock=time.time,
        )
        self.tokens = TokenService(self.stores.tokens, time.time)
        self.webhooks = WebhookService(self.stores.webhooks, time.time)
        self.working_voices = WorkingVoices(self.settings.voice, time.monotonic)
        self.samples = HeardSamples()
        self.people_service = PeopleService(
            stores=self.stores,
            job_service=self.job_service,
            forget=self.queue.forget,
            wipe=nothing,
            clock=time.time,
        )

    async def agree(self, *people):
        """Let these people have agreed to the rules."""
        consent = Consent(version=CONSENT, at=time.time())
        for person in people:
            number = PersonId(f"{self._adapter.platform}:{person}")
            await self.people.keep(Person(id=number, consent=consent))

    def new_bot(self):
        self.shared = shared = AdapterContext(
            job_service=self.job_service,
            people=self.people_service,
            schedule=ScheduleService(
                stores=self.stores, job_service=self.job_service, clock=time.time
            ),
            batches=BatchService(
                stores=self.stores, job_service=self.job_service, clock=time.time
            ),
            operator=OperatorService(
                stores=self.stores, job_service=self.job_service, clock=time.time
            ),
            voices=VoiceService(
                settings=self.settings.voice,
                own_voices=self.stores.own_voices,
                working=self.working_voices,
                samples=self.samples,
            ),
            tokens=self.tokens,
            webhooks=self.webhooks,
            inbox=self.inbox,
            settings=self.settings,
            demo=self.demo,
            health=self.health,
            meter=self.metrics,
        )
        self.wake_announcer = shared.wake_announcer
        bot = self._adapter(shared)
        context = DeliveryContext(
            stores=self.stores,
            platforms={bot.platform: bot},
            meter=Metrics(),
            clock=time.time,
        )
        self.queue.deliver = lambda job: deliver_job(job, context)
        return bot

    async def job(self, number=1):
        """The `number`-th job of all, when it is there."""
        return await self.server.until(
            lambda: (
                list(self.jobs._jobs.values())[number - 1]
                if len(self.jobs._jobs) >= number
                else None
            )
        )

    async def render(self, job, suffix=".mp4", sidecar=None, **more):
        """Do what a worker does with a job.

        `sidecar`: The Content Credentials of a video that cannot carry them.
        """
        begun = await self.jobs.begin(job.id, time.time())
        key = video_key(job.request.chat.person, job.id, suffix)
        await self.media.put(key, self._video)
        if sidecar is not None:
            more["credentials"] = video_key(job.request.chat.person, job.id, ".c2pa")
            await self.media.put(more["credentials"], sidecar)
        video = {
            "key": key,
            "width": 96,
            "height": 80,
            "seconds": 1.0,
            "bytes": len(self._video),
            "sha256": hashlib.sha256(self._video).hexdigest(),
        }
        stored = StoredVideo(**(video | more))
        enqueue = self.queue.enqueue_delivery
        await self.jobs.rendered(job.id, begun.attempt, stored, time.time(), enqueue)

    async def work_on(self, job, done=0.5):
        """Begin a job and report how far it is."""
        begun = await self.jobs.begin(job.id, time.time())
        await self.jobs.progress(job.id, begun.attempt, Stage.FRAMES, done)

    async def fail(self, job, code, **facts):
        """End a job without a video."""
        begun = await self.jobs.begin(job.id, time.time())
        failure = Failure(code=code, facts=facts, who=Responsibility.ASKER)
        enqueue = self.queue.enqueue_delivery
        await self.jobs.failed(job.id, begun.attempt, failure, time.time(), enqueue)

    async def delivered(self):
        """Wait until every delivery that was begun is over."""
        await asyncio.gather(*self.queue.deliveries)

    def states(self):
        return [JobState(job.state).value for job in self.jobs._jobs.values()]


@contextlib.asynccontextmanager
async def listening(built):
    """A bot, from its start to its orderly end."""
    bot = built.new_bot()
    await bot.open()
    await bot.take_in()
    try:
        yield bot
    finally:
        await bot.stop_taking_in()
        for task in built.queue.deliveries:
            task.cancel()
        await asyncio.gather(*built.queue.deliveries, return_exceptions=True)
        await bot.close()
        built.events.close()


def tiny_video():
    """A video of some hundred bytes that opens."""
    import av
    import numpy as np

    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as output:
        stream = output.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 96, 80, "yuv420p"
        picture = np.full((80, 96, 3), 120, np.uint8)
        for _ in range(5):
            output.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        output.mux(stream.encode(None))
    return file.getvalue()
