"""What people do on the tests' Discord: commands, buttons, forms, messages.

Each becomes an event for the bot.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from dataclasses import dataclass, field

from tests.discord_gateway import Gateway
from tests.discord_rules import buttons_of, inner_parts
from tests.discord_world import (
    APPLICATION,
    BOT,
    VOICE_MESSAGE,
    Upload,
    World,
    shown,
    words_of,
)

_PATIENCE = 120.0
"""Seconds after which a test stops waiting for something that does not come."""
COMMAND, COMPONENT, AUTOCOMPLETE, FORM = 2, 3, 4, 5
"""Kinds of interaction."""
SOON = 3.0
"""Seconds for the first answer to one."""
_STRING, _INTEGER, _ATTACHMENT = 3, 4, 11


@dataclass
class Interaction:
    """Something that a person asked of the bot, and what came of it."""

    id: int
    token: str
    kind: int
    user: int
    channel: int
    at: float
    limit: int
    by_user_install: bool
    pressed: dict | None = None
    """The message with the button."""
    name: str = ""
    answered: int | None = None
    """The type of the bot's first answer."""
    answered_after: float | None = None
    message: dict | None = None
    """The answer that can be edited."""
    form: dict | None = None
    choices: list | None = None
    follow_ups: int = 0
    deleted: bool = False
    edits: list[dict] = field(default_factory=list)
    """What the answer was, after each edit."""


