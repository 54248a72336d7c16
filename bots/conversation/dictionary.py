"""A person's dictionary: how words are said, listed, played, added and removed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace

from talking_photo.bots import texts
from talking_photo.bots.conversation.adapter import AdapterContext
from talking_photo.bots.conversation.context import ChatContext
from talking_photo.bots.conversation.messages import Button, ButtonPress, IncomingMessage, Rows
from talking_photo.core.errors import RequestError, TalkingPhotoError
from talking_photo.core.jobs.job import Person
from talking_photo.core.pronunciation import checked_dictionary, read_entry
from talking_photo.core.request import RenderOptions
from talking_photo.core.speech.voice_sample import UsableVoice

_PAGE = 4
"""Entries of a page: with the buttons for turning, as many rows as Discord has."""


async def say(context: ChatContext, incoming: IncomingMessage, person: Person) -> None:
    """List the dictionary, or take up the entry that was typed."""
    typed = incoming.words.strip()
    entry = read_entry(typed)
    if entry is not None:
        await _add(context, incoming, person, *entry)
        return
    entries = entries_of(person)
    if not entries or typed:
        await context.say(incoming, "say_how")
        return
    await context.chat_client.say(
        incoming.ref,
        _list_text(entries, incoming.language, 0),
        _list_rows(entries, 0),
        quiet=True,
    )
    context.later(_prepare(context, person, incoming.language, _page_of(entries, 0)))


async def _add(
    context: ChatContext, incoming: IncomingMessage, person: Person, word: str, sound: str
) -> None:
    try:
        taught, word = with_entry(person, word, sound)
    except RequestError as exc:
        await context.explain(incoming, exc)
        return
    await context.shared.people.keep(taught)
    sound = entries_of(taught)[word]
    rows = ((_hear_button(word), _remove_button(word)),)
    await context.say(incoming, "say_saved", rows, word=word, sound=sound)
    context.later(_prepare(context, person, incoming.language, {word: sound}))


def with_entry(person: Person, word: str, sound: str) -> tuple[Person, str]:
    """Return the person with a word in their dictionary, and the word as it stands there.

    Raises:
        RequestError: As `checked_dictionary`.
    """
    others = {
        known: said
        for known, said in entries_of(person).items()
        if known.casefold() != word.casefold()
    }
    entries = checked_dictionary({**others, word: sound})
    return _with(person, entries), list(entries)[-1]


def without_entry(person: Person, word: str) -> Person:
    """Return the person without a word in their dictionary."""
    return _with(
        person, {known: said for known, said in entries_of(person).items() if known != word}
    )


async def turn(context: ChatContext, pressed: ButtonPress, person: Person) -> None:
    """Show another page of the list."""
    await context.chat_client.acknowledge(pressed)
    await _show(context, pressed, entries_of(person), int(pressed.value or 0))


async def hear(context: ChatContext, pressed: ButtonPress, person: Person) -> None:
    """Play the word of a button as it is said."""
    entries = entries_of(person)
    word = _word_of(entries, pressed.value)
    if word is None:
        await context.chat_client.acknowledge(pressed, texts.chat("stale", pressed.language))
        return
    await context.chat_client.acknowledge(pressed)
    context.later(_play(context, pressed, person, {word: entries[word]}))


async def _play(
    context: ChatContext, pressed: ButtonPress, person: Person, entry: Mapping[str, str]
) -> None:
    """Play a word of the dictionary, by the voice of the language that its owner writes in."""
    try:
        sound = await sample(context.shared, person, pressed.language, entry)
    except TalkingPhotoError:
        text = texts.chat("sample_failed", pressed.language)
        await context.chat_client.say(pressed.ref, text, quiet=True)
        return
    await context.chat_client.play(pressed.ref, sound)


async def sample(
    shared: AdapterContext, person: Person, language: str, entry: Mapping[str, str]
) -> bytes:
    """Return how a word of the dictionary is said, as Ogg with Opus.

    Raises:
        DependencyError: As `VoiceService.sample`.
    """
    language, voice = await _speaker(shared, person, language)
    return await shared.voices.sample(
        person.id,
        voice="" if voice is None else voice.name,
        language=language,
        words=next(iter(entry)),
        options=replace(person.preferences.options, dictionary=entry),
    )


async def _prepare(
    context: ChatContext, person: Person, language: str, entries: Mapping[str, str]
) -> None:
    """Have words synthesised that are likely to be heard next."""
    language, voice = await _speaker(context.shared, person, language)
    if voice is None:
        return
    for word, sound in entries.items():
        await context.shared.voices.prepare(
            person.id,
            [voice],
            language=language,
            words=word,
            options=replace(person.preferences.options, dictionary={word: sound}),
        )


async def _speaker(
    shared: AdapterContext, person: Person, language: str
) -> tuple[str, UsableVoice | None]:
    """Return the language that somebody writes in, and their voice for it."""
    options = person.preferences.options
    language = options.language or language
    usable = await shared.voices.usable(person.id, language)
    chosen = options.voice_for(language)
    fitting = [voice for voice in usable if chosen in (voice.name, voice.kind)] or usable
    return language, fitting[0] if fitting else None


async def remove(context: ChatContext, pressed: ButtonPress, person: Person) -> None:
    """Remove the word of a button."""
    mark, _, page = pressed.value.partition(":")

    async def find() -> str | None:
        return _word_of(entries_of(person), mark)

    word = await context.steps.once("word", find)
    if word is None:
        await context.chat_client.acknowledge(pressed, texts.chat("stale", pressed.language))
        return
    person = without_entry(person, word)
    entries = entries_of(person)
    await context.shared.people.keep(person)
    removed = texts.chat("say_removed", pressed.language, word=word)
    await context.chat_client.acknowledge(pressed, removed)
    if page and entries:
        await _show(context, pressed, entries, int(page))
    else:
        await context.chat_client.change(pressed.ref, pressed.ref.message, removed)


async def _show(
    context: ChatContext, pressed: ButtonPress, entries: Mapping[str, str], page: int
) -> None:
    page = min(page, max((len(entries) - 1) // _PAGE, 0))
    text = _list_text(entries, pressed.language, page)
    rows = _list_rows(entries, page)
    await context.chat_client.change(pressed.ref, pressed.ref.message, text, rows)


def options_with(options: RenderOptions, person: Person, text: str | None) -> RenderOptions:
    """Return options with those entries of a person's dictionary that occur in a text."""
    written = (text or "").casefold()
    entries = {
        word: sound for word, sound in entries_of(person).items() if _may_occur(word, written)
    }
    return replace(options, dictionary=entries)


