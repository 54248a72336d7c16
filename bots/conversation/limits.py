"""The numbers of each platform: what it lets through, and how often."""

from __future__ import annotations

from dataclasses import dataclass

from talking_photo.core.settings import Settings
from talking_photo.core.speech.transcript import LETTERS_PER_SECOND

_MARKS_LETTERS = 200
"""Of marks such as [happy], which are not spoken and do not count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimit:
    """Calls that say or show something: so many at once, then one in so many seconds."""

    burst: int
    seconds: float
    spared: int = 0
    """What is not urgent leaves so many for what is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """What an adapter must keep to."""

    download_bytes: int
    """Larger files of people cannot be fetched."""
    upload_bytes: int
    status_seconds: float
    """Least time between two changes of a status message."""
    busy_seconds: float
    """How often the sign that we are at work is renewed."""
    button_seconds: float | None = None
    """How long a button works, but for the one that stops a job; None for ever."""
    round_seconds: float | None = None
    """Length of the longest round video; None where there are none."""
    confirms: bool = False
    """A command without an answer of its own looks as if it had failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimits:
    """How often the same notice may be sent to somebody."""

    private: RateLimit
    group: RateLimit
    spare: RateLimit
    """Of what is not urgent, in all chats together."""
    overall: RateLimit
    """Of all calls in all chats together; `spared` is for answers."""


TELEGRAM = Platform(
    download_bytes=20 * 1024 * 1024,  # tdlib/telegram-bot-api Client.h, MAX_DOWNLOAD_FILE_SIZE
    upload_bytes=50 * 1024 * 1024,  # core.telegram.org/bots/api, sendVideo
    status_seconds=2.0,
    busy_seconds=4.5,  # the sign lasts 5 s
    round_seconds=60.0,  # core.telegram.org/bots/api, sendVideoNote
)
TELEGRAM_RATE_LIMITS = RateLimits(
    # core.telegram.org/bots/faq: one a second in a chat, "short bursts" more; 20 a minute in a
    # group.
    private=RateLimit(burst=4, seconds=1.0, spared=1),
    group=RateLimit(burst=8, seconds=5.5, spared=4),
    spare=RateLimit(burst=15, seconds=1 / 15),
    # "30 messages per second or so" in all chats (the same page). How large a burst may be is not
    # published; one that is too large costs a 429, after which this becomes slower by itself.
    overall=RateLimit(burst=50, seconds=1 / 28, spared=45),
)
DISCORD = Platform(
    # Of the highest boost; what is taken is decided by talking_photo.core.settings.
    download_bytes=100 * 1024 * 1024,
    upload_bytes=10 * 1024 * 1024,  # discord.com/developers/docs/reference#uploading-files
    status_seconds=2.5,
    busy_seconds=9.0,  # "typing" lasts 10 s (resources/channel#trigger-typing-indicator)
    button_seconds=15 * 60.0,  # as long as the token that came with the press or the command
    confirms=True,
)


def most_letters(settings: Settings) -> int:
    """Letters of the longest text that can be taken.

    Words with their marks, or what is said in a long recording.
    """
    recording = int(settings.sound.max_seconds * LETTERS_PER_SECOND)
    return max(settings.text.max_characters + _MARKS_LETTERS, recording)


ALBUM_PHOTOS = 3
"""Of photos that are sent together, so many speak."""
FACE_BUTTONS = 8
"""Of the faces in a photo, so many have a button; all can be named by their number."""
SAVED_PORTRAITS = 20
"""Of one person."""
NAME_LETTERS = 30
"""Of a saved portrait."""
OWN_VOICE_LETTERS = 40
"""Of a voice that somebody made."""

STOP_SECONDS = 8.0
"""What is not answered so long after the end was asked for stays in the inbox for the next
start."""
