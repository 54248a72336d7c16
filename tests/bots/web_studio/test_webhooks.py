"""Webhooks: signed, called at least once, and never an address that is nobody's business."""

import asyncio
import contextlib
import json
import logging
import socket
from datetime import UTC, datetime

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from standardwebhooks import Webhook as Receiver

from talking_photo.bots.web_studio import webhooks
from talking_photo.bots.web_studio.webhooks import is_public
from talking_photo.core.jobs import webhooks as owed
from talking_photo.core.jobs.job import DailyLimits
from talking_photo.core.retry import Backoff
from tests.bots.web_studio.conftest import PHOTO, open_studio

pytestmark = pytest.mark.usefixtures("_soon")


@pytest.fixture
def _soon(monkeypatch):
    """A call that failed is made again at once."""
    monkeypatch.setattr(owed, "_BACKOFF", Backoff(first=0.001, longest=0.001))
    monkeypatch.setattr(webhooks, "_LOOK_SECONDS", 0.01)


class Endpoint:
    """What is called: keeps each call, and answers as it is told."""

    def __init__(self):
        self.calls = asyncio.Queue()
        self.answers = []

    async def answer(self, request):
        self.calls.put_nowait((dict(request.headers), await request.read()))
        return self.answers.pop(0) if self.answers else web.Response(status=204)

    async def called(self):
        return await asyncio.wait_for(self.calls.get(), 60)


@pytest.fixture
async def endpoint():
    endpoint = Endpoint()
    app = web.Application()
    app.router.add_post("/hook", endpoint.answer)
    app.router.add_route("*", "/elsewhere", endpoint.answer)
    async with TestServer(app) as server:
        endpoint.url = str(server.make_url("/hook"))
        endpoint.port = server.port
        yield endpoint


async def owes_nothing(studio):
    """Wait until no webhook is left."""
    async with asyncio.timeout(60):
        while studio.rig.stores.webhooks._webhooks:  # noqa: ASYNC110
            await asyncio.sleep(0)


async def asked(studio, url, **headers):
    form = {"photo": PHOTO, "words": "Hi", "webhook": url}
    status, video = await studio.ask("POST", "/v1/videos", data=form, headers=headers)
    assert status == 202, video
    return await studio.rig.job_service.status(video["id"])


async def finish(studio, job, how):
    match how:
        case "completed":
            await studio.rig.render(job)
        case "refused":
            await studio.rig.fail(job, "face_too_small", width_pixels=30, min_pixels=48)
        case "cancelled":
            await studio.ask("DELETE", f"/v1/videos/{job.id}")
        case "cancelled by the operator":
            await studio.rig.job_service.cancel(job.id)


@pytest.mark.parametrize("how", ["completed", "refused", "cancelled", "cancelled by the operator"])
async def test_whatever_becomes_of_a_video_its_webhook_is_called_with_it_signed(
    studio, endpoint, how
):
    secret = (await studio.ask("GET", "/v1/webhooks/secret"))[1]["secret"]
    job = await asked(studio, endpoint.url, **{"Accept-Language": "de"})
    assert endpoint.calls.empty()
    await finish(studio, job, how)
    headers, body = await endpoint.called()
    event = Receiver(secret).verify(body, headers)
    assert headers["webhook-id"] == f"msg_{job.id}"
    assert event["type"] == f"video.{how.split(' ')[0]}"
    assert datetime.fromisoformat(event["timestamp"]) <= datetime.now(UTC)
    now = (await studio.ask("GET", f"/v1/videos/{job.id}", headers={"Accept-Language": "de"}))[1]
    assert event["data"] == now
    await owes_nothing(studio)
    assert endpoint.calls.empty()


def test_the_signature_is_that_of_the_specification():
    at = datetime.fromtimestamp(1614265330, UTC)
    signer = webhooks.Signer("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    signature = signer.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", at, '{"test": 2432232314}')
    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


async def test_an_endpoint_that_fails_is_called_again_with_the_same_id(studio, endpoint):
    moved = web.Response(status=302, headers={"Location": "/elsewhere"})
    endpoint.answers = [web.Response(status=500), moved, web.Response(status=404)]
    job = await asked(studio, endpoint.url)
    await studio.rig.render(job)
    ids = {(await endpoint.called())[0]["webhook-id"] for _ in range(4)}
    assert ids == {f"msg_{job.id}"}
    await owes_nothing(studio)
    assert endpoint.calls.empty()  # a redirect was not followed either
    page = studio.rig.metrics.page().decode()
    assert 'talking_photo_webhooks_total{outcome="retried"} 3.0' in page
    assert 'talking_photo_webhooks_total{outcome="delivered"} 1.0' in page


