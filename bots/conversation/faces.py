"""After a video of a photo with several people: who else may say it, as buttons."""

from __future__ import annotations

from dataclasses import replace

from talking_photo.bots import texts
from talking_photo.bots.conversation import remake
from talking_photo.bots.conversation.access import has_agreed
from talking_photo.bots.conversation.context import ChatContext, column
from talking_photo.bots.conversation.limits import FACE_BUTTONS
from talking_photo.bots.conversation.messages import Button, ButtonPress, Rows
from talking_photo.core.jobs.job import Job, Person

_EVERYONE = "all"


def choice(job: Job, language: str) -> Rows:
    """A button for each face, counted from the left, and one for all of them."""
    notes = () if job.video is None else job.video.notes
    count = next((int(note.facts["count"]) for note in notes if note.code == "several_faces"), 0)
    faces = [str(number) for number in range(1, min(count, FACE_BUTTONS) + 1)]
    everyone = Button(texts.chat("everyone", language), "face", f"{job.id}:{_EVERYONE}")
    numbers = [Button(face, "face", f"{job.id}:{face}") for face in faces]
    return (*column(numbers, width=4), (everyone,))


async def choose(context: ChatContext, pressed: ButtonPress, person: Person) -> None:
    """Request the same with the face whose button was pressed."""
    number, _, face = pressed.value.partition(":")
    job = await remake.own_job(context, number, person)
    if job is None or not has_agreed(person):
        await context.chat_client.acknowledge(pressed, texts.chat("choice_gone", pressed.language))
        return
    options = replace(job.request.options, face="all" if face == _EVERYONE else int(face))
    await remake.make(context, pressed, person, job, suffix=f"face:{face}", options=options)
