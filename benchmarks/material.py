"""What the benchmark speaks and shows.

Words of known length, and pictures that need no file from outside.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import cv2
import numpy as np

from talking_photo.core.demo import demo_portrait
from talking_photo.core.model import UInt8
from talking_photo.core.settings import Settings, TextLimits

SENTENCE = "Every big problem begins with very small steps, so please be patient now."
"""5 s long in the built-in voice, with the silence around it."""

_STORY = (
    SENTENCE,
    "My brother found a brown wooden box below the old apple tree behind our farm.",
    "He opened it by the window, and there was a map, and a picture of a big ship.",
    "People have asked me often whether I believe the rest of it, and maybe I do.",
)
_SENTENCE_SECONDS = 4.9
"""What a sentence more adds to the video, on average."""

LIPS = (
    "My brother Peter baked a big plum pie. [pause 0.8s] Maybe we should open it by the lamp, "
    "before the music begins. [pause 0.6s] Farmers and families have arrived from far away."
)
"""Many lips that must meet, wide vowels between them, and two silences long enough to shut the
mouth in."""

SETTINGS = Settings(text=TextLimits(max_characters=20_000))
"""The defaults, but for longer texts. Not read from file or environment."""

_GRAIN = 2.0
"""Standard deviation, of 255: that of a good camera indoors. Enlarging had taken away what an
encoder works on."""


def words_for(seconds: float) -> str:
    """Text that the built-in voice says in about that time."""
    count = max(1, round(seconds / _SENTENCE_SECONDS))
    return " ".join(_STORY[i % len(_STORY)] for i in range(count))


def square(side: int) -> UInt8:
    """The drawn portrait from the hair to the collar, at this size, with the grain of a camera.

    RGB.
    """
    drawn = _drawn()[60:828]
    kind = cv2.INTER_CUBIC if side > len(drawn) else cv2.INTER_AREA
    resized = cv2.resize(drawn, (side, side), interpolation=kind).astype(np.float32)
    noise = np.random.default_rng(0).normal(0, _GRAIN, resized.shape)
    return np.clip(np.rint(resized + noise), 0, 255).astype(np.uint8)


def crowd(people: int) -> UInt8:
    """As many of the drawn portrait, up to ten, in two rows on a wall of 1280 x 640.

    Faces of 125 pixels; RGB.
    """
    person = cv2.resize(_drawn(), (256, 320), interpolation=cv2.INTER_AREA)
    wall = np.full((640, 1280, 3), (150, 170, 160), np.uint8)
    for place in range(people):
        top, left = 320 * (place // 5), 256 * (place % 5)
        wall[top : top + 320, left : left + 256] = person
    return wall


def portraits() -> dict[str, UInt8]:
    """The drawn portrait, and what photographs do to a face.

    Mirrored, grey, small, tilted, dark and badly packed.
    """
    drawn = _drawn()
    height, width = drawn.shape[:2]
    grey = cv2.cvtColor(cv2.cvtColor(drawn, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    tilt = cv2.getRotationMatrix2D((width / 2, height / 2), 15, 0.9)
    dark = np.rint(drawn * 0.45).astype(np.uint8)
    _, packed = cv2.imencode(".jpg", dark, [cv2.IMWRITE_JPEG_QUALITY, 30])
    return {
        "drawn": drawn,
        "drawn, mirrored": np.ascontiguousarray(drawn[:, ::-1]),
        "drawn, grey": grey,
        "drawn, small": cv2.resize(drawn, None, fx=0.35, fy=0.35, interpolation=cv2.INTER_AREA),
        "drawn, tilted": cv2.warpAffine(
            drawn, tilt, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
        ),
        "drawn, dark": cv2.imdecode(packed, cv2.IMREAD_COLOR),
    }


def png(pixels: UInt8, target: Path) -> Path:
    """Write RGB pixels to a file, and return it."""
    cv2.imwrite(str(target), cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR))
    return target


def files_in(places: Iterable[Path]) -> list[Path]:
    """The files named, and those in the folders named, in order of name."""
    return [
        file
        for place in places
        for file in (sorted(place.iterdir()) if place.is_dir() else [place])
        if file.is_file()
    ]


def _drawn() -> UInt8:
    encoded = np.frombuffer(demo_portrait(), np.uint8)
    return cv2.cvtColor(cv2.imdecode(encoded, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
