"""Whether this process can do its work.

Database and media writable, room on the disk, platforms connected.
"""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from talking_photo.bots.conversation.connection import Connection
from talking_photo.core.errors import Fact, StorageError, TalkingPhotoError
from talking_photo.core.jobs.job import MediaKey
from talking_photo.core.jobs.ports import MediaStore

_log = logging.getLogger(__name__)

_KEEP_SECONDS = 3.0
"""A result counts for so long, however often it is asked for."""
_PROBE_KEY = MediaKey("health-probe")
"""The same for all processes, so that a killed one leaves a single file, and beside the folders,
which come and go."""
_PATIENCE_SECONDS = 2.0
"""What takes longer is reported as slow; it goes on in the background, once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What was found."""

    problem: str | None = None
    """The code of what is wrong; None when nothing is."""
    facts: Mapping[str, Fact] = field(default_factory=dict)


class Probe:
    """Runs one check, never twice at a time, and remembers its result for some seconds.

    Args:
        check: Raises a TalkingPhotoError when something is wrong; returns facts.
    """

    def __init__(self, check: Callable[[], Awaitable[Mapping[str, Fact]]]) -> None:
        self._check = check
        self._running: asyncio.Task[Check] | None = None
        self._ended = float("-inf")
        self._last = Check()

    async def result(self) -> Check:
        """Return what is true now, or was true a few seconds ago."""
        now = asyncio.get_running_loop().time()
        if self._running is None:
            if now - self._ended < _KEEP_SECONDS:
                return self._last
            self._running = asyncio.create_task(self._run(), name="health probe")
        done, _ = await asyncio.wait({self._running}, timeout=_PATIENCE_SECONDS)
        return self._last if done else Check(problem="no_answer")

    def close(self) -> None:
        """Stop what runs."""
        if self._running is not None:
            self._running.cancel()

    async def _run(self) -> Check:
        try:
            self._last = Check(facts=await self._check())
        except TalkingPhotoError as exc:
            self._last = Check(problem=exc.code, facts=exc.facts)
        except Exception:  # noqa: BLE001 - a check that fails must not pass for a good one
            _log.exception("health check failed")
            self._last = Check(problem="unexpected")
        finally:
            self._ended = asyncio.get_running_loop().time()
            self._running = None
        return self._last


class Health:
    """Looks at everything that this process depends on.

    Args:
        write_row: Writes a row into the database and deletes it again.
        media: A small file is written and deleted again.
        folders: Where the local files lie, whose disks need room.
        min_free_bytes: Less room than this is a fault.
    """

    def __init__(
        self,
        *,
        write_row: Callable[[], Awaitable[None]],
        media: MediaStore,
        folders: Collection[Path],
        min_free_bytes: int,
    ) -> None:
        self._folders = folders
        self._min_free_bytes = min_free_bytes
        self._media = media
        self._write_row = write_row
        self._probes = {
            "database": Probe(self._database_writable),
            "media": Probe(self._media_writable),
            "disk": Probe(self._room_on_disk),
        }
        self.connections: list[Connection] = []
        """Of the platforms that this process speaks for."""

    async def checks(self) -> Mapping[str, Check]:
        """Return what was found, by what was looked at.

        `database`, `media`, `disk`, and each platform.
        """
        found = await asyncio.gather(*(probe.result() for probe in self._probes.values()))
        return dict(zip(self._probes, found, strict=True)) | {
            connection.platform: _check_of(connection) for connection in self.connections
        }

    def close(self) -> None:
        """Stop looking."""
        for probe in self._probes.values():
            probe.close()

    async def _database_writable(self) -> Mapping[str, Fact]:
        await self._write_row()
        return {}

    async def _media_writable(self) -> Mapping[str, Fact]:
        await self._media.put(_PROBE_KEY, b"health")
        await self._media.remove(_PROBE_KEY)
        return {}

    async def _room_on_disk(self) -> Mapping[str, Fact]:
        free, folder = await asyncio.to_thread(_least_free, self._folders)
        least = self._min_free_bytes
        if free < least:
            raise StorageError(
                "disk_low", free_bytes=free, min_free_bytes=least, folder=str(folder)
            )
        return {"free_bytes": free, "min_free_bytes": least}


def _least_free(folders: Iterable[Path]) -> tuple[int, Path]:
    """Return the free bytes of the fullest disk, and the folder that lies on it.

    Raises:
        StorageError: folder_missing.
    """
    try:
        return min((shutil.disk_usage(folder).free, folder) for folder in folders)
    except OSError as exc:
        raise StorageError("folder_missing", folder=str(exc.filename)) from exc


def _check_of(connection: Connection) -> Check:
    fault = connection.fault
    if fault is None:
        return Check()
    return Check(problem=fault.problem, facts={"seconds": round(fault.seconds, 1)})
