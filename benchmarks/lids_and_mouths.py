"""Light inside the mouths of photos, and what a blink does to their brows.

`python -m benchmarks.lids_and_mouths --photos FOLDER`.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from unittest.mock import patch

import cv2
import numpy as np

from benchmarks.material import SETTINGS, files_in
from talking_photo.core.errors import RequestError
from talking_photo.core.face import find_portraits
from talking_photo.core.intake.photo import read_photo
from talking_photo.core.lipsync.visemes import parts
from talking_photo.core.model import CONTROLS, MOUTH, Layout, Performance, Portrait
from talking_photo.core.render import render_frames
from talking_photo.core.render.appearance import LUMA_WEIGHTS, measure_appearance
from talking_photo.core.render.mouth_interior import MouthInterior, MouthPatch
from talking_photo.core.video.layout import frame_portraits

_SOUNDS = ("a", "e", "i", "o", "s", "l")
_DARK, _BRIGHTEST, _MIN_PIXELS = 0.45, 95, 20
"""Share of the skin's luma below which the inside is dark, the percentile that counts as its
brightest, and the least pixels of an opening that is looked at."""
_BROWS = (
    (70, 63, 105, 66, 107, 55, 65, 52, 53, 46),
    (336, 296, 334, 293, 300, 276, 283, 282, 295, 285),
)
_CHANGED = 24
"""Difference of luma (0..255) from which a pixel of a brow has moved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """What one photo gave."""

    photo: str
    brightest: float
    """95th percentile of the inside over the skin's luma, median of the sounds."""
    dark: float
    """Share of the inside below 0.45 of the skin, mean of the sounds."""
    brow: float
    """Share of the brows' pixels that a closed lid changes."""


def measure(photos: Sequence[Path]) -> Iterator[Measures]:
    """Measure the first face of each photo; those that cannot speak are left out."""
    for file in files_in(photos):
        try:
            photo = read_photo(file.read_bytes(), SETTINGS.photo)
            faces = find_portraits(photo)[:1]
            framing = frame_portraits(faces, Layout.ORIGINAL, SETTINGS.render.max_side)
        except RequestError:
            continue
        yield _measures(file.name, framing.portraits[0])


def _measures(name: str, portrait: Portrait) -> Measures:
    skin = float(measure_appearance(portrait).skin @ LUMA_WEIGHTS)
    spoken = np.zeros((2 * len(_SOUNDS) + 1, len(CONTROLS)), np.float32)
    # between two sounds the lips meet, so that none is blurred by the way to the next
    for number, sound in enumerate(_SOUNDS):
        spoken[2 * number + 1, : len(MOUTH)] = parts(sound)[0].viseme.values
    with _insides() as patches:
        for _ in render_frames([portrait], [Performance(values=spoken.repeat(3, axis=0))]):
            pass
    lumas = [(p.colour @ LUMA_WEIGHTS)[p.alpha > 0.6] / skin for p in patches]
    lumas = [luma for luma in lumas if len(luma) > _MIN_PIXELS]
    blink = np.zeros((2, len(CONTROLS)), np.float32)
    blink[1, [CONTROLS.index(side) for side in ("blink_left", "blink_right")]] = 1
    rest, closed = (
        cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY).astype(int)
        for frame in render_frames([portrait], [Performance(values=blink)])
    )
    brows = np.zeros(rest.shape, np.uint8)
    for brow in _BROWS:
        cv2.fillPoly(brows, [np.rint(portrait.landmarks[list(brow), :2]).astype(np.int32)], (1,))
    return Measures(
        photo=name,
        brightest=median(float(np.percentile(luma, _BRIGHTEST)) for luma in lumas),
        dark=float(np.mean([(luma < _DARK).mean() for luma in lumas])),
        brow=float((np.abs(closed - rest)[brows > 0] > _CHANGED).mean()),
    )


@contextmanager
def _insides() -> Iterator[list[MouthPatch]]:
    """Collect what is painted between the lips."""
    painted: list[MouthPatch] = []
    paint = MouthInterior.paint

    def collect(*given: object) -> MouthPatch | None:
        inside = paint(*given)  # type: ignore[arg-type]
        if inside is not None:
            painted.append(inside)
        return inside

    with patch.object(MouthInterior, "paint", collect):
        yield painted


def main() -> None:
    """Print a row for each photo, and the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=Path, nargs="+", required=True)
    rows = []
    for row in measure(parser.parse_args().photos):
        rows.append(row)
        print(f"{row.photo:40} {row.brightest:.2f} {row.dark:.2f} {row.brow:.3f}", flush=True)
    middle = [median(getattr(row, name) for row in rows) for name in ("brightest", "dark", "brow")]
    print(f"{'median of ' + str(len(rows)):40} {middle[0]:.2f} {middle[1]:.2f} {middle[2]:.3f}")


if __name__ == "__main__":
    main()
