"""The settings of a person.

What there is to choose, chosen by a button or by its name, in people's own words.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from talking_photo.bots import texts
from talking_photo.bots.conversation import languages
from talking_photo.bots.conversation.context import ChatContext, column
from talking_photo.bots.conversation.languages import Found, folded
from talking_photo.bots.conversation.limits import Platform
from talking_photo.bots.conversation.messages import Button, ButtonPress, IncomingMessage, Rows
from talking_photo.core.jobs.job import Person, PersonId
from talking_photo.core.model import Background, CaptionStyle, Expression, Layout
from talking_photo.core.request import MOTION_STYLES, RenderOptions
from talking_photo.core.speech.languages import match_language
from talking_photo.core.speech.ports import SpeakerKind

KINDS = ("voice", "language", "expression", "format", "captions")
"""What can be chosen; each is also a command."""
MORE_KINDS = ("strength", "motion", "background", "pitch", "pace")
"""What can be chosen in the settings only."""
PITCHES = {"deeper": 0.77, "higher": 1.3}
"""Factors on the voice's own pitch."""
PACES = {"slower": 0.8, "faster": 1.25}
"""Factors on the voice's own speed."""
_STRENGTHS = ("50", "100", "150")
"""Percent of an expression."""

_AUTOMATIC = ""
_PAGE = 10
"""Languages on a page of buttons."""
_NEAR = 4
"""Of the names that come near to a mistyped one, so many are offered."""
_MARK_LETTERS = 12
"""Of the mark of a voice in a button."""
_TYPED_LETTERS = 40
"""Of what somebody typed, so many are repeated in an answer."""


def _name_of(factors: Mapping[str, float], factor: float | None) -> str:
    return next((name for name, known in factors.items() if known == factor), _AUTOMATIC)


_FIELDS: Mapping[str, tuple[str, Callable[[str], Any], Callable[[Any], str]]] = {
    "voice": ("voice", lambda value: value or None, lambda voice: voice or _AUTOMATIC),
    "language": ("language", lambda value: value or None, lambda code: code or _AUTOMATIC),
    "expression": ("expression", Expression, str),
    "format": ("layout", Layout, str),
    "strength": ("strength", lambda value: int(value) / 100, lambda part: f"{part * 100:.0f}"),
    "motion": ("motion", MOTION_STYLES.get, partial(_name_of, MOTION_STYLES)),
    "background": ("background", Background, str),
    "pitch": ("pitch", PITCHES.get, partial(_name_of, PITCHES)),
    "pace": ("pace", PACES.get, partial(_name_of, PACES)),
}
"""Of each kind: the field of the options, from a value to what it holds, and back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What can be chosen at the moment."""

    voices: Mapping[str, frozenset[str]]
    """The voices that work, with the languages that each speaks."""
    platform: Platform

    @property
    def languages(self) -> frozenset[str]:
        """The languages that any of the voices speaks."""
        return frozenset[str]().union(*self.voices.values())

    def voices_for(self, language: str | None) -> tuple[str, ...]:
        """The voices that speak a language; all of them where none is chosen."""
        return tuple(
            voice
            for voice, spoken in self.voices.items()
            if language is None or match_language(language, spoken) is not None
        )


async def offer_of(context: ChatContext, person: PersonId | None = None) -> Offer:
    """Ask which voices work now, those that a person made among them."""
    voices = await context.shared.voices.working(person)
    return Offer(
        voices={voice.name: voice.languages for voice in voices}, platform=context.platform
    )


def voice_mark(name: str) -> str:
    """Return what stands for a voice in a button, which has no room for long names."""
    short = len(name.encode()) <= _MARK_LETTERS
    return name if short else hashlib.sha256(name.encode()).hexdigest()[:_MARK_LETTERS]


def with_choice(options: RenderOptions, kind: str, value: str) -> RenderOptions:
    """Return the options with one of them changed; `value` as in `values_of`."""
    if kind == "captions":
        style = CaptionStyle.HIGHLIGHT if value == CaptionStyle.HIGHLIGHT else CaptionStyle.PLAIN
        return replace(options, captions=value != "off", caption_style=style)
    field, parse, _ = _FIELDS[kind]
    return replace(options, **{field: parse(value)})


def chosen(options: RenderOptions, kind: str) -> str:
    """Return the value that holds now."""
    if kind == "captions":
        if not options.captions:
            return "off"
        return "on" if options.caption_style is CaptionStyle.PLAIN else options.caption_style
    field, _, name = _FIELDS[kind]
    return name(getattr(options, field))


def fixed_values(kind: str, platform: Platform) -> tuple[str, ...]:
    """The values of a kind that are the same for everybody."""
    match kind:
        case "expression":
            return tuple(Expression)
        case "format":
            return tuple(
                layout for layout in Layout if layout is not Layout.ROUND or platform.round_seconds
            )
        case "strength":
            return _STRENGTHS
        case "motion" | "background":
            return tuple(MOTION_STYLES if kind == "motion" else Background)
        case "pitch" | "pace":
            return (_AUTOMATIC, *(PITCHES if kind == "pitch" else PACES))
        case _:
            return ("on", CaptionStyle.HIGHLIGHT, "off")


