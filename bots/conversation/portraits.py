"""Faces that people keep: saved by a name, shown, removed, and made to speak."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from talking_photo.bots import texts
from talking_photo.bots.conversation.access import has_agreed
from talking_photo.bots.conversation.context import Host, column
from talking_photo.bots.conversation.limits import NAME_LETTERS, SAVED_PORTRAITS
from talking_photo.bots.conversation.messages import Button, Heard, Kind, Pressed
from talking_photo.bots.conversation.orders import Wish, ask_to_agree, face_of, stored, take_wish
from talking_photo.core.errors import RequestError
from talking_photo.core.jobs.job import Person, PersonId, StoredPortrait


async def save(host: Host, heard: Heard, person: Person) -> None:
    """Keep the face of a photo under a name."""
    name = _name_of(heard.words)
    face = await face_of(host, heard)
    if not name or face is None:
        await host.say(heard, "save_how")
        return
    saved = await host.desk.portraits.of_person(person.id)
    if len(saved) >= SAVED_PORTRAITS and name not in {portrait.name for portrait in saved}:
        await host.say(heard, "save_full", most=SAVED_PORTRAITS)
        return
    if not has_agreed(person):
        await ask_to_agree(host, heard)
        return
    try:
        photo = await stored(host, person, face, heard.key)
    except RequestError as exc:
        await host.explain(heard, exc)
        return
    await host.desk.studio.keep_portrait(
        StoredPortrait(person=person.id, name=name, chat="", photo=photo)
    )
    await host.say(heard, "saved", name=name)


async def show(host: Host, heard: Heard, person: Person) -> None:
    """List the saved faces, with a button each to remove it."""
    names = await names_of(host, person.id)
    rows = column([Button(f"{name} ✕", "forget", _mark(name)) for name in names])
    await host.say(heard, "portraits" if names else "portraits_none", rows)


async def forget(host: Host, pressed: Pressed, person: Person) -> None:
    """Remove the face whose button was pressed."""
    names = await host.steps.once("names", lambda: names_of(host, person.id))
    name = next((n for n in names if _mark(n) == pressed.value), None)
    if name is None:
        await host.room.receipt(pressed, texts.chat("stale", pressed.language))
        return
    await host.desk.studio.remove_portrait(person.id, name)
    await host.room.receipt(pressed)
    text = texts.chat("portrait_removed", pressed.language, name=name)
    await host.room.change(pressed.ref, pressed.ref.message, text)


async def remove(host: Host, heard: Heard, person: Person) -> None:
    """Remove the face that is named."""
    name = _name_of(heard.words)
    known = await host.steps.once(
        "removed", lambda: host.desk.studio.remove_portrait(person.id, name)
    )
    await host.say(heard, "portrait_removed" if known else "portrait_unknown", name=name)


async def speak_as(host: Host, heard: Heard, person: Person) -> None:
    """Let a saved face say the words behind its name, or the recording that is replied to."""
    name, words = _begun_with(heard.words, await names_of(host, person.id))
    sound = next(
        (file for file in (heard.file, heard.replied) if file and file.kind is Kind.SOUND), None
    )
    if name is None and words:
        await host.say(heard, "portrait_unknown")
    elif name is None or not (words or sound):
        await host.say(heard, "as_how")
    else:
        portrait = await host.desk.portraits.named(person.id, name)
        if portrait is not None:
            wish = Wish(photo=portrait.photo, words=words, sound=None if words else sound)
            await take_wish(host, heard, person, wish)


async def names_of(host: Host, person: PersonId) -> list[str]:
    """The names of the saved faces of someone."""
    saved = await host.desk.portraits.of_person(person)
    return [portrait.name for portrait in saved if portrait.name]


def _name_of(words: str) -> str:
    return " ".join(words.split())[:NAME_LETTERS].strip()


def _begun_with(said: str, names: Sequence[str]) -> tuple[str | None, str]:
    """The name that somebody's words begin with, and the rest of them. Of Ann and Ann Lee, Ann Lee is meant."""
    for name in sorted(names, key=len, reverse=True):
        spelled = r"\s+".join(map(re.escape, name.split()))
        begin = re.match(rf"{spelled}(?!\S)", said, re.IGNORECASE)
        if begin is not None:
            return name, said[begin.end() :].strip()
    return None, said


def _mark(name: str) -> str:
    """Stands for a name in a button, which has no room for long ones."""
    return hashlib.sha256(name.encode()).hexdigest()[:12]