async def test_an_endpoint_that_waits_to_be_asked_later_is(endpoint, studio, monkeypatch):
    pauses = []
    store = studio.rig.stores.webhooks
    later = store.retry

    async def note(job, seconds):
        pauses.append(seconds)
        await later(job, 0)

    monkeypatch.setattr(store, "retry", note)
    endpoint.answers = [web.Response(status=429, headers={"Retry-After": "77"})]
    await studio.rig.render(await asked(studio, endpoint.url))
    await owes_nothing(studio)
    assert pauses == [77.0]


async def test_an_endpoint_that_is_gone_is_not_called_again(studio, endpoint, caplog):
    endpoint.answers = [web.Response(status=410)]
    await studio.rig.render(await asked(studio, endpoint.url))
    await owes_nothing(studio)
    assert "webhook given up after 1 tries, status 410" in caplog.text


async def test_a_dead_endpoint_is_given_up_after_a_day_and_that_is_seen(
    studio, unused_tcp_port, caplog, monkeypatch
):
    url = f"http://127.0.0.1:{unused_tcp_port}/the-secret-path"
    monkeypatch.setattr(owed, "_LEAST_TRIES", 3)
    monkeypatch.setattr(owed, "GIVE_UP_SECONDS", -1.0)
    caplog.set_level(logging.INFO)
    await studio.rig.render(await asked(studio, url))
    await owes_nothing(studio)
    assert "webhook given up after 3 tries" in caplog.text
    assert "the-secret-path" not in caplog.text
    assert 'outcome="given_up"} 1.0' in studio.rig.metrics.page().decode()


async def test_a_program_that_was_off_for_days_still_calls_a_dozen_times():
    class Store:
        removed = False

        async def remove(self, _job):
            self.removed = True

        async def retry(self, _job, _seconds):
            pass

    store = Store()
    service = owed.WebhookService(store, lambda: 10 * owed.GIVE_UP_SECONDS)
    for tries, kept in ((1, True), (11, True), (12, False)):
        webhook = owed.Webhook(job="j", person="web:x", url="https://x", tries=tries)
        assert await service.failed(webhook, ended=0.0) is kept
    assert store.removed
    assert await owed.WebhookService(Store(), lambda: 60.0).failed(webhook, ended=0.0)


async def test_what_is_owed_when_the_program_stops_is_called_by_the_next_one(studio, endpoint):
    answered = asyncio.Event()

    class Silent(web.Response):
        async def prepare(self, request):
            await answered.wait()
            return await super().prepare(request)

    endpoint.answers = [Silent(status=200)]
    job = await asked(studio, endpoint.url)
    await studio.rig.render(job)
    await endpoint.called()
    caller = studio.studio._videos.webhooks
    await caller.close()  # in mid-call, as when the process is stopped
    answered.set()
    await studio.rig.stores.webhooks.retry(job.id, 0)  # its lease expires
    caller.open()
    headers, _ = await endpoint.called()
    assert headers["webhook-id"] == f"msg_{job.id}"
    await owes_nothing(studio)


async def test_a_slow_endpoint_holds_up_nobody(studio, endpoint, monkeypatch):
    monkeypatch.setattr(webhooks, "_AT_ONCE", 1)
    over = asyncio.Event()

    class Slow(web.Response):
        async def prepare(self, request):
            await over.wait()
            return await super().prepare(request)

    endpoint.answers = [Slow(status=200)]
    await studio.rig.render(await asked(studio, endpoint.url))
    await endpoint.called()
    made = await studio.made()
    assert (await studio.client.get(f"/v1/videos/{made}/content")).status == 200
    over.set()
    await owes_nothing(studio)


async def test_what_is_not_accepted_is_not_called(video, endpoint):
    async with open_studio(video, limits={"jobs_per_day": 1}) as studio:
        await studio.make()
        form = {"photo": PHOTO, "words": "Hi", "webhook": endpoint.url}
        assert (await studio.client.post("/v1/videos", data=form)).status == 429
        assert studio.rig.stores.webhooks._webhooks == {}


async def test_webhooks_of_somebody_who_deletes_everything_are_forgotten(studio, endpoint):
    await asked(studio, endpoint.url)
    assert (await studio.client.delete("/v1/data")).status == 200
    assert studio.rig.stores.webhooks._webhooks == {}


