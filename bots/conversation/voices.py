"""The voices: chosen by language, heard first, and made of others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from talking_photo.bots import texts
from talking_photo.bots.conversation import languages
from talking_photo.bots.conversation.context import ChatContext, column
from talking_photo.bots.conversation.languages import Found
from talking_photo.bots.conversation.menus import label, meant_voice, offer_of, voice_mark
from talking_photo.bots.conversation.messages import Button, ButtonPress, IncomingMessage, Rows
from talking_photo.core.errors import RequestError, TalkingPhotoError
from talking_photo.core.jobs.job import Person
from talking_photo.core.request import (
    FORMANT_LIMITS,
    PACE_LIMITS,
    PITCH_LIMITS,
    OwnVoice,
    RenderOptions,
)
from talking_photo.core.speech.ports import SpeakerKind
from talking_photo.core.speech.voice_sample import UsableVoice

_AUTOMATIC = ""
_PAGE = 6
"""Voices on a page, each with two buttons."""
_LANGUAGES = 10
_STEPS = {
    "pitch": (1.06, PITCH_LIMITS, ("deeper", "higher")),
    "pace": (1.08, PACE_LIMITS, ("slower", "faster")),
    "formants": (1.04, FORMANT_LIMITS, ("larger", "smaller")),
}
"""Of what can be changed in a voice: the factor of one step (for the pitch a semitone), the
limits, and what the steps down and up are called."""
_SHARE_STEP = 0.2
_MOST_PARTS = 20
"""Voices of which one can be made, as buttons."""


async def show(context: ChatContext, incoming: IncomingMessage, person: Person) -> None:
    """Show the voices for the person's language, or do what stands behind the command."""
    verb, _, rest = incoming.words.strip().partition(" ")
    name = " ".join(rest.split())
    match verb.casefold():
        case "":
            language = _language_of(person, incoming.language)
            text, rows = await _menu(context, person, language, incoming)
            await context.chat_client.say(incoming.ref, text, rows, quiet=True)
        case "create":
            await _create(context, incoming, person, name)
        case "delete":
            deleted = await context.shared.voices.delete(person.id, name)
            key = "voice_deleted" if deleted else "voice_not_yours"
            await context.say(incoming, key, name=name)
        case _:
            await _choose_typed(context, incoming, person)


async def open_menu(context: ChatContext, pressed: ButtonPress, person: Person) -> None:
    """Turn the message into the voices of a language, `en` or `en:1` for a page, or its list."""
    await context.chat_client.acknowledge(pressed)
    language, _, page = pressed.value.partition(":")
    if language == "languages":
        offered = (await offer_of(context, person.id)).languages
        likely = map(_base, languages.likely(offered, pressed.language))
        codes = list(dict.fromkeys(likely))[:_LANGUAGES]
        buttons = [Button(languages.own_name(code), "voices", code) for code in codes]
        text = texts.chat("voice_languages", pressed.language)
        rows: Rows = column(buttons)
    else:
        chosen = language or _language_of(person, pressed.language)
        text, rows = await _menu(context, person, chosen, pressed, int(page or 0))
    await context.chat_client.change(pressed.ref, pressed.ref.message, text, rows)


async def choose(context: ChatContext, pressed: ButtonPress, person: Person) -> None:
    """Take the voice, or the kind of voice, of a button for its language."""
    language, _, name = pressed.value.partition(":")
    usable = await context.shared.voices.usable(person.id, language)
    found = _by_mark(usable, name)
    value = found.name if found is not None else name
    if found is None and name not in (_AUTOMATIC, *SpeakerKind):
        await context.chat_client.acknowledge(pressed, texts.chat("stale", pressed.language))
        return
    person = with_voice(person, language, value)
    await context.shared.people.keep(person)
    await context.chat_client.acknowledge(pressed)
    text, rows = await _menu(context, person, language, pressed)
    await context.chat_client.change(pressed.ref, pressed.ref.message, text, rows)


async def hear(context: ChatContext, pressed: ButtonPress, person: Person) -> None:
    """Play a sample of a voice; other messages are answered meanwhile."""
    language, _, mark = pressed.value.partition(":")
    usable = await context.shared.voices.working(person.id)
    voice = _by_mark(usable, mark)
    if voice is None or not voice.speaks(language):
        await context.chat_client.acknowledge(
            pressed, texts.chat("sample_failed", pressed.language)
        )
        return
    await context.chat_client.acknowledge(pressed)
    context.later(_play(context, pressed, person, voice, language))


