"""Photos, recordings and videos as files: in a local folder, or in S3 and what speaks like it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from talking_photo.core.errors import SettingsError, StorageError
from talking_photo.core.jobs.job import MediaKey
from talking_photo.core.jobs.ports import StoredFile

_PIECE_BYTES = 4 * 1024 * 1024
_CALL_SECONDS = timedelta(seconds=10)
"""After which a call to S3 is given up: whoever calls tries again. The library by itself goes on
for minutes."""
_FILE_MODE, _FOLDER_MODE = 0o600, 0o700


class ObjectMediaStore:
    """Fulfils `talking_photo.core.jobs.ports.MediaStore`.

    Args:
        url: A folder, which is made, or `s3://bucket/prefix`; access keys, region and endpoint are
            then taken from the usual variables, such as AWS_ACCESS_KEY_ID and AWS_ENDPOINT_URL.
        on_error: Called for each access that fails, other than for a file that is not there.

    Raises:
        SettingsError: media_url_wrong.
        StorageError: media_unreachable.
    """

    def __init__(self, url: str, on_error: Callable[[], None] = lambda: None) -> None:
        from obstore.exceptions import BaseError
        from obstore.store import LocalStore, from_url

        self._on_error = on_error
        self.folder: Path | None = None
        """Where the files lie, if that is a folder of this machine."""
        try:
            if "://" in url and not url.startswith("file://"):
                self._store: Any = from_url(
                    url, retry_config={"max_retries": 2, "retry_timeout": _CALL_SECONDS}
                )
            else:
                self.folder = Path(url.removeprefix("file://")).absolute()
                _make_private(self.folder)
                self._store = LocalStore(self.folder, automatic_cleanup=True, mkdir=True)
        except OSError as exc:
            raise StorageError("media_unreachable", reason=type(exc).__name__) from exc
        except (BaseError, ValueError) as exc:
            raise SettingsError("media_url_wrong") from exc

    async def put(self, key: MediaKey, contents: bytes | Path) -> None:
        """Store a file, whole or not at all."""
        import obstore

        with self._translated():
            if self.folder is not None:
                await asyncio.to_thread(_make_private_folders, self.folder, key)
            await obstore.put_async(self._store, key, contents)
            if self.folder is not None:
                await asyncio.to_thread((self.folder / key).chmod, _FILE_MODE)

    async def get(self, key: MediaKey) -> bytes:
        """Read a file."""
        import obstore

        with self._translated():
            answer = await obstore.get_async(self._store, key)
            return bytes(await answer.bytes_async())

    async def get_part(self, key: MediaKey, start: int, length: int) -> bytes:
        """Read some bytes of a file."""
        import obstore

        with self._translated():
            part = await obstore.get_range_async(self._store, key, start=start, length=length)
            return bytes(part)

    async def fetch(self, key: MediaKey, target: Path) -> None:
        """Copy a file to the local disk, piece by piece."""
        import obstore

        with self._translated(), target.open("wb") as file:
            answer = await obstore.get_async(self._store, key)
            async for piece in answer.stream(min_chunk_size=_PIECE_BYTES):
                file.write(piece)

    async def has(self, key: MediaKey) -> bool:
        """Return whether there is such a file.

        Raises:
            StorageError: media_unreachable.
        """
        import obstore

        try:
            with self._translated():
                await obstore.head_async(self._store, key)
        except StorageError as exc:
            if exc.code == "media_missing":
                return False
            raise
        return True

    async def remove(self, key: MediaKey) -> None:
        """Delete a file; none there is fine."""
        await self._remove([key])

    async def remove_all(self, prefix: str) -> None:
        """Delete every file below a folder."""
        import obstore

        with self._translated():
            async for entries in obstore.list(self._store, prefix.rstrip("/")):
                await self._remove([MediaKey(entry["path"]) for entry in entries])

    async def bytes_below(self, prefix: str) -> int:
        """Return how many bytes the files of a folder have."""
        import obstore

        total = 0
        with self._translated():
            async for entries in obstore.list(self._store, prefix.rstrip("/")):
                total += sum(entry["size"] for entry in entries)
        return total

    async def page(self, after: str, least: int) -> Sequence[StoredFile]:
        """Return the next files behind a key."""
        import obstore

        with self._translated():
            if self.folder is not None:
                return await asyncio.to_thread(_page_of_folder, self.folder, after, least)
            found: list[StoredFile] = []
            async for entries in obstore.list(self._store, offset=after or None):
                found += [
                    StoredFile(
                        key=MediaKey(entry["path"]), stored=entry["last_modified"].timestamp()
                    )
                    for entry in entries
                    if entry["path"] > after  # not every server heeds the offset
                ]
                if len(found) >= least:
                    break
            return found

    async def _remove(self, keys: list[MediaKey]) -> None:
        import obstore

        for key in keys:  # one by one: of many, the first that is missing would end it
            try:
                with self._translated():
                    await obstore.delete_async(self._store, key)
            except StorageError as exc:
                if exc.code != "media_missing":
                    raise

    @contextmanager
    def _translated(self) -> Iterator[None]:
        from obstore.exceptions import BaseError, NotFoundError

        try:
            yield
        except (NotFoundError, FileNotFoundError) as exc:
            raise StorageError("media_missing") from exc
        except (BaseError, OSError) as exc:
            self._on_error()
            raise StorageError("media_unreachable", reason=type(exc).__name__) from exc


def _make_private(folder: Path) -> None:
    """Make a folder that nobody else may enter, or close it.

    What somebody else owns is left as it is.
    """
    folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
    with contextlib.suppress(PermissionError):
        folder.chmod(_FOLDER_MODE)


def _make_private_folders(root: Path, key: str) -> None:
    *names, _ = key.split("/")
    if not {"..", "."} & set(names):  # obstore refuses such a key
        for depth in range(1, len(names) + 1):
            root.joinpath(*names[:depth]).mkdir(mode=_FOLDER_MODE, exist_ok=True)


def _page_of_folder(root: Path, after: str, least: int) -> list[StoredFile]:
    """Return the files of the next folders below that of all people, each folder whole."""
    found: list[StoredFile] = []
    last = "/".join(after.split("/")[:2])
    folders = (
        f"{top.name}/{one.name}" for top in root.iterdir() if top.is_dir() for one in top.iterdir()
    )
    for folder in sorted(name for name in folders if name > last):
        for path in sorted((root / folder).rglob("*")):
            with contextlib.suppress(FileNotFoundError):  # removed in this moment
                if path.is_file():
                    key = MediaKey(path.relative_to(root).as_posix())
                    found.append(StoredFile(key=key, stored=path.stat().st_mtime))
        if len(found) >= least:
            break
    return found