def _may_occur(word: str, written: str) -> bool:
    """Return whether a word may stand in a text; one with accents may be written without."""
    return word.casefold() in written or not word.isascii()


def entries_of(person: Person) -> Mapping[str, str]:
    """Return somebody's dictionary."""
    return person.preferences.options.dictionary


def _with(person: Person, entries: Mapping[str, str]) -> Person:
    options = replace(person.preferences.options, dictionary=entries)
    return replace(person, preferences=replace(person.preferences, options=options))


def _page_of(entries: Mapping[str, str], page: int) -> Mapping[str, str]:
    return dict(list(entries.items())[page * _PAGE : (page + 1) * _PAGE])


def _list_text(entries: Mapping[str, str], language: str, page: int) -> str:
    lines = [f"{word} = {sound}" for word, sound in _page_of(entries, page).items()]
    return "\n".join((texts.chat("say_list", language), "", *lines))


def _list_rows(entries: Mapping[str, str], page: int) -> Rows:
    turns = tuple(
        Button(sign, "said", str(other))
        for sign, other in (("◀", page - 1), ("▶▶", page + 1))
        if 0 <= other * _PAGE < len(entries)
    )
    rows = tuple(
        (_hear_button(word), _remove_button(word, page)) for word in _page_of(entries, page)
    )
    return (*rows, turns) if turns else rows


def _hear_button(word: str) -> Button:
    return Button(f"▶ {word}", "said_hear", _mark_of(word))


def _remove_button(word: str, page: int | None = None) -> Button:
    """Return the button that removes a word; on a page of the list, the list stays."""
    value = _mark_of(word) if page is None else f"{_mark_of(word)}:{page}"
    return Button(f"✕ {word}", "said_remove", value)


def _mark_of(word: str) -> str:
    """Return what stands for a word in a button, which has no room for long words."""
    return hashlib.sha256(word.encode()).hexdigest()[:12]


def _word_of(entries: Mapping[str, str], mark: str) -> str | None:
    return next((word for word in entries if _mark_of(word) == mark), None)
