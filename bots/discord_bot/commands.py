"""The commands as Discord shows them, in each language, and what is offered while somebody types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import discord
from discord.http import Route

from talking_photo.bots import texts
from talking_photo.bots.conversation import menus
from talking_photo.bots.conversation.adapter import Desk
from talking_photo.bots.conversation.limits import DISCORD, NAME_LETTERS
from talking_photo.bots.discord_bot.errors import tried
from talking_photo.bots.discord_bot.reading import PLATFORM, typing
from talking_photo.core.jobs.job import PersonId
from talking_photo.core.speech.voice_sample import working_voices

_TEXT, _YES_OR_NO, _FILE, _PART = 3, 5, 11, 1
_OF_MESSAGE = 3
"""discord.com/developers/docs/interactions/application-commands: types of options and of commands."""
_EVERYWHERE: Mapping[str, Sequence[int]] = {"contexts": [0, 1, 2], "integration_types": [0, 1]}
"""In servers, with the bot and among people; added to a server or to oneself."""
_LOCALES = {"de": ("de",), "es": ("es-ES", "es-419"), "ru": ("ru",)}
_CHOICES = 25
_NAME_LETTERS = 100

Choice = discord.app_commands.Choice[str]


def payload() -> list[dict[str, Any]]:
    """All commands, as the API takes them; without what would be a default of its own."""
    return [
        _command(
            "speak",
            _option("speak photo", _FILE),
            _option("speak text", _TEXT),
            _option("speak sound", _FILE),
            _option("speak portrait", _TEXT, autocomplete=True),
            _option("speak voice", _TEXT, autocomplete=True),
            _option("speak language", _TEXT, autocomplete=True),
            _option("speak expression", _TEXT, choices=_choices("expression")),
            _option("speak format", _TEXT, choices=_choices("format")),
            _option("speak captions", _YES_OR_NO),
            _option("speak private", _YES_OR_NO),
        ),
        _command(
            "portrait",
            _option(
                "portrait save",
                _PART,
                options=[
                    _option("portrait name", _TEXT, required=True, max_length=NAME_LETTERS),
                    _option("portrait photo", _FILE),
                ],
            ),
            _option("portrait list", _PART),
            _option(
                "portrait delete",
                _PART,
                options=[_option("portrait name", _TEXT, required=True, autocomplete=True)],
            ),
        ),
        *(_command(name) for name in ("voice", "settings", "cancel")),
        _command("mydata", _option("mydata export", _PART), _option("mydata delete", _PART)),
        *(_command(name) for name in ("help", "privacy")),
        {
            "type": _OF_MESSAGE,
            "name": texts.chat("make_it_talk", "en", platform=PLATFORM),
            "name_localizations": _translated(texts.ON_PLATFORM[PLATFORM], "make_it_talk"),
            **_EVERYWHERE,
        },
    ]


async def synchronise(client: discord.Client) -> bool:
    """Tell Discord our commands if it knows others; returns whether that was so."""
    application = client.application_id
    known_route = Route(
        "GET", "/applications/{application_id}/commands", application_id=application
    )
    known = await tried(
        lambda: client.http.request(known_route, params={"with_localizations": "true"})
    )
    ours = payload()
    if len(known) == len(ours) and all(
        any(_says(theirs, command) for theirs in known) for command in ours
    ):
        return False
    await tried(lambda: client.http.bulk_upsert_global_commands(application or 0, ours))
    return True


async def offers(interaction: discord.Interaction, desk: Desk) -> list[Choice]:
    """What fits to what somebody has typed so far."""
    option, typed = typing(interaction)
    if option == "voice":
        offered = {name: name for name in await working_voices(desk.settings.voice)}
    elif option == "language":
        offered = {name: code for code, name in menus.LANGUAGES.items()}
    else:
        person = PersonId(f"{PLATFORM}:{interaction.user.id}")
        saved = await desk.portraits.of_person(person)
        offered = {portrait.name: portrait.name for portrait in saved if portrait.name}
    fitting = [
        discord.app_commands.Choice(name=name[:_NAME_LETTERS], value=value)
        for name, value in offered.items()
        if typed in name.casefold() or typed == value.casefold()
    ]
    return fitting[:_CHOICES]


def _command(name: str, *options: dict[str, Any]) -> dict[str, Any]:
    command = {"name": name, **_described(name), **_EVERYWHERE}
    return {**command, "options": list(options)} if options else command


def _option(path: str, kind: int, **more: object) -> dict[str, Any]:
    """An option, or a part of a command; `path` is the key of its description."""
    return {"type": kind, "name": path.rpartition(" ")[2], **_described(path), **more}


def _described(path: str) -> dict[str, Any]:
    return {
        "description": texts.DISCORD_COMMANDS["en"][path],
        "description_localizations": _translated(texts.DISCORD_COMMANDS, path),
    }


def _choices(kind: str) -> list[dict[str, Any]]:
    """The values of a kind of wish that is chosen from few."""
    return [
        {
            "name": texts.chat(value, "en"),
            "value": value,
            "name_localizations": _translated(texts.CHAT, value),
        }
        for value in menus.values_of(kind, (), DISCORD)
    ]


def _translated(catalogue: Mapping[str, Mapping[str, str]], key: str) -> dict[str, str]:
    return {
        locale: catalogue[language][key]
        for language, locales in _LOCALES.items()
        for locale in locales
    }


def _says(theirs: object, ours: object) -> bool:
    """Whether all that we say is said there; Discord adds numbers and defaults of its own."""
    if isinstance(ours, Mapping) and isinstance(theirs, Mapping):
        return all(_says(theirs.get(key), value) for key, value in ours.items())
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(theirs) == len(ours) and all(map(_says, theirs, ours))
    return theirs == ours
