"""The public API: make videos from Python, without a chat, a database or the command line."""

from __future__ import annotations

import asyncio
import concurrent.futures
import os
import queue
import tempfile
import threading
import uuid
import wave
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import numpy.typing as npt

from talking_photo.core.errors import JobCancelled, RequestError, TalkingPhotoError
from talking_photo.core.model import Note, Stage, Video
from talking_photo.core.request import DEFAULT_OPTIONS, RenderOptions, SpeakRequest
from talking_photo.core.settings import Settings
from talking_photo.core.workers.render_pool import RenderPool

if TYPE_CHECKING:
    from PIL.Image import Image

    FilePath = str | os.PathLike[str]
    Photo = FilePath | bytes | npt.NDArray[np.uint8] | Image
    """A file, its contents, or pixels: RGB, RGBA or grey."""
    Sound = FilePath | bytes | tuple[npt.NDArray[Any], int]
    """A file, its contents, or samples and their rate in Hz."""

OnProgress = Callable[[Stage, float], None]
"""Receives the stage and the share (0..1) that is done. What it raises cancels the video."""

_POLL_SECONDS = 0.1
"""How often `cancel` is looked at."""
_PNG_MODES = ("L", "LA", "RGB", "RGBA")


class Renderer:
    """Render processes that stay warm between videos.

    `with Renderer() as renderer: renderer.speak(...)`. Threads may share it; each process makes
    one video at a time.

    Args:
        settings: Limits, voices, quality; None takes the defaults, and reads neither a file nor
            the environment.
        processes: How many videos are made at the same time; each takes one core and up to 0.9 GB.
        warm: Load everything before the first video is asked for.
    """

    def __init__(
        self, settings: Settings | None = None, *, processes: int = 1, warm: bool = True
    ) -> None:
        settings = (settings or Settings()).for_render_child()
        render = settings.render.model_copy(update={"children": processes})
        self._settings = settings.model_copy(update={"render": render})
        self._warm = "talking_photo.core.pipeline:warm_up" if warm else None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self._started: concurrent.futures.Future[RenderPool] = concurrent.futures.Future()
        # Render processes end with the thread that started them, so they get one of their own.
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._serve()), name="talking-photo renderer", daemon=True
        )
        self._thread.start()
        self._pool = self._started.result()
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def close(self) -> None:
        """End the render processes; videos under way are cancelled."""
        if self._thread is not None:
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join()
            self._thread = None

    def speak(
        self,
        photo: Photo,
        text: str | None = None,
        *,
        sound: Sound | None = None,
        out: FilePath,
        options: RenderOptions | None = None,
        on_progress: OnProgress | None = None,
        cancel: threading.Event | None = None,
    ) -> Video:
        """Make the photo say the text, or move its lips to the sound; blocks until that is done.

        Args:
            photo: A file, its contents, a PIL image, or an array of uint8: (H, W), (H, W, 3) RGB
                or (H, W, 4) RGBA.
            text: The words; beside a sound, the words that are said in it.
            sound: A file, its contents, or (samples, rate): int16, or float in -1..1, of shape
                (N,) or (N, channels).
            out: The video file, replaced if it is there; .webm for a transparent one, else .mp4.
            options: How the video is made.
            on_progress: Called in this thread.
            cancel: Set it from another thread to give the video up.

        Raises:
            RequestError: The photo, the sound, the text or `out` cannot be used.
            DependencyError: A voice or a library failed.
            RenderError: A fault of this program.
            StorageError: A file cannot be read or written.
            JobCancelled: `cancel` was set.
            RuntimeError: The renderer is not open.
            ValueError: An array has another shape or type.
        """
        if self._thread is None:
            raise RuntimeError("use `with Renderer() as renderer:`")
        options, target = options or DEFAULT_OPTIONS, Path(out)
        if target.suffix.lower() != options.background.suffix:
            raise RequestError("option_wrong", option="out", allowed=options.background.suffix)
        with tempfile.TemporaryDirectory(prefix="talking-photo-") as folder:
            request = SpeakRequest(
                photo=_photo_file(photo, Path(folder)),
                text=text,
                sound=None if sound is None else _sound_file(sound, Path(folder)),
                options=options,
            )
            return self._render(request, target, on_progress, cancel)

    def _render(
        self,
        request: SpeakRequest,
        target: Path,
        on_progress: OnProgress | None,
        cancel: threading.Event | None,
    ) -> Video:
        job, reports = uuid.uuid4().hex, queue.SimpleQueue[tuple[Stage, float] | None]()
        work = self._pool.render_video(
            request, target, job=job, on_progress=lambda stage, done: reports.put((stage, done))
        )
        video = asyncio.run_coroutine_threadsafe(work, self._loop)
        video.add_done_callback(lambda _: reports.put(None))
        try:
            while (report := _next(reports)) is not None or not video.done():
                _raise_if_set(cancel)
                if report and on_progress is not None:
                    on_progress(*report)
        except BaseException:
            while not video.done():
                self._loop.call_soon_threadsafe(self._pool.cancel, job)
                concurrent.futures.wait([video], _POLL_SECONDS)
            raise
        return video.result()

    async def _serve(self) -> None:
        """Keep the render processes in an event loop of this thread until `close`."""
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        try:
            work = "talking_photo.core.pipeline:make_video"
            async with RenderPool(work, self._settings, warm=self._warm) as pool:
                self._started.set_result(pool)
                await self._stop.wait()
        except BaseException as exc:
            if self._started.done():
                raise
            self._started.set_exception(exc)


