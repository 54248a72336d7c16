"""Lets one core draw while the other encodes: a thread that stays a few frames ahead."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

_DEPTH = 3
"""Frames that wait; more would only take memory."""
_GLANCE = 0.1
"""Seconds after which a thread that waits for room looks whether it is still wanted."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Made(Generic[T]):
    item: T


@dataclass(frozen=True, slots=True)
class _Over:
    """Nothing more comes; `why` is what went wrong, if anything did."""

    why: BaseException | None = None


@contextmanager
def made_ahead(items: Iterator[T]) -> Iterator[Iterator[T]]:
    """Run an iterator in a thread of its own, and hand out what it makes, in order.

    numpy, OpenCV and x264 all work without Python's lock, so the two threads really run side by side. What the iterator
    raises is raised where its items are taken. At the end of the `with` the thread is gone, however it ended.
    """
    ready: queue.Queue[_Made[T] | _Over] = queue.Queue(_DEPTH)
    unwanted = threading.Event()

    def hand_over(thing: _Made[T] | _Over) -> None:
        while not unwanted.is_set():
            try:
                ready.put(thing, timeout=_GLANCE)
            except queue.Full:
                continue
            return

    def make() -> None:
        try:
            for item in items:
                hand_over(_Made(item))
                if unwanted.is_set():
                    return
        except BaseException as exc:  # noqa: BLE001 -- it is raised again on the other side
            hand_over(_Over(exc))
        else:
            hand_over(_Over())

    def taken() -> Iterator[T]:
        while isinstance(thing := ready.get(), _Made):
            yield thing.item
        if thing.why is not None:
            raise thing.why

    maker = threading.Thread(target=make, name="made-ahead", daemon=True)
    maker.start()
    try:
        yield taken()
    finally:
        unwanted.set()
        maker.join()
