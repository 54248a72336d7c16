"""Locked temporary folders, and the removal of those that a killed process left.

They can hold a photo.

A folder is locked for as long as its process lives. The lock tells a leftover from a folder in use
even in containers, where every process has the same number.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

_NAME = "talking-photo-scratch-"
"""Like nothing that a person would call a folder."""


@contextlib.contextmanager
def scratch(beside: Path | None = None) -> Iterator[Path]:
    """A folder that is gone afterwards, and after a kill with the next `sweep_leftovers`.

    Args:
        beside: A folder in which it is hidden; None for the system's folder for temporary files.

    Raises:
        OSError: It cannot be made there.
    """
    parent, name = _place(beside)
    new = Path(tempfile.mkdtemp(dir=parent))
    lock = os.open(new, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        folder = new.rename(
            parent / f"{name}{new.name}"
        )  # only now can it be taken for a leftover
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(lock)


def sweep_leftovers(beside: Path | None = None) -> int:
    """Remove the folders in that place whose process is dead; returns how many."""
    parent, name = _place(beside)
    swept = 0
    for folder in parent.glob(f"{name}*"):
        with contextlib.suppress(OSError):  # in use, somebody else's, no folder, or gone already
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder)
                swept += 1
            finally:
                os.close(lock)
    return swept


def _place(beside: Path | None) -> tuple[Path, str]:
    return (Path(tempfile.gettempdir()), _NAME) if beside is None else (beside, f".{_NAME}")
