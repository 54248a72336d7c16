"""The variables of processes: no telemetry anywhere, no secret where strangers' files are handled.

The latter are given at the start: `/proc/<pid>/environ` always shows what a process was started
with, whatever it clears later.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

_KEPT = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "TZ",
    "TMPDIR",
    "VIRTUAL_ENV",
    "IMAGEIO_FFMPEG_EXE",
)
"""What finds files. Everything else may be a secret: a token, a key, a password in an address."""
_KEPT_FOR_NETWORK = (
    "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE",
    "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy",
)  # fmt: skip
"""Only for a voice that speaks over the network: a proxy's address can have a password in it."""
_NO_TELEMETRY = {
    # onnxruntime from 1.29 on sends by default, and writes a device id under the home folder.
    "ORT_DISABLE_TELEMETRY": "1",
    # Not installed by this program, but a voice's package may bring it.
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
}
_SET = _NO_TELEMETRY | {
    # One thread each: the other core encodes or runs another child, and every OpenBLAS thread
    # reserves address space that counts against the memory limit.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    # OpenCV's threads wait for each other in a loop that eats the core that encodes.
    "OPENCV_FOR_THREADS_NUM": "1",
    "MALLOC_ARENA_MAX": "2",
    # Pictures of one size come and go with each frame: their memory is kept for the next one, not
    # given back to the kernel, which would clear every page of it again.
    "MALLOC_MMAP_THRESHOLD_": "67108864",
    "MALLOC_TRIM_THRESHOLD_": "134217728",
    "PYTHONDONTWRITEBYTECODE": "1",
}


def disable_telemetry() -> None:
    """Switch it off for this process and those that it starts; before any library is imported."""
    os.environ.update(_NO_TELEMETRY)


def child_environment(
    environment: Mapping[str, str], *, network: bool, packages: Iterable[str] = ()
) -> dict[str, str]:
    """Return the variables for a process that handles untrusted input; start it with `-P`.

    Args:
        environment: Of this process.
        network: Whether a network voice may be used there.
        packages: Top-level packages that it finds where this process does, besides this one.
    """
    names = (*_KEPT, *_KEPT_FOR_NETWORK) if network else _KEPT
    kept = {name: environment[name] for name in names if name in environment}
    folders = dict.fromkeys(_folder_of(name) for name in ("talking_photo", *packages))
    given = environment.get("PYTHONPATH")
    path = os.pathsep.join([*folders, *([given] if given else [])])
    return kept | _SET | {"PYTHONPATH": path}


def _folder_of(package: str) -> str:
    """Return where a top-level package lies; the whole search path may hold personal folders."""
    spec = importlib.util.find_spec(package)
    places = () if spec is None else (*(spec.submodule_search_locations or ()), spec.origin or "")
    return str(Path(next(iter(places), "")).parent.absolute())
