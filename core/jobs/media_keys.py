"""Where each file lies in the media store: everything of one person in one folder."""

from __future__ import annotations

import hashlib

from talking_photo.core.jobs.job import JobId, MediaKey, PersonId

_SHARED = "shared/"
_VIDEO_FOLDERS = (["videos"], ["clips"])
"""The second is that of earlier versions."""


def input_key(person: PersonId, contents: bytes, purpose: str) -> MediaKey:
    """The place of a photo or a recording; stored again for the same purpose, it is there once.

    Another job with the same photo has a copy of its own: it cannot be deleted with that of a job
    that is just over.
    """
    digest = hashlib.sha256(purpose.encode() + b"\0" + contents).hexdigest()
    return MediaKey(f"{folder_of(person)}inputs/{digest[:40]}")


def video_key(person: PersonId, job: JobId, suffix: str = ".mp4") -> MediaKey:
    """The place of a job's video; a job that is rendered again replaces it."""
    return MediaKey(f"{folder_of(person)}videos/{job}{suffix}")


def faces_key(person: PersonId, job: JobId) -> MediaKey:
    """The place of a job's photo with numbered faces."""
    return MediaKey(f"{folder_of(person)}faces/{job}.png")


def scene_key(person: PersonId, name: str) -> MediaKey:
    """Return the place of a scene, which is kept for the next version of its story."""
    return MediaKey(f"{scenes_folder(person)}{name}")


def scenes_folder(person: PersonId) -> str:
    """Return the beginning of the keys of all scenes of someone."""
    return f"{folder_of(person)}scenes/"


def is_scene(key: MediaKey) -> bool:
    """Return whether a file belongs to a scene."""
    return key.split("/")[-2:-1] == ["scenes"]


def shared_key(name: str) -> MediaKey:
    """Return the place of a file that belongs to nobody and is kept for all."""
    return MediaKey(f"{_SHARED}{name}")


def is_shared(key: MediaKey) -> bool:
    """Return whether a file belongs to nobody."""
    return key.startswith(_SHARED)


def folder_of(person: PersonId) -> str:
    """The beginning of all keys of someone, with a slash at its end. Says not who."""
    return f"people/{hashlib.sha256(person.encode()).hexdigest()[:32]}/"


def job_of_video(key: MediaKey) -> JobId | None:
    """Return the job whose video lies there; None when it is no video's place."""
    *folders, name = key.split("/")
    return JobId(name.partition(".")[0]) if folders[-1:] in _VIDEO_FOLDERS else None


def job_of_faces(key: MediaKey) -> JobId | None:
    """Whose numbered faces lie there; None when it is no place of such a picture."""
    *folders, name = key.split("/")
    return JobId(name.removesuffix(".png")) if folders[-1:] == ["faces"] else None
