"""From a message to an order: whose face, which words, and whether both may be used."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from talking_photo.bots import texts
from talking_photo.bots.conversation.access import has_agreed
from talking_photo.bots.conversation.context import Host
from talking_photo.bots.conversation.limits import ALBUM_PHOTOS
from talking_photo.bots.conversation.menus import options_of
from talking_photo.bots.conversation.messages import DEMO_FILE, Button, File, Heard, Kind
from talking_photo.bots.conversation.saved_faces import saved_face
from talking_photo.bots.conversation.status_line import cancel_rows
from talking_photo.core.errors import RequestError
from talking_photo.core.intake.text import read_text
from talking_photo.core.jobs.job import JobOrder, MediaKey, Person, StoredPortrait
from talking_photo.core.model import Expression
from talking_photo.core.request import RenderOptions

_NAME_LETTERS = 60
"""Of the name of a file that cannot be taken."""
_JOBS_OF_AN_ALBUM = 20
"""How many of a person's newest jobs are looked through for those of an album; it has up to 10
photos."""

_WRONG = {Kind.PHOTO: "wrong_photo", Kind.SOUND: "wrong_sound", None: "wrong_file"}
"""What is said to a file that cannot be taken, by what it was given as."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants to be made: a face, and words, or a recording, or both."""

    photo: File | MediaKey
    """In the chat, or stored already."""
    words: str = ""
    sound: File | None = None
    face: int | Literal["all"] | None = None
    """As in `JobOrder`."""


async def take(host: Host, heard: Heard, person: Person) -> None:
    """Make an order of a message, or ask for what it lacks."""
    wrong = _wrong_file(heard)
    if wrong is not None:
        key = _WRONG[wrong.wanted] if wrong.name else "one_helpful_line"
        await host.say(heard, key, name=_shown(wrong))
        return
    words = heard.words
    if heard.album is not None:
        words, count = await _album(host, heard)
        if count >= ALBUM_PHOTOS:
            if host.once(f"cut {heard.album}"):
                await host.say(heard, "album_cut", most=ALBUM_PHOTOS)
            return
    photo = await face_of(host, heard)
    sound = _sound(heard)
    if photo is None and heard.portrait is not None:
        await host.say(heard, "portrait_unknown")
    elif photo is None:
        if words or sound:
            await host.pending.expect(heard)
        if heard.edited:
            return
        await host.say(heard, "photo_missing" if words or sound else "one_helpful_line")
    elif not words and sound is None:
        await _ask_for_words(host, heard, person, photo)
    else:
        wish = Wish(photo=photo, words=words, sound=sound, face=await _chosen(host, heard))
        await take_wish(host, heard, person, wish)


def _wrong_file(heard: Heard) -> File | None:
    """Return the file of a message that is no picture or recording, or not what it claims."""
    files = [file for file in (heard.file, heard.replied) if file and file.kind is Kind.OTHER]
    return next((file for file in files if file is heard.file or file.wanted), None)


def _shown(file: File) -> str:
    """The name of a file, as far as an answer has room for it."""
    name = "".join(filter(str.isprintable, file.name or ""))
    return name if len(name) <= _NAME_LETTERS else f"{name[:_NAME_LETTERS]}…"


async def completed(host: Host, heard: Heard) -> Sequence[Heard]:
    """Put a message together with what its sender said before, if that was waiting for it.

    What was waiting is kept until the message is answered, for the case that it has to be answered
    again.

    Returns:
        What is to be answered: one message, or one for each photo of an album.
    """
    if heard.album is not None or await _is_reply(host, heard):
        return (heard,)
    person, chat = heard.ref.person, heard.ref.chat
    before = await host.pending.expected(person, chat)
    if before is None:
        return (heard,)
    if _shows_photo(heard) and (_says(heard) or not _says(before)):
        await host.pending.expect_nothing(person, chat)  # the photo takes the place of that face
        return (heard,)
    if before.album is not None and _says(heard):
        photos = await host.pending.all_of(person, _album_number(before))
        return [_said_by(photo, heard) for photo in photos] or (heard,)
    return (_joined(before, heard),)


