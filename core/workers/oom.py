"""Tells whether the kernel has ended processes because memory ran out.

By the counters that it keeps.
"""

from __future__ import annotations

from pathlib import Path

_CGROUPS = Path("/sys/fs/cgroup")


def oom_kills() -> int | None:
    """Return how many processes the kernel has killed so far for want of memory.

    None where it does not say.

    Counts those of this process's own control group where it can be read, else those of the whole
    machine.
    """
    for file in (*_own_counters(), Path("/proc/vmstat")):
        try:
            lines = file.read_text(encoding="ascii").splitlines()
        except OSError:
            continue
        for line in lines:
            name, _, count = line.partition(" ")
            if name == "oom_kill":
                return int(count)
    return None


def _own_counters() -> list[Path]:
    """Return where the two versions of control groups keep the counter (cgroups(7))."""
    try:
        lines = Path("/proc/self/cgroup").read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    found = []
    for line in lines:
        _, controllers, path = line.split(":", 2)
        folder = path.lstrip("/")
        if not controllers:
            found.append(_CGROUPS / folder / "memory.events")
        elif "memory" in controllers.split(","):
            found.append(_CGROUPS / "memory" / folder / "memory.oom_control")
    return found
