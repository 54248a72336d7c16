"""What every store of people, photos, updates, messages and workers promises."""

import time
from dataclasses import replace

import pytest

from talking_photo.core.face_points import FacePoints
from talking_photo.core.jobs.job import (
    Batch,
    BatchId,
    BatchRow,
    BatchRowState,
    ChatRef,
    Consent,
    DailyLimits,
    DeliveryReceipt,
    Failure,
    JobId,
    JobRequest,
    MediaKey,
    Person,
    PersonId,
    Preferences,
    ScheduledRequest,
    StoredPortrait,
    StoredUpdate,
)
from talking_photo.core.jobs.stores import Heartbeat
from talking_photo.core.request import OwnVoice, RenderOptions
from talking_photo.storage import memory, worker_store
from tests.core.placed_face import FACE, PAIR

NOON = 1_800_000_000.0
ANNA, BERT = PersonId("town:anna"), PersonId("town:bert")
CHAT = ChatRef(platform="town", chat="square", user="anna", message="1")
JOB = JobId("job1")


def portrait(photo="a", name=None, chat="square", until=NOON + 900, person=ANNA):
    return StoredPortrait(person=person, name=name, chat=chat, photo=MediaKey(photo), until=until)


async def test_somebody_new_has_the_defaults(stores):
    assert await stores.people.find(ANNA) == Person(id=ANNA)


async def test_what_somebody_chose_is_kept_and_replaced(stores):
    anna = Person(
        id=ANNA,
        preferences=Preferences(options=RenderOptions(voice="espeak", captions=True)),
        consent=Consent(version=2, at=NOON),
    )
    await stores.people.keep(Person(id=ANNA))
    await stores.people.keep(anna)
    assert await stores.people.find(ANNA) == anna
    assert await stores.people.find(BERT) == Person(id=BERT)


@pytest.mark.parametrize("blocked", [False, True])
async def test_erasing_somebody_keeps_only_that_they_are_blocked(stores, blocked):
    await stores.people.keep(
        Person(id=ANNA, preferences=Preferences(spoken_to_in="de"), blocked=blocked)
    )
    await stores.people.erase(ANNA)
    assert await stores.people.find(ANNA) == Person(id=ANNA, blocked=blocked)


async def test_points_are_kept_with_the_face_that_they_were_placed_on(stores):
    pair = tuple(FacePoints(**points) for points in PAIR)
    for name, points in (("Rex", FACE), ("Two", pair)):
        saved = replace(portrait(name, name=name, until=None), chat="", points=points)
        await stores.portraits.keep(replace(saved, voice="child"))
        assert await stores.portraits.named(ANNA, name) == replace(saved, voice="child")


async def test_the_last_photo_of_a_chat_is_remembered_for_a_while(stores):
    await stores.portraits.keep(portrait("old"))
    await stores.portraits.keep(portrait("new"))
    await stores.portraits.keep(portrait("elsewhere", chat="inn"))
    last = await stores.portraits.last(ANNA, "square", NOON)
    assert last == portrait("new")
    assert await stores.portraits.last(BERT, "square", NOON) is None
    assert await stores.portraits.last(ANNA, "square", NOON + 900) is None


async def test_saved_photos_are_found_by_name_in_every_chat(stores):
    await stores.portraits.keep(portrait("1", name="wolf", until=None))
    await stores.portraits.keep(portrait("2", name="aunt", until=None))
    await stores.portraits.keep(portrait("3", name="wolf", chat="inn", until=None))
    await stores.portraits.keep(portrait("passing"))
    assert (await stores.portraits.named(ANNA, "wolf")).photo == "3"
    assert await stores.portraits.named(BERT, "wolf") is None
    assert await stores.portraits.named(ANNA, "") is None
    assert [saved.name for saved in await stores.portraits.of_person(ANNA)] == ["aunt", "wolf"]
    assert [last.photo for last in await stores.portraits.nameless(ANNA)] == ["passing"]
    assert await stores.portraits.remove(ANNA, "wolf") == "3"
    assert not await stores.portraits.remove(ANNA, "wolf")
    assert not await stores.portraits.remove(ANNA, "")


