"""Packages of voices and recognisers, and what lies in the folder of an installed one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from talking_photo.core.errors import DependencyError
from talking_photo.core.packages.download import RemoteFile, sha256_of, unfinished_bytes

DOWNLOADS = ".downloads"
"""The folder for what is being fetched, inside that of the voices."""
LICENCE_SUFFIX = ".licence.json"
"""Of the file beside a voice that was added by its address."""
STYLE_BYTES = 510 * 256 * 4
"""Of a style of Kokoro: a vector of 256 float32 for each number of phonemes, 1 to 510."""
MODEL_FILE = "model.onnx"
BROKEN = ("voice_damaged", "voice_outdated", "voice_half_downloaded")
"""Reasons why a package that somebody added cannot be used."""
_MANIFEST = "package.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedFile:
    """A file of a package, joined of parts that lie in the archives."""

    name: str
    """With its folder inside the package."""
    parts: tuple[tuple[str, str], ...]
    """Name of an archive, and the path in it; an empty path for the fetched file itself."""
    sha256: str | None = None
    """None where the checksum of the archive is all that was published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """What `voices add NAME` fetches."""

    name: str
    title: str
    licence: str
    licence_note: str = ""
    """What one should know before accepting it."""
    version: str
    downloads: tuple[RemoteFile, ...]
    files: tuple[PackedFile, ...]

    @property
    def bytes(self) -> int:
        """How much is fetched."""
        return sum(file.max_bytes for file in self.downloads)


def from_mirror(package: Package, mirror: str) -> Package:
    """Return the package with its files at another server, each by its name.

    Checksums stay, so that the server need not be trusted.
    """
    downloads = tuple(
        replace(file, url=f"{mirror.rstrip('/')}/{file.name}") for file in package.downloads
    )
    return replace(package, downloads=downloads)


def problem_of(package: Package, folder: Path) -> str | None:
    """Return None when a package can be used, else the code of the reason.

    Sizes are compared, not checksums: those are verified when a file is loaded.

    Args:
        package: One that can be added.
        folder: That of all voices.
    """
    place = folder / package.name
    if not place.is_dir():
        begun = any(unfinished_bytes(file, folder / DOWNLOADS) for file in package.downloads)
        return "voice_half_downloaded" if begun else "voice_not_installed"
    manifest = read_manifest(place)
    if manifest is None:
        return "voice_damaged"
    if manifest.version != package.version:
        return "voice_outdated"
    for name, size in manifest.sizes.items():
        try:
            if (place / name).stat().st_size != size:
                return "voice_damaged"
        except OSError:
            return "voice_damaged"
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What lies in the folder of an installed package."""

    version: str
    licence: str
    sizes: Mapping[str, int]
    checksums: Mapping[str, str]
    """SHA-256 of each file."""


def read_manifest(place: Path) -> Manifest | None:
    """Read the description in the folder of a package; None when there is none that is whole."""
    try:
        content = json.loads((place / _MANIFEST).read_text(encoding="utf-8"))
        files = content["files"]
        return Manifest(
            version=str(content["version"]),
            licence=str(content["licence"]),
            sizes={name: int(file["bytes"]) for name, file in files.items()},
            checksums={name: str(file["sha256"]) for name, file in files.items()},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def write_manifest(place: Path, manifest: Manifest) -> None:
    """Write the description into the folder of a package."""
    content = {
        "version": manifest.version,
        "licence": manifest.licence,
        "files": {
            name: {"bytes": size, "sha256": manifest.checksums[name]}
            for name, size in manifest.sizes.items()
        },
    }
    (place / _MANIFEST).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def verified_file(place: Path, name: str, *, voice: str) -> Path:
    """Verify the checksum of a file of an installed package, and return its path.

    Args:
        place: The folder of the package.
        name: Of the file.
        voice: For the error.

    Raises:
        DependencyError: voice_damaged.
    """
    manifest = read_manifest(place)
    expected = None if manifest is None else manifest.checksums.get(name)
    if expected is None or sha256_of(place / name) != expected:
        raise DependencyError("voice_damaged", voice=voice)
    return place / name
