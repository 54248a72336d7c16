"""Fuzzing of a job's picture half: counts what is not a proper refusal.

    python -m benchmarks.fuzz --seconds 600 --photos DIR

Each case follows from its number alone, so that one that broke can be repeated: `--first N
--seconds 1`.
"""

from __future__ import annotations

import argparse
import logging
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TypeVar

import cv2
import numpy as np
from PIL import Image

from benchmarks.material import files_in
from talking_photo.core.demo import demo_portrait
from talking_photo.core.errors import TalkingPhotoError
from talking_photo.core.face import FaceSelection, find_portraits
from talking_photo.core.intake.photo import read_photo
from talking_photo.core.model import CONTROLS, Background, Float32, Layout, Performance, UInt8
from talking_photo.core.render import render_frames
from talking_photo.core.settings import PhotoLimits
from talking_photo.core.video.layout import frame_portraits

_FRAMES = 2
_LIMITS = PhotoLimits()
_WISHES: tuple[FaceSelection, ...] = (None, "all", (1,), (2,))
_FORMATS = ("PNG", "JPEG", "WEBP")
_SIDES = (64, 100, 256, 512, 1280)
_SIGNED = {
    "wide": 0.5,
    "gaze_x": 0.1,
    "gaze_y": 0.06,
    "yaw": 0.12,
    "pitch": 0.12,
    "roll": 0.1,
    "shift_x": 0.9,
    "shift_y": 0.5,
}
"""Controls that go both ways, and how far; the others go from 0 to 1."""