async def test_the_photo_that_another_replaces_is_reported(stores):
    assert await stores.portraits.keep(portrait("1")) is None
    assert await stores.portraits.keep(portrait("1")) is None
    assert await stores.portraits.keep(portrait("2")) == "1"
    elsewhere = replace(portrait(""), file="with the platform")
    assert await stores.portraits.keep(elsewhere) == "2"
    assert await stores.portraits.last(ANNA, "square", NOON) == elsewhere
    assert await stores.portraits.keep(portrait("3")) is None
    assert await stores.portraits.forget_before(NOON + 900) == ["3"]


async def test_a_photo_is_used_while_it_is_remembered(stores):
    await stores.portraits.keep(portrait("passing"))
    await stores.portraits.keep(portrait("saved", name="aunt", until=None))
    photos = [MediaKey(name) for name in ("passing", "saved", "unknown")]
    assert await stores.portraits.used(photos, NOON) == {"passing", "saved"}
    assert await stores.portraits.used(photos, NOON + 900) == {"saved"}
    assert await stores.portraits.forget_before(NOON + 900) == ["passing"]
    assert await stores.portraits.forget_before(NOON + 900) == []
    await stores.portraits.erase(ANNA)
    assert await stores.portraits.of_person(ANNA) == []


async def test_voices_that_people_made_are_kept_by_name(stores):
    deep = OwnVoice(name="Grandpa", base="hibari-man", pitch=0.8, pace=0.9, formants=0.95)
    mixed = OwnVoice(name="Anna", base="kokoro-es-dora", second="kokoro-es-alex", share=0.6)
    for voice in (deep, mixed, replace(deep, pitch=0.85)):
        await stores.own_voices.keep(ANNA, voice)
    assert await stores.own_voices.of_person(ANNA) == [mixed, replace(deep, pitch=0.85)]
    assert await stores.own_voices.of_person(BERT) == []
    assert not await stores.own_voices.remove(BERT, "Anna")
    assert await stores.own_voices.remove(ANNA, "Anna")
    await stores.own_voices.keep(BERT, mixed)
    await stores.own_voices.erase(ANNA)
    assert await stores.own_voices.of_person(ANNA) == []
    assert await stores.own_voices.of_person(BERT) == [mixed]


def a_batch(number, person=ANNA, rows=2):
    """A batch with a row that is wrong before those that wait."""
    batch = Batch(
        id=BatchId(f"batch {number}"),
        person=person,
        title="Hi {name}!",
        content="",
        created=NOON + number,
        limits=DailyLimits(jobs=3),
    )
    requests = {
        place: JobRequest(
            key=f"{number}:{place}", chat=CHAT, photo=MediaKey(f"photo {number}"), text="Hi!"
        )
        for place in range(1, rows + 1)
    }
    wrong = BatchRow(
        place=0,
        number=2,
        name="2",
        job=None,
        state=BatchRowState.REFUSED,
        failure=Failure(code="cell_empty"),
        column="name",
    )
    right = [
        BatchRow(
            place=place,
            number=place + 2,
            name=str(place),
            job=request.job_id,
            state=BatchRowState.WAITING,
        )
        for place, request in requests.items()
    ]
    return batch, [wrong, *right], requests


async def test_the_rows_of_a_batch_wait_one_after_the_other_until_each_is_settled(stores):
    batch, rows, requests = a_batch(1)
    await stores.batches.add(batch, rows, requests)
    await stores.batches.add(batch, rows[:1], {})  # the same again changes nothing
    assert await stores.batches.find(batch.id) == batch
    assert await stores.batches.rows(batch.id) == rows
    assert await stores.batches.waiting() == [batch]
    photos = [MediaKey("photo 1"), MediaKey("other")]
    for place in (1, 2):
        assert set(await stores.batches.used(photos)) == {"photo 1"}
        assert await stores.batches.next_row(batch.id) == (rows[place], requests[place])
        done = replace(rows[place], state=BatchRowState.SUBMITTED)
        assert await stores.batches.settle(batch.id, done)
        assert not await stores.batches.settle(batch.id, done)
    assert await stores.batches.next_row(batch.id) is None
    assert await stores.batches.waiting() == []
    assert set(await stores.batches.used(photos)) == set()
    states = [row.state for row in await stores.batches.rows(batch.id)]
    assert states == ["refused", "submitted", "submitted"]


