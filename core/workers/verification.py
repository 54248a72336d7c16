"""Verification of a file that anybody may have made, in a confined process of its own."""

from __future__ import annotations

import asyncio
import logging
import stat
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from talking_photo.core.errors import StorageError
from talking_photo.core.provenance.authority import Trust, trusted_certificates
from talking_photo.core.provenance.credentials import sidecar_of
from talking_photo.core.provenance.verdict import Verdict, Verification
from talking_photo.core.settings import Settings
from talking_photo.core.workers.confined import ask_process
from talking_photo.core.workers.sandbox import SandboxLimits
from talking_photo.core.workers.temporary import scratch

MAX_BYTES = 2_000_000_000
_CHILD = "talking_photo.core.workers.verification_child"
_MEMORY_BYTES = 2 * 1024**3
_SECONDS = 60.0
_MAX_ANSWER_BYTES = 100_000

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What the process is given."""

    file: Path
    sidecar: Path
    """Where the credentials of a WebM are, if there are any."""
    trust: Trust
    limits: SandboxLimits
    cpu_seconds: int


async def verify_file(file: Path, settings: Settings) -> Verification:
    """Say what the marks of a file show; whatever is in it, there is a verdict.

    Raises:
        StorageError: file_unreadable, file_not_ordinary, provenance_damaged or
            provenance_unreadable.
        SettingsError: certificate_unusable.
    """
    file, size = await asyncio.to_thread(_look_at, file)
    if size > MAX_BYTES:
        return Verification(verdict=Verdict.UNCHECKED)
    if size == 0:
        return Verification(verdict=Verdict.NONE)
    trust = await asyncio.to_thread(trusted_certificates, settings)
    sidecar = sidecar_of(file)
    with scratch() as folder:
        limits = SandboxLimits(
            folder=folder,
            readable=(file, sidecar),
            memory_bytes=_MEMORY_BYTES,
            confined=settings.render.sandbox,
        )
        question = Question(
            file=file,
            sidecar=sidecar,
            trust=trust,
            limits=limits,
            cpu_seconds=round(_SECONDS),
        )
        answer = await ask_process(
            _CHILD,
            TypeAdapter(Question).dump_json(question),
            seconds=_SECONDS,
            max_bytes=_MAX_ANSWER_BYTES,
        )
    try:
        return TypeAdapter(Verification).validate_json(answer)
    except ValidationError:
        _log.warning("a file could not be verified")
        return Verification(verdict=Verdict.UNCHECKED)


def _look_at(file: Path) -> tuple[Path, int]:
    """Return where the file really is, and its size.

    Raises:
        StorageError: file_unreadable or file_not_ordinary.
    """
    try:
        file = file.resolve(strict=True)
        about = file.stat()
        if stat.S_ISREG(about.st_mode):
            file.open("rb").close()
    except OSError as exc:
        raise StorageError("file_unreadable", file=str(file)) from exc
    if not stat.S_ISREG(about.st_mode):  # a pipe would be waited for
        raise StorageError("file_not_ordinary", file=str(file))
    return file, about.st_size
