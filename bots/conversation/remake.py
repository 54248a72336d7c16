"""After a video: change one thing of it, give its face other words, or keep its face."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from talking_photo.bots import texts
from talking_photo.bots.conversation import menus
from talking_photo.bots.conversation.access import has_agreed
from talking_photo.bots.conversation.answers import language_of
from talking_photo.bots.conversation.context import ChatContext, column
from talking_photo.bots.conversation.messages import (
    Button,
    ButtonPress,
    File,
    IncomingMessage,
    Kind,
    Rows,
)
from talking_photo.bots.conversation.requests import (
    SpeakIntent,
    longest_video,
    photo_of,
    submit,
)
from talking_photo.bots.conversation.saved_faces import saved_face
from talking_photo.bots.conversation.voices import with_voice
from talking_photo.core.errors import RequestError
from talking_photo.core.intake.language_blocks import read_language_blocks
from talking_photo.core.jobs.job import Job, JobId, JobRequest, JobState, MediaKey, Person
from talking_photo.core.model import Layout
from talking_photo.core.request import ANY_LANGUAGE, RenderOptions
from talking_photo.core.speech.ports import SpeakerKind

_TAKE, _VOICE, _FORMAT, _SPEAKER = "take", "voice", "format", "kind"
_LOOKED_THROUGH = 20
"""Of a person's newest jobs, looked through for those of a message that was edited."""
MANNERS: Mapping[str, Mapping[str, Any]] = {
    **{name: {"pitch": factor} for name, factor in menus.PITCHES.items()},
    **{name: {"pace": factor} for name, factor in menus.PACES.items()},
}
"""Other manners of the same voice: factors on its pitch and its speed."""


def rows_after(job: Job) -> Rows:
    """The buttons below a video: what can be made of it next."""
    language = language_of(job)
    again = Button(f"↻ {texts.chat('again', language)}", "again", job.id)
    voice = Button(texts.chat("other_voice", language), "other", f"{job.id}:{_VOICE}")
    layout = Button(texts.chat("other_format", language), "other", f"{job.id}:{_FORMAT}")
    save = Button(texts.chat("save_face", language), "keep", job.id)
    rest = column([again, *([voice] if job.request.sound is None else []), layout, save])
    return (*_speaker_rows(job, language), *rest)


def _speaker_rows(job: Job, language: str) -> Rows:
    """Return buttons for the kinds of voice that could have spoken and did not."""
    spoken_by = None if job.video is None else job.video.spoken_by
    if spoken_by is None or spoken_by.kind is None:
        return ()
    others = [kind for kind in spoken_by.kinds if kind != spoken_by.kind]
    row = tuple(
        Button(texts.chat(f"take_{kind}", language), "other", f"{job.id}:{_SPEAKER}:{kind}")
        for kind in others
    )
    return (row,) if row else ()


async def again(context: ChatContext, pressed: ButtonPress, person: Person) -> None:
    """Ask what the face of the video is to say now; the next words in this chat are said by it."""
    job = await own_job(context, pressed.value, person)
    if job is None or await photo_of(context, job.request) is None:
        await context.chat_client.acknowledge(pressed, texts.chat("choice_gone", pressed.language))
        return
    await context.chat_client.acknowledge(pressed)
    await context.pending.expect(_asked_of(job, pressed))
    same = Button(
        texts.chat("same_words", pressed.language),
        "other",
        f"{job.id}:{_TAKE}:{job.request.options.seed + 1}",
    )
    text = texts.chat("say_again", pressed.language, platform=pressed.ref.platform)
    await context.chat_client.say(pressed.ref, text, ((same,),), question=True, quiet=True)


async def other(context: ChatContext, pressed: ButtonPress, person: Person) -> None:
    """Show what can be changed, or make the video with what was chosen."""
    number, _, choice = pressed.value.partition(":")
    kind, _, value = choice.partition(":")
    job = await own_job(context, number, person)
    if job is None or not has_agreed(person):
        await context.chat_client.acknowledge(pressed, texts.chat("choice_gone", pressed.language))
    elif kind == _SPEAKER and value in (*SpeakerKind,):
        options = await _with_speaker(context, job, person, value)
        await make(context, pressed, person, job, suffix=choice, options=options)
    elif value:
        if kind == _VOICE and value not in MANNERS:
            known = await context.shared.voices.working(person.id)
            value = next((v.name for v in known if menus.voice_mark(v.name) == value), value)
        options = _changed(job.request.options, kind, value)
        await make(context, pressed, person, job, suffix=choice, options=options)
    else:
        await context.chat_client.acknowledge(pressed)
        rows = await _choices(context, job, kind, pressed.language)
        text = texts.chat("which_voice" if kind == _VOICE else "which_format", pressed.language)
        await context.chat_client.say(pressed.ref, text, rows, quiet=True)


