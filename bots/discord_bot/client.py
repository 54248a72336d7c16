"""What Discord lets us do.

Answer by the token of an interaction, else in the channel, else in a direct message.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

import discord

from talking_photo.bots.conversation.messages import ButtonPress, File, Rows
from talking_photo.bots.discord_bot.attachments import Attachments
from talking_photo.bots.discord_bot.errors import Gone, TooLarge, with_retries
from talking_photo.bots.discord_bot.gateway import GatewayConnection
from talking_photo.bots.discord_bot.parts import (
    Content,
    cut,
    files_of,
    nonce_of,
    view_of,
    with_view,
)
from talking_photo.bots.discord_bot.tokens import is_open
from talking_photo.core.errors import RequestError, TalkingPhotoError, Undeliverable
from talking_photo.core.jobs.job import ChatRef

_FILES = 10
"""Of a message (discord.com/developers/docs/resources/message#create-message)."""


class DiscordClient:
    """Fulfils `talking_photo.bots.conversation.messages.ChatClient`.

    A slash command has one answer of its own, which is there from the moment it was acknowledged:
    whatever is said first is written into it. All else is a message.
    """

    def __init__(self, line: GatewayConnection, attachments: Attachments) -> None:
        self._line = line
        self._attachments = attachments
        self._answered: set[str] = set()
        """Tokens whose own answer was used. Forgotten in a crash, it is used again, which does no
        harm."""

    async def say(
        self,
        to: ChatRef,
        text: str,
        rows: Rows = (),
        *,
        question: bool = False,
        quiet: bool = False,
    ) -> str:
        """Answer; a `question` needs no help here, for replies to us are always shown to us."""
        del question
        content = Content(text, rows)
        sent = await self.whisper(to, content, instead_of=None) if quiet else None
        return await self.give(to, content) if sent is None else sent

    async def whisper(
        self, to: ChatRef, content: Content, *, instead_of: str | None
    ) -> str | None:
        """Answer for the asker's eyes only.

        Args:
            to: Whom.
            content: What they see.
            instead_of: A message of ours, seen by everybody, that is taken away for it; None for
                the answer that was promised and not used.

        Returns:
            Our message; None where the answer is theirs alone already, or there is no way to hide
            it.
        """
        if not is_open(to) or "hidden" in to.details or "alone" in to.details:
            return None
        promised = _owns_answer(to) and to.secret["token"] not in self._answered
        with contextlib.suppress(Gone, Undeliverable):
            # Whether others see an answer was settled when it was promised; only another message
            # can be hidden.
            if promised or instead_of is not None:
                slot = "@original" if _owns_answer(to) else instead_of
                self._answered.add(to.secret["token"])
                with contextlib.suppress(Gone):
                    await with_retries(lambda: self._webhook(to).delete_message(cast("int", slot)))
            return await self._follow_up(to, content, hidden=True)
        return None

    async def give(self, to: ChatRef, content: Content) -> str:
        """Answer.

        Raises:
            TooLarge: Here are no files of that size.
            Undeliverable: chat_closed; they cannot be reached in any way.
        """
        if self._is_unused(to):
            with contextlib.suppress(Gone):
                message = await self._edit(to, "@original", content)
                self._answered.add(to.secret["token"])
                return message
        return await self.add(to, content)

    async def add(self, to: ChatRef, content: Content) -> str:
        """The same as a message of its own, whether something was said before or not."""
        if is_open(to):
            with contextlib.suppress(Gone, Undeliverable):
                return await self._follow_up(to, content)
        return await self.post(to, content)

    async def post(self, to: ChatRef, content: Content) -> str:
        """Send a message to the channel, or to the person where that is impossible.

        Raises:
            Undeliverable: chat_closed.
        """
        if "hidden" not in to.details:
            with contextlib.suppress(Undeliverable, Gone):
                return await self._send(int(to.chat), to, content)
        try:
            private = await with_retries(
                lambda: self._line.client.create_dm(discord.Object(int(to.user)))
            )
            return await self._send(private.id, to, content)
        except Gone as exc:
            raise Undeliverable("chat_closed") from exc

    async def change(
        self, to: ChatRef, message: str, text: str, rows: Rows = (), *, urgent: bool = True
    ) -> bool:
        """Replace the text of a message of ours; False when it is gone.

        The library keeps the pace.
        """
        del urgent
        return await self.turn_into(to, message, Content(text, rows))

    async def turn_into(
        self, to: ChatRef, message: str, content: Content, *, last: bool = False
    ) -> bool:
        """Replace all of a message of ours. Repeated, it changes nothing.

        Args:
            to: Who it was sent to.
            message: Which.
            content: What it shall show.
            last: This is what they waited for: after the time of a token it is to be a new
                message.

        Returns:
            False when it is gone, or cannot be changed any more.

        Raises:
            TooLarge: Here are no files of that size.
        """
        slot = "@original" if _owns_answer(to) or message == to.message else message
        with contextlib.suppress(Gone, Undeliverable):
            if is_open(to):
                await self._edit(to, slot, content)
                return True
        if "hidden" in to.details or (to.secret and last):
            return False
        with contextlib.suppress(Gone, Undeliverable):
            await with_retries(
                lambda: self._message(to, message).edit(
                    content=cut(content.text),
                    attachments=files_of(content),
                    view=view_of(to, content.rows),
                )
            )
            return True
        return False

    async def remove(self, to: ChatRef, message: str) -> None:
        """Take a message of ours away, if that is possible."""
        with contextlib.suppress(Gone, TalkingPhotoError):
            await with_retries(lambda: self._message(to, message).delete())

    async def promise(self, to: ChatRef, text: str) -> None:
        """Write into an answer that is not used yet; what is said first takes its place."""
        if self._is_unused(to):
            with contextlib.suppress(Gone, TalkingPhotoError):
                await self._edit(to, "@original", Content(text))

    async def settle(self, to: ChatRef) -> None:
        """Take an answer away that was promised and not used."""
        if self._is_unused(to):
            with contextlib.suppress(Gone, TalkingPhotoError):
                await with_retries(
                    lambda: self._webhook(to).delete_message(cast("int", "@original"))
                )
        self._answered.discard(to.secret.get("token", ""))

    async def busy(self, to: ChatRef) -> None:
        """Show that we are at work; an answer that was promised shows it by itself."""
        if to.secret or "hidden" in to.details:
            return
        with contextlib.suppress(Gone, TalkingPhotoError):
            await with_retries(lambda: self._line.client.http.send_typing(int(to.chat)))

    async def acknowledge(self, pressed: ButtonPress, text: str = "") -> None:
        """Say something to the one who pressed; that it was pressed is confirmed already."""
        if text and is_open(pressed.ref):
            with contextlib.suppress(Gone, Undeliverable):
                await self._follow_up(pressed.ref, Content(text), hidden=True)

    async def write_in(self, chat: str, text: str) -> None:
        """Write into a channel, as an answer to nothing.

        Raises:
            Undeliverable: chat_closed.
        """
        try:
            await with_retries(
                lambda: self._line.client.get_partial_messageable(int(chat)).send(cut(text))
            )
        except Gone as exc:
            raise Undeliverable("chat_closed") from exc

    async def write_to(self, user: str, text: str) -> None:
        """Write a direct message.

        Raises:
            Undeliverable: chat_closed.
        """
        try:
            private = await with_retries(
                lambda: self._line.client.create_dm(discord.Object(int(user)))
            )
        except Gone as exc:
            raise Undeliverable("chat_closed") from exc
        await self.write_in(str(private.id), text)

    async def fetch(self, file: File) -> bytes:
        """Download an attachment."""
        return await self._attachments.fetch(file)

    async def send_file(self, to: ChatRef, name: str, contents: bytes, text: str) -> None:
        """Send a file.

        Raises:
            RequestError: file_too_big.
        """
        try:
            await self.give(to, Content(text, files=((name, contents),)))
        except TooLarge as exc:
            raise RequestError("file_too_big", bytes=len(contents)) from exc

    async def show_example(
        self, to: ChatRef, name: str, video: bytes, text: str, rows: Rows = ()
    ) -> None:
        """Send a video.

        Raises:
            Undeliverable: discord_refused.
        """
        try:
            await self.give(to, Content(text, rows, ((f"{name}.mp4", video),)))
        except TooLarge as exc:
            raise Undeliverable("discord_refused") from exc

    async def show_pictures(self, to: ChatRef, pictures: Sequence[tuple[str, bytes]]) -> None:
        """Send pictures in one message, each under its name."""
        files = tuple((f"{name}.jpg", contents) for name, contents in pictures[:_FILES])
        with contextlib.suppress(TooLarge):
            await self.give(to, Content("", files=files))

    async def play(self, to: ChatRef, sound: bytes) -> None:
        """Send a recording; voice messages are not for bots of this library."""
        await self.send_file(to, "voice.ogg", sound, "")

    def _is_unused(self, to: ChatRef) -> bool:
        """Whether the first answer is still to be given."""
        return is_open(to) and _owns_answer(to) and to.secret["token"] not in self._answered

    async def _edit(self, to: ChatRef, slot: str, content: Content) -> str:
        # The library takes the number of a message; the API takes this name as well.
        number = cast("int", slot)
        message = await with_retries(
            lambda: self._webhook(to).edit_message(
                number,
                content=cut(content.text),
                attachments=files_of(content),
                view=view_of(to, content.rows),
            )
        )
        return str(message.id)

    async def _follow_up(self, to: ChatRef, content: Content, *, hidden: bool = False) -> str:
        message = await with_retries(
            lambda: self._webhook(to).send(
                cut(content.text),
                files=files_of(content),
                ephemeral=hidden or "hidden" in to.details,
                wait=True,
                **with_view(to, content.rows),
            )
        )
        return str(message.id)

    async def _send(self, channel: int, to: ChatRef, content: Content) -> str:
        place = self._line.client.get_partial_messageable(channel)
        text, about = content.text, dict[str, Any]()
        if channel != int(to.chat):
            pass  # they are alone with us
        elif to.details.get("asked") == "message":
            about["reference"] = discord.MessageReference(
                message_id=int(to.message), channel_id=channel, fail_if_not_exists=False
            )
            about["mention_author"] = False
        else:
            asker = discord.Object(int(to.user))
            text = f"<@{to.user}> {text}"
            about["allowed_mentions"] = discord.AllowedMentions(users=[asker])
        message = await with_retries(
            lambda: place.send(
                cut(text),
                files=files_of(content),
                nonce=content.nonce or nonce_of(to, content.text),
                **about,
                **with_view(to, content.rows),
            )
        )
        return str(message.id)

    def _message(self, to: ChatRef, message: str) -> discord.PartialMessage:
        place = self._line.client.get_partial_messageable(int(to.chat))
        return place.get_partial_message(int(message))

    def _webhook(self, to: ChatRef) -> discord.Webhook:
        client = self._line.client
        known = discord.Webhook.partial(
            int(to.secret["application"]), to.secret["token"], client=client
        )
        # `partial` makes one of the kind that people make, from which nothing can be sent to one
        # person only.
        known.type = discord.WebhookType.application
        return known


def beside(to: ChatRef) -> ChatRef:
    """The way to a message that was added to the answer, rather than to the answer itself."""
    return replace(to, secret={**to.secret, "original": "taken"}) if to.secret else to


def _owns_answer(to: ChatRef) -> bool:
    """Return whether its first answer is ours alone, not the message with the button."""
    return bool(to.secret) and to.secret.get("original") != "taken"
