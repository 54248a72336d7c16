"""Our videos compared with videos of people who speak, and of other programs.

`python -m benchmarks.people --videos … --ours …`.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import median

import cv2
import numpy as np

from benchmarks.habits import AXES, BANDS, Habits
from benchmarks.jobs import scene_of
from benchmarks.material import SENTENCE, SETTINGS, files_in, png, square
from benchmarks.sight import read_deep, voice, watch
from benchmarks.table import Section, Table
from talking_photo.core.face import find_portraits
from talking_photo.core.lipsync.accents import pauses
from talking_photo.core.model import CONTROLS, FPS, Performance, Photo
from talking_photo.core.render import render_frames
from talking_photo.core.request import RenderOptions, SpeakRequest

_FOUND = 0.9
"""Share of the frames in which the network must see a face; between them landmarks are
interpolated."""
_STILL_FRAMES, _STILL_SIDE = 75, 320

_Figure = tuple[str, int, Callable[[Habits], float]]
"""Name, digits, and where it stands."""


def _of(figure: Callable[[Habits], Mapping[str, float]], axis: str) -> Callable[[Habits], float]:
    return lambda habits: figure(habits)[axis]


def _share(axis: str, band: int) -> Callable[[Habits], float]:
    return lambda habits: habits.head_bands[axis][band]


_FIGURES: tuple[_Figure, ...] = (
    ("mouth opening p50, eye distances", 3, lambda h: h.opening_middle),
    ("mouth opening p95", 3, lambda h: h.opening_wide),
    ("opening speed p95, 1/s", 2, lambda h: h.opening_speed),
    ("mouth width, standard deviation", 3, lambda h: h.width_spread),
    ("lips together, median, s", 3, lambda h: h.closure_middle),
    ("lips together, p90, s", 3, lambda h: h.closure_long),
    ("blink at half depth, median, s", 2, lambda h: h.blink_seconds),
    ("from blink to blink, median, s", 1, lambda h: h.blink_interval),
    ("eye opening, median, eye widths", 2, lambda h: h.eye_opening),
    ("head, 95 % range of the pose, degrees", 1, lambda h: h.head_range),
    ("head, place, standard deviation, eye distances", 3, lambda h: h.head_shift),
    ("brows, 95 % range, cm", 2, lambda h: h.brow_range),
    ("lids between blinks, standard deviation, share", 3, lambda h: h.lid_spread),
    ("gaze, standard deviation, cm", 3, lambda h: h.gaze_spread),
    ("corners of the mouth, standard deviation, cm", 3, lambda h: h.corner_spread),
    ("yaw and roll, speed p95, degrees/s", 1, lambda h: h.head_fast),
    *((f"{axis} speed rms, degrees/s", 1, _of(lambda h: h.head_rms, axis)) for axis in AXES),
    *((f"{axis} spread, degrees", 2, _of(lambda h: h.head_spread, axis)) for axis in AXES),
    *(
        (f"{axis} power at {low:g} to {high:g} Hz, share", 2, _share(axis, band))
        for axis in AXES
        for band, (low, high) in enumerate(BANDS)
    ),
    ("upper face jitter, eye distances", 4, lambda h: h.tremble),
)


def compare(
    people: Sequence[Path], videos: Sequence[Path], others: Sequence[Path] = ()
) -> Section:
    """Watch all videos, some 5 s for each 10 s of video, and lay the figures side by side.

    Args:
        people: Videos, or folders of videos, of real people who speak from beginning to end or
            nearly.
        videos: Videos of ours.
        others: Videos of other programs.
    """
    groups = {
        "people": watched(people),
        "ours": watched(videos),
        "others": watched(others),
    }
    fooled = {"still face": of_a_still_face(), "still head": of_a_still_head()}
    seen = {name: list(videos.values()) for name, videos in groups.items()}
    return Section(
        title="Beside people",
        how=f"{len(seen['people'])} videos of people, {len(seen['ours'])} of ours, "
        f"{len(seen['others'])} of another program. The face network looks at each frame on its "
        "own (not in its video mode, which smooths over time and would hide what trembles), and "
        "the mean face laid over its landmarks tells the head's turn. Least / median / most of "
        "the videos; inside counts ours that lie between the least and the most of the people, "
        "and says on which side the others are.",
        tables=(_table(seen, fooled), _blinks(seen)),
        caveats=(
            "The people speak for 2 to 6 seconds each, some a single short command. What takes "
            "longer than that (a slow sway, the interval between blinks) is hardly seen, and the "
            "least and the most of so few are not the limits of what people do. Outside means: "
            "look there first.",
            "A spectrum is made of windows of 2.56 s in every video, so that long videos are not "
            "favoured; bands below 1 Hz hold one or two of its lines. Videos below that length "
            "have none.",
            "The network is unsteady, more so on small faces. Its power above 8 Hz, where no "
            "head moves, is taken off the spectra, spreads and rms, not off the 95th "
            f"percentiles. The still face is the drawn portrait, {_STILL_SIDE} pixels wide, with "
            "new grain in each frame: what it shows is noise.",
            "A mouth that moves and lids that fall bend the whole mesh that the network lays on "
            "a face, which reads as a nod at the pace of syllables. The still head is our video "
            "of the drawn portrait that speaks and does not turn its head at all: whatever it "
            "shows of the head is the network's doing, in people and in videos alike. Most of "
            "what is read of the pitch is of this kind; yaw and roll are to be trusted.",
            "Openings, speeds and widths are of frames with a voice. Videos are read at 25 "
            "frames a second; one with another rate is interpolated, which takes a little off "
            "its speeds and its trembling.",
            "Whether lips are together is judged by the video's own range: a fifth of the way "
            "from its closed to its wide mouth. A video whose mouth hardly moves has closures by "
            "this measure, too.",
            "The opening of the eyes is the person's own; ours is that of the photo.",
        ),
        figures={
            name: {video: asdict(habits) for video, habits in videos.items()}
            for name, videos in {**groups, "fooled": fooled}.items()
        },
    )


def watched(places: Iterable[Path]) -> dict[str, Habits]:
    """The habits of each video in which a face is seen, by the file's name."""
    videos: dict[str, Habits] = {}
    for file in files_in(places):
        points = watch(file)
        if points is None:
            continue
        known = np.isfinite(points).all((1, 2))
        if known.mean() < _FOUND:
            continue
        frames = np.arange(len(points))
        filled = np.stack(
            [
                np.interp(frames, frames[known], one)
                for one in points[known].reshape(-1, 478 * 3).T
            ],
            1,
        )
        videos[file.name] = Habits.of(filled.reshape(points.shape), _speaking(file, len(points)))
    return videos


