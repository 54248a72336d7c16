"""People's data in their own hands: see it, take it, remove all of it."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

from talking_photo.bots import texts
from talking_photo.bots.conversation.context import Host
from talking_photo.bots.conversation.messages import Button, Heard, Pressed
from talking_photo.core.errors import StorageError
from talking_photo.core.jobs.job import Job, Person

_SHOWN = 10
_WORDS = 40
"""Letters of the words of a job that a list has room for."""
_ENTRY_BYTES = 1000
"""What a file in an archive takes beyond its contents, at most."""


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
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("data.json", await host.desk.studio.export(person.id))
        room = host.platform.upload_bytes - archive.tell()
        saved = await host.desk.portraits.of_person(person.id)
        for number, portrait in enumerate(saved, 1):
            try:
                photo = await host.desk.media.get(portrait.photo)
            except StorageError:  # swept away in this moment
                continue
            room -= len(photo) + _ENTRY_BYTES
            if room > 0:
                file.writestr(f"portraits/{number:02}", photo)
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
    when = datetime.fromtimestamp(job.created, UTC).strftime("%Y-%m-%d %H:%M")
    words = job.order.text or ""
    said = f" · “{words[:_WORDS]}{'…' if len(words) > _WORDS else ''}”" if words else ""
    return f"{when} UTC · {texts.chat(f'state_{job.state}', language)}{said}"
