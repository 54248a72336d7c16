"""What every adapter does with a job that is over.

Its status line ends, then the asker is told.
"""

from __future__ import annotations

from pathlib import Path

from talking_photo.bots.conversation.adapter import AdapterContext
from talking_photo.bots.conversation.answers import assumed_kind
from talking_photo.bots.conversation.messages import Writer
from talking_photo.bots.conversation.status_line import StatusMessages
from talking_photo.bots.conversation.voices import with_voice
from talking_photo.core.jobs.job import DeliveryReceipt, Failure, Job
from talking_photo.core.jobs.ports import Delivery
from talking_photo.core.model import Video


class DeliveryMixin:
    """The calls of `Delivery` for an adapter, which sets all of these."""

    _shared: AdapterContext
    _lines: StatusMessages
    _delivery: Delivery
    _chat_client: Writer

    async def write_in(self, chat: str, text: str) -> None:
        """Write into a chat of the operator's."""
        await self._chat_client.write_in(chat, text)

    async def write_to(self, user: str, text: str) -> None:
        """Write to somebody alone."""
        await self._chat_client.write_to(user, text)

    async def deliver(self, job: Job, video: Video) -> DeliveryReceipt:
        """Give the video to the asker."""
        await self._lines.stop(job.id)
        receipt = await self._delivery.deliver(job, video)
        await self._remember_kind(job, video)
        return receipt

    async def _remember_kind(self, job: Job, video: Video) -> None:
        """Take the kind of voice that the asker was told of for their choice in its language."""
        kind = assumed_kind(job, video)
        if kind is None or video.spoken_by is None:
            return
        person = await self._shared.people.find(job.request.chat.person)
        language = video.spoken_by.language.partition("-")[0]
        if person.preferences.options.voice_for(language) is None:
            await self._shared.people.keep(with_voice(person, language, kind))

    async def refuse(self, job: Job, failure: Failure) -> DeliveryReceipt:
        """Tell the asker why there is no video."""
        await self._lines.stop(job.id)
        return await self._delivery.refuse(job, failure)

    async def offer(self, job: Job, picture: Path) -> DeliveryReceipt:
        """Let the asker choose another face."""
        return await self._delivery.offer(job, picture)
