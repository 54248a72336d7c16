"""Video encoding: frames and sound to a file, written to a temporary name and then moved."""

from __future__ import annotations

import hashlib
import secrets
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self

import numpy as np
import numpy.typing as npt

from talking_photo.core.errors import DISK_FULL, RenderError, StorageError
from talking_photo.core.model import FPS, Speech, UInt8, Video
from talking_photo.core.progress import Progress
from talking_photo.core.provenance.metadata import COMMENT, append_xmp
from talking_photo.core.settings import VideoSettings
from talking_photo.core.video.budget import SOUND_BITS, Budget
from talking_photo.core.video.captions import Caption, caption_overlays
from talking_photo.core.video.label import draw_label
from talking_photo.core.video.layout import Framing
from talking_photo.core.video.prefetch import prefetch
from talking_photo.core.video.tags import Tags, printable
from talking_photo.core.video.yuv import Overlay, Yuv, planes_of

if TYPE_CHECKING:
    import av
    from av.audio.stream import AudioStream
    from av.container import OutputContainer
    from av.container.core import Chapter as AvChapter
    from av.video.stream import VideoStream

_THREADS = 2
"""Encoder threads. Fixed, because another number gives other bytes."""
_SAMPLE_RATE = 48_000
"""Hz; supported by every player, and a whole number of samples for each frame."""
_AAC_OPTIONS = {"aac_coder": "fast"}
"""At this rate it is closer to the sound than libav's default (43 dB of the voice against 31) in
less than half the time."""
_VP9_OPTIONS = {"deadline": "realtime", "cpu-used": "6", "row-mt": "1", "auto-alt-ref": "0"}
"""Fast, and without alternate reference frames, which have no alpha in WebM."""
_DEBLOCK = "-1,-1"
"""One less in strength and threshold than the default: skin keeps its grain, without visible
blocks."""
_X264_PARAMS = "cpu-independent=1"
"""The same bytes on every processor. Without it x264 165 also weighs macroblocks with memory that
it did not write, on processors with AVX-512 and at widths that are no multiple of 128: two runs
gave two files."""
_VP9_CRF = 1.55
"""libvpx's quality scale ends at 63, x264's at 51; at our 20 (its 31) both look the same."""
_NO_TAGS = Tags()
_PCM_SCALE = 32_767
_PCM_PART = 1_000_000
"""Samples that are converted together."""
_BT709 = 1
_LIMITED = 1
"""ITU-T H.273: 1 is BT.709 for primaries, transfer and matrix; libav's AVCOL_RANGE_MPEG is also
1."""


class _Samples(Protocol):
    def __getitem__(self, part: slice, /) -> npt.NDArray[np.int16] | npt.NDArray[np.float32]: ...


class Sound(Protocol):
    """Mono sound as the encoder reads it: a `Speech`, a `Pcm`, or one that lies in a file."""

    @property
    def samples(self) -> _Samples:
        """A part of it is an array."""
        ...

    @property
    def sample_rate(self) -> int:
        """Hz."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """From `start` (seconds) on, players show this title."""

    start: float
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pcm:
    """Mono sound as 16-bit integers, which take half the memory of a speech's samples."""

    samples: npt.NDArray[np.int16]
    sample_rate: int

    @classmethod
    def of(cls, speech: Speech) -> Self:
        """Convert the samples of a speech, a part at a time."""
        samples = np.empty(len(speech.samples), np.int16)
        for start in range(0, len(samples), _PCM_PART):
            part = slice(start, start + _PCM_PART)
            samples[part] = np.rint(np.clip(speech.samples[part], -1, 1) * _PCM_SCALE)
        return cls(samples=samples, sample_rate=speech.sample_rate)


