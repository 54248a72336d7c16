"""From the errors of python-telegram-bot to ours.

Who can do something about it, and whether a retry helps.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from talking_photo.bots.telegram_bot.http_client import TOO_LARGE
from talking_photo.core.errors import DependencyError, TalkingPhotoError, Undeliverable
from talking_photo.core.retry import Backoff, retry

_BACKOFF = Backoff(first=0.3, longest=3.0, growth=3.0, tries=4)
"""What lasts longer is the caller's to try again."""

_CLOSED = (
    "chat not found",
    "not enough rights",
    "have no rights",
    "chat_write_forbidden",
    "chat_send_",  # CHAT_SEND_VIDEOS_FORBIDDEN and its like
    "peer_id_invalid",
    "user is deactivated",
    "topic_closed",
    "group chat was upgraded",
)
"""What a description has when a chat takes nothing from us (tdlib/telegram-bot-api,
Client.cpp)."""

_UNCHANGED = "message is not modified"
_GONE = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "there is no text in the message to edit",
    "there is no media in the message to edit",
)

_log = logging.getLogger(__name__)
_T = TypeVar("_T")


class TooLarge(Undeliverable):
    """There is no sending of files of that size."""


async def with_retries(call: Callable[[], Awaitable[_T]]) -> _T:
    """Make a call, again when the network or the server fails.

    Raises:
        BadRequest: Telegram refuses the call; the caller knows what that means.
        Undeliverable: chat_closed.
        DependencyError: telegram_unreachable, with retry_after if Telegram said so.
    """  # noqa: DOC501 -- a helper makes the error
    try:
        return await retry(call, _BACKOFF, when=_helps_to_retry, on_retry=_log_retry)
    except TelegramError as exc:
        if isinstance(exc, BadRequest) and not _is_closed(exc):
            raise
        raise _translated(exc) from exc


async def with_retries_strict(call: Callable[[], Awaitable[_T]]) -> _T:
    """As `with_retries`, for a call that there is no reason to refuse.

    Raises:
        Undeliverable: chat_closed or telegram_refused.
        TooLarge: Telegram takes no files of that size.
        DependencyError: telegram_unreachable.
    """  # noqa: DOC501 -- a helper makes the error
    try:
        return await with_retries(call)
    except BadRequest as exc:
        raise _translated(exc) from exc


async def edited(call: Callable[[], Awaitable[object]]) -> bool:
    """As `with_retries_strict`, for a change of a message of ours.

    False when it is gone, or cannot become this.
    """  # noqa: DOC501 -- a helper makes the error
    try:
        await with_retries(call)
    except BadRequest as exc:
        if _is_unchanged(exc):
            return True
        if _is_gone(exc):
            return False
        raise _translated(exc) from exc
    return True


def seconds_of(error: RetryAfter) -> float:
    """How long to wait."""
    after = error.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)


def _translated(error: TelegramError) -> TalkingPhotoError:
    """The same in our words."""
    if isinstance(error, RetryAfter):
        return DependencyError("telegram_unreachable", retry_after=seconds_of(error))
    if isinstance(error, Forbidden | ChatMigrated) or _is_closed(error):
        return Undeliverable("chat_closed")
    if isinstance(error, BadRequest):
        # Ours to mend: what Telegram says of it holds no words of people.
        _log.error("telegram refused a request: %s", error.message)
        if error.message == TOO_LARGE:
            return TooLarge("telegram_refused")
        return Undeliverable("telegram_refused")
    return DependencyError("telegram_unreachable")


def _is_unchanged(error: BadRequest) -> bool:
    """The message reads so already: the first try went through, only its answer was lost."""
    return _UNCHANGED in error.message.lower()


def _is_gone(error: BadRequest) -> bool:
    """There is no such message any more, or it cannot become this."""
    return any(part in error.message.lower() for part in _GONE)


def _log_retry(error: BaseException, pause: float) -> None:
    _log.info("Telegram failed: %s, next attempt in %.1f s", type(error).__name__, pause)


def _helps_to_retry(error: BaseException) -> bool:
    return isinstance(error, NetworkError) and not isinstance(error, BadRequest | InvalidToken)


def _is_closed(error: TelegramError) -> bool:
    return any(part in error.message.lower() for part in _CLOSED)
