"""The form that asks what a photo is to say: words, or a recording."""

from __future__ import annotations

import discord

from talking_photo.bots import texts
from talking_photo.bots.conversation.limits import DISCORD, NAME_LETTERS
from talking_photo.bots.conversation.messages import Heard
from talking_photo.bots.discord_bot.reading import PLATFORM, form_name

_TITLE_LETTERS = 45
_MOST_LETTERS = 4000
"""Of a text field (discord.com/developers/docs/components/reference#text-input)."""


def form_for(heard: Heard, most: int) -> discord.ui.Modal:
    """A form for up to `most` letters that goes on with this.

    `reading.read_form` has its other end.
    """
    if heard.command == "save":
        return _form("save_face", heard, _words("which_name", heard, NAME_LETTERS, required=True))
    sound: discord.ui.FileUpload[discord.ui.Modal] = discord.ui.FileUpload(
        custom_id="sound", required=False, min_values=0, max_values=1
    )
    return _form(
        "form",
        heard,
        _words("form_words", heard, min(most, _MOST_LETTERS), required=False),
        discord.ui.Label(text=_said("form_sound", heard), component=sound),
    )


def _form(
    title: str, heard: Heard, *labels: discord.ui.Label[discord.ui.Modal]
) -> discord.ui.Modal:
    form = discord.ui.Modal(
        title=_said(title, heard)[:_TITLE_LETTERS],
        custom_id=form_name(heard),
        timeout=DISCORD.button_seconds,
    )
    for label in labels:
        form.add_item(label)
    return form


def _words(
    key: str, heard: Heard, most: int, *, required: bool
) -> discord.ui.Label[discord.ui.Modal]:
    field: discord.ui.TextInput[discord.ui.Modal] = discord.ui.TextInput(
        custom_id="words",
        style=discord.TextStyle.short if required else discord.TextStyle.paragraph,
        required=required,
        default=heard.words[:most] or None,
        max_length=most,
    )
    return discord.ui.Label(text=_said(key, heard)[:_TITLE_LETTERS], component=field)


def _said(key: str, heard: Heard) -> str:
    return texts.chat(key, heard.language, platform=PLATFORM)