Generator = np.random.Generator
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How one case ended."""

    case: int
    code: str
    """`drawn`, the code of a refusal, or the name of an exception that should not be."""
    seconds: float
    fault: str = ""
    """The traceback of such an exception."""


def outcome_of(case: int, photos: Sequence[bytes]) -> Outcome:
    """Make the file of this case, and take it as far as it goes."""
    rng = np.random.default_rng(case)
    data = _broken(photos[int(rng.integers(len(photos)))], rng)
    began = time.perf_counter()
    code, fault = "drawn", ""
    try:
        _draw(data, rng)
    except TalkingPhotoError as exc:
        code = exc.code
    except Exception as exc:  # noqa: BLE001 - to find these is what it is for
        code, fault = type(exc).__name__, traceback.format_exc()
    return Outcome(case=case, code=code, seconds=time.perf_counter() - began, fault=fault)


def _draw(data: bytes, rng: Generator) -> None:
    photo = read_photo(data, _LIMITS)
    portraits = find_portraits(photo, _WISHES[int(rng.integers(len(_WISHES)))])
    background = _any_of(list(Background), rng)
    framing = frame_portraits(
        portraits, _any_of(list(Layout), rng), _any_of(_SIDES, rng), background
    )
    # every control anywhere in its range
    lowest = np.array([-_SIGNED.get(name, 0.0) for name in CONTROLS])
    highest = np.array([_SIGNED.get(name, 1.0) for name in CONTROLS])
    values = rng.uniform(lowest, highest, (_FRAMES, len(CONTROLS))).astype(np.float32)
    performances = [Performance(values=values) for _ in framing.portraits]
    for frame in render_frames(framing.portraits, performances, background):
        if frame.shape[:2] != framing.pixels.shape[:2]:
            raise AssertionError(f"a frame of {frame.shape} for {framing.pixels.shape}")


def _any_of(choices: Sequence[T], rng: Generator) -> T:
    return choices[int(rng.integers(len(choices)))]


def _broken(data: bytes, rng: Generator) -> bytes:
    """Half of the cases are damaged files, half are sound files of damaged pictures."""
    if rng.random() < 0.5:
        for _ in range(int(rng.integers(1, 4))):
            data = _any_of(_DAMAGES, rng)(data, rng)
        return data
    try:
        pixels = read_photo(data, _LIMITS).pixels
    except TalkingPhotoError:
        return data
    for _ in range(int(rng.integers(1, 4))):
        pixels = _any_of(_DISTORTIONS, rng)(pixels, rng)
    file = BytesIO()
    Image.fromarray(pixels).save(file, _any_of(_FORMATS, rng))
    return file.getvalue()


def _flip(data: bytes, rng: Generator) -> bytes:
    changed = np.frombuffer(data, np.uint8).copy()
    # a header is short, and most of what can go wrong is decided there
    reach = len(changed) if rng.random() < 0.5 else min(len(changed), 600)
    places = rng.integers(0, max(reach, 1), int(rng.integers(1, 30)))
    if reach:
        changed[places] = rng.integers(0, 256, len(places))
    return changed.tobytes()


def _truncate(data: bytes, rng: Generator) -> bytes:
    return data[: int(rng.integers(0, len(data) + 1))]


def _drop(data: bytes, rng: Generator) -> bytes:
    start = int(rng.integers(0, len(data) + 1))
    return data[:start] + data[start + int(rng.integers(1, 5000)) :]


def _repeat(data: bytes, rng: Generator) -> bytes:
    start = int(rng.integers(0, len(data) + 1))
    end = start + int(rng.integers(1, 5000))
    return data[:end] + data[start:]


def _blank(data: bytes, rng: Generator) -> bytes:
    start = int(rng.integers(0, len(data) + 1))
    kept = data[start + int(rng.integers(1, 2000)) :]
    return data[:start] + bytes(len(data) - start - len(kept)) + kept


def _crop(pixels: UInt8, rng: Generator) -> UInt8:
    height, width = pixels.shape[:2]
    x0, x1 = np.sort(rng.integers(0, width + 1, 2))
    y0, y1 = np.sort(rng.integers(0, height + 1, 2))
    return np.ascontiguousarray(pixels[y0 : max(y1, y0 + 1), x0 : max(x1, x0 + 1)])


def _stretch(pixels: UInt8, rng: Generator) -> UInt8:
    width, height = (int(2 ** rng.uniform(5.5, 11.5)) for _ in range(2))
    return cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA)


def _resize(pixels: UInt8, rng: Generator) -> UInt8:
    factor = 2 ** rng.uniform(6, 11.5) / max(pixels.shape[:2])
    size = (max(1, round(pixels.shape[1] * factor)), max(1, round(pixels.shape[0] * factor)))
    return cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)


def _ribbon(pixels: UInt8, rng: Generator) -> UInt8:
    """Put a long margin on one side."""
    margins = [0, 0, 0, 0]
    margins[int(rng.integers(4))] = int(rng.integers(100, 3000))
    kind = _any_of((cv2.BORDER_REPLICATE, cv2.BORDER_CONSTANT, cv2.BORDER_REFLECT), rng)
    return cv2.copyMakeBorder(pixels, *margins, kind, value=(90, 120, 150))


def _turn(pixels: UInt8, rng: Generator) -> UInt8:
    height, width = pixels.shape[:2]
    about = cv2.getRotationMatrix2D((width / 2, height / 2), rng.uniform(-180, 180), 1.0)
    return cv2.warpAffine(pixels, about, (width, height), borderMode=cv2.BORDER_REFLECT)


def _crowd(pixels: UInt8, rng: Generator) -> UInt8:
    small = _reduced(pixels, 400)
    return np.tile(small, (int(rng.integers(1, 4)), int(rng.integers(1, 5)), 1))


def _spoil(pixels: UInt8, rng: Generator) -> UInt8:
    """Dark or glaring, noisy, blurred."""
    light: Float32 = pixels * np.float32(2 ** rng.uniform(-4, 3))
    light += rng.normal(0, rng.uniform(0, 30), pixels.shape).astype(np.float32)
    light = cv2.GaussianBlur(light, (0, 0), rng.uniform(0.2, 8))
    return np.clip(light, 0, 255).astype(np.uint8)


def _cover(pixels: UInt8, rng: Generator) -> UInt8:
    """Lay a plain rectangle somewhere."""
    covered = pixels.copy()
    height, width = pixels.shape[:2]
    x0, x1 = np.sort(rng.integers(0, width + 1, 2))
    y0, y1 = np.sort(rng.integers(0, height + 1, 2))
    covered[y0:y1, x0:x1] = rng.integers(0, 256, 3)
    return covered


def _reduced(pixels: UInt8, longest: int) -> UInt8:
    factor = min(1.0, longest / max(pixels.shape[:2]))
    size = (max(1, round(pixels.shape[1] * factor)), max(1, round(pixels.shape[0] * factor)))
    return cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)


_DAMAGES: tuple[Callable[[bytes, Generator], bytes], ...] = (
    _flip,
    _truncate,
    _drop,
    _repeat,
    _blank,
)
_DISTORTIONS: tuple[Callable[[UInt8, Generator], UInt8], ...] = (
    _crop,
    _stretch,
    _resize,
    _ribbon,
    _turn,
    _crowd,
    _spoil,
    _cover,
)


def main() -> int:
    """Run cases until the time is over; returns 1 when one of them broke."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--first", type=int, default=0, help="number of the first case")
    parser.add_argument(
        "--photos", type=Path, nargs="*", default=[], help="files and folders to damage"
    )
    chosen = parser.parse_args()
    logging.disable(logging.WARNING)
    photos = [demo_portrait(), *(file.read_bytes() for file in files_in(chosen.photos))]
    outcomes: list[Outcome] = []
    end = time.monotonic() + chosen.seconds
    while time.monotonic() < end:
        outcomes.append(outcome_of(chosen.first + len(outcomes), photos))
        if outcomes[-1].fault:
            print(f"case {outcomes[-1].case}\n{outcomes[-1].fault}", flush=True)
    slowest = max(outcomes, key=lambda outcome: outcome.seconds)
    print(f"{len(outcomes)} cases; the slowest, {slowest.case}, took {slowest.seconds:.1f} s")
    for code, count in Counter(outcome.code for outcome in outcomes).most_common():
        print(f"{count:7d}  {code}")
    faults = sum(bool(outcome.fault) for outcome in outcomes)
    print(f"{faults} broke")
    return int(faults > 0)


if __name__ == "__main__":
    sys.exit(main())
