"""From a message to a request: whose face, which words, and whether both may be used."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from talking_photo.bots import texts
from talking_photo.bots.conversation.access import has_agreed
from talking_photo.bots.conversation.context import ChatContext
from talking_photo.bots.conversation.dictionary import options_with
from talking_photo.bots.conversation.limits import ALBUM_PHOTOS, most_letters
from talking_photo.bots.conversation.menus import options_of
from talking_photo.bots.conversation.messages import DEMO_FILE, Button, File, IncomingMessage, Kind
from talking_photo.bots.conversation.saved_faces import saved_face
from talking_photo.bots.conversation.status_line import cancel_rows
from talking_photo.core.errors import RequestError
from talking_photo.core.face_points import PlacedFaces
from talking_photo.core.intake.language_blocks import read_language_blocks
from talking_photo.core.intake.text import read_text
from talking_photo.core.jobs.job import JobRequest, MediaKey, Person, StoredPortrait
from talking_photo.core.model import Expression, Layout
from talking_photo.core.request import ANY_LANGUAGE, RenderOptions
from talking_photo.core.speech.duration import estimate_seconds

_NAME_LETTERS = 60
"""Of the name of a file that cannot be taken."""
_BYTES_PER_LETTER = 8
"""Of a text file: any letter has up to four, and marks and emoji do not count as letters."""
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_SURE_SHARE = 0.6
"""Of its estimated length, what a text takes at least."""
_JOBS_OF_AN_ALBUM = 20
"""How many of a person's newest jobs are looked through for those of an album; it has up to 10
photos."""

_WRONG = {Kind.PHOTO: "wrong_photo", Kind.SOUND: "wrong_sound", None: "wrong_file"}
"""What is said to a file that cannot be taken, by what it was given as."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakIntent:
    """What somebody wants to be made: a face, and words, or a recording, or both."""

    photo: File | MediaKey
    """In the chat, or stored already."""
    words: str = ""
    sound: File | None = None
    face: int | Literal["all"] | None = None
    """As in `JobRequest`."""
    portrait: str | None = None
    """The name of the saved portrait that speaks."""
    points: PlacedFaces | None = None
    """As in `RenderOptions`."""


async def take(context: ChatContext, incoming: IncomingMessage, person: Person) -> None:
    """Make a request of a message, or ask for what it lacks."""
    wrong = _wrong_file(incoming)
    if wrong is not None:
        key = _WRONG[wrong.wanted] if wrong.name else "one_helpful_line"
        await context.say(incoming, key, name=_shown(wrong))
        return
    words = incoming.words
    if incoming.album is not None:
        words, count = await _album(context, incoming)
        if count >= ALBUM_PHOTOS:
            if context.once(f"cut {incoming.album}"):
                await context.say(incoming, "album_cut", most=ALBUM_PHOTOS)
            return
    photo = await face_of(context, incoming)
    sound = _sound(incoming)
    if photo is None and incoming.portrait is not None:
        await context.say(incoming, "portrait_unknown")
    elif photo is None:
        if words or sound:
            await context.pending.expect(incoming)
        if incoming.edited:
            return
        await context.say(incoming, "photo_missing" if words or sound else "one_helpful_line")
    elif not words and sound is None:
        await _ask_for_words(context, incoming, person, photo)
    else:
        intent = SpeakIntent(
            photo=photo,
            words=words,
            sound=sound,
            face=await _chosen(context, incoming),
            portrait=None if _shows_photo(incoming) else incoming.portrait,
            points=await points_of(context, incoming),
        )
        await _take_languages(context, incoming, person, intent)


async def _take_languages(
    context: ChatContext, incoming: IncomingMessage, person: Person, intent: SpeakIntent
) -> None:
    """Make a request of each language block of the words; usually there are none."""
    try:
        blocks = {} if intent.sound is not None else read_language_blocks(intent.words)
    except RequestError as exc:
        await context.explain(incoming, exc)
        return
    if not blocks or not has_agreed(person):  # who agrees is heard again
        await take_intent(context, incoming, person, intent)
        return
    ref = incoming.ref
    for language, words in blocks.items():
        await take_intent(
            context,
            replace(
                incoming,
                ref=ref,
                key=f"{incoming.key}:{language}",
                words=words,
                choices={**incoming.choices, "language": language},
            ),
            person,
            replace(intent, words=words),
        )
        if ref.secret:  # a command of Discord has one answer; the others are messages after it
            ref = replace(ref, secret={**ref.secret, "original": "taken"})


