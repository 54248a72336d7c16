"""From an event of Discord to what was said to us, or pressed.

Pure: nothing is asked, nothing is sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

import discord

from talking_photo.bots import texts
from talking_photo.bots.conversation.menus import KINDS
from talking_photo.bots.conversation.messages import ButtonPress, File, IncomingMessage, Kind
from talking_photo.bots.conversation.operator import COMMANDS as OPERATOR_COMMANDS
from talking_photo.bots.discord_bot.markup import mentioned_names, names_in, said_in
from talking_photo.bots.discord_bot.tokens import secret_of
from talking_photo.core.jobs.job import ChatRef

PLATFORM = "discord"

_SHOWN, _HIDDEN = "form", "hidden form"
_COMMANDS = {
    "portrait save": "save",
    "portrait list": "portraits",
    "portrait delete": "remove",
    "mydata export": "export",
    "mydata delete": "delete",
}
"""Where a command of Discord has another name in `talking_photo.bots.conversation.flow`."""
_MOST_BYTES = 24 * 1024 * 1024
"""However large a file may be somewhere, a whole request has 25 MiB at most
(resources/message#create-message)."""
_UNKNOWN_TYPES = ("", "application/octet-stream")
"""What a file is called of which nobody knows what it is."""


def read_command(interaction: discord.Interaction) -> IncomingMessage:
    """A command, or an entry in the menu of a message."""
    data = cast("Mapping[str, Any]", interaction.data)
    resolved: Mapping[str, Any] = data.get("resolved", {})
    name, parts = _parts(data)
    options = {part["name"]: part["value"] for part in parts}
    about = data.get("target_id")
    hidden = about is None and _is_hidden(interaction, name, options)
    incoming = IncomingMessage(
        ref=_ref(interaction, str(interaction.id), hidden=hidden),
        key=_key(interaction),
        language=texts.language_of(interaction.locale.value),
        private=True,
        upload_bytes=min(interaction.filesize_limit, _MOST_BYTES),
    )
    if about is not None:
        target = resolved["messages"][about]
        if name == texts.chat("verify_menu", "en", platform=PLATFORM):
            first = next(map(_file, target.get("attachments", ())), None)
            return replace(incoming, command="verify", replied=first)
        return _about(incoming, target, interaction)
    given = {key: str(value) for key, value in options.items()}
    photo = _attached(resolved, given.get("photo"), Kind.PHOTO)
    sound = _attached(resolved, given.get("sound"), Kind.SOUND)
    choices = {kind: given[kind] for kind in KINDS if kind in given}
    if "captions" in options:
        choices["captions"] = "on" if options["captions"] else "off"
    if name == "verify":
        video = resolved["attachments"][given["video"]]
        return replace(incoming, command=name, file=_file(video))
    if name in OPERATOR_COMMANDS:
        arguments = (given[part] for part in ("person", "days", "text") if part in given)
        return replace(incoming, command=name, words=" ".join(arguments))
    if name == "voice":
        verbs = [f"{verb} {given[verb]}" for verb in ("create", "delete") if verb in given]
        return replace(incoming, command=name, words=next(iter(verbs), given.get("name", "")))
    return replace(
        incoming,
        command=_COMMANDS.get(name, name),
        words=said_in(given.get("text", ""), mentioned_names(resolved))
        or next((given[it].strip() for it in ("name", "when", "city") if it in given), "")
        or " = ".join(given[part].strip() for part in ("word", "sounds") if part in given),
        file=photo or sound,
        replied=sound if photo else None,
        portrait=given.get("portrait"),
        choices=choices,
    )


def read_form(
    interaction: discord.Interaction, asked: IncomingMessage, ref: ChatRef
) -> IncomingMessage:
    """A form that was filled in after `asked`, with its fields `words` and `sound`."""
    data = cast("Mapping[str, Any]", interaction.data)
    fields = {field["custom_id"]: field for field in _fields(data.get("components", ()))}
    uploads: Sequence[str] = fields.get("sound", {}).get("values") or ()
    sound = _attached(data.get("resolved", {}), next(iter(uploads), None), Kind.SOUND)
    words = said_in(str(fields.get("words", {}).get("value") or ""), {})
    photo = asked.file if asked.file is not None else asked.replied
    return replace(
        asked,
        ref=ref,
        key=_key(interaction),
        words=words,
        file=photo if photo is not None and photo.kind is Kind.PHOTO else sound,
        replied=sound,
        upload_bytes=min(interaction.filesize_limit, _MOST_BYTES),
    )


def read_press(interaction: discord.Interaction) -> ButtonPress | None:
    """A button below one of our messages."""
    data = cast("Mapping[str, Any]", interaction.data)
    message, parts = interaction.message, str(data["custom_id"]).split("|", 2)
    if message is None or len(parts) < 3:
        return None
    ref = _ref(interaction, str(message.id), hidden=message.flags.ephemeral)
    return ButtonPress(
        ref=replace(ref, secret={**ref.secret, "original": "taken"}),
        owner=parts[1],
        verb=parts[0],
        value=parts[2],
        id=str(interaction.id),
        language=texts.language_of(interaction.locale.value),
        age=(interaction.created_at - message.created_at).total_seconds(),
    )


def read_message(message: discord.Message, me: int, language: str) -> IncomingMessage | None:
    """A message; None when it is not meant for us.

    In a server that is a mention, a reply to a message of ours, or a recording as a reply to a
    picture: what people write to each other below a photo is not.
    """
    if message.author.bot or message.type not in (
        discord.MessageType.default,
        discord.MessageType.reply,
    ):
        return None
    replied = None if message.reference is None else message.reference.resolved
    if not isinstance(replied, discord.Message):
        replied = None
    private = isinstance(message.channel, discord.DMChannel)
    ours = replied is not None and replied.author.id == me
    photo, sound = _best(_described(message.attachments))
    picture, before = (None, None) if replied is None else _best(_described(replied.attachments))
    spoken = sound is not None and sound.kind is Kind.SOUND and picture is not None
    if not (private or ours or spoken or any(user.id == me for user in message.mentions)):
        return None
    words = said_in(message.content, names_in(message), me=me)
    others = [_file(attached) for attached in _described(message.attachments)]
    other = next(iter(others), File(kind=Kind.OTHER, id="") if message.stickers else None)
    return IncomingMessage(
        ref=ChatRef(
            platform=PLATFORM,
            chat=str(message.channel.id),
            user=str(message.author.id),
            message=str(message.id),
            details={"asked": "message"},
        ),
        key=f"dc:{me}:{message.channel.id}:{message.id}",
        language=language,
        private=private,
        words=words,
        file=photo or sound or (None if words else other),
        replied=(sound or before) if photo else (picture or before),
        replied_to=str(replied.id) if replied is not None and ours else None,
        upload_bytes=None
        if message.guild is None
        else min(message.guild.filesize_limit, _MOST_BYTES),
    )


def typing(interaction: discord.Interaction) -> tuple[str, str, str]:
    """Return the command and option that somebody is typing, and its text in lower case."""
    command, options = _parts(cast("Mapping[str, Any]", interaction.data))
    nothing: Mapping[str, Any] = {}
    focused = next((option for option in options if option.get("focused")), nothing)
    return command, str(focused.get("name", "")), str(focused.get("value", "")).casefold()


def form_name(incoming: IncomingMessage) -> str:
    """What a form is called.

    How to answer it, which must be known at once, and what it goes on with.
    """
    return f"{_HIDDEN if 'hidden' in incoming.ref.details else _SHOWN}|{incoming.ref.message}"


def read_form_name(interaction: discord.Interaction) -> tuple[str, ChatRef]:
    """What a form that was filled in goes on with, and where to answer."""
    name = str(cast("Mapping[str, Any]", interaction.data)["custom_id"])
    hidden, _, number = name.partition("|")
    return number, _ref(interaction, str(interaction.id), hidden=hidden == _HIDDEN)


def is_blank(message: discord.Message) -> bool:
    """Whether Discord hides what was written, as it does without the message content intent."""
    return not (message.content or message.attachments or message.stickers or message.poll)


def lacks_words(incoming: IncomingMessage) -> bool:
    """Whether a form has to ask what is to be said."""
    given = (incoming.file, incoming.replied)
    sound = any(file and file.kind in (Kind.SOUND, Kind.TEXT) for file in given)
    nothing = incoming.file is not None and incoming.file.kind is Kind.OTHER
    return incoming.command == "speak" and not (incoming.words or sound or nothing)


def _about(
    incoming: IncomingMessage, target: Mapping[str, Any], interaction: discord.Interaction
) -> IncomingMessage:
    """Return what is asked of a message that somebody pointed at."""
    ours = target.get("author", {}).get("id") == str(interaction.application_id)
    photo, _ = _best(target.get("attachments", ()))
    if photo is None and not ours:
        return replace(incoming, command="speak", file=File(kind=Kind.OTHER, id=""))
    replied_to = str(target["id"]) if ours else None
    return replace(incoming, command="speak", replied=photo, replied_to=replied_to)


def _ref(interaction: discord.Interaction, message: str, *, hidden: bool) -> ChatRef:
    details = {"locale": interaction.locale.value}
    if hidden or _is_alone(interaction):
        details["hidden" if hidden else "alone"] = "yes"
    return ChatRef(
        platform=PLATFORM,
        chat=str(interaction.channel_id or 0),
        user=str(interaction.user.id),
        message=message,
        details=details,
        secret=secret_of(interaction),
    )


def _key(interaction: discord.Interaction) -> str:
    return f"dc:{interaction.application_id}:{interaction.channel_id}:{interaction.id}"


def _is_hidden(interaction: discord.Interaction, name: str, options: Mapping[str, object]) -> bool:
    """Return whether only the asker sees the answer: settings always, videos if they chose so."""
    if _is_alone(interaction) or name in OPERATOR_COMMANDS:
        return False
    return bool(options.get("private")) if name == "speak" else True


def _is_alone(interaction: discord.Interaction) -> bool:
    """Whether nobody but the asker and the bot sees the channel."""
    return interaction.guild_id is None and interaction.context.dm_channel


def _parts(data: Mapping[str, Any]) -> tuple[str, Sequence[Mapping[str, Any]]]:
    """The whole name of a command, and its options."""
    name, options = str(data["name"]), data.get("options", ())
    if options and options[0]["type"] == discord.AppCommandOptionType.subcommand.value:
        return f"{name} {options[0]['name']}", options[0].get("options", ())
    return name, options


def _fields(components: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The fields of a form, each of which lies in a label."""
    for component in components:
        inner = [component["component"]] if "component" in component else []
        for field in (*inner, *component.get("components", ())):
            if "custom_id" in field:
                yield field


def _attached(resolved: Mapping[str, Any], number: str | None, wanted: Kind) -> File | None:
    """A file that was given for a purpose."""
    if number is None:
        return None
    attached = resolved["attachments"][number]
    file = _file(attached)
    if file.kind is not wanted and (attached.get("content_type") or "") in _UNKNOWN_TYPES:
        return replace(file, kind=wanted)
    fits = file.kind is wanted or (wanted is Kind.SOUND and file.kind is Kind.TEXT)
    return file if fits else replace(file, kind=Kind.OTHER, wanted=wanted)


def _best(attachments: Sequence[Mapping[str, Any]]) -> tuple[File | None, File | None]:
    """The first picture, and the first recording or else the first text file."""
    files = [_file(attached) for attached in attachments]
    photo, sound, text = (
        next((file for file in files if file.kind is kind), None)
        for kind in (Kind.PHOTO, Kind.SOUND, Kind.TEXT)
    )
    return photo, sound or text


def _described(attachments: Sequence[discord.Attachment]) -> list[dict[str, Any]]:
    """Attachments as an interaction tells them; the library leaves out how long they last."""
    return [{**attached.to_dict(), "duration_secs": attached.duration} for attached in attachments]


def _file(attached: Mapping[str, Any]) -> File:
    return File(
        kind=Kind.of(attached.get("content_type") or "", attached.get("filename") or ""),
        id=str(attached["url"]),
        bytes=attached.get("size"),
        seconds=attached.get("duration_secs"),
        name=attached.get("filename"),
    )
