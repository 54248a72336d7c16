"""Faces that people keep: saved by a name, shown, removed, and made to speak."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from talking_photo.bots import texts
from talking_photo.bots.conversation.access import has_agreed
from talking_photo.bots.conversation.context import ChatContext, column
from talking_photo.bots.conversation.limits import NAME_LETTERS, SAVED_PORTRAITS
from talking_photo.bots.conversation.messages import (
    Button,
    ButtonPress,
    IncomingMessage,
    Kind,
    Rows,
)
from talking_photo.bots.conversation.requests import (
    SpeakIntent,
    ask_to_agree,
    face_of,
    points_of,
    stored,
    take_intent,
)
from talking_photo.bots.conversation.saved_faces import (
    mark_of,
    put_back,
    remove_face,
    saved_face,
    saved_faces,
)
from talking_photo.bots.conversation.voices import kind_rows
from talking_photo.core.errors import RequestError, StorageError
from talking_photo.core.jobs.job import Person, PersonId, StoredPortrait
from talking_photo.core.speech.ports import SpeakerKind

_SHOWN_BYTES = 8_000_000
"""Of the photos in a list of saved faces, together."""


async def save(context: ChatContext, incoming: IncomingMessage, person: Person) -> None:
    """Keep the face of a photo under a name."""
    name = _name_of(incoming.words)
    face = await face_of(context, incoming)
    if not name or face is None:
        await context.say(incoming, "save_how")
        return
    saved = await saved_faces(context.shared, person.id)
    if len(saved) >= SAVED_PORTRAITS and name not in {portrait.name for portrait in saved}:
        await context.say(incoming, "save_full", most=SAVED_PORTRAITS)
        return
    if not has_agreed(person):
        await ask_to_agree(context, incoming)
        return
    try:
        photo = await stored(context, person, face, incoming.key)
    except RequestError as exc:
        await context.explain(incoming, exc)
        return
    portrait = StoredPortrait(
        person=person.id,
        name=name,
        chat="",
        photo=photo,
        voice=_voice_of(incoming) or next((one.voice for one in saved if one.name == name), None),
        points=await points_of(context, incoming),
    )
    await context.shared.people.keep_portrait(portrait)
    said = context.words(incoming, "saved", name=name)
    text = f"{said}\n{context.words(incoming, 'whose_voice')}"
    rows = _voice_rows(portrait, incoming.language)
    await context.chat_client.say(incoming.ref, text, rows, quiet=True)


def _voice_rows(face: StoredPortrait, language: str) -> Rows:
    return kind_rows(tuple(SpeakerKind), "voiceof", f"{mark_of(face)}:", face.voice, language)


def _voice_of(incoming: IncomingMessage) -> str | None:
    """Return the voice of the video whose face is saved, if somebody chose it."""
    options = incoming.options
    return None if options is None else options.voice_for(None)


async def set_voice(context: ChatContext, pressed: ButtonPress, person: Person) -> None:
    """Let a saved portrait always speak with this kind of voice."""
    mark, _, kind = pressed.value.partition(":")
    faces = await saved_faces(context.shared, person.id)
    face = next((face for face in faces if mark_of(face) == mark), None)
    if face is None or kind not in (*SpeakerKind,):
        await context.chat_client.acknowledge(pressed, texts.chat("stale", pressed.language))
        return
    face = replace(face, voice=kind)
    await context.shared.people.keep_portrait(face)
    await context.chat_client.acknowledge(pressed)
    spoken = texts.chat(f"kind_{kind}", pressed.language)
    text = texts.chat("portrait_voice", pressed.language, name=face.name or "", kind=spoken)
    rows = _voice_rows(face, pressed.language)
    await context.chat_client.change(pressed.ref, pressed.ref.message, text, rows)


async def show(context: ChatContext, incoming: IncomingMessage, person: Person) -> None:
    """List the saved faces: a press lets one speak."""
    faces = await saved_faces(context.shared, person.id)
    if not faces:
        await context.say(incoming, "portraits_none")
        return
    buttons = [Button(face.name or "", "as", mark_of(face)) for face in faces]
    removing = Button(texts.chat("portraits_remove", incoming.language), "forget", "")
    if incoming.private:  # what a face looks like is nobody else's business
        await context.chat_client.show_pictures(incoming.ref, await _pictures(context, faces))
    await context.say(incoming, "portraits", (*column(buttons), (removing,)))


async def _pictures(
    context: ChatContext, faces: Sequence[StoredPortrait]
) -> list[tuple[str, bytes]]:
    """Return the photos of saved faces with their names, as many as one message takes.

    They are passed on as they are: opening what people sent is for the render children.

    Raises:
        StorageError: media_unreachable. A photo that is gone is left out.
    """
    left, pictures = _SHOWN_BYTES, list[tuple[str, bytes]]()
    for face in faces:
        try:
            contents = await context.shared.people.photo(face)
        except StorageError as exc:
            if exc.code != "media_missing":
                raise
            continue
        if len(contents) <= left:
            left -= len(contents)
            pictures.append((face.name or "", contents))
    return pictures


async def ask_words(context: ChatContext, pressed: ButtonPress, person: Person) -> None:
    """Ask what the face whose button was pressed is to say.

    The next words in this chat are said by it.
    """
    asked = await _asked_of(context, pressed, person.id)
    if asked is None:
        await context.chat_client.acknowledge(pressed, texts.chat("stale", pressed.language))
        return
    await context.chat_client.acknowledge(pressed)
    await context.pending.expect(asked)
    text = context.words(asked, "portrait_says", name=asked.portrait or "")
    await context.chat_client.say(pressed.ref, text, question=True, quiet=True)


async def asking(context: ChatContext, pressed: ButtonPress) -> IncomingMessage | None:
    """Return what the words of a form are to complete, for a button of a saved face."""
    asked = await _asked_of(context, pressed, pressed.ref.person)
    if asked is None:
        return None
    return replace(asked, command="speak", ref=replace(asked.ref, message=pressed.id))


async def forget(context: ChatContext, pressed: ButtonPress, person: Person) -> None:
    """Ask which face is to be removed, or remove the one whose button was pressed."""
    faces = await context.steps.once("faces", lambda: saved_faces(context.shared, person.id))
    if not pressed.value:
        await context.chat_client.acknowledge(pressed)
        rows = column([Button(f"✕ {face.name}", "forget", mark_of(face)) for face in faces])
        text = texts.chat("which_face" if faces else "portraits_none", pressed.language)
        await context.chat_client.say(pressed.ref, text, rows, quiet=True)
        return
    face = next((face for face in faces if mark_of(face) == pressed.value), None)
    if face is None:
        await context.chat_client.acknowledge(pressed, texts.chat("stale", pressed.language))
        return
    await remove_face(context.shared, face, context.shared.settings.retention.photo_minutes)
    await context.chat_client.acknowledge(pressed)
    text = texts.chat("portrait_removed", pressed.language, name=face.name or "")
    await context.chat_client.change(
        pressed.ref, pressed.ref.message, text, _undo_rows(face, pressed.language)
    )


async def remove(context: ChatContext, incoming: IncomingMessage, person: Person) -> None:
    """Remove the face that is named."""
    name = _name_of(incoming.words)
    face = await context.steps.once("face", lambda: saved_face(context.shared, person.id, name))
    if face is None:
        await context.say(incoming, "portrait_unknown")
        return
    await remove_face(context.shared, face, context.shared.settings.retention.photo_minutes)
    await context.say(incoming, "portrait_removed", _undo_rows(face, incoming.language), name=name)


async def undo(context: ChatContext, pressed: ButtonPress, person: Person) -> None:
    """Put a removed face back."""
    face = await put_back(context.shared, person.id, pressed.value)
    if face is None:
        await context.chat_client.acknowledge(pressed, texts.chat("stale", pressed.language))
        return
    await context.chat_client.acknowledge(pressed)
    text = texts.chat("portrait_back", pressed.language, name=face.name or "")
    await context.chat_client.change(pressed.ref, pressed.ref.message, text)


def _undo_rows(face: StoredPortrait, language: str) -> Rows:
    return ((Button(texts.chat("undo", language), "undo", mark_of(face)),),)


async def _asked_of(
    context: ChatContext, pressed: ButtonPress, person: PersonId
) -> IncomingMessage | None:
    """What the presser's next words complete: a message to the saved face of the button."""
    faces = await saved_faces(context.shared, person)
    face = next((face for face in faces if mark_of(face) == pressed.value), None)
    if face is None:
        return None
    return IncomingMessage(
        ref=pressed.ref,
        key="",
        language=pressed.language,
        private=True,
        portrait=face.name,
    )


