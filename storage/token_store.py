"""Tokens of the API, links to sign in and sessions, in the database."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Row, delete, insert, select, update

from talking_photo.core.jobs.job import AccessToken, DailyLimits, PersonId
from talking_photo.core.jobs.shared_statement import SharedStatement
from talking_photo.storage.database import Database
from talking_photo.storage.rows import batches
from talking_photo.storage.tables import SESSIONS, SIGN_IN_LINKS, TOKENS

_Use = tuple[str, float]
"""Which token was used, and when."""


class SqlTokenStore:
    """Fulfils `talking_photo.core.jobs.stores.TokenStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known = SharedStatement(self._read)
        self._sessions = SharedStatement(self._read_sessions)
        self._uses = SharedStatement(self._note_uses)

    async def add(self, token: AccessToken) -> bool:
        """Keep a new token."""
        row = {
            "id": token.id,
            "name": token.name,
            "digest": token.digest,
            "created": token.created,
            "used": token.used,
            "jobs_per_day": token.limits.jobs,
            "seconds_per_day": token.limits.seconds,
        }
        namesake = select(TOKENS.c.id).where(TOKENS.c.name == token.name)
        async with self._database.writing() as connection:
            if (await connection.execute(namesake)).first() is not None:
                return False
            await connection.execute(insert(TOKENS).values(row))
        return True

    async def find(self, token_id: str) -> AccessToken | None:
        """Read a token."""
        return await self._known.get(token_id)

    async def all(self) -> Sequence[AccessToken]:
        """Return every token, by name."""
        async with self._database.reading() as connection:
            rows = await connection.execute(select(TOKENS).order_by(TOKENS.c.name))
            return [_token(row) for row in rows]

    async def used(self, token_id: str, now: float) -> None:
        """Note when a token was last used."""
        await self._uses.get((token_id, now))

    async def remove(self, token_id: str) -> None:
        """Forget a token."""
        async with self._database.writing() as connection:
            await connection.execute(delete(TOKENS).where(TOKENS.c.id == token_id))

    async def add_link(self, digest: str, person: PersonId, until: float) -> None:
        """Keep a link by which a person signs in once."""
        row = {"digest": digest, "person": person, "until": until}
        async with self._database.writing() as connection:
            await connection.execute(insert(SIGN_IN_LINKS).values(row))

    async def redeem_link(self, digest: str, now: float) -> PersonId | None:
        """Forget a link and return whose it was."""
        links = SIGN_IN_LINKS
        this = delete(links).where(links.c.digest == digest).returning(links)
        async with self._database.writing() as connection:
            row = (await connection.execute(this)).first()
        return None if row is None or row.until <= now else PersonId(row.person)

    async def add_session(self, digest: str, subject: str, until: float) -> None:
        """Keep a session."""
        row = {"digest": digest, "subject": subject, "until": until}
        async with self._database.writing() as connection:
            await connection.execute(insert(SESSIONS).values(row))

    async def session(self, digest: str, now: float) -> str | None:
        """Return whose session it is."""
        subject, until = await self._sessions.get(digest) or (None, 0.0)
        return subject if until > now else None

    async def end_session(self, digest: str) -> None:
        """Forget a session."""
        async with self._database.writing() as connection:
            await connection.execute(delete(SESSIONS).where(SESSIONS.c.digest == digest))

    async def end_sessions(self, subject: str) -> None:
        """Forget all sessions of a subject."""
        async with self._database.writing() as connection:
            await connection.execute(delete(SESSIONS).where(SESSIONS.c.subject == subject))

    async def forget_before(self, then: float) -> None:
        """Forget links and sessions that expired."""
        async with self._database.writing() as connection:
            for table in (SIGN_IN_LINKS, SESSIONS):
                await connection.execute(delete(table).where(table.c.until < then))

    async def erase(self, person: PersonId) -> None:
        """Forget the links of someone."""
        async with self._database.writing() as connection:
            await connection.execute(delete(SIGN_IN_LINKS).where(SIGN_IN_LINKS.c.person == person))

    async def _read(self, ids: Collection[str]) -> Mapping[str, AccessToken]:
        found = {}
        async with self._database.reading() as connection:
            for some in batches(ids):
                for row in await connection.execute(select(TOKENS).where(TOKENS.c.id.in_(some))):
                    found[row.id] = _token(row)
        return found

    async def _note_uses(self, uses: Collection[_Use]) -> Mapping[_Use, None]:
        async with self._database.writing() as connection:
            for token_id, now in uses:
                this = update(TOKENS).where(TOKENS.c.id == token_id)
                await connection.execute(this.values(used=now))
        return {}

    async def _read_sessions(self, digests: Collection[str]) -> Mapping[str, tuple[str, float]]:
        found = {}
        async with self._database.reading() as connection:
            for some in batches(digests):
                these = select(SESSIONS).where(SESSIONS.c.digest.in_(some))
                for row in await connection.execute(these):
                    found[row.digest] = row.subject, row.until
        return found


def _token(row: Row[tuple[object, ...]]) -> AccessToken:
    return AccessToken(
        id=row.id,
        name=row.name,
        digest=row.digest,
        created=row.created,
        used=row.used,
        limits=DailyLimits(jobs=row.jobs_per_day, seconds=row.seconds_per_day),
    )