def values_of(kind: str, offer: Offer, language: str) -> tuple[str, ...]:
    """What can be chosen there, as buttons; of the languages only the likely ones."""
    match kind:
        case "language":
            return (_AUTOMATIC, *languages.likely(offer.languages, language))
        case _:
            return fixed_values(kind, offer.platform)


def overview(options: RenderOptions, language: str) -> Rows:
    """A button for each kind, with what holds now."""
    return column(
        [
            Button(
                f"{texts.chat(kind, language)}: {_shown(options, kind, language)}",
                "menu",
                kind,
            )
            for kind in (*KINDS, *MORE_KINDS)
        ],
        width=1,
    )


def _shown(options: RenderOptions, kind: str, language: str) -> str:
    """Return what holds now, as people read it; of the voices that of their own language."""
    if kind == "voice":
        spoken = options.language or language
        return label("voice", options.voice_for(spoken) or _AUTOMATIC, language)
    return label(kind, chosen(options, kind), language)


def choices(kind: str, options: RenderOptions, offer: Offer, language: str, page: int = 0) -> Rows:
    """A button for each value, the chosen one marked. Languages come in pages."""
    now = chosen(options, kind)
    values = values_of(kind, offer, language)
    shown = values[page * _PAGE : (page + 1) * _PAGE] if kind == "language" else values
    turns = [
        Button(sign, "menu", f"{kind}:{other}")
        for sign, other in (("◀", page - 1), ("▶", page + 1))
        if kind == "language" and 0 <= other * _PAGE < len(values)
    ]
    back = Button(f"‹ {texts.chat('back', language)}", "menu", "all")
    buttons = _buttons(kind, shown, language, now)
    return (*buttons, *column(turns), (back,))


async def settings(context: ChatContext, incoming: IncomingMessage, person: Person) -> None:
    """Show everything that can be chosen."""
    await context.say(
        incoming, "settings", overview(person.preferences.options, incoming.language)
    )


async def one(context: ChatContext, incoming: IncomingMessage, person: Person) -> None:
    """Show the values of the kind that the command names, or take the one whose name was typed."""
    kind, typed = incoming.command or "", incoming.words.strip()
    offer = await offer_of(context)
    if not typed:
        rows = choices(kind, person.preferences.options, offer, incoming.language)
        await context.say(incoming, "language_how" if kind == "language" else "choose", rows)
        return
    found = await meant(kind, typed, offer)
    if found.code is None:
        near = _buttons(kind, found.near[:_NEAR], incoming.language, None)
        rows = near or choices(kind, person.preferences.options, offer, incoming.language)
        await context.chat_client.say(
            incoming.ref, _not_known(kind, typed, found, incoming.language), rows, quiet=True
        )
        return
    person = _with(person, kind, found.code)
    await context.shared.people.keep(person)
    text = _holds(kind, found.code, incoming.language)
    rows = choices(kind, person.preferences.options, offer, incoming.language)
    await context.chat_client.say(incoming.ref, text, rows, quiet=True)


async def options_of(
    context: ChatContext, incoming: IncomingMessage, person: Person
) -> RenderOptions | None:
    """Return a person's options with those of a message.

    None when one of them is not known here, which was said then.
    """
    options = incoming.options or person.preferences.options
    if not incoming.choices:
        return options
    offer = await offer_of(context)
    for kind, typed in incoming.choices.items():
        found = await meant(kind, typed, offer)
        if found.code is None:
            await context.chat_client.say(
                incoming.ref, _not_known(kind, typed, found, incoming.language), quiet=True
            )
            return None
        options = with_choice(options, kind, found.code)
    return options


async def open_menu(context: ChatContext, pressed: ButtonPress, person: Person) -> None:
    """Turn the message into the menu of a kind, or into the overview."""
    await context.chat_client.acknowledge(pressed)
    kind, _, page = pressed.value.partition(":")
    if kind in (*KINDS, *MORE_KINDS):
        text = texts.chat(
            "language_how" if kind == "language" else kind,
            pressed.language,
            platform=pressed.ref.platform,
        )
        await _show_kind(context, pressed, person, kind, text, page=int(page or 0))
    else:
        await context.chat_client.change(
            pressed.ref,
            pressed.ref.message,
            texts.chat("settings", pressed.language),
            overview(person.preferences.options, pressed.language),
        )


async def choose(context: ChatContext, pressed: ButtonPress, person: Person) -> None:
    """Take a choice and mark it."""
    kind, _, value = pressed.value.partition(":")
    if kind not in (*KINDS, *MORE_KINDS) or not _is_offered(kind, value, await offer_of(context)):
        await context.chat_client.acknowledge(pressed, texts.chat("stale", pressed.language))
        return
    person = _with(person, kind, value)
    await context.shared.people.keep(person)
    await context.chat_client.acknowledge(pressed)
    await _show_kind(context, pressed, person, kind, _holds(kind, value, pressed.language))