def of_a_still_face() -> Habits:
    """What the network's unsteadiness alone looks like.

    A face that holds still, with the grain of a camera.
    """
    rng = np.random.default_rng(0)
    face = cv2.resize(square(640), (_STILL_SIDE, _STILL_SIDE), interpolation=cv2.INTER_AREA)
    around = find_portraits(Photo(pixels=face))[0].landmarks
    noisy = (
        np.clip(face + rng.normal(0, 3, face.shape), 0, 255).astype(np.uint8)
        for _ in range(_STILL_FRAMES)
    )
    points = np.stack([read_deep(frame, around) for frame in noisy])
    return Habits.of(points, np.ones(len(points), bool))


def of_a_still_head() -> Habits:
    """What is read of a head that only speaks and blinks.

    Our own video, its turns taken out, before it is encoded.
    """
    with tempfile.TemporaryDirectory() as folder:
        photo = png(square(512), Path(folder) / "drawn.png")
        scene = scene_of(
            SpeakRequest(
                photo=photo, text=SENTENCE, options=RenderOptions(language="en", voice="espeak")
            ),
            SETTINGS,
        )
    portrait = scene.framing.portraits[0]
    held = scene.performance.values.copy()
    held[:, [CONTROLS.index(axis) for axis in AXES]] = 0
    frames = render_frames([portrait], [Performance(values=held)])
    points = np.stack([read_deep(frame, portrait.landmarks) for frame in frames])
    return Habits.of(points, np.ones(len(points), bool))


def _speaking(file: Path, frames: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """In which frames there is a voice.

    In all of them where the video has no sound or nothing but pauses.
    """
    speech = voice(file)
    times = np.arange(frames) / FPS
    rests = pauses(speech) if speech is not None else ()
    silent = np.zeros(frames, bool)
    for rest in rests:
        silent |= (times >= rest.start) & (times < rest.end)
    return np.ones(frames, bool) if silent.all() else ~silent


def _table(seen: dict[str, list[Habits]], fooled: dict[str, Habits]) -> Table:
    rows = []
    for name, digits, figure in _FIGURES:
        values = {group: _known(map(figure, videos)) for group, videos in seen.items()}
        rows.append(
            (
                name,
                *(_spread(values[group], digits) for group in ("people", "ours")),
                inside(values["ours"], values["people"]),
                _spread(values["others"], digits),
                inside(values["others"], values["people"]),
                *(_spread(_known([figure(one)]), digits) for one in fooled.values()),
            )
        )
    header = ("", "people", "ours", "inside", "other program", "inside", *fooled)
    return Table(header=header, rows=tuple(rows))


def inside(values: Sequence[float], limits: Sequence[float]) -> str:
    """Return how many values are within the limits, and on which side the rest are."""
    if not values or not limits:
        return ""
    low, high = min(limits), max(limits)
    below, above = sum(x < low for x in values), sum(x > high for x in values)
    outside = [f"{n} {side}" for n, side in ((below, "below"), (above, "above")) if n]
    fit = len(values) - below - above
    return ", ".join([f"{fit} of {len(values)}", *outside])


def _blinks(seen: dict[str, list[Habits]]) -> Table:
    rows = []
    for name, videos in seen.items():
        seconds, count = sum(h.seconds for h in videos), sum(h.blinks for h in videos)
        rate = f"{60 * count / seconds:.0f}" if videos else ""
        rows.append((name, f"{seconds:.0f}", f"{count}", rate))
    return Table(header=("all videos", "seconds", "blinks", "a minute"), rows=tuple(rows))


def _known(values: Iterable[float]) -> list[float]:
    return [value for value in values if np.isfinite(value)]


def _spread(values: Sequence[float], digits: int) -> str:
    if len(values) < 2:
        return "".join(f"{x:.{digits}f}" for x in values)
    return " / ".join(f"{x:.{digits}f}" for x in (min(values), median(values), max(values)))


def main() -> None:
    """Print the tables; with --json also write every video's figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.people", description=__doc__)
    for option, what in (
        ("--videos", "people who speak: videos, folders of videos"),
        ("--ours", "videos made by this program"),
        ("--others", "videos made by another program"),
    ):
        parser.add_argument(
            option, type=Path, nargs="+", metavar="PATH", help=what,
            required=option != "--others", default=(),
        )  # fmt: skip
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures here")
    asked = parser.parse_args()
    section = compare(asked.videos, asked.ours, asked.others)
    print(section.text())
    if asked.json:
        asked.json.write_text(json.dumps(section.figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
