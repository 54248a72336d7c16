"""Videos kept by what they were made of, so that nothing is rendered twice."""

from __future__ import annotations

import contextlib
import hashlib
import json
from dataclasses import asdict, replace
from pathlib import Path

from talking_photo import __version__
from talking_photo.core.errors import DISK_FULL, StorageError
from talking_photo.core.intake.files import read_input
from talking_photo.core.model import Video
from talking_photo.core.progress import Report
from talking_photo.core.request import SpeakRequest
from talking_photo.core.settings import Settings, VoiceSettings
from talking_photo.core.workers.protocol import decode_outcome, encode_line, encode_outcome
from talking_photo.core.workers.render_pool import RenderPool

_RECORD = ".json"
_SUFFIXES = (".mp4", ".webm", ".c2pa", _RECORD, ".part")
"""Of the files in the folder."""


class RenderCache:
    """A folder of rendered videos, each named after a digest of its request.

    The digest covers the contents of photo and sound, the words, the options, the settings that
    a video depends on, the installed voices and the version of this program.

    Args:
        folder: Made if it is not there.
        settings: The operator's.

    Raises:
        StorageError: output_not_writable.
    """

    def __init__(self, folder: Path, settings: Settings) -> None:
        self._folder = folder
        self._settings = settings
        self._used: set[str] = set()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as exc:
            raise StorageError("output_not_writable") from exc

    def name(self, request: SpeakRequest) -> str:
        """Return the digest of a request.

        Raises:
            TalkingPhotoError: A file of the request cannot be read.
        """
        settings = self._settings
        photo = read_input(request.photo, settings.photo.max_bytes, "photo")
        sound = b""
        if request.sound is not None:
            sound = read_input(request.sound, settings.sound.max_bytes, "sound")
        facts = {
            **asdict(request),
            "photo": hashlib.sha256(photo).hexdigest(),
            "sound": hashlib.sha256(sound).hexdigest(),
            "version": __version__,
            "max_side": settings.render.max_side,
            "video": settings.video.model_dump(mode="json"),
            "voice": settings.voice.model_dump(mode="json"),
            "voices": _installed(settings.voice),
            "dictionary": settings.dictionary,
        }
        text = json.dumps(facts, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    def find(self, name: str) -> Video | None:
        """Return the video of this name, if it was rendered before; it is kept."""
        self._used.add(name)
        try:
            outcome = decode_outcome(json.loads(self._record(name).read_bytes()))
        except (OSError, ValueError):  # not there, or damaged: it is rendered again
            return None
        if not isinstance(outcome, Video):
            return None
        file = self._folder / f"{name}{outcome.path.suffix}"
        try:
            whole = file.stat().st_size == outcome.bytes
        except OSError:
            return None
        return replace(outcome, path=file) if whole else None

    async def render(
        self,
        pool: RenderPool,
        name: str,
        request: SpeakRequest,
        on_progress: Report,
        *,
        work: str | None = None,
    ) -> Video:
        """Render the video of this request in the pool, and keep it under its name.

        Raises:
            TalkingPhotoError: See `RenderPool.render`.
            StorageError: output_not_writable or disk_full.
        """
        self._used.add(name)
        target = self._folder / f"{name}{request.options.background.suffix}"
        video = await pool.render_video(request, target, work=work, on_progress=on_progress)
        record = self._record(name)
        part = record.with_suffix(".part")
        try:
            part.write_bytes(encode_line(encode_outcome(video)))
            part.replace(record)
        except OSError as exc:
            code = "disk_full" if exc.errno in DISK_FULL else "output_not_writable"
            raise StorageError(code) from exc
        return video

    def remove_unused(self) -> None:
        """Remove the videos that were neither found nor rendered since this was built."""
        for file in self._folder.iterdir():
            if file.stem not in self._used and file.suffix in _SUFFIXES:
                with contextlib.suppress(OSError):
                    file.unlink()

    def _record(self, name: str) -> Path:
        return self._folder / f"{name}{_RECORD}"


def files_of(folder: Path, name: str, suffix: str | None = None) -> list[Path]:
    """Return the files of one video in a folder of a cache, the record last.

    Args:
        folder: The cache's.
        name: As `RenderCache.name` gives it.
        suffix: Of a video that may not be there; None returns the files that are.
    """
    record = folder / f"{name}{_RECORD}"
    if suffix is not None:
        return [record.with_suffix(suffix), record]
    return [*sorted(file for file in folder.glob(f"{name}.*") if file != record), record]


def _installed(settings: VoiceSettings) -> list[tuple[str, int, int]]:
    """Return names, sizes and times of the files of all voices."""
    folders = (settings.folder, settings.piper_folder)
    return sorted(
        (str(file), about.st_size, about.st_mtime_ns)
        for folder in folders
        for file in folder.rglob("*")
        if file.is_file() and (about := file.stat())
    )