def _joined(before: Heard, heard: Heard) -> Heard:
    """Let a photo say what came before it, or the face that was asked about what comes after."""
    if _shows_photo(heard):
        return replace(
            before,
            ref=heard.ref,
            key=heard.key,
            language=heard.language,
            replied=heard.file,
            replied_to=None,
        )
    faces = (before.portrait, before.replied_to, before.replied)
    if not _says(heard) or not any(faces):
        return heard
    return replace(
        heard,
        command=before.command,
        portrait=before.portrait,
        replied_to=before.replied_to,
        replied=before.replied,
        options=before.options,
    )


def _said_by(photo: Heard, heard: Heard) -> Heard:
    """Let a photo of an album say what came after the album."""
    return replace(
        photo,
        key=f"{heard.key}:{photo.ref.message}",
        language=heard.language,
        words=heard.words,
        replied=_sound(heard),
        album=None,
    )


def _album_number(heard: Heard) -> str:
    return f"album {heard.ref.chat} {heard.album} "


async def _is_reply(host: Host, heard: Heard) -> bool:
    """Whether a message says itself what it is about.

    A file that it replies to, or a video of ours.
    """
    if heard.replied is not None or heard.replied_to is None:
        return heard.replied is not None
    ref = heard.ref
    return await host.desk.deliveries.job_of(ref.platform, ref.chat, heard.replied_to) is not None


def _shows_photo(heard: Heard) -> bool:
    return heard.file is not None and heard.file.kind is Kind.PHOTO


def _says(heard: Heard) -> bool:
    return bool(heard.words) or _sound(heard) is not None


async def take_wish(host: Host, heard: Heard, person: Person, wish: Wish) -> None:
    """Order what is wished, if it may be."""
    refusal = _refusal(host, wish)
    if refusal is not None:
        await host.explain(heard, refusal)
        return
    try:
        await host.desk.studio.check_not_draining()
    except RequestError as exc:
        await host.explain(heard, exc)
        return
    options = await options_of(host, heard, person)
    if options is None:
        return
    if not has_agreed(person):
        await _remember(host, heard, person, wish.photo)
        await ask_to_agree(host, heard)
    else:
        await order(host, person, wish, _draft(host, heard, options, wish))
        # What was said without a photo before is over: a photo to come must not say it.
        await host.pending.expect_nothing(heard.ref.person, heard.ref.chat)


async def order(host: Host, person: Person, wish: Wish, draft: JobOrder) -> None:
    """Acknowledge at once, then fetch, then submit; each step may be repeated after a crash.

    Args:
        host: Where.
        person: Whose order it is.
        wish: Where the files are.
        draft: The order without its files; `draft.chat` says what to answer.
    """
    chat, language = draft.chat, texts.language_of(draft.chat.details.get("language"))
    status = (await host.desk.deliveries.find(draft.job_id)).status
    # What was acknowledged before a crash may also have been submitted, and even be done.
    job = None if status is None else await host.desk.studio.status(draft.job_id)
    if status is None:
        rows = cancel_rows(draft.job_id, language)
        status = await host.room.say(chat, texts.chat("accepted", language), rows)
        await host.desk.deliveries.status_is(draft.job_id, chat, status)
    if job is None:
        try:
            async with host.office:
                job = await host.desk.studio.submit(await _with_files(host, person, wish, draft))
        except RequestError as exc:
            sentence = texts.sentence(exc.code, exc.facts, language)
            if not await host.room.change(chat, status, sentence):
                await host.room.say(chat, sentence)
            return
    host.lines.follow(job)