async def with_words_of_file(
    context: ChatContext, incoming: IncomingMessage
) -> IncomingMessage | None:
    """Return a message with the words of a text file that came with it, or that it replies to.

    None when the file cannot be read, which was said then.
    """
    files = (incoming.file, incoming.replied)
    file = next((one for one in files if one is not None and one.kind is Kind.TEXT), None)
    if file is None:
        return incoming
    try:
        words = await _words_of(context, file)
    except RequestError as exc:
        await context.explain(incoming, exc)
        return None
    return replace(
        incoming,
        words="\n".join(filter(None, (incoming.words, words))),
        file=None if incoming.file is file else incoming.file,
        replied=None if incoming.replied is file else incoming.replied,
    )


async def _words_of(context: ChatContext, file: File) -> str:
    """Fetch a text file.

    Raises:
        RequestError: text_file_too_big, text_file_unreadable or file_gone.
    """
    most = _BYTES_PER_LETTER * most_letters(context.shared.settings)
    if (file.bytes or 0) > most:
        raise RequestError("text_file_too_big", bytes=file.bytes or 0, max_bytes=most)
    contents = await context.chat_client.fetch(file)
    if len(contents) > most:
        raise RequestError("text_file_too_big", bytes=len(contents), max_bytes=most)
    encoding = "utf-16" if contents[:2] in _UTF_16_MARKS else "utf-8-sig"
    try:
        words = contents.decode(encoding).strip()
    except UnicodeDecodeError as exc:
        raise RequestError("text_file_unreadable") from exc
    if "\0" in words:
        raise RequestError("text_file_unreadable")
    return words


def _wrong_file(incoming: IncomingMessage) -> File | None:
    """Return the file of a message that is no picture or recording, or not what it claims."""
    files = [
        file for file in (incoming.file, incoming.replied) if file and file.kind is Kind.OTHER
    ]
    return next((file for file in files if file is incoming.file or file.wanted), None)


def _shown(file: File) -> str:
    """The name of a file, as far as an answer has room for it."""
    name = "".join(filter(str.isprintable, file.name or ""))
    return name if len(name) <= _NAME_LETTERS else f"{name[:_NAME_LETTERS]}…"


async def completed(context: ChatContext, incoming: IncomingMessage) -> Sequence[IncomingMessage]:
    """Put a message together with what its sender said before, if that was waiting for it.

    What was waiting is kept until the message is answered, for the case that it has to be answered
    again.

    Returns:
        What is to be answered: one message, or one for each photo of an album.
    """
    if incoming.album is not None or await _is_reply(context, incoming):
        return (incoming,)
    person, chat = incoming.ref.person, incoming.ref.chat
    before = await context.pending.expected(person, chat)
    if before is None:
        return (incoming,)
    if _shows_photo(incoming) and (_says(incoming) or not _says(before)):
        await context.pending.expect_nothing(
            person, chat
        )  # the photo takes the place of that face
        return (incoming,)
    if before.album is not None and _says(incoming):
        photos = await context.pending.all_of(person, _album_number(before))
        return [_said_by(photo, incoming) for photo in photos] or (incoming,)
    return (_joined(before, incoming),)


def _joined(before: IncomingMessage, incoming: IncomingMessage) -> IncomingMessage:
    """Let a photo say what came before it, or the face that was asked about what comes after."""
    if _shows_photo(incoming):
        return replace(
            before,
            ref=incoming.ref,
            key=incoming.key,
            language=incoming.language,
            replied=incoming.file,
            replied_to=None,
        )
    faces = (before.portrait, before.replied_to, before.replied)
    if not _says(incoming) or not any(faces):
        return incoming
    return replace(
        incoming,
        command=before.command,
        portrait=before.portrait,
        replied_to=before.replied_to,
        replied=before.replied,
        options=before.options,
    )


def _said_by(photo: IncomingMessage, incoming: IncomingMessage) -> IncomingMessage:
    """Let a photo of an album say what came after the album."""
    return replace(
        photo,
        key=f"{incoming.key}:{photo.ref.message}",
        language=incoming.language,
        words=incoming.words,
        replied=_sound(incoming),
        album=None,
    )


def _album_number(incoming: IncomingMessage) -> str:
    return f"album {incoming.ref.chat} {incoming.album} "


async def _is_reply(context: ChatContext, incoming: IncomingMessage) -> bool:
    """Whether a message says itself what it is about.

    A file that it replies to, or a video of ours.
    """
    if incoming.replied is not None or incoming.replied_to is None:
        return incoming.replied is not None
    ref = incoming.ref
    job = await context.shared.job_service.of_message(ref.platform, ref.chat, incoming.replied_to)
    return job is not None


