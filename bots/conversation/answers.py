"""What is said of a job that is over, the same on every platform."""

from __future__ import annotations

from talking_photo.bots import texts
from talking_photo.core.jobs.job import Failure, Job
from talking_photo.core.model import Video

_SEVERAL = 2


def language_of(job: Job) -> str:
    """The language in which the asker is spoken to."""
    return texts.language_of(job.request.chat.details.get("language"))


def success_text(job: Job, video: Video) -> str:
    """That a machine made it, and what the asker should know of it."""
    language = language_of(job)
    notes = [texts.sentence(note.code, note.facts, language) for note in video.notes]
    assumed = assumed_kind(job, video)
    said = [] if assumed is None else [texts.chat(f"used_{assumed}", language)]
    return "\n".join([texts.chat("made_by_ai", language), *said, *notes])


def assumed_kind(job: Job, video: Video) -> str | None:
    """Return the kind of voice that spoke although the asker had never chosen one.

    None also where there is no other to choose.
    """
    spoken_by = video.spoken_by
    if spoken_by is None or spoken_by.kind is None or len(spoken_by.kinds) < _SEVERAL:
        return None
    chosen = job.request.options.voice_for(spoken_by.language)
    return spoken_by.kind if chosen is None else None


def failure_text(job: Job, failure: Failure) -> str:
    """Why there is no video."""
    language = language_of(job)
    if texts.is_for_askers(failure.code):
        return texts.sentence(failure.code, failure.facts, language)
    return texts.chat("fault", language, number=job.id)
