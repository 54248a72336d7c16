"""What the operator sees of a running process, and who else may see it."""

import json
import logging

import aiohttp
import pytest

from talking_photo.bots.service.health import Check
from talking_photo.bots.service.metrics import Metrics
from talking_photo.bots.service.web import serving
from talking_photo.core.errors import SettingsError, StorageError
from talking_photo.core.jobs.job import Backlog, JobState
from talking_photo.core.settings import WebSettings

TOKEN = "a-token-of-16-letters-or-more"
WELL = {"jobs": Check(), "disk": Check(facts={"free_bytes": 7_000_000_000}), "telegram": Check()}


def server(port=0, *, checks=WELL, page=b"figures\n", **settings):
    async def found():
        return checks

    async def metrics():
        if isinstance(page, Exception):
            raise page
        return page

    return serving(WebSettings(port=port, **settings), checks=found, metrics=metrics, routes=[])


async def answers(path, headers=None, **how):
    """Status and text of one question to a server of its own."""
    async with (
        server(**how) as port,
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}{path}", headers=headers) as answer,
    ):
        return answer.status, await answer.text()


async def test_a_living_process_says_so_even_when_it_takes_no_jobs():
    checks = {"jobs": Check(problem="not_taking_jobs")}
    assert await answers("/healthz", checks=checks) == (200, "alive\n")


async def test_it_is_ready_when_nothing_is_wrong():
    status, body = await answers("/readyz")
    assert (status, json.loads(body)) == (
        200,
        {
            "ready": True,
            "checks": {
                "jobs": {"ok": True},
                "disk": {"ok": True, "free_bytes": 7_000_000_000},
                "telegram": {"ok": True},
            },
        },
    )


async def test_what_is_wrong_is_named_without_the_names_of_folders():
    wrong = {
        "media": Check(problem="media_unreachable", facts={"reason": "PermissionDenied"}),
        "telegram": Check(problem="token_refused", facts={"seconds": 312.0}),
    }
    status, body = await answers("/readyz", checks=WELL | wrong)
    assert status == 503
    assert json.loads(body)["ready"] is False
    checks = json.loads(body)["checks"]
    assert checks["telegram"] == {"ok": False, "problem": "token_refused", "seconds": 312.0}
    assert checks["media"] == {"ok": False, "problem": "media_unreachable"}
    assert checks["disk"]["ok"] is True


async def test_the_figures_show_what_was_done_and_what_waits():
    metrics = Metrics()
    metrics.waited(1.5)
    metrics.worked(4.0)
    metrics.ended(JobState.DELIVERED)
    metrics.taken_over(2)
    metrics.delivery_failed()
    metrics.failed("job", "render_crashed")
    metrics.media_failed()
    metrics.show_jobs({JobState.QUEUED: 3})
    metrics.show_updates("telegram", Backlog(updates=4, oldest_seconds=12.5))
    metrics.show_checks(
        {"media": False, "telegram": True, "discord": False}, ["telegram", "discord"]
    )
    page = metrics.page().decode()
    for line in (
        "talking_photo_queue_wait_seconds_sum 1.5",
        "talking_photo_render_seconds_sum 4.0",
        'talking_photo_jobs_total{state="delivered"} 1.0',
        "talking_photo_jobs_taken_over_total 2.0",
        "talking_photo_delivery_retries_total 1.0",
        'talking_photo_failures_total{code="render_crashed",kind="job"} 1.0',
        "talking_photo_media_errors_total 1.0",
        'talking_photo_jobs_stored{state="queued"} 3.0',
        'talking_photo_updates_waiting{platform="telegram"} 4.0',
        'talking_photo_updates_oldest_seconds{platform="telegram"} 12.5',
        'talking_photo_platform_connected{platform="telegram"} 1.0',
        'talking_photo_platform_connected{platform="discord"} 0.0',
        'talking_photo_healthy{check="media"} 0.0',
    ):
        assert line in page.splitlines()


async def test_figures_are_not_to_be_had_without_the_database_and_nothing_breaks(caplog):
    away = StorageError("database_unreachable", reason="OperationalError")
    assert await answers("/metrics", page=away) == (503, "database_unreachable\n")
    assert not caplog.records


@pytest.mark.parametrize("header", ["Forwarded", "X-Forwarded-For", "X-Real-IP"])
async def test_metrics_are_for_this_machine_and_not_for_what_a_proxy_on_it_lets_through(header):
    assert await answers("/metrics") == (200, "figures\n")
    assert (await answers("/metrics", {header: "203.0.113.7"}))[0] == 403


async def test_whoever_knows_the_token_may_read_the_metrics_from_elsewhere():
    elsewhere = {"X-Forwarded-For": "203.0.113.7"}
    known = elsewhere | {"Authorization": f"Bearer {TOKEN}"}
    assert await answers("/metrics", known, metrics_token=TOKEN) == (200, "figures\n")
    for guess in ("Bearer wrong", TOKEN, "Bearer pässword"):
        headers = elsewhere | {"Authorization": guess}
        assert (await answers("/metrics", headers, metrics_token=TOKEN))[0] == 403
    assert (await answers("/metrics", known))[0] == 403


async def test_metrics_that_were_made_public_are_open_to_everybody():
    elsewhere = {"X-Forwarded-For": "203.0.113.7"}
    assert (await answers("/metrics", elsewhere, metrics_public=True))[0] == 200


@pytest.mark.parametrize(
    ("settings", "readers"),
    [
        ({}, "this machine only"),
        ({"metrics_token": TOKEN}, "this machine, and whoever knows web.metrics_token"),
        ({"metrics_public": True}, "everybody who reaches it"),
    ],
)
async def test_the_log_says_at_the_start_what_is_open(settings, readers, caplog):
    with caplog.at_level(logging.INFO):
        async with server(**settings) as port:
            pass
    [line] = [line for line in caplog.messages if "web server" in line]
    assert line == f"web server on 127.0.0.1 port {port}; /metrics answers {readers}"


async def test_a_port_that_is_taken_is_the_operators_to_correct():
    async with server() as taken:
        with pytest.raises(SettingsError) as error:
            await server(taken).__aenter__()
    assert error.value.code == "web_address_taken"
    assert error.value.facts == {"host": "127.0.0.1", "port": str(taken)}
