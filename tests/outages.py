"""What the tests of outages on both platforms share."""

from __future__ import annotations

from talking_photo.bots.conversation import updates
from talking_photo.core.errors import StorageError
from talking_photo.core.retry import Backoff

LONGER_THAN_A_CALL = 5
"""A call is tried four times before its update is put off."""
STORES = [
    ("inbox", "add"),
    ("inbox", "handled"),
    ("people", "find"),
    ("deliveries", "find"),
    ("deliveries", "status_is"),
    ("media", "put"),
    ("jobs", "add"),
]
"""What a stored request needs of the database and the media store, in about the order in which it
does."""


def quicken(monkeypatch, *modules):
    """Let all pauses last milliseconds; the modules are those that call a platform."""
    for module in modules:
        monkeypatch.setattr(module, "_BACKOFF", Backoff(first=0.005, longest=0.01, tries=4))
    monkeypatch.setattr(updates, "_FIRST_PAUSE_SECONDS", 0.02)
    monkeypatch.setattr(updates, "_NOTING", Backoff(first=0.02, longest=0.1))


def fail_for_a_while(monkeypatch, store, method, times=3):
    """Let a store be away for so many calls; returns the calls that failed."""
    real, failed = getattr(store, method), []

    async def away(*values, **more):
        if len(failed) < times:
            failed.append(values)
            raise StorageError("database_unreachable", reason="test")
        return await real(*values, **more)

    monkeypatch.setattr(store, method, away)
    return failed