def write_video(
    frames: Iterator[UInt8],
    *,
    count: int,
    framing: Framing,
    speech: Speech | Pcm,
    captions: Sequence[Caption],
    settings: VideoSettings,
    target: Path,
    progress: Progress,
    budget: Budget | None = None,
    transparent: bool = False,
    tags: Tags = _NO_TAGS,
) -> Video:
    """Encode the frames as they come, with the sound, the captions and the label.

    The same input gives the same bytes. The file appears at `target` whole or not at all. An mp4
    with H.264 and AAC; with transparency a WebM with VP9 and Opus, the format with alpha that
    browsers play.

    Args:
        frames: RGB u8 of the shape of `framing.pixels`, `count` of them; RGBA, not premultiplied,
            if `transparent`.
        count: Length of the video in frames at FPS; the sound is cut or padded to it.
        framing: The canvas, and the position of the frames on it.
        speech: The sound.
        captions: Burned into the picture; in order.
        settings: Quality and label.
        target: The file; an existing one is replaced.
        progress: Called for each frame.
        budget: Bits that an mp4 may take; None for as many as the quality needs.
        transparent: The frames have an alpha; the canvas around them is transparent.
        tags: Title and language of the container; the label is in that language.

    Raises:
        StorageError: output_folder_missing, output_not_writable or disk_full.
        RenderError: frames_missing, frame_shape, encoder_failed, lettering_failed or
            fonts_missing.
    """
    # The thread that draws takes longest: the other one composes, too.
    with prefetch(frames) as drawn:
        shown = _Shown(captions, caption_overlays(captions, framing))
        label = draw_label(framing, settings, tags.language or None, shown.overlays)
        compose = _composed_rgba if transparent else _composed_rgb
        return write_frames(
            compose(drawn, framing, shown, label),
            count=count,
            size=(framing.width, framing.height),
            sound=speech,
            settings=settings,
            target=target,
            progress=progress,
            budget=budget,
            transparent=transparent,
            tags=tags,
        )


def write_frames(
    canvases: Iterator[av.VideoFrame],
    *,
    count: int,
    size: tuple[int, int],
    sound: Sound,
    settings: VideoSettings,
    target: Path,
    progress: Progress,
    budget: Budget | None = None,
    transparent: bool = False,
    tags: Tags = _NO_TAGS,
    chapters: Sequence[Chapter] = (),
) -> Video:
    """Encode finished pictures; as `write_video`.

    Args:
        canvases: In the encoder's format, made by this thread unless they are prefetched.
        count: How many.
        size: Width and height.
        sound: Read a frame at a time.
        settings: Quality.
        target: As for `write_video`, as is the rest.
        progress: Called for each frame.
        budget: Bits that an mp4 may take.
        transparent: Whether the pictures have an alpha.
        tags: Of the container.
        chapters: In order, the first at 0.

    Raises:
        StorageError: output_folder_missing, output_not_writable or disk_full.
        RenderError: frames_missing or encoder_failed.
    """
    with atomic_target(target) as part:
        _encode(
            canvases,
            count=count,
            speech=sound,
            size=size,
            settings=settings,
            part=part,
            progress=progress,
            budget=budget,
            transparent=transparent,
            tags=tags,
            chapters=chapters,
        )
        if not transparent:
            with storage_errors():
                append_xmp(part)
        with part.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        written = part.stat().st_size
    return Video(
        path=target,
        width=size[0],
        height=size[1],
        seconds=count / FPS,
        bytes=written,
        sha256=sha256,
    )


@dataclass(frozen=True, slots=True)
class _Shown:
    """Captions in order, not overlapping, with their overlays."""

    captions: Sequence[Caption]
    overlays: Sequence[Overlay]

    def at(self, seconds: float) -> Overlay | None:
        """Return the overlay that is shown at this time."""
        index = bisect_right(self.captions, seconds, key=attrgetter("start")) - 1
        return self.overlays[index] if index >= 0 and seconds < self.captions[index].end else None


@contextmanager
def atomic_target(target: Path) -> Iterator[Path]:
    """Give a temporary file in the target's folder.

    Move it to the target, or remove it on an error.

    Raises:
        StorageError: output_folder_missing, output_not_writable or disk_full.
    """
    part = target.with_name(f".{secrets.token_hex(8)}.part")
    with storage_errors():
        part.touch(exist_ok=False)
    try:
        yield part
        with storage_errors():
            part.replace(target)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def storage_errors() -> Iterator[None]:
    """Translate what writing a file raises.

    Raises:
        StorageError: output_folder_missing, output_not_writable or disk_full.
    """
    try:
        yield
    except OSError as exc:
        raise StorageError(_storage_code(exc)) from exc


