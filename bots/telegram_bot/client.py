"""What Telegram lets us do in a chat: say, change, fetch and send."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Sequence
from functools import partial
from typing import Any

from telegram import (
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    ReplyParameters,
)
from telegram.constants import ChatAction
from telegram.error import BadRequest, InvalidToken, TelegramError
from telegram.ext import ExtBot

from talking_photo.bots.conversation.messages import ButtonPress, Deferred, File, Rows
from talking_photo.bots.telegram_bot.errors import (
    TooLarge,
    edited,
    with_retries,
    with_retries_strict,
)
from talking_photo.bots.telegram_bot.rate_limiter import SPARE
from talking_photo.core.errors import RequestError, Undeliverable
from talking_photo.core.jobs.job import ChatRef

TelegramApi = ExtBot[str]

_log = logging.getLogger(__name__)

_ALBUM = 10
"""Photos of an album (core.telegram.org/bots/api, sendMediaGroup), two at least."""
_UPLOAD_SECONDS = 120.0
"""Write time-out of a large file on a slow line; the library's is 20 s."""
_TEXT_LETTERS = 4096
"""Of a message, core.telegram.org/bots/api#sendmessage."""


class TelegramClient:
    """Fulfils `talking_photo.bots.conversation.messages.ChatClient`."""

    def __init__(self, bot: TelegramApi) -> None:
        self._bot = bot
        self._examples: dict[str, str] = {}
        """What Telegram gives examples out by, by their name."""

    async def say(
        self,
        to: ChatRef,
        text: str,
        rows: Rows = (),
        *,
        question: bool = False,
        quiet: bool = False,
    ) -> str:
        """Answer the message of `to`."""
        del quiet  # Telegram shows what is said in a group to everybody in it
        markup: InlineKeyboardMarkup | ForceReply | None = keyboard(to, rows)
        if question and not rows and int(to.chat) < 0:
            # In a group we do not get what people say, unless they reply to us.
            markup = ForceReply(selective=True)
        message = await with_retries_strict(
            partial(
                self._bot.send_message,
                int(to.chat),
                text,
                reply_markup=markup,
                reply_parameters=reply_to(to),
            )
        )
        return str(message.message_id)

    async def change(
        self, to: ChatRef, message: str, text: str, rows: Rows = (), *, urgent: bool = True
    ) -> bool:
        """Replace the text of a message of ours; False when it is gone or is no text any more."""
        return await edited(
            partial(
                self._bot.edit_message_text,
                text,
                chat_id=int(to.chat),
                message_id=int(message),
                reply_markup=keyboard(to, rows),
                rate_limit_args=None if urgent else SPARE,
            )
        )

    async def busy(self, to: ChatRef) -> None:
        """Show for five seconds that we are at work."""
        # It is only a sign; when it fails, nothing is lost.
        with contextlib.suppress(TelegramError, Deferred):
            await self._bot.send_chat_action(
                int(to.chat), ChatAction.RECORD_VIDEO, rate_limit_args=SPARE
            )

    async def acknowledge(self, pressed: ButtonPress, text: str = "") -> None:
        """Confirm that a button was pressed; too late for that, after a crash, is no fault."""
        with contextlib.suppress(BadRequest):
            await with_retries(partial(self._bot.answer_callback_query, pressed.id, text or None))

    async def write_in(self, chat: str, text: str) -> None:
        """Write into a chat, as an answer to nothing."""
        await with_retries_strict(partial(self._bot.send_message, int(chat), text[:_TEXT_LETTERS]))

    async def write_to(self, user: str, text: str) -> None:
        """Write to somebody alone; their chat has their number."""
        await self.write_in(user, text)

    async def fetch(self, file: File) -> bytes:
        """Download a file.

        Raises:
            RequestError: file_gone.
        """
        try:
            return await with_retries(partial(self._download, file.id))
        except (BadRequest, Undeliverable) as exc:
            raise RequestError("file_gone") from exc

    async def send_file(self, to: ChatRef, name: str, contents: bytes, text: str) -> None:
        """Send a document.

        Raises:
            RequestError: file_too_big.
        """
        try:
            await with_retries_strict(
                partial(
                    self._bot.send_document,
                    int(to.chat),
                    contents,
                    filename=name,
                    caption=text,
                    reply_parameters=reply_to(to),
                    write_timeout=_UPLOAD_SECONDS,
                )
            )
        except TooLarge as exc:
            raise RequestError("file_too_big", bytes=len(contents)) from exc

    async def show_example(
        self, to: ChatRef, name: str, video: bytes, text: str, rows: Rows = ()
    ) -> None:
        """Send a video, from the second time on as the file that Telegram has already."""
        message = await with_retries_strict(
            partial(
                self._bot.send_video,
                int(to.chat),
                self._examples.get(name, video),
                caption=text,
                filename=f"{name}.mp4",
                supports_streaming=True,
                reply_markup=keyboard(to, rows),
                write_timeout=_UPLOAD_SECONDS,
            )
        )
        if message.video is not None:
            self._examples[name] = message.video.file_id

    async def show_pictures(self, to: ChatRef, pictures: Sequence[tuple[str, bytes]]) -> None:
        """Send photos as albums, each with its name."""
        for at in range(0, len(pictures), _ALBUM):
            try:
                await with_retries(partial(self._send_photos, to, pictures[at : at + _ALBUM]))
            except BadRequest as exc:  # such as a picture of a kind that Telegram does not show
                _log.info("pictures not sent: %s", exc.message)

    async def _send_photos(self, to: ChatRef, pictures: Sequence[tuple[str, bytes]]) -> None:
        common: dict[str, Any] = {
            "reply_parameters": reply_to(to),
            "write_timeout": _UPLOAD_SECONDS,
        }
        if len(pictures) == 1:
            [(name, contents)] = pictures
            await self._bot.send_photo(int(to.chat), contents, caption=name, **common)
            return
        album = [InputMediaPhoto(contents, caption=name) for name, contents in pictures]
        await self._bot.send_media_group(int(to.chat), album, **common)

    async def play(self, to: ChatRef, sound: bytes) -> None:
        """Send a voice message."""
        await with_retries_strict(
            partial(self._bot.send_voice, int(to.chat), sound, reply_parameters=reply_to(to))
        )

    async def _download(self, file_id: str) -> bytes:
        file = await self._bot.get_file(file_id)
        try:
            return bytes(await file.download_as_bytearray())
        except InvalidToken as exc:  # the library's name for every 404
            raise BadRequest("file not found") from exc


def keyboard(to: ChatRef, rows: Rows) -> InlineKeyboardMarkup | None:
    """Buttons that tell whom they were shown to."""
    if not rows:
        return None
    return InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton(
                    button.label, callback_data=f"{button.verb}|{to.user}|{button.value}"
                )
                for button in row
            ]
            for row in rows
        ]
    )


def reply_to(to: ChatRef) -> ReplyParameters:
    """Answer that message, or simply say it when it has been deleted meanwhile."""
    return ReplyParameters(int(to.message), allow_sending_without_reply=True)
