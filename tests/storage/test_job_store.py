"""What every store of jobs promises."""

import asyncio
import random
from dataclasses import replace

import pytest
from sqlalchemy import event

from talking_photo.core.errors import RequestError
from talking_photo.core.jobs.job import (
    ChatRef,
    Failure,
    JobId,
    JobRequest,
    JobState,
    MediaKey,
    PersonId,
    Quota,
    Responsibility,
    StoredVideo,
)
from talking_photo.core.jobs.length import length_of_video
from talking_photo.core.model import Expression, Layout, Note, Stage
from talking_photo.core.request import RenderOptions
from talking_photo.storage import job_store
from talking_photo.storage.database import Database

PLENTY = Quota(jobs_per_day=100, waiting_per_person=100, queue_length=100)
NOON = 1_800_000_000.0
ANNA = PersonId("town:anna")
VIDEO = StoredVideo(
    key=MediaKey("people/x/videos/1.mp4"),
    width=640,
    height=480,
    seconds=2.5,
    bytes=1000,
    sha256="ab" * 32,
    notes=(Note(code="voice_fell_back", facts={"from": "piper", "to": "espeak"}),),
)


def job_request(number=0, user="anna", **values):
    chat = ChatRef(platform="town", chat="square", user=user, message=str(number))
    given = {"photo": MediaKey("people/x/inputs/p"), "text": "Hi."} | values
    return JobRequest(key=f"{user}:{number}", chat=chat, **given)


class Queue:
    """Remembers what was handed to it."""

    def __init__(self):
        self.jobs = []

    def __call__(self, _connection, job):
        self.jobs.append(job)


def broken(_connection, job):
    raise RuntimeError("the queue is gone")


async def add(stores, *numbers, user="anna", now=NOON, quota=PLENTY, **values):
    """Submit requests, a second after one another; the jobs."""
    return [
        await stores.jobs.add(job_request(number, user, **values), quota, now + number, Queue())
        for number in numbers
    ]


async def add_one(stores, number=0, **more):
    (job,) = await add(stores, number, **more)
    return job


async def add_rendered(stores, number=0, user="anna", at=NOON):
    job = await add_one(stores, number, user=user, now=at)
    begun = await stores.jobs.begin(job.id, at)
    assert await stores.jobs.rendered(job.id, begun.attempt, VIDEO, at + 5, Queue())
    return await stores.jobs.find(job.id)


async def test_a_job_is_found_as_it_was_ordered(stores):
    whole = job_request(
        text="Grüße 👋",
        options=RenderOptions(
            voice="espeak",
            language="de",
            expression=Expression.HAPPY,
            layout=Layout.SQUARE,
            captions=True,
            seed=7,
        ),
    )
    chat = replace(whole.chat, details={"thread": "9"}, secret={"token": "hush"})
    whole = replace(whole, chat=chat, max_bytes=10_000_000)
    job = await stores.jobs.add(whole, PLENTY, NOON, Queue())
    assert job.request == whole
    assert (job.state, job.created, job.attempt) == (JobState.QUEUED, NOON, 0)
    assert await stores.jobs.find(job.id) == job
    assert await stores.jobs.find(JobId("unknown")) is None
    (look,) = await stores.jobs.look([job.id, JobId("unknown")])
    assert (look.id, look.state, look.priority) == (job.id, JobState.QUEUED, job.priority)


async def test_a_job_is_found_by_the_contents_of_its_video(stores):
    job = await add_rendered(stores)
    assert (await stores.jobs.with_video(VIDEO.sha256)).id == job.id
    assert await stores.jobs.with_video("f" * 64) is None
    assert await stores.jobs.with_video("%") is None
    await stores.jobs.video_gone(job.id)
    assert await stores.jobs.with_video(VIDEO.sha256) is None


async def test_what_only_the_adapter_may_see_is_forgotten_when_delivered_and_nothing_else(stores):
    secret = replace(job_request().chat, details={"thread": "9"}, secret={"token": "hush"})
    job = await stores.jobs.add(replace(job_request(), chat=secret), PLENTY, NOON, Queue())
    await stores.jobs.forget_secret(job.id)
    await stores.jobs.forget_secret(JobId("unknown"))
    left = await stores.jobs.find(job.id)
    assert left == replace(job, request=job.request.without_secret())
    assert left.request.chat.details == {"thread": "9"}


async def test_an_order_that_comes_again_is_the_same_job_and_queued_once(stores):
    queue = Queue()
    first = await stores.jobs.add(job_request(), PLENTY, NOON, queue)
    await stores.jobs.begin(first.id, NOON)
    again = await stores.jobs.add(job_request(), PLENTY, NOON + 60, queue)
    assert queue.jobs == [first]
    assert (again.id, again.created, again.state) == (first.id, NOON, JobState.RUNNING)