async def _with_speaker(
    context: ChatContext, job: Job, person: Person, kind: str
) -> RenderOptions:
    """Return the video's options with another kind of voice, and remember it for the next ones.

    A saved portrait keeps it as its own, in all languages; else it holds for the language.
    """
    options = replace(job.request.options, voice=None)
    portrait = job.request.chat.details.get("portrait")
    saved = None if portrait is None else await saved_face(context.shared, person.id, portrait)
    if saved is not None:
        await context.shared.people.keep_portrait(replace(saved, voice=kind))
        return replace(options, voices={ANY_LANGUAGE: kind})
    language = _spoken_language(job)
    await context.shared.people.keep(with_voice(person, language, kind))
    return replace(options, voices={**options.voices, language: kind})


def _spoken_language(job: Job) -> str:
    """Return the language of the video, without its region."""
    spoken_by = None if job.video is None else job.video.spoken_by
    spoken = spoken_by.language if spoken_by is not None else language_of(job)
    return spoken.partition("-")[0]


async def keep(context: ChatContext, pressed: ButtonPress, person: Person) -> None:
    """Ask for the name under which the face of the video is to be kept."""
    job = await own_job(context, pressed.value, person)
    if job is None or await photo_of(context, job.request) is None:
        await context.chat_client.acknowledge(pressed, texts.chat("choice_gone", pressed.language))
        return
    await context.chat_client.acknowledge(pressed)
    await context.pending.expect(_saving(job, pressed))
    text = texts.chat("which_name", pressed.language)
    await context.chat_client.say(pressed.ref, text, question=True, quiet=True)


async def correct(context: ChatContext, incoming: IncomingMessage, person: Person) -> bool:
    """Make the videos of an edited message again with its new words, and stop the earlier ones.

    Returns:
        Whether there was a video of this message.
    """
    history = await context.shared.job_service.history(person.id, _LOOKED_THROUGH)
    sent = [job for job in history if _is_of(job, incoming)]
    if _has_blocks(incoming.words):  # a request for each language, as for a new message
        for job in sent:
            await stop(context, job.id, person, incoming.language, key="corrected")
        return False
    newest = {job.request.chat.message: job for job in reversed(sent)}
    for job in newest.values():
        if incoming.words in ("", job.request.text) or job.request.key.endswith(incoming.key):
            continue
        intent = await intent_of(context, job.request)
        if intent is None:
            continue
        # The new job first: the photo of the earlier one is deleted with the last job that needs
        # it.
        draft = replace(
            job.request,
            key=f"{job.request.chat.message}:{incoming.key}",
            text=incoming.words,
            photo=MediaKey(""),
            sound=None,
        )
        await submit(context, person, replace(intent, words=incoming.words), draft)
        if await context.shared.job_service.status(draft.job_id) is not None:
            await stop(context, job.id, person, incoming.language, key="corrected")
    return bool(newest)


def _has_blocks(words: str) -> bool:
    try:
        return bool(read_language_blocks(words))
    except RequestError:
        return True


async def stop(
    context: ChatContext, job_id: JobId, person: Person, language: str, *, key: str = "cancelled"
) -> bool:
    """Stop a job of a person, and say so in its status message; False when it was too late."""
    # As it was before it forgot how to answer; when this is tried again, it is cancelled already.
    job = await context.steps.once(
        ("before", job_id), lambda: context.shared.job_service.status(job_id)
    )
    if not await context.shared.job_service.cancel(job_id, by=person.id):
        now = await own_job(context, job_id, person)
        if now is None or now.state is not JobState.CANCELLED:
            return False
    await context.lines.stop(job_id)
    status = await context.shared.job_service.status_message(job_id)
    if job is not None and status is not None:
        await context.chat_client.change(job.request.chat, status, texts.chat(key, language))
    return True


def _is_of(job: Job, incoming: IncomingMessage) -> bool:
    """Whether a job was made of this message, or of another photo of its album."""
    chat = job.request.chat
    return chat.chat == incoming.ref.chat and (
        chat.message == incoming.ref.message
        or (incoming.album is not None and chat.details.get("album") == incoming.album)
    )


async def make(
    context: ChatContext,
    pressed: ButtonPress,
    person: Person,
    job: Job,
    *,
    suffix: str,
    options: RenderOptions,
) -> None:
    """Make the video of a job once more.

    Args:
        context: Where.
        pressed: The button that asked for it.
        person: Who pressed it, and asked for the first video.
        job: The first video.
        suffix: What tells the new job from the first; asked for twice, it is the same job.
        options: How it is to be made this time.
    """
    changed = replace(job.request, options=options, max_seconds=longest_video(context, options))
    draft = _draft(changed, suffix, pressed)
    known = await _known(context, draft)
    if known is not None and known.state in (JobState.FAILED, JobState.CANCELLED):
        draft = replace(draft, key=f"{draft.key}:{pressed.id}")
        known = await _known(context, draft)
    if known is not None:
        await context.chat_client.acknowledge(pressed, texts.chat("choice_made", pressed.language))
        return
    intent = await intent_of(context, job.request)
    if intent is None:
        await context.chat_client.acknowledge(pressed, texts.chat("choice_gone", pressed.language))
        return
    await context.chat_client.acknowledge(pressed)
    await submit(context, person, intent, draft)


