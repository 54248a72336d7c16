"""Commands as Discord shows them, in each language, and suggestions while somebody types."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Mapping, Sequence
from typing import Any, cast

import discord
from discord.http import Route

from talking_photo.bots import texts
from talking_photo.bots.conversation import languages, menus, portraits
from talking_photo.bots.conversation.context import ChatContext
from talking_photo.bots.conversation.limits import (
    DISCORD,
    NAME_LETTERS,
    OWN_VOICE_LETTERS,
    most_letters,
)
from talking_photo.bots.conversation.operator import ANNOUNCE_LETTERS
from talking_photo.bots.conversation.operator import COMMANDS as OPERATOR_COMMANDS
from talking_photo.bots.conversation.web_page import page_address
from talking_photo.bots.discord_bot.errors import with_retries
from talking_photo.bots.discord_bot.parsing import PLATFORM, typing
from talking_photo.core.jobs.job import PersonId
from talking_photo.core.pronunciation import MOST_SOUND, MOST_WORD
from talking_photo.core.settings import OperatorSettings, Settings

_TEXT, _NUMBER, _YES_OR_NO, _FILE, _PART = 3, 4, 5, 11, 1
_OF_MESSAGE = 3
"""discord.com/developers/docs/interactions/application-commands: types of options and of
commands."""
_EVERYWHERE: Mapping[str, Sequence[int]] = {"contexts": [0, 1, 2], "integration_types": [0, 1]}
"""In servers, with the bot and among people; added to a server or to oneself."""
_LOCALES = {
    "de": ("de",),
    "es": ("es-ES", "es-419"),
    "fr": ("fr",),
    "pt": ("pt-BR",),
    "ru": ("ru",),
    "uk": ("uk",),
}
_CHOICES = 25
_NAME_LETTERS = 100
_TYPED_LETTERS = 60
"""Of the name of a voice or a language."""
_OPTION_LETTERS = 6000
"""The most that an option of text may have."""

Choice = discord.app_commands.Choice[str]


def payload(settings: Settings) -> list[dict[str, Any]]:
    """All commands, as the API takes them; without what would be a default of its own."""
    return [
        _command(
            "speak",
            _option("speak photo", _FILE),
            _option("speak text", _TEXT, max_length=min(most_letters(settings), _OPTION_LETTERS)),
            _option("speak sound", _FILE),
            _option("speak portrait", _TEXT, autocomplete=True, max_length=NAME_LETTERS),
            _option("speak voice", _TEXT, autocomplete=True, max_length=_TYPED_LETTERS),
            _option("speak language", _TEXT, autocomplete=True, max_length=_TYPED_LETTERS),
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
                options=[
                    _option(
                        "portrait name",
                        _TEXT,
                        required=True,
                        autocomplete=True,
                        max_length=NAME_LETTERS,
                    )
                ],
            ),
        ),
        _command(
            "language",
            _option("language name", _TEXT, autocomplete=True, max_length=_TYPED_LETTERS),
        ),
        _command(
            "say",
            _option("say word", _TEXT, max_length=MOST_WORD),
            _option("say sounds", _TEXT, max_length=MOST_SOUND),
        ),
        _command(
            "voice",
            _option("voice name", _TEXT, autocomplete=True, max_length=_TYPED_LETTERS),
            _option("voice create", _TEXT, max_length=OWN_VOICE_LETTERS),
            _option("voice delete", _TEXT, autocomplete=True, max_length=OWN_VOICE_LETTERS),
        ),
        *(_command(name) for name in ("settings", "cancel")),
        _command(
            "schedule", _option("schedule when", _TEXT, required=True, max_length=_TYPED_LETTERS)
        ),
        _command("scheduled"),
        _command("timezone", _option("timezone city", _TEXT, max_length=_TYPED_LETTERS)),
        _command("verify", _option("verify video", _FILE, required=True)),
        _command("report"),
        _command("mydata", _option("mydata export", _PART), _option("mydata delete", _PART)),
        *(_command(name) for name in ("help", "privacy")),
        *([] if page_address(settings) is None else [_command("web")]),
        *(
            {
                "type": _OF_MESSAGE,
                "name": texts.chat(key, "en", platform=PLATFORM),
                "name_localizations": _translated(texts.ON_PLATFORM[PLATFORM], key),
                **_EVERYWHERE,
            }
            for key in ("make_it_talk", "verify_menu")
        ),
    ]


async def synchronise(client: discord.Client, settings: Settings) -> bool:
    """Tell Discord our commands if it knows others; returns whether that was so."""
    application = client.application_id
    known_route = Route(
        "GET", "/applications/{application_id}/commands", application_id=application
    )
    known = await with_retries(
        lambda: client.http.request(known_route, params={"with_localizations": "true"})
    )
    ours = payload(settings)
    if len(known) == len(ours) and all(
        any(_says(theirs, command) for theirs in known) for command in ours
    ):
        return False
    await with_retries(lambda: client.http.bulk_upsert_global_commands(application or 0, ours))
    return True


async def register_operator_commands(client: discord.Client, settings: OperatorSettings) -> None:
    """Offer the operator's commands to administrators of their channels' servers."""
    servers = set()
    for chat in settings.chats:
        platform, _, channel = chat.partition(":")
        if platform == PLATFORM:
            found = await with_retries(functools.partial(client.http.get_channel, int(channel)))
            servers.add(int(cast("Mapping[str, Any]", found).get("guild_id") or 0))
    application = client.application_id or 0
    for server in servers - {0}:  # alone with somebody there are none of this kind
        put = client.http.bulk_upsert_guild_commands
        await with_retries(functools.partial(put, application, server, operator_payload()))


def operator_payload() -> list[dict[str, Any]]:
    """Return the operator's commands, as the API takes them."""
    options: dict[str, list[dict[str, Any]]] = {
        "block": [_operator_option("person", _TEXT)],
        "unblock": [_operator_option("person", _TEXT)],
        "announce": [
            _operator_option("days", _NUMBER, min_value=1),
            _operator_option("text", _TEXT, max_length=ANNOUNCE_LETTERS),
        ],
    }
    return [
        {
            "name": name,
            "description": texts.OPERATOR_CHAT["en"][f"does_{name}"],
            "description_localizations": _translated(texts.OPERATOR_CHAT, f"does_{name}"),
            "default_member_permissions": "0",
            "options": options.get(name, []),
        }
        for name in OPERATOR_COMMANDS
    ]


