"""What the operator switches, asks and announces, in the database."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Row, delete, insert, select, update

from talking_photo.core.jobs.job import (
    Announcement,
    Failure,
    FailureCount,
    JobState,
    PersonId,
)
from talking_photo.core.jobs.shared_statement import SharedStatement
from talking_photo.storage.database import Database
from talking_photo.storage.rows import count_failures, from_json, to_json
from talking_photo.storage.tables import ANNOUNCEMENTS, JOBS, PEOPLE, RECIPIENTS, SWITCHES

_DRAINING = "draining"


class SqlOperatorStore:
    """Fulfils `talking_photo.core.jobs.stores.OperatorStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._switches_on = SharedStatement(self._read_switches)

    async def draining(self) -> bool:
        """Return whether new jobs are refused."""
        return await self._switches_on.get(_DRAINING) is not None

    async def drain(self, *, on: bool) -> None:
        """Refuse new jobs, or take them again."""
        async with self._database.writing() as connection:
            await connection.execute(delete(SWITCHES).where(SWITCHES.c.name == _DRAINING))
            if on:
                await connection.execute(insert(SWITCHES).values(name=_DRAINING))

    async def _read_switches(self, names: Collection[str]) -> Mapping[str, bool]:
        query = select(SWITCHES.c.name).where(SWITCHES.c.name.in_(names))
        async with self._database.reading() as connection:
            return dict.fromkeys((await connection.execute(query)).scalars(), True)

    async def people_since(self, then: float) -> Sequence[PersonId]:
        """Return everybody who asked for a video and is not blocked."""
        blocked = select(PEOPLE.c.id).where(PEOPLE.c.blocked)
        query = (
            select(JOBS.c.person)
            .where(JOBS.c.created >= then, JOBS.c.person != "", JOBS.c.person.not_in(blocked))
            .distinct()
        )
        async with self._database.reading() as connection:
            return [PersonId(person) for person in (await connection.execute(query)).scalars()]

    async def failures_between(self, since: float, until: float) -> Sequence[FailureCount]:
        """Return how often jobs failed; reads those alone that finished then."""
        query = select(JOBS.c.failure).where(
            JOBS.c.finished >= since,
            JOBS.c.finished < until,
            JOBS.c.state == JobState.FAILED,
            JOBS.c.failure.is_not(None),
        )
        async with self._database.reading() as connection:
            failures = (await connection.execute(query)).scalars().all()
        return count_failures(from_json(Failure, failure) for failure in failures)

    async def announce(self, announcement: Announcement, people: Collection[PersonId]) -> bool:
        """Store an announcement and all that it is for."""
        row = {"id": announcement.id, "announcement": to_json(announcement), "people": len(people)}
        this = select(ANNOUNCEMENTS.c.id).where(ANNOUNCEMENTS.c.id == announcement.id)
        async with self._database.writing() as connection:
            if (await connection.execute(this)).first() is not None:
                return False
            # Those that are over, and what a killed process was about to end.
            left = select(RECIPIENTS.c.announcement)
            await connection.execute(delete(ANNOUNCEMENTS).where(ANNOUNCEMENTS.c.id.not_in(left)))
            await connection.execute(
                insert(ANNOUNCEMENTS).values(row | {"reached": 0, "unreachable": 0})
            )
            recipients = [_recipient(announcement, person) for person in people]
            if recipients:
                await connection.execute(insert(RECIPIENTS), recipients)
        return True

    async def claim(self, platform: str) -> tuple[Announcement, PersonId] | None:
        """Take the next person of a platform who is still to get an announcement."""
        next_one = (
            select(RECIPIENTS.c.announcement, RECIPIENTS.c.person)
            .where(RECIPIENTS.c.platform == platform)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        async with self._database.writing() as connection:
            row = (await connection.execute(next_one)).first()
            if row is None:
                return None
            await connection.execute(
                delete(RECIPIENTS).where(
                    RECIPIENTS.c.announcement == row.announcement,
                    RECIPIENTS.c.person == row.person,
                )
            )
            this = ANNOUNCEMENTS.c.id == row.announcement
            found = (await connection.execute(select(ANNOUNCEMENTS).where(this))).one()
        return _announcement(found), PersonId(row.person)

    async def unclaim(self, announcement: Announcement, person: PersonId) -> None:
        """Put someone back who could not be reached."""
        async with self._database.writing() as connection:
            await connection.execute(insert(RECIPIENTS).values(_recipient(announcement, person)))

    async def record_outcome(
        self, announcement: Announcement, *, reached: bool
    ) -> Announcement | None:
        """Count someone as reached; the last one ends the announcement."""
        count = ANNOUNCEMENTS.c.reached if reached else ANNOUNCEMENTS.c.unreachable
        this = ANNOUNCEMENTS.c.id == announcement.id
        change = update(ANNOUNCEMENTS).where(this).values({count: count + 1})
        left = select(RECIPIENTS.c.person).where(RECIPIENTS.c.announcement == announcement.id)
        async with self._database.writing() as connection:
            row = (await connection.execute(change.returning(ANNOUNCEMENTS))).first()
            if row is None or not row.announcement:
                return None
            if (await connection.execute(left.limit(1))).first() is not None:
                return None
            # Its id stays, so that a command that is handled twice does not send it twice.
            await connection.execute(update(ANNOUNCEMENTS).where(this).values(announcement=""))
        return _announcement(row)

    async def erase(self, person: PersonId) -> None:
        """Forget that someone is to get announcements."""
        async with self._database.writing() as connection:
            await connection.execute(delete(RECIPIENTS).where(RECIPIENTS.c.person == person))


def _recipient(announcement: Announcement, person: PersonId) -> dict[str, str]:
    platform = person.partition(":")[0]
    return {"announcement": announcement.id, "person": person, "platform": platform}


def _announcement(row: Row[tuple[object, ...]]) -> Announcement:
    stored = from_json(Announcement, row.announcement)
    return replace(stored, people=row.people, reached=row.reached, unreachable=row.unreachable)
