"""The places of the tests' Discord.

People, servers, channels, messages and files, described as API v10 does.

Descriptions are those of github.com/discord/discord-api-docs (developers/resources,
developers/interactions).
"""

from __future__ import annotations

import datetime
import hashlib
import itertools
import mimetypes
import time
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from tests.discord_rules import Refused, buttons_of

APPLICATION = 7000
BOT = {
    "id": str(APPLICATION),
    "username": "Talking photo",
    "discriminator": "0000",
    "global_name": None,
    "avatar": None,
    "bot": True,
    "public_flags": 0,
}
HOME, HALL, THREAD = 900, 901, 902
"""A server that the bot is in, a channel of it, and a thread there."""
ABROAD, FOREIGN = 910, 911
"""A server that the bot is not in, where people use it from their own account, and a channel of
it."""

MEBIBYTE = 1 << 20
EPHEMERAL, LOADING, VOICE_MESSAGE = 1 << 6, 1 << 7, 1 << 13
_EPOCH_MS = 1_420_070_400_000
"""The first second of 2015, from which Discord counts."""
_LINK_SECONDS = 24 * 3600
_NONCE_SECONDS = 300


@dataclass(frozen=True)
class Upload:
    """A file that a person sends, and what the message says of it, true or not."""

    contents: bytes
    name: str = "photo.jpg"
    said: dict = field(default_factory=dict)


