"""What the operator sees of a running process."""

import aiohttp
import pytest

from talking_photo.bots.service.metrics import Metrics
from talking_photo.bots.service.web import served
from talking_photo.core.errors import SettingsError, StorageError
from talking_photo.core.jobs.job import JobState
from talking_photo.core.settings import WebSettings
from talking_photo.storage.memory_jobs import MemoryJobStore


class Broken(MemoryJobStore):
    async def tally(self):
        raise StorageError("database_unreachable")


def serving(port=0, *, jobs=None, metrics=None, ready=True, silent=None):
    return served(
        WebSettings(port=port),
        jobs=jobs or MemoryJobStore(),
        metrics=metrics or Metrics(),
        ready=lambda: ready,
        silent=silent or {},
        routes=[],
    )


async def answers(path, **how):
    """Status and text of one question to a server of its own."""
    async with (
        serving(**how) as port,
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}{path}") as answer,
    ):
        return answer.status, await answer.text()


async def test_a_living_process_says_so_even_when_it_takes_no_jobs():
    assert await answers("/healthz", ready=False) == (200, "alive\n")


async def test_it_is_ready_while_it_takes_jobs_and_reaches_its_database():
    assert await answers("/readyz") == (200, "ready\n")
    assert (await answers("/readyz", ready=False))[0] == 503
    assert await answers("/readyz", jobs=Broken()) == (503, "database_unreachable\n")


async def test_a_platform_that_does_not_let_it_in_is_named_and_the_others_are_served():
    status, page = await answers("/readyz", silent={"discord": "setting_wrong"})
    assert (status, page) == (200, "ready\ndiscord: setting_wrong\n")


async def test_the_figures_say_what_was_done_and_what_waits():
    metrics = Metrics()
    metrics.waited(1.5)
    metrics.worked(4.0)
    metrics.ended(JobState.DELIVERED)
    metrics.taken_over(2)
    metrics.delivery_failed()
    _, page = await answers("/metrics", metrics=metrics)
    for line in (
        "talking_photo_queue_wait_seconds_sum 1.5",
        "talking_photo_render_seconds_sum 4.0",
        'talking_photo_jobs_total{state="delivered"} 1.0',
        "talking_photo_jobs_taken_over_total 2.0",
        "talking_photo_delivery_retries_total 1.0",
        'talking_photo_jobs_stored{state="queued"} 0.0',
    ):
        assert line in page.splitlines()


async def test_figures_are_not_to_be_had_without_the_database_and_nothing_breaks(caplog):
    assert await answers("/metrics", jobs=Broken()) == (503, "database_unreachable\n")
    assert not caplog.records


async def test_a_port_that_is_taken_is_the_operators_to_mend():
    async with serving() as taken:
        with pytest.raises(SettingsError) as error:
            await serving(taken).__aenter__()
    assert error.value.code == "web_address_taken"
    assert error.value.facts == {"host": "127.0.0.1", "port": taken}