def _shows_photo(incoming: IncomingMessage) -> bool:
    return incoming.file is not None and incoming.file.kind is Kind.PHOTO


def _says(incoming: IncomingMessage) -> bool:
    return bool(incoming.words) or _sound(incoming) is not None


async def take_intent(
    context: ChatContext, incoming: IncomingMessage, person: Person, intent: SpeakIntent
) -> None:
    """Submit what is intended, if it may be."""
    refusal = _refusal(context, intent, person)
    if refusal is not None:
        await context.explain(incoming, refusal)
        return
    try:
        await context.shared.job_service.check_not_draining()
    except RequestError as exc:
        await context.explain(incoming, exc)
        return
    options = await options_of(context, incoming, person)
    if options is None:
        return
    if intent.portrait is not None and "voice" not in incoming.choices:
        options = await _with_voice_of(context, person, intent.portrait, options)
    refusal = _length_refusal(intent, longest_video(context, options))
    if refusal is not None:
        await context.explain(incoming, refusal)
        return
    if not has_agreed(person):
        await _remember(context, incoming, person, intent.photo, intent.points)
        await ask_to_agree(context, incoming)
    else:
        await submit(context, person, intent, _draft(context, incoming, options, intent))
        # What was said without a photo before is over: a photo to come must not say it.
        await context.pending.expect_nothing(incoming.ref.person, incoming.ref.chat)


async def submit(
    context: ChatContext, person: Person, intent: SpeakIntent, draft: JobRequest
) -> None:
    """Acknowledge at once, then fetch, then submit; each step may be repeated after a crash.

    Args:
        context: Where.
        person: Whose request it is.
        intent: Where the files are.
        draft: The request without its files; `draft.chat` says what to answer.
    """
    # What is made again is said as the dictionary has it now.
    draft = replace(draft, options=options_with(draft.options, person, draft.text))
    chat, language = draft.chat, texts.language_of(draft.chat.details.get("language"))
    status = await context.shared.job_service.status_message(draft.job_id)
    # What was acknowledged before a crash may also have been submitted, and even be done.
    job = None if status is None else await context.shared.job_service.status(draft.job_id)
    if status is None:
        rows = cancel_rows(draft.job_id, language)
        status = await context.chat_client.say(chat, texts.chat("accepted", language), rows)
        await context.shared.job_service.keep_status_message(draft.job_id, chat, status)
    if job is None:
        try:
            async with context.submissions:
                job = await context.shared.job_service.submit(
                    await with_files(context, person, intent, draft)
                )
        except RequestError as exc:
            sentence = texts.sentence(exc.code, exc.facts, language)
            if not await context.chat_client.change(chat, status, sentence):
                await context.chat_client.say(chat, sentence)
            return
    context.lines.follow(job)


async def stored(
    context: ChatContext, person: Person, file: File | MediaKey, purpose: str
) -> MediaKey:
    """Bring a file of the chat into the media store, for a job or for the time to come.

    Raises:
        RequestError: photo_too_big, sound_too_big, file_gone or storage_full.
    """
    if isinstance(file, str):
        return file
    if file.id == DEMO_FILE and context.shared.demo is not None:
        contents = await context.shared.demo.portrait()
    else:
        contents = await context.chat_client.fetch(file)
    return await context.shared.job_service.keep_input(person.id, contents, purpose)


async def face_of(context: ChatContext, incoming: IncomingMessage) -> File | MediaKey | None:
    """The photo of a message or of what it replies to; else the one that was sent last."""
    if incoming.file is not None and incoming.file.kind is Kind.PHOTO:
        return incoming.file
    if incoming.portrait is not None:
        saved = await saved_face(context.shared, incoming.ref.person, incoming.portrait)
        return None if saved is None else saved.photo
    if incoming.replied_to is not None:  # before the picture in it: ours has numbers drawn on it
        face = await _face_of_our_video(
            context, incoming.ref.platform, incoming.ref.chat, incoming.replied_to
        )
        if face is not None:
            return face
    elif incoming.replied is not None and incoming.replied.kind is Kind.PHOTO:
        return incoming.replied
    last = await context.shared.people.last_photo(incoming.ref.person, incoming.ref.chat)
    if last is None:
        return None
    return last.photo or File(kind=Kind.PHOTO, id=last.file or "")