PRIVATE = [
    "127.0.0.1",
    "10.0.0.1",
    "192.168.1.1",
    "172.16.0.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "ff02::1",
    "fec0::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "2001::1",
    "2001:db8::1",
    "not an address",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_that_are_not_public_are_known(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    ["1.1.1.1", "93.184.215.14", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"],
)
def test_public_addresses_are_known(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/hook",
        "ftp://example.org/hook",
        "https://user:password@example.org/",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://１２７.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://localhost/",
        "https://example.org:99999/",
        "https:///hook",
        "https://",
        "hook",
        "https://exa mple.org/",
        "https://example.org/" + "x" * 2000,
    ],
)
async def test_an_address_that_would_not_be_called_is_refused_at_once(video, url):
    async with open_studio(video, tokens=["x"], studio={"hosts": ["a.example"]}) as studio:
        token = await studio.rig.tokens.create("shop", DailyLimits())
        headers = {"Authorization": f"Bearer {token}"}
        form = {"photo": PHOTO, "words": "Hi", "webhook": url}
        status, problem = await studio.ask("POST", "/v1/videos", data=form, headers=headers)
        assert (status, problem["code"]) == (400, "webhook_wrong")
        assert studio.rig.jobs._jobs == {}


@contextlib.asynccontextmanager
async def names(monkeypatch, *answers):
    """Names stand for these addresses, the first time for the first."""
    left = [*answers]

    async def lookup(_self, host, port=0, family=0):
        address = left.pop(0) if len(left) > 1 else left[0]
        return [
            {
                "hostname": host,
                "host": address,
                "port": port,
                "family": socket.AF_INET,
                "proto": 0,
                "flags": socket.AI_NUMERICHOST,
            }
        ]

    monkeypatch.setattr(webhooks.ThreadedResolver, "resolve", lookup)
    yield


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "169.254.169.254"])
async def test_a_name_that_stands_for_a_private_address_is_not_called(
    endpoint, monkeypatch, address
):
    async with (
        names(monkeypatch, address),
        webhooks._session(webhooks._PublicResolver()) as public,
    ):
        with pytest.raises(webhooks.aiohttp.ClientConnectorDNSError):
            await public.post(f"http://hooks.example:{endpoint.port}/hook")
        assert endpoint.calls.empty()


async def test_the_address_that_was_checked_is_the_one_that_is_called(endpoint, monkeypatch):
    """A name that stands for another address when it is asked for again leads nowhere else."""
    monkeypatch.setattr(webhooks, "is_public", lambda address: address == "127.0.0.1")
    async with (
        names(monkeypatch, "127.0.0.1", "10.1.2.3"),
        webhooks._session(webhooks._PublicResolver()) as public,
    ):
        url = f"http://hooks.example:{endpoint.port}/hook"
        async with public.post(url) as answer:
            assert answer.status == 204
        with pytest.raises(webhooks.aiohttp.ClientConnectorError):
            await public.post(url)


async def test_hosts_that_the_operator_names_may_be_private_and_without_https(video, endpoint):
    sections = {"hosts": ["a.example"], "webhook_hosts": [f"127.0.0.1:{endpoint.port}"]}
    async with open_studio(video, tokens=["x"], studio=sections) as studio:
        token = await studio.rig.tokens.create("shop", DailyLimits())
        headers = {"Authorization": f"Bearer {token}"}
        job = await asked(studio, endpoint.url, **headers)
        await studio.rig.render(job)
        secrets = [
            (await studio.ask("GET", "/v1/webhooks/secret", headers=who))[1]["secret"]
            for who in (headers, {"Authorization": f"Bearer {await other(studio)}"})
        ]
        received, body = await endpoint.called()
        assert json.loads(body)["data"]["id"] == job.id
        assert Receiver(secrets[0]).verify(body, received)
        assert secrets[0] != secrets[1]
        form = {"photo": PHOTO, "words": "Hi", "webhook": "http://127.0.0.1:9/"}
        assert (await studio.client.post("/v1/videos", data=form, headers=headers)).status == 400


async def test_a_host_that_the_operator_names_no_more_is_not_called(video, endpoint, caplog):
    sections = {"hosts": ["a.example"], "webhook_hosts": ["127.0.0.1"]}
    async with open_studio(video, tokens=["x"], studio=sections) as studio:
        token = await studio.rig.tokens.create("shop", DailyLimits())
        job = await asked(studio, endpoint.url, Authorization=f"Bearer {token}")
        studio.studio._videos.webhooks._hosts.clear()  # as after a restart
        await studio.rig.render(job)
        await owes_nothing(studio)
        assert endpoint.calls.empty()
        assert "given up after 1 tries, webhook_wrong" in caplog.text


async def other(studio):
    return await studio.rig.tokens.create("other", DailyLimits())
