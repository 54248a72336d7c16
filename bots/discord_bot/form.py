"""The form that asks what a photo is to say: words, or a recording."""

from __future__ import annotations

import time
from collections import OrderedDict

import discord

from bots import texts
from bots.chat import Heard
from bots.discord_bot.reading import FORM, PLATFORM

_SECONDS = 15 * 60.0
_MOST = 200
_MOST_LETTERS = 4000
"""Of a text field (discord.com/developers/docs/components/reference#text-input)."""


class Forms:
    """What forms were opened for. Losing it does no harm: people are asked for the photo once more."""

    def __init__(self) -> None:
        self._asked: OrderedDict[str, tuple[float, Heard]] = OrderedDict()

    def open(self, heard: Heard) -> discord.ui.Modal:
        """A form that goes on with this."""
        number = heard.ref.message
        self._asked[number] = (time.monotonic() + _SECONDS, heard)
        while len(self._asked) > _MOST or next(iter(self._asked.values()))[0] < time.monotonic():
            self._asked.popitem(last=False)
        return _form(number, heard.language)

    def asked(self, name: str) -> Heard | None:
        """What the form of that name was opened for; it may be sent again after a fault."""
        _, heard = self._asked.get(name.partition("|")[2], (0.0, None))
        return heard


def _form(number: str, language: str) -> discord.ui.Modal:
    form = discord.ui.Modal(
        title=texts.chat("form", language, platform=PLATFORM),
        custom_id=f"{FORM}|{number}",
        timeout=_SECONDS,
    )
    words: discord.ui.TextInput[discord.ui.Modal] = discord.ui.TextInput(
        custom_id="words",
        style=discord.TextStyle.paragraph,
        required=False,
        max_length=_MOST_LETTERS,
    )
    sound: discord.ui.FileUpload[discord.ui.Modal] = discord.ui.FileUpload(
        custom_id="sound", required=False, min_values=0, max_values=1
    )
    form.add_item(
        discord.ui.Label(
            text=texts.chat("form_words", language, platform=PLATFORM), component=words
        )
    )
    form.add_item(
        discord.ui.Label(
            text=texts.chat("form_sound", language, platform=PLATFORM), component=sound
        )
    )
    return form
