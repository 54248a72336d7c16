"""Tells the operator of faults, in their own chats.

At once, then at most once in a while, counted, without anybody's words.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass

from talking_photo.bots import texts
from talking_photo.bots.conversation.adapter import Adapter
from talking_photo.bots.service.health import Check, Health
from talking_photo.core.errors import Fact, StorageError, TalkingPhotoError
from talking_photo.core.jobs.job import Responsibility
from talking_photo.core.jobs.stores import OperatorStore
from talking_photo.core.settings import OperatorSettings

_LOOK_SECONDS = 20.0
_AGAIN_SECONDS = 60.0
"""After which a report is sent again that no chat took."""
_SKEW_SECONDS = 30.0
"""So old a failed job must be to be counted: the clock of the worker that noted it may be behind
ours."""
_OURS = (Responsibility.US, Responsibility.OPERATOR)
"""A failure that the asker can help, or that a service makes, is not the operator's to mend."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fault:
    """Something that was wrong when it was last looked at."""

    problem: str
    facts: Mapping[str, Fact]
    since: float
    """Monotonic seconds."""


class FaultReports:
    """Looks for faults, and reports them.

    Args:
        settings: Where to, how often, and in which language.
        health: Looked at for what is wrong in this process.
        store: Asked for the jobs that failed in any process.
        adapters: Through which reports are sent.
        failed_updates: How many updates failed so far in this process.
        clock: Seconds since 1970, as failures are stored by.
        monotonic: Seconds for everything else.
    """

    def __init__(
        self,
        settings: OperatorSettings,
        *,
        health: Health,
        store: OperatorStore,
        adapters: Sequence[Adapter],
        failed_updates: Callable[[], int],
        clock: Callable[[], float],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._language = texts.language_of(settings.language)
        self._health = health
        self._store = store
        self._adapters = {adapter.platform: adapter for adapter in adapters}
        self._failed_updates = failed_updates
        self._clock = clock
        self._monotonic = monotonic
        self._jobs_since = clock() - _SKEW_SECONDS
        self._updates_before = failed_updates()
        self._failed_jobs: Counter[str] = Counter()
        self._wrong: dict[str, _Fault] = {}
        self._changes: dict[str, str] = {}
        """What is to be reported of each thing that is or was wrong."""
        self._not_before = float("-inf")

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Report while the context is open."""
        task = None
        for chat in self._settings.chats:
            if chat.partition(":")[0] not in self._adapters:
                _log.warning("operator.chats: no reports to %s, its platform has no token", chat)
        if self._settings.chats:
            task = asyncio.create_task(self._look_for_ever(), name="reports to the operator")
        try:
            yield
        finally:
            if task is not None:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)

    async def look(self) -> None:
        """Look for faults once, and report those that are new if it is time."""
        self._compare(await self._health.checks())
        await self._count_failed_jobs()
        lines = self._lines()
        now = self._monotonic()
        if not lines or now < self._not_before:
            return
        self._not_before = now + min(_AGAIN_SECONDS, 60 * self._settings.report_minutes)
        updates = self._failed_updates()
        if await self._send("\n".join([self._say("report"), *lines])):
            self._not_before = now + 60 * self._settings.report_minutes
            self._changes.clear()
            self._failed_jobs.clear()
            self._updates_before = updates

    async def _look_for_ever(self) -> None:
        while True:
            try:
                await self.look()
            except Exception:  # noqa: BLE001 - whatever it is, the next look may succeed
                _log.exception("looking for faults failed")
            await asyncio.sleep(_LOOK_SECONDS)

    def _compare(self, checks: Mapping[str, Check]) -> None:
        now = self._monotonic()
        for name, check in checks.items():
            known = self._wrong.get(name)
            if check.problem is None:
                if known is not None:
                    del self._wrong[name]
                    self._changes[name] = self._say(
                        "report_over",
                        what=texts.checked(name, self._language),
                        time=now - known.since,
                    )
            elif check.problem != "starting" and (known is None or known.problem != check.problem):
                since = now if known is None else known.since
                self._wrong[name] = _Fault(problem=check.problem, facts=check.facts, since=since)
                self._changes[name] = texts.problem(
                    name, check.problem, check.facts, self._language
                )

    async def _count_failed_jobs(self) -> None:
        until = self._clock() - _SKEW_SECONDS
        with contextlib.suppress(StorageError):  # which the checks tell of
            for failure in await self._store.failures_between(self._jobs_since, until):
                if failure.who in _OURS:
                    self._failed_jobs[failure.code] += failure.jobs
            self._jobs_since = until

    def _lines(self) -> list[str]:
        updates = self._failed_updates() - self._updates_before
        return [
            *(f"• {line}" for line in self._changes.values()),
            *(
                "• " + self._say("report_jobs", count=count, code=code)
                for code, count in self._failed_jobs.most_common()
            ),
            *(["• " + self._say("report_updates", count=updates)] if updates else []),
        ]

    async def _send(self, text: str) -> bool:
        """Send to all chats of the operator; whether one of them has it."""
        sent = False
        for chat in self._settings.chats:
            platform, _, number = chat.partition(":")
            adapter = self._adapters.get(platform)
            if adapter is None or adapter.connection.problem is not None:
                continue
            try:
                await adapter.write_in(number, text)
            except TalkingPhotoError as exc:
                _log.warning("a report did not reach the operator in %s: %s", chat, exc)
            else:
                sent = True
        return sent

    def _say(self, key: str, **facts: Fact) -> str:
        return texts.operator_chat(key, self._language, **facts)
