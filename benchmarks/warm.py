"""Times jobs in a warm render child, from outside: by when its reports and its video arrive."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.jobs import MEASURED
from benchmarks.material import SETTINGS
from talking_photo.core.model import Stage, Video
from talking_photo.core.request import RenderOptions, SpeakRequest
from talking_photo.core.workers.render_pool import RenderPool


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One job: seconds of wall time, and what the child measured."""

    video: Video
    whole: float
    photo: float
    """Reading the photo, the face and the mask; the voice speaks meanwhile."""
    voice: float
    """What the voice took longer."""
    lips: float
    """Lips, performance, and preparing the picture up to the first frame."""
    frames: float
    """All frames drawn and encoded, the file put in place."""
    measured: dict[str, float]

    @property
    def picture(self) -> float:
        """From the finished voice to the finished file."""
        return self.lips + self.frames

    @property
    def times_real_time(self) -> float:
        """Seconds of video for a second of drawing and encoding."""
        return self.video.seconds / self.picture


@asynccontextmanager
async def warm_pool(
    work: str = "benchmarks.jobs:make_video_and_measure",
) -> AsyncIterator[RenderPool]:
    """A pool of one child as the program uses it, with the libraries and networks loaded."""
    async with RenderPool(work, SETTINGS, warm="talking_photo.core.pipeline:warm_up") as pool:
        yield pool


async def timed(pool: RenderPool, photo: Path, words: str, *, voice: str = "espeak") -> Run:
    """Have one video made in which everybody speaks, and throw it away."""
    target = photo.with_suffix(".mp4")
    last: dict[Stage, float] = {}
    first_frame: float | None = None

    def report(stage: Stage, _done: float) -> None:
        nonlocal first_frame
        last[stage] = time.perf_counter()
        if stage is Stage.FRAMES and first_frame is None:
            first_frame = last[stage]

    options = RenderOptions(language="en", voice=voice, face="all")
    request = SpeakRequest(photo=photo, text=words, options=options)
    began = time.perf_counter()
    video = await pool.render_video(request, target, on_progress=report)
    ended = time.perf_counter()
    target.unlink()
    photo_done = last.get(Stage.PHOTO, began)
    voice_done = last.get(Stage.LIPS, photo_done)
    first_frame = first_frame or voice_done
    measured = next(note.facts for note in video.notes if note.code == MEASURED)
    return Run(
        video=video,
        whole=ended - began,
        photo=photo_done - began,
        voice=voice_done - photo_done,
        lips=first_frame - voice_done,
        frames=ended - first_frame,
        measured={name: float(fact) for name, fact in measured.items()},
    )


async def repeated(
    pool: RenderPool, photo: Path, words: str, runs: int, *, voice: str = "espeak"
) -> list[Run]:
    """Several runs, after one that does not count.

    The first touches caches and memory for the others.
    """
    await timed(pool, photo, words, voice=voice)
    return [await timed(pool, photo, words, voice=voice) for _ in range(runs)]
