"""Progress reporting of a job; the same call raises when the job is cancelled."""

from __future__ import annotations

from collections.abc import Callable

from talking_photo.core.model import Stage

Progress = Callable[[float], None]
"""Called by a stage with 0..1, at least once a second. Raises JobCancelled when the job must
stop."""

Report = Callable[[Stage, float], None]
"""Called with the stage and the share (0..1) of the whole job that is done."""


def no_progress(_done: float) -> None:
    """Ignore progress."""


def share_of(report: Report, stage: Stage, start: float, end: float) -> Progress:
    """Map a stage's progress to the slice `start`..`end` of the whole job."""

    def progress(done: float) -> None:
        report(stage, start + (end - start) * min(max(done, 0.0), 1.0))

    return progress