class World:
    """Everything that is there; knows no network."""

    def __init__(self):
        self.url = ""
        self.skew = 0.0
        """Seconds that this Discord's clock is ahead of ours."""
        self.link_seconds = _LINK_SECONDS
        """How long a link to a file lives."""
        self.users = {}
        self.guilds = {}
        self.channels = {}
        self.messages: dict[tuple[int, int], dict] = {}
        self.readers: dict[int, int] = {}
        """Who alone sees a message, by its number."""
        self.files: dict[str, bytes] = {}
        self.closed: dict[int, Refused] = {}
        """What sending to a channel is answered, by its number."""
        self._nonces: dict[tuple[int, str], tuple[float, dict]] = {}
        self._serial = itertools.count()
        self._new_guild(HOME, "Home", {HALL: 0, THREAD: 11}, bot_is_in=True)
        self._new_guild(ABROAD, "Abroad", {FOREIGN: 0}, bot_is_in=False)

    # Time

    def now(self):
        return time.time() + self.skew

    def later(self, seconds):
        """Move this Discord's clock."""
        self.skew += seconds

    def snowflake(self):
        return (int(self.now() * 1000) - _EPOCH_MS) << 22 | (next(self._serial) & 0x3FFFFF)

    def stamp(self):
        return datetime.datetime.fromtimestamp(self.now(), datetime.UTC).isoformat()

    # People and places

    def user(self, number):
        return self.users.setdefault(
            number,
            BOT
            | {"id": str(number), "username": f"person{number}", "bot": False}
            | {"global_name": f"Person {number}", "locale": "en-US"},
        )

    def dm(self, number):
        """The channel in which a person and the bot are alone."""
        self.channels.setdefault(
            number + 1_000_000,
            {
                "id": str(number + 1_000_000),
                "type": 1,
                "last_message_id": None,
                "recipients": [shown(self.user(number))],
            },
        )
        return number + 1_000_000

    def guild_of(self, channel):
        """The server of a channel; None of a direct message."""
        number = self.channels[channel].get("guild_id")
        return None if number is None else self.guilds[int(number)]

    def limit_of(self, channel):
        """Bytes that a file may have there."""
        guild = self.guild_of(channel)
        return 10 * MEBIBYTE if guild is None else guild["limit"]

    def _new_guild(self, number, name, channels, *, bot_is_in):
        self.guilds[number] = {
            "id": str(number),
            "name": name,
            "locale": "en-US",
            "bot_is_in": bot_is_in,
            "limit": 10 * MEBIBYTE,
        }
        for channel, kind in channels.items():
            self.channels[channel] = {
                "id": str(channel),
                "guild_id": str(number),
                "type": kind,
                "name": f"channel-{channel}",
                "position": 0,
                "permission_overwrites": [],
                "nsfw": False,
                "parent_id": None,
                "last_message_id": None,
                "permissions": "2147483647",
            }
            if kind == 11:
                self.channels[channel] |= {
                    "parent_id": str(HALL),
                    "owner_id": str(APPLICATION),
                    "message_count": 0,
                    "member_count": 1,
                    "rate_limit_per_user": 0,
                    "thread_metadata": {
                        "archived": False,
                        "auto_archive_duration": 1440,
                        "archive_timestamp": self.stamp(),
                        "locked": False,
                    },
                }

    # Files

    def keep(self, channel, upload, *, ephemeral=False, sender_is_bot=False):
        """Keep a file and describe it as an attachment."""
        number = str(self.snowflake())
        self.files[number] = upload.contents
        kind = mimetypes.guess_type(upload.name)[0] or "application/octet-stream"
        folder = "ephemeral-attachments" if ephemeral else "attachments"
        path = f"/{folder}/{channel}/{number}/{upload.name}"
        described = {
            "id": number,
            "filename": upload.name,
            "size": len(upload.contents),
            "content_type": kind,
            "url": self.signed(path),
            "proxy_url": self.signed(path),
        }
        if kind.startswith(("image/", "video/")) and not sender_is_bot:
            described |= {"width": 768, "height": 960}
        if ephemeral:
            described["ephemeral"] = True
        return described | upload.said

    def signed(self, path):
        """A link that lives for a while."""
        since = int(self.now())
        until = since + self.link_seconds
        return f"{self.url}{path}?ex={until:x}&is={since:x}&hm={_seal(path, f'{until:x}')}&"

    def linked(self, path, query):
        """The file of a link.

        Raises:
            KeyError: The link is wrong or has expired, or the file is gone.
        """
        values = {key: value[0] for key, value in parse_qs(query).items()}
        if values["hm"] != _seal(path, values["ex"]) or int(values["ex"], 16) < self.now():
            raise KeyError(path)
        return self.files[path.split("/")[3]]

    # Messages

    def post(self, channel, author, content="", *, reader=None, **more):
        """A new message, kept."""
        number = self.snowflake()
        message = {
            "id": str(number),
            "channel_id": str(channel),
            "author": shown(author),
            "content": content,
            "timestamp": self.stamp(),
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": [],
            "attachments": [],
            "embeds": [],
            "pinned": False,
            "type": 0,
            "components": [],
            "flags": 0,
        }
        message |= more
        self.messages[channel, number] = message
        if reader is not None:
            self.readers[number] = reader
        return message

    def there(self, channel, number):
        try:
            return self.messages[channel, number]
        except KeyError:
            raise Refused(404, 10008, "Unknown Message") from None

    def once(self, channel, body, make):
        """Make a message, or return the one made with the same nonce a short time ago."""
        nonce = body.get("nonce")
        if nonce is None or not body.get("enforce_nonce"):
            return make()
        at, message = self._nonces.get((channel, str(nonce)), (0.0, None))
        if message is None or self.now() - at > _NONCE_SECONDS:
            message = make()
            self._nonces[channel, str(nonce)] = self.now(), message
        return message

    # What tests look at

    def of_bot(self, channel):
        """The bot's messages there, in order, those that one person alone sees among them."""
        return [
            message
            for (where, _), message in sorted(self.messages.items())
            if where == channel and message["author"]["id"] == BOT["id"]
        ]

    def videos(self, channel):
        return [m for m in self.of_bot(channel) if attached_video(m) is not None]

    def video_of(self, message):
        """The bytes of a message's video."""
        return self.files[attached_video(message)["id"]]

    def thinking(self):
        """The messages that still show that the bot is thinking."""
        return [message for message in self.messages.values() if message["flags"] & LOADING]

    def transcript(self, channel):
        """The channel as people see it: a line for each message."""
        lines = []
        for (where, number), message in sorted(self.messages.items()):
            if where == channel:
                who = message["author"]["global_name"] or message["author"]["username"]
                alone = " (to one person)" if number in self.readers else ""
                lines.append(f"{who}{alone}: {words_of(message)}")
        return lines


def shown(user):
    """A user as a message shows them."""
    return {key: value for key, value in user.items() if key != "locale"}


def attached_video(message):
    """The attachment of a message that is a video, if it has one."""
    videos = [a for a in message["attachments"] if a["content_type"].startswith("video/")]
    return videos[0] if videos else None


def words_of(message):
    """Files, text, embeds' descriptions and buttons of a message, in one line."""
    thinking = ["<is thinking>"] if message["flags"] & LOADING else []
    files = [f"<{attachment['filename']}>" for attachment in message["attachments"]]
    text = [message["content"], *(embed.get("description", "") for embed in message["embeds"])]
    buttons = [f"[{button.get('label', '')}]" for button in buttons_of(message["components"])]
    return " ".join([*thinking, *files, *filter(None, text), *buttons])


def _seal(path, until):
    return hashlib.sha256(f"{path} {until}".encode()).hexdigest()
