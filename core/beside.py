"""Runs one step of the pipeline in a thread beside the next one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import TypeVar

from talking_photo.core.errors import JobCancelled
from talking_photo.core.progress import Progress

_REPORT_SECONDS = 0.5
"""Seconds between reports while a result is waited for."""

T = TypeVar("T")


@contextmanager
def beside(step: Callable[[Progress], T]) -> Iterator[Callable[[Progress], T]]:
    """Run a step in a thread, and yield a function that waits for its result.

    The function raises the step's error, if any. All reports are made by the thread that waits:
    what the step tells of its progress is kept until then. Where its result is no longer wanted,
    the step ends at its next report; at the end of the `with` the thread has ended.
    """
    abandoned = threading.Event()
    done = 0.0

    def keep(share: float) -> None:
        nonlocal done
        if abandoned.is_set():
            raise JobCancelled
        done = share

    with ThreadPoolExecutor(1, thread_name_prefix="beside") as executor:
        future = executor.submit(step, keep)

        def result(progress: Progress) -> T:
            while not wait([future], _REPORT_SECONDS).done:
                progress(done)
            made = future.result()
            progress(1.0)
            return made

        try:
            yield result
        finally:
            abandoned.set()
