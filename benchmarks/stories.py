"""What a long story takes: memory and time, composed by this program and by moviepy.

    python -m benchmarks.stories            # 1 and 10 minutes; moviepy with 2 to 20 scenes
    python -m benchmarks.stories --exports  # what each export of a lesson takes

Each figure comes from a process of its own; memory is the peak of what it and its children hold
for themselves (RssAnon).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path

_SIDE = 480
"""Pixels of the longer side."""
_SAMPLE_SECONDS = 0.05


def main() -> None:
    """Print the figures, or measure one of them in this process."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--exports", action="store_true")
    parser.add_argument("--one", nargs=3, metavar=("HOW", "SCENES", "VIDEO"))
    chosen = parser.parse_args()
    if chosen.one:
        how, scenes, video = chosen.one
        measure_one(how, int(scenes), Path(video))
        return
    with tempfile.TemporaryDirectory() as folder:
        video = Path(folder) / "scene.mp4"
        render_scene(video)
        if chosen.exports:
            time_exports(video)
            return
        for how, scenes in (
            *(("story", 10), ("story", 100)),
            *(("moviepy", count) for count in (2, 8, 20)),
        ):
            command = [sys.executable, "-m", "benchmarks.stories", "--one", how, str(scenes)]
            subprocess.run([*command, str(video)], check=True)


def render_scene(target: Path) -> None:
    """Render the built-in portrait, some seconds long."""
    import talking_photo as tp
    from talking_photo.core.demo import demo_portrait

    words = "This is a scene of a story. It is some seconds long, like most of them. That is all."
    options = tp.RenderOptions(language="en", voice="espeak", layout="landscape")
    settings = tp.Settings(render={"max_side": _SIDE})
    tp.speak(demo_portrait(), words, out=target, options=options, settings=settings)


def measure_one(how: str, scenes: int, video: Path) -> None:
    """Compose once, and print peak memory and time."""
    peak = [0.0, 0]
    threading.Thread(target=watch, args=(peak,), daemon=True).start()
    started = time.perf_counter()
    seconds = (compose if how == "story" else compose_by_moviepy)(scenes, video)
    cpu = sum(os.times()[:4])
    print(
        f"{how}: {scenes} scenes, {seconds:.0f} s of video: {peak[0]:.0f} MB in {peak[1]} "
        f"processes, {cpu:.1f} s of CPU, {time.perf_counter() - started:.1f} s"
    )


def compose(scenes: int, video: Path) -> float:
    """Compose by this program: scenes with crossfades and music."""
    from talking_photo.core.progress import no_progress
    from talking_photo.core.settings import VideoSettings
    from talking_photo.core.video.story import FaceScene, Part, Scenery, compose_story
    from talking_photo.core.video.tags import Tags
    from talking_photo.core.video.thumbnail import open_video

    with open_video(video) as file:
        stream = file.streams.video[0]
        made = described(video, stream.width, stream.height, stream.frames / 25)
    part = Part(shows=FaceScene(video=made), fades=True, chapter="Scene")
    with tempfile.TemporaryDirectory() as folder:
        story = compose_story(
            [part] * scenes,
            Scenery(size=(made.width, made.height), music=video.read_bytes(), tags=Tags()),
            Path(folder) / "story.mp4",
            VideoSettings(),
            no_progress,
        )
    return story.seconds


def described(path: Path, width: int, height: int, seconds: float):  # noqa: ANN201
    """Return a video that lies there."""
    from talking_photo.core.model import Video

    facts = {"bytes": path.stat().st_size, "sha256": ""}
    return Video(path=path, width=width, height=height, seconds=seconds, **facts)


def compose_by_moviepy(scenes: int, video: Path) -> float:
    """Compose the same scenes by moviepy."""
    from moviepy import VideoFileClip, concatenate_videoclips
    from moviepy.video.fx import CrossFadeIn

    fade = [CrossFadeIn(0.48)]
    clips = [VideoFileClip(str(video)).with_effects(fade) for _ in range(scenes)]
    story = concatenate_videoclips(clips, padding=-0.48, method="compose")
    with tempfile.TemporaryDirectory() as folder:
        target = str(Path(folder) / "story.mp4")
        story.write_videofile(
            target, fps=25, preset="veryfast", logger=None, temp_audiofile_path=folder
        )
    return float(story.duration)


def time_exports(video: Path) -> None:
    """Print what each export takes, the second time."""
    from talking_photo.bots import texts
    from talking_photo.core.model import Word
    from talking_photo.core.video.captions import break_into_captions
    from talking_photo.core.video.exports import ExportFormat, export, lesson_of

    words = [Word(text="word", start=at / 2, end=at / 2 + 0.4) for at in range(12)]
    lesson = lesson_of(
        video, captions=break_into_captions(words), labels=texts.lesson_labels, language="en"
    )
    for kind in ExportFormat:
        target = video.with_suffix(kind.suffix)
        for _ in range(2):
            started, cpu = time.perf_counter(), time.process_time()
            export(replace(lesson), kind, target)
            taken = time.perf_counter() - started, time.process_time() - cpu
        print(
            f"{kind}: {taken[0]:.2f} s ({taken[1]:.2f} s of CPU), "
            f"{target.stat().st_size / 1e6:.2f} MB for {lesson.seconds:.1f} s of video, "
            f"{lesson.width} x {lesson.height}"
        )


def watch(peak: list[float]) -> None:
    """Note the most memory and processes of this one and its children."""
    while True:
        memory, count = own_memory()
        peak[:] = [max(peak[0], memory), max(peak[1], count)]
        time.sleep(_SAMPLE_SECONDS)


def own_memory() -> tuple[float, int]:
    """Return the megabytes that this process and all below it hold, and how many they are."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
            except OSError:
                continue
            children.setdefault(int(parent), []).append(int(folder.name))
    waiting, total, count = [os.getpid()], 0, 0
    while waiting:
        process = waiting.pop()
        waiting += children.get(process, [])
        try:
            status = Path(f"/proc/{process}/status").read_text()
        except OSError:
            continue
        held = [line.split()[1] for line in status.split("\n") if line.startswith("RssAnon")]
        total, count = total + sum(map(int, held)), count + 1
    return total / 1024, count


if __name__ == "__main__":
    main()
