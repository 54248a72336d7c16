"""Validates an untrusted recording: checked mono sound at a good level, or a RequestError."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from math import ceil
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from talking_photo.core.errors import RequestError
from talking_photo.core.intake.kind import kind_of
from talking_photo.core.model import Float32, Speech
from talking_photo.core.settings import SoundLimits

if TYPE_CHECKING:
    from av import AudioFrame
    from av.audio.stream import AudioStream
    from av.container import InputContainer

_KINDS = {
    "ogg", "mp4", "mp3", "mp2", "aac", "wav", "flac", "matroska", "amr", "aiff", "caf", "wma", "ac-3", "au",
}  # fmt: skip
_FORMATS = "ogg,mov,mp4,m4a,3gp,mp3,wav,flac,matroska,webm,aac,amr,aiff,caf,asf,ac3,eac3,gsm,au"
_CODECS = (
    "opus,vorbis,flac,alac,mp3,mp3float,mp2,mp2float,aac,ac3,eac3,amrnb,amrwb,gsm,gsm_ms,wmav1,wmav2,"
    "pcm_u8,pcm_s8,pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_s32be,pcm_f32le,pcm_f32be,"
    "pcm_f64le,pcm_f64be,pcm_alaw,pcm_mulaw,adpcm_ms,adpcm_ima_wav,adpcm_ima_qt"
)
_OPTIONS = {
    # Without this list FFmpeg follows a text file that names other files or addresses (ffconcat,
    # HLS).
    "format_whitelist": _FORMATS,
    "protocol_whitelist": "",
    # Of FFmpeg's hundreds of decoders, the old and rare ones are where the holes are found.
    "codec_whitelist": _CODECS,
    "max_streams": "32",
}
_TIMEOUT_SECONDS = 10.0
_PACKETS_PER_BAD_ONE = 4
_MAX_PACKETS_PER_SECOND = 500
"""Opus with its shortest frames has 400, and no other codec that is taken has more."""
_RATES_HZ = (16_000, 48_000)
_FULL_RATE_SECONDS, _LONG_RATE_HZ = 120.0, 24_000
"""A recording that is longer keeps what lies below 12 kHz, in half the memory."""
_BELIEVABLE_SECONDS = 24 * 3600.0
_BELIEVABLE_RATES_HZ = (4_000, 384_000)
"""A header that claims gigahertz makes the resampler build filters for seconds, of a gigabyte."""

_SILENCE = 10 ** (-60 / 20)
_LOUD = 10 ** (-20 / 20)
_MAX_GAIN = 10 ** (40 / 20)
"""Levels as RMS of a block, full scale 1: silence, what loud speech should reach, the most that is
added."""
_BLOCK_SECONDS = 0.05
_BLOCKS_PER_PART, _SAMPLES_PER_PART = 1000, 1_000_000
"""What is computed together, so that long recordings need no more memory."""
_KNEE = 0.8
"""Peaks of sound that was made louder are bent above this, so that one click does not keep a voice
quiet."""


def read_sound(data: bytes, limits: SoundLimits) -> Speech:
    """Check and decode a recording, or the first sound track of a video.

    Taken are Ogg (Opus, Vorbis, FLAC), MP4/M4A/3GP, MP3, MP2, WAV, AIFF, CAF, AU, FLAC,
    Matroska/WebM, AAC, AC-3 and E-AC-3, WMA (1 and 2), AMR and GSM.

    Args:
        data: The whole file, whatever its name says.
        limits: What is refused.

    Returns:
        Mono f32 within -1..1 without DC, at the file's own rate brought into 16 to 48 kHz, quiet
        recordings made louder; no phones.

    Raises:
        RequestError: sound_empty, sound_too_big, sound_unsupported, sound_codec_unsupported (there
            is sound, of another kind), sound_broken, sound_missing (no sound track),
            sound_too_short, sound_too_long or sound_silent.
    """
    if not data:
        raise RequestError("sound_empty")
    if len(data) > limits.max_bytes:
        raise RequestError("sound_too_big", bytes=len(data), max_bytes=limits.max_bytes)
    decoded = _decode(data, limits.max_seconds)
    if decoded is None:
        raise RequestError("sound_missing")
    if decoded.seconds > limits.max_seconds:
        stated = decoded.stated_seconds
        seconds = stated if decoded.seconds < stated < _BELIEVABLE_SECONDS else decoded.seconds
        raise RequestError(
            "sound_too_long", seconds=ceil(10 * seconds) / 10, max_seconds=limits.max_seconds
        )
    rate, seconds = decoded.rate, decoded.seconds
    if seconds < limits.min_seconds:
        raise RequestError(
            "sound_too_short", seconds=round(seconds, 2), min_seconds=limits.min_seconds
        )
    samples = _mono(decoded.pieces)
    levels = _block_levels(samples, rate)
    if levels.max() < _SILENCE:
        raise RequestError("sound_silent", seconds=round(seconds, 1))
    _raise_level(samples, float(np.percentile(levels, 95)))
    return Speech(samples=samples, sample_rate=rate)


def sound_pieces(data: bytes, rate: int) -> Iterator[Float32]:
    """Decode a file piece by piece, mono at that rate; of a video, its first sound track.

    Raises:
        RequestError: As `read_sound`.
    """
    import av

    try:
        with av.open(
            BytesIO(data),
            mode="r",
            options=_OPTIONS,
            metadata_errors="replace",
            timeout=(_TIMEOUT_SECONDS, _TIMEOUT_SECONDS),
        ) as container:
            stream = _first_track(container)
            if stream is None:
                raise RequestError("sound_missing")
            packets = round(_MAX_PACKETS_PER_SECOND * _BELIEVABLE_SECONDS)
            for piece in _resampled(_frames(container, stream, packets), "mono", rate):
                yield np.nan_to_num(piece[0], posinf=0.0, neginf=0.0)
    except (av.FFmpegError, ValueError) as exc:
        kind = kind_of(data)
        code = "sound_broken" if kind in _KINDS else "sound_unsupported"
        raise RequestError(code, kind=kind) from exc


def read_beginning(file: BinaryIO, seconds: float) -> tuple[Float32, int] | None:
    """Return mono sound and rate of the beginning of a file; None where nothing can be heard.

    Nothing is refused, and the level stays as it is.
    """
    try:
        decoded = _decode_at(file, seconds, _RATES_HZ[0])
    except Exception:  # noqa: BLE001 - no list of what a decoder raises on hostile bytes is complete
        return None
    if decoded is None or not decoded.seconds:
        return None
    return _mono(decoded.pieces), decoded.rate


@dataclass(frozen=True, slots=True, kw_only=True)
class _Decoded:
    """The sound track of a file."""

    pieces: list[Float32]
    """In order, each of shape (1 or 2, n)."""
    rate: int
    stated_seconds: float
    """Its length by the file's own account; 0 when there is none."""

    @property
    def seconds(self) -> float:
        """The length of what was decoded."""
        return sum(piece.shape[1] for piece in self.pieces) / self.rate


