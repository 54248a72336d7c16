"""Jobs without a database, for tests and trials: nothing outlives the process."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields, replace

from talking_photo.core.jobs.job import (
    UNDELIVERED,
    UNFINISHED,
    Failure,
    Job,
    JobId,
    JobProgress,
    JobRequest,
    JobState,
    MediaKey,
    PersonId,
    QueueHead,
    Quota,
    StoredVideo,
    WaitingJob,
)
from talking_photo.core.jobs.length import length_of_video
from talking_photo.core.jobs.quota import DAY_SECONDS, QuotaUsage, admit
from talking_photo.core.jobs.stores import Enqueue
from talking_photo.core.model import Stage


class MemoryJobStore:
    """Fulfils `talking_photo.core.jobs.stores.JobStore`."""

    def __init__(self) -> None:
        self._jobs: dict[JobId, Job] = {}
        self._tickets: dict[JobId, int] = {}

    def all(self) -> Collection[Job]:
        """Return every job."""
        return self._jobs.values()

    async def add(self, request: JobRequest, quota: Quota, now: float, enqueue: Enqueue) -> Job:
        """Store a new job and hand it to the queue, both or neither."""
        known = self._jobs.get(request.job_id)
        if known is not None:
            return known
        standing = self._standing(request.chat.person, now)
        job, ticket = admit(request, quota, standing, now)
        enqueue(None, job)
        self._jobs[job.id], self._tickets[job.id] = job, ticket
        return job

    async def find(self, job: JobId) -> Job | None:
        """Read a job."""
        return self._jobs.get(job)

    async def find_all(self, jobs: Collection[JobId]) -> Sequence[Job]:
        """Read many jobs."""
        return [self._jobs[job] for job in jobs if job in self._jobs]

    async def look(self, jobs: Collection[JobId]) -> Sequence[JobProgress]:
        """Read how far many jobs are."""
        found = [self._jobs[job] for job in jobs if job in self._jobs]
        names = [field.name for field in fields(JobProgress)]
        return [JobProgress(**{name: getattr(job, name) for name in names}) for job in found]

    async def begin(self, job: JobId, now: float) -> Job | None:
        """Start an attempt."""
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
        """Take back the death of the worker of this attempt."""
        found = self._jobs.get(job)
        if found is not None and found.attempt > attempt and found.deaths:
            self._jobs[job] = replace(found, deaths=found.deaths - 1)

    async def hand_back(self, job: JobId, attempt: int) -> None:
        """Queue the job again; the attempt does not count."""
        found = self._worked_on(job, attempt)
        if found is not None:
            self._jobs[job] = replace(found, state=JobState.QUEUED, attempt=attempt - 1)

    async def progress(self, job: JobId, attempt: int, stage: Stage, done: float) -> bool:
        """Store the progress; False when this attempt is no longer wanted."""
        found = self._worked_on(job, attempt)
        if found is not None:
            self._jobs[job] = replace(found, stage=stage, done=done)
        return found is not None

    async def rendered(
        self, job: JobId, attempt: int, video: StoredVideo, now: float, enqueue: Enqueue
    ) -> bool:
        """Store the video and enqueue its delivery."""
        found = self._worked_on(job, attempt)
        if found is None:
            return False
        length = length_of_video(video.seconds)
        return self._finish(
            replace(found, state=JobState.RENDERED, finished=now, video=video, length=length),
            enqueue,
        )

    async def failed(
        self, job: JobId, attempt: int, failure: Failure, now: float, enqueue: Enqueue
    ) -> bool:
        """Store the failure and enqueue its delivery."""
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
        """Mark the video as delivered."""
        found = self._jobs.get(job)
        if found is None or found.state != JobState.RENDERED:
            return False
        self._jobs[job] = replace(found, state=JobState.DELIVERED)
        return True

    async def undeliverable(self, job: JobId, failure: Failure) -> None:
        """Mark the video as undeliverable."""
        found = self._jobs.get(job)
        if found is not None and found.state == JobState.RENDERED:
            self._jobs[job] = replace(found, state=JobState.FAILED, failure=failure)

    async def forget_secret(self, job: JobId) -> None:
        """Empty `ChatRef.secret`."""
        found = self._jobs.get(job)
        if found is not None:
            self._jobs[job] = replace(found, request=found.request.without_secret())

    async def head(self, limit: int) -> QueueHead:
        """Read the first jobs that wait, and how much the running ones have still to do."""
        queued = [job for job in self._jobs.values() if job.state == JobState.QUEUED]
        queued.sort(key=lambda job: (job.priority, job.created, job.id))
        running = [job for job in self._jobs.values() if job.state == JobState.RUNNING]
        waiting = [
            WaitingJob(id=job.id, priority=job.priority, length=job.length)
            for job in queued[:limit]
        ]
        to_do = sum(job.length * (1 - job.done) for job in running)
        return QueueHead(waiting=tuple(waiting), running=to_do)

    async def unfinished(self) -> Sequence[Job]:
        """Return the queued and the running jobs, oldest first."""
        found = (job for job in self._jobs.values() if job.state in UNFINISHED)
        return sorted(found, key=lambda job: (job.created, job.id))

    async def of_person(self, person: PersonId, limit: int) -> Sequence[Job]:
        """Return the newest jobs of a person, newest first."""
        return sorted(self._of(person), key=lambda job: (-job.created, job.id))[:limit]

    async def pace(self) -> float | None:
        """Return the seconds that each second of length took of late."""
        done = [job for job in self._jobs.values() if job.video and job.finished and job.started]
        last = sorted(done, key=lambda job: -(job.finished or 0.0))[:20]
        took = sum((job.finished or 0.0) - (job.started or 0.0) for job in last)
        return took / sum(job.length for job in last) if last else None

    async def count_by_state(self) -> Mapping[JobState, int]:
        """Count the jobs in each state that is not an end."""
        states = [job.state for job in self._jobs.values()]
        return {state: states.count(state) for state in UNDELIVERED}

    async def used(self, media: Collection[MediaKey]) -> Collection[MediaKey]:
        """Return those of these files that undelivered jobs need."""
        needed: set[MediaKey] = set()
        for job in self._jobs.values():
            if job.state in UNDELIVERED:
                needed |= {key for key in (job.request.photo, job.request.sound) if key}
        return needed & set(media)

    async def with_video(self, sha256: str) -> Job | None:
        """Return the job whose video has these contents."""
        found = (job for job in self._jobs.values() if job.video and job.video.sha256 == sha256)
        return next(found, None)

    async def videos_before(self, then: float, limit: int) -> Sequence[Job]:
        """Return old jobs that still have a video that nobody waits for."""
        return [job for job in self._finished_before(then) if job.video is not None][:limit]

    async def video_gone(self, job: JobId) -> None:
        """Note that the video was deleted."""
        if job in self._jobs:
            self._jobs[job] = replace(self._jobs[job], video=None)

    async def forget_contents(self, job: JobId) -> bool:
        """Forget what was asked for and what was made."""
        found = self._jobs.get(job)
        if found is None or found.state in UNDELIVERED:
            return False
        self._jobs[job] = replace(found, request=found.request.without_contents(), video=None)
        return True

    async def delete_before(self, then: float, limit: int) -> Sequence[JobId]:
        """Delete old jobs that have no video any more."""
        old = [job.id for job in self._finished_before(then) if job.video is None][:limit]
        for job in old:
            del self._jobs[job]
        return old

    async def erase(self, person: PersonId) -> Sequence[JobId]:
        """Delete all jobs of someone."""
        gone = [job.id for job in self._of(person)]
        for job in gone:
            del self._jobs[job]
        return gone

    def _of(self, person: PersonId) -> list[Job]:
        return [job for job in self._jobs.values() if job.request.chat.person == person]

    def _finished_before(self, then: float) -> list[Job]:
        ended = [job for job in self._jobs.values() if job.state not in UNDELIVERED]
        ended.sort(key=lambda job: job.finished or 0.0)
        return [job for job in ended if (job.finished or 0.0) < then]

    def _worked_on(self, job: JobId, attempt: int) -> Job | None:
        found = self._jobs.get(job)
        if found is None or found.state != JobState.RUNNING or found.attempt != attempt:
            return None
        return found

    def _finish(self, job: Job, enqueue: Enqueue) -> bool:
        enqueue(None, job)
        self._jobs[job.id] = job
        return True

    def _standing(self, person: PersonId, now: float) -> QuotaUsage:
        own = self._of(person)
        own_unfinished = [job.priority for job in own if job.state in UNFINISHED]
        today = [
            job
            for job in own
            if job.created > now - DAY_SECONDS
            and not (job.state == JobState.CANCELLED and job.attempt == 0)
        ]
        return QuotaUsage(
            unfinished=sum(job.state in UNFINISHED for job in self._jobs.values()),
            own_unfinished=len(own_unfinished),
            own_last_turn=max(own_unfinished, default=0),
            own_today=len(today),
            own_first_today=min((job.created for job in today), default=None),
            own_seconds_today=sum(job.length for job in today),
            last_ticket=max((self._tickets[job] for job in self._jobs), default=0),
        )
