"""How long one waits for a sentence.

From a cold start of the command, and from a program that is warm.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.material import SENTENCE, png, portraits
from benchmarks.table import Section, Spread, Table
from benchmarks.warm import repeated, warm_pool
from talking_photo.bots import texts
from talking_photo.core.model import Stage

_ROOT = Path(__file__).parents[1]
_WARM_GOAL = 2.5
_VOICE = "hibari"
_CPU = "CPU time of all threads and processes"

_COLD = {
    Stage.WAITING: "interpreter and imports of the command",
    Stage.PHOTO: "child: start, imports, networks loaded, faces detected",
    Stage.VOICE: "landmarks, mask, and the voice",
    Stage.FRAMES: "lips, performance, picture prepared, first frame",
}
"""What was finished when the command reported the start of this stage."""


async def measure(folder: Path, runs: int) -> Section:
    """Take all figures; about a minute for three runs."""
    photo = png(portraits()["drawn"], folder / "latency.png")
    cold = [_speak(photo) for _ in range(runs + 1)][1:]
    loading = [_load() for _ in range(runs)]
    async with warm_pool() as pool:
        warm = await repeated(pool, photo, SENTENCE, runs, voice=_VOICE)
    names = [*_COLD.values(), "all frames, file, end of child and command", "whole", _CPU]
    cold_rows = [(name, Spread.of([run[name] for run in cold]).text()) for name in names]
    warm_parts = {
        "photo read, face, mask; meanwhile the voice": [run.photo for run in warm],
        "what the voice takes longer": [run.voice for run in warm],
        "lips, performance, picture prepared, first frame": [run.lips for run in warm],
        "all frames, file": [run.frames for run in warm],
        f"whole (goal: at most {_WARM_GOAL} s)": [run.whole for run in warm],
        _CPU: [run.measured["cpu"] for run in warm],
    }
    warm_rows = [(name, Spread.of(some).text()) for name, some in warm_parts.items()]
    return Section(
        title="Latency",
        how=f"One sentence, {warm[0].video.seconds:.1f} s of video at {warm[0].video.width} x "
        f"{warm[0].video.height}, voice {_VOICE}. Cold: `speak` as a new process, timed from "
        "outside by when each line of its progress arrives. Warm: a child that has already made a "
        "video. Seconds, least / median / most.",
        tables=(
            Table(header=("cold", "s"), rows=tuple(cold_rows)),
            Table(
                header=("for comparison", "s"),
                rows=(
                    (
                        "a new interpreter that only imports the pipeline and loads the networks",
                        Spread.of(loading).text(),
                    ),
                ),
            ),
            Table(header=("warm", "s"), rows=tuple(warm_rows)),
        ),
        caveats=(
            "Cold means a new process, not a cold disk: one run before the others has read the "
            "libraries into memory. The very first start after booting is slower by the disk.",
            "The command's lines tell the beginning of a stage at its first report, and the "
            "voice reports when it is done; so the cold split has other borders than the warm "
            "one.",
        ),
        figures={
            "cold": cold,
            "loading": loading,
            "warm": warm_parts,
        },
    )


def _speak(photo: Path) -> dict[str, float]:
    """Run the command; seconds for each part, by its name, and `whole`."""
    command = [
        sys.executable,
        "-m",
        "talking_photo",
        "speak",
        str(photo),
        SENTENCE,
        "--language",
        "en",
    ]
    command += ["--voice", _VOICE, "-o", str(photo.with_suffix(".mp4"))]
    parts: dict[str, float] = {}
    before = _cpu_of_children()
    began = last = time.perf_counter()
    # A width that no line of progress is folded at; a terminal's own would be guessed.
    environment = {**os.environ, "COLUMNS": "200"}
    with subprocess.Popen(
        command, cwd=_ROOT, env=environment, text=True,
        stderr=subprocess.PIPE, stdout=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        for line in process.stderr or ():
            now = time.perf_counter()
            for stage, name in _COLD.items():
                if line.startswith(texts.stage(stage)) and name not in parts:
                    parts[name] = now - last
                    last = now
    if process.returncode != 0:
        raise RuntimeError(f"speak ended with {process.returncode}")
    ended = time.perf_counter()
    missing = [name for name in _COLD.values() if name not in parts]
    if missing:
        raise RuntimeError(f"speak never reported: {missing}")
    parts["all frames, file, end of child and command"] = ended - last
    parts["whole"] = ended - began
    parts[_CPU] = _cpu_of_children() - before
    return parts


def _cpu_of_children() -> float:
    """CPU seconds of all processes that were waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _load() -> float:
    began = time.perf_counter()
    code = "from talking_photo.core.pipeline import warm_up; warm_up()"
    subprocess.run([sys.executable, "-c", code], cwd=_ROOT, check=True, capture_output=True)
    return time.perf_counter() - began
