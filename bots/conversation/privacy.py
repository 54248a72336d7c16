"""People's data in their own hands: see it, take it, remove all of it."""

from __future__ import annotations

import io
import zipfile

from talking_photo.bots import texts
from talking_photo.bots.conversation.context import Host
from talking_photo.bots.conversation.messages import Button, Heard, Pressed
from talking_photo.core.jobs.job import Job, Person

_SHOWN = 10
_WORDS = 40
"""Letters of the words of a job that a list has room for."""
_SPARE_BYTES = 200_000
"""Left for the archive's own lists: each file has an entry of some hundred bytes at its end."""


async def history(host: Host, heard: Heard, person: Person) -> None:
    """List the newest jobs."""
    jobs = await host.desk.studio.history(person.id, _SHOWN)
    if not jobs:
        await host.say(heard, "history_none")
        return
    lines = [texts.chat("history", heard.language), *(_line(job, heard.language) for job in jobs)]
    await host.room.say(heard.ref, "\n".join(lines))


async def export(host: Host, heard: Heard, person: Person) -> None:
    """Hand over everything that is known, as one file."""
    archive, left_out = io.BytesIO(), []
    with zipfile.ZipFile(archive, "w") as file:
        async for name, contents in host.desk.studio.export(person.id):
            if archive.tell() + len(contents) + _SPARE_BYTES > host.platform.upload_bytes:
                left_out.append(f"{name}: {len(contents)} bytes\n")
            else:
                file.writestr(name, contents)
        if left_out:
            file.writestr("too large to be sent here.txt", "".join(left_out))
    text = texts.chat("export", heard.language)
    await host.room.hand_over(heard.ref, "talking-photo-data.zip", archive.getvalue(), text)


async def ask_to_delete(host: Host, heard: Heard, _person: Person) -> None:
    """Ask before everything is removed."""
    yes = Button(texts.chat("delete_yes", heard.language), "delete", "yes")
    no = Button(texts.chat("delete_no", heard.language), "delete", "no")
    await host.say(heard, "delete_ask", ((yes,), (no,)))


async def delete(host: Host, pressed: Pressed, person: Person) -> None:
    """Remove everything, or leave it."""
    await host.room.receipt(pressed)
    if pressed.value == "yes":
        await host.desk.studio.erase(person.id)
    key = "deleted" if pressed.value == "yes" else "kept"
    await host.room.change(pressed.ref, pressed.ref.message, texts.chat(key, pressed.language))


def _line(job: Job, language: str) -> str:
    words = job.order.text or ""
    said = f" · “{words[:_WORDS]}{'…' if len(words) > _WORDS else ''}”" if words else ""
    return (
        f"{texts.date(job.created, language)} · {texts.chat(f'state_{job.state}', language)}{said}"
    )
