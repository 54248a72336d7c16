"""Faults reach the operator.

At once, then counted, never as a flood, and without anybody's words.
"""

import pytest

from talking_photo.bots.conversation.connection import Connection
from talking_photo.bots.service.health import Check
from talking_photo.bots.service.reports import FaultReports
from talking_photo.core.errors import DependencyError, StorageError
from talking_photo.core.jobs.job import FailureCount, Responsibility
from talking_photo.core.settings import OperatorSettings

CHAT, ANOTHER = "telegram:-500", "discord:901"
DISK = Check(
    problem="disk_low",
    facts={"folder": "/data", "free_bytes": 41_000_000, "min_free_bytes": 500_000_000},
)


class Adapter:
    """Notes what is written; may fail."""

    def __init__(self, platform):
        self.platform = platform
        self.connection = Connection(platform)
        self.connection.restored()
        self.written, self.error = [], None

    async def write_in(self, chat, text):
        if self.error is not None:
            raise self.error
        self.written.append((chat, text))


class Bench:
    """Everything that reports look at, in the hand of a test."""

    connections = ()

    def __init__(self, *chats, **settings):
        self.found, self.failures, self.updates, self.now = {"disk": Check()}, [], 0, 0.0
        self.telegram, self.discord = Adapter("telegram"), Adapter("discord")
        self.asked = []
        self.reports = FaultReports(
            OperatorSettings(chats=chats or (CHAT,), **settings),
            health=self,
            store=self,
            adapters=[self.telegram, self.discord],
            failed_updates=lambda: self.updates,
            clock=lambda: 1_800_000_000 + self.now,
            monotonic=lambda: self.now,
        )

    async def checks(self):
        return self.found

    async def failures_between(self, since, until):
        self.asked.append((since - 1_800_000_000 + 30, until - 1_800_000_000 + 30))
        found, self.failures = self.failures, []
        if isinstance(found, Exception):
            raise found
        return found

    async def after(self, seconds):
        """What is written on Telegram when it is looked again so much later."""
        self.now += seconds
        before = len(self.telegram.written)
        await self.reports.look()
        return [text for _, text in self.telegram.written[before:]]


@pytest.fixture
def bench():
    return Bench()


async def test_nothing_is_written_while_nothing_is_wrong(bench):
    for _ in range(3):
        assert await bench.after(3600) == []


async def test_a_fault_is_reported_at_once_and_once_and_that_it_is_over(bench):
    bench.found = {"disk": DISK}
    [text] = await bench.after(20)
    assert text.startswith(
        "Faults since the last report:\n• disk: only 41 MB are free, 500 MB are needed"
    )
    assert bench.telegram.written[0][0] == "-500"
    assert await bench.after(3600) == []
    bench.found = {"disk": Check()}
    [text] = await bench.after(120)
    assert text == "Faults since the last report:\n• disk: in order again, after 62 min"


async def test_a_platform_is_named_with_its_problem_in_the_language_of_the_settings():
    bench = Bench(language="de")
    bench.found = {"telegram": Check(), "discord": Check(problem="token_refused")}
    [text] = await bench.after(0)
    assert text == (
        "Fehler seit dem letzten Bericht:\n• Discord: lehnt das Token ab; es wird weiter versucht"
    )


async def test_what_is_only_starting_is_no_fault(bench):
    bench.found = {"telegram": Check(problem="starting")}
    assert await bench.after(0) == []


async def test_jobs_that_failed_by_our_fault_are_counted_by_code_and_others_are_not(bench):
    bench.failures = [
        FailureCount(code="render_crashed", who=Responsibility.US, jobs=3),
        FailureCount(code="no_face", who=Responsibility.ASKER, jobs=40),
        FailureCount(code="voice_unreachable", who=Responsibility.SERVICE, jobs=5),
        FailureCount(code="weights_damaged", who=Responsibility.OPERATOR, jobs=1),
    ]
    bench.updates = 2
    [text] = await bench.after(0)
    assert text.splitlines()[1:] == [
        "• Videos failed: 3 (render_crashed)",
        "• Videos failed: 1 (weights_damaged)",
        "• Messages without an answer: 2; the log has their numbers",
    ]


async def test_a_flood_becomes_one_report_in_a_while(bench):
    crash = [FailureCount(code="render_crashed", who=Responsibility.US, jobs=2)]
    bench.failures = crash
    assert len(await bench.after(0)) == 1
    for _ in range(44):  # of 20 s each, in all under 15 minutes
        bench.failures = crash
        assert await bench.after(20) == []
    bench.failures = crash
    [text] = await bench.after(21)
    assert "Videos failed: 90 (render_crashed)" in text


async def test_no_failure_is_counted_twice_or_missed(bench):
    for _ in range(3):
        await bench.after(20)
    assert bench.asked == [(0, 20), (20, 40), (40, 60)]


async def test_a_report_that_no_chat_took_is_written_as_soon_as_one_does(bench):
    bench.telegram.error = DependencyError("telegram_unreachable")
    bench.found = {"disk": DISK}
    assert await bench.after(0) == []
    bench.telegram.error = None
    bench.found = {"disk": Check()}
    [text] = await bench.after(60)
    assert "disk: in order again, after 60 sec" in text


async def test_every_chat_gets_it_and_one_that_is_away_does_not_hold_up_the_others():
    bench = Bench(CHAT, ANOTHER)
    bench.telegram.connection.lost("token_refused", "401")
    bench.found = {"telegram": Check(problem="token_refused")}
    await bench.reports.look()
    assert bench.telegram.written == []
    assert bench.discord.written == [
        ("901", "Faults since the last report:\n• Telegram: refuses the token; it is tried again")
    ]


async def test_a_database_that_is_away_does_not_end_the_looking(bench):
    bench.failures = StorageError("database_unreachable", reason="OperationalError")
    bench.found = {
        "database": Check(problem="database_unreachable", facts={"reason": "OperationalError"})
    }
    [text] = await bench.after(0)
    assert "database: cannot be reached (OperationalError)" in text
    bench.failures = [FailureCount(code="render_crashed", who=Responsibility.US, jobs=1)]
    assert await bench.after(900) != []
    assert bench.asked == [(0, 0), (0, 900)]


async def test_a_chat_whose_platform_has_no_token_is_told_at_the_start(caplog):
    bench = Bench(CHAT)
    bench.reports._adapters.clear()
    async with bench.reports.running():
        pass
    assert "operator.chats: no reports to telegram:-500, its platform has no token" in caplog.text


async def test_a_chat_that_takes_nothing_is_tried_once_a_minute(bench, caplog):
    bench.telegram.error = DependencyError("telegram_unreachable")
    bench.found = {"disk": DISK}
    for _ in range(10):
        await bench.after(20)
    assert len(caplog.messages) == 4