def speak(
    photo: Photo,
    text: str | None = None,
    *,
    sound: Sound | None = None,
    out: FilePath,
    options: RenderOptions | None = None,
    settings: Settings | None = None,
    on_progress: OnProgress | None = None,
    cancel: threading.Event | None = None,
) -> Video:
    """Make one video; arguments and errors as in `Renderer.speak`.

    For several videos, a `Renderer` saves the seconds that loading takes.
    """
    with Renderer(settings, warm=False) as renderer:
        return renderer.speak(
            photo,
            text,
            sound=sound,
            out=out,
            options=options,
            on_progress=on_progress,
            cancel=cancel,
        )


def explain(what: TalkingPhotoError | Note, language: str = "en") -> str:
    """Return the sentence for people, in a language of the bots: what happened, what helps.

    What an operator has to cure is told in English.
    """
    from talking_photo.bots import texts

    spoken = texts.language_of(language)
    if spoken == "en" or not texts.is_for_askers(what.code):
        return texts.operator_sentence(what.code, what.facts)
    return texts.sentence(what.code, what.facts, spoken)


def _next(reports: queue.SimpleQueue[tuple[Stage, float] | None]) -> tuple[Stage, float] | None:
    try:
        return reports.get(timeout=_POLL_SECONDS)
    except queue.Empty:
        return None


def _raise_if_set(cancel: threading.Event | None) -> None:
    if cancel is not None and cancel.is_set():
        raise JobCancelled


def _photo_file(photo: Photo, folder: Path) -> Path:
    if isinstance(photo, str | os.PathLike):
        return Path(photo)
    file = folder / "photo"
    if isinstance(photo, bytes):
        file.write_bytes(photo)
        return file
    from PIL import Image, ImageOps

    if isinstance(photo, np.ndarray):
        if photo.dtype != np.uint8 or not (photo.ndim == 2 or photo.shape[2:] in ((3,), (4,))):
            raise ValueError("a photo is an array of uint8, (H, W), (H, W, 3) or (H, W, 4)")
        photo = Image.fromarray(photo)
    upright = ImageOps.exif_transpose(photo)
    (upright if upright.mode in _PNG_MODES else upright.convert("RGB")).save(file, "PNG")
    return file


def _sound_file(sound: Sound, folder: Path) -> Path:
    if isinstance(sound, str | os.PathLike):
        return Path(sound)
    file = folder / "sound"
    if isinstance(sound, bytes):
        file.write_bytes(sound)
        return file
    samples, rate = sound
    if samples.dtype.kind == "f":
        samples = np.round(np.clip(samples, -1, 1) * 32767).astype(np.int16)
    if samples.dtype != np.int16 or samples.ndim not in (1, 2):
        raise ValueError("samples are int16, or float in -1..1, of shape (N,) or (N, channels)")
    with wave.open(str(file), "wb") as output:
        output.setnchannels(1 if samples.ndim == 1 else samples.shape[1])
        output.setsampwidth(2)
        output.setframerate(rate)
        output.writeframes(samples.astype("<i2").tobytes())
    return file
