"""Jobs without a database, for tests and trials: nothing outlives the process."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from talking_photo.core.jobs.job import (
    UNFINISHED,
    Failure,
    Job,
    JobId,
    JobOrder,
    JobState,
    MediaKey,
    PersonId,
    Quota,
    StoredClip,
)
from talking_photo.core.jobs.quota import DAY_SECONDS, Standing, check
from talking_photo.core.jobs.stores import Enqueue
from talking_photo.core.model import Stage


class MemoryJobStore:
    """Fulfils `talking_photo.core.jobs.stores.JobStore`."""

    def __init__(self) -> None:
        self._jobs: dict[JobId, Job] = {}

    async def add(self, order: JobOrder, quota: Quota, now: float, enqueue: Enqueue) -> Job:
        """Store a new job and hand it to the queue, both or neither."""
        known = self._jobs.get(order.job_id)
        if known is not None:
            return known
        standing = self._standing(order.chat.person, now)
        check(quota, standing, now)
        job = Job(
            id=order.job_id,
            order=order,
            state=JobState.QUEUED,
            priority=standing.own_unfinished + 1,
            created=now,
        )
        enqueue(None, job)
        self._jobs[job.id] = job
        return job

    async def find(self, job: JobId) -> Job | None:
        """Read a job."""
        return self._jobs.get(job)

    async def find_all(self, jobs: Collection[JobId]) -> Sequence[Job]:
        """Read many jobs at once."""
        return [self._jobs[job] for job in jobs if job in self._jobs]

    async def begin(self, job: JobId, now: float) -> Job | None:
        """A worker takes it: one more attempt."""
        found = self._jobs.get(job)
        if found is None or found.state not in UNFINISHED:
            return None
        begun = replace(
            found,
            state=JobState.RUNNING,
            attempt=found.attempt + 1,
            deaths=found.deaths + (found.state == JobState.RUNNING),
            started=now,
            stage=Stage.WAITING,
            done=0.0,
        )
        self._jobs[job] = begun
        return begun

    async def survived(self, job: JobId, attempt: int) -> None:
        """The worker of this attempt was taken for dead and is not."""
        found = self._jobs.get(job)
        if found is not None and found.attempt > attempt and found.deaths:
            self._jobs[job] = replace(found, deaths=found.deaths - 1)

    async def hand_back(self, job: JobId, attempt: int) -> None:
        """Queued again, and the attempt does not count."""
        found = self._worked_on(job, attempt)
        if found is not None:
            self._jobs[job] = replace(found, state=JobState.QUEUED, attempt=attempt - 1)

    async def progress(self, job: JobId, attempt: int, stage: Stage, done: float) -> bool:
        """Note how far it is; False when this attempt is not wanted any more."""
        found = self._worked_on(job, attempt)
        if found is not None:
            self._jobs[job] = replace(found, stage=stage, done=done)
        return found is not None

    async def rendered(
        self, job: JobId, attempt: int, clip: StoredClip, now: float, enqueue: Enqueue
    ) -> bool:
        """The film is stored, and its delivery enqueued."""
        found = self._worked_on(job, attempt)
        if found is None:
            return False
        return self._finish(
            replace(found, state=JobState.RENDERED, finished=now, clip=clip), enqueue
        )

    async def failed(
        self, job: JobId, attempt: int, failure: Failure, now: float, enqueue: Enqueue
    ) -> bool:
        """There will be no film, and telling so is enqueued."""
        found = self._worked_on(job, attempt)
        if found is None:
            return False
        return self._finish(
            replace(found, state=JobState.FAILED, finished=now, failure=failure), enqueue
        )

    async def cancel(self, job: JobId, now: float) -> bool:
        """Stop it if it is unfinished."""
        found = self._jobs.get(job)
        if found is None or found.state not in UNFINISHED:
            return False
        self._jobs[job] = replace(found, state=JobState.CANCELLED, finished=now)
        return True

    async def delivered(self, job: JobId) -> bool:
        """The asker has the film."""
        found = self._jobs.get(job)
        if found is None or found.state != JobState.RENDERED:
            return False
        self._jobs[job] = replace(found, state=JobState.DELIVERED)
        return True

    async def undeliverable(self, job: JobId, failure: Failure) -> None:
        """The film cannot be given to anybody."""
        found = self._jobs.get(job)
        if found is not None and found.state == JobState.RENDERED:
            self._jobs[job] = replace(found, state=JobState.FAILED, failure=failure)

    async def forget_secret(self, job: JobId) -> None:
        """Empty `ChatRef.secret`."""
        found = self._jobs.get(job)
        if found is not None:
            self._jobs[job] = replace(found, order=found.order.without_secret())

    async def waiting(self) -> Sequence[JobId]:
        """The queued jobs, the next one first."""
        queued = (job for job in self._jobs.values() if job.state == JobState.QUEUED)
        return [
            job.id for job in sorted(queued, key=lambda job: (job.priority, job.created, job.id))
        ]

    async def unfinished(self) -> Sequence[Job]:
        """The queued and the running jobs, oldest first."""
        found = (job for job in self._jobs.values() if job.state in UNFINISHED)
        return sorted(found, key=lambda job: (job.created, job.id))

    async def of_person(self, person: PersonId, limit: int) -> Sequence[Job]:
        """The newest jobs of someone, newest first."""
        return sorted(self._of(person), key=lambda job: (-job.created, job.id))[:limit]

    async def pace(self) -> float | None:
        """Mean seconds that the last films took."""
        done = [job for job in self._jobs.values() if job.clip and job.finished and job.started]
        last = sorted(done, key=lambda job: -(job.finished or 0.0))[:20]
        took = [(job.finished or 0.0) - (job.started or 0.0) for job in last]
        return sum(took) / len(took) if took else None

    async def tally(self) -> Mapping[JobState, int]:
        """How many jobs there are in each state."""
        states = [job.state for job in self._jobs.values()]
        return {state: states.count(state) for state in JobState}

    async def uses(self, media: MediaKey) -> bool:
        """Whether an undelivered job needs this file."""
        undelivered = (*UNFINISHED, JobState.RENDERED)
        return any(
            media in (job.order.photo, job.order.sound) and job.state in undelivered
            for job in self._jobs.values()
        )

    async def clips_before(self, then: float) -> Sequence[Job]:
        """Jobs that finished before `then` and still have a film that nobody waits for."""
        return [job for job in self._finished_before(then) if job.clip is not None]

    async def clip_gone(self, job: JobId) -> None:
        """The film was deleted."""
        if job in self._jobs:
            self._jobs[job] = replace(self._jobs[job], clip=None)

    async def anonymise_before(self, then: float) -> Sequence[JobId]:
        """Take person, words and chat out of old jobs."""
        old = [job for job in self._finished_before(then) if job.order.chat.user]
        for job in old:
            self._jobs[job.id] = replace(job, order=job.order.anonymous())
        return [job.id for job in old]

    async def erase(self, person: PersonId) -> Sequence[JobId]:
        """Delete all jobs of someone."""
        gone = [job.id for job in self._of(person)]
        for job in gone:
            del self._jobs[job]
        return gone

    def _of(self, person: PersonId) -> list[Job]:
        return [job for job in self._jobs.values() if job.order.chat.person == person]

    def _finished_before(self, then: float) -> list[Job]:
        return [
            job
            for job in self._jobs.values()
            if job.finished is not None and job.finished < then and job.state != JobState.RENDERED
        ]

    def _worked_on(self, job: JobId, attempt: int) -> Job | None:
        found = self._jobs.get(job)
        if found is None or found.state != JobState.RUNNING or found.attempt != attempt:
            return None
        return found

    def _finish(self, job: Job, enqueue: Enqueue) -> bool:
        enqueue(None, job)
        self._jobs[job.id] = job
        return True

    def _standing(self, person: PersonId, now: float) -> Standing:
        own = self._of(person)
        lost = (JobState.FAILED, JobState.CANCELLED)
        today = [
            job.created for job in own if job.created > now - DAY_SECONDS and job.state not in lost
        ]
        return Standing(
            unfinished=sum(job.state in UNFINISHED for job in self._jobs.values()),
            own_unfinished=sum(job.state in UNFINISHED for job in own),
            own_today=len(today),
            own_first_today=min(today, default=None),
        )
