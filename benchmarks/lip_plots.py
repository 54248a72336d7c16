"""Draws our curves over hand labels and over measured lips: the pictures of docs/lips.md.

python -m benchmarks.lip_plots --labels FOLDER --utterance NAME --video VIDEO --out docs
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from benchmarks.agreement import STEP, Answer, Curve, Spans, answer_of
from benchmarks.articulation import speakers
from benchmarks.labels import labelled
from benchmarks.real_lips import best
from benchmarks.recognisers import envelope, ours, ours_with_labels, parted
from talking_photo.core.lipsync.lips import lips
from talking_photo.core.model import Phone

_WIDTH, _HEIGHT = 1100, 300
_LEFT, _TOP, _BOTTOM = 14, 58, 62
"""Pixels about the curves."""
_INK, _REAL, _OURS, _WITH_WORDS, _LOUD = "#222222", "#c9c9c9", "#1f66c1", "#d2691e", "#7a9a3a"


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayConnection:
    """One curve, or what it is compared with, which is filled."""

    name: str
    curve: Curve
    colour: str
    closures: Spans = ()
    """Drawn as bars under the curves."""


def main() -> None:
    """Draw one picture of labels, one of coils, one of a video."""
    parser = argparse.ArgumentParser(prog="lip_plots", description=__doc__)
    parser.add_argument("--labels", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--utterance", required=True, metavar="NAME", help="one of those labelled")
    parser.add_argument("--video", type=Path, required=True, metavar="VIDEO", help="of a speaker")
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    asked = parser.parse_args()
    one = next(each for each in labelled(asked.labels) if each.name == asked.utterance)
    truth = answer_of(one.phones, round(one.speech.seconds / STEP))
    alone, with_words = ours(one.speech), ours_with_labels(one)
    lines = [
        GatewayConnection(
            name="labels", curve=truth.opening, colour=_REAL, closures=truth.closures
        ),
        GatewayConnection(name="loudness", curve=envelope(one.speech).opening, colour=_LOUD),
        GatewayConnection(
            name="ours, sound alone", curve=_jaw(alone), colour=_OURS, closures=alone.closures
        ),
        GatewayConnection(
            name="ours, with the words",
            curve=_jaw(with_words),
            colour=_WITH_WORDS,
            closures=with_words.closures,
        ),
    ]
    draw(lines, one.phones).save(asked.out / "lips-labels.png", optimize=True)
    for name, person in zip(
        ("lips-video.png", "lips-coils.png"), speakers([asked.video], asked.labels), strict=True
    ):
        recognised, loud = ours(person.speech), envelope(person.speech)
        gap = parted(lips(person.speech).values, len(person.opening))
        late = best(person.opening, gap)[1]
        lines = [
            GatewayConnection(name="the speaker's lips", curve=person.opening, colour=_REAL),
            GatewayConnection(name="loudness", curve=shifted(loud.opening, late), colour=_LOUD),
            GatewayConnection(
                name=f"ours, sound alone, {round(1000 * late)} ms earlier",
                curve=shifted(gap, late),
                colour=_OURS,
                closures=tuple((a - late, b - late) for a, b in recognised.closures),
            ),
        ]
        draw(lines).save(asked.out / name, optimize=True)


def _jaw(answer: Answer) -> Curve:
    return answer.opening if answer.jaw is None else answer.jaw


def shifted(curve: Curve, late: float) -> Curve:
    """The curve earlier by so many seconds."""
    times = np.arange(len(curve)) * STEP
    return np.interp(times + late, times, curve)


def draw(lines: list[GatewayConnection], phones: Iterable[Phone] = ()) -> Image.Image:
    """All curves from their least to their most, above each other in time."""
    count = min(len(line.curve) for line in lines)
    image = Image.new("RGB", (_WIDTH, _HEIGHT), "white")
    pen = ImageDraw.Draw(image)
    font = ImageFont.truetype(str(files("manimgx_fonts") / "NotoSans[wght].ttf"), 15)
    scale = (_WIDTH - 2 * _LEFT) / (count * STEP)
    floor = _HEIGHT - _BOTTOM

    def place(curve: Curve) -> list[tuple[float, float]]:
        low, high = float(curve[:count].min()), float(np.percentile(curve[:count], 99.5))
        heights = np.clip((curve[:count] - low) / max(high - low, 1e-9), 0, 1.05)
        ys = floor - heights * (floor - _TOP)
        return [(_LEFT + i * STEP * scale, float(y)) for i, y in enumerate(ys)]

    for index, line in enumerate(lines):
        points = place(line.curve)
        if index == 0:
            pen.polygon([(points[0][0], floor), *points, (points[-1][0], floor)], fill=line.colour)
        else:
            pen.line(points, fill=line.colour, width=1 if line.name == "loudness" else 3)
    bars = [line for line in lines if line.closures]
    for row, line in enumerate(bars):
        for start, end in line.closures:
            y = floor + 5 + 8 * row
            pen.rectangle((_LEFT + start * scale, y, _LEFT + end * scale, y + 5), fill=line.colour)
    for phone in phones:
        middle = _LEFT + (phone.start + phone.end) / 2 * scale
        pen.text((middle, _TOP - 12), phone.symbol, fill=_INK, font=font, anchor="mm")
    for second in np.arange(0, count * STEP, 0.5):
        pen.text(
            (_LEFT + second * scale, _HEIGHT - 14),
            f"{second:g} s",
            fill=_INK,
            font=font,
            anchor="mm",
        )
    at = float(_LEFT)
    for line in lines:
        pen.rectangle((at, 10, at + 14, 22), fill=line.colour)
        pen.text((at + 20, 16), line.name, fill=_INK, font=font, anchor="lm")
        at += 50 + pen.textlength(line.name, font=font)
    return image


if __name__ == "__main__":
    main()
