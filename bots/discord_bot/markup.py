"""What Discord writes for names, emoji and dates in a message, turned into words that can be said.

developers/reference, "Message Formatting".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import discord

from talking_photo.core.model import Expression

_MARK = re.compile(
    r"<(?:(?P<kind>@!|@&|@|\#)(?P<number>\d+)"
    r"|a?:(?P<emoji>\w+):\d+"
    r"|/(?P<command>[-_ \w]+):\d+"
    r"|(?P<link>https?://[^>\s]+)"
    r"|(?:t:-?\d+|id:\w+)(?::\w+)?)>"
)


def said_in(content: str, names: Mapping[str, str], *, me: int | None = None) -> str:
    """Return the words of a message as they are to be said.

    Names take the place of mentions. A custom emoji that is called like an expression becomes its
    mark; other emoji, dates (which each reader sees in their own time zone) and names that are not
    known are left out.

    Args:
        content: As Discord sends it.
        names: Of the people, roles and channels in it, by their number.
        me: The bot's own number, which is not said.
    """

    def word(found: re.Match[str]) -> str:
        if found["number"] is not None:
            return "" if found["number"] == str(me) else names.get(found["number"], "")
        if found["emoji"] is not None:
            look = found["emoji"].lower()
            return f"[{look}]" if look in set(Expression) else ""
        return found["command"] or found["link"] or ""

    return re.sub(r"[ \t]{2,}", " ", _MARK.sub(word, content)).strip()


def names_in(message: discord.Message) -> Mapping[str, str]:
    """Return the names that a message mentions."""
    return {
        **{str(user.id): user.display_name for user in message.mentions},
        **{str(role.id): role.name for role in message.role_mentions},
        **{str(channel.id): channel.name for channel in message.channel_mentions},
    }


def mentioned_names(resolved: Mapping[str, Any]) -> Mapping[str, str]:
    """Return the names that come with a command."""
    members = resolved.get("members", {})
    people = {
        number: members.get(number, {}).get("nick") or user.get("global_name") or user["username"]
        for number, user in resolved.get("users", {}).items()
    }
    named = {**resolved.get("roles", {}), **resolved.get("channels", {})}
    return people | {number: about["name"] for number, about in named.items()}
