"""Gives videos to the asker.

The status message turns into the video, which repeated makes no second one.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from telegram import InputMediaDocument, InputMediaVideo
from telegram.error import BadRequest

from talking_photo.bots import texts
from talking_photo.bots.conversation import faces, remake
from talking_photo.bots.conversation.adapter import AdapterContext
from talking_photo.bots.conversation.answers import failure_text, language_of, success_text
from talking_photo.bots.conversation.limits import Platform
from talking_photo.bots.conversation.messages import Rows
from talking_photo.bots.telegram_bot.client import TelegramApi, TelegramClient, keyboard, reply_to
from talking_photo.bots.telegram_bot.errors import (
    TooLarge,
    edited,
    with_retries,
    with_retries_strict,
)
from talking_photo.core.errors import TalkingPhotoError
from talking_photo.core.jobs.job import DeliveryReceipt, Failure, Job
from talking_photo.core.model import Layout, Video
from talking_photo.core.provenance.credentials import sidecar_of
from talking_photo.core.video.thumbnail import thumbnail

_NAME = "talking-photo"
_TIMES: dict[str, Any] = {"write_timeout": 120.0, "read_timeout": 60.0}
"""Seconds. A time-out too early makes a second upload: the library's own are 20 and 5."""
_CAPTION_LETTERS = 1024

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramDelivery:
    """Fulfils the calls of `talking_photo.core.jobs.ports.Delivery`."""

    bot: TelegramApi
    chat_client: TelegramClient
    shared: AdapterContext
    platform: Platform

    async def deliver(self, job: Job, video: Video) -> DeliveryReceipt:
        """Show the video in place of the status message, or as a round note if requested."""
        if video.bytes > self.platform.upload_bytes:
            return await self._refuse_size(job, video, self.platform.upload_bytes)
        try:
            return await self._show(job, video)
        except TooLarge:  # a server of the operator's own, or a proxy, takes less than Telegram
            return await self._refuse_size(job, video, video.bytes - 1)

    async def _refuse_size(self, job: Job, video: Video, most: int) -> DeliveryReceipt:
        too_big = Failure(code="video_too_big", facts={"bytes": video.bytes, "max_bytes": most})
        return await self.refuse(job, too_big)

    async def _show(self, job: Job, video: Video) -> DeliveryReceipt:
        caption = success_text(job, video)
        longest_note = self.platform.round_seconds or 0.0
        if job.request.options.layout is Layout.ROUND and video.seconds <= longest_note:
            receipt = await self._round(job, video, caption)
            if receipt is not None:
                return receipt
            caption = f"{caption}\n{texts.chat('no_round', language_of(job))}"
        receipt = await self._in_place(job, video, caption[:_CAPTION_LETTERS])
        sidecar = sidecar_of(video.path)
        if await asyncio.to_thread(sidecar.exists):
            await self._add_credentials(job, sidecar)
        return receipt

    async def _add_credentials(self, job: Job, sidecar: Path) -> None:
        """Send the Content Credentials of a video that cannot carry them.

        After the video: its delivery can be repeated without a second message. That it comes
        without them is better than twice, so they are tried for a short time only.
        """
        chat = job.request.chat
        try:
            await with_retries(
                partial(
                    self.bot.send_document,
                    int(chat.chat),
                    sidecar,
                    caption=texts.chat("credentials_beside", language_of(job)),
                    filename=_NAME + sidecar.suffix,
                    disable_notification=True,
                    reply_parameters=reply_to(chat),
                    **_TIMES,
                )
            )
        except (BadRequest, TalkingPhotoError) as exc:
            _log.warning("job %s: credentials not sent, %s", job.id, exc, extra={"job": job.id})

    async def refuse(self, job: Job, failure: Failure) -> DeliveryReceipt:
        """Turn the status message into the reason."""
        return await self._tell(job, failure_text(job, failure))

    async def offer(self, job: Job, picture: Path) -> DeliveryReceipt:
        """Show the numbered faces, with a button each."""
        chat, language = job.request.chat, language_of(job)
        message = await with_retries_strict(
            partial(
                self.bot.send_photo,
                int(chat.chat),
                picture,
                caption=texts.chat("choose_face", language),
                reply_markup=keyboard(chat, faces.choice(job, language)),
                reply_parameters=reply_to(chat),
                **_TIMES,
            )
        )
        return DeliveryReceipt(message=str(message.message_id))

    async def _in_place(self, job: Job, video: Video, caption: str) -> DeliveryReceipt:
        """A new slot first when the old one is gone.

        An edit can be repeated, a sent video is there twice.
        """
        chat = job.request.chat
        media, rows = await _media(video, caption), remake.rows_after(job)
        status = await self.shared.job_service.status_message(job.id)
        if status is not None and await self._turn_into(job, status, media, rows):
            return DeliveryReceipt(message=status)
        slot = await self.chat_client.say(chat, texts.chat("accepted", language_of(job)))
        await self.shared.job_service.keep_status_message(job.id, chat, slot)
        if await self._turn_into(job, slot, media, rows):
            return DeliveryReceipt(message=slot)
        receipt = await self._send(job, video, caption, rows)
        for left in filter(None, (status, slot)):
            await self._remove(job, left)
        return receipt

    async def _turn_into(
        self, job: Job, slot: str, media: InputMediaVideo | InputMediaDocument, rows: Rows
    ) -> bool:
        return await edited(
            partial(
                self.bot.edit_message_media,
                media,
                chat_id=int(job.request.chat.chat),
                message_id=int(slot),
                reply_markup=keyboard(job.request.chat, rows),
                **_TIMES,
            )
        )

    async def _send(self, job: Job, video: Video, caption: str, rows: Rows) -> DeliveryReceipt:
        """For a server that cannot turn a text into a video."""
        chat = job.request.chat
        common: dict[str, Any] = {
            "caption": caption,
            "filename": _NAME + video.path.suffix,
            "reply_markup": keyboard(chat, rows),
            "reply_parameters": reply_to(chat),
            **_TIMES,
        }
        if video.path.suffix == ".mp4":
            send = partial(
                self.bot.send_video,
                int(chat.chat),
                video.path,
                width=video.width,
                height=video.height,
                duration=round(video.seconds),
                supports_streaming=True,
                thumbnail=await thumbnail(video.path),
                **common,
            )
        else:
            send = partial(self.bot.send_document, int(chat.chat), video.path, **common)
        message = await with_retries_strict(send)
        return DeliveryReceipt(message=str(message.message_id))

    async def _round(self, job: Job, video: Video, caption: str) -> DeliveryReceipt | None:
        """A round video in place of the status message; None where people take none."""
        chat = job.request.chat
        try:
            message = await with_retries(
                partial(
                    self.bot.send_video_note,
                    int(chat.chat),
                    video.path,
                    length=min(video.width, video.height),
                    duration=round(video.seconds),
                    thumbnail=await thumbnail(video.path),
                    filename=_NAME + video.path.suffix,
                    reply_parameters=reply_to(chat),
                    **_TIMES,
                )
            )
        except BadRequest as exc:
            _log.info("round video refused: %s", exc.message, extra={"job": job.id})
            return None
        status = await self.shared.job_service.status_message(job.id)
        if status is not None:
            # A round video has no caption: what is to be said of it stays in the status message.
            rows = remake.rows_after(job)
            await self.chat_client.change(chat, status, caption, rows)
        return DeliveryReceipt(message=str(message.message_id))

    async def _tell(self, job: Job, text: str) -> DeliveryReceipt:
        chat = job.request.chat
        status = await self.shared.job_service.status_message(job.id)
        if status is not None and await self.chat_client.change(chat, status, text):
            return DeliveryReceipt(message=status)
        return DeliveryReceipt(message=await self.chat_client.say(chat, text))

    async def _remove(self, job: Job, message: str) -> None:
        chat = int(job.request.chat.chat)
        with contextlib.suppress(BadRequest, TalkingPhotoError):
            await with_retries(partial(self.bot.delete_message, chat, int(message)))


async def _media(video: Video, caption: str) -> InputMediaVideo | InputMediaDocument:
    """Return what to show; Telegram plays mp4 only, a transparent WebM is a file to download."""
    contents = await asyncio.to_thread(video.path.read_bytes)
    name = _NAME + video.path.suffix
    if video.path.suffix != ".mp4":
        return InputMediaDocument(contents, caption=caption, filename=name)
    return InputMediaVideo(
        contents,
        caption=caption,
        width=video.width,
        height=video.height,
        duration=round(video.seconds),
        supports_streaming=True,
        thumbnail=await thumbnail(video.path),
        filename=name,
    )
