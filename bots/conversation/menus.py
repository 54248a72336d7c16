"""The settings of a person as buttons: what there is to choose, and what a choice changes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from talking_photo.bots import texts
from talking_photo.bots.conversation.context import Host, column
from talking_photo.bots.conversation.limits import Platform
from talking_photo.bots.conversation.messages import Button, Heard, Pressed, Rows
from talking_photo.core.errors import DependencyError, TalkingPhotoError
from talking_photo.core.jobs.job import Person, Wishes
from talking_photo.core.model import Expression, Layout
from talking_photo.core.speech.voice_sample import sample, working_voices

KINDS = ("voice", "language", "expression", "format", "captions")
"""What can be chosen; each is also a command."""

LANGUAGES = {
    "en": "English",
    "es": "Español",
    "de": "Deutsch",
    "ru": "Русский",
    "fr": "Français",
    "it": "Italiano",
    "pt": "Português",
    "pl": "Polski",
    "tr": "Türkçe",
    "uk": "Українська",
    "ar": "العربية",
    "hi": "हिन्दी",
}
"""Offered as buttons; any other can be typed."""
_LANGUAGE_CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
_AUTOMATIC = ""


def with_choice(wishes: Wishes, kind: str, value: str) -> Wishes:
    """The wishes with one of them changed; `value` as in `values_of`."""
    match kind:
        case "voice":
            return replace(wishes, voice=value or None)
        case "language":
            return replace(wishes, language=value or None)
        case "expression":
            return replace(wishes, expression=Expression(value))
        case "format" if value == "round":
            return replace(wishes, layout=Layout.SQUARE, note=True)
        case "format":
            return replace(wishes, layout=Layout(value), note=False)
        case _:
            return replace(wishes, captions=value == "on")


def chosen(wishes: Wishes, kind: str) -> str:
    """The value that holds now."""
    match kind:
        case "voice":
            return wishes.voice or _AUTOMATIC
        case "language":
            return wishes.language or _AUTOMATIC
        case "expression":
            return wishes.expression
        case "format":
            return "round" if wishes.note else wishes.layout
        case _:
            return "on" if wishes.captions else "off"


def values_of(kind: str, voices: Sequence[str], platform: Platform) -> tuple[str, ...]:
    """What can be chosen there."""
    match kind:
        case "voice":
            return (_AUTOMATIC, *voices)
        case "language":
            return (_AUTOMATIC, *LANGUAGES)
        case "expression":
            return tuple(Expression)
        case "format":
            return tuple(
                layout for layout in Layout if layout is not Layout.ROUND or platform.round_notes
            )
        case _:
            return ("on", "off")


def overview(wishes: Wishes, language: str) -> Rows:
    """A button for each kind, with what holds now."""
    return column(
        [
            Button(
                f"{texts.chat(kind, language)}: {_label(kind, chosen(wishes, kind), language)}",
                "menu",
                kind,
            )
            for kind in KINDS
        ],
        width=1,
    )


def choices(
    kind: str, wishes: Wishes, voices: Sequence[str], language: str, platform: Platform
) -> Rows:
    """A button for each value, the chosen one marked; voices can be heard, too."""
    now = chosen(wishes, kind)
    buttons = [
        Button(
            f"{'✓ ' if value == now else ''}{_label(kind, value, language)}",
            "wish",
            f"{kind}:{value}",
        )
        for value in values_of(kind, voices, platform)
    ]
    samples = [
        Button(f"▶ {texts.chat('hear', language, voice=voice)}", "hear", voice) for voice in voices
    ]
    back = Button(f"‹ {texts.chat('back', language)}", "menu", "all")
    return (*column(buttons), *column(samples if kind == "voice" else []), (back,))


async def settings(host: Host, heard: Heard, person: Person) -> None:
    """Show everything that can be chosen."""
    await host.say(heard, "settings", overview(person.wishes, heard.language))


async def one(host: Host, heard: Heard, person: Person) -> None:
    """Show the values of the kind that the command names, or take the language that was typed."""
    kind = heard.command or ""
    typed = heard.words.strip().lower().replace("_", "-")
    if kind == "language" and _LANGUAGE_CODE.fullmatch(typed):
        person = replace(person, wishes=with_choice(person.wishes, kind, typed))
        await host.desk.people.keep(person)
    rows = choices(kind, person.wishes, await _voices(host, kind), heard.language, host.platform)
    await host.say(heard, "language_how" if kind == "language" else "choose", rows)


async def open_menu(host: Host, pressed: Pressed, person: Person) -> None:
    """Turn the message into the menu of a kind, or into the overview."""
    await host.room.receipt(pressed)
    if pressed.value in KINDS:
        await _show_kind(host, pressed, person, pressed.value)
    else:
        await host.room.change(
            pressed.ref,
            pressed.ref.message,
            texts.chat("settings", pressed.language),
            overview(person.wishes, pressed.language),
        )


async def choose(host: Host, pressed: Pressed, person: Person) -> None:
    """Take a choice and mark it."""
    kind, _, value = pressed.value.partition(":")
    voices = await _voices(host, kind)
    if kind not in KINDS or (
        kind != "language" and value not in values_of(kind, voices, host.platform)
    ):
        await host.room.receipt(pressed, texts.chat("stale", pressed.language))
        return
    person = replace(person, wishes=with_choice(person.wishes, kind, value))
    await host.desk.people.keep(person)
    await host.room.receipt(pressed)
    await _show_kind(host, pressed, person, kind)


async def hear(host: Host, pressed: Pressed, person: Person) -> None:
    """Let a voice say a sentence in the language that is spoken with the person."""
    try:
        if pressed.value not in await _voices(host, "voice"):
            raise DependencyError("voice_not_installed", voice=pressed.value)
        sound = await sample(
            host.desk.settings.voice,
            voice=pressed.value,
            language=person.wishes.language or pressed.language,
            words=texts.chat("sample", pressed.language),
        )
    except TalkingPhotoError:
        await host.room.receipt(pressed, texts.chat("sample_failed", pressed.language))
        return
    await host.room.receipt(pressed)
    await host.room.play(pressed.ref, sound)


async def _show_kind(host: Host, pressed: Pressed, person: Person, kind: str) -> None:
    key = "language_how" if kind == "language" else kind
    text = texts.chat(key, pressed.language, platform=pressed.ref.platform)
    rows = choices(kind, person.wishes, await _voices(host, kind), pressed.language, host.platform)
    await host.room.change(pressed.ref, pressed.ref.message, text, rows)


async def _voices(host: Host, kind: str) -> Sequence[str]:
    return await working_voices(host.desk.settings.voice) if kind == "voice" else ()


def _label(kind: str, value: str, language: str) -> str:
    if value == _AUTOMATIC:
        return texts.chat("automatic", language)
    if kind == "language":
        return LANGUAGES.get(value, value)
    return value if kind == "voice" else texts.chat(value, language)
