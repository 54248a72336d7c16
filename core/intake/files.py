"""Files that a request names are opened here.

Ordinary ones only, and never more of them than is taken.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Literal

from talking_photo.core.errors import RequestError, StorageError


def read_input(path: Path, max_bytes: int, kind: Literal["photo", "sound"]) -> bytes:
    """Return the contents of a file that somebody named.

    Args:
        path: Anything; pipes, devices and folders are refused without waiting for them.
        max_bytes: More is refused before it is read.
        kind: What it should hold.

    Raises:
        RequestError: photo_too_big or sound_too_big.
        StorageError: file_unreadable or file_not_ordinary.
    """
    try:
        # A pipe without a writer would block in open(), a device may do anything.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            about = os.fstat(descriptor)
            if not stat.S_ISREG(about.st_mode):
                raise StorageError("file_not_ordinary", file=path.name)
            if about.st_size > max_bytes:
                code = "photo_too_big" if kind == "photo" else "sound_too_big"
                raise RequestError(code, bytes=about.st_size, max_bytes=max_bytes)
            # Files of /proc are of size 0 and may never end; one that grows meanwhile is cut.
            with open(descriptor, "rb", closefd=False) as file:
                return file.read(about.st_size)
        finally:
            os.close(descriptor)
    except OSError as exc:
        raise StorageError("file_unreadable", file=path.name) from exc