def _decode(data: bytes, max_seconds: float) -> _Decoded | None:
    """Decode until just over `max_seconds`; None when there is no sound track.

    Raises:
        RequestError: sound_broken, sound_unsupported or input_too_costly.
    """
    try:
        decoded = _decode_at(BytesIO(data), min(max_seconds, _FULL_RATE_SECONDS), _RATES_HZ[1])
        long = decoded is not None and decoded.seconds > _FULL_RATE_SECONDS
        if long and max_seconds > _FULL_RATE_SECONDS:
            decoded = None  # not in memory together with the whole
            decoded = _decode_at(BytesIO(data), max_seconds, _LONG_RATE_HZ)
    except RequestError:
        raise
    except Exception as exc:  # no list of what a decoder raises on hostile bytes is complete
        kind = kind_of(data)
        code = "sound_broken" if kind in _KINDS else "sound_unsupported"
        raise RequestError(code, kind=kind) from exc
    return decoded


def _decode_at(file: BinaryIO, max_seconds: float, max_rate: int) -> _Decoded | None:
    """Decode until just over `max_seconds`, at no higher rate than that; raises anything."""
    import av

    with av.open(
        file,
        mode="r",
        options=_OPTIONS,
        metadata_errors="replace",
        timeout=(_TIMEOUT_SECONDS, _TIMEOUT_SECONDS),
    ) as container:
        stream = _first_track(container)
        if stream is None:
            return None
        layout = "mono" if stream.channels == 1 else "stereo"
        rate = min(max(stream.rate, _RATES_HZ[0]), max_rate)
        pieces: list[Float32] = [np.zeros((1 if layout == "mono" else 2, 0), np.float32)]
        count, packets = 0, round(_MAX_PACKETS_PER_SECOND * max(max_seconds, 1.0))
        for piece in _resampled(_frames(container, stream, packets), layout, rate):
            pieces.append(piece)
            count += piece.shape[1]
            if count > max_seconds * rate:  # counted: the length in a header can be anything
                break
        return _Decoded(pieces=pieces, rate=rate, stated_seconds=(container.duration or 0) / 1e6)


