"""What each call of API v10 does in the tests' Discord.

To commands, channels, messages and interactions.

From github.com/discord/discord-api-docs: developers/interactions, developers/resources and
developers/topics/opcodes-and-status-codes.
"""

from __future__ import annotations

from tests.discord_messages import Messages
from tests.discord_people import AUTOCOMPLETE, COMPONENT, FORM, SOON
from tests.discord_rules import (
    Refused,
    Strange,
    check_choices,
    check_commands,
    check_message,
    check_modal,
    invalid,
)
from tests.discord_world import APPLICATION, BOT, EPHEMERAL, LOADING, shown

_TOKEN_SECONDS = 900.0
_USER_INSTALL_FOLLOW_UPS = 5


class Api(Messages):
    """A world that a bot can change.

    Each `_do_...` is given what the path says, the body, the files and the request.
    """

    # Who we are

    async def _do_me(self, match, body, files, request):
        return BOT | {"verified": True, "mfa_enabled": False, "email": None, "flags": 0}

    async def _do_application(self, match, body, files, request):
        return {
            "id": str(APPLICATION),
            "name": BOT["username"],
            "description": "",
            "icon": None,
            "bot_public": True,
            "bot_require_code_grant": False,
            "owner": shown(self.user(1)),
            "verify_key": "0",
            "flags": (1 << 19) if self.gateway.may_see_content else 0,
        }

    async def _do_gateway(self, match, body, files, request):
        start = {"total": 1000, "remaining": 999, "reset_after": 1, "max_concurrency": 1}
        url = f"{self.url.replace('http', 'ws', 1)}/gateway"
        return {"url": url, "shards": 1, "session_start_limit": start}

    async def _do_commands(self, match, body, files, request):
        assert match["app"] == str(APPLICATION)
        hidden = set() if request.query.get("with_localizations") == "true" else {"name_", "desc"}
        return [_as_listed(command, hidden) for command in self.commands]

    async def _do_register(self, match, body, files, request):
        self.commands = self._registered(match, body)
        return self.commands

    async def _do_register_in_guild(self, match, body, files, request):
        assert int(match["guild"]) in self.guilds
        self.guild_commands[int(match["guild"])] = self._registered(match, body)
        return self.guild_commands[int(match["guild"])]

    def _registered(self, match, body):
        assert match["app"] == str(APPLICATION)
        check_commands(body)
        return [
            {"id": str(self.snowflake()), "application_id": str(APPLICATION), "type": 1}
            | {"version": str(self.snowflake()), "nsfw": False, "dm_permission": True}
            | {"default_member_permissions": None, "description": ""}
            | command
            for command in body
        ]

    async def _do_refresh(self, match, body, files, request):
        assert set(body) == {"attachment_urls"}
        urls = body["attachment_urls"]
        refreshed = [url.partition("?")[0].removeprefix(self.url) for url in urls]
        return {
            "refreshed_urls": [
                {"original": url, "refreshed": self.signed(path)}
                for url, path in zip(urls, refreshed, strict=True)
            ]
        }

    # Channels

    async def _do_channel(self, match, body, files, request):
        return self._open_channel(match)[1]

    async def _do_dm(self, match, body, files, request):
        assert set(body) == {"recipient_id"}
        return self.channels[self.dm(int(body["recipient_id"]))]

    async def _do_typing(self, match, body, files, request):
        self._open_channel(match)

    async def _do_message(self, match, body, files, request):
        channel, _ = self._open_channel(match)
        return self.gateway.seen(self._visible(channel, int(match["message"])))

    async def _do_send(self, match, body, files, request):
        channel, _ = self._open_channel(match)
        check_message(body, "message", files)
        self._check_size(files, self.limit_of(channel))
        before = len(self.messages)
        message = self.once(channel, body, lambda: self._new(channel, body, files))
        if len(self.messages) > before:
            await self.gateway.tell_of_message(message)
        return message

    async def _do_edit(self, match, body, files, request):
        channel, _ = self._open_channel(match)
        check_message(body, "edit", files)
        self._check_size(files, self.limit_of(channel))
        message = self._mine(channel, int(match["message"]))
        return await self._change_message(message, body, files)

    async def _do_delete(self, match, body, files, request):
        channel, _ = self._open_channel(match)
        self._mine(channel, int(match["message"]))
        return self._delete(channel, int(match["message"]))

    # Interactions

    async def _do_callback(self, match, body, files, request):
        asked = self.interactions.get(match["token"])
        if asked is None or str(asked.id) != match["interaction"]:
            raise Refused(404, 10062, "Unknown interaction")
        if asked.answered is not None:
            raise Refused(400, 40060, "Interaction has already been acknowledged.")
        if self.now() - asked.at > SOON:
            raise Refused(404, 10062, "Unknown interaction")
        assert set(body) <= {"type", "data"}
        data = body.get("data") or {}
        self._check_callback(asked, body["type"], data, files)
        asked.answered, asked.answered_after = body["type"], self.now() - asked.at
        if body["type"] in (4, 5):
            asked.message = self._response(asked, data, files, loading=body["type"] == 5)
            await self.gateway.tell_of_message(asked.message)
        elif body["type"] in (6, 7):
            asked.message = asked.pressed
            if body["type"] == 7:
                await self._change_message(asked.message, data, files)
        elif body["type"] == 8:
            asked.choices = data["choices"]
        else:
            asked.form = data
        described = {"id": str(asked.id), "type": asked.kind}
        if asked.message is None:
            return {"interaction": described}
        described["response_message_id"] = asked.message["id"]
        return {
            "interaction": described,
            "resource": {"type": body["type"], "message": asked.message},
        }

    def _check_callback(self, asked, kind, data, files):
        if (kind == 8) != (asked.kind == AUTOCOMPLETE) or kind not in (4, 5, 6, 7, 8, 9):
            raise invalid("type", "This type is not possible here.")
        if kind in (6, 7) and asked.pressed is None:
            raise invalid("type", "There is no message that could be edited.")
        if kind == 9:
            if asked.kind == FORM:
                raise invalid("type", "A form cannot be answered by a form.")
            check_modal(data)
        elif kind == 8:
            check_choices(data)
        elif kind in (4, 7):
            check_message(data, "callback", files)
        elif set(data) - {"flags"} or data.get("flags", 0) not in (0, EPHEMERAL):
            raise Strange(f"an answer of type {kind} with {data}")

    def _response(self, asked, data, files, *, loading):
        alone = data.get("flags", 0) & EPHEMERAL
        message = self._new(
            asked.channel,
            data,
            files,
            default_mentions=["users"],
            reader=asked.user if alone else None,
            flags=alone | (LOADING if loading else 0),
            webhook_id=str(APPLICATION),
            application_id=str(APPLICATION),
            interaction_metadata={
                "id": str(asked.id),
                "type": asked.kind,
                "user": shown(self.user(asked.user)),
                "authorizing_integration_owners": {},
                **({"interacted_message_id": asked.pressed["id"]} if asked.pressed else {}),
                **({"triggering_interaction_metadata": {}} if asked.kind == FORM else {}),
            },
        )
        if asked.kind != COMPONENT:
            message["interaction_metadata"].pop("interacted_message_id", None)
        message["interaction_metadata"].pop("triggering_interaction_metadata", None)
        return message

    async def _do_original(self, match, body, files, request):
        asked = self._of_token(match)
        check_message(body, "edit", files)
        self._check_size(files, asked.limit)
        if match["message"] == "@original":
            message = self._answer_of(asked)
        else:
            message = self._mine(asked.channel, int(match["message"]))
        changed = await self._change_message(message, body, files)
        asked.edits.append(dict(changed))
        return changed

    async def _do_look(self, match, body, files, request):
        return self._answer_of(self._of_token(match))

    async def _do_withdraw(self, match, body, files, request):
        asked = self._of_token(match)
        message = self._answer_of(asked)
        if match["message"] != "@original":
            message = self._mine(asked.channel, int(match["message"]))
        asked.deleted |= message is asked.message
        return self._delete(asked.channel, int(message["id"]))

    async def _do_follow_up(self, match, body, files, request):
        asked = self._of_token(match)
        check_message(body, "webhook", files)
        self._check_size(files, asked.limit)
        if asked.answered is None:
            raise Refused(404, 10015, "Unknown Webhook")
        # After the answer that was promised was deleted, what follows is a message of its own
        # (discord-api-docs, issue 2739).
        if asked.answered == 5 and asked.message["flags"] & LOADING and not asked.deleted:
            return await self._change_message(asked.message, body, files)
        asked.follow_ups += 1
        if asked.by_user_install and asked.follow_ups > _USER_INSTALL_FOLLOW_UPS:
            raise Refused(400, 40094, "Maximum number of follow up messages reached.")
        message = self._response(asked, body, files, loading=False)
        await self.gateway.tell_of_message(message)
        return message

    def _of_token(self, match):
        asked = self.interactions.get(match["token"])
        if asked is None or match["app"] != str(APPLICATION) or asked.answered is None:
            raise Refused(404, 10015, "Unknown Webhook")
        if self.now() - asked.at > _TOKEN_SECONDS:
            raise Refused(401, 50027, "Invalid Webhook Token")
        return asked

    def _answer_of(self, asked):
        if asked.message is None:
            raise Refused(404, 10008, "Unknown Message")
        return self.there(asked.channel, int(asked.message["id"]))

    # What is there, and whose

    def _open_channel(self, match):
        channel = int(match["channel"])
        if channel not in self.channels:
            raise Refused(404, 10003, "Unknown Channel")
        guild = self.guild_of(channel)
        if guild is not None and not guild["bot_is_in"]:
            raise Refused(403, 50001, "Missing Access")
        if channel in self.closed:
            raise self.closed[channel]
        return channel, self.channels[channel]

    def _visible(self, channel, number):
        if number in self.readers:
            raise Refused(404, 10008, "Unknown Message")
        return self.there(channel, number)

    def _mine(self, channel, number):
        message = self._visible(channel, number) if number not in self.readers else None
        message = message or self.there(channel, number)
        if message["author"]["id"] != BOT["id"]:
            raise Refused(403, 50005, "Cannot edit a message authored by another user")
        return message

    def _delete(self, channel, number):
        self.there(channel, number)
        del self.messages[channel, number]


def _as_listed(command, left_out):
    return {
        key: value
        for key, value in command.items()
        if not (key.endswith("_localizations") and left_out)
    }