async def points_of(context: ChatContext, incoming: IncomingMessage) -> PlacedFaces | None:
    """Return where the face of `face_of` is, if somebody placed its points by hand."""
    if _shows_photo(incoming):
        return None
    if incoming.portrait is not None:
        saved = await saved_face(context.shared, incoming.ref.person, incoming.portrait)
        return None if saved is None else saved.points
    ref = incoming.ref
    if incoming.replied_to is not None:
        job = await context.shared.job_service.of_message(
            ref.platform, ref.chat, incoming.replied_to
        )
        if job is not None and await photo_of(context, job.request) is not None:
            return job.request.options.points
    elif incoming.replied is not None and incoming.replied.kind is Kind.PHOTO:
        return None
    last = await context.shared.people.last_photo(ref.person, ref.chat)
    return None if last is None else last.points


def _draft(
    context: ChatContext, incoming: IncomingMessage, options: RenderOptions, intent: SpeakIntent
) -> JobRequest:
    """Return the request before its files are stored; its job's id is known already."""
    details = {"language": incoming.language}
    if incoming.album is not None:
        details["album"] = incoming.album
    if isinstance(intent.photo, File):
        details["photo"] = intent.photo.id
    if intent.sound is not None:
        details["sound"] = intent.sound.id
    if intent.portrait is not None:
        details["portrait"] = intent.portrait
    return JobRequest(
        key=incoming.key,
        chat=replace(incoming.ref, details={**incoming.ref.details, **details}),
        photo=MediaKey(""),
        text=intent.words or None,
        options=replace(options, face=intent.face, points=intent.points),
        max_bytes=incoming.upload_bytes or context.platform.upload_bytes,
        max_seconds=longest_video(context, options),
    )


async def _chosen(context: ChatContext, incoming: IncomingMessage) -> int | Literal["all"] | None:
    """Who speaks in the video of ours that a message replies to, if somebody chose."""
    if incoming.replied_to is None or _shows_photo(incoming):
        return None
    ref = incoming.ref
    job = await context.shared.job_service.of_message(ref.platform, ref.chat, incoming.replied_to)
    return None if job is None else job.request.options.face


async def photo_of(context: ChatContext, made: JobRequest) -> File | MediaKey | None:
    """Return the photo of an earlier request, as long as somebody still has it."""
    if made.photo and await context.shared.job_service.has_input(made.photo):
        return made.photo
    file = made.chat.details.get("photo")
    return None if file is None else File(kind=Kind.PHOTO, id=file)


async def with_files(
    context: ChatContext, person: Person, intent: SpeakIntent, draft: JobRequest
) -> JobRequest:
    """Store the files of a request.

    Raises:
        RequestError: photo_too_big, sound_too_big, file_gone or storage_full.
    """
    # The recording first: when it cannot be had, no photo is stored in vain.
    sound = (
        None if intent.sound is None else await stored(context, person, intent.sound, draft.job_id)
    )
    try:
        photo = await stored(context, person, intent.photo, draft.job_id)
    except RequestError:
        if sound is not None:
            await context.shared.job_service.discard_input(sound)
        raise
    seconds = None if intent.sound is None else intent.sound.seconds
    return replace(draft, photo=photo, sound=sound, sound_seconds=seconds)


async def _face_of_our_video(
    context: ChatContext, platform: str, chat: str, message: str
) -> File | MediaKey | None:
    """The photo that one of our videos was made of, as long as somebody still has it."""
    job = await context.shared.job_service.of_message(platform, chat, message)
    return None if job is None else await photo_of(context, job.request)


def _sound(incoming: IncomingMessage) -> File | None:
    """The recording of a message; or, when it shows a photo, of what it replies to."""
    if incoming.file is not None and incoming.file.kind is Kind.SOUND:
        return incoming.file
    said_before = incoming.replied is not None and incoming.replied.kind is Kind.SOUND
    return incoming.replied if said_before and not incoming.words else None


async def _album(context: ChatContext, incoming: IncomingMessage) -> tuple[str, int]:
    """Return the words of an album, which only one of its photos has, and its number of photos."""
    newest = await context.shared.job_service.history(incoming.ref.person, _JOBS_OF_AN_ALBUM)
    taken = [
        job
        for job in newest
        if job.request.chat.details.get("album") == incoming.album
        and job.request.chat.message != incoming.ref.message
    ]
    words = incoming.words or next((job.request.text for job in taken if job.request.text), "")
    return words, len(taken)