async def edit(context: ChatContext, pressed: ButtonPress, person: Person) -> None:
    """Change an own voice by one step, or show what it can be made of."""
    mark, _, change = pressed.value.partition(":")
    own = next(
        (
            one
            for one in await context.shared.voices.own(person.id)
            if voice_mark(one.name) == mark
        ),
        None,
    )
    if own is None:
        await context.chat_client.acknowledge(pressed, texts.chat("stale", pressed.language))
        return
    kind, _, value = change.partition(":")
    language = _language_of(person, pressed.language)
    if kind in ("base", "second") and not value:
        await context.chat_client.acknowledge(pressed)
        rows = await _parts(context, pressed, person, own, kind)
        await _redraw(context, pressed, _described(own, pressed.language), rows)
        return
    if kind == "delete":
        await context.shared.voices.delete(person.id, own.name)
        await context.chat_client.acknowledge(pressed)
        text = texts.chat("voice_deleted", pressed.language, name=own.name)
        await _redraw(context, pressed, text, ())
        return
    if kind == "use":
        await context.shared.people.keep(with_voice(person, language, own.name))
    else:
        try:
            own = await _changed(context, person, own, kind, value)
            await context.shared.voices.create(person.id, own)
        except RequestError as exc:
            text = texts.sentence(exc.code, exc.facts, pressed.language)
            await context.chat_client.acknowledge(pressed, text)
            return
    await context.chat_client.acknowledge(pressed)
    rows = _editor(own, language, pressed.language)
    await _redraw(context, pressed, _described(own, pressed.language), rows)
    await _prepare(context, person, [own.name], language)


def with_voice(person: Person, language: str, value: str) -> Person:
    """Return the person with a voice, or a kind of voice, chosen for a language."""
    options = person.preferences.options
    voices = {code: name for code, name in options.voices.items() if code != language}
    if value != _AUTOMATIC:
        voices[language] = value
    options = replace(options, voice=None, voices=voices)
    return replace(person, preferences=replace(person.preferences, options=options))


def kind_rows(
    kinds: Sequence[str], verb: str, prefix: str, now: str | None, language: str
) -> Rows:
    """Return a row with a button for each kind of voice."""
    return (
        tuple(
            Button(
                f"{'✓ ' if kind == now else ''}{texts.chat(f'kind_{kind}', language)}",
                verb,
                f"{prefix}{kind}",
            )
            for kind in kinds
        ),
    )


async def _menu(
    context: ChatContext,
    person: Person,
    language: str,
    to: IncomingMessage | ButtonPress,
    page: int = 0,
) -> tuple[str, Rows]:
    """Return the voices of a language: kinds, then each voice with a button to hear it."""
    shown_in, platform = to.language, to.ref.platform
    usable = await context.shared.voices.usable(person.id, language)
    now = person.preferences.options.voice_for(language) or _AUTOMATIC
    kinds = [kind for kind in SpeakerKind if any(one.kind is kind for one in usable)]
    shown = usable[page * _PAGE : (page + 1) * _PAGE]
    rows: list[tuple[Button, ...]] = [
        *(kind_rows(kinds, "voice", f"{language}:", now, shown_in) if kinds else ()),
        *(_row_of(voice, language, now, shown_in) for voice in shown),
    ]
    turns = tuple(
        Button(sign, "voices", f"{language}:{other}")
        for sign, other in (("◀", page - 1), ("▶", page + 1))
        if 0 <= other * _PAGE < len(usable)
    )
    if turns:
        rows.append(turns)
    rows += [
        (
            Button(
                _marked(texts.chat("automatic", shown_in), now == _AUTOMATIC),
                "voice",
                f"{language}:",
            ),
            Button(texts.chat("voice_other_language", shown_in), "voices", "languages"),
            Button(f"‹ {texts.chat('back', shown_in)}", "menu", "all"),
        ),
    ]
    await _prepare(context, person, [voice.name for voice in shown], language)
    name = languages.name_in(language, shown_in)
    holds = texts.chat("voice_holds", shown_in, spoken=name, value=label("voice", now, shown_in))
    how = texts.chat("voice_how", shown_in, platform=platform)
    return f"{holds}\n{how}", tuple(rows)