async def stored(host: Host, person: Person, file: File | MediaKey, purpose: str) -> MediaKey:
    """Bring a file of the chat into the media store, for a job or for the time to come.

    Raises:
        RequestError: photo_too_big, sound_too_big, file_gone or storage_full.
    """
    if isinstance(file, str):
        return file
    if file.id == DEMO_FILE and host.desk.demo is not None:
        contents = await host.desk.demo.portrait()
    else:
        contents = await host.room.fetch(file)
    return await host.desk.studio.keep_input(person.id, contents, purpose)


async def face_of(host: Host, heard: Heard) -> File | MediaKey | None:
    """The photo of a message or of what it replies to; else the one that was sent last."""
    if heard.file is not None and heard.file.kind is Kind.PHOTO:
        return heard.file
    if heard.portrait is not None:
        saved = await saved_face(host.desk, heard.ref.person, heard.portrait)
        return None if saved is None else saved.photo
    if heard.replied_to is not None:  # before the picture in it: ours has numbers drawn on it
        face = await _face_of_our_film(host, heard.ref.platform, heard.ref.chat, heard.replied_to)
        if face is not None:
            return face
    elif heard.replied is not None and heard.replied.kind is Kind.PHOTO:
        return heard.replied
    last = await host.desk.portraits.last(heard.ref.person, heard.ref.chat, time.time())
    if last is None:
        return None
    return last.photo or File(kind=Kind.PHOTO, id=last.file or "")


def _draft(host: Host, heard: Heard, options: RenderOptions, wish: Wish) -> JobOrder:
    """The order, before its files are stored; its job's id is known already."""
    details = {"language": heard.language}
    if heard.album is not None:
        details["album"] = heard.album
    if isinstance(wish.photo, File):
        details["photo"] = wish.photo.id
    if wish.sound is not None:
        details["sound"] = wish.sound.id
    return JobOrder(
        key=heard.key,
        chat=replace(heard.ref, details={**heard.ref.details, **details}),
        photo=MediaKey(""),
        text=wish.words or None,
        options=replace(options, face=wish.face),
        max_bytes=heard.upload_bytes or host.platform.upload_bytes,
    )


async def _chosen(host: Host, heard: Heard) -> int | Literal["all"] | None:
    """Who speaks in the film of ours that a message replies to, if somebody chose."""
    if heard.replied_to is None or _shows_photo(heard):
        return None
    ref = heard.ref
    job_id = await host.desk.deliveries.job_of(ref.platform, ref.chat, heard.replied_to)
    job = None if job_id is None else await host.desk.studio.status(job_id)
    return None if job is None else job.order.options.face


async def photo_of(host: Host, made: JobOrder) -> File | MediaKey | None:
    """The photo of an earlier order, as long as somebody still has it."""
    if made.photo and await host.desk.media.has(made.photo):
        return made.photo
    file = made.chat.details.get("photo")
    return None if file is None else File(kind=Kind.PHOTO, id=file)


async def _with_files(host: Host, person: Person, wish: Wish, draft: JobOrder) -> JobOrder:
    # The recording first: when it cannot be had, no photo is stored in vain.
    sound = None if wish.sound is None else await stored(host, person, wish.sound, draft.job_id)
    try:
        photo = await stored(host, person, wish.photo, draft.job_id)
    except RequestError:
        if sound is not None:
            await host.desk.media.remove(sound)
        raise
    seconds = None if wish.sound is None else wish.sound.seconds
    return replace(draft, photo=photo, sound=sound, sound_seconds=seconds)


async def _face_of_our_film(
    host: Host, platform: str, chat: str, message: str
) -> File | MediaKey | None:
    """The photo that one of our films was made of, as long as somebody still has it."""
    job_id = await host.desk.deliveries.job_of(platform, chat, message)
    job = None if job_id is None else await host.desk.studio.status(job_id)
    return None if job is None else await photo_of(host, job.order)