async def test_a_job_that_the_queue_does_not_take_is_not_stored(stores):
    with pytest.raises(RuntimeError):
        await stores.jobs.add(job_request(), PLENTY, NOON, broken)
    assert await stores.jobs.find(job_request().job_id) is None


async def test_a_video_whose_delivery_is_not_queued_is_not_stored(stores):
    job = await add_one(stores)
    begun = await stores.jobs.begin(job.id, NOON)
    with pytest.raises(RuntimeError):
        await stores.jobs.rendered(job.id, begun.attempt, VIDEO, NOON, broken)
    assert await stores.jobs.find(job.id) == begun


async def waiting(stores):
    return [
        (await stores.jobs.find(job.id)).request.key
        for job in (await stores.jobs.head(100)).waiting
    ]


async def test_each_job_of_somebody_lets_at_most_three_later_ones_pass_for_each_before_it(stores):
    album = await add(stores, 0, 1, 2, user="a")
    for number in range(3, 19):
        await add(stores, number, user=f"late{number}")
    queue = await waiting(stores)
    assert [queue.index(job.request.key) for job in album] == [0, 2, 7]


async def test_whoever_comes_after_somebody_with_twenty_jobs_is_soon_served(stores):
    await add(stores, *range(20), user="a")
    await add(stores, 20, user="b")
    assert (await waiting(stores)).index("b:20") == 6


async def test_nobody_waits_for_more_than_four_times_what_was_there_and_own_jobs_keep_their_order(
    stores,
):
    rng, before, begun = random.Random(7), {}, []
    for number in range(60):
        user = rng.choice(("greedy", "greedy", f"guest{number}"))
        job = await add_one(stores, number, user=user)
        unfinished = len((await stores.jobs.head(1000)).waiting)
        mine = [other for other in before if other.startswith(f"{user}:")]
        waits = [before[other] for other in mine if other not in begun]
        before[job.request.key] = (len(begun), max([unfinished, *(limit for _, limit in waits)]))
        if number % 3:
            await begin_next(stores, begun)
    while (await stores.jobs.head(1)).waiting:
        await begin_next(stores, begun)
    for key, (came, limit) in before.items():
        assert begun.index(key) - came < 4 * limit
    for user in ("greedy",):
        own = [int(key.partition(":")[2]) for key in begun if key.startswith(f"{user}:")]
        assert own == sorted(own)


async def begin_next(stores, begun):
    """Begin the next job and end it."""
    (next_one,) = (await stores.jobs.head(1)).waiting
    job = await stores.jobs.begin(next_one.id, NOON)
    await stores.jobs.cancel(job.id, NOON)
    begun.append(job.request.key)


async def test_a_few_people_cannot_fill_the_queue_for_all(stores):
    quota = Quota(jobs_per_day=100, waiting_per_person=20, queue_length=80, queue_share=0.125)
    refusals = []
    for number in range(8):
        for user in range(10):
            try:
                await add_one(stores, number, user=f"user{user}", quota=quota)
            except RequestError as refusal:
                refusals.append(refusal)
    taken = (await stores.jobs.count_by_state())[JobState.QUEUED]
    assert taken <= 50
    assert {refusal.code for refusal in refusals} == {"queue_busy"}
    assert refusals[-1].facts == {"taken": taken, "places": 80, "limit": int((80 - taken) / 8)}
    for user in range(80 - taken):
        await add_one(stores, 0, user=f"new{user}", quota=quota)
    with pytest.raises(RequestError) as refusal:
        await add_one(stores, 0, user="one too many", quota=quota)
    assert refusal.value.code == "queue_full"


async def test_a_full_queue_refuses_and_says_how_long_it_is(stores):
    quota = replace(PLENTY, queue_length=2)
    await add(stores, 0, user="a", quota=quota)
    job = await add_one(stores, 1, user="b", quota=quota)
    with pytest.raises(RequestError) as refusal:
        await add(stores, 2, user="c", quota=quota)
    assert (refusal.value.code, refusal.value.facts) == ("queue_full", {"limit": 2})
    await stores.jobs.cancel(job.id, NOON)
    await add(stores, 2, user="c", quota=quota)


async def test_one_person_does_not_fill_the_queue(stores):
    quota = replace(PLENTY, waiting_per_person=2)
    await add(stores, 0, 1, user="a", quota=quota)
    with pytest.raises(RequestError) as refusal:
        await add(stores, 2, user="a", quota=quota)
    assert (refusal.value.code, refusal.value.facts) == ("too_many_waiting", {"limit": 2})
    await add(stores, 2, user="b", quota=quota)