def _operator_option(name: str, kind: int, **more: object) -> dict[str, Any]:
    return {
        "type": kind,
        "name": name,
        "description": texts.OPERATOR_CHAT["en"][f"option_{name}"],
        "description_localizations": _translated(texts.OPERATOR_CHAT, f"option_{name}"),
        "required": True,
        **more,
    }


async def prepare(context: ChatContext) -> None:
    """Load the names of the languages.

    The first who types one has to be answered within three seconds.
    """
    await asyncio.to_thread(
        _named_languages, "zz", (await menus.offer_of(context)).languages, "en"
    )


async def offers(interaction: discord.Interaction, context: ChatContext) -> list[Choice]:
    """What fits to what somebody has typed so far."""
    command, option, typed = typing(interaction)
    if option == "voice" or (command, option) == ("voice", "name"):
        offered = await _voices(interaction, context, typed)
    elif command == "voice":
        own = await context.shared.voices.own(PersonId(f"{PLATFORM}:{interaction.user.id}"))
        offered = {voice.name: voice.name for voice in own if typed in voice.name.casefold()}
    elif option == "language" or command == "language":
        offered = await _languages(interaction, context, typed)
    else:
        person = PersonId(f"{PLATFORM}:{interaction.user.id}")
        names = await portraits.names_of(context, person)
        offered = {name: name for name in names if typed in name.casefold()}
    return [
        discord.app_commands.Choice(name=name[:_NAME_LETTERS], value=value)
        for name, value in list(offered.items())[:_CHOICES]
    ]


async def _voices(
    interaction: discord.Interaction, context: ChatContext, typed: str
) -> dict[str, str]:
    language = texts.language_of(interaction.locale.value)
    offer = await menus.offer_of(context, PersonId(f"{PLATFORM}:{interaction.user.id}"))
    named = {menus.label("voice", voice, language): voice for voice in offer.voices}
    return {
        name: voice for name, voice in named.items() if typed in name.casefold() or typed in voice
    }


async def _languages(
    interaction: discord.Interaction, context: ChatContext, typed: str
) -> dict[str, str]:
    language = texts.language_of(interaction.locale.value)
    offer = await menus.offer_of(context)
    return await asyncio.to_thread(_named_languages, typed, offer.languages, language)


def _named_languages(typed: str, offered: frozenset[str], language: str) -> dict[str, str]:
    """The languages that fit, in the asker's own words and in theirs."""
    fitting = languages.fitting(typed, offered, tuple(texts.CHAT), first=language)[:_CHOICES]
    names = {
        code: (languages.name_in(code, language), languages.own_name(code)) for code in fitting
    }
    return {
        name if name == own else f"{name} · {own}": code for code, (name, own) in names.items()
    }


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
    """Return the values of a kind of choice that has few."""
    return [
        {
            "name": texts.chat(value, "en"),
            "value": value,
            "name_localizations": _translated(texts.CHAT, value),
        }
        for value in menus.fixed_values(kind, DISCORD)
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
