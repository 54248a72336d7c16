"""What a frame costs on its way into an mp4, four ways, in one run.

`python benchmarks/encoding.py`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import av
import cv2
import imageio_ffmpeg
import numpy as np
from moviepy import VideoClip
from moviepy.video.io.ffmpeg_writer import FFMPEG_VideoWriter

sys.path.insert(0, str(Path(__file__).parents[1]))

from talking_photo.core.model import FPS, UInt8
from talking_photo.core.video.yuv import Yuv

_CRF = "18"
_PRESET = "veryfast"


def moviepy_video(frames: Sequence[UInt8], target: Path) -> None:
    """The way moviepy's manual shows: a VideoClip, asked for each frame by its time."""
    video = VideoClip(
        lambda t: frames[min(round(t * FPS), len(frames) - 1)], duration=len(frames) / FPS
    )
    video.write_videofile(
        str(target), fps=FPS, codec="libx264", preset=_PRESET, audio=False, logger=None,
        ffmpeg_params=["-crf", _CRF],
    )  # fmt: skip


def moviepy_writer(frames: Sequence[UInt8], target: Path) -> None:
    """Feed RGB to the pipe of moviepy itself."""
    height, width, _ = frames[0].shape
    with FFMPEG_VideoWriter(
        str(target), (width, height), FPS, preset=_PRESET, pixel_format="rgb24",
        ffmpeg_params=["-crf", _CRF],
    ) as writer:  # fmt: skip
        for frame in frames:
            writer.write_frame(frame)


def pipe(frames: Sequence[UInt8], target: Path) -> None:
    """A bare pipe to the same ffmpeg, I420 in it."""
    height, width, _ = frames[0].shape
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(), "-y", "-loglevel", "error", "-f", "rawvideo",
        "-s", f"{width}x{height}", "-pix_fmt", "yuv420p", "-r", str(FPS), "-i", "-",
        "-c:v", "libx264", "-preset", _PRESET, "-crf", _CRF, str(target),
    ]  # fmt: skip
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.stdin
        for frame in frames:
            for plane in Yuv.of(frame):
                process.stdin.write(plane.data)


def pyav(frames: Sequence[UInt8], target: Path) -> None:
    """x264 inside this process, on its own threads."""
    height, width, _ = frames[0].shape
    with av.open(target, "w") as container:
        stream = container.add_stream("libx264", FPS, options={"preset": _PRESET, "crf": _CRF})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.thread_count = 2
        for rgb in frames:
            frame = av.VideoFrame(width, height, "yuv420p")
            Yuv.inside(frame).paste(Yuv.of(rgb), left=0, top=0)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())


WAYS: dict[str, Callable[[Sequence[UInt8], Path], None]] = {
    "moviepy video": moviepy_video,
    "moviepy writer": moviepy_writer,
    "pipe I420": pipe,
    "PyAV": pyav,
}


def sample_frames(side: int, count: int) -> list[UInt8]:
    """A soft, grainy still with a dark oval that opens and shuts, like a mouth."""
    rng = np.random.default_rng(0)
    coarse = rng.integers(40, 220, (12, 12, 3), dtype=np.uint8)
    still = cv2.resize(coarse, (side, side), interpolation=cv2.INTER_CUBIC).astype(np.int16)
    still = np.clip(still + rng.normal(0, 3, still.shape), 0, 255).astype(np.uint8)
    frames = []
    for index in range(count):
        frame = still.copy()
        opening = round(side * (0.01 + 0.03 * abs(np.sin(index / 3))))
        centre = (side // 2, side * 2 // 3)
        cv2.ellipse(frame, centre, (side // 10, opening), 0, 0, 360, (60, 20, 25), -1, cv2.LINE_AA)
        frames.append(frame)
    return frames


def measure(
    way: Callable[[Sequence[UInt8], Path], None], frames: Sequence[UInt8]
) -> dict[str, float]:
    """CPU of this process and its children, and wall time, in ms per frame; size in kB/s."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "video.mp4"
        cpu, wall = _cpu(), time.perf_counter()
        way(frames, target)
        cpu, wall = _cpu() - cpu, time.perf_counter() - wall
        size = target.stat().st_size
    per_frame = 1000 / len(frames)
    return {
        "cpu_ms": round(cpu * per_frame, 2),
        "wall_ms": round(wall * per_frame, 2),
        "kilobytes_per_second": round(size / 1000 / len(frames) * FPS, 1),
    }


def _cpu() -> float:
    import resource

    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def main() -> None:
    """Print the table; with --json also the same figures and their ratios to the cheapest way."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=100)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    figures: dict[str, dict[str, dict[str, float]]] = {}
    print(f"{'side':>5} {'way':<15} {'CPU ms':>7} {'wall ms':>8} {'kB/s':>7} {'CPU / PyAV':>11}")
    for side in (512, 720, 1080):
        frames = sample_frames(side, arguments.frames)
        rows = {name: measure(way, frames) for name, way in WAYS.items()}
        for name, row in rows.items():
            row["cpu_ratio"] = round(row["cpu_ms"] / rows["PyAV"]["cpu_ms"], 2)
            row["wall_ratio"] = round(row["wall_ms"] / rows["PyAV"]["wall_ms"], 2)
            print(
                f"{side:>5} {name:<15} {row['cpu_ms']:>7.1f} {row['wall_ms']:>8.1f} "
                f"{row['kilobytes_per_second']:>7.0f} {row['cpu_ratio']:>11.2f}"
            )
        figures[str(side)] = rows
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
