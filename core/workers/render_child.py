"""What runs inside a render child: it locks itself in, warms up, and does one job after another.

Nothing heavy is imported at the top: a spawned child loads this module before it has dropped its
environment and set its thread counts, and numpy reads those when it is loaded.
"""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import multiprocessing
import os
import pkgutil
import resource
import signal
import socket
import sys
import tempfile
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from talking_photo.core.errors import (
    DependencyError,
    JobCancelled,
    RenderError,
    RequestError,
    TalkingPhotoError,
)

if TYPE_CHECKING:
    from talking_photo.core.model import Stage, Video
    from talking_photo.core.progress import Report
    from talking_photo.core.request import SpeakRequest
    from talking_photo.core.settings import Settings

_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_OOM_SCORE = "500"
"""Of 1000: far before any process that was left as it is (proc(5))."""

_KEPT_VARIABLES = {
    "PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "PYTHONPATH", "VIRTUAL_ENV",
    "IMAGEIO_FFMPEG_EXE", "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE",
    "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy",
}  # fmt: skip
"""All that a child needs to find its files and an online voice; above all, no token."""

_SET_VARIABLES = {
    # One thread each: the other core encodes or runs another child, and every OpenBLAS thread
    # reserves address space that counts against the memory limit.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    # OpenCV's threads wait for each other in a loop that eats the core that encodes.
    "OPENCV_FOR_THREADS_NUM": "1",
    "MALLOC_ARENA_MAX": "2",
}


class Work(Protocol):
    """What a child does, such as `talking_photo.core.pipeline.make_video`; a function of a module, found there by name."""

    def __call__(
        self,
        request: SpeakRequest,
        target: Path,
        settings: Settings,
        report: Report,
        *,
        preview: Path | None = None,
    ) -> Video:
        """Write the clip to `target` and, when asked and if there is one, a picture to `preview`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """The limits of a child."""

    folder: Path
    """Holds `child-<pid>.log`, which takes what libraries print."""
    memory_bytes: int
    """Address space, of the child and of each encoder that it starts."""
    file_bytes: int = 500_000_000
    open_files: int = 256
    niceness: int = 5
    warm: str | None = None
    """`module:function` that imports the heavy libraries and loads the models."""


def enter(cell: Cell) -> None:
    """Lock this process in; runs once, before the first job."""
    _print_into(log_of(cell.folder, os.getpid()))
    # pebble installs a handler in Python, which a loop in C would never let run.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # A group of its own, so that the pool can also end the encoder that a killed child leaves.
    os.setpgid(0, 0)
    _die_with_parent()
    kept = {name: value for name, value in os.environ.items() if name in _KEPT_VARIABLES}
    os.environ.clear()
    os.environ.update(kept | _SET_VARIABLES)
    os.nice(cell.niceness)
    with contextlib.suppress(OSError):  # when memory runs out, a child goes before the worker
        Path("/proc/self/oom_score_adj").write_text(_OOM_SCORE, encoding="ascii")
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, cell.file_bytes)
    _limit(resource.RLIMIT_NOFILE, cell.open_files)
    if sys.platform == "linux":  # macOS refuses to lower it
        _limit(resource.RLIMIT_AS, cell.memory_bytes)
    if cell.warm is not None:
        pkgutil.resolve_name(cell.warm)()


def run(
    *,
    work: str,
    job: str,
    line: Path,
    folder: Path,
    request: SpeakRequest,
    target: Path,
    settings: Settings,
    preview: Path | None,
) -> Video | TalkingPhotoError | JobCancelled:
    """Do one job.

    Errors are returned, not raised: a foreign exception that cannot be unpickled on the other
    side would take the whole pool down.

    Args:
        work: `module:function` of a `Work`.
        job: Name of the job, said first on the line.
        line: Socket of the pool. Its end tells the pool that the job, or the child, is over.
        folder: For the temporary files of this job.
        request: Passed on to the work, as are `target`, `settings` and `preview`.
        target: Inside `folder`.
        settings: As the operator set them.
        preview: Inside `folder`, or None.
    """
    # Made beforehand: when it is needed there may be no memory left for it.
    out_of_memory = RenderError("render_out_of_memory")
    os.ftruncate(2, 0)
    tempfile.tempdir = str(folder)
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            _say_hello(connection, line, job)
            do: Work = pkgutil.resolve_name(work)
            return do(request, target, settings, _reporter(connection), preview=preview)
    except (RequestError, JobCancelled) as exc:
        return exc
    except TalkingPhotoError as exc:
        _print_frames(exc)
        return exc
    except MemoryError:
        return out_of_memory
    except ImportError as exc:
        _print_frames(exc)
        return DependencyError("library_unusable", problem=str(exc))
    except Exception as exc:  # noqa: BLE001 - whatever it is, it is our fault and ends this job only
        _print_frames(exc)
        return RenderError("render_crashed", reason=type(exc).__name__)


def log_of(folder: Path, pid: int) -> Path:
    """Where the child with this process id prints to."""
    return folder / f"child-{pid}.log"


def _print_into(path: Path) -> None:
    """Send both outputs to a file: C++ libraries log to the terminal of whoever started us."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    os.close(descriptor)
    faulthandler.enable()


def _die_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if parent is not None and os.getppid() != parent.pid:  # it died before we asked
        os._exit(1)


def _limit(what: int, most: int) -> None:
    _, hard = resource.getrlimit(what)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (most, most))


def _say_hello(connection: socket.socket, line: Path, job: str) -> None:
    """Wait for leave to begin; from then on the pool knows whom to clear away."""
    try:
        connection.connect(str(line))
        connection.sendall(f"{job} {os.getpid()}\n".encode())
        welcome = connection.recv(1)
    except OSError as exc:
        raise JobCancelled from exc
    if not welcome:
        raise JobCancelled


def _reporter(connection: socket.socket) -> Report:
    def report(stage: Stage, done: float) -> None:
        try:
            connection.sendall(f"{stage} {done:.4f}\n".encode())
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