class People(World):
    """A world in which somebody does something."""

    def __init__(self, token):
        super().__init__()
        self.gateway = Gateway(self, token, self._change)
        self.commands: list[dict] = []
        self.guild_commands: dict[int, list[dict]] = {}
        self.interactions: dict[str, Interaction] = {}
        self._tokens = itertools.count(1)
        self._changing = asyncio.Condition()

    async def slash(self, user, channel, command, **options):
        """Use a command, such as `portrait save`; files as bytes or `Upload`."""
        name, _, part = command.partition(" ")
        known = self._command(name, 1, channel)
        described = known.get("options", [])
        if part:
            described = next(o for o in described if o["name"] == part).get("options", [])
        resolved = {}
        given = [
            self._option(next(o for o in described if o["name"] == key), value, channel, resolved)
            for key, value in options.items()
        ]
        missing = {o["name"] for o in described if o.get("required")} - options.keys()
        assert not missing, f"{command} must have {missing}"
        if part:
            given = [{"type": 1, "name": part, "options": given}]
        data = {"id": known["id"], "name": name, "type": 1, "options": given}
        if resolved:
            data["resolved"] = {"attachments": resolved}
        return await self._interact(COMMAND, user, channel, data, name=command)

    async def menu(self, user, name, message):
        """Choose an entry of the menu of a message."""
        channel = int(message["channel_id"])
        known = self._command(name, 3, channel)
        data = {
            "id": known["id"],
            "name": name,
            "type": 3,
            "target_id": message["id"],
            "resolved": {"messages": {message["id"]: dict(message)}},
        }
        return await self._interact(COMMAND, user, channel, data, name=name)

    async def complete(self, user, channel, command, option, typed):
        """Type into an option; what is offered, as value by name."""
        name, _, part = command.partition(" ")
        known = self._command(name, 1, channel)
        options = [{"type": _STRING, "name": option, "value": typed, "focused": True}]
        if part:
            options = [{"type": 1, "name": part, "options": options}]
        data = {"id": known["id"], "name": name, "type": 1, "options": options}
        asked = await self._interact(AUTOCOMPLETE, user, channel, data, name=command)
        await self.until(lambda: asked.answered)
        return {choice["name"]: choice["value"] for choice in asked.choices}

    async def press(self, message, user, words):
        """Press the button of a message whose label or custom_id contains these words."""
        number, channel = int(message["id"]), int(message["channel_id"])
        assert self.readers.get(number, user) == user, "they do not see it"
        now = self.messages[channel, number]
        for button in buttons_of(now["components"]):
            if words in button.get("label", "") or words in button["custom_id"]:
                assert not button.get("disabled")
                data = {"custom_id": button["custom_id"], "component_type": 2}
                return await self._interact(COMPONENT, user, channel, data, pressed=now)
        raise AssertionError(f"no button {words!r} in {words_of(now)}")

    async def submit(self, asked, **fields):
        """Fill in and send the form that an interaction was answered by.

        Files as bytes or `Upload`.
        """
        form = await self.until(lambda: asked.form)
        numbers, resolved, parts = itertools.count(1), {}, []
        for part, inner in zip(form["components"], inner_parts(form["components"]), strict=True):
            value = fields.pop(inner["custom_id"], None)
            filled = {"type": inner["type"], "custom_id": inner["custom_id"]}
            if inner["type"] == 19:
                uploads = [] if value is None else [_upload(value)]
                kept = [self.keep(asked.channel, upload, ephemeral=True) for upload in uploads]
                resolved |= {attachment["id"]: attachment for attachment in kept}
                filled["values"] = [attachment["id"] for attachment in kept]
                assert kept or not inner.get("required", True)
            else:
                filled["value"] = value or ""
                assert value or not inner.get("required", True)
                assert len(value or "") <= inner.get("max_length", 4000)
            outer = {"type": part["type"], "id": next(numbers)}
            filled["id"] = next(numbers)
            parts.append(outer | {"component": filled})
        assert not fields, f"the form does not ask for {fields}"
        data = {"custom_id": form["custom_id"], "components": parts}
        if resolved:
            data["resolved"] = {"attachments": resolved}
        return await self._interact(FORM, asked.user, asked.channel, data, pressed=asked.pressed)

    async def write(
        self, channel, user, content="", *, files=(), reply_to=None, ping=True, **more
    ):
        """Write a message; `voice=` makes it a voice message of these bytes."""
        voice = more.pop("voice", None)
        kept = [self.keep(channel, _upload(file)) for file in files]
        if voice is not None:
            said = {"duration_secs": 2.0, "waveform": "AAAA", "content_type": "audio/ogg"}
            voice = voice if isinstance(voice, Upload) else Upload(voice)
            upload = Upload(voice.contents, "voice-message.ogg", said | voice.said)
            kept, more["flags"] = [self.keep(channel, upload)], VOICE_MESSAGE
        mentions = [shown(BOT)] if f"<@{APPLICATION}>" in content else []
        mentions += [shown(u) for n, u in self.users.items() if f"<@{n}>" in content]
        if reply_to is not None:
            # A ping by a reply counts as a mention, but not of an answer to an interaction:
            # developers/events/gateway/you-might-not-need-a-privileged-intent.
            mine = reply_to["author"]["id"] == BOT["id"] and "interaction_metadata" not in reply_to
            mentions += [shown(BOT)] if ping and mine else []
            more |= {
                "type": 19,
                "message_reference": {
                    "type": 0,
                    "channel_id": reply_to["channel_id"],
                    "message_id": reply_to["id"],
                },
                "referenced_message": reply_to,
            }
        more = {"attachments": kept, "mentions": mentions} | more
        message = self.post(channel, self.user(user), content, **more)
        await self.gateway.tell_of_message(message)
        return message

    # What tests wait for

    async def until(self, found, patience=_PATIENCE):
        """Wait until `found()` is true after some call or change, and return what it gave."""
        async with asyncio.timeout(patience), self._changing:
            while not (result := found()):
                # Some things come true by the passing of time alone, such as a late answer.
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(0.2):
                        await self._changing.wait()
            return result

    async def said(self, channel, words, *, after=0):
        """The bot's message in the channel that has these words, when there is one."""

        def found():
            for message in self.of_bot(channel):
                if int(message["id"]) > after and words in words_of(message):
                    return message
            return None

        return await self.until(found)

    async def shown_video(self, channel, count=1):
        """The bot's `count`-th message with a video in the channel, when it is there."""
        return await self.until(
            lambda: self.videos(channel)[count - 1] if len(self.videos(channel)) >= count else None
        )

    async def settled(self):
        """Wait until nothing waits for its first answer, and nothing shows that the bot is
        thinking.
        """

        def is_settled():
            late = self.now() - SOON
            answered = all(i.answered or i.at < late for i in self.interactions.values())
            return answered and not self.thinking()

        await self.until(is_settled)

    # How it becomes an event

    async def _change(self):
        async with self._changing:
            self._changing.notify_all()

    def _command(self, name, kind, channel):
        guild = self.guild_of(channel)
        here = [] if guild is None else self.guild_commands.get(int(guild["id"]), [])
        commands = [*self.commands, *here]
        known = next((c for c in commands if (c["name"], c["type"]) == (name, kind)), None)
        assert known is not None, f"no command {name!r} is registered"
        context = 0 if guild is not None else 1
        install = 1 if guild is not None and not guild["bot_is_in"] else 0
        assert context in (known.get("contexts") or (0, 1, 2))
        assert install in (known.get("integration_types") or (0,))
        return known

    def _option(self, described, value, channel, resolved):
        if described["type"] == _ATTACHMENT:
            attachment = self.keep(channel, _upload(value), ephemeral=True)
            resolved[attachment["id"]] = attachment
            value = attachment["id"]
        elif described["type"] == _STRING:
            choices = [choice["value"] for choice in described.get("choices") or ()]
            assert not choices or value in choices
            assert len(value) <= described.get("max_length", 6000)
        elif described["type"] == _INTEGER:
            assert isinstance(value, int)
            assert value >= described.get("min_value", value)
        else:
            assert isinstance(value, bool)
        return {"type": described["type"], "name": described["name"], "value": value}

    async def _interact(self, kind, user, channel, data, *, name="", pressed=None):
        guild = self.guild_of(channel)
        abroad = guild is not None and not guild["bot_is_in"]
        number = self.snowflake()
        asked = Interaction(
            id=number,
            token=f"{'secret-token-of-an-interaction-'}{next(self._tokens)}",
            kind=kind,
            user=user,
            channel=channel,
            at=self.now(),
            limit=self.limit_of(channel),
            by_user_install=abroad,
            pressed=pressed,
            name=name,
        )
        self.interactions[asked.token] = asked
        event = {
            "id": str(number),
            "application_id": str(APPLICATION),
            "type": kind,
            "token": asked.token,
            "version": 1,
            "data": data,
            "channel_id": str(channel),
            "channel": dict(self.channels[channel]),
            "locale": self.user(user)["locale"],
            "app_permissions": "562949953601536",
            "entitlements": [],
            "authorizing_integration_owners": {"1": str(user)} if abroad else {"0": "0"},
            "attachment_size_limit": asked.limit,
        }
        if guild is None:
            event |= {"user": shown(self.user(user)), "context": 1}
        else:
            member = {"user": shown(self.user(user)), "permissions": "562949953601536"}
            place = {"id": guild["id"], "locale": guild["locale"], "features": []}
            event |= {
                "member": self.gateway._member() | member,
                "guild_id": guild["id"],
                "guild": place,
                "guild_locale": guild["locale"],
                "context": 0,
            }
        if pressed is not None:
            event["message"] = dict(pressed)
        await self.gateway.tell("INTERACTION_CREATE", event)
        return asked


def _upload(value):
    return value if isinstance(value, Upload) else Upload(value)
