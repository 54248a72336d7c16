"""The variables of processes that open what strangers send: all that they need, and no secret.

Given when the process is started: `/proc/<pid>/environ` shows for ever what a process was started with, whatever it clears later.
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
"""What finds files. Everything else may be a secret: tokens, keys of a store, passwords in addresses."""
_KEPT_FOR_NETWORK = (
    "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE",
    "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy",
)  # fmt: skip
"""For a voice that speaks over the network only; the address of a proxy can have a password in it."""
NO_TELEMETRY = {
    # onnxruntime from 1.29 on sends by default, and keeps a device id under the home folder.
    "ORT_DISABLE_TELEMETRY": "1",
}
_SET = NO_TELEMETRY | {
    # One thread each: the other core encodes or runs another child, and every OpenBLAS thread
    # reserves address space that counts against the memory limit.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    # OpenCV's threads wait for each other in a loop that eats the core that encodes.
    "OPENCV_FOR_THREADS_NUM": "1",
    "MALLOC_ARENA_MAX": "2",
    "PYTHONDONTWRITEBYTECODE": "1",
}


def child_environment(
    environment: Mapping[str, str], *, network: bool, packages: Iterable[str] = ()
) -> dict[str, str]:
    """Return the variables for a process that handles untrusted files or words; start it with `-P`.

    Args:
        environment: Of this process.
        network: Whether a network voice may be used there.
        packages: Top-level packages and modules that it finds where this process does, besides this program.
    """
    names = (*_KEPT, *_KEPT_FOR_NETWORK) if network else _KEPT
    kept = {name: environment[name] for name in names if name in environment}
    folders = dict.fromkeys(_folder_of(name) for name in ("talking_photo", *packages))
    given = environment.get("PYTHONPATH")
    path = os.pathsep.join([*folders, *([given] if given else [])])
    return kept | _SET | {"PYTHONPATH": path}


def _folder_of(package: str) -> str:
    """Where a top-level package or module lies; the whole search path may hold a person's own folder."""
    spec = importlib.util.find_spec(package)
    if spec is None:
        raise ModuleNotFoundError(package)
    place = next(iter(spec.submodule_search_locations or ()), spec.origin)
    return str(Path(str(place)).parent.absolute())