def _storage_code(exc: OSError) -> str:
    """Return the code for what kept a file from being written."""
    if isinstance(exc, (FileNotFoundError, NotADirectoryError)):
        return "output_folder_missing"
    return "disk_full" if exc.errno in DISK_FULL else "output_not_writable"


@contextmanager
def encoder_errors() -> Iterator[None]:
    """Translate PyAV's errors; it reports a full disk by errno.

    Raises:
        StorageError: disk_full.
        RenderError: encoder_failed.
    """
    import av

    try:
        yield
    except av.FFmpegError as exc:
        if exc.errno in DISK_FULL:
            raise StorageError("disk_full") from exc
        raise RenderError("encoder_failed", reason=type(exc).__name__) from exc


def _encode(
    canvases: Iterator[av.VideoFrame],
    *,
    count: int,
    speech: Sound,
    size: tuple[int, int],
    settings: VideoSettings,
    part: Path,
    progress: Progress,
    budget: Budget | None,
    transparent: bool,
    tags: Tags,
    chapters: Sequence[Chapter],
) -> None:
    import av

    kind, options = "webm" if transparent else "mp4", {"fflags": "+bitexact"}
    if not transparent:
        options["movflags"] = "+faststart"
    with encoder_errors(), av.open(part, "w", format=kind, options=options) as container:
        if transparent:
            video = _vp9_stream(container, size, settings)
        else:
            video = _h264_stream(container, size, settings, budget)
        sound_bits = SOUND_BITS if budget is None else budget.sound_bits
        sound = _sound_stream(container, sound_bits, transparent=transparent)
        _tag(container, sound, tags)
        if chapters:
            container.set_chapters(_chapters(chapters, count))
        for index in range(count):
            frame = next(canvases, None)
            if frame is None:
                raise RenderError("frames_missing", frame=index, count=count)
            container.mux(video.encode(frame))
            container.mux(sound.encode(_sound_of(speech, index)))
            progress((index + 1) / count)
        container.mux(video.encode())
        container.mux(sound.encode())


def _tag(container: OutputContainer, sound: AudioStream, tags: Tags) -> None:
    container.metadata["comment"] = COMMENT
    if title := printable(tags.title):
        container.metadata["title"] = title
    if tags.language:
        sound.metadata["language"] = tags.alpha_3


def _chapters(chapters: Sequence[Chapter], count: int) -> list[AvChapter]:
    """Return chapters as PyAV takes them; each ends where the next one starts."""
    ends = [*(chapter.start for chapter in chapters[1:]), count / FPS]
    return [
        {
            "id": number,
            "start": round(chapter.start * 1000),
            "end": round(end * 1000),
            "time_base": Fraction(1, 1000),
            "metadata": {"title": chapter.title},
        }
        for number, (chapter, end) in enumerate(zip(chapters, ends, strict=True), 1)
    ]


def _composed_rgb(
    frames: Iterator[UInt8],
    framing: Framing,
    captions: _Shown,
    label: Overlay | None,
) -> Iterator[av.VideoFrame]:
    """Compose each frame with backdrop, captions and label, in the encoder's format.

    Raises:
        RenderError: frame_shape.
    """
    import av

    backdrop = None if framing.backdrop is None else Yuv.of(framing.backdrop)
    for index, rgb in enumerate(frames):
        if rgb.shape != framing.pixels.shape:
            raise RenderError("frame_shape", frame=index)
        frame = av.VideoFrame(framing.width, framing.height, "yuv420p")
        frame.pts = index
        canvas = Yuv.inside(frame)
        if backdrop is not None:
            canvas.paste(backdrop, left=0, top=0)
        canvas.paste(Yuv.of(rgb), left=framing.left, top=framing.top)
        for overlay in _overlays_at(index, captions, label):
            canvas.blend(overlay)
        yield frame