async def test_a_batch_is_cancelled_and_forgotten_and_that_of_somebody_else_is_not(stores):
    (one, rows, requests), (other, *theirs) = a_batch(1), a_batch(2, BERT)
    await stores.batches.add(one, rows, requests)
    await stores.batches.add(other, *theirs)
    assert await stores.batches.of_person(ANNA) == [one]
    assert await stores.batches.cancel(one.id) == list(requests.values())
    assert await stores.batches.waiting() == [other]
    states = [row.state for row in await stores.batches.rows(one.id)]
    assert states == ["refused", "cancelled", "cancelled"]
    await stores.batches.forget_before(NOON + 9)  # what waits is not old
    assert await stores.batches.find(one.id) is None
    assert await stores.batches.rows(one.id) == []
    await stores.batches.erase(ANNA)
    assert await stores.batches.find(other.id) == other
    await stores.batches.erase(BERT)
    assert await stores.batches.waiting() == []


def scheduled(number, due, person=ANNA, sound=None):
    chat = replace(CHAT, user=person.partition(":")[2])
    request = JobRequest(
        key=number, chat=chat, photo=MediaKey(f"photo {number}"), text="Hi", sound=sound
    )
    return ScheduledRequest(request=request, due=due)


async def test_requests_wait_for_their_time_and_keep_their_files(stores):
    late, early = scheduled("1", NOON + 20), scheduled("2", NOON + 10, sound=MediaKey("voice"))
    foreign = scheduled("3", NOON + 30, BERT)
    for one in (late, early, foreign, replace(late, due=NOON + 99)):
        await stores.schedule.keep(one)
    assert await stores.schedule.of_person(ANNA) == [early, late]
    assert await stores.schedule.due(NOON, 10) == []
    assert await stores.schedule.due(NOON + 20, 10) == [early, late]
    assert await stores.schedule.due(NOON + 20, 1) == [early]
    keys = [MediaKey(key) for key in ("photo 1", "voice", "photo 9")]
    assert set(await stores.schedule.used(keys)) == {"photo 1", "voice"}
    assert await stores.schedule.remove(early.id, BERT) is None
    assert await stores.schedule.remove(early.id, ANNA) == early
    assert await stores.schedule.remove(early.id) is None
    await stores.schedule.erase(ANNA)
    assert await stores.schedule.of_person(ANNA) == []
    assert await stores.schedule.of_person(BERT) == [foreign]


async def test_an_update_is_stored_once_and_waits_until_it_is_handled(stores):
    first, second = [
        StoredUpdate(platform="town", id=number, body="{}", person=ANNA) for number in ("10", "11")
    ]
    assert await stores.inbox.add([first], NOON)
    assert await stores.inbox.add([second], NOON + 1)
    assert not await stores.inbox.add([replace(first, body="again")], NOON + 2)
    assert await stores.inbox.add([replace(first, platform="village")], NOON)
    assert await stores.inbox.unhandled("town") == [first, second]
    await stores.inbox.handled("town", "10")
    assert await stores.inbox.unhandled("town") == [second]
    assert not await stores.inbox.add([first], NOON + 3)


async def test_the_backlog_counts_what_waits_on_each_platform_and_its_age(stores):
    for number, (platform, received) in enumerate(
        [("town", 10), ("town", 30), ("village", 20), ("town.pending", 0)]
    ):
        update = StoredUpdate(platform=platform, id=str(number), body="{}")
        await stores.inbox.add([update], NOON + received)
    await stores.inbox.handled("village", "2")
    backlog = await stores.inbox.backlog(["town", "village"], NOON + 40)
    assert backlog.keys() == {"town", "village"}
    assert (backlog["town"].updates, backlog["village"].updates) == (2, 0)
    assert backlog["town"].oldest_seconds == pytest.approx(30, abs=0.001)
    assert backlog["village"].oldest_seconds == 0


async def test_only_handled_updates_are_forgotten(stores):
    for number in ("10", "11"):
        await stores.inbox.add([StoredUpdate(platform="town", id=number, body="{}")], NOON)
    await stores.inbox.handled("town", "10")
    await stores.inbox.forget_before(NOON + 1)
    assert [update.id for update in await stores.inbox.unhandled("town")] == ["11"]
    assert await stores.inbox.add([StoredUpdate(platform="town", id="10", body="{}")], NOON)


