"""From an update of Telegram to what was said to us, or pressed.

Pure: nothing is asked, nothing is sent.
"""

from __future__ import annotations

import re
from datetime import timedelta

from telegram import (
    Bot,
    CallbackQuery,
    Document,
    ExternalReplyInfo,
    Message,
    MessageEntity,
    Update,
    User,
)
from telegram.constants import ChatType

from talking_photo.bots import texts
from talking_photo.bots.conversation.messages import ButtonPress, File, IncomingMessage, Kind
from talking_photo.core.jobs.job import ChatRef

PLATFORM = "telegram"

_ANONYMOUS_ADMIN = 1087968824
"""The account in whose name Telegram shows administrators who remain anonymous (Bot API,
Message.from)."""
_EDIT_TIME = timedelta(minutes=1)
"""A correction within this time counts."""

_OTHER_CONTENT = (
    "animation",
    "sticker",
    "contact",
    "location",
    "venue",
    "poll",
    "dice",
    "game",
    "story",
    "paid_media",
    "checklist",
)


def read(update: Update, bot: Bot) -> IncomingMessage | ButtonPress | None:
    """What an update says to us; None when it is not meant for us."""
    if update.callback_query is not None:
        return _pressed(update.callback_query, bot)
    message = update.message or update.edited_message
    if message is None or message.from_user is None:
        return None
    anonymous = message.from_user.id == _ANONYMOUS_ADMIN
    if message.from_user.is_bot and not anonymous:
        return None
    if not _is_content(message) or not _is_for_us(message, bot) or _is_old_edit(message):
        return None
    return _incoming(message, message.from_user, bot)


def _pressed(query: CallbackQuery, bot: Bot) -> ButtonPress | None:
    if query.message is None or query.data is None or query.data.count("|") < 2:
        return None
    verb, owner, value = query.data.split("|", 2)
    ref = ChatRef(
        platform=PLATFORM,
        chat=str(query.message.chat.id),
        user=str(query.from_user.id),
        message=str(query.message.message_id),
    )
    return ButtonPress(
        ref=ref,
        owner=owner,
        verb=verb,
        value=value,
        id=query.id,
        language=texts.language_of(query.from_user.language_code),
        original=_original(query, bot),
    )


def _original(query: CallbackQuery, bot: Bot) -> IncomingMessage | None:
    """What our message with the button replied to. Telegram keeps it for us, even over a crash."""
    message = query.message if isinstance(query.message, Message) else None
    asked = None if message is None else message.reply_to_message
    if asked is None or asked.from_user is None or asked.from_user.id != query.from_user.id:
        return None
    return _incoming(asked, query.from_user, bot)


def _is_old_edit(message: Message) -> bool:
    """Return whether a message was changed so late that nobody waits for an answer to that."""
    return message.edit_date is not None and message.edit_date - message.date > _EDIT_TIME


def _incoming(message: Message, user: User, bot: Bot) -> IncomingMessage:
    command, words = _words(message, bot)
    key = f"tg:{bot.id}:{message.chat.id}:{message.message_id}"
    if message.edit_date is not None:
        key = f"{key}:edit:{message.edit_date.timestamp():.0f}"
    replied = message.reply_to_message or message.external_reply
    ours = (
        isinstance(replied, Message)
        and replied.from_user is not None
        and replied.from_user.id == bot.id
    )
    return IncomingMessage(
        ref=ChatRef(
            platform=PLATFORM,
            chat=str(message.chat.id),
            user=str(user.id),
            message=str(message.message_id),
            details={} if user.language_code is None else {"locale": user.language_code},
        ),
        key=key,
        language=texts.language_of(user.language_code),
        private=message.chat.type == ChatType.PRIVATE,
        command=command,
        words=words,
        file=_file(message),
        replied=None if replied is None else _file(replied),
        replied_to=str(replied.message_id) if ours and isinstance(replied, Message) else None,
        album=message.media_group_id,
        edited=message.edit_date is not None,
        anonymous=user.id == _ANONYMOUS_ADMIN,
    )


def _is_content(message: Message) -> bool:
    """Whether somebody said something, rather than joined, pinned or renamed."""
    return bool(message.text or message.caption or _file(message))


def _is_for_us(message: Message, bot: Bot) -> bool:
    """Everything in private; in a group a command, a mention, or a reply to a message of ours."""
    command = _command_entity(message)
    if command is not None and "@" in command:
        return command.lower().endswith(f"@{bot.username.lower()}")
    if message.chat.type == ChatType.PRIVATE or command is not None:
        return True
    replied = message.reply_to_message
    if replied is not None and replied.from_user is not None and replied.from_user.id == bot.id:
        return True
    said = (message.text or message.caption or "").lower()
    return re.search(rf"@{re.escape(bot.username.lower())}\b", said) is not None


def _words(message: Message, bot: Bot) -> tuple[str | None, str]:
    """The command, and the text or caption without it and without our name."""
    said = message.text or message.caption or ""
    entity = _command_entity(message)
    command = None
    if entity is not None:
        command = entity[1:].partition("@")[0].lower()
        said = said[len(entity) :]
    mention = re.compile(rf"@{re.escape(bot.username)}\b", re.IGNORECASE)
    return command, mention.sub("", said).strip()


def _command_entity(message: Message) -> str | None:
    """The command that a text or a caption begins with, as it is written."""
    # CommandHandler of the library looks at texts only, not at captions.
    entities = message.parse_entities([MessageEntity.BOT_COMMAND]) | (
        message.parse_caption_entities([MessageEntity.BOT_COMMAND])
    )
    return next((text for entity, text in entities.items() if entity.offset == 0), None)


def _file(message: Message | ExternalReplyInfo) -> File | None:
    # An animation comes with a document, too, and must not be taken for it.
    if any(getattr(message, name, None) for name in _OTHER_CONTENT):
        return File(kind=Kind.OTHER, id="")
    if message.photo:
        largest = message.photo[-1]
        return File(kind=Kind.PHOTO, id=largest.file_id, bytes=largest.file_size)
    if message.document is not None:
        return _document(message.document)
    sound = message.voice or message.audio or message.video_note or message.video
    if sound is None:
        return None
    return File(
        kind=Kind.SOUND,
        id=sound.file_id,
        bytes=sound.file_size,
        seconds=_seconds(sound.duration),
    )


def _document(document: Document) -> File:
    kind = Kind.of(document.mime_type or "", document.file_name or "")
    return File(kind=kind, id=document.file_id, bytes=document.file_size, name=document.file_name)


def _seconds(duration: int | timedelta) -> float:
    return duration.total_seconds() if isinstance(duration, timedelta) else float(duration)
