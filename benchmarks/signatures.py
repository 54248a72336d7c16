"""Fuzzing of verification: damaged copies of signed videos, through the door that strangers use.

    python -m benchmarks.signatures --seconds 300

Each copy is verified by `verify_file`: a confined process reads manifest, comment and sound. It is
a copy of a warm one, so that hundreds of cases take a minute; `--cold` starts each anew. A fault
is a process that dies or answers nothing, and a copy that passes for ours though picture, sound
or claims are others. Each case follows from its number alone: `--first N --cases 1` repeats it.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import io
import itertools
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np
from PIL import Image

from talking_photo.core.provenance.authority import open_identity
from talking_photo.core.provenance.credentials import Origin, Signing, sidecar_of, sign_video
from talking_photo.core.provenance.metadata import COMMENT, append_xmp
from talking_photo.core.provenance.speech_mark import add_mark
from talking_photo.core.provenance.verdict import Verdict, Verification
from talking_photo.core.settings import ProvenanceSettings, Settings
from talking_photo.core.workers import verification, verification_child

_SECONDS_OF_SOUND = 2
_RATE = 48_000
_SIDE = 64
_LONGEST_SECONDS = 20.0
_INTERESTING = (0, 1, 8, 0x7F, 0x80, 0xFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
_BOXES = (b"moov", b"mdat", b"uuid", b"jumb", b"jumd", b"cbor", b"free", b"trak", b"stsz", b"esds")

Generator = np.random.Generator


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A signed video that is damaged, and what it must be to pass for ours."""

    suffix: str
    contents: bytes
    sidecar: bytes | None
    whole: Verification
    packets: Sequence[object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How one case ended."""

    case: int
    verdict: str
    seconds: float
    fault: str = ""


async def samples_in(folder: Path, settings: Settings) -> list[Sample]:
    """Make an mp4 and a WebM, and sign both."""
    photo = folder / "photo.png"
    Image.new("RGB", (8, 8)).save(photo)
    identity = open_identity(settings, dt.datetime.now(dt.UTC))
    signing = Signing(
        certificates=identity.certificates,
        algorithm=identity.algorithm,
        when="2026-11-28T12:00:00Z",
        job="job-1",
    )
    origin = Origin(photo=photo, photo_kind="image/png", speech="synthesized", language="en")
    samples = []
    for suffix in (".mp4", ".webm"):
        video = folder / f"sample{suffix}"
        _write_video(video)
        sign_video(video, signing, origin, identity.sign)
        sidecar = sidecar_of(video)
        whole = await verification.verify_file(video, settings)
        assert whole.verdict is Verdict.OURS, whole
        assert whole.speech_mark, whole
        contents = video.read_bytes()
        samples.append(
            Sample(
                suffix=suffix,
                contents=contents,
                sidecar=sidecar.read_bytes() if sidecar.exists() else None,
                whole=whole,
                packets=_packets(contents),
            )
        )
    return samples


def _write_video(path: Path) -> None:
    sound = np.random.default_rng(0).normal(0, 0.1, _SECONDS_OF_SOUND * _RATE).astype(np.float32)
    add_mark(sound, _RATE)
    codecs = ("libx264", "aac") if path.suffix == ".mp4" else ("libvpx-vp9", "libopus")
    with av.open(path, "w") as container:
        container.metadata["comment"] = COMMENT
        video: Any = container.add_stream(codecs[0], rate=5)
        video.width = video.height = _SIDE
        video.pix_fmt = "yuv420p"
        heard: Any = container.add_stream(codecs[1], rate=_RATE, layout="mono")
        for index in range(5 * _SECONDS_OF_SOUND):
            grey = np.full((_SIDE, _SIDE, 3), 100 + index, np.uint8)
            container.mux(video.encode(av.VideoFrame.from_ndarray(grey)))
        frame = av.AudioFrame.from_ndarray(sound[None], format="fltp", layout="mono")
        frame.sample_rate = _RATE
        container.mux(heard.encode(frame))
        container.mux([*video.encode(), *heard.encode()])
    if path.suffix == ".mp4":
        append_xmp(path)


async def outcome_of(
    case: int, samples: Sequence[Sample], folder: Path, settings: Settings
) -> Outcome:
    """Damage a video as the number says, and verify it."""
    rng = np.random.default_rng(case)
    sample = samples[int(rng.random() < 0.25)]
    others = [other.contents for other in samples]
    contents, sidecar = sample.contents, sample.sidecar
    while (contents, sidecar) == (sample.contents, sample.sidecar):
        if sidecar is not None and rng.random() < 0.7:
            sidecar = _damaged(sidecar, others, rng)
        else:
            contents = _damaged(contents, others, rng)
    file = folder / f"case{sample.suffix}"
    file.write_bytes(contents)
    if sidecar is not None:
        sidecar_of(file).write_bytes(sidecar)
    began = time.monotonic()
    found = await verification.verify_file(file, settings)
    seconds = time.monotonic() - began
    sidecar_of(file).unlink(missing_ok=True)
    fault = ""
    if found.verdict is Verdict.UNCHECKED:
        fault = "no answer"
    elif seconds > _LONGEST_SECONDS:
        fault = "too slow"
    elif found.verdict is Verdict.OURS:
        if found.credentials != sample.whole.credentials:
            fault = "other claims pass for ours"
        elif _packets(contents) != sample.packets:
            fault = "another picture or sound passes for ours"
    return Outcome(case=case, verdict=found.verdict, seconds=seconds, fault=fault)


def _packets(contents: bytes) -> Sequence[object]:
    """Return what players make picture and sound of; nothing of a file that they cannot read."""
    try:
        with av.open(io.BytesIO(contents), "r") as container:
            return [
                (packet.stream.type, packet.pts, packet.duration, bytes(packet))
                for packet in container.demux()
            ]
    except (av.FFmpegError, UnicodeDecodeError):
        return ()


def _damaged(data: bytes, others: Sequence[bytes], rng: Generator) -> bytes:
    damages = (_flip, _flip, _number, _number, _truncate, _drop, _repeat, _blank, _move)
    for _ in range(int(rng.integers(1, 4))):
        place = int(rng.integers(len(damages) + 1))
        data = damages[place](data, rng) if place < len(damages) else _splice(data, others, rng)
    return data


def _place(data: bytes, rng: Generator) -> int:
    """Return a place: anywhere, near the beginning of a box, or in the manifest."""
    kind = rng.random()
    if kind < 0.4:
        found = data.find(_BOXES[int(rng.integers(len(_BOXES)))], int(rng.integers(len(data) + 1)))
        if found >= 0:
            return max(found + int(rng.integers(-4, 40)), 0)
    if kind < 0.7 and (manifest := data.find(b"jumdc2pa")) >= 0:
        return manifest + int(rng.integers(-60, 13_000))
    return int(rng.integers(0, len(data) + 1))


def _flip(data: bytes, rng: Generator) -> bytes:
    changed = bytearray(data)
    for _ in range(int(2 ** rng.uniform(0, 5))):
        place = _place(data, rng)
        if place < len(changed):
            changed[place] ^= 1 << int(rng.integers(8))
    return bytes(changed)


def _number(data: bytes, rng: Generator) -> bytes:
    """Put a number where a size or an offset may be."""
    place, size = _place(data, rng), int(rng.choice((1, 2, 4, 8)))
    value = _INTERESTING[int(rng.integers(len(_INTERESTING)))] % 256**size
    return data[:place] + value.to_bytes(size, "big") + data[place + size :]


def _truncate(data: bytes, rng: Generator) -> bytes:
    return data[: _place(data, rng)]


def _drop(data: bytes, rng: Generator) -> bytes:
    start = _place(data, rng)
    return data[:start] + data[start + int(2 ** rng.uniform(0, 12)) :]


def _repeat(data: bytes, rng: Generator) -> bytes:
    start = _place(data, rng)
    return data[: start + int(2 ** rng.uniform(0, 12))] + data[start:]


def _blank(data: bytes, rng: Generator) -> bytes:
    start, size = _place(data, rng), int(2 ** rng.uniform(0, 10))
    return data[:start] + bytes(len(data[start : start + size])) + data[start + size :]


def _splice(data: bytes, others: Sequence[bytes], rng: Generator) -> bytes:
    """Go on with a piece of another file."""
    other = others[int(rng.integers(len(others)))]
    start, size = _place(other, rng), int(2 ** rng.uniform(0, 13))
    place = _place(data, rng)
    return data[:place] + other[start : start + size] + data[place + size * int(rng.integers(2)) :]


def _move(data: bytes, rng: Generator) -> bytes:
    start, size = _place(data, rng), int(2 ** rng.uniform(0, 13))
    piece, rest = data[start : start + size], data[:start] + data[start + size :]
    place = _place(rest, rng) if rest else 0
    return rest[:place] + piece + rest[place:]


async def _ask_a_copy(_module: str, question: bytes, *, seconds: float, max_bytes: int) -> bytes:
    """Do what `ask_process` does, by a copy of this process in place of a new one.

    Its own limit of CPU time ends a copy that takes too long.
    """
    del seconds
    (asked, asking), (answered, answering) = os.pipe(), os.pipe()
    os.write(asking, question + b"\n")
    os.close(asking)
    child = os.fork()
    if child == 0:
        try:
            os.dup2(asked, 0)
            os.dup2(answering, 1)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            os.closerange(3, 100)
            sys.stdin = io.TextIOWrapper(io.BufferedReader(io.FileIO(0)))
            signal.set_wakeup_fd(-1)
            verification_child.main()
        except BaseException:  # noqa: BLE001 - as python does with it
            os._exit(1)
        os._exit(0)
    os.close(asked)
    os.close(answering)
    with os.fdopen(answered, "rb") as pipe:
        answer = pipe.read()
    _, status = os.waitpid(child, 0)  # noqa: ASYNC222 - its answer is read, so it is at its end
    return answer if status == 0 and len(answer) <= max_bytes else b""


async def _run(asked: argparse.Namespace) -> list[Outcome]:
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = Settings(provenance=ProvenanceSettings(folder=folder / "keys"))
        samples = await samples_in(folder, settings)
        if not asked.cold:
            verification.ask_process = _ask_a_copy  # the process alone is another
        until = time.monotonic() + asked.seconds
        for case in itertools.count(asked.first):
            if case - asked.first == asked.cases or time.monotonic() > until:
                return outcomes
            outcome = await outcome_of(case, samples, folder, settings)
            outcomes.append(outcome)
            if outcome.fault:
                print(f"case {case}: {outcome.fault}, {outcome.verdict}", flush=True)
    return outcomes


def main() -> int:
    """Verify damaged videos until the time is over; returns 1 when there was a fault."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=300.0)
    parser.add_argument("--cases", type=int, help="stop after so many")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--cold", action="store_true", help="a new process for each case")
    outcomes = asyncio.run(_run(parser.parse_args()))
    verdicts = Counter(outcome.verdict for outcome in outcomes)
    slowest = max((outcome.seconds for outcome in outcomes), default=0.0)
    faults = sum(bool(outcome.fault) for outcome in outcomes)
    print(", ".join(f"{verdict} {count}" for verdict, count in verdicts.most_common()))
    print(f"{len(outcomes)} damaged files, the slowest took {slowest:.1f} s, {faults} faults")
    return int(faults > 0)


if __name__ == "__main__":
    sys.exit(main())
