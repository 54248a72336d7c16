"""What the tests' Discord accepts: the fields of each body, and the limits of what is in them.

From github.com/discord/discord-api-docs: developers/resources/message,
developers/components/reference, developers/interactions and
developers/topics/opcodes-and-status-codes.
"""

from __future__ import annotations

import re


class Refused(Exception):
    """An answer that is not what was asked for."""

    def __init__(self, status, code, message, **more):
        super().__init__(message)
        self.status, self.code, self.message, self.more = status, code, message, more


class Strange(Exception):
    """Something that Discord does not know; it would look away, a test must not."""


_NEW = {"content", "embeds", "allowed_mentions", "components", "attachments", "flags", "tts"}
FIELDS = {
    "message": _NEW | {"nonce", "enforce_nonce", "message_reference", "sticker_ids", "poll"},
    "webhook": _NEW | {"username", "avatar_url", "thread_name", "applied_tags", "poll"},
    "edit": _NEW,  # tts is nothing there, but discord.py sends it with every body
    "callback": _NEW | {"poll"},
}
"""Of a body that makes or changes a message, by what takes it."""
_COMPONENTS = {
    1: {"type", "id", "components"},
    2: {"type", "id", "style", "label", "emoji", "custom_id", "sku_id", "url", "disabled"},
    3: {"type", "id", "custom_id", "options", "placeholder", "min_values", "max_values"}
    | {"required", "disabled"},
    4: {"type", "id", "custom_id", "style", "min_length", "max_length", "required", "value"}
    | {"placeholder", "label"},
    10: {"type", "id", "content"},
    18: {"type", "id", "label", "description", "component"},
    19: {"type", "id", "custom_id", "min_values", "max_values", "required"},
}
"""Of the components that this Discord knows."""
_COMMAND = {"id", "name", "name_localizations", "description", "description_localizations"} | {
    *("options", "default_member_permissions", "dm_permission", "integration_types"),
    *("contexts", "type", "nsfw", "handler"),
}
_OPTION = {"type", "name", "name_localizations", "description", "description_localizations"} | {
    *("required", "choices", "options", "channel_types", "min_value", "max_value"),
    *("min_length", "max_length", "autocomplete"),
}
_NAME = re.compile(r"[-_'\w]{1,32}")


def check_message(body, taker, files=()):
    """Check the body of a message.

    Raises:
        Strange: A field is not known.
        Refused: Something is too long, or nothing is there.
    """
    _only(body, FIELDS[taker], taker)
    content, nonce = body.get("content") or "", body.get("nonce")
    _at_most(content, 2000, "content")
    if nonce is not None:
        _at_most(str(nonce), 25, "nonce")
    for embed in body.get("embeds") or ():
        _at_most(embed.get("description", ""), 4096, "embeds")
    rows = body.get("components") or []
    if len(rows) > 5:
        raise invalid("components", "Must be 5 or fewer in length.")
    for row in rows:
        _only(row, _COMPONENTS[row["type"]], "component")
        if row["type"] != 1 or not 1 <= len(row["components"]) <= 5:
            raise invalid("components", "Must be between 1 and 5 in length.")
    _check_parts([part for row in rows for part in row["components"]])
    empty = not (content or body.get("embeds") or body.get("components") or files)
    if empty and taker not in ("edit",):
        raise Refused(400, 50006, "Cannot send an empty message")


def check_modal(data):
    """Check a window that asks for something. Raises as `check_message`."""
    _only(data, {"custom_id", "title", "components"}, "modal")
    _length(data["title"], 1, 45, "title")
    _length(data["custom_id"], 1, 100, "custom_id")
    if not 1 <= len(data["components"]) <= 5:
        raise invalid("components", "Must be between 1 and 5 in length.")
    for part in data["components"]:
        if part["type"] not in (1, 10, 18):
            raise Strange(f"component {part['type']} at the top of a modal")
    _check_parts(list(inner_parts(data["components"])))
    for part in data["components"]:
        _only(part, _COMPONENTS[part["type"]], "component")
        if part["type"] == 18:
            _length(part["label"], 1, 45, "label")
            _at_most(part.get("description") or "", 100, "description")


def inner_parts(components):
    """What can be filled in, in the components of a modal."""
    for part in components:
        if part["type"] == 1:
            yield from part["components"]
        elif part["type"] == 18:
            yield part["component"]


def buttons_of(components):
    """All buttons of a message's components."""
    return [part for row in components for part in row["components"] if part["type"] == 2]


def check_choices(data):
    """Check what an option offers while it is being typed. Raises as `check_message`."""
    _only(data, {"choices"}, "choices")
    if len(data["choices"]) > 25:
        raise invalid("choices", "Must be 25 or fewer in length.")
    for choice in data["choices"]:
        _only(choice, {"name", "name_localizations", "value"}, "choice")
        _length(choice["name"], 1, 100, "name")
        _length(str(choice["value"]), 1, 100, "value")


def check_commands(commands):
    """Check the commands that a bot registers. Raises as `check_message`."""
    for kind, most in ((1, 100), (3, 15)):
        if sum(command.get("type", 1) == kind for command in commands) > most:
            raise invalid("commands", f"Maximum number of commands reached ({most})")
    for command in commands:
        _only(command, _COMMAND, "command")
        if command.get("type", 1) == 1:
            _check_named(command)
            _check_options(command.get("options") or [])
        else:
            _length(command["name"], 1, 32, "name")


def _check_options(options):
    if len(options) > 25:
        raise invalid("options", "Must be 25 or fewer in length.")
    needed = [bool(option.get("required")) for option in options]
    if needed != sorted(needed, reverse=True):
        raise invalid("options", "Required options must be placed before non-required options")
    for option in options:
        _only(option, _OPTION, "option")
        _check_named(option)
        choices = option.get("choices") or []
        if choices and option.get("autocomplete"):
            raise invalid("options", "Choices and autocomplete exclude one another")
        check_choices({"choices": choices})
        _check_options(option.get("options") or [])


def _check_named(thing):
    names = [thing["name"], *(thing.get("name_localizations") or {}).values()]
    if not all(_NAME.fullmatch(name) and name == name.lower() for name in names):
        raise invalid("name", "String value did not match validation regex.")
    for said in (thing["description"], *(thing.get("description_localizations") or {}).values()):
        _length(said, 1, 100, "description")


def _check_parts(parts):
    names = [part["custom_id"] for part in parts if "custom_id" in part]
    if len(set(names)) < len(names):
        raise invalid("custom_id", "Component custom id cannot be duplicated")
    for name in names:
        _length(name, 1, 100, "custom_id")
    for part in parts:
        _only(part, _COMPONENTS[part["type"]], "component")
        if part["type"] == 2:
            _length(part.get("label") or "", 1, 80, "label")
        if part["type"] == 3 and not 1 <= len(part["options"]) <= 25:
            raise invalid("options", "Must be between 1 and 25 in length.")


def _only(body, known, what):
    unknown = set(body) - known
    if unknown:
        raise Strange(f"{what} has {', '.join(sorted(unknown))}")


def _at_most(text, most, name):
    _length(text, 0, most, name)


def _length(text, least, most, name):
    if not least <= len(text) <= most:
        raise invalid(name, f"Must be between {least} and {most} in length.")


def invalid(name, problem):
    """The answer to a body with something wrong in it."""
    errors = {name: {"_errors": [{"code": "BASE_TYPE_BAD_LENGTH", "message": problem}]}}
    return Refused(400, 50035, "Invalid Form Body", errors=errors)
