"""How a job tells how far it is. The same call is where it learns that it must stop."""

from __future__ import annotations

from collections.abc import Callable

from talking_photo.core.model import Stage

Progress = Callable[[float], None]
"""A stage calls this with 0..1, at least once a second. It raises JobCancelled when the job must stop."""

Report = Callable[[Stage, float], None]
"""Receives the stage and the share (0..1) of the whole job that is done."""


def no_progress(_done: float) -> None:
    """Ignore progress."""


def share_of(report: Report, stage: Stage, start: float, end: float) -> Progress:
    """Let a stage fill the slice `start`..`end` of the whole job."""

    def progress(done: float) -> None:
        report(stage, start + (end - start) * min(max(done, 0.0), 1.0))

    return progress
