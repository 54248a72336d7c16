"""The sound of a story: what is said, and music that is softer below it; kept in a file."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from talking_photo.core.errors import RenderError, RequestError
from talking_photo.core.intake.sound import sound_pieces
from talking_photo.core.model import FPS, Float32
from talking_photo.core.progress import Progress
from talking_photo.core.video.loudness import levelled, measure

RATE = 48_000
"""Hz; a whole number of samples for each frame."""
PER_FRAME = RATE // FPS
_STORY_LUFS = -16.0
_MUSIC_LUFS = -26.0
"""Loudness of the music where nobody speaks."""
_DUCKED = 10 ** (-12 / 20)
"""Factor on it below speech."""
_SPEECH_LEVEL = 10 ** (-45 / 20)
"""RMS from which somebody speaks."""
_HOLD_SECONDS = 0.6
"""Pauses that are shorter do not bring the music up."""
_DUCK_SIGMA_SECONDS = 0.18
_FADE_IN_SECONDS, _FADE_OUT_SECONDS = 1.0, 3.0
_MEASURED_SECONDS = 60
"""Of the music; its loudness is taken from its beginning."""
_SECTION = 20 * RATE
_MOST_LOOPS = 10_000
_PCM_SCALE = 32_767


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSound:
    """Mono sound in a file, of which a part is in memory at a time."""

    file: BinaryIO
    count: int
    """Samples."""
    kind: type[np.float32 | np.int16] = np.float32
    on_read: Callable[[], None] | None = None
    """Called before each read; raises JobCancelled to stop whoever reads."""

    @property
    def samples(self) -> StoredSound:
        """This; a `Pcm` has an array there."""
        return self

    @property
    def sample_rate(self) -> int:
        """Hz."""
        return RATE

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, part: slice) -> npt.NDArray[np.float32]:
        if self.on_read is not None:
            self.on_read()
        start, stop, _ = part.indices(self.count)
        size = np.dtype(self.kind).itemsize
        self.file.seek(start * size)
        return np.frombuffer(self.file.read(max(stop - start, 0) * size), self.kind)

    def write(self, start: int, samples: npt.NDArray[np.float32]) -> None:
        """Replace a part."""
        self.file.seek(start * np.dtype(self.kind).itemsize)
        self.file.write(np.ascontiguousarray(samples, self.kind).tobytes())

    def add(self, start: int, samples: Float32) -> None:
        """Add to a part; what lies outside is left out."""
        first, last = max(-start, 0), min(len(samples), self.count - start)
        if last > first:
            there = self[start + first : start + last]
            self.write(start + first, there + samples[first:last])


def mix(
    speech: Sequence[tuple[int, Path]],
    *,
    count: int,
    music: bytes | None,
    file: BinaryIO,
    folder: Path,
    progress: Progress,
) -> StoredSound:
    """Mix the sound of a story, -16 LUFS overall.

    Args:
        speech: For each scene the frame where it starts, and its video.
        count: Frames of the story.
        music: A sound file; it begins again as often as needed.
        file: Where the sound is put.
        folder: For a temporary file.
        progress: Called with what is done.

    Returns:
        The sound as 16-bit samples.

    Raises:
        RequestError: The music cannot be used; see `read_sound`.
        RenderError: video_unreadable.
    """
    length = count * PER_FRAME
    with tempfile.TemporaryFile(dir=folder) as mix_file:
        mix_file.truncate(4 * length)
        share = 0.0
        mixed = StoredSound(file=mix_file, count=length, on_read=lambda: progress(share))
        for number, (frame, video) in enumerate(speech):
            _add_scene(mixed, frame * PER_FRAME, video)
            share = 0.4 * (number + 1) / len(speech)
        if music is not None:
            _add_music(mixed, music)
        share = 0.6
        done = 0
        result = StoredSound(file=file, count=length, kind=np.int16)
        for section in levelled(mixed, RATE, _STORY_LUFS):
            whole = np.rint(np.clip(section, -1, 1) * _PCM_SCALE)
            result.write(done, whole)
            done += len(section)
            progress(0.6 + 0.4 * done / length)
    return result


def _add_scene(mixed: StoredSound, start: int, video: Path) -> None:
    try:
        at = start
        for piece in _blocks(sound_pieces(video.read_bytes(), RATE)):
            mixed.add(at, piece)
            at += len(piece)
    except RequestError as exc:
        raise RenderError("video_unreadable") from exc


def _add_music(mixed: StoredSound, music: bytes) -> None:
    gain = _music_gain(mixed)
    level = _music_level(music)
    at = 0
    for piece in _blocks(_looped(music)):
        part = piece[: mixed.count - at]
        times = (at + np.arange(len(part))) / PER_FRAME
        frames = np.arange(at // PER_FRAME, min((at + len(part)) // PER_FRAME + 2, len(gain)))
        curve = np.interp(times, frames, gain[frames])
        mixed.add(at, (part * curve * level).astype(np.float32))
        at += len(part)
        if at >= mixed.count:
            break


def _blocks(pieces: Iterable[Float32]) -> Iterator[Float32]:
    """Join pieces to blocks of a second or more: decoders give some hundredths at a time."""
    block: list[Float32] = []
    for piece in pieces:
        block.append(piece)
        if sum(map(len, block)) >= RATE:
            yield np.concatenate(block)
            block = []
    if block:
        yield np.concatenate(block)


def _looped(music: bytes) -> Iterator[Float32]:
    for _ in range(_MOST_LOOPS):
        yield from sound_pieces(music, RATE)


def _music_level(music: bytes) -> float:
    """Return the factor that brings the music to its loudness.

    Raises:
        RequestError: sound_silent.
    """
    start: list[Float32] = []
    for piece in sound_pieces(music, RATE):
        start.append(piece)
        if sum(map(len, start)) > _MEASURED_SECONDS * RATE:
            break
    heard = np.concatenate(start) if start else np.zeros(1, np.float32)
    loudness = measure(heard, RATE)
    if not np.isfinite(loudness):
        raise RequestError("sound_silent", seconds=round(len(heard) / RATE, 1))
    return float(10 ** ((_MUSIC_LUFS - loudness) / 20))


def _music_gain(mixed: StoredSound) -> Float32:
    """Return a factor for each frame: down where somebody speaks, and faded at both ends."""
    from scipy.ndimage import gaussian_filter1d, maximum_filter1d

    frames = mixed.count // PER_FRAME
    speaking = np.zeros(frames, np.float32)
    step = _SECTION // PER_FRAME
    for first in range(0, frames, step):
        part = mixed[first * PER_FRAME : (first + step) * PER_FRAME]
        power = np.square(part.reshape(-1, PER_FRAME)).mean(axis=1)
        speaking[first : first + step] = power > _SPEECH_LEVEL**2
    held = maximum_filter1d(speaking, 2 * round(_HOLD_SECONDS * FPS / 2) + 1)
    smooth = gaussian_filter1d(held, _DUCK_SIGMA_SECONDS * FPS, mode="nearest")
    gain = 1 + smooth * (_DUCKED - 1)
    seconds = np.arange(frames) / FPS
    rise = np.clip(seconds / _FADE_IN_SECONDS, 0, 1)
    fall = np.clip((frames / FPS - seconds) / _FADE_OUT_SECONDS, 0, 1)
    faded: Float32 = (gain * rise * fall).astype(np.float32)
    return faded
