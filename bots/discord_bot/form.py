"""The form that asks what a photo is to say: words, or a recording."""

from __future__ import annotations

import discord

from talking_photo.bots import texts
from talking_photo.bots.conversation.limits import DISCORD, NAME_LETTERS
from talking_photo.bots.conversation.messages import IncomingMessage
from talking_photo.bots.discord_bot.parsing import PLATFORM, form_name

_TITLE_LETTERS = 45
_MOST_LETTERS = 4000
"""Of a text field (discord.com/developers/docs/components/reference#text-input)."""


def form_for(incoming: IncomingMessage, most: int) -> discord.ui.Modal:
    """A form for up to `most` letters that goes on with this.

    `reading.read_form` has its other end.
    """
    if incoming.command == "save":
        return _form(
            "save_face", incoming, _words("which_name", incoming, NAME_LETTERS, required=True)
        )
    sound: discord.ui.FileUpload[discord.ui.Modal] = discord.ui.FileUpload(
        custom_id="sound", required=False, min_values=0, max_values=1
    )
    return _form(
        "form",
        incoming,
        _words("form_words", incoming, min(most, _MOST_LETTERS), required=False),
        discord.ui.Label(text=_said("form_sound", incoming), component=sound),
    )


def _form(
    title: str, incoming: IncomingMessage, *labels: discord.ui.Label[discord.ui.Modal]
) -> discord.ui.Modal:
    form = discord.ui.Modal(
        title=_said(title, incoming)[:_TITLE_LETTERS],
        custom_id=form_name(incoming),
        timeout=DISCORD.button_seconds,
    )
    for label in labels:
        form.add_item(label)
    return form


def _words(
    key: str, incoming: IncomingMessage, most: int, *, required: bool
) -> discord.ui.Label[discord.ui.Modal]:
    field: discord.ui.TextInput[discord.ui.Modal] = discord.ui.TextInput(
        custom_id="words",
        style=discord.TextStyle.short if required else discord.TextStyle.paragraph,
        required=required,
        default=incoming.words[:most] or None,
        max_length=most,
    )
    return discord.ui.Label(text=_said(key, incoming)[:_TITLE_LETTERS], component=field)


def _said(key: str, incoming: IncomingMessage) -> str:
    return texts.chat(key, incoming.language, platform=PLATFORM)
