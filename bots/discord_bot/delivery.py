"""Delivers videos on Discord: the answer is edited into the video, which is idempotent."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

from talking_photo.bots import texts
from talking_photo.bots.conversation import faces, remake
from talking_photo.bots.conversation.adapter import AdapterContext
from talking_photo.bots.conversation.answers import failure_text, language_of, success_text
from talking_photo.bots.conversation.limits import Platform
from talking_photo.bots.discord_bot.client import DiscordClient
from talking_photo.bots.discord_bot.errors import TooLarge
from talking_photo.bots.discord_bot.parts import Content
from talking_photo.core.errors import Undeliverable
from talking_photo.core.jobs.job import DeliveryReceipt, Failure, Job
from talking_photo.core.model import Video
from talking_photo.core.provenance.credentials import sidecar_of


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscordDelivery:
    """Fulfils the calls of `talking_photo.core.jobs.ports.Delivery`."""

    chat_client: DiscordClient
    shared: AdapterContext
    platform: Platform

    async def deliver(self, job: Job, video: Video) -> DeliveryReceipt:
        """Show the video in place of the answer; after a quarter of an hour, as a message."""
        most = job.request.max_bytes or self.platform.upload_bytes
        if video.bytes > most:
            return await self.refuse(job, _too_big(video, most))
        uploads = await asyncio.to_thread(_uploads, video, most)
        try:
            rows = remake.rows_after(job)
            return await self._give(
                job, Content(success_text(job, video), rows, uploads, f"{job.id}f")
            )
        except TooLarge:  # it came to another place than it was made for
            return await self.refuse(job, _too_big(video, self.platform.upload_bytes))

    async def refuse(self, job: Job, failure: Failure) -> DeliveryReceipt:
        """Tell the asker the reason, in place of the answer where others would see it."""
        content = Content(failure_text(job, failure), nonce=f"{job.id}f")
        status = await self.shared.job_service.status_message(job.id)
        sent = await self.chat_client.whisper(job.request.chat, content, instead_of=status)
        return await self._give(job, content) if sent is None else DeliveryReceipt(message=sent)

    async def offer(self, job: Job, picture: Path) -> DeliveryReceipt:
        """Show the numbered faces, with a button each.

        Raises:
            Undeliverable: discord_refused.
        """
        content = Content(
            texts.chat("choose_face", language_of(job)),
            faces.choice(job, language_of(job)),
            files=(("faces.png", await asyncio.to_thread(picture.read_bytes)),),
            nonce=f"{job.id}o",
        )
        try:
            return DeliveryReceipt(message=await self.chat_client.add(job.request.chat, content))
        except TooLarge as exc:
            raise Undeliverable("discord_refused") from exc

    async def _give(self, job: Job, content: Content) -> DeliveryReceipt:
        chat = job.request.chat
        status = await self.shared.job_service.status_message(job.id)
        if status is not None and await self.chat_client.turn_into(
            chat, status, content, last=True
        ):
            return DeliveryReceipt(message=status)
        # Only a message to a channel has a nonce, and is never sent twice; what is for one pair of
        # eyes goes another way.
        send = self.chat_client.add if "hidden" in chat.details else self.chat_client.post
        receipt = DeliveryReceipt(message=await send(chat, content))
        if status is not None and "hidden" not in chat.details:
            await self.chat_client.remove(chat, status)
        return receipt


def _uploads(video: Video, most: int) -> tuple[tuple[str, bytes], ...]:
    """Return the names and contents to upload: the video, and what lies beside it if both fit."""
    files = [video.path]
    sidecar = sidecar_of(video.path)
    if sidecar.exists() and video.bytes + sidecar.stat().st_size <= most:
        files.append(sidecar)
    return tuple((f"talking-photo{file.suffix}", file.read_bytes()) for file in files)


def _too_big(video: Video, most: int) -> Failure:
    return Failure(code="video_too_big", facts={"bytes": video.bytes, "max_bytes": most})
