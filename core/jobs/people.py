"""The people, for adapters: preferences and consent, saved portraits, and their data."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence

from talking_photo.core.jobs.export import PersonalData, personal_files
from talking_photo.core.jobs.job import JobId, MediaKey, Person, PersonId, StoredPortrait
from talking_photo.core.jobs.media_keys import folder_of, scenes_folder
from talking_photo.core.jobs.retention import remove_unused
from talking_photo.core.jobs.service import JobService
from talking_photo.core.jobs.stores import Stores
from talking_photo.core.jobs.tokens import subject_of_person

_ALL = 100_000
"""Jobs of one person that are listed or erased; more than a quota lets anybody have."""


class PeopleService:
    """Keeps what is known of people, and hands it over or deletes it.

    Args:
        stores: Where everything is kept.
        job_service: Cancels the jobs of someone who is erased.
        forget: Removes jobs from the queue's own records.
        wipe: Makes sure that what was deleted cannot be read from the database's files.
        clock: Seconds since 1970.
    """

    def __init__(
        self,
        *,
        stores: Stores,
        job_service: JobService,
        forget: Callable[[Collection[JobId]], Awaitable[None]],
        wipe: Callable[[], Awaitable[None]],
        clock: Callable[[], float],
    ) -> None:
        self._stores = stores
        self._job_service = job_service
        self._forget = forget
        self._wipe = wipe
        self._clock = clock

    async def find(self, person: PersonId) -> Person:
        """Return what is known of someone; with the defaults for a newcomer."""
        return await self._stores.people.find(person)

    async def keep(self, person: Person) -> None:
        """Replace what is known of someone, except whether they are blocked."""
        await self._stores.people.keep(person)

    async def portraits(self, person: PersonId) -> Sequence[StoredPortrait]:
        """Return all portraits that someone saved, by name."""
        return await self._stores.portraits.of_person(person)

    async def portrait(self, person: PersonId, name: str) -> StoredPortrait | None:
        """Return the portrait that someone saved by this name."""
        return await self._stores.portraits.named(person, name)

    async def last_photo(self, person: PersonId, chat: str) -> StoredPortrait | None:
        """Return the photo that someone sent last in a chat, if it is not expired."""
        return await self._stores.portraits.last(person, chat, self._clock())

    async def photo(self, portrait: StoredPortrait) -> bytes:
        """Return the photo of a portrait.

        Raises:
            StorageError: media_missing or media_unreachable.
        """
        return await self._stores.media.get(portrait.photo)

    async def keep_portrait(self, portrait: StoredPortrait) -> None:
        """Remember a photo, in place of one of the same name or chat, whose file is deleted."""
        replaced = await self._stores.portraits.keep(portrait)
        if replaced is not None:
            await self._remove_unused(replaced)

    async def remove_portrait(self, person: PersonId, name: str) -> bool:
        """Forget a saved portrait and delete its file; False when there is none."""
        photo = await self._stores.portraits.remove(person, name)
        if photo is not None:
            await self._remove_unused(photo)
        return photo is not None

    async def delete_video(self, job: JobId, by: PersonId) -> bool:
        """Delete the video and the words of a finished job; it still counts for the limits.

        Returns:
            False when it is not at its end, is unknown, or is not `by`'s.
        """
        found = await self._stores.jobs.find(job)
        if found is None or found.request.chat.person != by:
            return False
        if not await self._stores.jobs.forget_contents(job):
            return False
        if found.video is not None:
            for key in found.video.files:
                await self._stores.media.remove(key)
        if found.request.story_seconds is not None:  # it can be put together again from them
            await self._stores.media.remove_all(scenes_folder(by))
        await self._stores.deliveries.erase([job])
        await self._wipe()
        return True

    async def export(self, person: PersonId) -> AsyncIterator[tuple[str, bytes]]:
        """Yield all that is known of someone as files, each with its name.

        `data.json` comes first.
        """
        jobs = await self._stores.jobs.of_person(person, _ALL)
        records = [await self._stores.deliveries.find(job.id) for job in jobs]
        known = PersonalData(
            person=await self._stores.people.find(person),
            portraits=await self._stores.portraits.of_person(person),
            own_voices=await self._stores.own_voices.of_person(person),
            scheduled=await self._stores.schedule.of_person(person),
            batches=await self._stores.batches.of_person(person),
            last_photos=await self._stores.portraits.nameless(person),
            jobs=jobs,
            messages=[record for record in records if record.status or record.sent],
            updates=await self._stores.updates.of_person(person),
        )
        async for name, contents in personal_files(known, self._stores.media):
            yield name, contents

    async def erase(self, person: PersonId) -> None:
        """Stop what someone asked for, and delete all that is known of them, files included.

        Only that somebody is blocked stays.
        """
        await self._stores.batches.erase(person)  # first, for its rows become jobs
        for job in await self._stores.jobs.of_person(person, _ALL):
            await self._job_service.cancel(job.id)
        gone = await self._stores.jobs.erase(person)
        await self._stores.deliveries.erase(gone)
        await self._forget(gone)
        await self._stores.portraits.erase(person)
        await self._stores.own_voices.erase(person)
        await self._stores.schedule.erase(person)
        await self._stores.media.remove_all(folder_of(person))
        await self._stores.people.erase(person)
        await self._stores.updates.erase(person)
        await self._stores.operator.erase(person)
        await self._stores.tokens.erase(person)
        await self._stores.tokens.end_sessions(subject_of_person(person))
        await self._stores.webhooks.erase(person)
        await self._wipe()

    async def _remove_unused(self, key: MediaKey) -> None:
        await remove_unused(key, self._stores, self._clock())