def _sound(heard: Heard) -> File | None:
    """The recording of a message; or, when it shows a photo, of what it replies to."""
    if heard.file is not None and heard.file.kind is Kind.SOUND:
        return heard.file
    said_before = heard.replied is not None and heard.replied.kind is Kind.SOUND
    return heard.replied if said_before and not heard.words else None


async def _album(host: Host, heard: Heard) -> tuple[str, int]:
    """Return the words of an album, which only one of its photos has, and its number of photos."""
    newest = await host.desk.studio.history(heard.ref.person, _JOBS_OF_AN_ALBUM)
    taken = [
        job
        for job in newest
        if job.order.chat.details.get("album") == heard.album
        and job.order.chat.message != heard.ref.message
    ]
    words = heard.words or next((job.order.text for job in taken if job.order.text), "")
    return words, len(taken)


def _refusal(host: Host, wish: Wish) -> RequestError | None:
    """Return why it cannot be made, as far as the messages alone tell.

    Nothing is fetched for it.
    """
    settings, most = host.desk.settings, host.platform.download_bytes
    if isinstance(wish.photo, File):
        most_photo = min(settings.photo.max_bytes, most)
        if (size := wish.photo.bytes or 0) > most_photo:
            return RequestError("photo_too_big", bytes=size, max_bytes=most_photo)
    if wish.sound is not None:
        if (wish.sound.seconds or 0) > settings.sound.max_seconds:
            return RequestError("sound_too_long", max_seconds=settings.sound.max_seconds)
        most_sound = min(settings.sound.max_bytes, most)
        if (size := wish.sound.bytes or 0) > most_sound:
            return RequestError("sound_too_big", bytes=size, max_bytes=most_sound)
    elif wish.words:
        try:  # as the render child will, a minute later
            read_text(wish.words, settings.text, Expression.NEUTRAL)
        except RequestError as exc:
            return exc
    return None


async def _ask_for_words(host: Host, heard: Heard, person: Person, photo: File | MediaKey) -> None:
    refusal = _refusal(host, Wish(photo=photo))
    if refusal is not None:
        await host.explain(heard, refusal)
        return
    if heard.edited or not await _remember(host, heard, person, photo):
        return
    if heard.album is not None:
        kept = await host.pending.all_of(person.id, _album_number(heard))
        if len(kept) >= ALBUM_PHOTOS:
            if host.once(f"cut {heard.album}"):
                await host.say(heard, "album_cut", most=ALBUM_PHOTOS)
            return
        await host.pending.keep(f"{_album_number(heard)}{heard.ref.message}", heard)
        if not kept:
            await host.pending.expect(heard)
    if heard.album is None or host.once(f"words {heard.album}"):
        minutes = host.desk.settings.retention.photo_minutes
        # What only the asker sees cannot be replied to.
        key = "what_to_say_next" if heard.ref.secret else "what_to_say"
        text = host.words(heard, key, minutes=minutes)
        await host.room.say(heard.ref, text, question=True, quiet=True)


async def ask_to_agree(host: Host, heard: Heard) -> None:
    """Ask for consent, and go on with this message once it is given."""
    if heard.album is None or host.once(f"agree {heard.album}"):
        agree = Button(texts.chat("consent_button", heard.language), "agree")
        await host.wait(await host.say(heard, "consent", ((agree,),)), heard)


async def _remember(host: Host, heard: Heard, person: Person, photo: File | MediaKey) -> bool:
    """Keep a photo for the words to come.

    Of somebody who has not agreed, only where the chat has it.
    """
    key, file = MediaKey(""), None
    if isinstance(photo, File) and not has_agreed(person):
        file = photo.id
    else:
        try:
            key = await stored(host, person, photo, heard.key)
        except RequestError as exc:
            await host.explain(heard, exc)
            return False
    until = time.time() + host.desk.settings.retention.photo_minutes * 60
    await host.desk.studio.keep_portrait(
        StoredPortrait(
            person=person.id, name=None, chat=heard.ref.chat, photo=key, file=file, until=until
        )
    )
    return True
