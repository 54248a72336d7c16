"""Photos and recordings made to hurt: bombs by hand, and damaged small files by number."""

from __future__ import annotations

import io
import random
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np
from PIL import Image

_MEGABYTES = 20_000_000
"""What both kinds of files may have at most by default, less a little."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostileFile:
    """One file of the corpus."""

    name: str
    kind: Literal["photo", "sound"]
    data: bytes


def bombs(*, quick: bool = False) -> Iterator[HostileFile]:
    """Make the files by hand: small ones that claim or unfold to much, and floods of small parts.

    Args:
        quick: Leave out those that take more than a second to make or to read.
    """
    for kind, makers in (("photo", _PHOTO_BOMBS), ("sound", _SOUND_BOMBS)):
        for name, make in makers.items():
            if quick and name in _SLOW:
                continue
            yield HostileFile(name=name, kind=kind, data=make()[:_MEGABYTES])


def damaged(count: int) -> Iterator[HostileFile]:
    """Damage small valid files of every kind that is read; file n depends on n only."""
    photos, sounds = _small_photos(), _small_sounds()
    seeds = [("photo", *item) for item in photos.items()] + [
        ("sound", *item) for item in sounds.items()
    ]
    for number in range(count):
        kind, name, data = seeds[number % len(seeds)]
        rng = random.Random(number)
        for _ in range(rng.randint(1, 4)):
            data = rng.choice(_DAMAGES)(data, rng)
        yield HostileFile(name=f"{name} {number}", kind=kind, data=data)


def _small_photos() -> dict[str, bytes]:
    from pillow_heif import register_heif_opener

    register_heif_opener()
    ramp = np.linspace(0, 255, 96 * 96 * 3).reshape(96, 96, 3).astype(np.uint8)
    image = Image.fromarray(ramp)
    exif = Image.Exif()
    exif[274] = 6

    def saved(kind: str, picture: Image.Image = image, **options: object) -> bytes:
        file = io.BytesIO()
        picture.save(file, kind, **options)
        return file.getvalue()

    return {
        "jpeg": saved("JPEG", exif=exif),
        "progressive jpeg": saved("JPEG", progressive=True),
        "cmyk jpeg": saved("JPEG", image.convert("CMYK")),
        "png": saved("PNG", exif=exif),
        "palette png": saved("PNG", image.convert("P"), transparency=0),
        "16-bit png": saved("PNG", Image.fromarray(ramp[..., 0].astype(np.uint16) * 257)),
        "animated png": saved("PNG", save_all=True, append_images=[image.rotate(90)]),
        "webp": saved("WEBP"),
        "lossless webp": saved("WEBP", lossless=True),
        "animated webp": saved("WEBP", save_all=True, append_images=[image.rotate(90)]),
        "avif": saved("AVIF"),
        "heic": saved("HEIF"),
    }


def _small_sounds() -> dict[str, bytes]:
    import av

    samples = (0.3 * np.sin(np.arange(16_000) / 16_000 * 2 * np.pi * 220)).astype(np.float32)

    def encoded(container: str, codec: str, rate: int = 16_000, **options: str) -> bytes:
        file = io.BytesIO()
        with av.open(file, "w", format=container, options=options) as output:
            stream = output.add_stream(codec, rate=rate, layout="mono")
            stream.bit_rate = 64_000
            resampler = av.AudioResampler(
                format=stream.codec_context.codec.audio_formats[0].name, layout="mono", rate=rate,
                frame_size=stream.codec_context.frame_size or 1024,
            )  # fmt: skip
            frame = av.AudioFrame.from_ndarray(samples[None], format="fltp", layout="mono")
            frame.sample_rate, frame.time_base = 16_000, Fraction(1, 16_000)
            for part in (*resampler.resample(frame), *resampler.resample(None)):
                output.mux(stream.encode(part))
            output.mux(stream.encode(None))
        return file.getvalue()

    return {
        "wav": encoded("wav", "pcm_s16le"),
        "flac": encoded("flac", "flac"),
        "mp3": encoded("mp3", "libmp3lame"),
        "opus": encoded("ogg", "libopus", 48_000),
        "m4a": encoded("mp4", "aac"),
        "fragmented mp4": encoded("mp4", "aac", movflags="frag_keyframe+empty_moov"),
        "adts": encoded("adts", "aac"),
        "webm": encoded("webm", "libopus", 48_000),
        "matroska": encoded("matroska", "aac"),
        "aiff": encoded("aiff", "pcm_s16be"),
        "caf": encoded("caf", "pcm_s16be"),
        "wma": encoded("asf", "wmav2"),
        "ac3": encoded("ac3", "ac3", 48_000),
        "mp2": encoded("mp2", "mp2"),
    }


# damage


def _flip(data: bytes, rng: random.Random) -> bytes:
    changed = bytearray(data)
    reach = len(changed) if rng.random() < 0.5 else min(len(changed), 600)  # headers decide most
    for _ in range(rng.randint(1, 30)):
        if reach:
            changed[rng.randrange(reach)] = rng.randrange(256)
    return bytes(changed)


def _cut(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randint(0, len(data))]


def _drop(data: bytes, rng: random.Random) -> bytes:
    start = rng.randint(0, len(data))
    return data[:start] + data[start + rng.randint(1, 500) :]


def _repeat(data: bytes, rng: random.Random) -> bytes:
    start = rng.randint(0, len(data))
    return data[: start + rng.randint(1, 500)] * rng.choice((1, 1, 50)) + data[start:]


def _large_number(data: bytes, rng: random.Random) -> bytes:
    """Put a number that programs stumble over where one may stand."""
    changed = bytearray(data)
    if len(changed) > 8:
        value = rng.choice((0, 1, 0x7FFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF))
        at = rng.randrange(min(len(changed), 2000) - 4) if len(changed) > 12 else 0
        changed[at : at + 4] = struct.pack(rng.choice("<>") + "I", value)
    return bytes(changed)


_DAMAGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _flip, _cut, _drop, _repeat, _large_number,
)  # fmt: skip


# photos


def _segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def _jpeg(width: int = 64, height: int = 64, **options: object) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), (200, 90, 30)).save(file, "JPEG", **options)
    return file.getvalue()


def _jpeg_scans() -> bytes:
    """A progressive picture of 60 megapixels whose last scan is there a thousand times."""
    whole = _jpeg(10_000, 6_000, progressive=True, quality=1)
    last = whole.rindex(b"\xff\xda")
    start = whole.rindex(b"\xff\xc4", 0, last)
    return whole[:-2] + whole[start:-2] * 1000 + whole[-2:]


def _tiff_of_entries(count: int, claimed: int) -> bytes:
    entries = b"".join(
        struct.pack("<HHII", 0x9000 + n, 7, claimed, 8 + 2 + 12 * count + 4) for n in range(count)
    )
    return b"II*\0\x08\0\0\0" + struct.pack("<H", count) + entries + bytes(4)


def _with_segments(*segments: bytes) -> bytes:
    whole = _jpeg()
    return whole[:2] + b"".join(segments) + whole[2:]


def _exif_of_many_segments() -> bytes:
    """Pillow joins Exif segments; the entries of the first each claim all that follows."""
    first = b"Exif\0\0" + _tiff_of_entries(5000, 15_000_000)
    rest = [_segment(0xE1, b"Exif\0\0" + bytes(65_000))] * 250
    return _with_segments(_segment(0xE1, first), *rest)


def _mpf() -> bytes:
    return _with_segments(_segment(0xE2, b"MPF\0" + _tiff_of_entries(5000, 60_000)))


def _icc_in_jpeg(profile: bytes) -> bytes:
    parts = [profile[n : n + 65_000] for n in range(0, len(profile), 65_000)][:255]
    return _with_segments(
        *(
            _segment(0xE2, b"ICC_PROFILE\0" + bytes((n, len(parts))) + part)
            for n, part in enumerate(parts, 1)
        )
    )


def _icc_with_large_table() -> bytes:
    """Return a colour profile with a large table."""
    table = b"mft1" + bytes(4) + bytes((3, 3, 255, 0)) + struct.pack(">9i", *[65536, 0, 0] * 3)
    table += bytes(range(256)) * 3 + bytes(16_000_000)
    header = struct.pack(">I4sI4s4s4s", 128, b"lcms", 0x02400000, b"mntr", b"RGB ", b"Lab ")
    header += bytes(12) + b"acsp" + bytes(128 - 40)
    tags = struct.pack(">I4sII", 1, b"A2B0", 144, len(table))
    whole = header[:128] + tags + table
    return struct.pack(">I", len(whole)) + whole[4:]


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _png(width: int, height: int, *chunks: bytes, body: bytes = b"", interlaced: int = 0) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, interlaced)
    return b"".join(
        [b"\x89PNG\r\n\x1a\n", _chunk(b"IHDR", header), *chunks, body, _chunk(b"IEND", b"")]
    )


def _zeros(count: int) -> bytes:
    packer = zlib.compressobj(9)
    parts = [packer.compress(bytes(1_000_000)) for _ in range(count // 1_000_000)]
    return b"".join([*parts, packer.flush()])


_PIXELS = zlib.compress((b"\0" + bytes(64 * 3)) * 64)


def _heif(kind: str, side: tuple[int, int]) -> bytes:
    from pillow_heif import register_heif_opener

    register_heif_opener()
    file = io.BytesIO()
    options = {"speed": 10} if kind == "AVIF" else {"quality": 1}
    Image.new("RGB", side, (200, 90, 30)).save(file, kind, **options)
    return file.getvalue()


def _animated_webp() -> bytes:
    file = io.BytesIO()
    frames = [Image.new("RGB", (1000, 1000), (n % 256, 90, 30)) for n in range(200)]
    frames[0].save(file, "WEBP", save_all=True, append_images=frames[1:], method=0, quality=1)
    return file.getvalue()


_PHOTO_BOMBS: dict[str, Callable[[], bytes]] = {
    "jpeg of a thousand scans": _jpeg_scans,
    "jpeg that claims 65500 squared": lambda: _jpeg().replace(
        struct.pack(">HH", 64, 64), struct.pack(">HH", 65500, 65500)
    ),
    "jpeg that ends after its header, 60 megapixels": lambda: _jpeg(10_000, 6_000)[:700],
    "jpeg of 300 Exif segments": _exif_of_many_segments,
    "jpeg with an index of pictures that claims much": _mpf,
    "jpeg of two million comments": lambda: _with_segments(*[_segment(0xFE, b"")] * 2_000_000),
    "jpeg of tables": lambda: _with_segments(*[_segment(0xDB, b"\0" + b"\x01" * 64)] * 280_000),
    "jpeg of Photoshop blocks": lambda: _with_segments(
        *[_segment(0xED, b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0\0\0\0\0" * 5000)] * 300
    ),
    "jpeg with a profile of 16 MB": lambda: _icc_in_jpeg(bytes(16_000_000)),
    "jpeg with a profile of a large table": lambda: _icc_in_jpeg(_icc_with_large_table()),
    "png that claims 30000 squared": lambda: _png(30_000, 30_000, _chunk(b"IDAT", _PIXELS)),
    "png of 59 megapixels of nothing": lambda: _png(
        10_000, 5_900, _chunk(b"IDAT", _zeros(178_000_000))
    ),
    "interlaced png of 59 megapixels": lambda: _png(
        10_000, 5_900, _chunk(b"IDAT", _zeros(180_000_000)), interlaced=1
    ),
    "png whose data go on after the picture": lambda: _png(
        64, 64, _chunk(b"IDAT", _zeros(2_000_000_000))
    ),
    "png of empty data chunks": lambda: _png(64, 64, body=_chunk(b"IDAT", b"") * 1_600_000),
    "png of unknown chunks": lambda: _png(
        64, 64, _chunk(b"abCd", b"") * 1_600_000, _chunk(b"IDAT", _PIXELS)
    ),
    "png of texts that unfold": lambda: _png(
        64, 64, *[_chunk(b"zTXt", b"a\0\0" + _zeros(1_000_000))] * 5000, _chunk(b"IDAT", _PIXELS)
    ),
    "png with a text that unfolds to 2 GB": lambda: _png(
        64, 64, _chunk(b"iTXt", b"a\0\1\0\0\0" + _zeros(2_000_000_000)), _chunk(b"IDAT", _PIXELS)
    ),
    "png with a profile that unfolds to 2 GB": lambda: _png(
        64, 64, _chunk(b"iCCP", b"a\0\0" + _zeros(2_000_000_000)), _chunk(b"IDAT", _PIXELS)
    ),
    "png with Exif entries that claim 19 MB each": lambda: _png(
        64, 64,
        _chunk(b"eXIf", _tiff_of_entries(5000, 19_000_000) + bytes(19_200_000)),
        _chunk(b"IDAT", _PIXELS),
    ),
    "png of 100000 animation frames": lambda: _png(
        64, 64,
        _chunk(b"acTL", struct.pack(">II", 100_000, 0)),
        *[_chunk(b"fcTL", struct.pack(">IIIIIHHBB", n, 64, 64, 0, 0, 1, 1, 0,
        0)) for n in range(100_000)],
        _chunk(b"IDAT", _PIXELS),
    ),
    "webp of 200 frames": _animated_webp,
    "webp that claims 16384 squared": lambda: b"RIFF" + struct.pack("<I", 1000) + b"WEBPVP8X"
    + struct.pack("<I", 10) + b"\0\0\0\0" + b"\xff\x3f\0\xff\x3f\0" + bytes(900),
    "avif of 58 megapixels": lambda: _heif("AVIF", (8_000, 7_250)),
    "heic of 58 megapixels": lambda: _heif("HEIF", (8_000, 7_250)),
    "heic of nested boxes": lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"
    + b"".join(struct.pack(">I4s", 19_000_000 - 8 * n, b"meta") for n in range(100_000)),
    "avif of a million item places": lambda: b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf"
    + struct.pack(">I4sI", 16_000_000, b"meta", 0)
    + struct.pack(">I4sIBBI", 15_999_000, b"iloc", 0x02000000, 0, 0,
    0xFFFFFFFF) + bytes(15_000_000),
}  # fmt: skip


# sounds


def _adts(length: int) -> bytes:
    """The header of an AAC frame of that length, with nothing behind it."""
    bits = (
        (0xFFF << 44)
        | (1 << 40)
        | (1 << 38)
        | (8 << 34)
        | (1 << 30)
        | (length << 13)
        | (0x7FF << 2)
    )
    return bits.to_bytes(7, "big")


def _wav(rate: int, channels: int, bits: int, body: bytes, *chunks: bytes, code: int = 1) -> bytes:
    block = max(channels * bits // 8, 1)
    form = struct.pack("<HHIIHH", code, channels, rate, rate * block % 2**32, block % 2**16, bits)
    return (
        b"RIFF" + struct.pack("<I", 0xFFFFFFFF) + b"WAVE" + b"".join(chunks)
        + b"fmt " + struct.pack("<I", len(form)) + form
        + b"data" + struct.pack("<I", len(body)) + body
    )  # fmt: skip


def _crc_table() -> list[int]:
    table = []
    for value in range(256):
        crc = value << 24
        for _ in range(8):
            crc = (crc << 1) ^ (0x04C11DB7 if crc & 0x80000000 else 0)
        table.append(crc & 0xFFFFFFFF)
    return table


_CRC = _crc_table()


def _ogg_page(
    serial: int,
    number: int,
    flags: int,
    body: bytes,
    *,
    lacing: bytes | None = None,
    end: int = 0,
) -> bytes:
    if lacing is None:
        lacing = bytes([255] * (len(body) // 255) + [len(body) % 255])
    head = struct.pack("<4sBBqII", b"OggS", 0, flags, end, serial, number)
    rest = bytes([len(lacing)]) + lacing + body
    crc = 0
    for byte in head + bytes(4) + rest:
        crc = ((crc << 8) & 0xFFFFFFFF) ^ _CRC[(crc >> 24) ^ byte]
    return head + struct.pack("<I", crc) + rest


_OPUS_HEAD = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 0, 48_000, 0, 0)


def _box(name: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I4s", len(body) + 8, name) + body


def _mov(*tables: bytes, tracks: int = 1) -> bytes:
    """An mp4 whose sound tracks have these sample tables."""
    entry = struct.pack(">I4s6xH8xHHIHHI", 36, b"sowt", 1, 1, 16, 0, 0, 0, 16_000 << 16)[:36]
    track = _box(
        b"trak",
        _box(b"tkhd", struct.pack(">IIIIII60x", 1, 0, 0, 1, 0, 16_000)),
        _box(
            b"mdia",
            _box(b"mdhd", struct.pack(">IIIIIHH", 0, 0, 0, 16_000, 16_000, 0, 0)),
            _box(b"hdlr", struct.pack(">II4s12xB", 0, 0, b"soun", 0)),
            _box(b"minf", _box(b"stbl", _box(b"stsd", struct.pack(">II", 0, 1), entry), *tables)),
        ),
    )
    head = _box(b"mvhd", struct.pack(">IIIII80x", 0, 0, 0, 16_000, 16_000))
    moov = _box(b"moov", head, track * tracks)
    return _box(b"ftyp", b"qt  ", bytes(4), b"qt  ") + moov + _box(b"mdat", bytes(32_000))


def _tables(**counts: int) -> tuple[bytes, ...]:
    """Sample tables that claim these numbers of entries."""
    return (
        _box(b"stts", struct.pack(">IIII", 0, 1, counts.get("stts", 16_000), 1)),
        _box(b"stsc", struct.pack(">IIIII", 0, 1, 1, counts.get("stsc", 16_000), 1)),
        _box(b"stsz", struct.pack(">III", 0, 2, counts.get("stsz", 16_000))),
        _box(b"stco", struct.pack(">III", 0, counts.get("stco", 1), 700)),
    )


def _ebml(name: bytes, size: int) -> bytes:
    return name + struct.pack(">Q", (1 << 56) | size)


_EBML_HEAD = b"\x1aE\xdf\xa3\x8bB\x82\x88matroska"
_SEGMENT = b"\x18S\x80g"

_SOUND_BOMBS: dict[str, Callable[[], bytes]] = {
    "aac of empty frames": lambda: _adts(7) * 2_800_000,
    "aac of frames of one byte": lambda: (_adts(8) + b"\0") * 2_400_000,
    "amr of empty frames": lambda: b"#!AMR\n" + b"\x7c" * 19_000_000,
    "amr of unknown frames": lambda: b"#!AMR\n" + b"\x4c" * 19_000_000,
    "amr wideband of empty frames": lambda: b"#!AMR-WB\n" + b"\x7c" * 19_000_000,
    "mp3 of empty frames": lambda: b"\xff\xfb\x10\xc4" * 4_900_000,
    "mp3 with a tag of 19 MB": lambda: b"ID3\x04\0\0" + b"\x09\x07\x77\x7f" + bytes(19_000_000),
    "mp3 with a million tag frames": lambda: (
        b"ID3\x04\0\0\x09\x07\x77\x7f" + b"TXXX\0\0\0\1\0\0\0" * 1_700_000
    ),
    "wav of 4 GHz": lambda: _wav(0xFFFFFFFF, 1, 16, bytes(1_000_000)),
    "wav of 1 Hz": lambda: _wav(1, 1, 16, bytes(1_000_000)),
    "wav of 65535 channels": lambda: _wav(16_000, 65_535, 8, bytes(1_000_000)),
    "wav of 255 channels": lambda: _wav(16_000, 255, 8, bytes(19_000_000)),
    "wav of a million chunks": lambda: _wav(
        16_000, 1, 16, bytes(32_000), *[b"junk\0\0\0\0"] * 2_000_000
    ),
    "wav of list chunks": lambda: _wav(
        16_000, 1, 16, bytes(32_000), *[b"LIST\x10\0\0\0INFOINAM\4\0\0\0abc\0"] * 700_000
    ),
    "wav of one byte a sample, 20 MB": lambda: _wav(4_000, 1, 8, b"\x80\x90" * 9_900_000),
    "flac with a picture of 16 MB": lambda: b"fLaC\6\xff\xff\xff" + bytes(16_777_215),
    "flac of a million blocks": lambda: b"fLaC\0\0\0\x22" + bytes(34) + b"\4\0\0\0" * 4_000_000,
    "flac of texts": lambda: b"fLaC\0\0\0\x22" + bytes(34) + b"\4\xff\xff\xf0" + bytes(4)
    + struct.pack("<I", 0xFFFFFFFF) + b"\1\0\0\0=" * 3_000_000,
    "ogg of 100000 streams": lambda: b"".join(
        _ogg_page(n, 0, 2, _OPUS_HEAD) for n in range(50_000)
    ),
    "ogg of a chain of streams": lambda: b"".join(
        _ogg_page(n, 0, 2, _OPUS_HEAD) + _ogg_page(n, 1, 4, b"OpusTags" + bytes(8))
        for n in range(100_000)
    ),
    "ogg of empty pages": lambda: _ogg_page(1, 0, 2, _OPUS_HEAD)
    + _ogg_page(1, 1, 0, b"OpusTags" + bytes(8)) + _ogg_page(1, 2, 0, b"") * 680_000,
    "ogg of opus packets of one byte": lambda: _ogg_page(1, 0, 2, _OPUS_HEAD)
    + _ogg_page(1, 1, 0, b"OpusTags" + bytes(8))
    + b"".join(
        _ogg_page(1, n, 0, b"\1" * 255, lacing=b"\1" * 255, end=n) for n in range(2, 10_000)
    ),
    "mp4 of a billion samples": lambda: _mov(*_tables(stsz=2**30, stts=2**30, stsc=2**30)),
    "mp4 of 50 million samples": lambda: _mov(*_tables(stsz=50_000_000, stts=50_000_000, stsc=1)),
    "mp4 of four billion chunks": lambda: _mov(*_tables(stco=0xFFFFFFFF)),
    "mp4 of two million chunks": lambda: _mov(
        *_tables()[:3], _box(b"stco", struct.pack(">II", 0, 2_000_000), bytes(8_000_000))
    ),
    "mp4 of two million durations": lambda: _mov(
        _box(b"stts", struct.pack(">II", 0, 2_000_000), struct.pack(">II", 1, 1) * 2_000_000),
        *_tables()[1:],
    ),
    "mp4 of 40000 tracks": lambda: _mov(*_tables(), tracks=40_000),
    "mp4 of nested boxes": lambda: _box(b"ftyp", b"isom", bytes(4))
    + b"".join(struct.pack(">I4s", 19_000_000 - 8 * n, b"moov") for n in range(1_000_000)),
    "mp4 of a million edits": lambda: _mov(*_tables()).replace(
        b"mdia", b"free", 1
    ) + _box(b"moov", _box(b"trak", _box(b"edts", _box(
        b"elst", struct.pack(">II", 0, 1_000_000), struct.pack(">IiI", 1, 0,
        65536) * 1_000_000)))),
    "mp4 of a million fragments": lambda: _mov(*_tables()) + _box(
        b"moof", _box(b"traf", _box(b"tfhd", struct.pack(">II", 0, 1)))
    ) * 500_000,
    "matroska of a size without end": lambda: _EBML_HEAD + _ebml(_SEGMENT,
    2**56 - 2) + bytes(1000),
    "matroska of a binary of 2^50 bytes": lambda: _EBML_HEAD + _ebml(_SEGMENT, 2**52)
    + _ebml(b"\x16T\xaek", 2**51) + _ebml(b"\xae", 2**50) + _ebml(b"c\xa2", 2**50) + bytes(1000),
    "matroska of nested masters": lambda: _EBML_HEAD
    + b"".join(_ebml(_SEGMENT, 19_000_000 - 12 * n) for n in range(500_000)),
    "matroska of a million tracks": lambda: _EBML_HEAD + _ebml(_SEGMENT, 19_000_000)
    + _ebml(b"\x16T\xaek", 18_000_000) + (b"\xae\x87\xd7\x81\x01\x83\x81\x02\x86") * 1_900_000,
    "matroska of empty clusters": lambda: _EBML_HEAD + _ebml(_SEGMENT, 19_000_000)
    + b"\x1fC\xb6u\x80" * 3_800_000,
    "a list of other files": lambda: b"ffconcat version 1.0\nfile /etc/passwd\n",
    "a playlist": lambda: b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:1/a.ts\n",
    "a video description": lambda: b'<?xml version="1.0"?><MPD><Period><BaseURL>file:///etc/passwd</BaseURL></Period></MPD>',
}  # fmt: skip

_SLOW = {
    "jpeg of two million comments",
    "jpeg of tables",
    "interlaced png of 59 megapixels",
    "aac of empty frames",
    "aac of frames of one byte",
    "mp4 of a million fragments",
    "jpeg of a thousand scans",
    "png whose data go on after the picture",
    "png with a text that unfolds to 2 GB",
    "png with a profile that unfolds to 2 GB",
    "webp of 200 frames",
    "avif of 58 megapixels",
    "heic of 58 megapixels",
    "ogg of a chain of streams",
    "ogg of opus packets of one byte",
}
