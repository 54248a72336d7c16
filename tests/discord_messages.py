"""How messages of the bot are made and changed on the tests' Discord.

Files, buttons, and who is called by them.
"""

from __future__ import annotations

import itertools

from tests.discord_people import People
from tests.discord_rules import Refused, invalid
from tests.discord_world import BOT, LOADING, Upload, shown

_REQUEST_BYTES = 25 << 20


class Messages(People):
    """A world in which the bot has something to say."""

    def _new(self, channel, body, files, *, default_mentions=None, **more):
        reference = body.get("message_reference")
        if reference is not None:
            replied = self.messages.get((channel, int(reference["message_id"])))
            if replied is None and reference.get("fail_if_not_exists", True):
                raise invalid("message_reference", "Unknown message")
            if replied is not None:
                more |= {"type": 19, "referenced_message": replied, "message_reference": reference}
        content = body.get("content") or ""
        pinged, everyone = _pinged(content, body.get("allowed_mentions"), default_mentions)
        return self.post(
            channel,
            BOT,
            content,
            embeds=body.get("embeds") or [],
            components=_numbered(body.get("components") or []),
            attachments=self._kept(channel, body, files, []),
            mentions=[shown(self.user(number)) for number in pinged],
            mention_everyone=everyone,
            **more,
        )

    async def _change_message(self, message, body, files):
        channel = int(message["channel_id"])
        for key in ("content", "embeds"):
            if key in body:
                message[key] = body[key] or type(message[key])()
        if "components" in body:
            message["components"] = _numbered(body["components"] or [])
        if "attachments" in body or files:
            message["attachments"] = self._kept(channel, body, files, message["attachments"])
        message["flags"] &= ~LOADING
        message["edited_timestamp"] = self.stamp()
        await self.gateway.tell_of_message(message, "MESSAGE_UPDATE")
        return message

    def _kept(self, channel, body, files, before):
        """The attachments of a message: those that stay, and the files that come with the body."""
        listed = body.get("attachments")
        if listed is None:
            listed = [*before, *({"id": index} for index in files)]
        had = {attachment["id"]: attachment for attachment in before}
        kept = []
        for part in listed:
            number = str(part["id"])
            if number in had:
                kept.append(had[number])
            else:
                name, contents = files[number]
                kept.append(self.keep(channel, Upload(contents, name), sender_is_bot=True))
        return kept

    def _check_size(self, files, limit):
        sizes = [len(contents) for _, contents in files.values()]
        if any(size > limit for size in sizes) or sum(sizes) > _REQUEST_BYTES:
            raise Refused(413, 40005, "Request entity too large")


def _pinged(content, allowed, default):
    """Who is called by a message: numbers of people, and whether everybody is."""
    parse = {"users", "everyone"} if default is None else set(default)
    named = None
    if allowed is not None:
        parse, named = set(allowed.get("parse", ())), allowed.get("users")
    numbers = {part.split(">")[0] for part in content.split("<@")[1:]}
    people = [int(number) for number in numbers if number.isdigit()]
    if "users" not in parse:
        people = [number for number in people if str(number) in [str(n) for n in named or ()]]
    return people, "@everyone" in content and "everyone" in parse


def _numbered(components):
    """Components as they come back, each with a number."""
    numbers = itertools.count(1)

    def number(part):
        more = {"components": [number(p) for p in part["components"]]} if part["type"] == 1 else {}
        return part | {"id": next(numbers)} | more

    return [number(part) for part in components]
