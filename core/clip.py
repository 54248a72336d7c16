"""Frames and sound become an mp4 file, written beside its place and then moved there."""

from __future__ import annotations

import errno
import hashlib
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core.ahead import made_ahead
from core.captions import Caption, caption_overlays
from core.errors import RenderError, StorageError
from core.label import label_of
from core.layout import Framing
from core.model import FPS, Clip, Speech, UInt8
from core.progress import Progress
from core.settings import ClipSettings
from core.yuv import Overlay, Yuv

if TYPE_CHECKING:
    import av
    from av.audio.stream import AudioStream
    from av.container import OutputContainer
    from av.video.stream import VideoStream

_THREADS = 2
"""Of x264. Fixed, because another number gives other bytes."""
_SAMPLE_RATE = 48_000
"""What every player takes, and a whole number of samples for each frame."""
_SOUND_BITS = 128_000
"""Bits per second of AAC."""
_BT709 = 1
_LIMITED = 1
"""ITU-T H.273: 1 is BT.709 for primaries, transfer and matrix; libav's AVCOL_RANGE_MPEG is 1, too."""
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def write_clip(
    frames: Iterator[UInt8],
    *,
    count: int,
    framing: Framing,
    speech: Speech,
    captions: Sequence[Caption],
    settings: ClipSettings,
    target: Path,
    progress: Progress,
) -> Clip:
    """Encode the frames as they come, with the sound, the captions and the label.

    The same input gives the same bytes. The file appears at `target` whole or not at all.

    Args:
        frames: RGB u8 of the shape of `framing.portrait.pixels`, `count` of them.
        count: Length of the clip in frames at FPS; the sound is cut or filled with silence to it.
        framing: The canvas, and where the frames lie on it.
        speech: The sound.
        captions: Burned into the picture; in order.
        settings: Quality and label.
        target: The mp4 file; one that is there is replaced.
        progress: Called for each frame.

    Raises:
        StorageError: output_folder_missing, output_not_writable or disk_full.
        RenderError: frames_missing, frame_shape, encoder_failed, lettering_failed or fonts_missing.
    """
    shown = tuple(zip(captions, caption_overlays(captions, framing), strict=True))
    canvases = _composed(frames, framing, shown, label_of(framing, settings))
    with _beside(target) as part, made_ahead(canvases) as ready:
        _encode(
            ready,
            count=count,
            speech=speech,
            size=(framing.width, framing.height),
            settings=settings,
            part=part,
            progress=progress,
        )
        with part.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        size = part.stat().st_size
    return Clip(
        path=target,
        width=framing.width,
        height=framing.height,
        seconds=count / FPS,
        bytes=size,
        sha256=sha256,
    )


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """Give a new file in the target's folder; move it to the target, or remove it after an error."""
    part = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        part.touch(exist_ok=False)
    except OSError as exc:
        raise _storage_error(exc) from exc
    try:
        yield part
        try:
            part.replace(target)
        except OSError as exc:
            raise _storage_error(exc) from exc
    finally:
        part.unlink(missing_ok=True)


def _storage_error(exc: OSError) -> StorageError:
    if isinstance(exc, (FileNotFoundError, NotADirectoryError)):
        return StorageError("output_folder_missing")
    return StorageError("disk_full" if exc.errno in _FULL else "output_not_writable")


@contextmanager
def _encoder_errors() -> Iterator[None]:
    """Translate what PyAV raises; it tells a full disk by errno."""
    import av

    try:
        yield
    except av.FFmpegError as exc:
        if exc.errno in _FULL:
            raise StorageError("disk_full") from exc
        raise RenderError("encoder_failed", reason=type(exc).__name__) from exc


def _encode(
    canvases: Iterator[av.VideoFrame],
    *,
    count: int,
    speech: Speech,
    size: tuple[int, int],
    settings: ClipSettings,
    part: Path,
    progress: Progress,
) -> None:
    import av

    options = {"movflags": "+faststart", "fflags": "+bitexact"}
    with _encoder_errors(), av.open(part, "w", format="mp4", options=options) as container:
        video = _video_stream(container, size, settings)
        sound = _sound_stream(container)
        for index in range(count):
            frame = next(canvases, None)
            if frame is None:
                raise RenderError("frames_missing", frame=index, count=count)
            container.mux(video.encode(frame))
            container.mux(sound.encode(_sound_of(speech, index)))
            progress((index + 1) / count)
        container.mux(video.encode())
        container.mux(sound.encode())


def _composed(
    frames: Iterator[UInt8],
    framing: Framing,
    captions: Sequence[tuple[Caption, Overlay]],
    label: Overlay | None,
) -> Iterator[av.VideoFrame]:
    """Lay each frame on the canvas, with what is written over it, as the encoder wants it."""
    import av

    backdrop = None if framing.backdrop is None else Yuv.of(framing.backdrop)
    for index, rgb in enumerate(frames):
        if rgb.shape != framing.portrait.pixels.shape:
            raise RenderError("frame_shape", frame=index)
        frame = av.VideoFrame(framing.width, framing.height, "yuv420p")
        frame.pts = index
        canvas = Yuv.inside(frame)
        if backdrop is not None:
            canvas.paste(backdrop, left=0, top=0)
        canvas.paste(Yuv.of(rgb), left=framing.left, top=framing.top)
        for caption, overlay in captions:
            if caption.start <= index / FPS < caption.end:
                canvas.blend(overlay)
        if label is not None:
            canvas.blend(label)
        yield frame


def _video_stream(
    container: OutputContainer, size: tuple[int, int], settings: ClipSettings
) -> VideoStream:
    options = {"preset": settings.preset, "crf": str(settings.quality_crf)}
    stream = container.add_stream("libx264", FPS, options=options)
    (stream.width, stream.height), stream.pix_fmt = size, "yuv420p"
    codec = stream.codec_context
    codec.thread_count = _THREADS
    codec.color_primaries = codec.color_trc = codec.colorspace = _BT709
    codec.color_range = _LIMITED
    return stream


def _sound_stream(container: OutputContainer) -> AudioStream:
    stream = container.add_stream("aac", _SAMPLE_RATE, layout="mono")
    stream.bit_rate = _SOUND_BITS
    return stream


def _sound_of(speech: Speech, index: int) -> av.AudioFrame:
    """The sound of one frame, silence after the end of the speech; the encoder resamples it."""
    import av

    start, end = (round(at * speech.sample_rate / FPS) for at in (index, index + 1))
    samples = np.zeros((1, end - start), np.float32)
    heard = speech.samples[start:end]
    samples[0, : len(heard)] = np.clip(heard, -1, 1)
    frame = av.AudioFrame.from_ndarray(samples, format="fltp", layout="mono")
    frame.sample_rate = speech.sample_rate
    frame.pts = start
    return frame