async def meant(kind: str, typed: str, offer: Offer) -> Found:
    """Find the value that somebody means by what they typed."""
    automatic = {"", "auto", *map(folded, _everywhere("automatic"))}
    if kind in ("voice", "language") and folded(typed) in automatic:
        return Found(_AUTOMATIC)
    if kind == "language":
        # The names of all languages take a moment to load.
        return await asyncio.to_thread(languages.find, typed, offer.languages, tuple(texts.CHAT))
    if kind == "voice":
        return meant_voice(typed, offer)
    values = fixed_values(kind, offer.platform)
    return _by_name(folded(typed), {value: _names(kind, value) for value in values})


def meant_voice(typed: str, offer: Offer) -> Found:
    """Find the voice, or the kind of voice, that somebody means by what they typed."""
    if folded(typed) in {"", "auto", *map(folded, _everywhere("automatic"))}:
        return Found(_AUTOMATIC)
    kinds = {str(kind): _names_of_kind(kind) for kind in SpeakerKind}
    exact = next((kind for kind, names in kinds.items() if folded(typed) in names), None)
    if exact is not None:
        return Found(exact)
    return _by_name(folded(typed), {name: _names("voice", name) for name in offer.voices})


def _names_of_kind(kind: SpeakerKind) -> frozenset[str]:
    """Return what a kind of voice is called, with and without its article."""
    names = {kind, *(texts.chat(f"kind_{kind}", language) for language in texts.CHAT)}
    return frozenset(
        part for name in names for part in (folded(name), folded(name).rpartition(" ")[2])
    )


def label(kind: str, value: str, language: str) -> str:
    """What a value is called."""
    if value == _AUTOMATIC:
        return texts.chat("automatic", language)
    if kind == "language":
        return languages.own_name(value)
    if kind == "strength":
        return f"{value} %"
    key = f"voice_{value}" if kind == "voice" else value
    if kind == "voice" and value in (*SpeakerKind,):
        key = f"kind_{value}"
    return texts.chat(key, language) if key in texts.CHAT[language] else value


def _with(person: Person, kind: str, value: str) -> Person:
    """Return the person with one preference changed."""
    options = with_choice(person.preferences.options, kind, value)
    return replace(person, preferences=replace(person.preferences, options=options))


def _by_name(typed: str, names: Mapping[str, frozenset[str]]) -> Found:
    """Return the value of this name, or the only one that begins with or contains it."""
    for fits in (
        lambda name: name == typed,
        lambda name: name.startswith(typed),
        lambda name: f" {typed}" in name,
    ):
        found = tuple(value for value, called in names.items() if any(map(fits, called)))
        if found:
            return Found(found[0]) if len(found) == 1 else Found(None, found)
    return Found(None)


def _names(kind: str, value: str) -> frozenset[str]:
    return frozenset(
        folded(name) for name in (value, *(label(kind, value, code) for code in texts.CHAT))
    )


def _everywhere(key: str) -> Iterable[str]:
    return (texts.chat(key, language) for language in texts.CHAT)


def _is_offered(kind: str, value: str, offer: Offer) -> bool:
    if kind == "language":
        return value == _AUTOMATIC or value in offer.languages
    return value in fixed_values(kind, offer.platform)


def _holds(kind: str, value: str, language: str) -> str:
    """Say what is chosen now."""
    return texts.chat(
        "holds", language, kind=texts.chat(kind, language), value=label(kind, value, language)
    )


def _not_known(kind: str, typed: str, found: Found, language: str) -> str:
    """Say that there is nothing of that name, and what comes near to it."""
    typed = typed if len(typed) <= _TYPED_LETTERS else f"{typed[:_TYPED_LETTERS]}…"
    said = texts.chat(
        "language_not_known" if kind == "language" else "choice_not_known", language, typed=typed
    )
    if not found.near:
        return said
    named = [
        languages.name_in(value, language) if kind == "language" else label(kind, value, language)
        for value in found.near[:_NEAR]
    ]
    return f"{said} {texts.chat('did_you_mean', language, names=', '.join(named))}"


def _buttons(kind: str, values: Sequence[str], language: str, now: str | None) -> Rows:
    return column(
        [
            Button(
                f"{'✓ ' if value == now else ''}{label(kind, value, language)}",
                "choice",
                f"{kind}:{value}",
            )
            for value in values
        ]
    )


async def _show_kind(
    context: ChatContext,
    pressed: ButtonPress,
    person: Person,
    kind: str,
    text: str,
    *,
    page: int = 0,
) -> None:
    rows = choices(
        kind, person.preferences.options, await offer_of(context), pressed.language, page
    )
    await context.chat_client.change(pressed.ref, pressed.ref.message, text, rows)