async def test_a_days_quota_says_when_there_is_more_and_counts_all_that_was_worked_on(stores):
    quota = replace(PLENTY, jobs_per_day=3)
    await add_rendered(stores, 0)
    failing = await add_one(stores, 1, quota=quota)
    begun = await stores.jobs.begin(failing.id, NOON)
    await stores.jobs.failed(failing.id, begun.attempt, Failure(code="x"), NOON, Queue())
    stopped = await add_one(stores, 2, quota=quota)
    await stores.jobs.begin(stopped.id, NOON)
    await stores.jobs.cancel(stopped.id, NOON)
    with pytest.raises(RequestError) as refusal:
        await add(stores, 100, quota=quota)
    assert refusal.value.code == "quota_reached"
    assert refusal.value.facts == {"limit": 3, "seconds": 24 * 3600 - 100}
    await add_one(stores, 24 * 3600 + 0.5, quota=quota)


async def test_a_day_has_minutes_of_video_and_what_a_video_really_had_counts(stores):
    quota = replace(PLENTY, seconds_per_day=90.0)
    long = replace(job_request(1), sound=MediaKey("s"), sound_seconds=80.0)
    with pytest.raises(RequestError) as refusal:
        await stores.jobs.add(
            replace(long, key="longer", sound_seconds=100.0), quota, NOON, Queue()
        )
    assert refusal.value.code == "video_longer_than_quota"
    assert refusal.value.facts == {"minutes": 1.7, "limit_minutes": 1.5}
    job = await stores.jobs.add(long, quota, NOON, Queue())
    await stores.jobs.begin(job.id, NOON)
    other = replace(long, key="other", sound_seconds=30.0)
    with pytest.raises(RequestError) as refusal:
        await stores.jobs.add(other, quota, NOON + 3600, Queue())
    assert refusal.value.code == "quota_minutes_reached"
    assert refusal.value.facts == {
        "minutes": 0.6, "used_minutes": 1.4, "limit_minutes": 1.5, "seconds": 23 * 3600.0
    }  # fmt: skip
    await stores.jobs.rendered(job.id, 1, replace(VIDEO, seconds=5.0), NOON, Queue())
    await stores.jobs.add(other, quota, NOON + 3600, Queue())


async def test_a_job_that_was_cancelled_before_anybody_worked_on_it_costs_nothing(stores):
    quota = replace(PLENTY, jobs_per_day=1)
    unwanted = await add_one(stores, 0, quota=quota)
    await stores.jobs.cancel(unwanted.id, NOON)
    await add_one(stores, 1, quota=quota)


async def test_of_two_orders_at_once_one_gets_the_last_place(stores):
    quota = replace(PLENTY, waiting_per_person=1)
    tries = [stores.jobs.add(job_request(number), quota, NOON, Queue()) for number in range(2)]
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Job", "RequestError"]


async def test_a_worker_that_was_taken_for_dead_changes_nothing_any_more(stores):
    job = await add_one(stores)
    first = await stores.jobs.begin(job.id, NOON)
    second = await stores.jobs.begin(job.id, NOON + 9)
    assert (first.attempt, second.attempt) == (1, 2)
    assert not await stores.jobs.progress(job.id, 1, Stage.FRAMES, 0.5)
    assert not await stores.jobs.rendered(job.id, 1, VIDEO, NOON, broken)
    assert not await stores.jobs.failed(job.id, 1, Failure(code="no_face"), NOON, broken)
    await stores.jobs.hand_back(job.id, 1)
    assert await stores.jobs.find(job.id) == second
    assert await stores.jobs.progress(job.id, 2, Stage.FRAMES, 0.5)
    found = await stores.jobs.find(job.id)
    assert (found.stage, found.done) == (Stage.FRAMES, 0.5)


async def test_an_attempt_that_was_handed_back_does_not_count(stores):
    job = await add_one(stores)
    await stores.jobs.begin(job.id, NOON)
    await stores.jobs.hand_back(job.id, 1)
    assert (await stores.jobs.find(job.id)).state == JobState.QUEUED
    assert (await stores.jobs.begin(job.id, NOON)).attempt == 1


