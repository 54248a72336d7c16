"""What a render child may not do.

Reach the network, files that are not its own, more memory and time than a job needs.
"""

from __future__ import annotations

import contextlib
import math
import os
import resource
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from talking_photo.core.workers import kernel

_SYSTEM = (
    "/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin", "/nix/store", "/gnu/store",
    "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/localtime", "/etc/fonts", "/etc/ssl", "/etc/pki",
    "/etc/mime.types", "/etc/nsswitch.conf", "/etc/alternatives",
    "/proc/self", "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/sys",
    "/sys/devices/system", "/sys/fs/cgroup", "/dev/urandom", "/dev/random", "/dev/zero",
)  # fmt: skip
"""Libraries, programs, fonts and what they ask of the machine. No passwords, no keys, no home
folders."""
_FOR_NETWORK = (
    "/etc/resolv.conf",
    "/etc/hosts",
    "/etc/gai.conf",
    "/etc/ca-certificates",
    "/run/systemd/resolve",
)

_OOM_SCORE = "500"
"""Of 1000: far before any process that was left as it is (proc(5))."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxLimits:
    """The limits of a child."""

    folder: Path
    """The only one in which it may write."""
    readable: tuple[Path, ...] = ()
    """What it reads besides Python and the system's libraries: folders of voices."""
    memory_bytes: int
    """Address space, of the child and of each program that it starts."""
    file_bytes: int = 500_000_000
    open_files: int = 256
    niceness: int = 5
    network: bool = False
    """For voices that speak over the network."""
    confined: bool = True
    """Whether Landlock and seccomp are asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Confinement:
    """What the kernel granted."""

    landlock: int
    """Its version, 0 for none."""
    seccomp: bool


def apply_sandbox(limits: SandboxLimits) -> Confinement:
    """Limit this process for good.

    Before any thread is started and before anything of strangers is read.
    """
    os.nice(limits.niceness)
    with contextlib.suppress(OSError):  # when memory runs out, a child goes before the worker
        Path("/proc/self/oom_score_adj").write_text(_OOM_SCORE, encoding="ascii")
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, limits.file_bytes)
    _limit(resource.RLIMIT_NOFILE, limits.open_files)
    if sys.platform == "linux":  # macOS refuses to lower it
        _limit(resource.RLIMIT_AS, limits.memory_bytes)
    if not limits.confined:
        return Confinement(landlock=0, seccomp=False)
    system = (*_SYSTEM, *_FOR_NETWORK) if limits.network else _SYSTEM
    landlock = kernel.restrict_files(
        read=[*map(Path, system), *_python_folders(), *limits.readable],
        listed=[entry for entry in map(Path, sys.path) if _holds_source(entry)],
        work=[limits.folder],
        write=[Path("/dev/null")],
        network=limits.network,
    )
    return Confinement(landlock=landlock, seccomp=kernel.restrict_calls(network=limits.network))


@dataclass(slots=True, kw_only=True)
class Allowance:
    """CPU time and memory of one job.

    Little while files of strangers are decoded, then enough to render.

    Who takes more memory gets MemoryError or what a library makes of it; who takes more time is
    killed by SIGXCPU.
    """

    reading_cpu_seconds: int
    reading_bytes: int
    """Address space, above what the process has when the job begins."""
    cpu_seconds: int
    """For the whole job; the threads of a process count together."""
    reading: bool = False
    """Whether the files are still being decoded."""
    _began: float = 0.0

    def begin(self) -> None:
        """Before the files are opened."""
        self.reading, self._began = True, time.process_time()
        _soften(resource.RLIMIT_CPU, math.ceil(self._began) + self.reading_cpu_seconds)
        if sys.platform == "linux":
            pages = int(Path("/proc/self/statm").read_text().split()[0])
            _soften(resource.RLIMIT_AS, pages * resource.getpagesize() + self.reading_bytes)

    def rendering(self) -> None:
        """They are decoded; may be called again and again."""
        if self.reading:
            self.reading = False
            _soften(resource.RLIMIT_CPU, math.ceil(self._began) + self.cpu_seconds)
            _soften(resource.RLIMIT_AS, None)

    def end(self) -> None:
        """The process waits for its next job."""
        self.reading = False
        _soften(resource.RLIMIT_CPU, None)
        _soften(resource.RLIMIT_AS, None)


def _soften(what: int, most: int | None) -> None:
    """Set the limit that can be raised again; None for the one that cannot."""
    _, hard = resource.getrlimit(what)
    if most is None or (hard != resource.RLIM_INFINITY and most > hard):
        most = hard
    resource.setrlimit(what, (most, hard))


def _python_folders() -> Iterator[Path]:
    """Where modules lie.

    Of a folder that holds this program's source only the packages: its data may lie there, too.
    """
    yield from map(Path, {sys.prefix, sys.base_prefix, sys.exec_prefix})
    for entry in map(Path, sys.path):
        if _holds_source(entry):
            yield from {module.parent for module in entry.glob("*/*.py")}
        else:
            yield entry


def _holds_source(entry: Path) -> bool:
    return (entry / "talking_photo").exists() and entry.name != "site-packages"


def _limit(what: int, most: int) -> None:
    _, hard = resource.getrlimit(what)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (most, most))
