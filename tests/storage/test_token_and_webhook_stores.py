"""What every store of tokens, sign-in links and webhooks promises."""

import asyncio
from dataclasses import replace

from talking_photo.core.jobs.job import (
    AccessToken,
    ChatRef,
    DailyLimits,
    JobId,
    JobRequest,
    MediaKey,
    PersonId,
    Quota,
    Webhook,
)

NOON = 1_800_000_000.0
QUOTA = Quota(jobs_per_day=100, waiting_per_person=100, queue_length=100)
ANNA, BERT = PersonId("town:anna"), PersonId("town:bert")
SHOP = AccessToken(
    id="s1", name="shop", digest="ab", created=NOON, limits=DailyLimits(jobs=5, seconds=90.0)
)
SCHOOL = AccessToken(id="s2", name="school", digest="cd", created=NOON)


async def test_tokens_are_kept_under_names_of_their_own(stores):
    assert await stores.tokens.add(SHOP)
    assert await stores.tokens.add(SCHOOL)
    assert not await stores.tokens.add(replace(SCHOOL, id="s3"))
    assert await stores.tokens.all() == [SCHOOL, SHOP]
    assert await stores.tokens.find("s1") == SHOP
    assert await stores.tokens.find("s3") is None
    await stores.tokens.used("s1", NOON + 5)
    assert await stores.tokens.find("s1") == replace(SHOP, used=NOON + 5)
    await stores.tokens.remove("s1")
    assert await stores.tokens.all() == [SCHOOL]
    assert await stores.tokens.add(replace(SHOP, id="s4"))


async def test_a_link_is_of_use_once_and_for_a_while(stores):
    for digest, until in (("a", NOON + 1), ("b", NOON), ("c", NOON + 1)):
        await stores.tokens.add_link(digest, ANNA, until)
    await stores.tokens.add_link("d", BERT, NOON + 1)
    redeemed = await asyncio.gather(*(stores.tokens.redeem_link("a", NOON) for _ in range(4)))
    assert sorted(redeemed, key=str) == [None, None, None, ANNA]
    assert await stores.tokens.redeem_link("b", NOON) is None
    assert await stores.tokens.redeem_link("unknown", NOON) is None
    await stores.tokens.erase(ANNA)
    assert await stores.tokens.redeem_link("c", NOON) is None
    await stores.tokens.forget_before(NOON + 2)
    assert await stores.tokens.redeem_link("d", NOON) is None


async def test_a_session_lasts_for_a_while_or_until_it_is_ended(stores):
    tokens = stores.tokens
    for digest, subject in (("a", "anna"), ("b", "anna"), ("c", "anna"), ("d", "bert")):
        await tokens.add_session(digest, subject, NOON + 1)
    found = await asyncio.gather(*(tokens.session(one, NOON) for one in ("a", "d", "unknown")))
    assert found == ["anna", "bert", None]
    assert await tokens.session("a", NOON + 1) is None
    await tokens.end_session("a")
    assert [await tokens.session(one, NOON) for one in "ab"] == [None, "anna"]
    await tokens.end_sessions("anna")
    assert [await tokens.session(one, NOON) for one in "bcd"] == [None, None, "bert"]
    await tokens.forget_before(NOON + 2)
    assert await tokens.session("d", NOON) is None


async def job(stores, key, person=ANNA):
    platform, _, user = person.partition(":")
    chat = ChatRef(platform=platform, chat="square", user=user, message=key)
    request = JobRequest(key=key, chat=chat, photo=MediaKey("p"), text="Hi.")
    await stores.webhooks.add(Webhook(job=request.job_id, person=person, url="https://x"), NOON)
    return (await stores.jobs.add(request, QUOTA, NOON, lambda *_: None)).id


async def test_a_webhook_is_due_when_its_job_is_over_and_taken_by_one_process(stores):
    one, other = [await job(stores, key) for key in ("1", "2")]
    assert await stores.webhooks.claim(10, 60) == []
    assert await stores.webhooks.count() == 0
    for number in (one, other):
        await stores.jobs.cancel(number, NOON)
    assert await stores.webhooks.count() == 2
    taken = await asyncio.gather(*(stores.webhooks.claim(1, 60) for _ in range(4)))
    assert sorted(webhook.job for some in taken for webhook in some) == sorted([one, other])
    assert {webhook.tries for some in taken for webhook in some} == {1}
    assert await stores.webhooks.claim(10, 60) == []


async def test_a_webhook_is_called_again_until_it_is_removed(stores):
    number = await job(stores, "1")
    await stores.jobs.cancel(number, NOON)
    known = Webhook(job=number, person=ANNA, url="https://y")
    await stores.webhooks.add(known, NOON)
    assert await stores.webhooks.claim(10, 0) == [replace(known, url="https://x", tries=1)]
    [again] = await stores.webhooks.claim(10, 60)
    assert again.tries == 2
    await stores.webhooks.retry(number, 60)
    assert await stores.webhooks.claim(10, 60) == []
    await stores.webhooks.retry(number, 0)
    assert len(await stores.webhooks.claim(10, 0)) == 1
    await stores.webhooks.remove(number)
    assert await stores.webhooks.claim(10, 0) == []


async def test_webhooks_go_with_their_person_or_when_no_job_came(stores):
    numbers = [await job(stores, key, person) for key, person in (("1", ANNA), ("2", BERT))]
    orphan = Webhook(job=JobId("none"), person=BERT, url="https://x")
    await stores.webhooks.add(orphan, NOON)
    for number in numbers:
        await stores.jobs.cancel(number, NOON)
    await stores.webhooks.erase(ANNA)
    await stores.webhooks.forget_before(NOON + 1)
    assert [webhook.job for webhook in await stores.webhooks.claim(10, 0)] == [numbers[1]]
    await stores.webhooks.add(orphan, NOON)
    await stores.webhooks.forget_before(NOON)
    assert await stores.webhooks.count() == 1
