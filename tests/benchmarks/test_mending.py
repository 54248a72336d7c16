from __future__ import annotations

import io
import wave

import numpy as np

from benchmarks.mending import mended


def recording():
    """Two seconds of a swinging tone, with the pair of bytes in it that texts end their lines
    with.
    """
    t = np.arange(32_000) / 16_000
    samples = (5000 * np.sin(2 * np.pi * 300 * t) * np.sin(2 * np.pi * 2 * t)).astype("<i2")
    samples[[9_000, 22_000]] = 0x0A0D
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setparams((1, 2, 16_000, 0, "NONE", ""))
        writer.writeframes(samples.tobytes())
    return file.getvalue()


def test_lost_bytes_come_back():
    whole = recording()
    assert whole.count(b"\r\n") >= 2
    assert mended(whole.replace(b"\r\n", b"\n")) == whole


def test_a_whole_file_stays_as_it_is():
    assert mended(recording()) == recording()
