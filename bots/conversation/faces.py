"""After a film of a photo with several people: who else may say it, as buttons."""

from __future__ import annotations

from dataclasses import replace

from talking_photo.bots import texts
from talking_photo.bots.conversation.access import has_agreed
from talking_photo.bots.conversation.context import Host, column
from talking_photo.bots.conversation.limits import FACE_BUTTONS
from talking_photo.bots.conversation.messages import Button, File, Kind, Pressed, Rows
from talking_photo.bots.conversation.orders import Wish, order, photo_of
from talking_photo.core.jobs.job import Job, JobId, JobOrder, JobState, MediaKey, Person

_EVERYONE = "all"


def choice(job: Job, language: str) -> Rows:
    """A button for each face, counted from the left, and one for all of them."""
    notes = () if job.clip is None else job.clip.notes
    count = next((int(note.facts["count"]) for note in notes if note.code == "several_faces"), 0)
    faces = [str(number) for number in range(1, min(count, FACE_BUTTONS) + 1)]
    everyone = Button(texts.chat("everyone", language), "face", f"{job.id}:{_EVERYONE}")
    numbers = [Button(face, "face", f"{job.id}:{face}") for face in faces]
    return (*column(numbers, width=4), (everyone,))


async def choose(host: Host, pressed: Pressed, person: Person) -> None:
    """Order the same with the face whose button was pressed."""
    job_id, _, face = pressed.value.partition(":")
    job = await host.desk.studio.status(JobId(job_id))
    # Of a job whose names were forgotten, nobody is the asker any more.
    if job is None or job.order.chat.person != person.id or not has_agreed(person):
        await host.room.receipt(pressed, texts.chat("choice_gone", pressed.language))
        return
    draft = _draft(job.order, face, pressed)
    known = await _known(host, draft)
    if known is not None and known.state in (JobState.FAILED, JobState.CANCELLED):
        draft = replace(draft, key=f"{draft.key}:{pressed.id}")
        known = await _known(host, draft)
    if known is not None:
        await host.room.receipt(pressed, texts.chat("choice_made", pressed.language))
        return
    wish = await _wish(host, job.order)
    if wish is None:
        await host.room.receipt(pressed, texts.chat("choice_gone", pressed.language))
        return
    await host.room.receipt(pressed)
    await order(host, person, wish, draft)


async def _known(host: Host, draft: JobOrder) -> Job | None:
    """The job of this order, if there was one before this press."""
    return await host.steps.once(draft.key, lambda: host.desk.studio.status(draft.job_id))


def _draft(made: JobOrder, face: str, pressed: Pressed) -> JobOrder:
    """The same order with that face, before its files are stored."""
    # Its key comes from what was pressed: pressed twice, it is the same film.
    details = {key: value for key, value in made.chat.details.items() if key != "album"}
    details |= {**pressed.ref.details, "language": pressed.language}
    return replace(
        made,
        key=f"{made.key}:face:{face}",
        chat=replace(made.chat, details=details, secret=pressed.ref.secret),
        photo=MediaKey(""),
        sound=None,
        options=replace(made.options, face="all" if face == _EVERYONE else int(face)),
    )


async def _wish(host: Host, made: JobOrder) -> Wish | None:
    """Where its files are now: still with us, or with the platform; None when neither has them."""
    photo = await photo_of(host, made)
    sound = made.chat.details.get("sound")
    if photo is None or (made.sound is not None and sound is None):
        return None
    return Wish(
        photo=photo,
        words=made.text or "",
        sound=None if made.sound is None or sound is None else File(kind=Kind.SOUND, id=sound),
    )
