"""Hostile photos and recordings: each is read alone in a process with a render child's limits.

python -m benchmarks.hostile --damaged 600
"""

from __future__ import annotations

import argparse
import itertools
import os
import resource
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.hostile_files import HostileFile, bombs, damaged
from benchmarks.table import Section, Table
from talking_photo.core.errors import RequestError
from talking_photo.core.intake.photo import read_photo
from talking_photo.core.intake.sound import read_sound
from talking_photo.core.settings import PhotoLimits, SoundLimits
from talking_photo.core.workers.render_child import allowance_for

MOST_CPU_SECONDS = 10.0
MOST_MEGABYTES = 900
"""Stated for each file; the limits of a render child lie above both."""
_DAMAGED = 600
_FINE, _REFUSED, _FAULT, _KILLED_BY_LIMIT = 0, 1, 2, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How reading one file ended."""

    file: str
    kind: str
    code: str
    """`read`, the code of the refusal, or what should not be: an exception or a signal."""
    fault: bool
    cpu_seconds: float
    megabytes: float
    """Added to the peak of the process while it read."""

    @property
    def above_what_is_stated(self) -> bool:
        """Whether it took more time or memory than it may."""
        return self.cpu_seconds > MOST_CPU_SECONDS or self.megabytes > MOST_MEGABYTES


def read_all(files: Iterable[HostileFile]) -> Iterator[Reading]:
    """Read the files one after the other, each in a copy of this process."""
    _warm_up()
    for file in files:
        yield _read_apart(file)


def _warm_up() -> None:
    """Load what reading needs, so that each copy has it."""
    for file in (next(iter(damaged(1))), *[f for f in damaged(20) if f.kind == "sound"][:1]):
        try:
            _read(file)
        except RequestError:
            continue


def _read(file: HostileFile) -> None:
    if file.kind == "photo":
        read_photo(file.data, PhotoLimits())
    else:
        read_sound(file.data, SoundLimits())


def _read_apart(file: HostileFile) -> Reading:
    receiver, sender = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(receiver)
        _in_copy(file, sender)
    os.close(sender)
    with open(receiver, "rb") as pipe:  # noqa: PTH123 - of a descriptor
        answer = pipe.read().decode()
    _, status, used = os.wait4(child, 0)
    exit_code = os.waitstatus_to_exitcode(status)
    code, _, before = answer.partition(" ")
    fault = exit_code not in {_FINE, _REFUSED}
    if exit_code < 0:
        code = signal.Signals(-exit_code).name
    growth = used.ru_maxrss - float(before or used.ru_maxrss)
    return Reading(
        file=file.name,
        kind=file.kind,
        code=code,
        fault=fault,
        cpu_seconds=used.ru_utime + used.ru_stime,
        megabytes=growth / 1000,
    )


def _in_copy(file: HostileFile, sender: int) -> None:
    """Never returns."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    before = pages * resource.getpagesize() // 1024
    allowance_for(PhotoLimits(), cpu_seconds=600).begin()
    code, exit_code = "read", _FINE
    try:
        _read(file)
    except RequestError as exc:
        code, exit_code = exc.code, _REFUSED
    except BaseException as exc:  # noqa: BLE001 - to find these is what it is for
        code, exit_code = type(exc).__name__, _FAULT
    os.write(sender, f"{code} {before}".encode())
    os._exit(exit_code)


def measure(count: int = _DAMAGED, *, quick: bool = False) -> Section:
    """Read the bombs and that many damaged files.

    Args:
        count: How many damaged files.
        quick: Leave out the bombs that take long to make or to read.
    """
    began = time.perf_counter()
    readings = list(read_all(itertools.chain(bombs(quick=quick), damaged(count))))
    worst = sorted(readings, key=lambda one: -one.cpu_seconds)[:5]
    largest = sorted(readings, key=lambda one: -one.megabytes)[:5]
    codes = Counter(one.code for one in readings)
    faults = [one for one in readings if one.fault or one.above_what_is_stated]
    return Section(
        title="Hostile files",
        how=f"{len(readings)} files in {time.perf_counter() - began:.0f} s: bombs made by hand, "
        "and small valid files damaged by seed, each read alone in a process with the limits of "
        f"a render child. {len(faults)} crashed, met a limit of the process or took more than is "
        f"stated for each: {MOST_CPU_SECONDS:.0f} s of CPU time, {MOST_MEGABYTES} MB.",
        tables=(
            Table(
                header=("ended as", "files"),
                rows=tuple((code, str(number)) for code, number in codes.most_common()),
            ),
            Table(
                header=("most CPU time", "s", "ended as"),
                rows=tuple((one.file, f"{one.cpu_seconds:.1f}", one.code) for one in worst),
            ),
            Table(
                header=("most memory", "MB", "ended as"),
                rows=tuple((one.file, f"{one.megabytes:.0f}", one.code) for one in largest),
            ),
        ),
        caveats=("Memory is what reading added to the process.",),
        figures={
            "files": len(readings),
            "faults": [(one.file, one.code) for one in faults],
            "codes": dict(codes),
            "cpu": [(one.file, one.cpu_seconds) for one in worst],
            "megabytes": [(one.file, one.megabytes) for one in largest],
        },
    )


def main() -> int:
    """Print the tables; returns 1 when a file crashed or went above what is stated."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hostile", description=__doc__)
    parser.add_argument("--damaged", type=int, default=_DAMAGED, help="how many damaged files")
    parser.add_argument("--quick", action="store_true", help="without the bombs that take longest")
    chosen = parser.parse_args()
    section = measure(chosen.damaged, quick=chosen.quick)
    print(section.text())
    return int(bool(section.figures["faults"]))


if __name__ == "__main__":
    sys.exit(main())
