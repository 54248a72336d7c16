"""The folder of a batch: the videos under their names, and what was rendered by its key.

A video is rendered into the hidden folder, under its key, and then linked to its name. So a file
of that key is the only record that it was made: no kill can come between the two, no video is
made twice, and rows whose videos are equal share one.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Self, TextIO

from pydantic import TypeAdapter, ValidationError

from talking_photo.core.errors import DISK_FULL, StorageError
from talking_photo.core.model import Video
from talking_photo.core.provenance.credentials import sidecar_of

_HIDDEN = ".talking-photo-batch"
_NAMES = "names.txt"
_LOCK = "lock"
_RECORD = ".json"


class BatchFolder:
    """Where a batch puts its videos; one process at a time may use it."""

    _journal: TextIO
    """The names that were given, one a line."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._rendered = folder / _HIDDEN
        self._own: set[str] = set()

    @classmethod
    @contextlib.contextmanager
    def opened(cls, folder: Path) -> Iterator[Self]:
        """Make the folder if it is not there, and keep other batches out of it.

        Raises:
            StorageError: output_not_writable, batch_running.
        """
        opened = cls(folder)
        with contextlib.ExitStack() as held:
            with _storage_errors():
                opened._rendered.mkdir(parents=True, exist_ok=True)
                lock = held.enter_context((opened._rendered / _LOCK).open("w"))
                names = opened._rendered / _NAMES
                opened._journal = held.enter_context(names.open("a+", encoding="utf-8"))
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as exc:
                raise StorageError("batch_running", folder=str(folder)) from exc
            with _storage_errors():
                opened._own = set(names.read_text(encoding="utf-8").splitlines())
            yield opened

    def target(self, key: str, suffix: str) -> tuple[Path, Path]:
        """Return where to render a video, and where its record goes, which is there before it."""
        target = self._rendered / f"{key}{suffix}"
        return target, target.with_suffix(_RECORD)

    def video(self, key: str, suffix: str) -> Video | None:
        """Return the video of that key, if it was rendered."""
        target, record = self.target(key, suffix)
        try:
            video = TypeAdapter(Video).validate_json(record.read_bytes())
            size = target.stat().st_size
        except (OSError, ValidationError):
            return None
        return replace(video, path=target, bytes=size)

    def publish(self, key: str, name: str) -> None:
        """Give a rendered video its name; a file of an earlier table is replaced.

        Raises:
            StorageError: output_taken, when the name belongs to somebody else's file;
                output_not_writable or disk_full.
        """
        source, target = self._rendered / f"{key}{Path(name).suffix}", self._folder / name
        with _storage_errors():
            if target.exists() and target.samefile(source):
                return
            if name not in self._own:
                if os.path.lexists(target):
                    raise StorageError("output_taken", file=name)
                self._own.add(name)
                self._journal.write(f"{name}\n")
                self._journal.flush()  # before the file is there: it is ours from now on
            sidecar = sidecar_of(source)
            if sidecar.exists():  # before the video, whose name says that all is there
                _link(sidecar, sidecar_of(target))
            _link(source, target)

    def write(self, name: str, text: str) -> Path:
        """Write a text file, whole or not at all.

        Raises:
            StorageError: output_not_writable or disk_full.
        """
        target = self._folder / name
        with _storage_errors():
            part = self._rendered / f"{secrets.token_hex(8)}.part"
            part.write_text(text, encoding="utf-8", newline="")
            part.replace(target)
        return target

    def forget_others(self, keys: set[str]) -> None:
        """Remove the rendered videos of keys that no row has any more."""
        for file in self._rendered.iterdir():
            if file.name not in (_NAMES, _LOCK) and file.stem not in keys:
                with contextlib.suppress(OSError):
                    file.unlink()


def _link(source: Path, target: Path) -> None:
    """Make `target` the same file, or a copy on a file system without links; whole or not."""
    part = source.with_name(f"{secrets.token_hex(8)}.part")
    try:
        os.link(source, part)
    except OSError:
        shutil.copyfile(source, part)
    part.replace(target)


@contextlib.contextmanager
def _storage_errors() -> Iterator[None]:
    """Translate errors of the file system.

    Raises:
        StorageError: output_not_writable or disk_full.
    """
    try:
        yield
    except OSError as exc:
        code = "disk_full" if exc.errno in DISK_FULL else "output_not_writable"
        raise StorageError(code) from exc
