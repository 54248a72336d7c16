"""Works of a render child for the benchmark: a normal job that also measures itself."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from talking_photo.core.face import find_portraits
from talking_photo.core.intake.photo import read_photo
from talking_photo.core.intake.sound import read_sound
from talking_photo.core.intake.text import read_text
from talking_photo.core.lipsync.lips import frame_count, lips
from talking_photo.core.model import Note, Performance, Speech, Stage, UInt8, Video
from talking_photo.core.performance import perform
from talking_photo.core.pipeline import make_video
from talking_photo.core.progress import Report, no_progress
from talking_photo.core.render import motion_reach, render_frames
from talking_photo.core.request import SpeakRequest
from talking_photo.core.settings import Settings
from talking_photo.core.speech.voices import build_voices, manner_of, synthesize
from talking_photo.core.video.encode import write_video
from talking_photo.core.video.layout import Framing, frame_portraits

MEASURED = "benchmark"
"""Code of the note that carries what was measured inside the child."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Everything that `talking_photo.core.pipeline.make_video` knows when it starts to draw."""

    framing: Framing
    speech: Speech
    performance: Performance


def scene_of(request: SpeakRequest, settings: Settings) -> Scene:
    """Take the steps of `talking_photo.core.pipeline.make_video` up to the first frame.

    Raises:
        TalkingPhotoError: As there.
    """
    photo = read_photo(request.photo.read_bytes(), settings.photo)
    framing = frame_portraits(
        [find_portraits(photo)[0]], request.options.layout, settings.render.max_side
    )
    if request.sound is not None:
        speech = read_sound(request.sound.read_bytes(), settings.sound)
    else:
        speech = synthesize(
            read_text(request.text or "", settings.text, request.options.expression),
            preferred_voice=request.options.voice,
            language=request.options.language,
            voices=build_voices(settings.voice),
            manner=manner_of(settings.voice),
            progress=no_progress,
        )
    portrait = framing.portraits[0]
    performance = perform(
        speech,
        lips(speech),
        portrait,
        seed=request.options.seed,
        motion=request.options.motion * motion_reach(portrait),
    )
    return Scene(framing=framing, speech=speech, performance=performance)


def make_video_and_measure(
    request: SpeakRequest,
    target: Path,
    settings: Settings,
    report: Report,
    contact_sheet: Path | None = None,
) -> Video:
    """Make a video, with a note of the CPU seconds of all threads and the peak of memory."""
    began = time.process_time()
    video = make_video(request, target, settings, report, contact_sheet)
    return _telling(video, cpu=time.process_time() - began, peak=_peak_megabytes())


def draw_and_encode(
    request: SpeakRequest,
    target: Path,
    settings: Settings,
    report: Report,
    _companion: Path | None = None,
) -> Video:
    """Draw all frames into memory, encode them from there, then do both at once; time each."""
    scene = scene_of(request, settings)
    portraits, performances = [scene.framing.portraits[0]], [scene.performance]
    measured: dict[str, float] = {}
    report(Stage.FRAMES, 0.3)
    with _timed("draw", measured):
        frames = list(render_frames(portraits, performances))
    report(Stage.FRAMES, 0.5)
    with _timed("encode", measured):
        _write(scene, iter(frames), target, settings)
    del frames
    report(Stage.FRAMES, 0.7)
    with _timed("both", measured):
        video = _write(scene, render_frames(portraits, performances), target, settings)
    return _telling(video, **measured)


@contextmanager
def _timed(name: str, measured: dict[str, float]) -> Iterator[None]:
    """Note wall seconds, and CPU seconds of all threads."""
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    measured[name] = time.perf_counter() - wall
    measured[f"{name}_cpu"] = time.process_time() - cpu


def _write(scene: Scene, frames: Iterator[UInt8], target: Path, settings: Settings) -> Video:
    return write_video(
        frames,
        count=frame_count(scene.speech),
        framing=scene.framing,
        speech=scene.speech,
        captions=(),
        settings=settings.video,
        target=target,
        progress=no_progress,
    )


def _telling(video: Video, **facts: float) -> Video:
    return replace(video, notes=(*video.notes, Note(code=MEASURED, facts=facts)))


def _peak_megabytes() -> float:
    # Not getrusage: a child's maximum there starts at what its parent had when it was started.
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise OSError("this system does not report the peak of a process")