def _refusal(context: ChatContext, intent: SpeakIntent, person: Person) -> RequestError | None:
    """Return why it cannot be made, as far as the messages alone tell.

    Nothing is fetched for it.
    """
    settings, most = context.shared.settings, context.platform.download_bytes
    if isinstance(intent.photo, File):
        most_photo = min(settings.photo.max_bytes, most)
        if (size := intent.photo.bytes or 0) > most_photo:
            return RequestError("photo_too_big", bytes=size, max_bytes=most_photo)
    if intent.sound is not None:
        if (intent.sound.seconds or 0) > settings.sound.max_seconds:
            return RequestError(
                "sound_too_long",
                seconds=intent.sound.seconds or 0,
                max_seconds=settings.sound.max_seconds,
            )
        most_sound = min(settings.sound.max_bytes, most)
        if (size := intent.sound.bytes or 0) > most_sound:
            return RequestError("sound_too_big", bytes=size, max_bytes=most_sound)
    elif intent.words:
        try:  # as the render child will, a minute later
            own = person.preferences.options.dictionary
            read_text(
                intent.words,
                settings.text,
                Expression.NEUTRAL,
                dictionary={**settings.dictionary, **own},
            )
        except RequestError as exc:
            return exc
    return None


async def _with_voice_of(
    context: ChatContext, person: Person, portrait: str, options: RenderOptions
) -> RenderOptions:
    """Return the options with the voice of a saved portrait, if it has one of its own."""
    saved = await saved_face(context.shared, person.id, portrait)
    if saved is None or saved.voice is None:
        return options
    return replace(options, voice=None, voices={ANY_LANGUAGE: saved.voice})


def longest_video(context: ChatContext, options: RenderOptions) -> float | None:
    """Return how long a video with these options may be on this platform; None for any length."""
    return context.platform.round_seconds if options.layout is Layout.ROUND else None


def _length_refusal(intent: SpeakIntent, longest: float | None) -> RequestError | None:
    """Return why a video would be too long, where that is certain before it is made."""
    if longest is None:
        return None
    if intent.sound is not None:
        seconds = least = intent.sound.seconds or 0.0
    else:
        seconds = estimate_seconds(intent.words)
        least = _SURE_SHARE * seconds
    if least <= longest:
        return None
    return RequestError("video_too_long", seconds=round(seconds), max_seconds=longest)


async def _ask_for_words(
    context: ChatContext, incoming: IncomingMessage, person: Person, photo: File | MediaKey
) -> None:
    refusal = _refusal(context, SpeakIntent(photo=photo), person)
    if refusal is not None:
        await context.explain(incoming, refusal)
        return
    points = await points_of(context, incoming)
    if incoming.edited or not await _remember(context, incoming, person, photo, points):
        return
    if incoming.album is not None:
        kept = await context.pending.all_of(person.id, _album_number(incoming))
        if len(kept) >= ALBUM_PHOTOS:
            if context.once(f"cut {incoming.album}"):
                await context.say(incoming, "album_cut", most=ALBUM_PHOTOS)
            return
        await context.pending.keep(f"{_album_number(incoming)}{incoming.ref.message}", incoming)
        if not kept:
            await context.pending.expect(incoming)
    if incoming.album is None or context.once(f"words {incoming.album}"):
        minutes = context.shared.settings.retention.photo_minutes
        # What only the asker sees cannot be replied to.
        key = "what_to_say_next" if incoming.ref.secret else "what_to_say"
        text = context.words(incoming, key, minutes=minutes)
        await context.chat_client.say(incoming.ref, text, question=True, quiet=True)


async def ask_to_agree(context: ChatContext, incoming: IncomingMessage) -> None:
    """Ask for consent, and go on with this message once it is given."""
    if incoming.album is None or context.once(f"agree {incoming.album}"):
        agree = Button(texts.chat("consent_button", incoming.language), "agree")
        await context.wait(await context.say(incoming, "consent", ((agree,),)), incoming)


async def _remember(
    context: ChatContext,
    incoming: IncomingMessage,
    person: Person,
    photo: File | MediaKey,
    points: PlacedFaces | None,
) -> bool:
    """Keep a photo for the words to come.

    Of somebody who has not agreed, only where the chat has it.
    """
    key, file = MediaKey(""), None
    if isinstance(photo, File) and not has_agreed(person):
        file = photo.id
    else:
        try:
            key = await stored(context, person, photo, incoming.key)
        except RequestError as exc:
            await context.explain(incoming, exc)
            return False
    until = time.time() + context.shared.settings.retention.photo_minutes * 60
    await context.shared.people.keep_portrait(
        StoredPortrait(
            person=person.id,
            name=None,
            chat=incoming.ref.chat,
            photo=key,
            file=file,
            until=until,
            points=points,
        )
    )
    return True