def _row_of(voice: UsableVoice, language: str, now: str, shown_in: str) -> tuple[Button, ...]:
    mark = f"{language}:{voice_mark(voice.name)}"
    name = label("voice", voice.name, shown_in)
    return (
        Button(_marked(name, voice.name == now), "voice", mark),
        Button(f"▶ {name}", "hear", mark),
    )


def _marked(name: str, chosen: bool) -> str:
    return f"✓ {name}" if chosen else name


async def _play(
    context: ChatContext, pressed: ButtonPress, person: Person, voice: UsableVoice, language: str
) -> None:
    try:
        sound = await context.shared.voices.sample(
            person.id,
            voice=voice.name,
            language=language,
            words=_words(language),
            options=_manner(person),
        )
    except TalkingPhotoError:
        text = texts.chat("sample_failed", pressed.language)
        await context.chat_client.say(pressed.ref, text, quiet=True)
        return
    await context.chat_client.play(pressed.ref, sound)


async def _prepare(
    context: ChatContext, person: Person, names: Sequence[str], language: str
) -> None:
    working = await context.shared.voices.working(person.id)
    await context.shared.voices.prepare(
        person.id,
        [voice for voice in working if voice.name in names],
        language=language,
        words=_words(language),
        options=_manner(person),
    )


def _words(language: str) -> str:
    """Return what a sample says: in its language if there is a sentence, else in English."""
    return texts.chat("sample", language if language in texts.CHAT else "en")


def _manner(person: Person) -> RenderOptions:
    """Return the person's pitch and pace, which every voice is heard with."""
    options = person.preferences.options
    return RenderOptions(pitch=options.pitch, pace=options.pace)


async def _choose_typed(context: ChatContext, incoming: IncomingMessage, person: Person) -> None:
    """Take the voice whose name was typed, or say what comes near."""
    language = _language_of(person, incoming.language)
    offer = await offer_of(context, person.id)
    found = meant_voice(incoming.words, offer)
    if found.code is not None:
        usable = {voice.name: voice for voice in await context.shared.voices.working(person.id)}
        voice = usable.get(found.code)
        if voice is not None and not voice.speaks(language):
            language = _base(min(voice.languages))
        person = with_voice(person, language, found.code)
        await context.shared.people.keep(person)
    text, rows = await _menu(context, person, language, incoming)
    if found.code is None:
        text = _not_known(incoming, found)
    await context.chat_client.say(incoming.ref, text, rows, quiet=True)


def _not_known(incoming: IncomingMessage, found: Found) -> str:
    typed = incoming.words.strip()[:40]
    said = texts.chat("choice_not_known", incoming.language, typed=typed)
    names = ", ".join(label("voice", name, incoming.language) for name in found.near[:4])
    if not names:
        return said
    return f"{said} {texts.chat('did_you_mean', incoming.language, names=names)}"


async def _create(
    context: ChatContext, incoming: IncomingMessage, person: Person, name: str
) -> None:
    """Make a voice like the one that speaks now, and show what can be changed in it."""
    language = _language_of(person, incoming.language)
    if not name:
        await context.say(incoming, "voice_create_how")
        return
    usable = await context.shared.voices.usable(person.id, language)
    now = person.preferences.options.voice_for(language)
    bases = [voice for voice in usable if not voice.own]
    base = next((one for one in bases if now in (one.name, one.kind)), next(iter(bases), None))
    if base is None:
        await context.say(incoming, "sample_failed")
        return
    try:
        own = OwnVoice(name=name, base=base.name)
        await context.shared.voices.create(person.id, own)
    except RequestError as exc:
        await context.explain(incoming, exc)
        return
    rows = _editor(own, language, incoming.language)
    await context.chat_client.say(
        incoming.ref, _described(own, incoming.language), rows, quiet=True
    )
    await _prepare(context, person, [own.name], language)