async def _known(context: ChatContext, draft: JobRequest) -> Job | None:
    """Return the job of this request, if there was one before this press."""
    return await context.steps.once(
        draft.key, lambda: context.shared.job_service.status(draft.job_id)
    )


async def own_job(context: ChatContext, number: str, person: Person) -> Job | None:
    """The job of a button, if it is the presser's and not anonymous by now."""
    job = await context.shared.job_service.status(JobId(number))
    return job if job is not None and job.request.chat.person == person.id else None


async def asking(context: ChatContext, pressed: ButtonPress) -> IncomingMessage | None:
    """Return what the words of a form are to complete, for a button below a video."""
    person = await context.shared.people.find(pressed.ref.person)
    job = await own_job(context, pressed.value, person)
    if job is None or await photo_of(context, job.request) is None:
        return None
    asked = _asked_of(job, pressed)
    asked = replace(asked, ref=replace(asked.ref, message=pressed.id))
    if pressed.verb == "keep":
        return replace(asked, command="save", options=_saving(job, pressed).options)
    return replace(asked, command="speak", words=job.request.text or "")


def _asked_of(job: Job, pressed: ButtonPress) -> IncomingMessage:
    """A message to the face of a video, which the presser's next words complete.

    Made like that video.
    """
    return IncomingMessage(
        ref=pressed.ref,
        key="",
        language=pressed.language,
        private=True,
        replied_to=pressed.ref.message,
        options=replace(job.request.options, face=None),
    )


def _saving(job: Job, pressed: ButtonPress) -> IncomingMessage:
    """Return what the name of a face completes: it keeps the voice that was chosen for it."""
    asked = _asked_of(job, pressed)
    options = job.request.options
    chosen = options.voice_for(_spoken_language(job))
    voices = {} if chosen is None else {ANY_LANGUAGE: chosen}
    return replace(
        asked, command="save", options=replace(options, face=None, voice=None, voices=voices)
    )


def _changed(options: RenderOptions, kind: str, value: str) -> RenderOptions:
    match kind:
        case "voice" if value in MANNERS:
            return replace(options, **MANNERS[value])
        case "voice":
            return replace(options, voice=value, pitch=None, pace=None)
        case "format":
            return replace(options, layout=Layout(value))
        case _:
            return replace(options, seed=int(value))


async def _choices(context: ChatContext, job: Job, kind: str, language: str) -> Rows:
    """What the video was not made with: other voices, and other manners of the same one."""
    made = job.request.options
    if kind == _VOICE:
        fitting = await _fitting_voices(context, job)
        used = _used_voice(job) or next(iter(fitting), "")
        named = [(voice, menus.label(kind, voice, language)) for voice in fitting]
        named += [
            (manner, texts.chat(f"voice_{manner}", language))
            for manner, changed in MANNERS.items()
            if replace(made, **changed) != made
        ]
    else:
        used = made.layout
        values = menus.fixed_values(_FORMAT, context.platform)
        named = [(value, menus.label(kind, value, language)) for value in values]
    return column(
        [
            Button(name, "other", f"{job.id}:{kind}:{menus.voice_mark(value)}")
            for value, name in named
            if value != used
        ]
    )


def _used_voice(job: Job) -> str | None:
    spoken_by = None if job.video is None else job.video.spoken_by
    return job.request.options.voice if spoken_by is None else spoken_by.voice


async def _fitting_voices(context: ChatContext, job: Job) -> tuple[str, ...]:
    """The voices for the language that was spoken; all where nobody knows it any more."""
    spoken_by = None if job.video is None else job.video.spoken_by
    language = job.request.options.language or (spoken_by.language if spoken_by else None)
    person = job.request.chat.person
    if language is None:
        usable = await context.shared.voices.working(person)
    else:
        usable = await context.shared.voices.usable(person, language)
    return tuple(voice.name for voice in usable)


def _draft(changed: JobRequest, suffix: str, pressed: ButtonPress) -> JobRequest:
    """Return the request before its files are stored; its key comes from what was pressed."""
    details = {key: value for key, value in changed.chat.details.items() if key != "album"}
    details |= {**pressed.ref.details, "language": pressed.language}
    return replace(
        changed,
        key=f"{changed.key}:{suffix}",
        chat=replace(changed.chat, details=details, secret=pressed.ref.secret),
        photo=MediaKey(""),
        sound=None,
    )


async def intent_of(context: ChatContext, made: JobRequest) -> SpeakIntent | None:
    """Where its files are now: still with us, or with the platform; None when neither has them."""
    photo = await photo_of(context, made)
    sound = made.chat.details.get("sound")
    if photo is None or (made.sound is not None and sound is None):
        return None
    return SpeakIntent(
        photo=photo,
        words=made.text or "",
        sound=None if made.sound is None or sound is None else File(kind=Kind.SOUND, id=sound),
    )
