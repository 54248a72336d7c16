"""Voices that the operator adds by their address: Piper voices, and styles of Kokoro."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit, urlunsplit

from talking_photo.core.errors import DependencyError, SettingsError
from talking_photo.core.packages.download import RemoteFile, download, sha256_of
from talking_photo.core.packages.installation import Progress, exclusive_folder, fetch_all
from talking_photo.core.packages.package import DOWNLOADS, LICENCE_SUFFIX, STYLE_BYTES
from talking_photo.core.settings import VoiceSettings

_MAX_MODEL_BYTES = 300_000_000
"""The largest Piper voice has 114 MB."""
_MAX_DESCRIPTION_BYTES = 2_000_000
_CARD = "MODEL_CARD"
_CARD_LICENCE = re.compile(r"^\W*licen[cs]e\W*(.+)$", re.IGNORECASE | re.MULTILINE)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_STYLE_NAME = re.compile(r"[abefhipz][fm]_[a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceAtUrl:
    """A voice that an address leads to."""

    name: str
    engine: str
    """piper or kokoro."""
    licence: str | None
    """As its model card states it; None when there is none."""
    downloads: tuple[RemoteFile, ...]


async def look_up(url: str, settings: VoiceSettings, *, sha256: str | None = None) -> VoiceAtUrl:
    """Return what an address leads to, with the licence of the model card beside it.

    Args:
        url: Of NAME.onnx, a Piper voice, whose description NAME.onnx.json lies beside it; or of
            NAME.bin, a style of Kokoro.
        settings: With the folders.
        sha256: That the voice must have, where its maker publishes one.

    Raises:
        SettingsError: voice_url_wrong.
        DependencyError: download_unreachable.
        StorageError: disk_full or voice_folder_not_writable.
    """
    parts = urlsplit(url)
    file = PurePosixPath(unquote(parts.path))
    engine = {".onnx": "piper", ".bin": "kokoro"}.get(file.suffix)
    named = _STYLE_NAME if engine == "kokoro" else _NAME
    if parts.scheme not in ("http", "https") or engine is None or not named.fullmatch(file.stem):
        raise SettingsError("voice_url_wrong")
    if sha256 is not None and not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise SettingsError("voice_checksum_wrong")
    if engine == "kokoro":
        files: tuple[RemoteFile, ...] = (
            RemoteFile(url=url, name=file.name, max_bytes=STYLE_BYTES, sha256=sha256),
        )
    else:
        files = (
            RemoteFile(url=url, name=file.name, max_bytes=_MAX_MODEL_BYTES, sha256=sha256),
            RemoteFile(
                url=_beside(url, f"{file.name}.json"),
                name=f"{file.name}.json",
                max_bytes=_MAX_DESCRIPTION_BYTES,
            ),
        )
    return VoiceAtUrl(
        name=file.stem,
        engine=engine,
        licence=await _licence(_beside(url, _CARD), settings.folder),
        downloads=files,
    )


async def add_from_url(
    found: VoiceAtUrl, settings: VoiceSettings, *, progress: Progress
) -> str | None:
    """Fetch a voice and put it where its engine finds it; return the SHA-256 of its model.

    Raises:
        SettingsError: voice_folder_busy, or voice_url_wrong when it is no voice of that kind.
        DependencyError: download_unreachable, download_missing, download_damaged or
            download_too_large.
        StorageError: disk_full or voice_folder_not_writable.
    """
    place = settings.piper_folder if found.engine == "piper" else settings.folder / "styles"
    with exclusive_folder(settings.folder):
        downloads = settings.folder / DOWNLOADS
        downloads.mkdir(exist_ok=True)
        places = await fetch_all(found.downloads, downloads, progress=progress)
        if not await asyncio.to_thread(_is_voice, found, places):
            for path in places.values():
                path.unlink(missing_ok=True)
            raise SettingsError("voice_url_wrong")
        place.mkdir(parents=True, exist_ok=True)
        checksum = sha256_of(places[found.downloads[0].name])
        (place / f"{found.name}{LICENCE_SUFFIX}").write_text(
            json.dumps({"licence": found.licence or "", "sha256": checksum}), encoding="utf-8"
        )
        for file in found.downloads:  # the description last: without it there is no voice
            _move(places[file.name], place / file.name)
    return checksum


def remove_added(stem: str, engine: str, settings: VoiceSettings) -> bool:
    """Delete a voice that was added by its address; False when there is none.

    Args:
        stem: Its file's name without the ending.
        engine: piper or kokoro.
        settings: With the folders.

    Raises:
        SettingsError: voice_folder_busy.
        StorageError: disk_full or voice_folder_not_writable.
    """
    place = settings.piper_folder if engine == "piper" else settings.folder / "styles"
    # The description first: without it there is no voice.
    endings = (".onnx.json", ".onnx") if engine == "piper" else (".bin",)
    with exclusive_folder(settings.folder):
        found = [place / f"{stem}{ending}" for ending in (*endings, LICENCE_SUFFIX)]
        found = [path for path in found if path.is_file()]
        for path in found:
            path.unlink()
    return bool(found)


def _is_voice(found: VoiceAtUrl, places: Mapping[str, Path]) -> bool:
    """Return whether the files are what their names say: a page of HTML comes for many errors."""
    model = places[found.downloads[0].name]
    if found.engine == "kokoro":
        return model.stat().st_size == STYLE_BYTES
    try:
        description = json.loads(places[found.downloads[1].name].read_text(encoding="utf-8"))
        stated = bool(description["language"]["code"]) and description["audio"]["sample_rate"] > 0
    except (OSError, ValueError, KeyError, TypeError):
        return False
    with model.open("rb") as file:
        return stated and file.read(1) == b"\x08"  # ir_version, the first field of every model


def _move(source: Path, target: Path) -> None:
    """Put a file in place by a rename, also from another disk."""
    beside = target.with_name(f".{target.name}.part")
    shutil.move(source, beside)
    beside.replace(target)


def _beside(url: str, name: str) -> str:
    """Return the address of another file in the same folder."""
    parts = urlsplit(url)
    path = f"{parts.path.rpartition('/')[0]}/{name}"
    return urlunsplit(parts._replace(path=path))


def _ignore(_size: int, _total: int) -> None:
    """Show no progress of what is small."""


async def _licence(url: str, folder: Path) -> str | None:
    """Return the licence that a model card states; None without a card or a licence in it.

    Raises:
        DependencyError: download_unreachable.
        StorageError: disk_full or voice_folder_not_writable.
    """
    file = RemoteFile(url=url, name=_CARD, max_bytes=_MAX_DESCRIPTION_BYTES)
    with exclusive_folder(folder):
        downloads = folder / DOWNLOADS
        downloads.mkdir(exist_ok=True)
        try:
            card = await download(file, downloads, received=_ignore)
        except DependencyError as error:
            if error.code == "download_unreachable":
                raise
            return None
        text = card.read_text(encoding="utf-8", errors="replace")
        card.unlink()
    stated = _CARD_LICENCE.search(text)
    return stated[1].strip() if stated else None