async def test_a_video_is_queued_for_delivery_and_delivered_once(stores):
    job, queue = await add_one(stores), Queue()
    begun = await stores.jobs.begin(job.id, NOON + 1)
    assert await stores.jobs.rendered(job.id, begun.attempt, VIDEO, NOON + 4, queue)
    rendered = await stores.jobs.find(job.id)
    assert queue.jobs == [rendered]
    assert (rendered.state, rendered.video, rendered.finished) == (
        JobState.RENDERED,
        VIDEO,
        NOON + 4,
    )
    assert await stores.jobs.begin(job.id, NOON + 5) is None
    assert await stores.jobs.delivered(job.id)
    assert not await stores.jobs.delivered(job.id)
    assert (await stores.jobs.find(job.id)).state == JobState.DELIVERED


async def test_a_failure_keeps_its_code_facts_and_who_can_mend_it(stores):
    job, queue = await add_one(stores), Queue()
    begun = await stores.jobs.begin(job.id, NOON)
    failure = Failure(
        code="face_too_small", facts={"width_pixels": 30.5, "min": 48}, who=Responsibility.ASKER
    )
    assert await stores.jobs.failed(job.id, begun.attempt, failure, NOON + 1, queue)
    assert queue.jobs[0].failure == failure
    assert (await stores.jobs.find(job.id)).state == JobState.FAILED
    assert not await stores.jobs.delivered(job.id)


async def test_a_video_that_nobody_can_be_given_fails(stores):
    job = await add_rendered(stores)
    await stores.jobs.undeliverable(job.id, Failure(code="chat_gone"))
    found = await stores.jobs.find(job.id)
    assert (found.state, found.failure.code) == (JobState.FAILED, "chat_gone")


async def test_unfinished_are_those_that_wait_and_those_in_work_oldest_first(stores):
    waiting, running, cancelled = await add(stores, 0, 1, 2)
    await add_rendered(stores, 3)
    await stores.jobs.begin(running.id, NOON)
    await stores.jobs.cancel(cancelled.id, NOON)
    found = [(job.id, job.state) for job in await stores.jobs.unfinished()]
    assert found == [(waiting.id, JobState.QUEUED), (running.id, JobState.RUNNING)]


async def test_waiting_and_running_jobs_can_be_cancelled_finished_ones_cannot(stores):
    waiting, running = await add(stores, 0, 1)
    await stores.jobs.begin(running.id, NOON)
    finished = await add_rendered(stores, 2)
    cancelled = [await stores.jobs.cancel(j.id, NOON) for j in (waiting, running, finished)]
    assert cancelled == [True, True, False]
    assert not await stores.jobs.progress(running.id, 1, Stage.FRAMES, 0.5)
    assert await stores.jobs.begin(waiting.id, NOON) is None
    assert not await stores.jobs.cancel(JobId("unknown"), NOON)


async def test_a_file_is_used_until_the_video_is_delivered(stores):
    sound = MediaKey("people/x/inputs/s")
    job = await add_one(stores, text=None, sound=sound)
    begun = await stores.jobs.begin(job.id, NOON)
    await stores.jobs.rendered(job.id, begun.attempt, VIDEO, NOON, Queue())
    files = [job.request.photo, sound, MediaKey("people/x/inputs/other")]
    assert await stores.jobs.used(files) == {job.request.photo, sound}
    await stores.jobs.delivered(job.id)
    assert await stores.jobs.used(files) == set()


async def test_videos_are_due_by_age_but_not_before_they_were_delivered(stores):
    old, older_but_waiting, new = [
        await add_rendered(stores, n, at=NOON + at) for n, at in enumerate((0, -50, 100))
    ]
    await stores.jobs.delivered(old.id)
    await stores.jobs.delivered(new.id)
    due = await stores.jobs.videos_before(NOON + 50, 10)
    assert [job.id for job in due] == [old.id]
    await stores.jobs.video_gone(old.id)
    assert await stores.jobs.videos_before(NOON + 50, 10) == []
    assert (await stores.jobs.find(older_but_waiting.id)).video == VIDEO


async def test_the_contents_of_a_job_are_forgotten_when_it_is_over_and_it_goes_on_to_count(stores):
    job = await add_rendered(stores, 0, at=NOON)
    assert not await stores.jobs.forget_contents(job.id)
    await stores.jobs.delivered(job.id)
    assert await stores.jobs.forget_contents(job.id)
    left = await stores.jobs.find(job.id)
    assert (left.request.photo, left.request.text, left.video) == ("", None, None)
    assert [one.id for one in await stores.jobs.of_person(job.request.chat.person, 9)] == [job.id]
    assert not await stores.jobs.forget_contents("nobody")


