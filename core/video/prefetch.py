"""Prefetches items of an iterator in a background thread."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

_QUEUE_FRAMES = 3
"""Frames in the queue; more would only take memory."""
_POLL_SECONDS = 0.1
"""Seconds between checks of a blocked producer for the end of its consumer."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Item(Generic[T]):
    item: T


@dataclass(frozen=True, slots=True)
class _End:
    """End of the items; `why` is the producer's error, if any."""

    why: BaseException | None = None


@contextmanager
def prefetch(items: Iterator[T]) -> Iterator[Iterator[T]]:
    """Run an iterator in a thread of its own, and yield its items in order.

    numpy, OpenCV and x264 release the global interpreter lock, so the two threads run in parallel.
    An error of the iterator is raised where its items are consumed. At the end of the `with` the
    thread has ended.
    """
    items_ready: queue.Queue[_Item[T] | _End] = queue.Queue(_QUEUE_FRAMES)
    closed = threading.Event()

    def enqueue(thing: _Item[T] | _End) -> None:
        while not closed.is_set():
            try:
                items_ready.put(thing, timeout=_POLL_SECONDS)
            except queue.Full:
                continue
            return

    def produce() -> None:
        try:
            for item in items:
                enqueue(_Item(item))
                if closed.is_set():
                    return
        except BaseException as exc:  # noqa: BLE001 -- raised again in the consumer
            enqueue(_End(exc))
        else:
            enqueue(_End())

    def consume() -> Iterator[T]:
        while isinstance(thing := items_ready.get(), _Item):
            yield thing.item
        if thing.why is not None:
            raise thing.why

    producer = threading.Thread(target=produce, name="prefetch", daemon=True)
    producer.start()
    try:
        yield consume()
    finally:
        closed.set()
        producer.join()
