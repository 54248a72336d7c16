"""From the errors of discord.py to ours.

Who can do something about it, and whether a retry helps.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

import aiohttp
import discord

from talking_photo.core.errors import DependencyError, TalkingPhotoError, Undeliverable
from talking_photo.core.retry import Backoff, retry

_BACKOFF = Backoff(first=0.3, longest=3.0, growth=3.0, tries=4)
"""What lasts longer is the caller's to try again."""
_BANNED_SECONDS = 60.0
"""How long to wait when a 429 does not say so."""

_LAST_SECONDS = 3.0
"""How long a call that is cancelled may take to end."""

ACKNOWLEDGED = 40060
"""The interaction has its answer already: from another process, or by a try whose own answer was
lost."""

# discord.com/developers/docs/topics/opcodes-and-status-codes#json
_GONE = {
    10008,  # unknown message
    10015,  # unknown webhook: the token is over
    10062,  # unknown interaction
    30046,  # too many edits of an old message
    ACKNOWLEDGED,
    40094,  # all follow-ups of a user install are used up
    50005,  # not our message
    50027,  # the token is over
}
_TOO_LARGE = 40005

_log = logging.getLogger(__name__)
_T = TypeVar("_T")


class Gone(Exception):
    """The message or the token is no more, or takes no change any more.

    Another way may lead there.
    """

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class TooLarge(Exception):
    """The file is larger than this place takes."""


async def with_retries(call: Callable[[], Awaitable[_T]]) -> _T:
    """Make a call, again when the network or the server fails.

    The library itself repeats neither an upload that broke off nor, with the bot's own token, a
    503 (measured with 2.7.1). When this is cancelled, the try that is being made ends by itself.

    Raises:
        Gone: The message, interaction or webhook does not exist any more.
        TooLarge: The file is larger than this place takes.
        Undeliverable: chat_closed or discord_refused.
        DependencyError: discord_unreachable, with retry_after if Discord said so.
    """  # noqa: DOC501 -- a helper makes the error
    try:
        return await retry(
            lambda: _uninterrupted(call), _BACKOFF, when=_helps_to_retry, on_retry=_log_retry
        )
    except (discord.HTTPException, discord.RateLimited, aiohttp.ClientError, OSError) as exc:
        raise _translated(exc) from exc


async def _uninterrupted(call: Callable[[], Awaitable[_T]]) -> _T:
    """Make a call to its end, also when this is cancelled.

    A call by a webhook holds the lock of its token, and keeps it while it waits for a rate limit.
    Cancelled then, the library (2.7.1) never releases it, and no answer leaves by that token any
    more.

    Raises:
        CancelledError: This was cancelled; the call has ended, or goes on after `_LAST_SECONDS`.
    """
    making = asyncio.ensure_future(call())
    try:
        return await asyncio.shield(making)
    except asyncio.CancelledError:
        # What follows must not overtake it; what hangs must not hold up the end of the process.
        await asyncio.wait([making], timeout=_LAST_SECONDS)
        making.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
        raise


def _helps_to_retry(error: BaseException) -> bool:
    return isinstance(error, discord.DiscordServerError | aiohttp.ClientError | OSError)


def _log_retry(error: BaseException, pause: float) -> None:
    _log.info("Discord failed: %s, next attempt in %.1f s", type(error).__name__, pause)


def _translated(error: Exception) -> TalkingPhotoError | Gone | TooLarge:
    if isinstance(error, discord.RateLimited):
        return DependencyError("discord_unreachable", retry_after=error.retry_after)
    if not isinstance(error, discord.HTTPException) or error.status >= 500:
        return DependencyError("discord_unreachable")
    if error.status == 429:
        asked = error.response.headers.get("Retry-After", "")
        after = float(asked) if asked.replace(".", "", 1).isdecimal() else _BANNED_SECONDS
        return DependencyError("discord_unreachable", retry_after=after)
    return _refused(error)


def _refused(error: discord.HTTPException) -> Undeliverable | Gone | TooLarge:
    if error.code in _GONE:
        return Gone(error.code)
    if error.code == _TOO_LARGE or error.status == 413:
        return TooLarge(error.code)
    if error.status in (403, 404):
        return Undeliverable("chat_closed")
    # Ours to mend. What Discord says in words might quote a message; the numbers do not.
    _log.error("discord refused a request: status %d, code %d", error.status, error.code)
    return Undeliverable("discord_refused")