async def test_old_jobs_are_deleted_oldest_first_once_their_video_is_gone(stores):
    jobs = [await add_rendered(stores, n, at=NOON - 10 * n) for n in range(3)]
    undelivered = await add_rendered(stores, 9, at=NOON - 1000)
    for job in jobs:
        await stores.jobs.delivered(job.id)
    assert await stores.jobs.delete_before(NOON + 100, 10) == []
    for job in jobs[1:]:
        await stores.jobs.video_gone(job.id)
    assert await stores.jobs.delete_before(NOON - 100, 10) == []
    assert await stores.jobs.delete_before(NOON + 100, 1) == [jobs[2].id]
    assert await stores.jobs.delete_before(NOON + 100, 10) == [jobs[1].id]
    assert await stores.jobs.find(jobs[1].id) is None
    assert await stores.jobs.find(jobs[0].id) is not None
    assert await stores.jobs.find(undelivered.id) is not None


async def test_the_newest_jobs_of_somebody_come_first(stores):
    jobs = await add(stores, 0, 1, 2)
    await add(stores, 3, user="bert")
    assert await stores.jobs.of_person(ANNA, 2) == [jobs[2], jobs[1]]


async def test_erasing_removes_the_jobs_of_one_person(stores):
    mine = await add(stores, 0, 1)
    other = await add_one(stores, 2, user="bert")
    assert sorted(await stores.jobs.erase(ANNA)) == sorted(job.id for job in mine)
    assert await stores.jobs.find(mine[0].id) is None
    assert await stores.jobs.find(other.id) == other


async def test_the_pace_is_that_of_the_last_videos_for_each_second_of_length(stores):
    assert await stores.jobs.pace() is None
    length = length_of_video(VIDEO.seconds)  # what it was, and not what was expected
    for number in range(25):
        begin = NOON + 2000 * number
        took = 1000.0 if number < 5 else 4.0 + number % 2
        job = await add_one(stores, number)
        begun = await stores.jobs.begin(job.id, begin)
        await stores.jobs.rendered(job.id, begun.attempt, VIDEO, begin + took, Queue())
    assert await stores.jobs.pace() == pytest.approx(4.5 / length)
    assert (await stores.jobs.count_by_state())[JobState.RENDERED] == 25


async def test_the_head_of_the_queue_knows_what_is_still_to_do(stores):
    first, second = await add(stores, 0, 1)
    third = await add_one(stores, 2, user="bert")
    begun = await stores.jobs.begin(first.id, NOON)
    await stores.jobs.progress(first.id, begun.attempt, Stage.FRAMES, 0.75)
    head = await stores.jobs.head(1)
    assert [job.id for job in head.waiting] == [third.id]
    assert head.running == pytest.approx(first.length / 4)
    assert [job.id for job in (await stores.jobs.head(2)).waiting] == [third.id, second.id]


async def test_a_long_queue_is_not_counted_one_by_one(stores, monkeypatch):
    monkeypatch.setattr(job_store, "_COUNTED", 3)
    quota = replace(PLENTY, queue_length=6)
    for number in range(6):
        await add_one(stores, number, user=f"user{number}", quota=quota)
    with pytest.raises(RequestError) as refusal:
        await add_one(stores, 7, user="late", quota=quota)
    assert refusal.value.code == "queue_full"


async def test_no_query_that_is_asked_often_walks_the_table(tmp_path):
    statements = []

    def note(_connection, _cursor, statement, parameters, _context, _many):
        if "jobs" in statement and statement.startswith(("SELECT", "UPDATE", "DELETE")):
            statements.append((statement, parameters))

    async with Database(f"sqlite:///{tmp_path}/test.db") as database:
        engines = (database._reader.sync_engine, database._writer.sync_engine)
        for engine in engines:
            event.listen(engine, "before_cursor_execute", note)
        jobs = job_store.SqlJobStore(database)
        job = await jobs.add(job_request(), PLENTY, NOON, Queue())
        begun = await jobs.begin(job.id, NOON)
        await jobs.progress(job.id, begun.attempt, Stage.FRAMES, 0.5)
        await jobs.look([job.id])
        await jobs.head(200)
        await jobs.pace()
        await jobs.count_by_state()
        await jobs.used([job.request.photo])
        await jobs.unfinished()
        await jobs.of_person(ANNA, 10)
        await jobs.videos_before(NOON, 500)
        await jobs.delete_before(NOON, 500)
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)
        async with database.reading() as connection:
            for statement, parameters in statements:
                plan = await connection.exec_driver_sql(
                    f"EXPLAIN QUERY PLAN {statement}", parameters
                )
                steps = [row[3] for row in plan]
                assert not [step for step in steps if step in ("SCAN jobs", "SCAN TABLE jobs")], (
                    statement
                )
    assert len(statements) >= 12