async def test_the_updates_of_somebody_can_be_read_and_erased(stores):
    await stores.inbox.add([StoredUpdate(platform="town", id="0", body="{}", person=ANNA)], NOON)
    await stores.inbox.handled("town", "0")
    mine = StoredUpdate(platform="town", id="1", body="{}", person=ANNA)
    await stores.inbox.add([mine], NOON)
    await stores.inbox.add([StoredUpdate(platform="town", id="2", body="{}", person=BERT)], NOON)
    assert await stores.inbox.of_person(ANNA) == [mine]
    await stores.inbox.erase(ANNA)
    assert [update.id for update in await stores.inbox.unhandled("town")] == ["2"]


async def test_messages_lead_to_their_job(stores):
    assert (await stores.deliveries.find(JOB)).status is None
    await stores.deliveries.status_is(JOB, CHAT, "100")
    assert (await stores.deliveries.trying(JOB, CHAT)).tries == 1
    record = await stores.deliveries.trying(JOB, CHAT)
    assert (record.status, record.sent, record.tries) == ("100", None, 2)
    await stores.deliveries.sent(JOB, CHAT, DeliveryReceipt(message="101"))
    assert (await stores.deliveries.find(JOB)).sent == "101"
    assert await stores.deliveries.job_of("town", "square", "100") == JOB
    assert await stores.deliveries.job_of("town", "square", "101") == JOB
    await stores.deliveries.offered(JOB, CHAT, DeliveryReceipt(message="102"))
    record = await stores.deliveries.find(JOB)
    assert (record.sent, record.offer) == ("101", "102")
    assert await stores.deliveries.job_of("town", "square", "102") == JOB
    assert await stores.deliveries.job_of("town", "inn", "100") is None
    await stores.deliveries.erase([JOB])
    assert await stores.deliveries.job_of("town", "square", "100") is None


async def test_slots_are_those_of_workers_that_were_alive_lately(stores):
    await stores.workers.beat("a", 2)
    await stores.workers.beat("b", 1)
    assert await stores.workers.slots(60) == 3
    assert await stores.workers.slots(-1) == 0
    await stores.workers.leave("a")
    assert await stores.workers.slots(60) == 1


async def test_each_heartbeat_counts(stores):
    for _ in range(3):
        await stores.workers.beat("a", 1)
    await stores.workers.beat("b", 1)
    assert sorted(await stores.workers.heartbeats(), key=lambda beat: beat.worker) == [
        Heartbeat(worker="a", count=3),
        Heartbeat(worker="b", count=1),
    ]


async def test_a_silent_worker_is_claimed_by_one_alone(stores):
    await stores.workers.beat("dead", 1)
    (dead,) = await stores.workers.heartbeats()
    assert await stores.workers.claim(dead)
    assert not await stores.workers.claim(dead)
    await stores.workers.confirm_takeover("dead")
    assert await stores.workers.heartbeats() == []
    assert not await stores.workers.claim(dead)


async def test_a_claim_lapses_when_the_claiming_worker_dies_too(stores, monkeypatch):
    await stores.workers.beat("dead", 1)
    (dead,) = await stores.workers.heartbeats()
    for module in (memory, worker_store):
        monkeypatch.setattr(module, "TAKEOVER_LEASE_SECONDS", -1.0)
    assert await stores.workers.claim(dead)
    assert await stores.workers.claim(dead)


async def test_a_worker_that_shows_up_is_not_claimed_or_buried(stores):
    await stores.workers.beat("a", 1)
    (silent,) = await stores.workers.heartbeats()
    await stores.workers.beat("a", 1)
    assert not await stores.workers.claim(silent)
    (silent,) = await stores.workers.heartbeats()
    assert await stores.workers.claim(silent)
    await stores.workers.beat("a", 1)
    await stores.workers.confirm_takeover("a")
    assert await stores.workers.slots(60) == 1


async def test_a_worker_that_left_says_so_until_it_comes_back(stores):
    await stores.workers.beat("a", 1)
    await stores.workers.leave("a")
    (gone,) = await stores.workers.heartbeats()
    assert gone.left
    await stores.workers.beat("a", 1)
    (back,) = await stores.workers.heartbeats()
    assert not back.left
    assert back.count > 0


async def test_the_clock_of_a_machine_plays_no_part(stores, monkeypatch):
    await stores.workers.beat("a", 1)
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + 3600)
    await stores.workers.beat("b", 1)
    assert await stores.workers.slots(60) == 2