def _composed_rgba(
    frames: Iterator[UInt8],
    framing: Framing,
    captions: _Shown,
    label: Overlay | None,
) -> Iterator[av.VideoFrame]:
    """Compose each frame with alpha on a transparent canvas.

    Raises:
        RenderError: frame_shape.
    """
    import av

    height, width, _ = framing.pixels.shape
    rows, columns = (
        slice(framing.top, framing.top + height),
        slice(framing.left, framing.left + width),
    )
    for index, rgba in enumerate(frames):
        if rgba.shape != (height, width, 4):
            raise RenderError("frame_shape", frame=index)
        frame = av.VideoFrame(framing.width, framing.height, "yuva420p")
        frame.pts = index
        *planes, alpha = planes_of(frame)
        canvas = Yuv(*planes)
        for plane, empty in zip((*canvas, alpha), (16, 128, 128, 0), strict=True):
            plane[:] = empty
        canvas.paste(Yuv.of(rgba[..., :3]), left=framing.left, top=framing.top)
        alpha[rows, columns] = rgba[..., 3]
        for overlay in _overlays_at(index, captions, label):
            canvas.blend_over_nothing(overlay, alpha)
        yield frame


def _overlays_at(index: int, captions: _Shown, label: Overlay | None) -> Iterator[Overlay]:
    """Yield the overlays of a frame."""
    caption = captions.at(index / FPS)
    if caption is not None:
        yield caption
    if label is not None:
        yield label


def _h264_stream(
    container: OutputContainer,
    size: tuple[int, int],
    settings: VideoSettings,
    budget: Budget | None,
) -> VideoStream:
    options = {
        "preset": settings.preset,
        "crf": str(settings.quality_crf),
        "deblock": _DEBLOCK,
        "x264-params": _X264_PARAMS,
    }
    if budget is not None:
        options |= budget.options(*size)
    stream = container.add_stream("libx264", FPS, options=options)
    (stream.width, stream.height), stream.pix_fmt = size, "yuv420p"
    _set_colour_space(stream)
    return stream


def _vp9_stream(
    container: OutputContainer, size: tuple[int, int], settings: VideoSettings
) -> VideoStream:
    quality = {"crf": str(min(round(settings.quality_crf * _VP9_CRF), 63)), "b": "0"}
    stream = container.add_stream("libvpx-vp9", FPS, options=_VP9_OPTIONS | quality)
    (stream.width, stream.height), stream.pix_fmt = size, "yuva420p"
    _set_colour_space(stream)
    return stream


def _set_colour_space(stream: VideoStream) -> None:
    codec = stream.codec_context
    codec.thread_count = _THREADS
    codec.color_primaries = codec.color_trc = codec.colorspace = _BT709
    codec.color_range = _LIMITED


def _sound_stream(container: OutputContainer, bits: int, *, transparent: bool) -> AudioStream:
    if transparent:
        stream = container.add_stream("libopus", _SAMPLE_RATE, layout="mono")
        stream.bit_rate = bits // 2
    else:
        stream = container.add_stream("aac", _SAMPLE_RATE, layout="mono", options=_AAC_OPTIONS)
        stream.bit_rate = bits
    return stream


def _sound_of(speech: Sound, index: int) -> av.AudioFrame:
    """Return the sound of one frame, padded with silence; the encoder resamples it."""
    import av

    start, end = (round(at * speech.sample_rate / FPS) for at in (index, index + 1))
    samples = np.zeros((1, end - start), np.float32)
    samples_of_frame = speech.samples[start:end]
    if samples_of_frame.dtype == np.int16:
        samples_of_frame = samples_of_frame / np.float32(_PCM_SCALE)
    samples[0, : len(samples_of_frame)] = np.clip(samples_of_frame, -1, 1)
    frame = av.AudioFrame.from_ndarray(samples, format="fltp", layout="mono")
    frame.sample_rate = speech.sample_rate
    frame.pts = start
    return frame