async def _changed(
    context: ChatContext, person: Person, own: OwnVoice, kind: str, value: str
) -> OwnVoice:
    """Return an own voice after one step.

    Raises:
        RequestError: It cannot be made like that.
    """
    if kind in _STEPS:
        step, (least, most), _ = _STEPS[kind]
        factor = getattr(own, kind) * (step if value == "+" else 1 / step)
        return replace(own, **{kind: round(min(max(factor, least), most), 3)})
    if kind == "share":
        share = own.share + (_SHARE_STEP if value == "+" else -_SHARE_STEP)
        return replace(own, share=round(min(max(share, 0.0), 1.0), 2))
    working = await context.shared.voices.working(person.id)
    part = _by_mark(working, value)
    if part is None:
        raise RequestError("voice_unknown", known=", ".join(voice.name for voice in working))
    if kind == "second":
        return replace(own, second=part.name, share=0.6)
    return replace(own, base=part.name, second=None, share=1.0)


def _editor(own: OwnVoice, language: str, shown_in: str) -> Rows:
    """Return the steps of an own voice as buttons."""
    mark = voice_mark(own.name)
    steps = [
        tuple(
            Button(texts.chat(name, shown_in), "edit", f"{mark}:{kind}:{sign}")
            for sign, name in zip("-+", names, strict=True)
        )
        for kind, (_, _, names) in _STEPS.items()
    ]
    if own.second is not None:
        parts = (own.second, own.base)
        steps.append(
            tuple(
                Button(f"+ {label('voice', name, shown_in)}", "edit", f"{mark}:share:{sign}")
                for sign, name in zip("-+", parts, strict=True)
            )
        )
    rest = [
        Button(f"▶ {texts.chat('hear', shown_in, voice=own.name)}", "hear", f"{language}:{mark}"),
        Button(texts.chat("voice_use", shown_in), "edit", f"{mark}:use"),
        Button(texts.chat("voice_base", shown_in), "edit", f"{mark}:base"),
        *_mixing(own, mark, shown_in),
        Button(f"✕ {texts.chat('voice_delete', shown_in)}", "edit", f"{mark}:delete"),
    ]
    return (*steps, *column(rest, width=3))


def _mixing(own: OwnVoice, mark: str, shown_in: str) -> tuple[Button, ...]:
    """Return the button for a second voice; only the styles of Kokoro can be mixed."""
    if not own.base.startswith("kokoro"):
        return ()
    return (Button(texts.chat("voice_mix", shown_in), "edit", f"{mark}:second"),)


async def _parts(
    context: ChatContext, pressed: ButtonPress, person: Person, own: OwnVoice, kind: str
) -> Rows:
    """Return the voices of which an own voice can be made."""
    shown_in = pressed.language
    language = _language_of(person, shown_in)
    usable = await context.shared.voices.usable(person.id, language)
    fitting = [
        voice
        for voice in usable
        if not voice.own and (kind == "base" or voice.name.startswith("kokoro"))
    ]
    mark = voice_mark(own.name)
    return column(
        [
            Button(
                label("voice", one.name, shown_in), "edit", f"{mark}:{kind}:{voice_mark(one.name)}"
            )
            for one in fitting[:20]
        ]
    )


def _described(own: OwnVoice, language: str) -> str:
    """Return what an own voice is made of."""
    text = texts.chat(
        "voice_made_of",
        language,
        name=own.name,
        base=label("voice", own.base, language),
        pitch=round(100 * own.pitch),
        pace=round(100 * own.pace),
        size=round(100 / own.formants),
    )
    if own.second is None:
        return text
    second = label("voice", own.second, language)
    share = round(100 * (1 - own.share))
    return f"{text}\n{texts.chat('voice_mixed_with', language, second=second, share=share)}"


async def _redraw(context: ChatContext, pressed: ButtonPress, text: str, rows: Rows) -> None:
    await context.chat_client.change(pressed.ref, pressed.ref.message, text, rows)


def _language_of(person: Person, shown_in: str) -> str:
    """Return the language that somebody chose to write in, else that of their messages."""
    return _base(person.preferences.options.language or shown_in)


def _base(code: str) -> str:
    return code.partition("-")[0]


def _by_mark(voices: Sequence[UsableVoice], mark: str) -> UsableVoice | None:
    return next((voice for voice in voices if voice_mark(voice.name) == mark), None)