def _first_track(container: InputContainer) -> AudioStream | None:
    # `codec_whitelist` binds FFmpeg's own probing; the decoder that PyAV opens must be checked as
    # well.
    allowed = _CODECS.split(",")
    tracks = container.streams.audio
    if not tracks:
        return None
    for track in tracks:
        if track.codec_context is not None and track.codec_context.name in allowed:
            return track
    context = tracks[0].codec_context
    raise RequestError(
        "sound_codec_unsupported", codec="unknown" if context is None else context.name
    )


def _frames(
    container: InputContainer, stream: AudioStream, max_packets: int
) -> Iterator[AudioFrame]:
    """Pass over single bad packets, as players do.

    An MP3 cut out of a longer one begins with some.

    Raises:
        RequestError: input_too_costly.
    """
    from av.error import InvalidDataError

    packets, bad, error = 0, 0, None
    for packet in container.demux(stream):
        packets += 1
        if packets > max_packets:  # counted, for empty ones never make the recording longer
            raise RequestError("input_too_costly")
        try:
            yield from packet.decode()
        except InvalidDataError as exc:
            bad, error = bad + 1, error or exc
    if error is not None and bad * _PACKETS_PER_BAD_ONE > packets:
        raise error


def _resampled(frames: Iterator[AudioFrame], layout: str, rate: int) -> Iterator[Float32]:
    """Bring all frames to one layout and rate, each as f32 of shape (channels, n).

    Raises:
        ValueError: The input is malformed.
    """
    from av import AudioResampler

    source: tuple[str, str, int] | None = None
    resampler = None
    for frame in frames:
        if resampler is None or source != (frame.format.name, frame.layout.name, frame.rate):
            # Chained Ogg files change in the middle; a resampler takes one kind of frame only.
            source = (frame.format.name, frame.layout.name, frame.rate)
            if not _BELIEVABLE_RATES_HZ[0] <= frame.rate <= _BELIEVABLE_RATES_HZ[1]:
                raise ValueError(frame.rate)
            resampler = AudioResampler(format="fltp", layout=layout, rate=rate)
        for even in resampler.resample(frame):
            yield even.to_ndarray().astype(np.float32, copy=False)


def _mono(pieces: list[Float32]) -> Float32:
    """Mix, unless the mix loses sound: a dead channel halves it, an inverted one cancels it.

    The pieces are taken out of the list, so that their sound is not in memory several times.
    """
    count = sum(piece.shape[1] for piece in pieces)
    channels = np.zeros((pieces[0].shape[0], count), np.float32)
    start = 0
    pieces.reverse()
    while pieces:
        piece = pieces.pop()
        # Float files can hold anything; the bound keeps the squares finite.
        finite = np.nan_to_num(piece, posinf=0.0, neginf=0.0).clip(-1e6, 1e6)
        channels[:, start : start + piece.shape[1]] = finite
        start += piece.shape[1]
    channels -= channels.mean(axis=1, keepdims=True)
    mix: Float32 = channels.mean(axis=0)
    power = np.array([np.einsum("n,n->", channel, channel) / count for channel in channels])
    loudest: Float32 = channels[power.argmax()]
    return mix if np.einsum("n,n->", mix, mix) / count > 0.36 * power.max() else loudest.copy()


def _block_levels(samples: Float32, rate: int) -> Float32:
    """RMS of each whole block."""
    size = int(_BLOCK_SECONDS * rate)
    blocks = samples[: len(samples) // size * size].reshape(-1, size)
    parts = np.array_split(blocks, len(blocks) // _BLOCKS_PER_PART + 1)
    levels: Float32 = np.concatenate([np.sqrt(np.square(part).mean(axis=1)) for part in parts])
    return levels


def _raise_level(samples: Float32, level: float) -> None:
    """Raise quiet sound to the level of normal speech, and keep all of it within -1..1."""
    gain = min(max(_LOUD / level, 1.0), _MAX_GAIN) if level > 0 else _MAX_GAIN
    if gain == 1.0:
        samples /= np.float32(max(samples.max(), -samples.min(), 1.0))
        return
    for part in np.array_split(samples, len(samples) // _SAMPLES_PER_PART + 1):
        louder = part * np.float32(gain)
        size = np.abs(louder)
        bent = _KNEE + (1 - _KNEE) * np.tanh((size - _KNEE) / (1 - _KNEE))
        part[:] = np.where(size > _KNEE, np.copysign(bent, louder), louder)
