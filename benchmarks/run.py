"""The benchmark: `python run.py bench`.

Prints tables, and writes them as JSON and as a page of the documentation.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.table import Section

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

_SECTIONS = (
    "speed",
    "ratio",
    "latency",
    "memory",
    "faces",
    "chat",
    "discord",
    "api",
    "lips",
    "batch",
)
_ON_REQUEST = ("recognition", "hostile", "scale", "soak", "text", "voices", "length")
"""The first needs speech that people labelled, which is not in this repository."""


def main() -> None:
    """Measure what was asked for; each section is printed as soon as it is known."""
    asked = _arguments()
    # Set as a render child sets it, and before numpy reads it.
    os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1")
    began = time.perf_counter()
    load = [os.getloadavg()[0]]
    texts: list[str] = []
    figures: dict[str, object] = {}
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        for name in asked.only:
            section = _measure(name, Path(folder), asked)
            load.append(os.getloadavg()[0])
            texts.append(section.text())
            figures[name] = section.figures
            print(section.text(), flush=True)
    about = _about(asked, load, time.perf_counter() - began)
    print(about)
    if asked.json:
        asked.json.write_text(json.dumps({"about": about, **figures}, indent=1) + "\n")
    if asked.page:
        asked.page.write_text("\n".join(["# Benchmarks\n", about, *texts]))


def _measure(name: str, folder: Path, asked: argparse.Namespace) -> Section:
    # Imported here: numpy is to find the settings of its threads.
    from benchmarks import (
        api,
        batch,
        chat,
        discord_chat,
        faces,
        hostile,
        latency,
        lips,
        memory,
        ratio,
        recognition,
        speed,
    )

    if name == "lips":
        return lips.measure(folder, asked.photos, asked.videos, asked.sounds)
    if name == "hostile":
        return hostile.measure()
    if name == "recognition":
        return recognition.measure(asked.labels, asked.videos, asked.rhubarb)
    if name in ("text", "voices"):
        from benchmarks import text, voices

        return text.measure() if name == "text" else voices.measure(folder, asked.voices)
    if name in ("scale", "soak", "length"):
        from benchmarks import scale, soak

        take = {"scale": scale.measure, "soak": soak.measure, "length": memory.measure_lengths}
        return asyncio.run(take[name](folder))
    parts = {
        "speed": speed,
        "ratio": ratio,
        "latency": latency,
        "memory": memory,
        "faces": faces,
        "chat": chat,
        "discord": discord_chat,
        "api": api,
        "batch": batch,
    }
    return asyncio.run(parts[name].measure(folder, asked.runs))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="run.py bench", description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="how often each time is taken (3)")
    parser.add_argument("--only", nargs="+", choices=(*_SECTIONS, *_ON_REQUEST), default=_SECTIONS)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures here")
    parser.add_argument("--page", type=Path, metavar="FILE", help="write the tables here")
    parser.add_argument(
        "--photos", type=Path, nargs="+", default=(), metavar="PATH",
        help="photos, or folders of them, whose lips are read beside the drawn portrait's",
    )  # fmt: skip
    parser.add_argument(
        "--videos", type=Path, nargs="+", default=(), metavar="PATH",
        help="videos of real speakers, or folders of them, to compare with",
    )  # fmt: skip
    parser.add_argument(
        "--sounds", type=Path, nargs="+", default=(), metavar="PATH",
        help="recordings, or folders of them, that the drawn portrait speaks with",
    )  # fmt: skip
    parser.add_argument(
        "--voices", nargs="+", default=(), metavar="NAME",
        help="those that `--only voices` measures; all that are installed if left out",
    )  # fmt: skip
    parser.add_argument(
        "--labels", type=Path, metavar="FOLDER",
        help="speech labelled by hand, for `--only recognition`: TIMIT (.phn), EMU "
        "(_annot.json), Arctic (_phone.lab), MAUS (.MAU)",
    )  # fmt: skip
    parser.add_argument(
        "--rhubarb",
        type=Path,
        metavar="PROGRAM",
        help="Rhubarb Lip Sync, to compare with in `--only recognition`",
    )
    asked = parser.parse_args()
    if "recognition" in asked.only and asked.labels is None:
        parser.error("--only recognition needs --labels")
    return asked


def _about(asked: argparse.Namespace, load: Sequence[float], seconds: float) -> str:
    """When, where and how; no path, for the page may be published."""
    command = f"python run.py bench --runs {asked.runs}"
    if tuple(asked.only) != _SECTIONS:
        command += " --only " + " ".join(asked.only)
    for option in ("photos", "videos", "sounds", "labels", "rhubarb", "voices"):
        if getattr(asked, option):
            command += f" --{option} ..."
    today = datetime.now(UTC).date()
    return (
        f"Measured on {today} by `{command}` in {seconds / 60:.0f} minutes: {_processor()}, "
        f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}. "
        f"Others' load before and the load after each part: {', '.join(f'{x:.1f}' for x in load)} "
        "(a quiet machine starts below 0.3, and one video at a time makes up to 2). Run it again "
        "for your machine; the figures of two runs on different days do not belong in one "
        "comparison, the ratios inside a run do.\n"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


if __name__ == "__main__":
    main()
