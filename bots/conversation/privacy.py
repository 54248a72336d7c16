"""Access to one's own data: list, export and erase it."""

from __future__ import annotations

import io
import zipfile

from talking_photo.bots import texts
from talking_photo.bots.conversation.context import ChatContext
from talking_photo.bots.conversation.messages import Button, ButtonPress, IncomingMessage
from talking_photo.core.errors import RequestError
from talking_photo.core.jobs.job import Job, Person

_SHOWN = 10
_WORDS = 40
"""Letters of the words of a job that a list has room for."""
_SMALL_BYTES = 900_000
"""Less than any server or proxy on the way refuses by default."""
_SPARE_BYTES = 200_000
"""Left for the archive's own lists: each file has an entry of some hundred bytes at its end."""


async def history(context: ChatContext, incoming: IncomingMessage, person: Person) -> None:
    """List the newest jobs."""
    jobs = await context.shared.job_service.history(person.id, _SHOWN)
    if not jobs:
        await context.say(incoming, "history_none")
        return
    lines = [
        texts.chat("history", incoming.language),
        *(_line(job, incoming.language) for job in jobs),
    ]
    await context.chat_client.say(incoming.ref, "\n".join(lines))


async def export(context: ChatContext, incoming: IncomingMessage, person: Person) -> None:
    """Hand over everything that is known, as one file; where it is refused, without the media."""
    most = incoming.upload_bytes or context.platform.upload_bytes
    try:
        try:
            await _send_archive(context, incoming, person, most)
        except RequestError:
            await _send_archive(context, incoming, person, min(most, _SMALL_BYTES))
    except RequestError as exc:
        await context.explain(incoming, exc)


async def _send_archive(
    context: ChatContext, incoming: IncomingMessage, person: Person, most: int
) -> None:
    archive, left_out = io.BytesIO(), []
    with zipfile.ZipFile(archive, "w") as file:
        async for name, contents in context.shared.people.export(person.id):
            if archive.tell() + len(contents) + _SPARE_BYTES > most:
                left_out.append(f"{name}: {len(contents)} bytes\n")
            else:
                file.writestr(name, contents)
        if left_out:
            file.writestr("too large to be sent here.txt", "".join(left_out))
    text = texts.chat("export", incoming.language)
    await context.chat_client.send_file(
        incoming.ref, "talking-photo-data.zip", archive.getvalue(), text
    )


async def ask_to_delete(context: ChatContext, incoming: IncomingMessage, _person: Person) -> None:
    """Ask before everything is removed."""
    yes = Button(texts.chat("delete_yes", incoming.language), "delete", "yes")
    no = Button(texts.chat("delete_no", incoming.language), "delete", "no")
    await context.say(incoming, "delete_ask", ((yes,), (no,)))


async def delete(context: ChatContext, pressed: ButtonPress, person: Person) -> None:
    """Remove everything, or leave it."""
    await context.chat_client.acknowledge(pressed)
    if pressed.value == "yes":
        await context.shared.people.erase(person.id)
    key = "deleted" if pressed.value == "yes" else "kept"
    await context.chat_client.change(
        pressed.ref, pressed.ref.message, texts.chat(key, pressed.language)
    )


def _line(job: Job, language: str) -> str:
    words = job.request.text or ""
    said = f" · “{words[:_WORDS]}{'…' if len(words) > _WORDS else ''}”" if words else ""
    return (
        f"{texts.date(job.created, language)} · {texts.chat(f'state_{job.state}', language)}{said}"
    )
