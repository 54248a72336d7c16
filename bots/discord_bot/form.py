"""The form that asks what a photo is to say: words, or a recording."""

from __future__ import annotations

import discord

from talking_photo.bots import texts
from talking_photo.bots.conversation.limits import DISCORD
from talking_photo.bots.conversation.messages import Heard
from talking_photo.bots.discord_bot.reading import PLATFORM, form_name

_MOST_LETTERS = 4000
"""Of a text field (discord.com/developers/docs/components/reference#text-input)."""


def form_for(heard: Heard, most: int) -> discord.ui.Modal:
    """A form for up to `most` letters that goes on with this; `reading.read_form` has its other end."""
    form = discord.ui.Modal(
        title=_said("form", heard), custom_id=form_name(heard), timeout=DISCORD.button_seconds
    )
    words: discord.ui.TextInput[discord.ui.Modal] = discord.ui.TextInput(
        custom_id="words",
        style=discord.TextStyle.paragraph,
        required=False,
        max_length=min(most, _MOST_LETTERS),
    )
    sound: discord.ui.FileUpload[discord.ui.Modal] = discord.ui.FileUpload(
        custom_id="sound", required=False, min_values=0, max_values=1
    )
    form.add_item(discord.ui.Label(text=_said("form_words", heard), component=words))
    form.add_item(discord.ui.Label(text=_said("form_sound", heard), component=sound))
    return form


def _said(key: str, heard: Heard) -> str:
    return texts.chat(key, heard.language, platform=PLATFORM)
