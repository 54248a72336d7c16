"""Videos one picture and reads it back.

What the lips were asked, and what is seen of it in the finished file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from benchmarks.jobs import Scene, scene_of
from benchmarks.material import LIPS, SETTINGS
from benchmarks.sight import MouthBox, drift, frames_of, opening, read
from benchmarks.tracks import (
    Movement,
    Share,
    Track,
    chance,
    closures,
    correlation,
    jitter,
    lag,
    openings,
    silences,
)
from talking_photo.core.hearing.decode import decode
from talking_photo.core.hearing.network import infer
from talking_photo.core.lipsync.accents import pauses
from talking_photo.core.lipsync.lips import frame_count
from talking_photo.core.model import Float32, Performance, Portrait, UInt8
from talking_photo.core.progress import no_progress
from talking_photo.core.render import render_frames
from talking_photo.core.render.displacement_fields import LOWER, UPPER, displacement_fields
from talking_photo.core.render.face_metrics import measure_face, project
from talking_photo.core.request import RenderOptions, SpeakRequest
from talking_photo.core.video.encode import write_video

_FEATHER_CM = 0.90, 3.5
"""Centimetres of the head, and at least so many pixels, over which the person fades into the
background."""
_CROWN = 24.0
"""Centimetres from the neck, about which the head turns, to the top of the hair: what a turn
carries farthest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one picture gave."""

    picture: str
    width: int
    height: int
    eyes: float
    """Distance of the outer eye corners, pixels."""
    found: Share
    """Frames in which the network saw a face."""
    to_gap: float
    """Correlation with the gap that the motions give the lips."""
    to_jaw: float
    """Correlation with the jaw alone."""
    by_chance: float
    late: int
    """Frames."""
    shut: Share
    """p, b, m."""
    apart: Share
    still: Share
    """Silent frames that are shut."""
    slope: float
    """Opening seen for an opening asked."""
    stray: int
    """Pixels outside the margin that any frame changed."""
    margin: float
    """Centimetres about the person in which the picture may change."""
    outside: float
    """Share of the picture that lies outside the margin."""
    bent: float
    """Drift of the upper face, 95th percentile, eye distances."""
    trembles: float
    asked_to: float
    """Jitter, as seen and as asked."""
    drawn_sharp: float
    """Sharpness of the mouth over that of its photo before encoding, median of the frames."""
    drawn_skin: float
    """The same of the skin about the mouth alone, without lower lip and opening."""
    sharp: tuple[float, float, float]
    """The same in the video: 5th, 50th and 95th percentile."""
    seen: Movement
    asked: Movement


def read_back(
    name: str, file: Path, video: Path, sound: Path | None = None, voice: str = "espeak"
) -> Reading:
    """Render a picture and measure the video; `video` is written and removed.

    Args:
        name: What the reading is called.
        file: The picture.
        video: Where to.
        sound: A recording that it speaks with; None for the benchmark's sentences.
        voice: Who says them.

    Raises:
        RequestError: The picture cannot speak.
    """
    request = (
        SpeakRequest(photo=file, text=LIPS, options=RenderOptions(language="en", voice=voice))
        if sound is None
        else SpeakRequest(photo=file, sound=sound)
    )
    scene = scene_of(request, SETTINGS)
    portrait = scene.framing.portraits[0]
    watch = _Watch(portrait, scene.performance)
    write_video(
        watch.over(render_frames([portrait], [scene.performance])),
        count=frame_count(scene.speech),
        framing=scene.framing,
        speech=scene.speech,
        captions=(),
        settings=SETTINGS.video,
        target=video,
        progress=no_progress,
    )
    points, sharp = [], []
    for pixels in frames_of(video):
        inside = _without_bars(pixels, scene)
        points.append(read(inside, portrait.landmarks))
        sharp.append(watch.mouth.sharpness(inside))
    video.unlink()
    return _compared(
        name=name,
        scene=scene,
        watch=watch,
        points=np.stack(points),
        sharp=np.array(sharp),
    )


def _compared(*, name: str, scene: Scene, watch: _Watch, points: Float32, sharp: Track) -> Reading:
    portrait, phones = scene.framing.portraits[0], scene.speech.phones
    if phones is None:
        phones = decode(infer(scene.speech).posteriors)
    seen = opening(points)
    asked = asked_opening(portrait, scene.performance)
    rests = [(pause.start, pause.end) for pause in pauses(scene.speech)]
    known = np.isfinite(seen)
    photo_sharp = np.array(watch.mouth.sharpness(portrait.pixels))
    low, middle, high = np.percentile(sharp[:, 0] / photo_sharp[0], (5, 50, 95)).tolist()
    drawn_sharp, drawn_skin = np.median(watch.sharp, axis=0) / photo_sharp
    height, width, _ = portrait.pixels.shape
    return Reading(
        picture=name,
        width=width,
        height=height,
        eyes=float(np.linalg.norm(np.diff(portrait.landmarks[[33, 263], :2], axis=0))),
        found=Share(hit=int(known.sum()), total=len(seen)),
        to_gap=correlation(asked, seen),
        to_jaw=correlation(scene.performance.column("jaw").astype(np.float64), seen),
        by_chance=chance(asked, seen),
        late=lag(asked, seen),
        shut=closures(phones, seen),
        apart=openings(asked, seen),
        still=silences(rests, seen),
        slope=float(np.polyfit(asked[known], seen[known], 1)[0]),
        stray=watch.stray,
        margin=watch.margin,
        outside=watch.outside,
        bent=float(np.nanpercentile(drift(points, read(portrait.pixels, portrait.landmarks)), 95)),
        trembles=jitter(seen),
        asked_to=jitter(asked),
        drawn_sharp=float(drawn_sharp),
        drawn_skin=float(drawn_skin),
        sharp=(low, middle, high),
        seen=Movement.of(seen),
        asked=Movement.of(asked),
    )


def asked_opening(portrait: Portrait, performance: Performance) -> Track:
    """Return the requested gap of the inner lips at their middle, in eye distances, shape (T,).

    From the displacement fields alone, without the head's turn: no pixel is drawn for it.
    """
    metrics = measure_face(portrait)
    edges = []
    for side, edge in ((UPPER, metrics.upper_inner), (LOWER, metrics.lower_inner)):
        middle = np.array([[c[len(c) // 2] for c in (edge.x, edge.y, edge.z)]], np.float32)
        fields = displacement_fields(middle, np.zeros(1, np.float32), metrics, side)
        moved = (middle + fields.rest_offset.T).repeat(len(performance.values), 0)
        for name, field in fields.fields.items():
            moved = moved + performance.column(name)[:, None] * field.T
        edges.append(project(moved, portrait.pose))
    # y points down; lips that are pressed on each other cross, which is a gap of nothing
    down = portrait.pose.rotation[:2, 1] * np.array([-1, 1])
    gap = (edges[1] - edges[0]) @ (down / np.linalg.norm(down))
    eyes = np.linalg.norm(np.diff(portrait.landmarks[[33, 263], :2], axis=0))
    return (np.maximum(gap, 0) / eyes).astype(np.float64)


class _Watch:
    """Looks at the frames on their way to the encoder.

    Where they must stand still, and how sharp the mouth is.
    """

    def __init__(self, portrait: Portrait, performance: Performance) -> None:
        person = portrait.subject
        away = cv2.distanceTransform((person == 0).astype(np.uint8), cv2.DIST_L2, 5)
        if person.all():
            away = np.zeros(person.shape, np.float32)
        yaw, pitch, roll, across, up = (
            performance.column(name) for name in ("yaw", "pitch", "roll", "shift_x", "shift_y")
        )
        # a crown in the middle of the picture is moved sideways by roll, up and down by pitch, and
        # by yaw at its sides
        turned = np.sqrt((yaw / 2) ** 2 + pitch**2 + roll**2)
        carried = float((_CROWN * turned + np.hypot(across, up)).max())
        centimetres, pixels = _FEATHER_CM
        scale = portrait.pose.scale
        self.margin = max(centimetres, pixels / scale) + carried
        # two pixels for the rounding of the mask
        self._still = away > self.margin * scale + 2
        self._photo = portrait.pixels
        self._changed = np.zeros(person.shape, bool)
        self.mouth = MouthBox.of(portrait.landmarks)
        self.sharp: list[tuple[float, float]] = []

    def over(self, frames: Iterator[UInt8]) -> Iterator[UInt8]:
        """Pass the frames on."""
        for frame in frames:
            self._changed |= (frame != self._photo).any(2)
            self.sharp.append(self.mouth.sharpness(frame))
            yield frame

    @property
    def stray(self) -> int:
        """Pixels outside the margin that were not the photo's in some frame."""
        return int((self._changed & self._still).sum())

    @property
    def outside(self) -> float:
        """Share of the picture outside the margin."""
        return float(self._still.mean())


def _without_bars(pixels: UInt8, scene: Scene) -> UInt8:
    framing = scene.framing
    height, width, _ = framing.portraits[0].pixels.shape
    return pixels[framing.top : framing.top + height, framing.left : framing.left + width]
