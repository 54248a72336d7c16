"""Tokens, links to sign in, sessions and webhooks without a database, for tests and trials."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from talking_photo.core.jobs.job import UNFINISHED, AccessToken, JobId, PersonId, Webhook
from talking_photo.core.jobs.stores import JobStore


class MemoryTokenStore:
    """Fulfils `talking_photo.core.jobs.stores.TokenStore`."""

    def __init__(self) -> None:
        self._tokens: dict[str, AccessToken] = {}
        self._links: dict[str, tuple[PersonId, float]] = {}
        self._sessions: dict[str, tuple[str, float]] = {}

    async def add(self, token: AccessToken) -> bool:
        """Keep a new token."""
        if any(known.name == token.name for known in self._tokens.values()):
            return False
        self._tokens[token.id] = token
        return True

    async def find(self, token_id: str) -> AccessToken | None:
        """Read a token."""
        return self._tokens.get(token_id)

    async def all(self) -> Sequence[AccessToken]:
        """Return every token, by name."""
        return sorted(self._tokens.values(), key=lambda token: token.name)

    async def used(self, token_id: str, now: float) -> None:
        """Note when a token was last used."""
        if token_id in self._tokens:
            self._tokens[token_id] = replace(self._tokens[token_id], used=now)

    async def remove(self, token_id: str) -> None:
        """Forget a token."""
        self._tokens.pop(token_id, None)

    async def add_link(self, digest: str, person: PersonId, until: float) -> None:
        """Keep a link by which a person signs in once."""
        self._links[digest] = (person, until)

    async def redeem_link(self, digest: str, now: float) -> PersonId | None:
        """Forget a link and return whose it was."""
        person, until = self._links.pop(digest, (None, 0.0))
        return person if until > now else None

    async def add_session(self, digest: str, subject: str, until: float) -> None:
        """Keep a session."""
        self._sessions[digest] = (subject, until)

    async def session(self, digest: str, now: float) -> str | None:
        """Return whose session it is."""
        subject, until = self._sessions.get(digest, (None, 0.0))
        return subject if until > now else None

    async def end_session(self, digest: str) -> None:
        """Forget a session."""
        self._sessions.pop(digest, None)

    async def end_sessions(self, subject: str) -> None:
        """Forget all sessions of a subject."""
        self._sessions = {key: one for key, one in self._sessions.items() if one[0] != subject}

    async def forget_before(self, then: float) -> None:
        """Forget links and sessions that expired."""
        self._links = {key: link for key, link in self._links.items() if link[1] >= then}
        self._sessions = {key: one for key, one in self._sessions.items() if one[1] >= then}

    async def erase(self, person: PersonId) -> None:
        """Forget the links of someone."""
        self._links = {key: link for key, link in self._links.items() if link[0] != person}


class MemoryWebhookStore:
    """Fulfils `talking_photo.core.jobs.stores.WebhookStore`.

    Args:
        jobs: Says which jobs are over.
    """

    def __init__(self, jobs: JobStore) -> None:
        self._jobs = jobs
        self._webhooks: dict[JobId, Webhook] = {}
        self._created: dict[JobId, float] = {}
        self._due: dict[JobId, float] = {}

    async def add(self, webhook: Webhook, now: float) -> None:
        """Keep it."""
        if webhook.job not in self._webhooks:
            self._webhooks[webhook.job] = webhook
            self._created[webhook.job], self._due[webhook.job] = now, 0.0

    async def claim(self, limit: int, lease_seconds: float) -> Sequence[Webhook]:
        """Take those that are due and whose jobs are over."""
        now = time.monotonic()
        due = [job for job in await self._over() if self._due[job] <= now]
        taken = sorted(due, key=lambda job: self._due[job])[:limit]
        for job in taken:
            known = self._webhooks[job]
            self._webhooks[job] = replace(known, tries=known.tries + 1)
            self._due[job] = now + lease_seconds
        return [self._webhooks[job] for job in taken]

    async def retry(self, job: JobId, seconds: float) -> None:
        """Make it due again."""
        if job in self._due:
            self._due[job] = time.monotonic() + seconds

    async def remove(self, job: JobId) -> None:
        """Forget it."""
        for known in (self._webhooks, self._created, self._due):
            known.pop(job, None)

    async def count(self) -> int:
        """Count those whose jobs are over."""
        return len(await self._over())

    async def forget_before(self, then: float) -> None:
        """Forget those whose jobs are unknown."""
        for job, created in [*self._created.items()]:
            if created < then and await self._jobs.find(job) is None:
                await self.remove(job)

    async def erase(self, person: PersonId) -> None:
        """Forget those of someone."""
        for webhook in [*self._webhooks.values()]:
            if webhook.person == person:
                await self.remove(webhook.job)

    async def _over(self) -> Sequence[JobId]:
        found = {job: await self._jobs.find(job) for job in self._webhooks}
        return [job for job, is_now in found.items() if is_now and is_now.state not in UNFINISHED]
