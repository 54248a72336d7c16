"""A render process: it applies its sandbox, warms up, and does one job after another.

Started by `render_pool` with `-m`.

Both sides send one JSON object a line over a socket pair; an empty line asks whether this process
is ready. What comes back from here was made while the bytes of strangers were decoded, so that the
other side reads plain values only; nothing here can make it unpickle an object.
"""

from __future__ import annotations

import faulthandler
import json
import os
import pkgutil
import signal
import socket
import sys
import tempfile
import traceback
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol, TypeVar

from pydantic import TypeAdapter

from talking_photo.core.errors import (
    DISK_FULL,
    DependencyError,
    JobCancelled,
    RenderError,
    RequestError,
    StorageError,
    TalkingPhotoError,
)
from talking_photo.core.workers import kernel
from talking_photo.core.workers.sandbox import Allowance, SandboxLimits, apply_sandbox

if TYPE_CHECKING:
    from talking_photo.core.intake.story import StoryRequest
    from talking_photo.core.model import RenderedFile, Stage
    from talking_photo.core.progress import Report
    from talking_photo.core.request import SpeakRequest
    from talking_photo.core.settings import PhotoLimits, Settings
    from talking_photo.core.workers.protocol import Outcome, Task


Asked_contra = TypeVar("Asked_contra", contravariant=True)


class Work(Protocol[Asked_contra]):
    """What a child does, such as `core.pipeline.make_video`.

    A function of a module, found there by name.
    """

    def __call__(
        self,
        request: Asked_contra,
        target: Path,
        settings: Settings,
        report: Report,
        companion: Path | None = None,
        /,
    ) -> RenderedFile:
        """Write a file to `target` and, when asked, a second one to `companion`.

        Each work names its own fifth parameter by what it writes there.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """The first line that a child gets."""

    limits: SandboxLimits
    warm: str | None = None
    """`module:function` that imports the heavy libraries and loads the models."""


_READING_CPU_SECONDS = 20
"""For decoding photo and recording, where the largest that is taken needs 6 s. Longer only takes
what was made to."""
_READING_BYTES = 512 * 1024 * 1024
_READING_BYTES_PER_PIXEL = 16
"""Address space for the same, above that of the warm child."""
_CORES = 2
"""Threads of a job that compute at the same time: one draws, one encodes."""


def main() -> None:
    """Serve the pool whose socket has the number given as the first argument; ends with it."""
    connection = socket.socket(fileno=int(sys.argv[1]))
    faulthandler.enable()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    kernel.die_with_parent()
    lines = connection.makefile("rb")
    start = TypeAdapter(Start).validate_json(lines.readline())
    confinement = apply_sandbox(start.limits)
    if start.warm is not None:
        pkgutil.resolve_name(start.warm)()
    # After the sandbox, for NumPy and all below it come with the values of a request.
    from talking_photo.core.workers import protocol

    for line in lines:
        if line == b"\n":
            connection.sendall(protocol.encode_line({"ready": asdict(confinement)}))
            continue
        os.ftruncate(2, 0)  # what the job before has printed
        outcome = _run(protocol.decode_task(line), connection, lines)
        connection.sendall(protocol.encode_line(protocol.encode_outcome(outcome)))


def _run(task: Task, connection: socket.socket, lines: BinaryIO) -> Outcome:
    """Do one job; errors are returned, not raised."""
    # Made beforehand: when it is needed there may be no memory left for it.
    out_of_memory = RenderError("render_out_of_memory")
    too_costly = RequestError("input_too_costly")
    tempfile.tempdir = str(task.target.parent)
    from talking_photo.core.workers.deadline import deadline_seconds

    deadline = deadline_seconds(task.request, task.settings)
    allowance = allowance_for(task.settings.photo, cpu_seconds=round(_CORES * deadline))
    try:
        do: Work[SpeakRequest | StoryRequest] = pkgutil.resolve_name(task.work)
        allowance.begin()
        report = _reporter(connection, allowance)
        made = do(task.request, task.target, task.settings, report, task.companion)
        return _signed(made, task, connection, lines)
    except MemoryError:
        return too_costly if allowance.reading else out_of_memory
    except Exception as exc:  # noqa: BLE001 - whatever it is, it ends this job only
        return _error_of(exc)
    finally:
        allowance.end()


def _signed(
    made: RenderedFile, task: Task, connection: socket.socket, lines: BinaryIO
) -> RenderedFile:
    """Sign a video with the pool's key, which never comes here.

    Raises:
        RenderError: signing_failed.
        JobCancelled: The pool is gone.
    """
    from talking_photo.core.model import Video
    from talking_photo.core.workers.signing import sign_made_video

    if not isinstance(made, Video) or made.speech_source is None:
        return made
    if not task.settings.provenance.credentials:
        return made

    def ask(message: Mapping[str, str]) -> dict[str, str]:
        try:
            connection.sendall(json.dumps(message).encode() + b"\n")
            answer: dict[str, str] = json.loads(lines.readline())
        except (OSError, ValueError) as exc:
            raise JobCancelled from exc
        return answer

    patience = task.settings.provenance.timestamp_seconds
    return sign_made_video(made, task.request, ask, patience)


def _error_of(exc: Exception) -> TalkingPhotoError | JobCancelled:
    """Return what the pool gets to know of an exception, and print the rest."""
    if isinstance(exc, RequestError | JobCancelled):
        return exc
    _print_frames(exc)
    if isinstance(exc, TalkingPhotoError):
        return exc
    if isinstance(exc, ImportError):
        return DependencyError("library_unusable", problem=str(exc))
    if isinstance(exc, OSError) and exc.errno in DISK_FULL:
        return StorageError("disk_full")
    return RenderError("render_crashed", reason=type(exc).__name__)


def allowance_for(photo: PhotoLimits, *, cpu_seconds: int) -> Allowance:
    """Return what a job may use, given the photos that are taken."""
    pixels = photo.max_megapixels * 1e6
    return Allowance(
        cpu_seconds=cpu_seconds,
        reading_cpu_seconds=_READING_CPU_SECONDS,
        reading_bytes=_READING_BYTES + round(_READING_BYTES_PER_PIXEL * pixels),
    )


def _reporter(connection: socket.socket, allowance: Allowance) -> Report:
    def report(stage: Stage, done: float) -> None:
        allowance.rendering()
        try:
            connection.sendall(json.dumps({"stage": stage, "done": done}).encode() + b"\n")
        except OSError as exc:
            raise JobCancelled from exc

    return report


def _print_frames(exc: Exception) -> None:
    """Print where it happened, without the message: that may hold the words of a user."""
    while True:
        traceback.print_tb(exc.__traceback__)
        print(type(exc).__name__, file=sys.stderr, flush=True)  # noqa: T201 - into the child's log
        if not isinstance(exc.__cause__, Exception):
            return
        exc = exc.__cause__


if __name__ == "__main__":
    main()
