"""Loudness and true peak, measured by FFmpeg's ebur128, which is another implementation than the
one used.
"""

import av
import numpy as np
import pytest

from talking_photo.core.model import Layout
from talking_photo.core.video.loudness import at_loudness, loudness_of
from tests.makers import tone

RATE = 24_000


def measured(samples, rate=RATE):
    """Integrated loudness (LUFS) and true peak (dBTP)."""
    graph = av.filter.Graph()
    source = graph.add_abuffer(format="flt", sample_rate=rate, layout="mono")
    meter = graph.add("ebur128", "peak=true:metadata=1:dualmono=false")
    sink = graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    loudness, peak = -np.inf, -np.inf
    step = rate // 10
    for start in range(0, len(samples), step):
        part = np.ascontiguousarray(samples[start : start + step], np.float32)
        frame = av.AudioFrame.from_ndarray(part[None], format="flt", layout="mono")
        frame.sample_rate, frame.pts = rate, start
        source.push(frame)
        while True:
            try:
                metadata = sink.pull().metadata
            except (av.BlockingIOError, av.EOFError):
                break
            loudness = float(metadata["lavfi.r128.I"])
            peak = max(peak, *(float(v) for k, v in metadata.items() if "true_peaks_ch" in k))
    return loudness, 20 * np.log10(peak) if peak > 0 else peak


def speechlike(level, seconds=4.0, spikes=0):
    """Syllables of noise and tone, with clicks among them."""
    rng = np.random.default_rng(3)
    count = round(seconds * RATE)
    syllables = np.square(np.sin(np.arange(count) / RATE * np.pi * 3))
    sound = (rng.normal(0, 0.3, count) + tone(seconds, RATE, 1.0)) * syllables * level
    sound[rng.integers(0, count, spikes)] = 1.0
    return sound.astype(np.float32)


@pytest.mark.parametrize("lufs", [-16.0, -14.0])
@pytest.mark.parametrize(
    "sound",
    [
        speechlike(0.2),
        speechlike(0.0005),
        np.clip(speechlike(5.0), -1, 1),
        speechlike(0.01, spikes=20),
        tone(3.0, RATE, 0.01),
    ],
    ids=["usual", "very quiet", "clipped", "clicks", "tone"],
)
def test_whatever_came_in_is_as_loud_as_wanted_and_within_the_peak(sound, lufs):
    result = at_loudness(sound, RATE, lufs)
    loudness, peak = measured(result)
    assert loudness == pytest.approx(lufs, abs=1.0)
    assert peak <= -1.0


def test_sound_that_is_cut_in_a_vowel_begins_and_ends_near_nothing():
    cut = tone(1.0, RATE, 0.7) + np.float32(0.2)
    result = at_loudness(cut, RATE, -16.0)
    assert abs(result[0]) < 0.001
    assert abs(result[-1]) < 0.02
    assert len(result) == len(cut)


def test_silence_stays_silence():
    assert not at_loudness(np.zeros(RATE, np.float32), RATE, -16.0).any()


def test_a_sound_shorter_than_a_block_is_levelled_too():
    result = at_loudness(tone(0.2, RATE, 0.02), RATE, -16.0)
    assert np.abs(result).max() > 0.1


def test_feeds_get_a_louder_sound():
    assert loudness_of(Layout.PORTRAIT) == loudness_of(Layout.SQUARE) == -14.0
    assert loudness_of(Layout.ORIGINAL) == -16.0
