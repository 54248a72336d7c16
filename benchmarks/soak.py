"""What a bot that makes real videos without a pause uses: memory, files and threads."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.chat import running_bot
from benchmarks.material import SENTENCE
from benchmarks.table import Section, Table
from talking_photo.core.demo import demo_portrait

_SECONDS = 15 * 60.0
_EVERY_SECONDS = 15.0
_PEOPLE = range(1, 6)
_SETTLED = 0.2
"""Share of the time after which caches are filled and growth is growth."""


@dataclass(frozen=True, slots=True)
class _Sample:
    """What a process and its children use at one moment."""

    seconds: float
    megabytes: float
    """Resident memory of the bot process."""
    child_megabytes: float
    """Of its render child, the largest."""
    files: int
    """Open file descriptors of the bot process."""
    threads: int
    children: int
    videos: int


async def measure(folder: Path, seconds: float = _SECONDS) -> Section:
    """Let five people ask for one real video after the other."""
    photo = demo_portrait()
    async with running_bot(folder / "soak", "whole") as bot:
        for person in _PEOPLE:
            await bot.first_video(person, SENTENCE, photo)
        began, asked = time.monotonic(), len(_PEOPLE)
        samples: list[_Sample] = []
        while (now := time.monotonic() - began) < seconds:
            while asked - bot.videos() < len(_PEOPLE):
                await bot.ask(asked % len(_PEOPLE) + 1, SENTENCE, photo)
                asked += 1
            if not samples or now - samples[-1].seconds >= _EVERY_SECONDS:
                samples.append(_sample(bot.pid, now, bot.videos()))
            await asyncio.sleep(0.2)
        await bot.until_videos(asked)
    return _section(samples, asked)


def _sample(pid: int, seconds: float, videos: int) -> _Sample:
    children = [
        int(child)
        for task in Path(f"/proc/{pid}/task").iterdir()
        for child in (task / "children").read_text().split()
    ]
    return _Sample(
        seconds=seconds,
        megabytes=_status(pid, "VmRSS") / 1024,
        child_megabytes=max((_status(child, "VmRSS") for child in children), default=0) / 1024,
        files=len(list(Path(f"/proc/{pid}/fd").iterdir())),
        threads=_status(pid, "Threads"),
        children=len(children),
        videos=videos,
    )


def _status(pid: int, name: str) -> int:
    """Return a number of /proc/PID/status; 0 for a process that has just ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    found = (line.split()[1] for line in lines if line.startswith(f"{name}:"))
    return int(next(found, 0))


def _section(samples: list[_Sample], asked: int) -> Section:
    settled = samples[int(_SETTLED * len(samples)) :]
    first, last = settled[0], settled[-1]
    rows = [
        (
            f"{name} after {first.seconds / 60:.0f} and after {last.seconds / 60:.0f} minutes",
            f"{getattr(first, key):.0f}, {getattr(last, key):.0f}",
            f"{max(getattr(sample, key) for sample in settled):.0f}",
        )
        for name, key in (
            ("memory of the bot, MB", "megabytes"),
            ("memory of its render child, MB", "child_megabytes"),
            ("open files", "files"),
            ("threads", "threads"),
            ("child processes", "children"),
        )
    ]
    return Section(
        title="Soak",
        how="Five people have one video of 5 s of speech after the other made for "
        f"{samples[-1].seconds / 60:.0f} minutes, by the bot as a process of its own against a "
        f"local server that speaks the Bot API: {asked} videos were asked for, and {asked} came.",
        tables=(Table(header=("what", "first, last", "most"), rows=tuple(rows)),),
        caveats=("The first fifth of the time is left out: caches fill then.",),
        figures=[{name: getattr(sample, name) for name in sample.__slots__} for sample in samples],
    )
