"""Pictures and sounds for tests, made on the spot."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import numpy as np


def picture(width=96, height=80, colour=(180, 120, 60)):
    """A Pillow picture of one colour whose left top quarter is white, so that turns show."""
    from PIL import Image

    image = Image.new("RGB", (width, height), colour)
    image.paste((255, 255, 255), (0, 0, width // 2, height // 2))
    return image


def encoded(image, kind, **options):
    """The bytes of a Pillow picture as a file of that format, in Pillow's words (JPEG, HEIF)."""
    from pillow_heif import register_heif_opener

    register_heif_opener()
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def png_that_claims(width, height, body=b""):
    """A PNG of some hundred bytes, whatever size its header claims."""

    def chunk(name, data):
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(body))
        + chunk(b"IEND", b"")
    )


def tone(seconds=1.0, rate=16_000, level=0.3, hertz=220.0):
    """A sine of that amplitude: f32, shape (N,)."""
    times = np.arange(round(seconds * rate)) / rate
    return (level * np.sin(2 * np.pi * hertz * times)).astype(np.float32)


def sound_file(samples, rate=16_000, container="wav", codec="pcm_s16le"):
    """The bytes of a sound file. `samples`: f32 of shape (N,) or (channels, N)."""
    import av

    samples = np.atleast_2d(samples)
    layout = {1: "mono", 2: "stereo"}[len(samples)]
    file = BytesIO()
    with av.open(file, "w", format=container) as output:
        stream = output.add_stream(codec, rate=rate, layout=layout)
        if codec.startswith("wma"):  # has no rate of its own
            stream.bit_rate = 96_000
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(samples, np.float32), format="fltp", layout=layout
        )
        frame.sample_rate = rate
        output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return file.getvalue()


def request_of(photo, text=None, sound=None, **options):
    """A request whose options are given beside its words."""
    from talking_photo.core.request import RenderOptions, SpeakRequest

    return SpeakRequest(photo=photo, text=text, sound=sound, options=RenderOptions(**options))
