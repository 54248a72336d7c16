"""The faces that somebody saved.

One that was removed is left out, and can be put back for a while.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from dataclasses import replace

from talking_photo.bots.conversation.adapter import AdapterContext
from talking_photo.core.jobs.job import PersonId, StoredPortrait


async def saved_faces(shared: AdapterContext, person: PersonId) -> Sequence[StoredPortrait]:
    """Return the saved faces of someone, by name."""
    return [face for face in await shared.people.portraits(person) if face.until is None]


async def saved_face(shared: AdapterContext, person: PersonId, name: str) -> StoredPortrait | None:
    """Return the face that someone saved by this name."""
    face = await shared.people.portrait(person, name)
    return None if face is None or face.until is not None else face


async def remove_face(shared: AdapterContext, face: StoredPortrait, minutes: float) -> None:
    """Take a face out of the saved ones; its photo is deleted after so many minutes."""
    await shared.people.keep_portrait(replace(face, until=time.time() + minutes * 60))


async def put_back(shared: AdapterContext, person: PersonId, mark: str) -> StoredPortrait | None:
    """Save a removed face again; None when it is deleted already."""
    for face in await shared.people.portraits(person):
        if mark_of(face) == mark and (face.until is None or face.until > time.time()):
            await shared.people.keep_portrait(replace(face, until=None))
            return face
    return None


def mark_of(face: StoredPortrait) -> str:
    """Return what stands for a face in a button, which has no room for long names."""
    return hashlib.sha256((face.name or "").encode()).hexdigest()[:12]