async def speak_as(context: ChatContext, incoming: IncomingMessage, person: Person) -> None:
    """Let a saved face say the words behind its name, or the recording that is replied to."""
    name, words = _begun_with(incoming.words, await names_of(context, person.id))
    sound = next(
        (file for file in (incoming.file, incoming.replied) if file and file.kind is Kind.SOUND),
        None,
    )
    if name is None and words:
        await context.say(incoming, "portrait_unknown")
    elif name is None or not (words or sound):
        await context.say(incoming, "as_how")
    else:
        portrait = await saved_face(context.shared, person.id, name)
        if portrait is not None:
            intent = SpeakIntent(
                photo=portrait.photo,
                words=words,
                sound=None if words else sound,
                portrait=portrait.name,
                points=portrait.points,
            )
            await take_intent(context, incoming, person, intent)


async def names_of(context: ChatContext, person: PersonId) -> list[str]:
    """The names of the saved faces of someone."""
    saved = await saved_faces(context.shared, person)
    return [portrait.name for portrait in saved if portrait.name]


def _name_of(words: str) -> str:
    return " ".join(words.split())[:NAME_LETTERS].strip()


def _begun_with(said: str, names: Sequence[str]) -> tuple[str | None, str]:
    """The name that somebody's words begin with, and the rest of them.

    Of Ann and Ann Lee, Ann Lee is meant.
    """
    for name in sorted(names, key=len, reverse=True):
        spelled = r"\s+".join(map(re.escape, name.split()))
        begin = re.match(rf"{spelled}(?!\S)", said, re.IGNORECASE)
        if begin is not None:
            return name, said[begin.end() :].strip()
    return None, said
