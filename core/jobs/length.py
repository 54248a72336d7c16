"""How much work a job will be, before it is begun: about the seconds of its video."""

from __future__ import annotations

from talking_photo.core.jobs.job import JobRequest, Queued, QueueHead
from talking_photo.core.speech.duration import estimate_seconds

_UNKNOWN_RECORDING_SECONDS = 10.0
_FIXED_SECONDS = 3.0
"""Reading the photo and finding the face take as long as so many seconds of video."""
FIRST_PACE = 1.0
"""Seconds of work for each second of length, before the first was measured; about that of two
cores."""


def length_of(request: JobRequest) -> float:
    """Return the seconds of video that a job stands for, with a share for what every job needs."""
    if request.story_seconds is not None:
        return _FIXED_SECONDS + request.story_seconds
    if request.sound is not None:
        return _FIXED_SECONDS + (request.sound_seconds or _UNKNOWN_RECORDING_SECONDS)
    return _FIXED_SECONDS + estimate_seconds(request.text or "")


def length_of_video(seconds: float) -> float:
    """Return what `length_of` would have been, had the length of the video been known."""
    return _FIXED_SECONDS + seconds


class QueuePlaces:
    """What the look at the beginning of the queue says about each waiting job.

    Args:
        head: The beginning of the queue.
        pace: Seconds of work for each second of length.
        slots: Videos made at a time.
    """

    def __init__(self, head: QueueHead, pace: float, slots: int) -> None:
        self._pace, self._slots = pace, slots
        self._last = head.waiting[-1].priority if head.waiting else 0
        self._known: dict[str, Queued] = {}
        work = head.running
        for place, job in enumerate(head.waiting, start=1):
            self._known[job.id] = self._event(place, work, job.length)
            work += job.length
        self._work, self._count = work, len(head.waiting)

    def of(self, job: str, priority: int, length: float) -> Queued:
        """Return place and time to go; beyond the beginning of the queue both are estimates."""
        if (known := self._known.get(job)) is not None:
            return known
        beyond = max(priority - self._last, 1)
        mean = self._work / self._count if self._count else length
        return self._event(self._count + beyond, self._work + (beyond - 1) * mean, length)

    def _event(self, place: int, work_before: float, length: float) -> Queued:
        seconds = self._pace * (work_before / self._slots + length)
        return Queued(place=place, seconds=seconds)
